//! What happened lately, household by household: from when it may be touched again, and which hour
//! was promised. The rules are `domain::next_contact`'s; this module gathers the history.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDateTime, NaiveTime};

use super::PlanError;
use crate::config::Tables;
use crate::domain::consent::Channel;
use crate::domain::next_contact::{NextContact, PastOutcome, next_contact};
use crate::domain::outcome::{Closes, OutcomeCode};
use crate::planning::snapshot::{Recall, Snapshot};
use crate::store::Conn;
use crate::store::week::{WeekOutcomeRow, WeekPersonRow, week_outcomes};

/// Longer than every rest that the outcome rules ask for.
const HISTORY_DAYS: u64 = 200;
/// Attempts older than this belong to an earlier round and are no longer counted.
const ROUND_DAYS: u64 = 60;

/// Fills the snapshot's recalls, and the agents who spoke with a household last.
pub(super) fn recalls(
    conn: &mut Conn,
    province: i64,
    people: &[WeekPersonRow],
    snapshot: &mut Snapshot,
    tables: &Tables,
) -> Result<(), PlanError> {
    let monday = snapshot.week.monday();
    let back = |days| monday.checked_sub_days(Days::new(days)).unwrap_or(monday);
    let round = back(ROUND_DAYS);
    let since = back(HISTORY_DAYS).and_time(NaiveTime::MIN);
    let rows = week_outcomes(conn, province, since)?;
    let household_of: HashMap<i64, u32> =
        snapshot.persons.iter().map(|person| (person.id.0, person.household)).collect();
    let mut history: HashMap<u32, Vec<&WeekOutcomeRow>> = HashMap::new();
    for row in &rows {
        if let Some(household) = household_of.get(&row.person_id) {
            history.entry(*household).or_default().push(row);
        }
    }
    debug_assert!(people.len() >= snapshot.persons.len());
    snapshot.recalls = vec![Recall::default(); snapshot.households.len()];
    for (household, rows) in &history {
        let rows = one_for_each_touch(rows, tables);
        let past: Vec<PastOutcome> = rows
            .iter()
            .filter_map(|row| {
                let code = match OutcomeCode::from_code(&row.outcome)? {
                    // What an agent collected is in the books some days later; until then nobody
                    // asks for it again.
                    OutcomeCode::Paid => OutcomeCode::Agreed,
                    code => code,
                };
                let attempt = tables.outcomes.of(code).is_attempt();
                Some(PastOutcome {
                    code,
                    at: row.at,
                    call_back_at: row.call_back_at,
                    promised_on: row.promised_on,
                    channel: Channel::All,
                    // Cases that ended are closed in the store and not here any more.
                    this_case: attempt && row.at.date() >= round,
                    this_phone: false,
                })
            })
            // Closed channels are consents, closed people and cases are closed in the store.
            .filter(|past| tables.outcomes.of(past.code).closes.is_none())
            .collect();
        if let Some(slot) = snapshot.recalls.get_mut(*household as usize) {
            *slot = recall(&past, tables);
        }
    }
    last_talks(snapshot, &history, tables);
    Ok(())
}

/// A list has a row for each case: nobody answering is one attempt, however many cases the touch
/// had. Rows come in the order of time and stay in it.
fn one_for_each_touch<'r>(rows: &[&'r WeekOutcomeRow], tables: &Tables) -> Vec<&'r WeekOutcomeRow> {
    let mut tried: HashSet<(Option<i64>, NaiveDateTime)> = HashSet::new();
    let attempt = |row: &WeekOutcomeRow| {
        OutcomeCode::from_code(&row.outcome)
            .is_some_and(|code| tables.outcomes.of(code).is_attempt())
    };
    let mut kept = rows.to_vec();
    kept.retain(|row| {
        let at = if row.touch_id.is_some() { NaiveDateTime::MIN } else { row.at };
        !attempt(row) || tried.insert((row.touch_id, at))
    });
    kept
}

fn recall(past: &[PastOutcome], tables: &Tables) -> Recall {
    let is_attempt = |one: &&PastOutcome| tables.outcomes.of(one.code).is_attempt();
    let attempts = past.iter().rev().take_while(is_attempt).filter(|one| one.this_case).count();
    let attempts = u8::try_from(attempts).unwrap_or(u8::MAX);
    let rest = Recall { attempts, ..Recall::default() };
    match next_contact(past, &tables.outcomes) {
        NextContact::Now => rest,
        NextContact::From { day, .. } | NextContact::Appointment { day, time: None, .. } => {
            Recall { not_before: Some(day), ..rest }
        }
        NextContact::Appointment { day, time: Some(time), .. } => {
            Recall { call_back: Some(day.and_time(time)), ..rest }
        }
        NextContact::Closed { scope, .. } => {
            Recall { calls_exhausted: scope == Closes::Case, ..rest }
        }
    }
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
        let mut talks = rows.iter().rev().filter(|row| {
            let code = OutcomeCode::from_code(&row.outcome);
            code.is_some_and(|code| !tables.outcomes.of(code).is_attempt())
        });
        let last = talks.find_map(|row| agent_of.get(row.agent_code.as_deref()?));
        case.last_agent = last.copied().or(case.last_agent);
    }
}
