//! Which version of a plan speaks on which day. A version that is made in the middle of a week begins
//! with its first day; the days before it stay with the version by whose lists they were worked.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// A version that was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its key.
    pub version: i64,
    /// When it was published, at the office.
    pub at: NaiveDateTime,
    /// The first day that it plans.
    pub first: NaiveDate,
}

/// A version, the day from which it speaks, and the first day whose lists it could still hand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    version: i64,
    from: NaiveDate,
    handed_out: NaiveDate,
}

/// The published versions of one plan, in the order in which they were published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turns(Vec<Turn>);

impl Turns {
    /// Of the versions of one plan, in any order. What is published when no list of the day is handed out
    /// any more, from `until` on, begins on the next day.
    #[must_use]
    pub fn of(mut published: Vec<Published>, until: NaiveTime) -> Self {
        published.sort_by_key(|one| (one.at, one.version));
        let from = |one: &Published| {
            let day = one.at.date();
            let is_late = one.at.time() >= until;
            let day = if is_late { day.succ_opt().unwrap_or(day) } else { day };
            let handed_out = day.max(one.first);
            Turn { version: one.version, from: handed_out, handed_out }
        };
        let mut turns: Vec<Turn> = published.iter().map(from).collect();
        // Before the first one there was nothing: what it plans is its own.
        if let Some((first, turn)) = published.first().zip(turns.first_mut()) {
            turn.from = first.first;
        }
        Self(turns)
    }

    /// The version that speaks on a day, if one does.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<i64> {
        let begun = |turn: &&Turn| turn.from <= day;
        self.0.iter().rev().find(begun).or(self.0.first()).map(|turn| turn.version)
    }

    /// The day from which a version speaks.
    #[must_use]
    pub fn from(&self, version: i64) -> Option<NaiveDate> {
        self.0.iter().find(|turn| turn.version == version).map(|turn| turn.from)
    }

    /// The first day of which a version's lists could still be handed out.
    #[must_use]
    pub fn handed_out(&self, version: i64) -> Option<NaiveDate> {
        self.0.iter().find(|turn| turn.version == version).map(|turn| turn.handed_out)
    }

    /// The versions, in the order in which they were published.
    pub fn versions(&self) -> impl Iterator<Item = i64> {
        self.0.iter().map(|turn| turn.version)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// `VERSION DAY HOUR FIRST`, days of June 2023; the 5th is a Monday.
    fn turns(text: &str) -> Turns {
        let day = |text: &str| format!("2023-06-{text}").parse::<NaiveDate>().unwrap();
        let one = |line: &str| {
            let [version, on, hour, first] =
                line.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
            let at = day(on).and_hms_opt(hour.parse().unwrap(), 0, 0).unwrap();
            Published { version: version.parse().unwrap(), at, first: day(first) }
        };
        let until = NaiveTime::from_hms_opt(17, 0, 0).unwrap();
        Turns::of(text.split(',').filter(|one| !one.trim().is_empty()).map(one).collect(), until)
    }

    #[rstest]
    #[case::nothing("", &[None; 5])]
    #[case::one("1 02 15 05", &[Some(1); 5])]
    #[case::one_that_came_late("1 06 09 05", &[Some(1); 5])]
    #[case::from_its_first_day_on(
        "1 02 15 05, 2 06 10 07", &[Some(1), Some(1), Some(2), Some(2), Some(2)]
    )]
    #[case::from_the_morning_it_came_out(
        "1 02 15 05, 2 07 06 06", &[Some(1), Some(1), Some(2), Some(2), Some(2)]
    )]
    #[case::in_the_evening_the_day_is_over(
        "1 02 15 05, 2 06 17 06", &[Some(1), Some(1), Some(2), Some(2), Some(2)]
    )]
    #[case::three(
        "1 02 15 05, 2 05 12 06, 3 07 12 08", &[Some(1), Some(2), Some(2), Some(3), Some(3)]
    )]
    #[case::replaced_before_its_first_day(
        "1 02 15 05, 2 06 10 07, 3 06 11 07", &[Some(1), Some(1), Some(3), Some(3), Some(3)]
    )]
    #[case::corrected_before_the_week("1 02 10 05, 2 02 15 05", &[Some(2); 5])]
    fn each_day_has_the_version_by_which_it_is_worked(
        #[case] published: &str,
        #[case] expected: &[Option<i64>],
    ) {
        let turns = turns(published);
        let days = (5..10).map(|day| NaiveDate::from_ymd_opt(2023, 6, day).unwrap());
        assert_eq!(days.map(|day| turns.on(day)).collect::<Vec<_>>(), expected);
    }
}
