//! The due ladder of one enrolment: chưa đến hạn, sắp đến hạn, đến hạn, quá hạn, gián đoạn. It
//! decides who is called this week and until which day the call still helps, so its days are law
//! or stated practice, and dated.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::dated::NothingInForce;
pub use super::due_rules::DueRules;
use super::product::{LadderKind, Product};

/// Where an enrolment stands on its ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// Chưa đến hạn: nothing is asked yet.
    NotYet,
    /// Sắp đến hạn: the payment window opens soon.
    Upcoming,
    /// Đến hạn: the payment window is open.
    Due,
    /// Quá hạn: the window has closed, but paying now still saves the continuity.
    Overdue,
    /// Gián đoạn: interrupted; the person would have to join anew.
    Lapsed,
}

/// The days on which the state changes. All dates inclusive and ascending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueLadder {
    /// First day of `Upcoming`.
    pub upcoming_from: NaiveDate,
    /// First day of `Due`: the payment window opens.
    pub window_from: NaiveDate,
    /// Last day of `Due`: the payment window closes.
    pub deadline: NaiveDate,
    /// Last day of `Overdue`.
    pub overdue_until: NaiveDate,
}

impl DueLadder {
    /// The state on `day`.
    #[must_use]
    pub fn state(&self, day: NaiveDate) -> DueState {
        if day < self.upcoming_from {
            DueState::NotYet
        } else if day < self.window_from {
            DueState::Upcoming
        } else if day <= self.deadline {
            DueState::Due
        } else if day <= self.overdue_until {
            DueState::Overdue
        } else {
            DueState::Lapsed
        }
    }

    /// The last day on which a touch in the state of `day` still serves: the deadline while
    /// upcoming or due, `overdue_until` while overdue, none otherwise.
    #[must_use]
    pub fn last_useful_day(&self, day: NaiveDate) -> Option<NaiveDate> {
        match self.state(day) {
            DueState::Upcoming | DueState::Due => Some(self.deadline),
            DueState::Overdue => Some(self.overdue_until),
            DueState::NotYet | DueState::Lapsed => None,
        }
    }

    /// When a case is due in a week: the last day on which paying still serves, as of the first of
    /// `days` on which it is due or overdue; `None` when it is neither on any of them.
    #[must_use]
    pub fn due_until(&self, days: &[NaiveDate]) -> Option<NaiveDate> {
        let due = |day: &&NaiveDate| matches!(self.state(**day), DueState::Due | DueState::Overdue);
        days.iter().find(due).and_then(|day| self.last_useful_day(*day))
    }
}

/// A ladder that cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    /// No rule covers the day.
    #[error(transparent)]
    NothingInForce(#[from] NothingInForce),
    /// The payment method has no deadline in law.
    #[error(
        "{product}: no deadline for paying every {cycle_months} months; known are {known}: \
         correct the enrolment's cycle or add the method to the due rules"
    )]
    UnknownCycle {
        /// The product's code.
        product: String,
        /// The cycle that was asked for, in months.
        cycle_months: u8,
        /// The cycles with a deadline.
        known: String,
    },
    /// A day beyond the calendar.
    #[error("{product}: the ladder of {covered_to} leaves the calendar; correct the date")]
    OutOfCalendar {
        /// The product's code.
        product: String,
        /// The day to which the person is covered.
        covered_to: NaiveDate,
    },
}

/// The ladder after `covered_to`: the last month paid for (`paid_through`, any day of it) or the
/// last day of a card (`valid_to`).
///
/// * Periods start the day after the paid month and must be paid by the end of a month of the
///   period that depends on the method (1, 3, 6, 12 months: month 1, 3, 4, 7).
/// * Cards are renewed in the days before they run out; five-year continuity survives a break of
///   at most three months (Decree 146/2018 art. 12.5).
///
/// Months are counted as in Civil Code 2015 art. 148: to the same day of the later month, or to
/// its last day where it has no such day. The rules are those in force on the first day of the
/// period or on the last day of the card.
pub fn ladder(
    product: &Product,
    covered_to: NaiveDate,
    cycle_months: u8,
    rules: &DueRules,
) -> Result<DueLadder, DueError> {
    of_kind((product.ladder, &product.code), covered_to, cycle_months, rules)
}

fn of_kind(
    (kind, code): (LadderKind, &str),
    covered_to: NaiveDate,
    cycle_months: u8,
    rules: &DueRules,
) -> Result<DueLadder, DueError> {
    let days = match kind {
        LadderKind::Period => period(code, covered_to, cycle_months, rules)?,
        LadderKind::Card => {
            let rule = &rules.card.on("due.card", covered_to)?.value;
            let opens = covered_to.checked_sub_days(Days::new(rule.window_days.into()));
            opens.map(|from| (from, covered_to, rule.overdue_months))
        }
    };
    let ladder = days.and_then(|(window_from, deadline, overdue_months)| {
        let upcoming = Days::new(rules.upcoming_days.into());
        Some(DueLadder {
            upcoming_from: window_from.checked_sub_days(upcoming)?,
            window_from,
            deadline,
            overdue_until: deadline.checked_add_months(Months::new(overdue_months.into()))?,
        })
    });
    ladder.ok_or_else(|| DueError::OutOfCalendar { product: code.to_owned(), covered_to })
}

/// The ladders after `covered_to` by every payment method with a deadline: for an enrolment whose own
/// method has none. Empty where no rule covers the day.
#[must_use]
pub fn ladders_of_any_cycle(
    product: &Product,
    covered_to: NaiveDate,
    rules: &DueRules,
) -> Vec<DueLadder> {
    of_any_cycle((product.ladder, &product.code), covered_to, rules)
}

/// The ladders after `covered_to` of a card and of a period by every payment method: for an enrolment
/// of whose product nothing is known but its code. Empty where no rule covers the day.
#[must_use]
pub fn ladders_of_any_product(covered_to: NaiveDate, rules: &DueRules) -> Vec<DueLadder> {
    let kinds = [LadderKind::Card, LadderKind::Period];
    kinds.into_iter().flat_map(|kind| of_any_cycle((kind, ""), covered_to, rules)).collect()
}

fn of_any_cycle(
    product: (LadderKind, &str),
    covered_to: NaiveDate,
    rules: &DueRules,
) -> Vec<DueLadder> {
    if product.0 == LadderKind::Card {
        // A card runs out on its day, however it was paid for.
        return of_kind(product, covered_to, 0, rules).into_iter().collect();
    }
    let start = covered_to.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
    let rule = start.and_then(|start| rules.period.on("due.period", start).ok());
    let deadlines = rule.map_or(&[][..], |rule| rule.value.deadlines.as_slice());
    let cycles = deadlines.iter().map(|pay| pay.cycle_months);
    cycles.filter_map(|cycle| of_kind(product, covered_to, cycle, rules).ok()).collect()
}

type Window = (NaiveDate, NaiveDate, u8);

fn period(
    code: &str,
    paid_through: NaiveDate,
    cycle_months: u8,
    rules: &DueRules,
) -> Result<Option<Window>, DueError> {
    let start = paid_through.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
    let Some(start) = start else { return Ok(None) };
    let rule = &rules.period.on("due.period", start)?.value;
    let Some(pay) = rule.deadlines.iter().find(|pay| pay.cycle_months == cycle_months) else {
        let known: Vec<_> = rule.deadlines.iter().map(|pay| pay.cycle_months.to_string()).collect();
        let (product, known) = (code.to_owned(), known.join(", "));
        return Err(DueError::UnknownCycle { product, cycle_months, known });
    };
    let after = start.checked_add_months(Months::new(pay.by_end_of_month.into()));
    let deadline = after.and_then(|first| first.pred_opt());
    Ok(deadline.map(|deadline| (start, deadline, rule.overdue_months)))
}

#[cfg(test)]
#[path = "due_tests.rs"]
mod tests;
