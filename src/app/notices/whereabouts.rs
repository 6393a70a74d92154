//! Where the people stand who are due on a day: on an agent's list, on the coordinator's list, on a
//! letter. Who stands nowhere is lost, and is named.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::reminders::{cases_now, ended_unsent};
use crate::app::lists::{CaseKey, Whereabouts, whereabouts};
use crate::app::plan::{PlanError, Wanted, find_in_force};
use crate::app::premium::cycle_months;
use crate::config::{Config, Tables};
use crate::domain::calendar::Week;
use crate::domain::due::{DueState, ladder};
use crate::domain::notice::Purpose;
use crate::store::Conn;
use crate::store::cases::open_enrolments;
use crate::store::merged::survivors;
use crate::store::people::people_by_id;
use crate::store::steps::versions_of_week;
use crate::store::waiting::notices_of_periods;

/// Cases that are named in a report; the others are counted.
const NAMED: usize = 20;

/// The due cases of a day. Each is counted once, at the first of the places where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DueOfDay {
    /// Offices with a plan of the week.
    pub offices: Vec<String>,
    /// Due cases: the sum of those below.
    pub cases: usize,
    /// On a row of an agent's list that stands, or settled by an agent.
    pub on_lists: usize,
    /// On the coordinator's list.
    pub with_coordinator: usize,
    /// On a letter only.
    pub with_letter: usize,
    /// Due since after the last working day of the plan: the next plan's.
    pub next_plan: usize,
    /// Nowhere.
    pub lost: usize,
    /// The first of those, as `#PERSON PRODUCT`.
    pub lost_cases: Vec<String>,
    /// Letters about due cases in the periods of their days, whatever lists they stand on.
    pub letters: usize,
}

/// Looks for the due cases of a day.
pub(super) fn due_of_day(
    conn: &mut Conn,
    (province, code): (i64, &str),
    day: NaiveDate,
    (config, tables): (&Config, &Tables),
) -> Result<DueOfDay, PlanError> {
    let week = Week::containing(day);
    let mut offices: Vec<String> = versions_of_week(conn, province, &week.to_string())?
        .into_iter()
        .map(|(office, _, _)| office)
        .collect();
    offices.dedup();
    let mut plans: Vec<Whereabouts> = Vec::new();
    for office in &offices {
        let wanted = Wanted {
            province: code.to_owned(),
            office: office.clone(),
            week: Some(week),
            version: None,
        };
        let found = find_in_force(conn, &wanted, day)?;
        plans.push(whereabouts(conn, &found, day, (config, tables))?);
    }
    let last = plans.iter().filter_map(|plan| plan.days.last().copied()).max();
    let left: HashSet<&CaseKey> =
        plans.iter().flat_map(|plan| plan.left.iter().map(|(key, _)| key)).collect();
    let told = told(conn, province, (day, &config.reminders.days))?;
    let due = due_cases(conn, province, day, tables)?;
    let mut all = DueOfDay { offices, cases: due.len(), ..DueOfDay::default() };
    for (key, since) in due {
        all.letters += usize::from(told.contains(&key));
        let place = if plans.iter().any(|plan| plan.spoken.contains(&key)) {
            &mut all.on_lists
        } else if left.contains(&key) {
            &mut all.with_coordinator
        } else if told.contains(&key) {
            &mut all.with_letter
        } else if last.is_some_and(|last| since > last) {
            &mut all.next_plan
        } else {
            if all.lost_cases.len() < NAMED {
                all.lost_cases.push(format!("#{} {}", key.0, key.1));
            }
            &mut all.lost
        };
        *place += 1;
    }
    Ok(all)
}

/// The cases that are due or overdue on a day of people who are there, with the day since when; looked
/// for without any plan.
fn due_cases(
    conn: &mut Conn,
    province: i64,
    day: NaiveDate,
    tables: &Tables,
) -> Result<Vec<(CaseKey, NaiveDate)>, PlanError> {
    let mut due = Vec::new();
    for row in open_enrolments(conn, province)? {
        let product = tables.products.find(&row.product);
        let Some(product) = product.and_then(|id| tables.products.get(id)) else { continue };
        let cycle = cycle_months(&row, product);
        let Ok(ladder) = ladder(product, row.covered_to, cycle, &tables.due) else { continue };
        if matches!(ladder.state(day), DueState::Due | DueState::Overdue) {
            due.push(((row.person_id, row.product), ladder.window_from));
        }
    }
    let people: Vec<i64> = due.iter().map(|((person, _), _)| *person).collect();
    let now = survivors(conn, province, &people)?;
    let mut people: Vec<i64> = people.iter().map(|person| now.of(*person)).collect();
    people.sort_unstable();
    people.dedup();
    let people = people_by_id(conn, province, &people)?.into_iter();
    let there: HashSet<i64> =
        people.filter(|person| person.closed.is_none()).map(|person| person.id).collect();
    due.retain(|((person, _), _)| there.contains(&now.of(*person)));
    Ok(due)
}

/// The cases of letters about deadlines that have not passed, but for those that ended unsent.
/// `steps` are the days before a deadline on which letters are written, the longest first.
fn told(
    conn: &mut Conn,
    province: i64,
    (day, steps): (NaiveDate, &[u16]),
) -> Result<HashSet<CaseKey>, PlanError> {
    let weeks: Vec<String> = told_weeks(day, steps).iter().map(ToString::to_string).collect();
    let weeks: Vec<&str> = weeks.iter().map(String::as_str).collect();
    let notices = notices_of_periods(conn, province, Purpose::DueReminder.code(), &weeks)?;
    let sent = notices.iter().filter(|notice| !ended_unsent(notice));
    let ids: Vec<i64> = sent.map(|notice| notice.id).collect();
    Ok(cases_now(conn, province, &ids)?.into_iter().map(|(_, case)| case).collect())
}

/// The weeks of the deadlines that somebody may have been written to about by a day.
fn told_weeks(day: NaiveDate, steps: &[u16]) -> Vec<Week> {
    let longest = Days::new(steps.first().copied().unwrap_or_default().into());
    let last = Week::containing(day.checked_add_days(longest).unwrap_or(day));
    let all = std::iter::successors(Some(Week::containing(day)), |week| Some(week.next()));
    all.take_while(|week| *week <= last).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2023-06-05", &[], "2023-W23", 1)]
    #[case("2023-06-05", &[6], "2023-W23", 1)]
    #[case("2023-06-05", &[10, 3], "2023-W24", 2)]
    #[case("2023-06-11", &[10, 3], "2023-W25", 3)]
    #[case("2023-06-11", &[45, 10], "2023-W30", 8)]
    #[case("2023-12-28", &[10], "2024-W01", 2)]
    fn letters_are_looked_for_as_far_ahead_as_they_are_written(
        #[case] day: &str,
        #[case] steps: &[u16],
        #[case] last: &str,
        #[case] count: usize,
    ) {
        let weeks = told_weeks(day.parse().unwrap(), steps);
        let told = (weeks.last().map(ToString::to_string), weeks.len());
        assert_eq!(told, (Some(last.to_owned()), count));
    }
}
