//! What happened lately with one household, case by case: from when it may be spoken about again, and
//! which hour was promised. A refusal rests its own case and not the household's other ones. The rules
//! are `domain::next_contact`'s; this module holds their history together.

use std::collections::HashSet;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use crate::config::Tables;
use crate::domain::calendar::Week;
use crate::domain::consent::Channel;
use crate::domain::ids::PersonId;
use crate::domain::next_contact::{NextContact, PastOutcome, next_contact};
use crate::domain::outcome::OutcomeCode;
use crate::planning::snapshot::Recall;
use crate::store::week::WeekOutcomeRow;

/// Longer than every rest that the outcome rules ask for.
const HISTORY_DAYS: u64 = 200;
/// Attempts older than this belong to an earlier round and are no longer counted.
const ROUND_DAYS: u64 = 60;

/// How far the plan of a week looks back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lately {
    /// What happened before is forgotten.
    pub since: NaiveDateTime,
    /// Attempts before it belong to an earlier round.
    pub round: NaiveDate,
    /// The first day of the week, whose rules of frequency hold.
    pub monday: NaiveDate,
}

impl Lately {
    /// Before a week.
    pub(super) fn before(week: Week) -> Self {
        let monday = week.monday();
        let back = |days| monday.checked_sub_days(Days::new(days)).unwrap_or(monday);
        let since = back(HISTORY_DAYS).and_time(NaiveTime::MIN);
        Self { since, round: back(ROUND_DAYS), monday }
    }
}

/// What follows from the history of a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heard {
    /// For all its cases.
    pub recall: Recall,
    /// For each case that was asked about, in their order.
    pub next: Vec<NextContact>,
}

/// What the outcomes of a household, in the order of time, ask for: of the household and of these
/// cases of it, each a person and a product.
pub(super) fn heard(
    rows: &[&WeekOutcomeRow],
    cases: &[(i64, &str)],
    lately: Lately,
    tables: &Tables,
) -> Heard {
    let rows = one_for_each_touch(rows, tables);
    let mut recall = of_household(&rows, lately, tables);
    let mut next = Vec::with_capacity(cases.len());
    for case in cases {
        let past: Vec<PastOutcome> = rows
            .iter()
            .filter(|row| is_attempt(row, tables) || is_about(row, *case))
            .filter_map(|row| past(row, lately.round, tables))
            .collect();
        let one = next_contact(&past, &tables.outcomes);
        match one {
            NextContact::Appointment { day, time: Some(time), .. } => {
                let hour = day.and_time(time);
                if recall.call_back.is_none_or(|one| hour < one) {
                    (recall.call_back, recall.promised_to) = (Some(hour), Some(PersonId(case.0)));
                }
            }
            NextContact::Closed { .. } => recall.calls_exhausted = true,
            NextContact::Now | NextContact::From { .. } | NextContact::Appointment { .. } => {}
        }
        next.push(one);
    }
    if recall.call_back.is_some() {
        // They asked for it: the promised hour comes before the common rest.
        recall.not_before = None;
    }
    Heard { recall, next }
}

/// Until when a case rests of itself; a promised hour is the household's.
pub(super) fn rest(next: NextContact) -> Option<NaiveDate> {
    match next {
        NextContact::From { day, .. } | NextContact::Appointment { day, time: None, .. } => {
            Some(day)
        }
        NextContact::Now | NextContact::Appointment { .. } | NextContact::Closed { .. } => None,
    }
}

/// Whether an outcome speaks about a case.
pub(super) fn is_about(row: &WeekOutcomeRow, (person, product): (i64, &str)) -> bool {
    row.person_id == person && (row.product.is_empty() || row.product == product)
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
fn of_household(rows: &[&WeekOutcomeRow], lately: Lately, tables: &Tables) -> Recall {
    let counts = |row: &&&WeekOutcomeRow| is_attempt(row, tables) && row.at.date() >= lately.round;
    let tried = rows.iter().rev().take_while(counts).count();
    let talk = rows.iter().rev().find(|row| !is_attempt(row, tables));
    let attempt = rows.iter().rev().find(|row| is_attempt(row, tables));
    let rest = |row: Option<&&WeekOutcomeRow>, days: u16| {
        row.and_then(|row| row.at.date().checked_add_days(Days::new(days.into())))
    };
    // A week that no rule covers is refused before anything is planned.
    let days = tables.frequency.on(lately.monday).map(|rules| rules.rest).unwrap_or_default();
    let rested = rest(talk, days.talk_days).max(rest(attempt, days.attempt_days));
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

pub(super) fn is_attempt(row: &WeekOutcomeRow, tables: &Tables) -> bool {
    let code = OutcomeCode::from_code(&row.outcome);
    code.is_some_and(|code| tables.outcomes.of(code).is_attempt())
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
        let recall = of_household(&rows, Lately::before("2023-W23".parse().unwrap()), &tables);
        assert_eq!(recall.attempts, attempts);
    }

    #[rstest]
    #[case::an_attempt("no_answer", "2023-06-15")]
    #[case::a_talk("refused", "2023-06-16")]
    fn a_number_that_rang_rests(#[case] outcome: &str, #[case] from: &str) {
        let tables = Tables::load(None).unwrap();
        let row = row("2023-06-13T15:00:00", outcome);
        let recall = of_household(&[&row], Lately::before("2023-W23".parse().unwrap()), &tables);
        assert_eq!(recall.not_before, Some(from.parse().unwrap()));
    }
}
