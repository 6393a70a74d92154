//! When a person may be touched again after what happened so far. Week two is planned from what
//! week one did: nobody is called again too soon, no promised hour is missed, and who asked for
//! rest is left alone.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::consent::Channel;
use super::day_part::PartOfDay;
use super::outcome::{Closes, Keeps, OutcomeCode, OutcomeRules};

/// One recorded outcome, seen from the contact that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastOutcome {
    /// What was reported.
    pub code: OutcomeCode,
    /// When the touch took place, local time.
    pub at: NaiveDateTime,
    /// The hour the person named, local time.
    pub call_back_at: Option<NaiveDateTime>,
    /// The day the person named.
    pub promised_on: Option<NaiveDate>,
    /// For an opt-out: what the person refused, [`Channel::All`] for everything. Not read else.
    pub channel: Channel,
    /// Whether it belongs to the case asked about, not to an earlier period or another product.
    pub this_case: bool,
    /// Whether it was on the telephone number that would be used now.
    pub this_phone: bool,
}

/// When a contact may be touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextContact {
    /// Nothing that happened stands in the way.
    Now,
    /// Not before a day.
    From {
        /// The first day on which it may be touched.
        day: NaiveDate,
        /// The part of the day in which the last attempt failed: another one is better.
        not_in: Option<PartOfDay>,
        /// The outcome that asks for it.
        because: OutcomeCode,
    },
    /// Due on a day that the person named.
    Appointment {
        /// The day on which the touch is due.
        day: NaiveDate,
        /// The hour the person named.
        time: Option<NaiveTime>,
        /// The outcome that holds the promise.
        because: OutcomeCode,
    },
    /// Not any more.
    Closed {
        /// What is closed.
        scope: Closes,
        /// The outcome that closed it; for attempts, the last of them.
        because: OutcomeCode,
    },
}

/// When the contact may be called again; see [`next_contact_by`].
#[must_use]
pub fn next_contact(history: &[PastOutcome], rules: &OutcomeRules) -> NextContact {
    next_contact_by(Channel::Call, history, rules)
}

/// When the contact may be touched by `channel` again, from its outcomes in any order.
///
/// * What closes the person, the channel or the telephone number closes it whenever it was said.
/// * The last conversation about this case may have closed it.
/// * Otherwise the last conversation about any case counts: it sets a day or asks for rest.
/// * Attempts after it (nobody reached) set their own days and may use up their number, which is
///   counted within the case; they neither shorten a rest nor cancel a day that is still to come.
#[must_use]
pub fn next_contact_by(
    channel: Channel,
    history: &[PastOutcome],
    rules: &OutcomeRules,
) -> NextContact {
    let mut past: Vec<&PastOutcome> = history.iter().collect();
    past.sort_by_key(|outcome| outcome.at);
    let closing = |outcome: &&PastOutcome| match rules.of(outcome.code).closes {
        Some(Closes::Person) => true,
        Some(Closes::Channel) => outcome.channel.covers(channel),
        Some(Closes::Phone) => {
            outcome.this_phone && matches!(channel, Channel::Call | Channel::Sms)
        }
        Some(Closes::Case) | None => false,
    };
    let closed = |outcome: &PastOutcome| {
        let scope = rules.of(outcome.code).closes.unwrap_or(Closes::Case);
        NextContact::Closed { scope, because: outcome.code }
    };
    if let Some(outcome) = past
        .iter()
        .copied()
        .filter(closing)
        .max_by_key(|outcome| (rules.of(outcome.code).closes, outcome.at))
    {
        return closed(outcome);
    }
    // The last word on this very case decides whether it is closed, so that a later report
    // corrects an earlier one; other cases' ends, other numbers and other channels say nothing.
    let is_attempt = |outcome: &&PastOutcome| rules.of(outcome.code).is_attempt();
    let speaks = |outcome: &&&PastOutcome| {
        let closes = rules.of(outcome.code).closes;
        outcome.this_case && !is_attempt(outcome) && closes.is_none_or(|it| it == Closes::Case)
    };
    let last_word = past.iter().rev().find(speaks).copied();
    if let Some(end) = last_word.filter(|last| rules.of(last.code).closes.is_some()) {
        return closed(end);
    }
    past.retain(|outcome| rules.of(outcome.code).closes.is_none());
    let spoken = past.iter().rposition(|outcome| !is_attempt(outcome));
    let (talks, attempts) = past.split_at(spoken.map_or(0, |at| at + 1));
    let after_talk = talks.last().map(|last| after_talk(talks, last, rules));
    let after_attempts = attempts.last().map(|last| after_attempts(attempts, last, rules));
    match (after_talk, after_attempts) {
        (None, None) => NextContact::Now,
        (Some(next), None) | (None, Some(next)) => next,
        (Some(talk), Some(attempt)) => {
            let tried = attempts.last().map(|last| last.at.date());
            later(talk, attempt, tried)
        }
    }
}

fn after(day: NaiveDate, days: u16) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

fn after_talk(talks: &[&PastOutcome], last: &PastOutcome, rules: &OutcomeRules) -> NextContact {
    let (rule, because) = (rules.of(last.code), last.code);
    let kept = match rule.keeps {
        Some(Keeps::CallBackAt) => last.call_back_at.map(|at| (at.date(), Some(at.time()))),
        Some(Keeps::PromisedOn) => last.promised_on.map(|day| (day, None)),
        None => None,
    };
    if let Some((day, time)) = kept {
        return NextContact::Appointment { day: after(day, rule.grace_days), time, because };
    }
    let said = talks.iter().rev().take_while(|talk| talk.code == last.code).count();
    let days = rule.cooldown_days.unwrap_or_else(|| rule.again_after(said));
    NextContact::From { day: after(last.at.date(), days), not_in: None, because }
}

fn after_attempts(
    attempts: &[&PastOutcome],
    last: &PastOutcome,
    rules: &OutcomeRules,
) -> NextContact {
    let (rule, because) = (rules.of(last.code), last.code);
    let made = attempts.iter().filter(|attempt| attempt.this_case).count();
    if last.this_case && rule.max_attempts.is_some_and(|most| made >= usize::from(most)) {
        return NextContact::Closed { scope: Closes::Case, because };
    }
    let not_in = rule.change_part_of_day.then(|| PartOfDay::at(last.at.time()));
    NextContact::From { day: after(last.at.date(), rule.again_after(made)), not_in, because }
}

/// Joins what the last conversation and the attempts after it ask for.
fn later(talk: NextContact, attempt: NextContact, tried: Option<NaiveDate>) -> NextContact {
    match (talk, attempt) {
        (NextContact::Appointment { day, .. }, _) if tried.is_none_or(|tried| tried < day) => talk,
        (NextContact::From { day: rest, because, .. }, NextContact::From { day, not_in, .. })
            if rest > day =>
        {
            NextContact::From { day: rest, not_in, because }
        }
        _ => attempt,
    }
}

#[cfg(test)]
#[path = "next_contact_tests.rs"]
mod tests;
