//! What happened lately, household by household and case by case: from when it may be spoken about
//! again, and which hour was promised. A refusal rests its own case and not the household's other
//! ones. The rules are `domain::next_contact`'s; this module gathers the history.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::PlanError;
use super::homes::Homes;
use crate::config::Tables;
use crate::domain::consent::Channel;
use crate::domain::next_contact::{NextContact, PastOutcome, next_contact};
use crate::domain::outcome::OutcomeCode;
use crate::planning::snapshot::{Recall, Snapshot};
use crate::store::Conn;
use crate::store::week::{WeekOutcomeRow, outcome_households, week_outcomes};

/// Longer than every rest that the outcome rules ask for.
const HISTORY_DAYS: u64 = 200;
/// Attempts older than this belong to an earlier round and are no longer counted.
const ROUND_DAYS: u64 = 60;
/// After a talk about one case the household is left alone for some days, whatever its other cases.
const COMMON_REST_DAYS: u64 = 3;

/// The households of the snapshot as people outside of it belong to them: whoever has no open case
/// any more may have been spoken to yesterday.
pub(super) struct Households<'r> {
    pub homes: Homes,
    /// By the commune that gave the code, and the code.
    pub by_code: HashMap<(i64, &'r str), u32>,
}

/// Fills the snapshot's recalls, and the agents who spoke with a household last.
pub(super) fn recalls(
    conn: &mut Conn,
    province: i64,
    snapshot: &mut Snapshot,
    households: &Households<'_>,
    tables: &Tables,
) -> Result<(), PlanError> {
    let monday = snapshot.week.monday();
    let back = |days| monday.checked_sub_days(Days::new(days)).unwrap_or(monday);
    let round = back(ROUND_DAYS);
    let since = back(HISTORY_DAYS).and_time(NaiveTime::MIN);
    let rows = week_outcomes(conn, province, since)?;
    let mut household_of: HashMap<i64, u32> =
        snapshot.persons.iter().map(|person| (person.id.0, person.household)).collect();
    for (person, area, code) in outcome_households(conn, province, since)? {
        let registered = households.homes.registered(area);
        if let Some(household) = households.by_code.get(&(registered, code.as_str())) {
            household_of.entry(person).or_insert(*household);
        }
    }
    let mut history: HashMap<u32, Vec<&WeekOutcomeRow>> = HashMap::new();
    for row in &rows {
        if let Some(household) = household_of.get(&row.person_id) {
            history.entry(*household).or_default().push(row);
        }
    }
    snapshot.recalls = vec![Recall::default(); snapshot.households.len()];
    let mut cases_of: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, case) in snapshot.cases.iter().enumerate() {
        if let Some(person) = snapshot.persons.get(case.person as usize) {
            cases_of.entry(person.household).or_default().push(at);
        }
    }
    for (household, rows) in &history {
        let rows = one_for_each_touch(rows, tables);
        let mut recall = of_household(&rows, round, tables);
        for at in cases_of.get(household).into_iter().flatten() {
            let Some(case) = snapshot.cases.get_mut(*at) else { continue };
            let person = snapshot.persons.get(case.person as usize).map(|person| person.id.0);
            let product = tables.products.get(case.product).map(|one| one.code.as_str());
            let about = |row: &&&WeekOutcomeRow| {
                let same = row.product.is_empty() || Some(row.product.as_str()) == product;
                is_attempt(row, tables) || (Some(row.person_id) == person && same)
            };
            let past: Vec<PastOutcome> =
                rows.iter().filter(about).filter_map(|row| past(row, round, tables)).collect();
            match next_contact(&past, &tables.outcomes) {
                NextContact::Now => {}
                NextContact::From { day, .. }
                | NextContact::Appointment { day, time: None, .. } => {
                    case.not_before = Some(day);
                }
                NextContact::Appointment { day, time: Some(time), .. } => {
                    let hour = day.and_time(time);
                    recall.call_back = Some(recall.call_back.map_or(hour, |one| one.min(hour)));
                }
                NextContact::Closed { .. } => recall.calls_exhausted = true,
            }
        }
        if recall.call_back.is_some() {
            // They asked for it: the promised hour comes before the common rest.
            recall.not_before = None;
        }
        if let Some(slot) = snapshot.recalls.get_mut(*household as usize) {
            *slot = recall;
        }
    }
    last_talks(snapshot, &history, tables);
    Ok(())
}

/// A list has a row for each case: nobody answering is one attempt, however many cases the touch
/// had. Rows come in the order of time and stay in it.
fn one_for_each_touch<'r>(rows: &[&'r WeekOutcomeRow], tables: &Tables) -> Vec<&'r WeekOutcomeRow> {
    let mut tried: HashSet<(Option<i64>, NaiveDateTime)> = HashSet::new();
    let mut kept = rows.to_vec();
    kept.retain(|row| {
        let at = if row.touch_id.is_some() { NaiveDateTime::MIN } else { row.at };
        !is_attempt(row, tables) || tried.insert((row.touch_id, at))
    });
    kept
}

/// What holds for all cases of a household: a short rest after any talk, and how often nobody was
/// reached since, in this round.
fn of_household(rows: &[&WeekOutcomeRow], round: NaiveDate, tables: &Tables) -> Recall {
    let counts = |row: &&&WeekOutcomeRow| is_attempt(row, tables) && row.at.date() >= round;
    let tried = rows.iter().rev().take_while(counts).count();
    let talk = rows.iter().rev().find(|row| !is_attempt(row, tables));
    let rested = talk.and_then(|row| row.at.date().checked_add_days(Days::new(COMMON_REST_DAYS)));
    Recall {
        not_before: rested,
        attempts: u8::try_from(tried).unwrap_or(u8::MAX),
        ..Recall::default()
    }
}

/// An outcome as the rules look at it. What closed a channel, a person or a case is closed in the
/// store and no history any more.
fn past(row: &WeekOutcomeRow, round: NaiveDate, tables: &Tables) -> Option<PastOutcome> {
    let code = match OutcomeCode::from_code(&row.outcome)? {
        // What an agent collected is in the books some days later; until then nobody asks again.
        OutcomeCode::Paid => OutcomeCode::Agreed,
        code => code,
    };
    let rule = tables.outcomes.of(code);
    rule.closes.is_none().then_some(PastOutcome {
        code,
        at: row.at,
        call_back_at: row.call_back_at,
        promised_on: row.promised_on,
        channel: Channel::All,
        this_case: rule.is_attempt() && row.at.date() >= round,
        this_phone: false,
    })
}

fn is_attempt(row: &WeekOutcomeRow, tables: &Tables) -> bool {
    let code = OutcomeCode::from_code(&row.outcome);
    code.is_some_and(|code| tables.outcomes.of(code).is_attempt())
}

/// Who spoke with a household last is its agent, where the lists name nobody.
fn last_talks(
    snapshot: &mut Snapshot,
    history: &HashMap<u32, Vec<&WeekOutcomeRow>>,
    tables: &Tables,
) {
    let agents = (0u32..).zip(&snapshot.agents);
    let agent_of: HashMap<&str, u32> =
        agents.map(|(at, agent)| (agent.code.as_str(), at)).collect();
    for case in &mut snapshot.cases {
        let person = snapshot.persons.get(case.person as usize);
        let Some(rows) = person.and_then(|person| history.get(&person.household)) else { continue };
        let mut talks = rows.iter().rev().filter(|row| !is_attempt(row, tables));
        let last = talks.find_map(|row| agent_of.get(row.agent_code.as_deref()?));
        case.last_agent = last.copied().or(case.last_agent);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn row(at: &str, outcome: &str) -> WeekOutcomeRow {
        WeekOutcomeRow {
            person_id: 1,
            product: String::new(),
            touch_id: None,
            at: at.parse().unwrap(),
            outcome: outcome.to_owned(),
            call_back_at: None,
            promised_on: None,
            agent_code: None,
        }
    }

    #[rstest]
    #[case::nobody_tried(&[], 0)]
    #[case::in_this_round(&[("2023-05-02T09:00:00", "no_answer"), ("2023-05-03T09:00:00", "busy")], 2)]
    #[case::of_an_earlier_round(&[("2023-01-02T09:00:00", "busy"), ("2023-05-03T09:00:00", "busy")], 1)]
    #[case::all_of_an_earlier_round(&[("2023-01-02T09:00:00", "no_answer")], 0)]
    #[case::before_a_talk(&[("2023-05-02T09:00:00", "busy"), ("2023-05-03T09:00:00", "refused")], 0)]
    fn attempts_are_counted_since_the_last_talk_and_in_one_round(
        #[case] past: &[(&str, &str)],
        #[case] attempts: u8,
    ) {
        let tables = Tables::load(None).unwrap();
        let rows: Vec<WeekOutcomeRow> = past.iter().map(|(at, what)| row(at, what)).collect();
        let rows: Vec<&WeekOutcomeRow> = rows.iter().collect();
        let recall = of_household(&rows, "2023-04-06".parse().unwrap(), &tables);
        assert_eq!(recall.attempts, attempts);
    }
}
