//! How often households and telephones were contacted lately, over all channels: results of calls and
//! visits, and messages that went out. Whoever was contacted as often as the rules allow rests, unless an
//! hour was promised; a number that rang too often gives way to another of the same household.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::PlanError;
use super::rests::{Place, households};
use crate::config::Tables;
use crate::domain::frequency::{ContactKind, Frequency, Reached};
use crate::planning::snapshot::Snapshot;
use crate::store::facts::{OutcomeRow, outcomes_of};
use crate::store::frequency::{notices_since, notices_to, touch_channels, visits_since};
use crate::store::week::WeekOutcomeRow;
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
    (history, household_of): (&HashMap<u32, Vec<&WeekOutcomeRow>>, &HashMap<i64, u32>),
    tables: &Tables,
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
    for (person, at) in notices_since(conn, province, since)? {
        if let Some(household) = household_of.get(&person) {
            past.entry(*household).or_default().push((at.date(), ContactKind::Notice));
        }
    }
    for (household, past) in &past {
        if let Some(reached) = rules.most.reached(past, first) {
            not_before(snapshot, *household, reached.free_from);
        }
    }
    rest_numbers(snapshot, &past, first, rules);
    Ok(())
}

/// A household is not spoken to before a day; what it was promised is kept.
fn not_before(snapshot: &mut Snapshot, household: u32, day: NaiveDate) {
    let recall = snapshot.recalls.get_mut(household as usize);
    if let Some(recall) = recall.filter(|recall| recall.call_back.is_none()) {
        recall.not_before = recall.not_before.max(Some(day));
    }
}

/// Telephones of several households that rang as often as allowed, for whichever of them: another number of
/// the household is called, and without one it rests. A number of one household rests with it.
fn rest_numbers(
    snapshot: &mut Snapshot,
    past: &HashMap<u32, Past>,
    first: NaiveDate,
    rules: Frequency<'_>,
) {
    let mut owners: HashMap<u64, BTreeSet<u32>> = HashMap::new();
    for person in snapshot.persons.iter().filter(|person| person.phone != 0) {
        owners.entry(person.phone).or_default().insert(person.household);
    }
    let shared = owners.into_iter().filter(|(_, households)| households.len() > 1);
    let rang = shared.filter_map(|(phone, households)| {
        let calls = households.iter().filter_map(|household| past.get(household)).flatten();
        let calls: Past = calls.filter(|(_, kind)| *kind == ContactKind::Call).copied().collect();
        Some((phone, rules.most.reached(&calls, first)?.free_from))
    });
    let rests: HashMap<u64, NaiveDate> = rang.collect();
    if rests.is_empty() {
        return;
    }
    let last = snapshot.buckets.last().map_or(first, |bucket| bucket.date);
    let mut open: BTreeSet<u32> = BTreeSet::new();
    let mut waits: HashMap<u32, NaiveDate> = HashMap::new();
    for person in snapshot.persons.iter().filter(|person| person.phone != 0) {
        match rests.get(&person.phone) {
            None => {
                open.insert(person.household);
            }
            Some(day) => {
                let earliest = waits.entry(person.household).or_insert(*day);
                *earliest = (*earliest).min(*day);
            }
        }
    }
    for person in &mut snapshot.persons {
        let rests = rests.get(&person.phone).is_some_and(|day| *day > last);
        if rests && open.contains(&person.household) {
            person.phone = 0;
        }
    }
    for (household, day) in waits {
        if !open.contains(&household) {
            not_before(snapshot, household, day);
        }
    }
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
    tables: &Tables,
) -> Result<HashMap<i64, Reached>, PlanError> {
    let province = place.0.province.id.0;
    let rules = tables.frequency.on(first)?;
    let since = since(first, rules);
    let mut found = HashMap::new();
    for (head, home) in heads.iter().zip(households(conn, place, heads)?) {
        let past = past_of(conn, province, &home, (since, until))?;
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
    (since, until): (NaiveDate, NaiveDate),
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
    let sent = notices_to(conn, province, people, since.and_time(NaiveTime::MIN))?.into_iter();
    let sent = sent.map(|at| at.date()).filter(|day| lately(*day));
    past.extend(sent.map(|day| (day, ContactKind::Notice)));
    Ok(past)
}
