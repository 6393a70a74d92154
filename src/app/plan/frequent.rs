//! How often households and telephones were contacted lately, over all channels: results of calls and
//! visits, and messages that went out. Whoever was contacted as often as the rules allow rests, unless an
//! hour was promised; what becomes of a number that rang too often is `often_rung`'s.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::PlanError;
use super::often_rung::{not_before, rest_numbers};
use super::rests::{Place, households};
use crate::clock::{local_time, utc_time};
use crate::config::Tables;
use crate::domain::frequency::{ContactKind, Frequency, Reached};
use crate::planning::snapshot::Snapshot;
use crate::store::facts::{OutcomeRow, outcomes_of};
use crate::store::frequency::{notices_since, notices_to, touch_channels, visits_since};
use crate::store::week::{WeekOutcomeRow, calls_since};
use crate::store::{Conn, StoreResult};

/// Contacts, each a day and a way.
type Past = Vec<(NaiveDate, ContactKind)>;

/// One contact however many cases it spoke about: a touch, or what was reported for one moment.
type Once = (Option<i64>, Option<NaiveDateTime>);

fn once(touch: Option<i64>, at: NaiveDateTime) -> Once {
    (touch, touch.is_none().then_some(at))
}

/// Rests the households of a snapshot that were contacted as often as allowed.
pub(super) fn rest_the_frequent(
    conn: &mut Conn,
    province: i64,
    snapshot: &mut Snapshot,
    (history, household_of): (&HashMap<u32, Vec<&WeekOutcomeRow>>, &foldhash::HashMap<i64, u32>),
    (tables, zone): (&Tables, Tz),
) -> Result<(), PlanError> {
    let Some(first) = snapshot.buckets.first().map(|bucket| bucket.date) else { return Ok(()) };
    let rules = tables.frequency.on(first)?;
    let since = since(first, rules).and_time(NaiveTime::MIN);
    let visits: BTreeSet<i64> = visits_since(conn, province, since)?.into_iter().collect();
    let mut past: HashMap<u32, Past> = HashMap::new();
    for (household, rows) in history {
        let mut told: BTreeSet<Once> = BTreeSet::new();
        for row in rows.iter().filter(|row| row.at >= since) {
            if told.insert(once(row.touch_id, row.at)) {
                let visit = row.touch_id.is_some_and(|touch| visits.contains(&touch));
                let kind = if visit { ContactKind::Visit } else { ContactKind::Call };
                past.entry(*household).or_default().push((row.at.date(), kind));
            }
        }
    }
    for (person, at) in notices_since(conn, province, utc_time(since, zone))? {
        if let Some(household) = household_of.get(&person) {
            let day = local_time(at, zone).date();
            past.entry(*household).or_default().push((day, ContactKind::Notice));
        }
    }
    for (household, past) in &past {
        if let Some(reached) = rules.most.reached(past, first) {
            not_before(snapshot, *household, reached.free_from);
        }
    }
    let rang = rang(conn, province, snapshot, history, since)?;
    rest_numbers(snapshot, &rang, first, rules.most);
    Ok(())
}

/// The days on which numbers were called: of a call of a list the number that it rang, of any other one that
/// of the person.
fn rang(
    conn: &mut Conn,
    province: i64,
    snapshot: &Snapshot,
    history: &HashMap<u32, Vec<&WeekOutcomeRow>>,
    since: NaiveDateTime,
) -> StoreResult<HashMap<u64, Vec<NaiveDate>>> {
    let mut told: BTreeSet<(u64, NaiveDateTime)> = BTreeSet::new();
    for (_, at, phone) in calls_since(conn, province, since)? {
        told.extend(phone.parse().ok().map(|phone: u64| (phone, at)));
    }
    let others = || {
        let rows = history.values().flatten();
        rows.filter(|row| row.touch_id.is_none() && row.at >= since)
    };
    // Of a province few have such a call.
    let people: HashSet<i64> = others().map(|row| row.person_id).collect();
    let own = snapshot.persons.iter().filter(|one| one.phone != 0 && people.contains(&one.id.0));
    let phones: HashMap<i64, u64> = own.map(|person| (person.id.0, person.phone)).collect();
    told.extend(others().filter_map(|row| Some((*phones.get(&row.person_id)?, row.at))));
    let mut rang: HashMap<u64, Vec<NaiveDate>> = HashMap::new();
    for (phone, at) in told {
        rang.entry(phone).or_default().push(at.date());
    }
    Ok(rang)
}

fn since(first: NaiveDate, rules: Frequency<'_>) -> NaiveDate {
    let back = Days::new(rules.most.look_back().into());
    first.checked_sub_days(back).unwrap_or(first)
}

/// The limits that households have reached on a day, by the person who stands for each: as the register of
/// today tells what took place until then.
///
/// # Errors
/// The database refused, or no rule covers the day.
pub(super) fn reached(
    conn: &mut Conn,
    place: Place<'_>,
    heads: &[i64],
    (first, until): (NaiveDate, NaiveDate),
    (tables, zone): (&Tables, Tz),
) -> Result<HashMap<i64, Reached>, PlanError> {
    let province = place.0.province.id.0;
    let rules = tables.frequency.on(first)?;
    let since = since(first, rules);
    let mut found = HashMap::new();
    for (head, home) in heads.iter().zip(households(conn, place, heads)?) {
        let past = past_of(conn, province, &home, (since, until, zone))?;
        if let Some(reached) = rules.most.reached(&past, first) {
            found.insert(*head, reached);
        }
    }
    Ok(found)
}

/// The contacts of a few people between two days.
fn past_of(
    conn: &mut Conn,
    province: i64,
    people: &[i64],
    (since, until, zone): (NaiveDate, NaiveDate, Tz),
) -> StoreResult<Past> {
    let lately = |day: NaiveDate| since <= day && day <= until;
    let rows: Vec<OutcomeRow> = outcomes_of(conn, province, people)?
        .into_iter()
        .filter(|row| lately(row.at.date()))
        .collect();
    let touches: BTreeSet<i64> = rows.iter().filter_map(|row| row.touch_id).collect();
    let touches: Vec<i64> = touches.into_iter().collect();
    let channels: HashMap<i64, String> =
        touch_channels(conn, province, &touches)?.into_iter().collect();
    let mut told: BTreeSet<Once> = BTreeSet::new();
    let mut past = Past::new();
    for row in rows.iter().filter(|row| told.insert(once(row.touch_id, row.at))) {
        let channel = row.touch_id.and_then(|touch| channels.get(&touch));
        let visit = channel.is_some_and(|channel| channel == "visit");
        let kind = if visit { ContactKind::Visit } else { ContactKind::Call };
        past.push((row.at.date(), kind));
    }
    let from = utc_time(since.and_time(NaiveTime::MIN), zone);
    let sent = notices_to(conn, province, people, from)?.into_iter();
    let sent = sent.map(|at| local_time(at, zone).date()).filter(|day| lately(*day));
    past.extend(sent.map(|day| (day, ContactKind::Notice)));
    Ok(past)
}
