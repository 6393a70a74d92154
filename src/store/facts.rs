//! What happened: consents, the do-not-call register, outcomes and payments. What happened is never
//! changed, but for what was told wrongly; the same fact twice is one fact.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::bulk::{KEYS_PER_QUERY, inserts, rows_by_key, writes};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{consents, do_not_call, outcomes, payments};

/// A consent, a duty or a contract on record.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = consents, primary_key(province_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ConsentRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Person.
    pub person_id: i64,
    /// Channel code.
    pub channel: String,
    /// Purpose code.
    pub purpose: String,
    /// Basis code.
    pub basis: String,
    /// Since when, local time of the office.
    pub given_at: NaiveDateTime,
    /// Until when.
    pub withdrawn_at: Option<NaiveDateTime>,
    /// Where the evidence lies.
    pub evidence: Option<String>,
}

/// A number on the do-not-call register.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = do_not_call, primary_key(phone))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct DoNotCallRow {
    /// `84` and 9 digits.
    pub phone: String,
    /// No calls.
    pub calls: bool,
    /// No messages.
    pub messages: bool,
    /// Date of the register.
    pub as_of: Option<NaiveDate>,
}

/// What came of a touch.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = outcomes)]
#[diesel(treat_none_as_default_value = false)]
pub struct OutcomeRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Person.
    pub person_id: i64,
    /// Product code; empty when it holds for the whole household.
    pub product: String,
    /// The touch it came from.
    pub touch_id: Option<i64>,
    /// When, local time of the office.
    pub at: NaiveDateTime,
    /// Outcome code.
    pub outcome: String,
    /// Promised hour of the next call.
    pub call_back_at: Option<NaiveDateTime>,
    /// Promised day of payment.
    pub promised_on: Option<NaiveDate>,
    /// Reason, as the agent gave it.
    pub reason: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Agent.
    pub agent_code: Option<String>,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = payments, primary_key(province_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct PaymentRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Person.
    pub person_id: i64,
    /// Product code.
    pub product: String,
    /// Day of payment.
    pub paid_on: NaiveDate,
    /// Months paid for.
    pub months: Option<i32>,
    /// Last day that it covers.
    pub paid_through: Option<NaiveDate>,
    /// VND.
    pub amount: i64,
    /// Receipt; empty when there is none.
    pub receipt: String,
    /// Agent.
    pub agent_code: Option<String>,
}

macro_rules! facts_of {
    ($table:ident, $row:ident, $find:ident, $what:literal) => {
        #[doc = concat!("The ", $what, " of these people, oldest first.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $find(conn: &mut Conn, province: i64, persons: &[i64]) -> StoreResult<Vec<$row>> {
            let mut found = rows_by_key!(conn, $row, $table::person_id, province, persons);
            found.sort_unstable_by_key(|row| row.id);
            Ok(found)
        }
    };
}

facts_of!(consents, ConsentRow, consents_of, "consents");
facts_of!(outcomes, OutcomeRow, outcomes_of, "outcomes");
facts_of!(payments, PaymentRow, payments_of, "payments");

// A consent can be withdrawn and a number freed; what happened has happened.
writes!(
    consents(province_id, id),
    ConsentRow { person_id, channel, purpose, basis, given_at, withdrawn_at, evidence },
    insert_consents,
    update_consents,
    "consents"
);
inserts!(outcomes, OutcomeRow, insert_outcomes, "outcomes");

/// Takes back outcomes that a corrected list replaces.
///
/// # Errors
/// The database refused.
pub fn delete_outcomes(conn: &mut Conn, province: i64, ids: &[i64]) -> StoreResult<()> {
    for chunk in ids.chunks(KEYS_PER_QUERY) {
        on_backend!(conn, inner => diesel::delete(outcomes::table
            .filter(outcomes::province_id.eq(province))
            .filter(outcomes::id.eq_any(chunk)))
            .execute(inner))?;
    }
    Ok(())
}

// A later file may know of a payment what the first did not.
writes!(
    payments(province_id, id),
    PaymentRow { person_id, product, paid_on, months, paid_through, amount, receipt, agent_code },
    insert_payments,
    update_payments,
    "payments"
);

/// The payments with these receipts, in no order.
///
/// # Errors
/// The database refused.
pub fn payments_by_receipt(
    conn: &mut Conn,
    province: i64,
    receipts: &[&str],
) -> StoreResult<Vec<PaymentRow>> {
    Ok(rows_by_key!(conn, PaymentRow, payments::receipt, province, receipts))
}

writes!(
    do_not_call(phone),
    DoNotCallRow { calls, messages, as_of },
    insert_do_not_call,
    update_do_not_call,
    "numbers of the do-not-call register"
);

/// The whole register.
///
/// # Errors
/// The database refused.
pub fn do_not_call(conn: &mut Conn) -> StoreResult<Vec<DoNotCallRow>> {
    Ok(do_not_call::table.select(DoNotCallRow::as_select()).load(conn)?)
}

/// The register's rows of these numbers.
///
/// # Errors
/// The database refused.
pub fn do_not_call_of(conn: &mut Conn, phones: &[&str]) -> StoreResult<Vec<DoNotCallRow>> {
    let mut found = Vec::new();
    for chunk in phones.chunks(KEYS_PER_QUERY) {
        found.extend(on_backend!(conn, inner => do_not_call::table
            .filter(do_not_call::phone.eq_any(chunk))
            .select(DoNotCallRow::as_select())
            .load::<DoNotCallRow>(inner))?);
    }
    Ok(found)
}
