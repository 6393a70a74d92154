//! The only place that asks the machine for the time. Everything else is given a clock, so that a
//! week can be planned as of any day and a test can hold the time still.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in UTC without a zone mark, as the store keeps it.
    fn now(&self) -> NaiveDateTime;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    fn now(&self) -> NaiveDateTime {
        Utc::now().naive_utc()
    }
}

/// A clock that stands where it was put: for the demo and for tests.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub NaiveDateTime);

impl Clock for FixedClock {
    fn now(&self) -> NaiveDateTime {
        self.0
    }
}

/// The date at an office when the store says `now`.
pub fn local_date(now: NaiveDateTime, zone: Tz) -> NaiveDate {
    local_time(now, zone).date()
}

/// The date and time at an office when the store says `now`.
pub fn local_time(now: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    DateTime::<Utc>::from_naive_utc_and_offset(now, Utc).with_timezone(&zone).naive_local()
}

/// What the store says when it is this local time at an office. Of an hour that a change of the clocks
/// brings twice it is the first; one that a change leaves out is an hour off.
pub fn utc_time(local: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    match zone.from_local_datetime(&local).earliest() {
        Some(at) => at.naive_utc(),
        None => local - zone.offset_from_utc_datetime(&local).fix(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_hour_is_kept_as_one_of_utc() {
        let morning: NaiveDateTime = "2023-06-05T06:30:00".parse().unwrap();
        let utc = utc_time(morning, chrono_tz::Asia::Ho_Chi_Minh);
        assert_eq!(utc, "2023-06-04T23:30:00".parse().unwrap());
        let gap: NaiveDateTime = "2023-03-26T02:30:00".parse().unwrap();
        assert_eq!(
            utc_time(gap, chrono_tz::Europe::Berlin),
            "2023-03-26T00:30:00".parse().unwrap()
        );
    }

    #[test]
    fn an_office_in_vietnam_is_seven_hours_ahead() {
        let now = "2023-06-01T18:30:00".parse().unwrap();
        let day = local_date(now, chrono_tz::Asia::Ho_Chi_Minh);
        assert_eq!(day, "2023-06-02".parse().unwrap());
    }
}
