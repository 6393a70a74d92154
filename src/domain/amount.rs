//! What a person pays for a cycle. Agents name this amount at the door and targets count it, so
//! it is computed from the law in force and never copied from last year's list.

use chrono::NaiveDate;

use super::dated::NothingInForce;
use super::money::{BasisPoints, MoneyError, Vnd};
use super::product::{AmountRule, Product};
use super::rates::{Rates, RatesError};

/// What an amount depends on beside the product and the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms<'a> {
    /// The months paid for at once.
    pub months: u8,
    /// The day of payment. It decides which law applies to all months of the cycle, because
    /// months paid ahead are not adjusted when the base salary, poverty line, group or rate
    /// changes later (Law 41/2024 and Decree 159/2025 for voluntary social insurance; health
    /// insurance is handled alike). For a plan: the day of the touch.
    pub paid_on: NaiveDate,
    /// The income chosen as contribution base, VND a month; needed for voluntary social insurance.
    pub chosen_income: Option<Vnd>,
    /// The member's place among those of the household who join, from 1; needed for household
    /// health insurance.
    pub household_order: Option<u8>,
    /// The person's support groups; the highest share counts, alone.
    pub groups: &'a [&'a str],
    /// What the province adds, as a share of the same base as the state's support.
    pub local_support: BasisPoints,
    /// Months for which the person has been supported before.
    pub supported_months: u16,
}

impl Terms<'_> {
    /// The terms of a person of whom nothing else is known.
    #[must_use]
    pub fn new(months: u8, paid_on: NaiveDate) -> Self {
        Self {
            months,
            paid_on,
            chosen_income: None,
            household_order: None,
            groups: &[],
            local_support: BasisPoints(0),
            supported_months: 0,
        }
    }
}

/// An amount and who pays which part of it, in VND for the whole cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The contribution before support.
    pub gross: Vnd,
    /// The part of the state.
    pub state_support: Vnd,
    /// The part of the province.
    pub local_support: Vnd,
    /// What the person pays, never below zero.
    pub own: Vnd,
}

/// What an amount needs and an enrolment may lack. `Display` is English, [`Needs::vi`] Vietnamese.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Needs {
    /// Of voluntary social insurance.
    #[error("the chosen income")]
    ChosenIncome,
    /// Of household health insurance.
    #[error("the order in the household, from 1")]
    HouseholdOrder,
    /// Of products that the State supports.
    #[error("a support group that its table of support knows")]
    SupportGroup,
}

impl Needs {
    /// The name in Vietnamese.
    #[must_use]
    pub fn vi(self) -> &'static str {
        match self {
            Self::ChosenIncome => "mức thu nhập lựa chọn",
            Self::HouseholdOrder => "thứ tự trong hộ (từ 1)",
            Self::SupportGroup => "nhóm hỗ trợ có trong bảng hỗ trợ",
        }
    }
}

/// An amount that cannot be named.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// No value of law covers the day of payment.
    #[error(transparent)]
    NothingInForce(#[from] NothingInForce),
    /// The result does not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// Something about the person is missing.
    #[error("{product}: the amount needs {needs}; complete the enrolment")]
    Missing {
        /// The product's code.
        product: String,
        /// What is missing.
        needs: Needs,
    },
    /// The income is outside what the law allows.
    #[error("{product}: an income of {income} is not between {least} and {most}; choose another")]
    IncomeOutOfRange {
        /// The product's code.
        product: String,
        /// The income chosen.
        income: Vnd,
        /// The rural poverty line.
        least: Vnd,
        /// The multiple of the base salary.
        most: Vnd,
    },
}

impl From<RatesError> for AmountError {
    fn from(error: RatesError) -> Self {
        match error {
            RatesError::NothingInForce(error) => error.into(),
            RatesError::Money(error) => error.into(),
        }
    }
}

/// What the person pays for `terms.months` months of `product`.
///
/// * Voluntary social insurance: chosen income × rate, less poverty line × rate × support share.
/// * Household health insurance: base salary × rate × the tier of the member's order.
/// * Student and state-supported health insurance: base salary × rate, less its support share.
///
/// Every month is rounded half away from zero to whole VND at each step, then multiplied by the
/// months. State and local support together never exceed the contribution.
pub fn contribution(
    product: &Product,
    terms: &Terms<'_>,
    rates: &Rates,
) -> Result<Contribution, AmountError> {
    let day = terms.paid_on;
    let missing = |needs| AmountError::Missing { product: product.code.clone(), needs };
    let card = || -> Result<Vnd, AmountError> {
        Ok(rates.base_salary(day)?.share(rates.health_insurance_rate(day)?)?)
    };
    // A month's contribution, and the monthly amount of which support is a share.
    let (month, base) = match product.amount {
        AmountRule::ChosenIncome => {
            let income = terms.chosen_income.ok_or_else(|| missing(Needs::ChosenIncome))?;
            chosen_income(product, income, day, rates)?
        }
        AmountRule::HouseholdTier => {
            let order = terms.household_order.filter(|order| *order > 0);
            let order = order.ok_or_else(|| missing(Needs::HouseholdOrder))?;
            let month = card()?.share(rates.household_tier(order, day)?)?;
            (month, month)
        }
        AmountRule::BaseSalaryShare => card().map(|month| (month, month))?,
        AmountRule::Fixed(month) => (month, month),
    };
    let (share, months) = support(product, terms, rates)?;
    let gross = month.times(terms.months.into())?;
    let state_support = base.share(share)?.times(months)?.min(gross);
    let rest = gross.minus(state_support)?;
    let local_support = base.share(terms.local_support)?.times(months)?.min(rest);
    Ok(Contribution { gross, state_support, local_support, own: rest.minus(local_support)? })
}

fn chosen_income(
    product: &Product,
    income: Vnd,
    day: NaiveDate,
    rates: &Rates,
) -> Result<(Vnd, Vnd), AmountError> {
    let (least, most) = rates.voluntary_si_incomes(day)?;
    if income < least || income > most {
        let product = product.code.clone();
        return Err(AmountError::IncomeOutOfRange { product, income, least, most });
    }
    let rate = rates.voluntary_si_rate(day)?;
    Ok((income.share(rate)?, least.share(rate)?))
}

/// The state's share and the months of this cycle that are still supported.
fn support(
    product: &Product,
    terms: &Terms<'_>,
    rates: &Rates,
) -> Result<(BasisPoints, i64), AmountError> {
    let months = i64::from(terms.months);
    let Some(scheme) = &product.support_scheme else { return Ok((BasisPoints(0), months)) };
    let support = rates.support(scheme, terms.paid_on)?;
    let by_default = || support.highest(&[product.default_group.as_deref()?]);
    let share = support.highest(terms.groups).or_else(by_default);
    let needs = Needs::SupportGroup;
    let share =
        share.ok_or_else(|| AmountError::Missing { product: product.code.clone(), needs })?;
    let left = support.max_months.map(|most| most.saturating_sub(terms.supported_months));
    Ok((share, left.map_or(months, |left| months.min(left.into()))))
}

#[cfg(test)]
#[path = "amount_tests.rs"]
mod tests;
