//! Weeks, working days and holidays: the grid on which a week's plan is drawn. Weeks start on
//! Monday and are numbered by ISO 8601, as offices write them (2023-W23).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday, WeekdaySet};
use serde::{Deserialize, Serialize};

/// One ISO week, Monday to Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week {
    monday: NaiveDate,
}

/// A week that cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a week: write the ISO year and week, such as 2023-W23")]
pub struct WeekError(String);

impl Week {
    /// The week that contains a day.
    pub fn containing(day: NaiveDate) -> Self {
        let back = u64::from(day.weekday().num_days_from_monday());
        Self { monday: day.checked_sub_days(Days::new(back)).unwrap_or(day) }
    }

    /// Its first day.
    pub fn monday(self) -> NaiveDate {
        self.monday
    }

    /// Its last day.
    pub fn sunday(self) -> NaiveDate {
        self.day(Weekday::Sun)
    }

    /// The date of one weekday of it.
    pub fn day(self, weekday: Weekday) -> NaiveDate {
        let ahead = Days::new(u64::from(weekday.num_days_from_monday()));
        self.monday.checked_add_days(ahead).unwrap_or(self.monday)
    }

    /// The week after it.
    pub fn next(self) -> Self {
        Self { monday: self.monday.checked_add_days(Days::new(7)).unwrap_or(self.monday) }
    }

    /// The week before it.
    pub fn previous(self) -> Self {
        Self { monday: self.monday.checked_sub_days(Days::new(7)).unwrap_or(self.monday) }
    }

    /// How many weeks the ISO year of a text such as 2027-W53 has, where the number of the week is
    /// beyond them; `None` for any other text.
    pub fn weeks_of_year(text: &str) -> Option<(i32, u32)> {
        let (year, week) = text.trim().split_once(['W', 'w'])?;
        let (year, week) = (year.strip_suffix('-')?.parse().ok()?, week.parse::<u32>().ok()?);
        let weeks = NaiveDate::from_ymd_opt(year, 12, 28)?.iso_week().week();
        (week > weeks && week <= 53).then_some((year, weeks))
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.monday <= day && day <= self.sunday()
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let iso = self.monday.iso_week();
        write!(f, "{}-W{:02}", iso.year(), iso.week())
    }
}

impl FromStr for Week {
    type Err = WeekError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (year, week) = text.trim().split_once("-W").or(text.trim().split_once("-w"))?;
            let monday =
                NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Mon)?;
            Some(Self { monday })
        };
        read().ok_or_else(|| WeekError(text.to_owned()))
    }
}

impl TryFrom<String> for Week {
    type Error = WeekError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Week> for String {
    fn from(week: Week) -> Self {
        week.to_string()
    }
}

/// Monday to Friday, what an agent works when a list says nothing else.
pub const WORKING_WEEK: WeekdaySet =
    WeekdaySet::from_array([Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]);

/// Weekdays as the files write them: `Mon;Tue`.
pub fn weekday_list(days: WeekdaySet) -> String {
    days.iter(Weekday::Mon).map(|day| day.to_string()).collect::<Vec<_>>().join(";")
}

/// Weekdays from `Mon;Tue`; words that are no weekday are left out.
pub fn weekdays_from_list(list: &str) -> WeekdaySet {
    list.split(';').filter_map(|day| day.trim().parse::<Weekday>().ok()).collect()
}

/// The Vietnamese name of a weekday.
pub fn weekday_vi(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => "Thứ Hai",
        Weekday::Tue => "Thứ Ba",
        Weekday::Wed => "Thứ Tư",
        Weekday::Thu => "Thứ Năm",
        Weekday::Fri => "Thứ Sáu",
        Weekday::Sat => "Thứ Bảy",
        Weekday::Sun => "Chủ nhật",
    }
}

/// A date as it is written in Vietnam: `09/06/2023`.
pub fn date_vi(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// Public holidays and the days swapped against them.
#[derive(Clone, Debug, Default)]
pub struct Holidays {
    working: BTreeMap<NaiveDate, bool>,
}

impl Holidays {
    /// Records a day: `working` says that it is worked although the weekday is free.
    pub fn insert(&mut self, day: NaiveDate, working: bool) {
        self.working.insert(day, working);
    }

    /// Whether a day is worked by those whose week has these days.
    pub fn is_working(&self, day: NaiveDate, week: WeekdaySet) -> bool {
        self.working.get(&day).copied().unwrap_or_else(|| week.contains(day.weekday()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_reads_and_prints_as_iso() {
        let week: Week = "2023-W23".parse().unwrap();
        assert_eq!(week.monday(), date("2023-06-05"));
        assert_eq!(week.sunday(), date("2023-06-11"));
        assert_eq!(week.to_string(), "2023-W23");
        assert_eq!(Week::containing(date("2021-01-03")).to_string(), "2020-W53");
        assert_eq!("2020-W53".parse::<Week>().unwrap().next().to_string(), "2021-W01");
        for wrong in ["2023-23", "2023-W54", "W23", "", "2023-W00"] {
            assert!(wrong.parse::<Week>().is_err(), "{wrong}");
        }
        assert_eq!("2023-w23".parse::<Week>(), Ok(week));
        assert_eq!(Week::weeks_of_year("2027-W53"), Some((2027, 52)));
        assert_eq!(["2026-W53", "2027-W54", "x-W53"].map(Week::weeks_of_year), [None; 3]);
    }

    #[test]
    fn swapped_days_are_worked_and_holidays_are_not() {
        let mut holidays = Holidays::default();
        holidays.insert(date("2023-09-04"), false);
        holidays.insert(date("2023-09-09"), true);
        assert!(!holidays.is_working(date("2023-09-04"), WORKING_WEEK));
        assert!(holidays.is_working(date("2023-09-09"), WORKING_WEEK));
        assert!(!holidays.is_working(date("2023-09-10"), WORKING_WEEK));
    }

    #[test]
    fn weekday_sets_round_trip() {
        assert_eq!(weekday_list(weekdays_from_list("Mon; Wed;Sat;x")), "Mon;Wed;Sat");
        assert_eq!(weekday_list(WORKING_WEEK), "Mon;Tue;Wed;Thu;Fri");
    }
}
