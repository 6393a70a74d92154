//! Who paid is counted once in a period, by what the person was before: new, renewed or resumed.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use crate::domain::due::{DueRules, ladder};
use crate::domain::measure::Aim;
use crate::domain::product::Product;
use crate::store::target_facts::PaidRow;

/// Commune and agent; the agent is empty where nobody is named.
pub(super) type Place = (String, String);

/// What happened in each place, day by day.
pub(super) type Happened = BTreeMap<Place, Vec<(NaiveDate, i64)>>;

/// The first payment of a person and product in a period, and what the person was before. `payments` are
/// those of one person and product, oldest first.
pub(super) fn first_paid<'a>(
    payments: &'a [PaidRow],
    (from, to): (NaiveDate, NaiveDate),
    could_join: bool,
    (product, rules): (Option<&Product>, &DueRules),
) -> Option<(&'a PaidRow, Aim)> {
    let first = payments.iter().position(|one| one.paid_on >= from)?;
    let paid = payments.get(first).filter(|one| one.paid_on <= to)?;
    let before = first.checked_sub(1).and_then(|at| payments.get(at));
    let aim = match before {
        Some(before) if has_lapsed(before, paid.paid_on, product, rules) => Aim::Resumed,
        Some(_) => Aim::Renewed,
        None if could_join => Aim::New,
        None => Aim::Renewed,
    };
    Some((paid, aim))
}

/// Whether the cover of a payment, with its months of grace, was over on a day. What cannot be told has not
/// lapsed.
fn has_lapsed(
    before: &PaidRow,
    day: NaiveDate,
    product: Option<&Product>,
    rules: &DueRules,
) -> bool {
    let months = before.months.and_then(|months| u8::try_from(months).ok());
    let through = before
        .paid_through
        .or_else(|| before.paid_on.checked_add_months(Months::new(u32::from(months.unwrap_or(0)))));
    let (Some(product), Some(through)) = (product, through) else { return false };
    let cycle = months.or_else(|| product.cycles.last().copied()).unwrap_or(12);
    ladder(product, through, cycle, rules).is_ok_and(|ladder| ladder.overdue_until < day)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::Tables;

    fn paid(on: &str, months: i32, through: Option<&str>) -> PaidRow {
        PaidRow {
            person_id: 1,
            area_id: 1,
            product: "household_hi".into(),
            paid_on: on.parse().unwrap(),
            months: Some(months),
            paid_through: through.map(|day| day.parse().unwrap()),
            amount: 1,
            agent_code: None,
        }
    }

    #[rstest]
    #[case::from_the_list_of_potential(&["2023-09-10"], true, Some(Aim::New))]
    #[case::from_the_due_list(&["2023-09-10"], false, Some(Aim::Renewed))]
    #[case::paid_last_year(&["2022-09-01", "2023-09-10"], true, Some(Aim::Renewed))]
    #[case::lapsed_for_long(&["2021-09-01", "2023-09-10"], true, Some(Aim::Resumed))]
    #[case::twice_counts_once(&["2022-09-01", "2023-09-10", "2023-10-10"], true, Some(Aim::Renewed))]
    #[case::before_alone(&["2022-09-01"], true, None)]
    #[case::after_alone(&["2024-02-01"], true, None)]
    fn what_somebody_was_before(
        #[case] days: &[&str],
        #[case] could_join: bool,
        #[case] expected: Option<Aim>,
    ) {
        let tables = Tables::load(None).unwrap();
        let product = tables.products.find("household_hi").and_then(|id| tables.products.get(id));
        let payments: Vec<PaidRow> = days.iter().map(|day| paid(day, 12, None)).collect();
        let period = ("2023-09-01".parse().unwrap(), "2023-12-31".parse().unwrap());
        let first = first_paid(&payments, period, could_join, (product, &tables.due));
        assert_eq!(first.map(|(_, aim)| aim), expected);
    }
}
