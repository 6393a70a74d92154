//! The due list: who pays for what, and until when. A list is a dated snapshot: a newer one brings
//! the facts up to date and closes who is missing from it; an older one changes nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::ImportError;
use super::engine::{Entry, Importer};
use super::fields::{KeySlots, PersonKey};
use super::persons::{by_case, on_record};
use super::tally::{Done, Ledger, Tally};
use crate::domain::product::Products;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, ValueError};
use crate::store::cases::{
    EnrolmentRow, close_missing_enrolments, enrolments_of, insert_enrolments, update_enrolments,
};
use crate::store::{Conn, take_ids};

/// The importer of due lists.
pub(super) struct Enrolments {
    province: i64,
    products: Arc<Products>,
    /// Product by product the newest date of the file.
    newest: BTreeMap<String, NaiveDate>,
}

impl Enrolments {
    pub(super) fn new(province: i64, products: &Products) -> Self {
        Self { province, products: Arc::new(products.clone()), newest: BTreeMap::new() }
    }
}

/// One row of a due list.
pub(super) struct Item {
    key: PersonKey,
    product: String,
    covered_to: NaiveDate,
    cycle_months: Option<i32>,
    chosen_income: Option<i64>,
    household_order: Option<i32>,
    support_group: Option<String>,
    amount: Option<i64>,
    last_agent_code: Option<String>,
    as_of: Option<NaiveDate>,
}

impl Importer for Enrolments {
    type Item = Item;

    fn reader(
        &self,
        binding: &Binding,
    ) -> Box<dyn Fn(&Row<'_>) -> Result<Item, Reject> + Send + Sync> {
        let key = KeySlots::of(binding);
        let slot = |name| binding.slot(name);
        let (product, through, valid_to) = (slot("product"), slot("paid_through"), slot("valid_to"));
        let (cycle, income, order) =
            (slot("cycle_months"), slot("chosen_income"), slot("household_order"));
        let (group, amount, agent, as_of) =
            (slot("support_group"), slot("amount"), slot("last_agent_code"), slot("as_of"));
        let products = self.products.clone();
        let text = |slot: Slot, row: &Row<'_>| -> Result<Option<String>, Reject> {
            Ok(slot.value(row, values::text)?.map(|text| text.into_owned()))
        };
        Box::new(move |row| {
            let paid = through.value(row, values::paid_through)?;
            let covered_to = match paid {
                Some(day) => day,
                None => valid_to.required(row, values::date)?,
            };
            Ok(Item {
                key: key.required(row)?,
                product: known_product(row, product, &products)?,
                covered_to,
                cycle_months: small(row, cycle, 1..=12)?,
                chosen_income: income.value(row, values::vnd)?,
                household_order: small(row, order, 1..=99)?,
                support_group: text(group, row)?,
                amount: amount.value(row, values::vnd)?,
                last_agent_code: text(agent, row)?,
                as_of: as_of.value(row, values::date)?,
            })
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        for entry in batch {
            if let Some(day) = entry.item.as_of {
                let newest = self.newest.entry(entry.item.product.clone()).or_insert(day);
                *newest = day.max(*newest);
            }
        }
        let known = on_record(conn, self.province, batch, |item| &item.key, ledger)?;
        let ids: Vec<i64> = known.iter().map(|(id, _)| *id).collect();
        let stored = enrolments_of(conn, self.province, &ids)?;
        let mut stored = by_case(stored, |row| (row.person_id, row.product.clone()));
        let mut state: HashMap<(i64, String), Done> = HashMap::new();
        for (person, entry) in known {
            let case = (person, entry.item.product.clone());
            let before = stored.get(&case).cloned();
            let row = merged(self.province, person, &entry.item, before.as_ref());
            let done = match &before {
                None => Done::Inserted,
                Some(before) if *before == row => Done::Unchanged,
                Some(_) => Done::Updated,
            };
            ledger.count(done);
            if done != Done::Unchanged {
                state.entry(case.clone()).or_insert(done);
                stored.insert(case, row);
            }
        }
        write(conn, &stored, &state)
    }

    fn finish(&mut self, conn: &mut Conn, tally: &mut Tally) -> Result<(), ImportError> {
        for (product, as_of) in &self.newest {
            let closed = close_missing_enrolments(conn, self.province, product, *as_of)?;
            tally.closed += closed as u64;
        }
        Ok(())
    }
}

/// Rows that are new get their keys; rows that changed are written back. In the order of cases.
pub(super) fn write(
    conn: &mut Conn,
    rows: &HashMap<(i64, String), EnrolmentRow>,
    state: &HashMap<(i64, String), Done>,
) -> Result<(), ImportError> {
    let mut touched: Vec<(&(i64, String), &Done)> = state.iter().collect();
    touched.sort();
    let of = |done: Done| {
        let those = touched.iter().filter(move |(_, state)| **state == done);
        those.filter_map(|(case, _)| rows.get(*case).cloned()).collect::<Vec<_>>()
    };
    let (mut new, changed) = (of(Done::Inserted), of(Done::Updated));
    if !new.is_empty() {
        let first = take_ids(conn, "enrolments", new.len())?;
        for (id, row) in (first..).zip(&mut new) {
            row.id = id;
        }
        insert_enrolments(conn, &new)?;
    }
    Ok(update_enrolments(conn, &changed)?)
}

/// What is on record after a row. A list older than the record changes nothing; one of the same
/// date fills in, and never takes back what was paid since.
fn merged(province: i64, person: i64, item: &Item, before: Option<&EnrolmentRow>) -> EnrolmentRow {
    let Some(before) = before else {
        return EnrolmentRow {
            province_id: province,
            id: 0,
            person_id: person,
            product: item.product.clone(),
            covered_to: item.covered_to,
            cycle_months: item.cycle_months,
            chosen_income: item.chosen_income,
            household_order: item.household_order,
            support_group: item.support_group.clone(),
            amount: item.amount,
            last_agent_code: item.last_agent_code.clone(),
            as_of: item.as_of,
            closed: None,
            closed_on: None,
        };
    };
    let newer = item.as_of.is_some() && item.as_of > before.as_of;
    if !newer && item.as_of.is_some() && item.as_of < before.as_of {
        return before.clone();
    }
    let mut row = before.clone();
    row.covered_to = if newer { item.covered_to } else { item.covered_to.max(before.covered_to) };
    row.cycle_months = item.cycle_months.or(before.cycle_months);
    row.chosen_income = item.chosen_income.or(before.chosen_income);
    row.household_order = item.household_order.or(before.household_order);
    row.support_group = item.support_group.clone().or_else(|| before.support_group.clone());
    row.amount = item.amount.or(before.amount);
    row.last_agent_code = item.last_agent_code.clone().or_else(|| before.last_agent_code.clone());
    row.as_of = item.as_of.or(before.as_of);
    if newer && before.closed.is_some() {
        (row.closed, row.closed_on) = (None, None);
    }
    row
}

/// A product code of the catalogue.
pub(super) fn known_product(
    row: &Row<'_>,
    slot: Slot,
    products: &Products,
) -> Result<String, Reject> {
    let code = slot.required(row, values::text)?;
    if products.find(&code).is_some() {
        return Ok(code.into_owned());
    }
    let known: Vec<&str> = products.iter().map(|(_, product)| product.code.as_str()).collect();
    let known = known.join(", ");
    Err(Reject {
        row: row.number(),
        column: Some(slot.name),
        code: "unknown_product",
        message_vi: format!("cột {}: không có loại hình “{code}”; dùng một trong: {known}", slot.vi)
            .into(),
        message_en: format!("column {}: no product `{code}`; use one of: {known}", slot.name)
            .into(),
    })
}

/// A small whole number in a range.
pub(super) fn small(
    row: &Row<'_>,
    slot: Slot,
    range: std::ops::RangeInclusive<i64>,
) -> Result<Option<i32>, Reject> {
    match slot.value(row, values::integer)? {
        Some(number) if range.contains(&number) => Ok(i32::try_from(number).ok()),
        Some(_) => Err(slot.reject(row, ValueError::BadInteger)),
        None => Ok(None),
    }
}
