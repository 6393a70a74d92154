//! How often somebody may be contacted, over all channels: days of rest after a contact, and the most
//! contacts within a month and a quarter. Dated as law is; what is sent within 24 hours is `sending`'s.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem, parse};
use super::dated::{Dated, NothingInForce};
use super::sending::Hours;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    calls_per_day: u16,
}

/// Days of rest of a household.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestDays {
    /// After a talk about any of its cases.
    pub talk_days: u16,
    /// After an attempt at which nobody was reached.
    pub attempt_days: u16,
}

/// The most contacts within some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// Days, the last one included.
    pub days: u16,
    /// The most contacts on them.
    pub most: u16,
}

/// The most contacts over all channels.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Most {
    /// What a call counts.
    call: u16,
    /// What a visit counts.
    visit: u16,
    /// What a message or letter counts.
    notice: u16,
    /// Within how many days how many.
    within: Vec<Within>,
}

/// A way in which somebody was contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContactKind {
    /// By telephone.
    Call,
    /// At home.
    Visit,
    /// By a message or letter.
    Notice,
}

/// A limit that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// First day on which one more call may be made.
    pub free_from: NaiveDate,
    /// Within how many days.
    pub days: u16,
    /// What the contacts of these days count together.
    pub counted: u32,
    /// The most of them.
    pub most: u16,
}

/// The dated rules of frequency.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrequencyRules {
    law: Dated<Law>,
    hours: Dated<Hours>,
    rest: Dated<RestDays>,
    most: Dated<Most>,
}

/// The rules of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency<'a> {
    /// Hours that the law leaves to calls; in others only who agreed to it is called.
    pub hours: Hours,
    /// Days of rest.
    pub rest: RestDays,
    /// The most contacts.
    pub most: &'a Most,
}

impl FrequencyRules {
    /// Reads the rules from TOML. Errors name the table and row: unknown fields, dates out of order, rests
    /// that would let two calls into 24 hours, limits that let nothing through.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let rules: Self = parse("frequency", text)?;
        rules.law.check("frequency.law")?;
        rules.hours.check("frequency.hours")?;
        rules.rest.check("frequency.rest")?;
        rules.most.check("frequency.most")?;
        let days = rules.rest.rows().iter().map(|row| row.valid_from);
        for day in days.chain(rules.law.rows().iter().map(|row| row.valid_from)) {
            let law = rules.law.on("frequency.law", day);
            let rest = rules.rest.on("frequency.rest", day);
            if let (Ok(law), Ok(rest)) = (law, rest) {
                check_rest(day, law.value, rest.value)?;
            }
        }
        for row in rules.hours.rows() {
            if row.value.from >= row.value.to {
                let problem = Problem::new(
                    "không còn giờ nào được gọi: from phải sớm hơn to",
                    "no hour is left for calls: from must lie before to",
                );
                return Err(CatalogueError::row("frequency.hours", row.valid_from, problem));
            }
        }
        for row in rules.most.rows() {
            let Most { call, within, .. } = &row.value;
            if within.iter().any(|one| one.days == 0 || one.most == 0 || one.most < *call) {
                let problem = Problem::new(
                    "mức tối đa phải cho phép ít nhất một cuộc gọi trong ít nhất một ngày: hãy sửa days, most \
                     hoặc call",
                    "a limit must let one call through within one day at least: correct days, most or call",
                );
                return Err(CatalogueError::row("frequency.most", row.valid_from, problem));
            }
        }
        Ok(rules)
    }

    /// The rules of a day.
    ///
    /// # Errors
    /// No row of a table covers the day.
    pub fn on(&self, day: NaiveDate) -> Result<Frequency<'_>, NothingInForce> {
        Ok(Frequency {
            hours: self.hours.on("frequency.hours", day)?.value,
            rest: self.rest.on("frequency.rest", day)?.value,
            most: &self.most.on("frequency.most", day)?.value,
        })
    }
}

/// One call a day at most needs two days of rest: 24 hours end on the day after.
fn check_rest(day: NaiveDate, law: Law, rest: RestDays) -> Result<(), CatalogueError> {
    if law.calls_per_day != 1 || (rest.talk_days >= 2 && rest.attempt_days >= 2) {
        return Ok(());
    }
    let problem = Problem::new(
        "luật cho gọi một lần trong 24 giờ: talk_days và attempt_days phải từ 2 ngày trở lên",
        "the law allows one call within 24 hours: talk_days and attempt_days must be 2 or more",
    );
    Err(CatalogueError::row("frequency.rest", day, problem))
}

impl Most {
    fn weight(&self, kind: ContactKind) -> u32 {
        u32::from(match kind {
            ContactKind::Call => self.call,
            ContactKind::Visit => self.visit,
            ContactKind::Notice => self.notice,
        })
    }

    /// The longest time that is looked back, in days.
    #[must_use]
    pub fn look_back(&self) -> u16 {
        self.within.iter().map(|one| one.days).max().unwrap_or(0)
    }

    /// The limit that one more call on a day would break, with the day from which it would break none;
    /// nothing where it breaks none on that day.
    #[must_use]
    pub fn reached(&self, past: &[(NaiveDate, ContactKind)], day: NaiveDate) -> Option<Reached> {
        let mut found: Option<Reached> = None;
        let mut free_from = day;
        // Each round a contact leaves some window: no more rounds than contacts in each.
        for _ in 0..=past.len() * self.within.len() {
            let broken = self.within.iter().find_map(|one| {
                let first =
                    free_from.checked_sub_days(Days::new(one.days.saturating_sub(1).into()))?;
                let own = past.iter().filter(|(on, kind)| {
                    first <= *on && *on <= free_from && self.weight(*kind) > 0
                });
                let counted: u32 = own.clone().map(|(_, kind)| self.weight(*kind)).sum();
                let more = counted + self.weight(ContactKind::Call);
                let oldest = own.map(|(on, _)| *on).min()?;
                (more > u32::from(one.most)).then_some((*one, counted, oldest))
            });
            let Some((one, counted, oldest)) = broken else { break };
            free_from = oldest.checked_add_days(Days::new(one.days.into()))?;
            let first =
                found.unwrap_or(Reached { free_from, days: one.days, counted, most: one.most });
            found = Some(Reached { free_from, ..first });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const BUILT_IN: &str = include_str!("../../config/frequency.toml");

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn most(within: &[(u16, u16)], notice: u16) -> Most {
        let within = within.iter().map(|(days, most)| Within { days: *days, most: *most });
        Most { call: 1, visit: 1, notice, within: within.collect() }
    }

    #[rstest]
    #[case::nobody_was_contacted(&[], None)]
    #[case::one_place_is_left(&["2023-05-20"], None)]
    #[case::both_in_thirty_days(&["2023-05-20", "2023-05-25"], Some(("2023-06-19", 30, 2, 2)))]
    #[case::the_first_is_long_ago(&["2023-05-07", "2023-05-25"], None)]
    #[case::on_the_last_day_that_counts(&["2023-05-08", "2023-05-25"], Some(("2023-06-07", 30, 2, 2)))]
    #[case::three_in_ninety(&["2023-03-20", "2023-03-27", "2023-05-30"], Some(("2023-06-18", 90, 3, 3)))]
    fn one_more_call_has_to_wait_until_enough_contacts_are_past(
        #[case] past: &[&str],
        #[case] expected: Option<(&str, u16, u32, u16)>,
    ) {
        let past: Vec<_> = past.iter().map(|one| (day(one), ContactKind::Call)).collect();
        let found = most(&[(30, 2), (90, 3)], 1).reached(&past, day("2023-06-06"));
        let found = found.map(|one| (one.free_from, one.days, one.counted, one.most));
        assert_eq!(
            found,
            expected.map(|(from, days, counted, most)| (day(from), days, counted, most))
        );
    }

    #[rstest]
    #[case::counted_as_calls(1, true)]
    #[case::not_counted(0, false)]
    fn kinds_count_as_much_as_is_written(#[case] notice: u16, #[case] waits: bool) {
        let past =
            [(day("2023-06-01"), ContactKind::Notice), (day("2023-06-02"), ContactKind::Visit)];
        let found = most(&[(30, 2)], notice).reached(&past, day("2023-06-06"));
        assert_eq!(found.is_some(), waits);
    }

    #[test]
    fn the_built_in_rules_are_those_of_the_law_and_of_practice() {
        let rules = FrequencyRules::from_toml(BUILT_IN).unwrap();
        let today = rules.on(day("2023-06-05")).unwrap();
        assert_eq!(today.rest, RestDays { talk_days: 3, attempt_days: 2 });
        assert_eq!(today.most.look_back(), 90);
        assert!(rules.on(day("2019-01-01")).is_err());
    }

    #[rstest]
    #[case("attempt_days = 2", "attempt_days = 1")]
    #[case("most = 8", "most = 0")]
    #[case("days = 30", "days = 0")]
    #[case("call = 1", "calls = 1")]
    fn rules_that_break_the_law_or_let_nothing_through_are_refused(
        #[case] old: &str,
        #[case] new: &str,
    ) {
        assert!(BUILT_IN.contains(old));
        assert!(FrequencyRules::from_toml(&BUILT_IN.replace(old, new)).is_err());
    }
}
