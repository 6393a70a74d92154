//! What a person would pay next: as the list states it, else by the law in force on the day.

use chrono::NaiveDate;

use crate::config::Tables;
use crate::domain::amount::{AmountError, Terms, contribution};
use crate::domain::money::Vnd;
use crate::domain::product::Product;
use crate::domain::segment::SegmentSet;
use crate::store::cases::EnrolmentRow;

/// Months of one payment: the cycle on record, else the longest of the product.
pub(crate) fn cycle_months(row: &EnrolmentRow, product: &Product) -> u8 {
    let known = row.cycle_months.and_then(|months| u8::try_from(months).ok());
    known.or_else(|| product.cycles.last().copied()).unwrap_or(12)
}

/// The next payment of somebody enrolled.
///
/// # Errors
/// Data that the law needs and the list does not have.
pub(crate) fn renewal(
    row: &EnrolmentRow,
    product: &Product,
    day: NaiveDate,
    segments: SegmentSet,
    tables: &Tables,
) -> Result<Vnd, AmountError> {
    if let Some(amount) = row.amount {
        return Ok(Vnd(amount));
    }
    let mut groups: Vec<&str> = tables.segments.support_groups(segments).collect();
    groups.extend(row.support_group.as_deref());
    let terms = Terms {
        chosen_income: row.chosen_income.map(Vnd),
        household_order: row.household_order.and_then(|order| u8::try_from(order).ok()),
        groups: &groups,
        ..Terms::new(cycle_months(row, product), day)
    };
    Ok(contribution(product, &terms, &tables.rates)?.own)
}

/// What joining would cost for the longest cycle: the first member's card, the least income.
///
/// # Errors
/// Nothing in force on the day, or a group that the product's support does not know.
pub(crate) fn joining(
    product: &Product,
    day: NaiveDate,
    segments: SegmentSet,
    tables: &Tables,
) -> Result<Vnd, AmountError> {
    let groups: Vec<&str> = tables.segments.support_groups(segments).collect();
    let (least, _) = tables.rates.voluntary_si_incomes(day)?;
    let terms = Terms {
        chosen_income: Some(least),
        household_order: Some(1),
        groups: &groups,
        ..Terms::new(product.cycles.last().copied().unwrap_or(12), day)
    };
    Ok(contribution(product, &terms, &tables.rates)?.own)
}
