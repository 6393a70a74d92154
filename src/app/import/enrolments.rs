//! The due list: who pays for what, and until when. A list is a dated snapshot: a newer one brings
//! the facts up to date and closes who is missing from it; an older one changes nothing.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::ImportError;
use super::cells::ranged;
use super::check::Check;
use super::engine::{Entry, Importer, RowReader};
use super::fields::{KeySlots, PersonKey};
use super::implausible;
use super::known::{Known, give_ids};
use super::names::Names;
use super::persons::{OnRecord, on_record};
pub(super) use super::products::known_product;
use super::snapshots::{self, Close, Named, Stamps, close_missing};
use super::swings::Swings;
use super::tally::{Ledger, Tally};
use crate::domain::plausible::Limits;
use crate::domain::product::Products;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::{Row, Warning};
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, Value};
use crate::store::cases::{
    EnrolmentRow, close_enrolments, enrolment_stamps, enrolments_of, insert_enrolments,
    update_enrolments,
};
use crate::store::facts::payments_of;
use crate::store::{Conn, StoreResult};

/// The importer of due lists.
pub(super) struct Enrolments {
    province: i64,
    products: Arc<Products>,
    names: Arc<Names>,
    limits: Limits,
    /// Product by product the communes that the list names.
    named: Named,
    kept_open: Option<Warning>,
    swings: Swings,
}

impl Enrolments {
    pub(super) fn new(province: i64, named: Named, products: &Products, limits: Limits) -> Self {
        let names = Names::of_products(products);
        let titles = products.iter().map(|(_, product)| {
            (product.code.clone(), (product.name_vi.clone(), product.name_en.clone()))
        });
        let named = named.called(titles.collect());
        let products = Arc::new(products.clone());
        Self {
            province,
            products,
            names,
            limits,
            named,
            kept_open: None,
            swings: Swings::default(),
        }
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

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let key = KeySlots::of(binding);
        let slot = |name| binding.slot(name);
        let (product, through, valid_to) =
            (slot("product"), slot("paid_through"), slot("valid_to"));
        let (cycle, income, order) =
            (slot("cycle_months"), slot("chosen_income"), slot("household_order"));
        let (group, amount, agent, as_of) =
            (slot("support_group"), slot("amount"), slot("last_agent_code"), slot("as_of"));
        let (products, names, limits) = (self.products.clone(), self.names.clone(), self.limits);
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let key = key.checked(&mut check);
            let covered_to = check.of(covered_to(row, through, valid_to, &limits));
            let named = known_product(row, product, &names);
            // Which methods there are is known of a known product alone.
            let cycle_months = match &named {
                Ok(product) => check.of(known_cycle(row, cycle, &products, product)),
                Err(_) => check.of(small(row, cycle, values::months, CYCLES)),
            };
            let item = Item {
                key,
                product: check.of(named),
                covered_to,
                cycle_months,
                chosen_income: check.cell(income, values::vnd),
                household_order: check.of(small(row, order, values::integer, 1..=99)),
                support_group: check.text(group),
                amount: check.cell(amount, values::vnd),
                last_agent_code: check.text(agent),
                as_of: check.of(snapshots::as_of(row, as_of, &limits)),
            };
            check.passed(item)
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let known = on_record(conn, self.province, batch, |item| &item.key, ledger)?;
        self.named.begin(conn, (self.province, "enrolments"))?;
        for one in &known {
            let item = &one.entry.item;
            if let Some(day) = item.as_of {
                self.named.note(&item.product, one.area, (one.entry.row.number(), day));
            }
        }
        let ids: Vec<i64> = known.iter().map(|one| one.person).collect();
        let stored = enrolments_of(conn, self.province, &ids)?;
        let mut paid: HashMap<(i64, String), NaiveDate> = HashMap::new();
        for payment in payments_of(conn, self.province, &ids)? {
            let last = paid.entry((payment.person_id, payment.product)).or_insert(payment.paid_on);
            *last = payment.paid_on.max(*last);
        }
        let mut cases = Known::of(stored, case_of);
        for OnRecord { person, entry, .. } in known {
            let case = (person, entry.item.product.clone());
            let paid_on = paid.get(&case).copied();
            let row = merged(self.province, person, &entry.item, cases.get(&case), paid_on);
            self.named.settled(entry.row.number(), row.closed.as_deref());
            let before = cases.get(&case).filter(|before| before.id > 0).cloned();
            let done = cases.put(case, row.clone());
            match before.filter(|before| before.as_of == row.as_of) {
                Some(before) => {
                    self.swings.count(ledger.tally, (before.id, done), (&before, &row));
                }
                None => ledger.count(done),
            }
        }
        Ok(write(conn, self.province, &mut cases)?)
    }

    fn finish(&mut self, conn: &mut Conn, tally: &mut Tally) -> Result<(), ImportError> {
        let tables = (enrolment_stamps as Stamps, close_enrolments as Close);
        self.kept_open = close_missing(conn, self.province, tally, &self.named, tables)?;
        Ok(())
    }

    fn warnings(&self) -> Vec<Warning> {
        self.kept_open.iter().cloned().chain(self.named.warnings()).collect()
    }
}

/// An enrolment: person and product.
pub(super) type Case = (i64, String);

/// The case of a stored row.
pub(super) fn case_of(row: &EnrolmentRow) -> Case {
    (row.person_id, row.product.clone())
}

/// Rows that are new get their keys; rows that changed are written back. In the order of cases.
pub(super) fn write(
    conn: &mut Conn,
    province: i64,
    cases: &mut Known<Case, EnrolmentRow>,
) -> StoreResult<()> {
    let insert = |conn: &mut Conn, rows: &mut [EnrolmentRow]| {
        give_ids(conn, (province, "enrolments"), rows, |row| &mut row.id)?;
        insert_enrolments(conn, rows)
    };
    cases.write(conn, insert, update_enrolments)
}

/// What is on record after a row. A list older than the record changes nothing; what was paid on or
/// after the day of the list, it cannot know and does not take back.
fn merged(
    province: i64,
    person: i64,
    item: &Item,
    before: Option<&EnrolmentRow>,
    paid_on: Option<NaiveDate>,
) -> EnrolmentRow {
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
    let paid_since = paid_on.is_some_and(|paid| item.as_of.is_none_or(|list| paid >= list));
    let best = item.covered_to.max(before.covered_to);
    row.covered_to = if paid_since { best } else { item.covered_to };
    row.cycle_months = item.cycle_months.or(before.cycle_months);
    row.chosen_income = item.chosen_income.or(before.chosen_income);
    row.household_order = item.household_order.or(before.household_order);
    row.support_group = item.support_group.clone().or_else(|| before.support_group.clone());
    row.amount = item.amount.or(before.amount);
    row.last_agent_code = item.last_agent_code.clone().or_else(|| before.last_agent_code.clone());
    row.as_of = item.as_of.or(before.as_of);
    // What was reported after the list was drawn stands.
    if newer && before.closed.is_some() && before.closed_on <= item.as_of {
        (row.closed, row.closed_on) = (None, None);
    }
    row
}

/// The last covered day: of the months paid for where they are told, else of the card.
fn covered_to(
    row: &Row<'_>,
    through: Slot,
    valid_to: Slot,
    limits: &Limits,
) -> Result<NaiveDate, Reject> {
    let (column, day) = match through.value(row, values::paid_through)? {
        Some(day) => (through, day),
        None => (valid_to, valid_to.required(row, values::date)?),
    };
    let checked = limits.covered(day, limits.today);
    checked.map_err(|why| implausible::reject(row.number(), column.name, why))?;
    Ok(day)
}

/// Months that a payment may be for.
const CYCLES: std::ops::RangeInclusive<i64> = 1..=120;

/// A payment cycle that the product knows.
fn known_cycle(
    row: &Row<'_>,
    slot: Slot,
    products: &Products,
    code: &str,
) -> Result<Option<i32>, Reject> {
    let Some(months) = slot.value(row, values::months)? else { return Ok(None) };
    let product = products.find(code).and_then(|id| products.get(id));
    let cycles = product.map_or(&[][..], |product| product.cycles.as_slice());
    if let Some(cycle) = cycles.iter().find(|cycle| i64::from(**cycle) == months) {
        return Ok(Some(i32::from(*cycle)));
    }
    let known = cycles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Err(Reject {
        row: row.number(),
        column: Some(slot.name),
        code: "unknown_cycle",
        message_vi: format!(
            "cột {}: loại hình {code} không có phương thức {months} tháng; dùng một trong: {known}",
            slot.vi
        )
        .into(),
        message_en: format!(
            "column {}: {code} is not paid every {months} months; use one of: {known}",
            slot.name
        )
        .into(),
    })
}

/// A small whole number in a range, read by `parse`.
pub(super) fn small(
    row: &Row<'_>,
    slot: Slot,
    parse: fn(&str) -> Value<i64>,
    range: std::ops::RangeInclusive<i64>,
) -> Result<Option<i32>, Reject> {
    let number = ranged(row, slot, parse, range)?;
    Ok(number.and_then(|number| i32::try_from(number).ok()))
}
