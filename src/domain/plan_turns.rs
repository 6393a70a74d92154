//! Which version of a plan speaks on which day. A version that is made in the middle of a week begins
//! with its first day, or in the middle of it with a part of the day; what lies before stays with the version
//! by whose lists it was worked.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::day_part::PartOfDay;

/// A day from its beginning on, or one of its parts; in the order of time.
pub type When = (NaiveDate, Option<PartOfDay>);

/// A version that was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its key.
    pub version: i64,
    /// When it was published, at the office.
    pub at: NaiveDateTime,
    /// The first day that it plans, with a part where it begins in the middle of it.
    pub first: When,
}

/// A version, the time from which it speaks, and the first of which it could still hand out lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    version: i64,
    from: When,
    handed_out: When,
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
            let handed_out = one.first.max((day, None));
            Turn { version: one.version, from: handed_out, handed_out }
        };
        let mut turns: Vec<Turn> = published.iter().map(from).collect();
        // Before the first one there was nothing: what it plans is its own.
        if let Some((first, turn)) = published.first().zip(turns.first_mut()) {
            turn.from = first.first;
        }
        Self(turns)
    }

    /// The version that speaks on a day, if one does; of several that of its last part, whose list of the day
    /// has what the others had before it.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<i64> {
        self.at((day, Some(PartOfDay::Evening)))
    }

    /// The version that speaks at a time, if one does.
    #[must_use]
    pub fn at(&self, time: When) -> Option<i64> {
        let begun = |turn: &&Turn| turn.from <= time;
        self.0.iter().rev().find(begun).or(self.0.first()).map(|turn| turn.version)
    }

    /// The versions that speak in some part of a day before a time.
    #[must_use]
    pub fn on_before(&self, day: NaiveDate, time: When) -> Vec<i64> {
        let times = [None].into_iter().chain(PartOfDay::ALL.map(Some)).map(|part| (day, part));
        let mut all: Vec<i64> =
            times.filter(|one| *one < time).filter_map(|one| self.at(one)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The time from which a version speaks.
    #[must_use]
    pub fn from(&self, version: i64) -> Option<When> {
        self.0.iter().find(|turn| turn.version == version).map(|turn| turn.from)
    }

    /// The first time of which a version's lists could still be handed out.
    #[must_use]
    pub fn handed_out(&self, version: i64) -> Option<When> {
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

    /// `VERSION DAY HOUR FIRST`, days of June 2023, the first one perhaps with a part; the 5th is a Monday.
    fn turns(text: &str) -> Turns {
        let day = |text: &str| format!("2023-06-{text}").parse::<NaiveDate>().unwrap();
        let one = |line: &str| {
            let [version, on, hour, first] =
                line.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
            let at = day(on).and_hms_opt(hour.parse().unwrap(), 0, 0).unwrap();
            let (first, part) = first.split_at(2);
            let first = (day(first), PartOfDay::from_code(part));
            Published { version: version.parse().unwrap(), at, first }
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

    /// The version of the whole day, of the morning, the afternoon and the evening of Tuesday the 6th.
    #[rstest]
    #[case::of_whole_days("1 02 15 05, 2 06 10 07", [1, 1, 1, 1])]
    #[case::from_the_afternoon_on("1 02 15 05, 2 06 12 06afternoon", [1, 1, 2, 2])]
    #[case::twice_on_a_day(
        "1 02 15 05, 2 06 12 06afternoon, 3 06 15 06evening", [1, 1, 2, 3]
    )]
    #[case::published_when_its_part_has_begun("1 02 15 05, 2 06 15 06afternoon", [1, 1, 2, 2])]
    #[case::too_late_for_the_day("1 02 15 05, 2 06 18 06evening", [1, 1, 1, 1])]
    #[case::published_on_a_later_day("1 02 15 05, 2 07 09 06afternoon", [1, 1, 1, 1])]
    fn a_version_may_begin_in_the_middle_of_a_day(
        #[case] published: &str,
        #[case] expected: [i64; 4],
    ) {
        let turns = turns(published);
        let tuesday = NaiveDate::from_ymd_opt(2023, 6, 6).unwrap();
        let times = [None, Some(PartOfDay::Morning), Some(PartOfDay::Afternoon)];
        let times = times.into_iter().chain([Some(PartOfDay::Evening)]);
        let told: Vec<i64> = times.filter_map(|part| turns.at((tuesday, part))).collect();
        assert_eq!(told, expected);
        assert_eq!(turns.on(tuesday), Some(expected[3]));
        let from = turns.from(expected[3]).unwrap();
        let before: Vec<i64> = turns.on_before(tuesday, from);
        let mut others = expected.to_vec();
        others.dedup();
        others.retain(|one| *one != expected[3]);
        assert_eq!(before, others);
    }
}
