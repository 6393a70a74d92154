//! The slots of a week in which events can be held: parts of days that have not begun.

use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::domain::calendar::{Holidays, Week};
use crate::domain::event_rules::{EventRules, Part};

/// A part of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DaySlot {
    /// The day.
    pub(crate) date: NaiveDate,
    /// The part.
    pub(crate) part: Part,
    /// Nobody works on it.
    pub(crate) holiday: bool,
}

impl DaySlot {
    /// Local time at which an event of it begins, and ends.
    pub(crate) fn times(&self) -> (NaiveDateTime, NaiveDateTime) {
        (self.date.and_time(self.part.from), self.date.and_time(self.part.to))
    }
}

/// The slots of a week that begin after a moment at the office, in order of time. A holiday on a day of events is kept and marked,
/// so that a wish for it is answered with the reason; a day that is worked in exchange is one of events.
pub(super) fn slots(
    week: Week,
    now: NaiveDateTime,
    calendar: &Holidays,
    rules: &EventRules,
) -> Vec<DaySlot> {
    let days = (0..7).filter_map(|ahead| week.monday().checked_add_days(Days::new(ahead)));
    let mut found = Vec::new();
    for date in days.filter(|date| *date >= now.date()) {
        let works = calendar.is_working(date, rules.days);
        let usual = rules.days.contains(chrono::Datelike::weekday(&date));
        if works || usual {
            let slot = |part: &Part| DaySlot { date, part: part.clone(), holiday: !works };
            found.extend(rules.parts.iter().map(slot).filter(|slot| slot.times().0 > now));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2023-06-07T07:59:00", Some(("2023-06-07", "morning")))]
    #[case("2023-06-07T08:00:00", Some(("2023-06-07", "afternoon")))]
    #[case("2023-06-07T15:00:00", Some(("2023-06-07", "evening")))]
    #[case("2023-06-07T22:00:00", Some(("2023-06-08", "morning")))]
    #[case("2023-06-12T00:00:00", None)]
    fn what_has_begun_is_no_slot(#[case] now: &str, #[case] first: Option<(&str, &str)>) {
        let rules = EventRules::from_toml(include_str!("../../../../config/events.toml")).unwrap();
        let week: Week = "2023-W23".parse().unwrap();
        let all = slots(week, now.parse().unwrap(), &Holidays::default(), &rules);
        let found = all.first().map(|slot| (slot.date.to_string(), slot.part.code.clone()));
        assert_eq!(found, first.map(|(day, part)| (day.to_owned(), part.to_owned())));
    }

    #[test]
    fn holidays_are_marked_and_swapped_days_come_in() {
        let rules = EventRules::from_toml(include_str!("../../../../config/events.toml")).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut calendar = Holidays::default();
        calendar.insert(day("2023-06-07"), false);
        calendar.insert(day("2023-06-11"), true);
        let week: Week = "2023-W23".parse().unwrap();
        let all = slots(week, day("2023-06-06").and_time(NaiveTime::MIN), &calendar, &rules);
        let days: Vec<(u32, bool)> = all
            .iter()
            .filter(|slot| slot.part.code == "evening")
            .map(|slot| (chrono::Datelike::day(&slot.date), slot.holiday))
            .collect();
        let expected = [(6, false), (7, true), (8, false), (9, false), (10, false), (11, false)];
        assert_eq!(days, expected);
        assert_eq!(all[0].times().0, day("2023-06-06").and_hms_opt(8, 0, 0).unwrap());
        assert!(all.windows(2).all(|two| two[0].times().1 <= two[1].times().0));
    }
}
