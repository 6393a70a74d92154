//! Months: the periods for which quotas are set and reported.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};

/// One month of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    first: NaiveDate,
}

/// A month that cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a month: write the year and the month, such as 2021-10")]
pub struct MonthError(String);

impl Month {
    /// The month that contains a day.
    #[must_use]
    pub fn containing(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.next().first.pred_opt().unwrap_or(self.first)
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first: self.first.checked_add_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// As it is written in Vietnam: `10/2021`.
    #[must_use]
    pub fn vi(self) -> String {
        self.first.format("%m/%Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first.format("%Y-%m"))
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let first = trimmed.len() == 7;
        let first = first.then(|| format!("{trimmed}-01").parse().ok()).flatten();
        first.map(|first| Self { first }).ok_or_else(|| MonthError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_prints_and_ends() {
        let december: Month = "2021-12".parse().unwrap();
        assert_eq!(december.to_string(), "2021-12");
        assert_eq!(december.vi(), "12/2021");
        assert_eq!(december.next().to_string(), "2022-01");
        let ends = |text: &str| text.parse::<Month>().unwrap().last().to_string();
        assert_eq!((ends("2024-02"), ends("2021-12")), ("2024-02-29".into(), "2021-12-31".into()));
        assert_eq!(Month::containing("2021-12-31".parse().unwrap()), december);
        for wrong in ["2021-13", "2021", "12/2021", "2021-1", "2021-10-05", ""] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
