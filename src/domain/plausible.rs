//! Dates that cannot be meant. A slip of the year in a cell would rest a household for months, or
//! hide somebody from the due list for years, and nobody would notice: such a row is asked about.

use chrono::{Days, Months, NaiveDate};

/// How far ahead the dates of a file may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Today at the office.
    pub today: NaiveDate,
    /// Days after a contact for which something may be promised.
    pub promise_days: u16,
    /// Months ahead that may be covered.
    pub cover_months: u16,
}

/// Why a date cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Implausible {
    /// It happened on a day that has not come yet.
    Ahead {
        /// The day that was told.
        day: NaiveDate,
        /// Today at the office.
        today: NaiveDate,
    },
    /// It was promised for a day before the promise.
    Backwards {
        /// The promised day.
        kept: NaiveDate,
        /// The day of the contact.
        contact: NaiveDate,
    },
    /// It was promised for too late a day.
    PromiseTooFar {
        /// The promised day.
        kept: NaiveDate,
        /// The last day that could be promised.
        latest: NaiveDate,
        /// Days of the limit.
        days: u16,
    },
    /// It is covered for too long.
    CoverTooFar {
        /// The last day covered.
        through: NaiveDate,
        /// The last day that could be covered.
        latest: NaiveDate,
        /// Months of the limit.
        months: u16,
    },
}

impl Limits {
    /// Something that has happened on `day`: today or before.
    ///
    /// # Errors
    /// [`Implausible::Ahead`].
    pub fn happened(&self, day: NaiveDate) -> Result<(), Implausible> {
        if day > self.today {
            return Err(Implausible::Ahead { day, today: self.today });
        }
        Ok(())
    }

    /// A day that somebody named on the day of a contact.
    ///
    /// # Errors
    /// [`Implausible::Backwards`], [`Implausible::PromiseTooFar`].
    pub fn promised(&self, kept: NaiveDate, contact: NaiveDate) -> Result<(), Implausible> {
        if kept < contact {
            return Err(Implausible::Backwards { kept, contact });
        }
        let days = self.promise_days;
        match contact.checked_add_days(Days::new(days.into())) {
            Some(latest) if kept > latest => Err(Implausible::PromiseTooFar { kept, latest, days }),
            _ => Ok(()),
        }
    }

    /// A cover through a day, as it was known on the day `known`.
    ///
    /// # Errors
    /// [`Implausible::CoverTooFar`].
    pub fn covered(&self, through: NaiveDate, known: NaiveDate) -> Result<(), Implausible> {
        let months = self.cover_months;
        match known.checked_add_months(Months::new(months.into())) {
            Some(latest) if through > latest => {
                Err(Implausible::CoverTooFar { through, latest, months })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn limits() -> Limits {
        Limits { today: day("2023-06-12"), promise_days: 180, cover_months: 61 }
    }

    #[rstest]
    #[case::long_ago("2019-01-01", true)]
    #[case::today("2023-06-12", true)]
    #[case::tomorrow("2023-06-13", false)]
    #[case::a_slip_of_the_year("2032-06-12", false)]
    fn what_has_happened(#[case] told: &str, #[case] plausible: bool) {
        let ahead = Implausible::Ahead { day: day(told), today: day("2023-06-12") };
        assert_eq!(limits().happened(day(told)), if plausible { Ok(()) } else { Err(ahead) });
    }

    #[rstest]
    #[case::the_same_day("2023-06-10", "")]
    #[case::before_the_contact("2023-06-09", "backwards")]
    #[case::the_last_day("2023-12-07", "")]
    #[case::a_day_later("2023-12-08", "far")]
    #[case::a_slip_of_the_year("2032-06-15", "far")]
    fn what_is_promised(#[case] kept: &str, #[case] wrong: &str) {
        let (kept, contact) = (day(kept), day("2023-06-10"));
        let expected = match wrong {
            "backwards" => Err(Implausible::Backwards { kept, contact }),
            "far" => {
                let latest = day("2023-12-07");
                Err(Implausible::PromiseTooFar { kept, latest, days: 180 })
            }
            _ => Ok(()),
        };
        assert_eq!(limits().promised(kept, contact), expected);
    }

    #[rstest]
    #[case::a_card("2024-06-30", true)]
    #[case::five_years_and_the_month_that_runs("2028-06-30", true)]
    #[case::the_last_day("2028-07-10", true)]
    #[case::a_day_later("2028-07-11", false)]
    #[case::a_slip_of_the_year("2033-06-30", false)]
    #[case::long_ended("2019-01-31", true)]
    fn what_is_covered(#[case] through: &str, #[case] plausible: bool) {
        let through = day(through);
        let far = Implausible::CoverTooFar { through, latest: day("2028-07-10"), months: 61 };
        let expected = if plausible { Ok(()) } else { Err(far) };
        assert_eq!(limits().covered(through, day("2023-06-10")), expected);
    }
}
