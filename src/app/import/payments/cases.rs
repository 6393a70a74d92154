//! What payments do to the cases of a batch: enrolments are renewed or begin, prospects have joined.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::super::ImportError;
use super::super::enrolments::{self, Case};
use super::super::known::Known;
use crate::domain::coverage::covered_after;
use crate::domain::outcome::OutcomeCode;
use crate::domain::product::Product;
use crate::store::Conn;
use crate::store::cases::{
    EnrolmentRow, ProspectRow, enrolments_of, prospects_of, update_prospects,
};
use crate::store::facts::{PaymentRow, payments_of};

/// Why a prospect is no longer one.
const JOINED: &str = "joined";

type FactKey = (i64, String, NaiveDate, String);

/// What makes a payment one fact.
pub(super) fn fact_key(row: &PaymentRow) -> FactKey {
    (row.person_id, row.product.clone(), row.paid_on, row.receipt.clone())
}

/// The cases of the people of a batch, as its payments leave them.
pub(super) struct Cases {
    pub facts: HashMap<FactKey, PaymentRow>,
    enrolments: Known<Case, EnrolmentRow>,
    prospects: BTreeMap<Case, Vec<ProspectRow>>,
    joined: Vec<ProspectRow>,
    /// Case by case the day of the newest payment.
    newest: HashMap<Case, NaiveDate>,
}

impl Cases {
    /// As the store knows them.
    pub(super) fn find(
        conn: &mut Conn,
        province: i64,
        people: &[i64],
    ) -> Result<Self, ImportError> {
        let facts = payments_of(conn, province, people)?;
        let mut newest: HashMap<Case, NaiveDate> = HashMap::new();
        for row in &facts {
            let day = newest.entry((row.person_id, row.product.clone())).or_insert(row.paid_on);
            *day = row.paid_on.max(*day);
        }
        let stored = enrolments_of(conn, province, people)?;
        let mut prospects: BTreeMap<Case, Vec<ProspectRow>> = BTreeMap::new();
        for row in prospects_of(conn, province, people)? {
            if row.closed.is_none() {
                prospects.entry((row.person_id, row.product.clone())).or_default().push(row);
            }
        }
        Ok(Self {
            facts: facts.into_iter().map(|row| (fact_key(&row), row)).collect(),
            enrolments: Known::of(stored, enrolments::case_of),
            prospects,
            joined: Vec::new(),
            newest,
        })
    }

    /// What a new payment does; `None` when it covers a day outside the calendar, and then nothing.
    pub(super) fn take(&mut self, payment: &PaymentRow, product: &Product) -> Option<()> {
        let case = (payment.person_id, payment.product.clone());
        let before = self.enrolments.get(&case);
        let newest = self.newest.entry(case.clone()).or_insert(payment.paid_on);
        *newest = payment.paid_on.max(*newest);
        let row = match before {
            Some(before) => renewed(before, payment, product, *newest)?,
            None => joined(payment, covered_to(payment, product, None)?),
        };
        // A payment whose cover ended before a list named the person says nothing of that list.
        let reaches =
            |prospect: &ProspectRow| prospect.as_of.is_none_or(|day| day <= row.covered_to);
        let open = self.prospects.remove(&case).unwrap_or_default();
        let (mut ended, left): (Vec<_>, Vec<_>) = open.into_iter().partition(reaches);
        for prospect in &mut ended {
            prospect.closed = Some(JOINED.to_owned());
            prospect.closed_on = Some(payment.paid_on);
        }
        self.joined.append(&mut ended);
        if !left.is_empty() {
            self.prospects.insert(case.clone(), left);
        }
        self.enrolments.put(case, row);
        Some(())
    }

    /// The enrolment of a payment's case, as it stands.
    pub(super) fn enrolment(&self, payment: &PaymentRow) -> Option<&EnrolmentRow> {
        self.enrolments.get(&(payment.person_id, payment.product.clone()))
    }

    /// Moves the enrolment to the day that a payment on record is now known to cover; whether that
    /// day lies beyond what was covered.
    pub(super) fn reach(&mut self, payment: &PaymentRow) -> bool {
        let Some(before) = self.enrolment(payment) else { return false };
        let Some(day) = payment.paid_through.filter(|day| *day > before.covered_to) else {
            return false;
        };
        let row = EnrolmentRow { covered_to: day, ..before.clone() };
        self.enrolments.put((payment.person_id, payment.product.clone()), row);
        true
    }

    /// Stores what changed.
    pub(super) fn write(&mut self, conn: &mut Conn, province: i64) -> Result<(), ImportError> {
        enrolments::write(conn, province, &mut self.enrolments)?;
        Ok(update_prospects(conn, &self.joined)?)
    }
}

/// The last day that a payment covers after what was covered before.
fn covered_to(
    payment: &PaymentRow,
    product: &Product,
    before: Option<NaiveDate>,
) -> Option<NaiveDate> {
    if payment.paid_through.is_some() {
        return payment.paid_through;
    }
    covered_after(product, before, payment.paid_on, u32::try_from(payment.months?).ok()?)
}

/// The enrolment after a payment. Where only months are given, two kinds of payments move nothing:
/// those that a due list of a later date knows already, and those that come late and ended before
/// the newest payment began. Counted again, they would hide the person from the next campaign.
fn renewed(
    before: &EnrolmentRow,
    payment: &PaymentRow,
    product: &Product,
    newest: NaiveDate,
) -> Option<EnrolmentRow> {
    let mut row = before.clone();
    let listed_since = before.as_of.is_some_and(|as_of| as_of > payment.paid_on);
    let is_old = newest > payment.paid_on && covered_to(payment, product, None)? < newest;
    if payment.paid_through.is_some() || !(listed_since || is_old) {
        let through = covered_to(payment, product, Some(before.covered_to))?;
        row.covered_to = through.max(before.covered_to);
    }
    let is_last = newest == payment.paid_on && !listed_since;
    row.last_agent_code = payment.agent_code.clone().filter(|_| is_last).or(row.last_agent_code);
    // A list may have left out who had paid; what an agent reported after the payment stands.
    let why = before.closed.as_deref().and_then(OutcomeCode::from_code);
    let paid_since = before.closed_on.is_none_or(|day| day <= payment.paid_on);
    if paid_since || (why.is_none() && row.covered_to > before.covered_to) {
        (row.closed, row.closed_on) = (None, None);
    }
    Some(row)
}

/// The enrolment that a first payment begins; no list has named it yet.
fn joined(payment: &PaymentRow, covered_to: NaiveDate) -> EnrolmentRow {
    EnrolmentRow {
        province_id: payment.province_id,
        id: 0,
        person_id: payment.person_id,
        product: payment.product.clone(),
        covered_to,
        cycle_months: payment.months.filter(|months| matches!(months, 1 | 3 | 6 | 12)),
        chosen_income: None,
        household_order: None,
        support_group: None,
        amount: None,
        last_agent_code: payment.agent_code.clone(),
        as_of: None,
        closed: None,
        closed_on: None,
    }
}
