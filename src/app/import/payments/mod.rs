//! Payments: what keeps people insured, and what moves the day on which they are called next. A
//! payment is one fact; the enrolment moves when the fact is new, and only forward.

mod cases;
mod doubts;
mod rejects;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Months, NaiveDate};

use self::cases::{Cases, fact_key};
use self::doubts::{Doubts, Known};
use super::ImportError;
use super::check::Check;
use super::engine::{Entry, Importer, RowReader};
use super::enrolments::{known_product, small};
use super::fields::{KeySlots, PersonKey};
use super::implausible;
use super::known::give_ids;
use super::names::Names;
use super::persons::{OnRecord, on_record};
use super::tally::{Done, Ledger};
use crate::config::Tables;
use crate::domain::plausible::{Implausible, Limits};
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Warning;
use crate::exchange::values;
use crate::store::Conn;
use crate::store::facts::{PaymentRow, insert_payments, update_payments};

/// Ten years: more than anybody may pay at once.
const MOST_MONTHS: i64 = 120;

/// The importer of payments.
pub(super) struct Payments<'t> {
    province: i64,
    tables: &'t Tables,
    names: Arc<Names>,
    limits: Limits,
    doubts: Doubts,
    people: BTreeSet<i64>,
}

impl<'t> Payments<'t> {
    pub(super) fn new(province: i64, tables: &'t Tables, limits: Limits) -> Self {
        let names = Names::of_products(&tables.products);
        Self { province, tables, names, limits, doubts: Doubts::default(), people: BTreeSet::new() }
    }
}

/// One payment.
pub(super) struct Item {
    key: PersonKey,
    product: String,
    paid_on: NaiveDate,
    months: Option<i32>,
    paid_through: Option<NaiveDate>,
    amount: i64,
    receipt: String,
    agent_code: Option<String>,
}

impl Importer for Payments<'_> {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let key = KeySlots::of(binding);
        let slot = |name| binding.slot(name);
        let (product, paid_on, months) = (slot("product"), slot("paid_on"), slot("months"));
        let (through, amount) = (slot("paid_through"), slot("amount"));
        let (receipt, agent) = (slot("receipt"), slot("agent_code"));
        let (names, limits) = (self.names.clone(), self.limits);
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let key = key.checked(&mut check);
            let product = check.of(known_product(row, product, &names));
            let paid_for = check.of(small(row, months, values::months, 1..=MOST_MONTHS));
            let last = check.cell(through, values::paid_through);
            let empty = |slot: Slot| values::text(slot.cell(row)) == Ok(None);
            if empty(months) && empty(through) {
                check.of(Err::<(), _>(rejects::no_period(row)));
            }
            let wrong = |slot: Slot| {
                move |why: Implausible| implausible::reject(row.number(), slot.name, why)
            };
            let day = paid_on.required(row, values::date);
            let day =
                day.and_then(|day| limits.happened(day).map(|()| day).map_err(wrong(paid_on)));
            // What a payment covers is held against its day.
            if let Ok(day) = day {
                check.of(match (last, paid_for) {
                    (Some(last), _) => limits.covered(last, day).map_err(wrong(through)),
                    (None, Some(_)) => {
                        limits.covered(ahead(day, paid_for), day).map_err(wrong(months))
                    }
                    (None, None) => Ok(()),
                });
            }
            let money = amount.required(row, values::vnd);
            let positive = |money: i64| match money > 0 {
                true => Ok(money),
                false => Err(rejects::not_positive(row)),
            };
            let item = Item {
                key,
                product,
                paid_on: check.of(day),
                months: paid_for,
                paid_through: last,
                amount: check.of(money.and_then(positive)),
                receipt: check.text(receipt).unwrap_or_default(),
                agent_code: check.text(agent),
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
        let mut known = on_record(conn, self.province, batch, |item| &item.key, ledger)?;
        // Exports often begin with the newest payment; months count from the oldest on.
        known.sort_by_key(|one| one.entry.item.paid_on);
        let mut ids: Vec<i64> = known.iter().map(|one| one.person).collect();
        ids.sort_unstable();
        ids.dedup();
        self.people.extend(&ids);
        let mut cases = Cases::find(conn, self.province, &ids)?;
        let receipts = known.iter().map(|one| one.entry.item.receipt.as_str());
        let receipts: BTreeSet<&str> = receipts.filter(|receipt| !receipt.is_empty()).collect();
        let receipts: Vec<&str> = receipts.into_iter().collect();
        let mut beside = Known::find(conn, self.province, &ids, &receipts)?;
        let (mut new, mut completed) = (Vec::new(), Vec::new());
        for OnRecord { person, entry, .. } in known {
            let payment = self.payment(person, &entry.item);
            let product = self.tables.products.find(&payment.product);
            let product = product.and_then(|id| self.tables.products.get(id));
            match cases.facts.get(&fact_key(&payment)) {
                Some(before) if same(before, &payment) => {
                    // Only the day is news: what the months moved has been moved.
                    let day = payment.paid_through.filter(|_| before.paid_through.is_none());
                    let complete = PaymentRow { paid_through: day, ..before.clone() };
                    if before.id == 0 || day.is_none() || !cases.reach(&complete) {
                        ledger.count(Done::Unchanged);
                        continue;
                    }
                    ledger.count(Done::Updated);
                    cases.facts.insert(fact_key(&complete), complete.clone());
                    completed.push(complete);
                }
                Some(_) => ledger.reject(&entry.row, &rejects::other_amount(&entry.row))?,
                None => {
                    let before = cases.enrolment(&payment);
                    let far_off = before.zip(product).is_some_and(|(before, product)| {
                        beside.is_far_off(&payment, before, product, self.tables)
                    });
                    if product.is_none_or(|product| cases.take(&payment, product).is_none()) {
                        ledger.reject(&entry.row, &rejects::beyond_the_calendar(&entry.row))?;
                        continue;
                    }
                    ledger.count(Done::Inserted);
                    if far_off {
                        self.doubts.amount(entry.row.number());
                    }
                    if beside.is_of_another(&payment) {
                        self.doubts.receipt(entry.row.number());
                    }
                    cases.facts.insert(fact_key(&payment), payment.clone());
                    new.push(payment);
                }
            }
        }
        if !new.is_empty() {
            give_ids(conn, (self.province, "payments"), &mut new, |row| &mut row.id)?;
            insert_payments(conn, &new)?;
        }
        update_payments(conn, &completed)?;
        cases.write(conn, self.province)
    }

    fn warnings(&self) -> Vec<Warning> {
        self.doubts.told()
    }

    fn people(&mut self) -> BTreeSet<i64> {
        std::mem::take(&mut self.people)
    }
}

impl Payments<'_> {
    fn payment(&self, person: i64, item: &Item) -> PaymentRow {
        PaymentRow {
            province_id: self.province,
            id: 0,
            person_id: person,
            product: item.product.clone(),
            paid_on: item.paid_on,
            months: item.months,
            paid_through: item.paid_through,
            amount: item.amount,
            receipt: item.receipt.clone(),
            agent_code: item.agent_code.clone(),
        }
    }
}

/// The day that so many months end after a payment, if nothing was covered before.
fn ahead(paid_on: NaiveDate, months: Option<i32>) -> NaiveDate {
    let months = Months::new(months.and_then(|months| u32::try_from(months).ok()).unwrap_or(0));
    paid_on.checked_add_months(months).unwrap_or(NaiveDate::MAX)
}

/// Whether two rows of one key tell of one payment; what only one of them knows is no difference.
fn same(before: &PaymentRow, row: &PaymentRow) -> bool {
    fn agree<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
        a.is_none() || b.is_none() || a == b
    }
    before.amount == row.amount
        && agree(before.months, row.months)
        && agree(before.paid_through, row.paid_through)
}
