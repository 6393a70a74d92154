//! For how long the same households are held out: weeks are counted off from one fixed Monday, so that
//! every office and every version of a plan is in the same period.

use chrono::{Days, NaiveDate};

use crate::domain::calendar::Week;

/// A run of weeks in which the same households are held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first week; its name is the name of the period.
    pub first: Week,
    /// Its last day, a Sunday.
    pub until: NaiveDate,
}

impl Period {
    /// The period of a week where each has so many weeks; 0 is read as 1.
    #[must_use]
    pub fn of(week: Week, weeks: u16) -> Self {
        let length = i64::from(weeks.max(1));
        // The Monday of the first week of all: 1970-01-01 was a Thursday.
        let start = Week::containing(NaiveDate::default()).monday();
        let number = (week.monday() - start).num_days().div_euclid(7);
        let back = u64::try_from(number.rem_euclid(length)).unwrap_or(0);
        let first = week.monday().checked_sub_days(Days::new(7 * back)).unwrap_or(week.monday());
        let until = first.checked_add_days(Days::new(7 * u64::from(weeks.max(1)) - 1));
        Self { first: Week::containing(first), until: until.unwrap_or(first) }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::of_one_week("2023-W23", 1, "2023-W23", "2023-06-11")]
    #[case::its_last_week("2023-W26", 8, "2023-W19", "2023-07-02")]
    #[case::its_first_week("2023-W27", 8, "2023-W27", "2023-08-27")]
    #[case::across_the_year("2024-W01", 8, "2023-W51", "2024-02-11")]
    #[case::long_ago("1969-W50", 8, "1969-W45", "1969-12-28")]
    #[case::no_length("2023-W23", 0, "2023-W23", "2023-06-11")]
    fn weeks_are_counted_off(
        #[case] week: &str,
        #[case] weeks: u16,
        #[case] first: &str,
        #[case] until: &str,
    ) {
        let period = Period::of(week.parse().unwrap(), weeks);
        assert_eq!(
            (period.first.to_string().as_str(), period.until),
            (first, until.parse().unwrap())
        );
    }
}
