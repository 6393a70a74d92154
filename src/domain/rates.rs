//! The dated amounts and rates of law from which every contribution follows: base salary, poverty
//! line, rates, household tiers and state support. They are data with sources, because they
//! changed five times in ten years and will change again.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem, parse};
use super::dated::{Dated, NothingInForce};
use super::money::{BasisPoints, MoneyError, Vnd};

/// State support of one scheme.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// Months for which one person is supported in all; none where the law sets no end.
    #[serde(default)]
    pub max_months: Option<u16>,
    /// The state's share by support group.
    pub groups: BTreeMap<String, BasisPoints>,
}

impl Support {
    /// The highest share among `groups`: a person in several groups gets the highest one only.
    #[must_use]
    pub fn highest(&self, groups: &[&str]) -> Option<BasisPoints> {
        groups.iter().filter_map(|group| self.groups.get(*group)).max().copied()
    }
}

/// All dated values of law.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    base_salary: Dated<Vnd>,
    rural_poverty_line: Dated<Vnd>,
    voluntary_si_rate: Dated<BasisPoints>,
    voluntary_si_max_income: Dated<u8>,
    health_insurance_rate: Dated<BasisPoints>,
    household_tiers: Dated<Vec<BasisPoints>>,
    support: BTreeMap<String, Dated<Support>>,
}

impl Rates {
    /// Reads the tables from TOML. Errors name the table and row: unknown fields, dates out of
    /// order or overlapping, no source, amounts that are not positive, shares above 100 %.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let rates: Self = parse("rates", text)?;
        let positive = |value: &Vnd| value.0 > 0;
        let share = |value: &BasisPoints| *value <= BasisPoints::WHOLE;
        check(&rates.base_salary, "rates.base_salary", positive)?;
        check(&rates.rural_poverty_line, "rates.rural_poverty_line", positive)?;
        check(&rates.voluntary_si_rate, "rates.voluntary_si_rate", share)?;
        check(&rates.voluntary_si_max_income, "rates.voluntary_si_max_income", |n| *n > 0)?;
        check(&rates.health_insurance_rate, "rates.health_insurance_rate", share)?;
        check(&rates.household_tiers, "rates.household_tiers", |tiers| {
            !tiers.is_empty() && tiers.iter().all(share)
        })?;
        for (scheme, table) in &rates.support {
            let all = |support: &Support| support.groups.values().all(share);
            check(table, &format!("rates.support.{scheme}"), all)?;
        }
        Ok(rates)
    }

    /// The base salary (lương cơ sở), from 2025-07-01 the reference level (mức tham chiếu), VND a
    /// month.
    pub fn base_salary(&self, day: NaiveDate) -> Result<Vnd, NothingInForce> {
        Ok(self.base_salary.on("rates.base_salary", day)?.value)
    }

    /// The poverty line of rural areas, VND a month: the least income of voluntary social
    /// insurance and the base of its state support.
    pub fn rural_poverty_line(&self, day: NaiveDate) -> Result<Vnd, NothingInForce> {
        Ok(self.rural_poverty_line.on("rates.rural_poverty_line", day)?.value)
    }

    /// The rate of voluntary social insurance on the chosen income.
    pub fn voluntary_si_rate(&self, day: NaiveDate) -> Result<BasisPoints, NothingInForce> {
        Ok(self.voluntary_si_rate.on("rates.voluntary_si_rate", day)?.value)
    }

    /// The least and the greatest income that may be chosen, VND a month: the rural poverty line
    /// and a multiple of the base salary (Law 58/2014 art. 87; Law 41/2024 art. 36).
    pub fn voluntary_si_incomes(&self, day: NaiveDate) -> Result<(Vnd, Vnd), RatesError> {
        let multiple = self.voluntary_si_max_income.on("rates.voluntary_si_max_income", day)?;
        let most = self.base_salary(day)?.times(multiple.value.into())?;
        Ok((self.rural_poverty_line(day)?, most))
    }

    /// The rate of health insurance on the base salary.
    pub fn health_insurance_rate(&self, day: NaiveDate) -> Result<BasisPoints, NothingInForce> {
        Ok(self.health_insurance_rate.on("rates.health_insurance_rate", day)?.value)
    }

    /// The share of the first member's contribution that a household's member number `order`
    /// (from 1) pays; members beyond the table pay the last share, number 0 is read as 1.
    pub fn household_tier(&self, order: u8, day: NaiveDate) -> Result<BasisPoints, NothingInForce> {
        let tiers = &self.household_tiers.on("rates.household_tiers", day)?.value;
        let at = usize::from(order.saturating_sub(1));
        Ok(tiers.get(at).or(tiers.last()).copied().unwrap_or(BasisPoints::WHOLE))
    }

    /// The state support of a scheme.
    pub fn support(&self, scheme: &str, day: NaiveDate) -> Result<&Support, NothingInForce> {
        let row = self.support.get(scheme).and_then(|rows| rows.on(scheme, day).ok());
        row.map(|row| &row.value)
            .ok_or_else(|| NothingInForce { table: format!("rates.support.{scheme}"), day })
    }
}

/// A value of law that cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RatesError {
    /// No row covers the day.
    #[error(transparent)]
    NothingInForce(#[from] NothingInForce),
    /// The product of two values does not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

fn check<V>(
    table: &Dated<V>,
    name: &str,
    sound: impl Fn(&V) -> bool,
) -> Result<(), CatalogueError> {
    table.check(name)?;
    match table.rows().iter().find(|row| !sound(&row.value)) {
        None => Ok(()),
        Some(row) => Err(CatalogueError::row(
            name,
            row.valid_from,
            Problem::new(
                "số tiền phải trên 0, tỷ lệ phải từ 0 đến 10000 phần vạn; hãy sửa lại",
                "amounts are above 0 and shares lie between 0 and 10000 basis points; correct it",
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const SHIPPED: &str = include_str!("../../config/rates.toml");

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rates() -> Rates {
        Rates::from_toml(SHIPPED).unwrap()
    }

    #[rstest]
    #[case("2016-04-30", 1_150_000)]
    #[case("2016-05-01", 1_210_000)]
    #[case("2017-07-01", 1_300_000)]
    #[case("2018-07-01", 1_390_000)]
    #[case("2019-07-01", 1_490_000)]
    #[case("2023-06-30", 1_490_000)]
    #[case("2023-07-01", 1_800_000)]
    #[case("2024-06-30", 1_800_000)]
    #[case("2024-07-01", 2_340_000)]
    fn base_salaries(#[case] on: &str, #[case] expected: i64) {
        assert_eq!(rates().base_salary(day(on)), Ok(Vnd(expected)));
    }

    #[rstest]
    #[case("2021-12-31", 700_000, 29_800_000)]
    #[case("2022-01-01", 1_500_000, 29_800_000)]
    #[case("2025-07-01", 1_500_000, 46_800_000)]
    fn incomes_that_may_be_chosen(#[case] on: &str, #[case] least: i64, #[case] most: i64) {
        assert_eq!(rates().voluntary_si_incomes(day(on)), Ok((Vnd(least), Vnd(most))));
    }

    #[rstest]
    #[case(1, 10_000)]
    #[case(2, 7_000)]
    #[case(5, 4_000)]
    #[case(9, 4_000)]
    fn tiers(#[case] order: u8, #[case] expected: u32) {
        let tier = rates().household_tier(order, day("2024-01-01"));
        assert_eq!(tier, Ok(BasisPoints(expected)));
    }

    #[rstest]
    #[case("2025-06-30", &["poor"], Some(3_000))]
    #[case("2025-07-01", &["poor"], Some(5_000))]
    #[case("2025-07-01", &["ethnic_minority", "near_poor"], Some(4_000))]
    #[case("2025-06-30", &["ethnic_minority"], None)]
    fn support(#[case] on: &str, #[case] groups: &[&str], #[case] expected: Option<u32>) {
        let rates = rates();
        let support = rates.support("voluntary_si", day(on)).unwrap();
        assert_eq!(support.highest(groups), expected.map(BasisPoints));
        assert_eq!(support.max_months, Some(120));
    }

    #[test]
    fn a_day_or_a_scheme_without_a_row_is_named() {
        let error = rates().base_salary(day("2001-01-01")).unwrap_err().to_string();
        assert!(error.contains("rates.base_salary") && error.contains("2001-01-01"), "{error}");
        let error = rates().support("life", day("2024-01-01")).unwrap_err().to_string();
        assert!(error.contains("rates.support.life"), "{error}");
    }

    #[rstest]
    #[case("value = 1_150_000", "value = 0", "rates.base_salary")]
    #[case("2013-07-01", "2031-07-01", "order the rows by date")]
    #[case("value = 450", "value = 45_000", "basis points")]
    #[case("[[base_salary]]", "[[basis_salary]]", "unknown field `basis_salary`")]
    fn tables_that_are_refused(#[case] good: &str, #[case] bad: &str, #[case] expected: &str) {
        assert!(SHIPPED.contains(good));
        let error = Rates::from_toml(&SHIPPED.replacen(good, bad, 1)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
