//! Other parts of the day: in which part nobody answered last, and who asked to be called at an hour beyond
//! those that the law leaves to calls. Both say nothing in a grid of whole days.

use std::collections::HashMap;

use chrono::NaiveTime;

use super::history::is_attempt;
use super::turns::when;
use crate::config::Tables;
use crate::domain::consent::{CaseKind, Channel, ConsentRecord, ConsentRules, has_agreed};
use crate::domain::day_part::PartOfDay;
use crate::domain::next_contact::NextContact;
use crate::domain::sending::Hours;
use crate::planning::snapshot::{Agreed, Snapshot};
use crate::store::plans::touches_by_id;
use crate::store::week::WeekOutcomeRow;
use crate::store::{Conn, StoreResult};

/// The parts of the touches that outcomes came from, by key.
pub(super) type PartOf = HashMap<i64, PartOfDay>;

/// Reads the parts of the touches from which those outcomes came that have a day alone: of all others the hour
/// says it.
///
/// # Errors
/// The database refused.
pub(super) fn part_of(
    conn: &mut Conn,
    province: i64,
    rows: &[WeekOutcomeRow],
) -> StoreResult<PartOf> {
    let of_a_day = rows.iter().filter(|row| has_no_hour(row));
    let mut ids: Vec<i64> = of_a_day.filter_map(|row| row.touch_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let touches = touches_by_id(conn, province, &ids)?;
    Ok(touches.iter().filter_map(|touch| Some((touch.id, when(touch).1?))).collect())
}

/// The noon of a day is how an outcome without an hour is kept.
fn has_no_hour(row: &WeekOutcomeRow) -> bool {
    Some(row.at.time()) == NaiveTime::from_hms_opt(12, 0, 0)
}

/// The part of the day in which nobody answered last, where what follows from the outcomes of a household
/// (case by case, `next`) asks for another one. The hour of the outcome says it; of a day alone the list
/// from which the outcome came.
pub(super) fn not_in(
    rows: &[&WeekOutcomeRow],
    next: &[NextContact],
    (parts, tables): (&PartOf, &Tables),
) -> Option<PartOfDay> {
    let asks = |one: &NextContact| matches!(one, NextContact::From { not_in: Some(_), .. });
    if !next.iter().any(asks) {
        return None;
    }
    let last = rows.iter().rev().find(|row| is_attempt(row, tables))?;
    if has_no_hour(last) {
        return last.touch_id.and_then(|touch| parts.get(&touch)).copied();
    }
    Some(PartOfDay::at(last.at.time()))
}

/// Of what somebody with these records agreed to be called about at any hour.
pub(super) fn by_consent(records: &[ConsentRecord], rules: &ConsentRules) -> Agreed {
    let has = |kind| has_agreed(kind, Channel::Call, records, rules);
    Agreed { service: has(CaseKind::Due), advocacy: has(CaseKind::Potential) }
}

/// Whoever asked to be called back at an hour that the law does not leave to calls has agreed to such hours.
pub(super) fn agreed(snapshot: &mut Snapshot, law: Hours) {
    for person in &mut snapshot.persons {
        let recall = snapshot.recalls.get(person.household as usize);
        let asked = recall.filter(|recall| recall.promised_to == Some(person.id));
        let hour = asked.and_then(|recall| recall.call_back).map(|hour| hour.time());
        if hour.is_some_and(|hour| hour < law.from || law.to <= hour) {
            person.agreed = Agreed::ALL;
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::plan::history::{Lately, heard};

    fn row(at: &str, outcome: &str) -> WeekOutcomeRow {
        WeekOutcomeRow {
            person_id: 1,
            product: String::new(),
            touch_id: Some(7),
            at: format!("2023-06-{at}:00").parse().unwrap(),
            outcome: outcome.to_owned(),
            call_back_at: None,
            promised_on: None,
            agent_code: None,
        }
    }

    #[rstest]
    #[case::nobody_tried(&[], None)]
    #[case::in_the_morning(&[("01T09:00", "no_answer")], Some(PartOfDay::Morning))]
    #[case::the_last_one_counts(
        &[("01T09:00", "busy"), ("02T15:00", "no_answer")],
        Some(PartOfDay::Afternoon)
    )]
    #[case::the_list_knows_what_the_outcome_does_not(
        &[("01T12:00", "busy")],
        Some(PartOfDay::Evening)
    )]
    #[case::they_talked_since(&[("01T09:00", "busy"), ("02T15:00", "refused")], None)]
    fn the_last_attempt_says_where_not_to_try_again(
        #[case] past: &[(&str, &str)],
        #[case] expected: Option<PartOfDay>,
    ) {
        let tables = Tables::load(None).unwrap();
        let rows: Vec<WeekOutcomeRow> = past.iter().map(|(at, what)| row(at, what)).collect();
        let rows: Vec<&WeekOutcomeRow> = rows.iter().collect();
        let lately = Lately::before("2023-W23".parse().unwrap());
        let next = heard(&rows, &[(1, "household_hi")], lately, &tables).next;
        let parts = HashMap::from([(7, PartOfDay::Evening)]);
        assert_eq!(not_in(&rows, &next, (&parts, &tables)), expected);
    }
}
