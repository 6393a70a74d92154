//! The dated numbers of the due ladder: deadlines by payment method, windows of cards, and how long
//! a payment that is late still counts.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem, parse};
use super::dated::Dated;

/// When a payment method must be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PayBy {
    pub(super) cycle_months: u8,
    /// The month of the period, from 1, at whose end the window closes.
    pub(super) by_end_of_month: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodRule {
    pub(super) deadlines: Vec<PayBy>,
    pub(super) overdue_months: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CardRule {
    pub(super) window_days: u16,
    pub(super) overdue_months: u8,
}

/// The dated rules of both ladders.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueRules {
    pub(super) upcoming_days: u16,
    pub(super) period: Dated<PeriodRule>,
    pub(super) card: Dated<CardRule>,
}

impl DueRules {
    /// Reads the rules from TOML. Errors name the table and row: unknown fields, dates out of
    /// order, a payment method that stands twice or whose deadline lies outside its period.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let rules: Self = parse("due", text)?;
        rules.period.check("due.period")?;
        rules.card.check("due.card")?;
        for row in rules.period.rows() {
            let deadlines = &row.value.deadlines;
            let ascending = deadlines.is_sorted_by(|a, b| a.cycle_months < b.cycle_months);
            let inside = |pay: &PayBy| (1..=pay.cycle_months).contains(&pay.by_end_of_month);
            if deadlines.is_empty() || !ascending || !deadlines.iter().all(inside) {
                let problem = Problem::new(
                    "deadlines cần một dòng cho mỗi phương thức đóng, tăng dần, tháng cuối nằm từ \
                     1 đến số tháng của phương thức; hãy sửa lại",
                    "deadlines need one row for each cycle, ascending, each with a month between \
                     1 and the cycle",
                );
                return Err(CatalogueError::row("due.period", row.valid_from, problem));
            }
        }
        Ok(rules)
    }

    /// The last day of cover whose ladder can have begun on `day`: whoever is covered beyond it has
    /// nothing to hear yet.
    #[must_use]
    pub fn horizon(&self, day: NaiveDate) -> NaiveDate {
        let windows = self.card.rows().iter().map(|row| row.value.window_days);
        let ahead = u64::from(windows.max().unwrap_or(0)) + u64::from(self.upcoming_days);
        day.checked_add_days(Days::new(ahead)).unwrap_or(NaiveDate::MAX)
    }

    /// The same rules with another number of days before the window (office configuration).
    #[must_use]
    pub fn with_upcoming_days(self, upcoming_days: u16) -> Self {
        Self { upcoming_days, ..self }
    }
}
