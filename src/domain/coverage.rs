//! Until when a payment covers: the day that a renewal moves to, and with it the whole due ladder.

use chrono::{Datelike, Months, NaiveDate};

use super::product::{LadderKind, Product};

/// A break of this many months keeps continuity (Decree 146/2018/ND-CP art. 12.5); paid within it a
/// card is valid from the day of payment, paid later it is valid 30 days after payment (Law on
/// Health Insurance art. 16.3).
const CONTINUITY_MONTHS: u32 = 3;
const WAITING_DAYS: u64 = 30;

/// The last day covered by `months` paid on `paid_on`, when `covered_to` was covered before. `None`
/// only outside the calendar.
pub fn covered_after(
    product: &Product,
    covered_to: Option<NaiveDate>,
    paid_on: NaiveDate,
    months: u32,
) -> Option<NaiveDate> {
    match product.ladder {
        LadderKind::Period => {
            // Whole months: the ones after those that are paid, but none that is long past.
            let next = covered_to.and_then(|day| day.succ_opt()).filter(|next| {
                next.checked_add_months(Months::new(12)).is_some_and(|late| late > paid_on)
            });
            let first = next.unwrap_or(paid_on).with_day(1)?;
            first.checked_add_months(Months::new(months))?.pred_opt()
        }
        LadderKind::Card => {
            let Some(end) = covered_to else {
                let first = paid_on.checked_add_days(chrono::Days::new(WAITING_DAYS))?;
                return first.checked_add_months(Months::new(months))?.pred_opt();
            };
            let continuity = end.checked_add_months(Months::new(CONTINUITY_MONTHS))?;
            let first = if paid_on <= end {
                end.succ_opt()?
            } else if paid_on <= continuity {
                paid_on
            } else {
                paid_on.checked_add_days(chrono::Days::new(WAITING_DAYS))?
            };
            first.checked_add_months(Months::new(months))?.pred_opt()
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::product::Products;

    #[rstest]
    #[case::joins_on("household_hi", Some("2023-06-30"), "2023-06-10", 12, "2024-06-30")]
    #[case::late_from_payment("household_hi", Some("2023-06-30"), "2023-08-15", 12, "2024-08-14")]
    #[case::interrupted("household_hi", Some("2023-01-31"), "2023-06-10", 12, "2024-07-09")]
    #[case::first_card("household_hi", None, "2023-06-10", 3, "2023-10-09")]
    #[case::period("voluntary_si", Some("2023-05-31"), "2023-06-10", 3, "2023-08-31")]
    #[case::period_late("voluntary_si", Some("2023-02-28"), "2023-06-10", 6, "2023-08-31")]
    #[case::period_new("voluntary_si", None, "2023-06-10", 1, "2023-06-30")]
    #[case::period_long_past("voluntary_si", Some("2021-02-28"), "2023-06-10", 1, "2023-06-30")]
    fn payments_move_the_last_day(
        #[case] product: &str,
        #[case] before: Option<&str>,
        #[case] paid_on: &str,
        #[case] months: u32,
        #[case] after: &str,
    ) {
        let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
        let product = products.get(products.find(product).unwrap()).unwrap();
        let before = before.map(|day| day.parse().unwrap());
        let covered = covered_after(product, before, paid_on.parse().unwrap(), months);
        assert_eq!(covered, Some(after.parse().unwrap()));
    }
}
