//! What one case is worth by one channel on one day: duty as counts, value as points. Rules of the
//! due ladder come from `domain::due`; all numbers are assumptions.

use chrono::NaiveDate;

use super::assumptions::{Assumptions, Resolved};
use super::snapshot::{Case, CaseKind};
use crate::domain::due::DueState;
use crate::domain::segment::SegmentSet;
use crate::domain::touch::TouchChannel;

/// Which level a case counts for on a day; the heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Due, and its last useful day comes before the next plan begins.
    LastChance,
    /// Due or overdue, with time left.
    Due,
    /// No duty: upcoming, or a potential participant.
    None,
}

/// The heaviest duty of some cases on any day of a week.
pub fn heaviest<'a>(
    cases: impl Iterator<Item = &'a Case>,
    days: impl Iterator<Item = NaiveDate> + Clone,
    next_plan: NaiveDate,
) -> Duty {
    let duties = cases.flat_map(|case| days.clone().map(move |day| duty(case, day, next_plan)));
    duties.min().unwrap_or(Duty::None)
}

/// The state of a case on a day, as lists and explanations name it.
pub fn state_on(case: &Case, day: NaiveDate) -> Option<DueState> {
    match &case.kind {
        CaseKind::Enrolled(ladder) => Some(ladder.state(day)),
        CaseKind::Potential => None,
    }
}

/// Whether a case is spoken about as a due one (by duty or contract) on a day: not before the
/// ladder begins, and not after it has lapsed, when the person is a potential participant again.
pub fn is_due(case: &Case, day: NaiveDate) -> bool {
    matches!(state_on(case, day), Some(DueState::Upcoming | DueState::Due | DueState::Overdue))
}

/// Whether a case may be spoken about at all on a day.
pub fn is_open(case: &Case, day: NaiveDate) -> bool {
    state_on(case, day) != Some(DueState::NotYet)
}

/// The duty of a case on a day, when the next plan's first day is `next_plan`.
pub fn duty(case: &Case, day: NaiveDate, next_plan: NaiveDate) -> Duty {
    let CaseKind::Enrolled(ladder) = &case.kind else { return Duty::None };
    match ladder.state(day) {
        DueState::Due | DueState::Overdue => match ladder.last_useful_day(day) {
            Some(last) if last < next_plan => Duty::LastChance,
            _ => Duty::Due,
        },
        DueState::NotYet | DueState::Upcoming | DueState::Lapsed => Duty::None,
    }
}

/// Factor by the time that is left.
pub fn urgency(case: &Case, day: NaiveDate, assumptions: &Assumptions) -> f64 {
    let CaseKind::Enrolled(ladder) = &case.kind else { return 1.0 };
    let urgency = &assumptions.urgency;
    match ladder.state(day) {
        DueState::NotYet => 0.0,
        DueState::Upcoming => urgency.upcoming,
        DueState::Due => match (ladder.deadline - day).num_days() {
            ..=0 => urgency.last_day,
            1..=5 => urgency.within_5_days,
            6..=10 => urgency.within_10_days,
            _ => urgency.later,
        },
        DueState::Overdue => urgency.overdue,
        DueState::Lapsed => 1.0,
    }
}

/// Points of a case by channel, before urgency: (people + premium) x chance x segment x attempts.
pub fn points(
    case: &Case,
    segments: SegmentSet,
    attempts: u8,
    channel: TouchChannel,
    joining: bool,
    (assumptions, resolved): (&Assumptions, &Resolved),
) -> f64 {
    let chance = resolved.chance(case.product, joining);
    let premium = case.premium.0 as f64 / assumptions.vnd_per_point as f64;
    (chance.people + premium)
        * chance.of(channel)
        * resolved.segment_factor(segments)
        * (0..attempts).fold(1.0, |factor, _| factor * assumptions.attempt_factor)
}
