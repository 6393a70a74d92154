//! The only place that asks the machine for the time. Everything else is given a clock, so that a
//! week can be planned as of any day, a month can pass in a minute, and a test can hold the time still.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in UTC without a zone mark, as the store keeps it.
    fn now(&self) -> NaiveDateTime;

    /// Seconds of this clock in one second of the machine. Leases and pauses measure how long machines
    /// need, so that they are this much longer on the clock.
    fn pace(&self) -> u32 {
        1
    }

    /// A span of the machine's time as this clock measures it.
    fn span(&self, machine: Duration) -> TimeDelta {
        let pace = i32::try_from(self.pace()).unwrap_or(i32::MAX);
        let span = TimeDelta::from_std(machine).ok().and_then(|span| span.checked_mul(pace));
        // Ten years are enough for every lease.
        span.unwrap_or(TimeDelta::days(3_650))
    }
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

/// A clock that runs faster than the machine's: for rehearsals. Processes that are given the same
/// numbers have the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FastClock {
    /// The time that it shows at `since`, UTC.
    pub from: NaiveDateTime,
    /// The machine's time when it was started, UTC.
    pub since: NaiveDateTime,
    /// Its seconds in one second of the machine.
    pub speed: u32,
}

impl FastClock {
    /// A clock that shows `from` now.
    pub fn starting(from: NaiveDateTime, speed: u32) -> Self {
        Self { from, since: SystemClock.now(), speed }
    }

    /// What it shows when the machine's clock shows `real`. It never runs back below `from`.
    pub fn at(&self, real: NaiveDateTime) -> NaiveDateTime {
        let speed = i32::try_from(self.speed).unwrap_or(i32::MAX);
        let passed = (real - self.since).max(TimeDelta::zero()).checked_mul(speed);
        let now = passed.and_then(|passed| self.from.checked_add_signed(passed));
        now.unwrap_or(NaiveDateTime::MAX)
    }
}

impl Clock for FastClock {
    fn now(&self) -> NaiveDateTime {
        self.at(SystemClock.now())
    }

    fn pace(&self) -> u32 {
        self.speed.max(1)
    }
}

/// The last sign of life of something that works, by the machine; shared by all its clones.
#[derive(Clone, Debug)]
pub struct Pulse(Arc<Mutex<Instant>>);

impl Default for Pulse {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }
}

impl Pulse {
    /// Gives a sign of life.
    pub fn beat(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// How long ago the last one was.
    pub fn age(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
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

/// What the store says when it is `local` at an office, as [`utc_moment`] does; at the end of time, its end.
pub fn utc_time(local: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    utc_moment(local, zone).unwrap_or(NaiveDateTime::MAX)
}

/// What the store says when it is `local` at an office: where clocks are put back, the first of both
/// times; where they are put forward past it, the moment at which they are. `None` at the end of time.
pub fn utc_moment(local: NaiveDateTime, zone: Tz) -> Option<NaiveDateTime> {
    // A whole day was left out once, where an island changed sides of the date line.
    const MOST_MINUTES: i64 = 26 * 60;
    let resolve = |local: &NaiveDateTime| match zone.from_local_datetime(local) {
        LocalResult::Single(one) | LocalResult::Ambiguous(one, _) => Some(one.naive_utc()),
        LocalResult::None => None,
    };
    resolve(&local).or_else(|| {
        let minute = local.date().and_hms_opt(0, 0, 0)?
            + TimeDelta::minutes((local - local.date().and_hms_opt(0, 0, 0)?).num_minutes());
        let later = |minutes| minute.checked_add_signed(TimeDelta::minutes(minutes));
        (1..=MOST_MINUTES).find_map(|minutes| resolve(&later(minutes)?))
    })
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Asia, Europe, Pacific};
    use rstest::rstest;

    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn an_office_in_vietnam_is_seven_hours_ahead() {
        let now = at("2023-06-01T18:30:00");
        assert_eq!(local_date(now, Asia::Ho_Chi_Minh), "2023-06-02".parse().unwrap());
    }

    #[rstest]
    #[case(Asia::Ho_Chi_Minh, "2023-06-02T01:30:00", "2023-06-01T18:30:00")]
    // Put forward from 2:00 to 3:00, put back from 3:00 to 2:00.
    #[case(Europe::Berlin, "2023-03-26T02:30:00", "2023-03-26T01:00:00")]
    #[case(Europe::Berlin, "2023-10-29T02:30:00", "2023-10-29T00:30:00")]
    // The 30th was left out.
    #[case(Pacific::Apia, "2011-12-30T12:00:00", "2011-12-30T10:00:00")]
    fn every_local_time_has_one_moment(
        #[case] zone: Tz,
        #[case] local: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(utc_moment(at(local), zone), Some(at(expected)));
        assert_eq!(utc_time(at(local), zone), at(expected));
    }

    #[test]
    fn a_fast_clock_is_the_same_for_all_who_are_given_its_numbers() {
        let (from, since) = (at("2023-06-02T08:00:00"), at("2026-01-01T00:00:00"));
        let clock = FastClock { from, since, speed: 3_600 };
        assert_eq!(clock.at(at("2026-01-01T00:00:01.5")), at("2023-06-02T09:30:00"));
        assert_eq!(clock.at(at("2025-12-31T00:00:00")), from);
        let fastest = FastClock { speed: u32::MAX, ..clock };
        assert_eq!(fastest.at(at("9999-01-01T00:00:00")), NaiveDateTime::MAX);
        let now = FastClock::starting(from, 1_000).now();
        assert!(from <= now && now < from + TimeDelta::days(1), "{now}");
        assert_eq!((clock.pace(), SystemClock.pace()), (3_600, 1));
        let minute = Duration::from_secs(60);
        assert_eq!(SystemClock.span(minute), TimeDelta::minutes(1));
        assert_eq!(clock.span(minute), TimeDelta::hours(60));
    }
}
