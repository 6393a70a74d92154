//! What others counted, as reports give it: of a flow the sum since the first of January, of a stock what
//! stands on a day.

use chrono::{Datelike, Days, NaiveDate};

/// Figures of one area and indicator, by day.
pub(super) type Series = Vec<(NaiveDate, i64)>;

/// What a flow brought from `from` to `day`, from sums that begin anew each January. Before the first
/// figure of a year it is nothing.
pub(super) fn since(series: &[(NaiveDate, i64)], from: NaiveDate, day: NaiveDate) -> i64 {
    let last = |year: i32, until: NaiveDate| {
        let own = series.iter().filter(|(as_of, _)| as_of.year() == year && *as_of <= until);
        own.max_by_key(|(as_of, _)| *as_of).map_or(0, |(_, value)| *value)
    };
    let years = from.year()..=day.year();
    let sums = years.map(|year| {
        let before = from.checked_sub_days(Days::new(1)).filter(|one| one.year() == year);
        last(year, day) - before.map_or(0, |before| last(year, before))
    });
    sums.sum()
}

/// What a stock was on a day, by the last figure until then.
pub(super) fn stands(series: &[(NaiveDate, i64)], day: NaiveDate) -> Option<(NaiveDate, i64)> {
    series.iter().filter(|(as_of, _)| *as_of <= day).max_by_key(|(as_of, _)| *as_of).copied()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn series() -> Series {
        let day = |text: &str| text.parse().unwrap();
        vec![
            (day("2023-08-31"), 40),
            (day("2023-09-30"), 55),
            (day("2023-12-31"), 90),
            (day("2024-01-15"), 5),
        ]
    }

    #[rstest]
    #[case("2023-09-01", "2023-09-29", 0)]
    #[case("2023-09-01", "2023-09-30", 15)]
    #[case("2023-09-01", "2023-12-31", 50)]
    #[case("2023-09-01", "2024-01-20", 55)]
    #[case("2023-01-01", "2023-08-31", 40)]
    #[case("2024-01-01", "2024-01-20", 5)]
    fn a_flow_is_what_was_added(#[case] from: &str, #[case] day: &str, #[case] expected: i64) {
        assert_eq!(since(&series(), from.parse().unwrap(), day.parse().unwrap()), expected);
    }

    #[test]
    fn a_stock_is_the_last_figure() {
        let on = |day: &str| stands(&series(), day.parse().unwrap()).map(|(_, value)| value);
        assert_eq!((on("2023-08-01"), on("2023-10-05")), (None, Some(55)));
    }
}
