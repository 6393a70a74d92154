//! When and how often participants may be written to: the hours of the day and the number of messages
//! within 24 hours, dated as law is.

use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem, parse};
use super::dated::{Dated, NothingInForce};
use super::notice::{MessageClass, NoticeChannel};

/// Hours of a day on a local clock: from the first minute on, until before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The first minute.
    pub from: NaiveTime,
    /// The minute in which they are over.
    pub to: NaiveTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    from: NaiveTime,
    to: NaiveTime,
    emails_per_day: u16,
}

/// The dated rules of sending.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendingRules {
    law: Dated<Law>,
    service: Dated<Hours>,
    advocacy: Dated<Hours>,
}

/// What protects the recipients of one class of messages on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protection {
    /// When they may be written to.
    pub hours: Hours,
    /// Emails within 24 hours.
    pub emails_per_day: u16,
}

impl Protection {
    /// Messages of a channel within 24 hours, to one address and to one person; `None` where the
    /// channel leads to no participant.
    #[must_use]
    pub fn cap(&self, channel: NoticeChannel) -> Option<u16> {
        match channel {
            NoticeChannel::Email => Some(self.emails_per_day),
            NoticeChannel::Webhook => None,
        }
    }
}

impl SendingRules {
    /// Reads the rules from TOML. Errors name the table and row: unknown fields, dates out of order,
    /// hours that end before they begin or that leave none of the day, a number that lets nothing out.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let rules: Self = parse("sending", text)?;
        rules.law.check("sending.law")?;
        for (name, class) in
            [("sending.service", &rules.service), ("sending.advocacy", &rules.advocacy)]
        {
            class.check(name)?;
            for row in class.rows() {
                check_hours(name, row.valid_from, row.value)?;
            }
            // What is in force together changes on these days alone.
            let days = class.rows().iter().map(|row| row.valid_from);
            for day in days.chain(rules.law.rows().iter().map(|row| row.valid_from)) {
                if let (Ok(row), Ok(law)) = (class.on(name, day), rules.law.on("sending.law", day))
                {
                    check_hours(name, day, both(row.value, law.value))?;
                }
            }
        }
        for row in rules.law.rows() {
            let hours = Hours { from: row.value.from, to: row.value.to };
            check_hours("sending.law", row.valid_from, hours)?;
            if row.value.emails_per_day == 0 {
                let problem = Problem::new(
                    "emails_per_day = 0 không cho gửi thư nào: hãy ghi từ 1 trở lên; muốn thôi gửi thư nhắc \
                     thì đặt reminders.days = \"\" trong tệp cấu hình",
                    "emails_per_day = 0 lets no letter out: write 1 or more; to send no reminders, set \
                     reminders.days = \"\" in the configuration",
                );
                return Err(CatalogueError::row("sending.law", row.valid_from, problem));
            }
        }
        Ok(rules)
    }

    /// What protects the recipients of a class on a local day; nothing those who work for the office.
    ///
    /// # Errors
    /// No row of a table covers the day.
    pub fn on(
        &self,
        class: MessageClass,
        day: NaiveDate,
    ) -> Result<Option<Protection>, NothingInForce> {
        let hours = match class {
            MessageClass::Internal => return Ok(None),
            MessageClass::Service => self.service.on("sending.service", day)?.value,
            MessageClass::Advocacy => self.advocacy.on("sending.advocacy", day)?.value,
        };
        let law = self.law.on("sending.law", day)?.value;
        Ok(Some(Protection { hours: both(hours, law), emails_per_day: law.emails_per_day }))
    }
}

fn both(hours: Hours, law: Law) -> Hours {
    Hours { from: hours.from.max(law.from), to: hours.to.min(law.to) }
}

fn check_hours(table: &str, from: NaiveDate, hours: Hours) -> Result<(), CatalogueError> {
    if hours.from < hours.to {
        return Ok(());
    }
    let problem = Problem::new(
        "không còn giờ nào được gửi: from phải sớm hơn to, và nằm trong giờ của bảng law; hãy sửa lại",
        "no hour is left: from must lie before to, and within the hours of the table law",
    );
    Err(CatalogueError::row(table, from, problem))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const BUILT_IN: &str = include_str!("../../config/sending.toml");

    fn hours(class: MessageClass) -> Option<(String, String)> {
        let rules = SendingRules::from_toml(BUILT_IN).unwrap();
        let found = rules.on(class, "2023-06-05".parse().unwrap()).unwrap()?;
        assert_eq!(found.cap(NoticeChannel::Email), Some(3));
        Some((found.hours.from.to_string(), found.hours.to.to_string()))
    }

    #[test]
    fn each_class_has_its_hours_and_the_office_has_none() {
        let text = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(hours(MessageClass::Service), text("07:00:00", "21:00:00"));
        assert_eq!(hours(MessageClass::Advocacy), text("08:00:00", "20:00:00"));
        assert_eq!(hours(MessageClass::Internal), None);
    }

    #[test]
    fn practice_never_goes_beyond_the_law() {
        let wide = BUILT_IN.replace("to = \"21:00\"", "to = \"23:00\"");
        let rules = SendingRules::from_toml(&wide).unwrap();
        let day = "2023-06-05".parse().unwrap();
        let service = rules.on(MessageClass::Service, day).unwrap().unwrap();
        assert_eq!(service.hours.to.to_string(), "22:00:00");
    }

    #[test]
    fn a_day_before_the_first_row_is_named() {
        let rules = SendingRules::from_toml(BUILT_IN).unwrap();
        let error = rules.on(MessageClass::Service, "2019-01-01".parse().unwrap()).unwrap_err();
        assert!(error.to_string().contains("2019-01-01"), "{error}");
    }

    #[rstest]
    #[case::with_the_law("2030-01-01", true)]
    #[case::a_year_later("2031-01-01", false)]
    #[case::a_year_before("2029-01-01", false)]
    fn hours_must_agree_with_the_law_of_their_own_days(#[case] day: &str, #[case] agrees: bool) {
        let row = |table: &str, day: &str, more: &str| {
            let value = format!("{{ from = \"05:00\", to = \"07:00\"{more} }}");
            format!("[[{table}]]\nvalid_from = \"{day}\"\nvalue = {value}\nsource = \"-\"\n")
        };
        let law = row("law", "2030-01-01", ", emails_per_day = 3");
        let (service, advocacy) = (row("service", day, ""), row("advocacy", day, ""));
        let all = format!("{BUILT_IN}\n{law}{service}{advocacy}");
        let read = SendingRules::from_toml(&all);
        assert_eq!(read.is_ok(), agrees, "{read:?}");
    }

    #[rstest]
    #[case("from = \"08:00\", to = \"20:00\"", "from = \"20:00\", to = \"08:00\"")]
    #[case("from = \"08:00\", to = \"20:00\"", "from = \"22:30\", to = \"23:00\"")]
    #[case("emails_per_day = 3", "emails_a_day = 3")]
    #[case("emails_per_day = 3", "emails_per_day = 0")]
    fn hours_and_numbers_that_leave_nothing_are_refused(#[case] old: &str, #[case] new: &str) {
        assert!(BUILT_IN.contains(old));
        assert!(SendingRules::from_toml(&BUILT_IN.replace(old, new)).is_err());
    }
}
