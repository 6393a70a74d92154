//! Which slots of a task are due now, and which were missed for good.

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::cron::Line;

/// Why a slot is never run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its time lies too far back.
    TooLate,
    /// A newer slot of the task does its work.
    Overtaken,
    /// It was begun and broken off, and now its time lies too far back.
    BrokenOff,
}

impl Why {
    /// A stable word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLate => "too_late",
            Self::Overtaken => "overtaken",
            Self::BrokenOff => "broken_off",
        }
    }
}

/// What a task owes at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// Slots that are recorded as missed, oldest first.
    pub missed: Vec<(NaiveDateTime, Why)>,
    /// The slot to run next.
    pub due: Option<NaiveDateTime>,
    /// The last of these slots: the ledger is complete up to here once they stand in it.
    pub complete_to: Option<NaiveDateTime>,
}

/// What a task owes at `now`, when its ledger is complete up to `from`. All times in UTC. Of several slots
/// within the window the newest is run: it does what the older ones would have done.
pub fn owed(line: &Line, from: NaiveDateTime, now: NaiveDateTime, window: TimeDelta) -> Owed {
    let mut owed = Owed::default();
    for slot in line.between(from, now) {
        if is_too_late(slot, now, window) {
            owed.missed.push((slot, Why::TooLate));
        } else if let Some(older) = owed.due.replace(slot) {
            owed.missed.push((older, Why::Overtaken));
        }
        owed.complete_to = Some(slot);
    }
    owed
}

/// Whether a slot is not run any more.
pub fn is_too_late(slot: NaiveDateTime, now: NaiveDateTime, window: TimeDelta) -> bool {
    now - slot > window
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::cron_line::CronLine;

    /// Days of June 2023 whose slots, at 12:00 UTC, are due (`+`), too late (`-`) or overtaken (`o`).
    fn told(from: &str, now: &str, hours: i64) -> String {
        let line = CronLine::try_from("0 0 12 * * *".to_owned()).unwrap();
        let line = Line::read(&line, chrono_tz::UTC).unwrap().unwrap();
        let at = |text: &str| format!("2023-06-{text}:00").parse::<NaiveDateTime>().unwrap();
        let owed = owed(&line, at(from), at(now), TimeDelta::hours(hours));
        let mark = |why: &Why| if *why == Why::TooLate { '-' } else { 'o' };
        let mut slots: Vec<_> = owed.missed.iter().map(|(slot, why)| (*slot, mark(why))).collect();
        slots.extend(owed.due.map(|slot| (slot, '+')));
        slots.sort_unstable();
        assert_eq!(owed.complete_to, slots.last().map(|(slot, _)| *slot));
        slots.iter().map(|(slot, mark)| format!("{}{mark}", slot.format("%-d"))).collect()
    }

    #[rstest]
    #[case("02T10:00", "02T11:59", 10, "")]
    #[case("02T10:00", "02T12:00", 10, "2+")]
    // The first start, and a slot that stands in the ledger already: nothing before is owed.
    #[case("02T12:00", "02T12:00", 10, "")]
    #[case("02T12:00", "03T11:00", 10, "")]
    // The window ends with its last second.
    #[case("02T10:00", "02T22:00", 10, "2+")]
    #[case("02T10:00", "02T22:01", 10, "2-")]
    #[case("02T10:00", "05T13:00", 10, "2-3-4-5+")]
    #[case("02T10:00", "05T13:00", 50, "2-3o4o5+")]
    // A clock that was put back.
    #[case("05T12:00", "02T12:00", 10, "")]
    fn what_is_due_and_what_is_missed(
        #[case] from: &str,
        #[case] now: &str,
        #[case] hours: i64,
        #[case] expected: &str,
    ) {
        assert_eq!(told(from, now, hours), expected);
    }
}
