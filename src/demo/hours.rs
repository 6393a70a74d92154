//! When in its weeks the demo does what, in local time of the office.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::{CLOCK, FIRST_MONDAY};
use crate::config::Config;
use crate::domain::calendar::Week;

const fn time(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// Lists and results come in when work is over.
const LISTS_IN: NaiveTime = time(17, 0);
/// Then the targets are divided
const DIVIDED: NaiveTime = time(17, 5);
/// and approved, the plan is made,
const TARGETS_APPROVED: NaiveTime = time(17, 10);
const PLANNED: NaiveTime = time(17, 15);
/// submitted,
const SUBMITTED: NaiveTime = time(17, 30);
/// approved,
const APPROVED: NaiveTime = time(17, 50);
/// and published.
const PUBLISHED: NaiveTime = time(18, 0);
/// The week before is closed before the first list of Monday goes out,
const CLOSED: NaiveTime = time(5, 30);
/// and a day ends, and may be reconciled, in the evening.
const RECONCILED: NaiveTime = time(20, 0);

/// When the lists of the province come in.
pub(super) const fn lists_in() -> NaiveDateTime {
    CLOCK.and_time(LISTS_IN)
}

/// When the targets of the campaign are divided.
pub(super) const fn divided() -> NaiveDateTime {
    CLOCK.and_time(DIVIDED)
}

/// When the committee approves them.
pub(super) const fn targets_approved() -> NaiveDateTime {
    CLOCK.and_time(TARGETS_APPROVED)
}

/// When the results of a week come in.
pub(super) fn results_in(week: Week) -> NaiveDateTime {
    week.day(Weekday::Sat).and_time(LISTS_IN)
}

/// What happens to the plan of a week before the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planning {
    /// The plan is made.
    pub planned: NaiveDateTime,
    /// It is handed in.
    pub submitted: NaiveDateTime,
    /// It is approved.
    pub approved: NaiveDateTime,
    /// It comes into force.
    pub published: NaiveDateTime,
}

impl Planning {
    /// The first week is planned on the day of its lists, a Friday; the others when the results of the
    /// week before are in.
    pub(super) fn of(week: Week) -> Self {
        let first = week.monday() <= FIRST_MONDAY;
        let day = if first { CLOCK } else { week.previous().day(Weekday::Sat) };
        Self {
            planned: day.and_time(PLANNED),
            submitted: day.and_time(SUBMITTED),
            approved: day.and_time(APPROVED),
            published: day.and_time(PUBLISHED),
        }
    }
}

/// When the week before this one is closed.
pub(super) fn closed_before(week: Week) -> NaiveDateTime {
    week.monday().and_time(CLOSED)
}

/// When everything of a day may go out: lists and reminders have hours of their own.
pub(super) fn morning(day: NaiveDate, config: &Config) -> NaiveDateTime {
    day.and_time(config.notices.call_list_at.max(config.reminders.at))
}

/// When a day is over.
pub(super) fn evening(day: NaiveDate) -> NaiveDateTime {
    day.and_time(RECONCILED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_later_than_the_one_before() {
        let first = Week::containing(FIRST_MONDAY);
        assert!(lists_in() < divided() && divided() < targets_approved());
        let mut before = targets_approved();
        for week in [first, first.next()] {
            let Planning { planned, submitted, approved, published } = Planning::of(week);
            let (closed, over) = (closed_before(week), evening(week.day(Weekday::Fri)));
            let all = [planned, submitted, approved, published, closed, over, results_in(week)];
            for step in all {
                assert!(before < step, "{step} is not later than {before}");
                before = step;
            }
        }
    }
}
