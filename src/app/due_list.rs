//! The due list as it stands on a day: every open enrolment with its ladder and what it costs.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::context::{Context, province};
use super::plan::PlanError;
use super::premium::{cycle_months, renewal};
use crate::domain::due::{DueLadder, ladder};
use crate::store::cases::open_enrolments;
use crate::store::people::people_by_id;

/// One enrolment on its ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCase {
    /// Social-insurance number.
    pub si_number: Option<String>,
    /// Citizen ID.
    pub citizen_id: Option<String>,
    /// Product code.
    pub product: String,
    /// Months of one payment.
    pub cycle_months: u8,
    /// VND to pay next, where it can be computed.
    pub amount: Option<i64>,
    /// Last day that is covered.
    pub covered_to: NaiveDate,
    /// The days of the ladder.
    pub ladder: DueLadder,
}

/// The open enrolments of a province on a day whose ladder can be computed, by person.
///
/// # Errors
/// An unclear province, or the database refused.
pub fn due_list(
    context: &mut Context<'_>,
    code: &str,
    day: NaiveDate,
) -> Result<Vec<DueCase>, PlanError> {
    let tables = context.tables;
    context.store.read(|conn| {
        let province = province(conn, code, day)?;
        let rows = open_enrolments(conn, province.id.0)?;
        let ids: Vec<i64> = rows.iter().map(|row| row.person_id).collect();
        let people = people_by_id(conn, province.id.0, &ids)?;
        let people: HashMap<i64, _> = people.into_iter().map(|row| (row.id, row)).collect();
        let case = |row: &crate::store::cases::EnrolmentRow| {
            let product = tables.products.get(tables.products.find(&row.product)?)?;
            let cycle_months = cycle_months(row, product);
            let ladder = ladder(product, row.covered_to, cycle_months, &tables.due).ok()?;
            let person = people.get(&row.person_id).filter(|person| person.closed.is_none())?;
            let listed = person.segments.as_deref().unwrap_or_default();
            let (segments, _) = tables.segments.parse_list(listed);
            let amount = renewal(row, product, day, segments, tables).ok();
            Some(DueCase {
                amount: amount.map(|amount| amount.0),
                si_number: person.si_number.clone(),
                citizen_id: person.citizen_id.clone(),
                product: row.product.clone(),
                cycle_months,
                covered_to: row.covered_to,
                ladder,
            })
        };
        Ok(rows.iter().filter_map(case).collect())
    })
}
