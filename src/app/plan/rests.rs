//! From when households may be spoken to again. A version stores that it was too soon for a contact,
//! not until when: these facts come from the register of today.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::find::Found;
use super::history::{Heard, Lately, heard, is_about, rest};
use super::other_part::{PartOf, not_in, part_of};
use super::turns::has_parts;
use crate::config::Tables;
use crate::domain::day_part::PartOfDay;
use crate::domain::next_contact::NextContact;
use crate::domain::outcome::OutcomeCode;
use crate::planning::snapshot::Recall;
use crate::store::facts::{OutcomeRow, outcomes_of};
use crate::store::people::{PersonRow, people_by_id, people_of_households};
use crate::store::week::WeekOutcomeRow;
use crate::store::{Conn, StoreResult};

/// Household codes in one look-up: small communes number their households alike, so that a code may
/// bring many people who are kept no longer than the look-up.
const CODES: usize = 2_000;

/// A plan, and the communes by which its households are told apart: those of
/// `registering_communes_of` in its week.
pub(crate) type Place<'a> = (&'a Found, &'a HashMap<i64, i64>);

/// The last contact with a household, and what it asks for as to one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    /// Day of the last contact about it, or with the household where that counts longer.
    pub last: NaiveDate,
    /// What came of it.
    pub outcome: OutcomeCode,
    /// First day on which the case may be spoken about again, where anything stands in the way.
    pub from: Option<NaiveDate>,
    /// What they promised; an hour is the household's.
    pub promise: Option<Promise>,
    /// The hour that was named for this very case.
    pub hour: Option<NaiveDateTime>,
    /// The part of the day in which nobody answered last, in a plan with parts of the day.
    pub not_in: Option<PartOfDay>,
}

/// What a person named a day for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Promise {
    /// To pay.
    Pay(NaiveDate),
    /// To be called again.
    Call(NaiveDateTime),
}

/// The rests of cases, each a person and a product, by what took place until a day. A case of a
/// household that was not spoken to lately has none.
///
/// # Errors
/// The database refused.
pub(crate) fn rests(
    conn: &mut Conn,
    place: Place<'_>,
    cases: &[(i64, String)],
    until: NaiveDate,
    tables: &Tables,
) -> StoreResult<HashMap<(i64, String), Rest>> {
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let (province, lately) = (place.0.province.id.0, Lately::before(place.0.week));
    let ids: BTreeSet<i64> = cases.iter().map(|(person, _)| *person).collect();
    let home_of = members(conn, place, &ids.into_iter().collect::<Vec<_>>())?;
    let mut ids: Vec<i64> = home_of.keys().copied().collect();
    ids.sort_unstable();
    let happened = |row: &OutcomeRow| row.at >= lately.since && row.at.date() <= until;
    let rows = outcomes_of(conn, province, &ids)?.into_iter().filter(happened);
    let mut rows: Vec<WeekOutcomeRow> = rows.map(slim).collect();
    rows.sort_by_key(|row| row.at);
    let mut history: HashMap<&Home, Vec<&WeekOutcomeRow>> = HashMap::new();
    for row in &rows {
        if let Some(home) = home_of.get(&row.person_id) {
            history.entry(home).or_default().push(row);
        }
    }
    let mut asked: HashMap<&Home, Vec<(i64, &str)>> = HashMap::new();
    for (person, product) in cases {
        if let Some(home) = home_of.get(person).filter(|home| history.contains_key(home)) {
            asked.entry(home).or_default().push((*person, product));
        }
    }
    let parts = parts(conn, place.0, &rows)?;
    let mut told = HashMap::new();
    for (home, cases) in asked {
        let rows = history.get(home).map_or(&[][..], Vec::as_slice);
        let Heard { mut recall, next } = heard(rows, &cases, lately, tables);
        if let Some(parts) = parts.as_ref().filter(|_| recall.call_back.is_none()) {
            recall.not_in = not_in(rows, &next, (parts, tables));
        }
        for (case, next) in cases.into_iter().zip(next) {
            if let Some(rest) = of_case(rows, case, (&recall, next)) {
                told.insert((case.0, case.1.to_owned()), rest);
            }
        }
    }
    Ok(told)
}

/// The parts of the day of the touches that outcomes may have come from; nothing of a plan of whole days.
fn parts(conn: &mut Conn, found: &Found, rows: &[WeekOutcomeRow]) -> StoreResult<Option<PartOf>> {
    let has_parts = has_parts(&found.version.configuration)?;
    has_parts.then(|| part_of(conn, found.province.id.0, rows)).transpose()
}

/// A household by the commune that gave its code, or a person alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Home {
    Household(i64, String),
    Alone(i64),
}

/// These people and all others of their households, each with the household.
fn members(
    conn: &mut Conn,
    (found, communes): Place<'_>,
    ids: &[i64],
) -> StoreResult<HashMap<i64, Home>> {
    let province = found.province.id.0;
    let home = |person: &PersonRow| match &person.household_code {
        Some(code) => {
            let commune = communes.get(&person.area_id).copied().unwrap_or(person.area_id);
            Home::Household(commune, code.clone())
        }
        None => Home::Alone(person.id),
    };
    let asked = people_by_id(conn, province, ids)?;
    let mut home_of: HashMap<i64, Home> =
        asked.iter().map(|person| (person.id, home(person))).collect();
    let wanted: HashSet<Home> = home_of.values().cloned().collect();
    let codes: BTreeSet<&str> =
        asked.iter().filter_map(|person| person.household_code.as_deref()).collect();
    for codes in codes.into_iter().collect::<Vec<_>>().chunks(CODES) {
        let others = people_of_households(conn, province, codes)?;
        let others = others.iter().map(|person| (person.id, home(person)));
        home_of.extend(others.filter(|(_, home)| wanted.contains(home)));
    }
    Ok(home_of)
}

/// The households of these people: keys of all who belong to each, for each of them in their order.
///
/// # Errors
/// The database refused.
pub(super) fn households(
    conn: &mut Conn,
    place: Place<'_>,
    people: &[i64],
) -> StoreResult<Vec<Vec<i64>>> {
    let home_of = members(conn, place, people)?;
    let mut all: HashMap<&Home, Vec<i64>> = HashMap::new();
    for (person, home) in &home_of {
        all.entry(home).or_default().push(*person);
    }
    all.values_mut().for_each(|people| people.sort_unstable());
    let of = |person| home_of.get(person).and_then(|home| all.get(home)).cloned();
    Ok(people.iter().map(|person| of(person).unwrap_or_default()).collect())
}

/// What the outcomes of a household, in the order of time, say of a case.
fn of_case(
    rows: &[&WeekOutcomeRow],
    case: (i64, &str),
    (recall, next): (&Recall, NextContact),
) -> Option<Rest> {
    let last = deciding(rows, case, (recall, next)).or(rows.last())?;
    let promised = matches!(next, NextContact::Appointment { time: None, .. });
    let hour = match next {
        NextContact::Appointment { day, time: Some(time), .. } => Some(day.and_time(time)),
        _ => None,
    };
    let mut about = rows.iter().rev().filter(|row| promised && is_about(row, case));
    let pays = about.find_map(|row| row.promised_on).map(Promise::Pay);
    Some(Rest {
        last: last.at.date(),
        outcome: OutcomeCode::from_code(&last.outcome)?,
        from: rest(next).max(recall.not_before),
        promise: recall.call_back.map(Promise::Call).or(pays),
        hour,
        not_in: recall.not_in,
    })
}

/// The contact that the case rests for, where that is not for any talk with the household.
fn deciding<'a, 'r>(
    rows: &'a [&'r WeekOutcomeRow],
    case: (i64, &str),
    (recall, next): (&Recall, NextContact),
) -> Option<&'a &'r WeekOutcomeRow> {
    let (NextContact::From { because, .. } | NextContact::Appointment { because, .. }) = next
    else {
        return None;
    };
    let own = |row: &&&WeekOutcomeRow| is_about(row, case);
    let named = |row: &&&WeekOutcomeRow| row.outcome == because.code();
    let decides = recall.call_back.is_some() || rest(next) >= recall.not_before;
    rows.iter().rev().filter(own).find(named).filter(|_| decides)
}

fn slim(row: OutcomeRow) -> WeekOutcomeRow {
    WeekOutcomeRow {
        person_id: row.person_id,
        product: row.product,
        touch_id: row.touch_id,
        at: row.at,
        outcome: row.outcome,
        call_back_at: row.call_back_at,
        promised_on: row.promised_on,
        agent_code: row.agent_code,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row(person: i64, at: &str, outcome: &str) -> WeekOutcomeRow {
        WeekOutcomeRow {
            person_id: person,
            product: "household_hi".to_owned(),
            touch_id: None,
            at: format!("{at}T09:00:00").parse().unwrap(),
            outcome: outcome.to_owned(),
            call_back_at: (outcome == "call_back").then(|| "2023-06-13T14:30:00".parse().unwrap()),
            promised_on: (outcome == "promised").then(|| day("2023-06-20")),
            agent_code: None,
        }
    }

    #[rstest]
    #[case::refused(&[(1, "2023-06-06", "refused")], Some("2023-09-04"), None)]
    #[case::promised_and_a_day_of_grace(
        &[(1, "2023-06-06", "promised")], Some("2023-06-21"), Some(Promise::Pay(day("2023-06-20"))))]
    #[case::called_again(
        &[(1, "2023-06-06", "call_back")], None,
        Some(Promise::Call("2023-06-13T14:30:00".parse().unwrap())))]
    #[case::refused_before_another_talk(
        &[(1, "2023-06-06", "refused"), (2, "2023-06-07", "needs_advice")], Some("2023-09-04"), None)]
    #[case::another_of_the_household(&[(2, "2023-06-06", "refused")], Some("2023-06-09"), None)]
    #[case::tried_after_the_day_had_passed(
        &[(1, "2023-06-06", "promised"), (1, "2023-06-22", "busy")], Some("2023-06-24"), None)]
    fn a_case_rests_for_what_was_said(
        #[case] said: &[(i64, &str, &str)],
        #[case] from: Option<&str>,
        #[case] promise: Option<Promise>,
    ) {
        let tables = Tables::load(None).unwrap();
        let rows: Vec<WeekOutcomeRow> =
            said.iter().map(|(person, at, what)| row(*person, at, what)).collect();
        let rows: Vec<&WeekOutcomeRow> = rows.iter().collect();
        let case = (1, "household_hi");
        let Heard { recall, next } =
            heard(&rows, &[case], Lately::before("2023-W25".parse().unwrap()), &tables);
        let told = of_case(&rows, case, (&recall, next[0])).unwrap();
        assert_eq!((told.from, told.promise), (from.map(day), promise));
        // The last contact, but for one that the case does not rest for.
        let decides = said.iter().rev().find(|(_, _, what)| *what != "needs_advice");
        let (_, at, what) = decides.unwrap();
        assert_eq!((told.last, told.outcome.code()), (day(at), *what));
    }
}
