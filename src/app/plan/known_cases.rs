//! How the cases of a few people stand on the register of today, seen from the week of a plan: why
//! somebody who is on record has no part in it, and which cases somebody has who does.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::app::premium::cycle_months;
use crate::config::Tables;
use crate::domain::due::{DueState, ladder};
use crate::store::cases::{EnrolmentRow, enrolments_of, prospects_of};
use crate::store::{Conn, StoreResult};

/// How a case stands in a week; what comes first is what somebody asks about first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Open: a plan would have it.
    Open,
    /// Its product left the catalogue.
    Gone,
    /// Its payment method has no deadline.
    NoDeadline,
    /// Covered to this day, and not due yet.
    Covered(NaiveDate),
    /// Over since a day, for an outcome or for what a list or payment said.
    Closed(Option<NaiveDate>, String),
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Key of the person.
    pub person: i64,
    /// Product code.
    pub product: String,
    /// How it stands.
    pub standing: Standing,
}

impl Known {
    /// Person and product.
    pub(super) fn key(&self) -> (i64, String) {
        (self.person, self.product.clone())
    }
}

/// All cases of these people in a week whose first and last days are `first` and `last`, by person and
/// product.
///
/// # Errors
/// The database refused.
pub(super) fn known_cases(
    conn: &mut Conn,
    province: i64,
    people: &[i64],
    (first, last): (NaiveDate, NaiveDate),
    tables: &Tables,
) -> StoreResult<Vec<Known>> {
    let enrolled = enrolments_of(conn, province, people)?;
    let mut enrolled_of: HashMap<i64, Vec<&EnrolmentRow>> = HashMap::new();
    for row in &enrolled {
        enrolled_of.entry(row.person_id).or_default().push(row);
    }
    let mut known: Vec<Known> = Vec::new();
    for row in prospects_of(conn, province, people)? {
        let theirs = enrolled_of.get(&row.person_id).map_or(&[][..], Vec::as_slice);
        let same = |one: &&EnrolmentRow| {
            one.product == row.product && (one.closed.is_none() || one.covered_to >= first)
        };
        // Whoever has the product is nobody to be won for it.
        let standing = match (theirs.iter().copied().find(same), row.closed) {
            (Some(one), None) => Standing::Covered(one.covered_to),
            (None, None) if tables.products.find(&row.product).is_none() => Standing::Gone,
            (None, None) => Standing::Open,
            (_, Some(code)) => Standing::Closed(row.closed_on, code),
        };
        known.push(Known { person: row.person_id, product: row.product, standing });
    }
    known.extend(enrolled.into_iter().map(|row| Known {
        standing: enrolment(&row, last, tables),
        person: row.person_id,
        product: row.product,
    }));
    // A database gives rows in any order; what is told must not depend on it.
    known.sort_by(|a, b| {
        (a.person, &a.product, &a.standing).cmp(&(b.person, &b.product, &b.standing))
    });
    Ok(known)
}

fn enrolment(row: &EnrolmentRow, last: NaiveDate, tables: &Tables) -> Standing {
    if let Some(code) = &row.closed {
        return Standing::Closed(row.closed_on, code.clone());
    }
    let products = &tables.products;
    let product = products.find(&row.product).and_then(|id| products.get(id));
    let Some(product) = product else { return Standing::Gone };
    match ladder(product, row.covered_to, cycle_months(row, product), &tables.due) {
        Ok(ladder) if ladder.state(last) == DueState::NotYet => Standing::Covered(row.covered_to),
        Ok(_) => Standing::Open,
        Err(_) => Standing::NoDeadline,
    }
}
