//! What happened: consents, the do-not-call register, outcomes and payments. Facts are never
//! changed; the same fact twice is one fact.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::bulk::{KEYS_PER_QUERY, bulk_insert};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{consents, do_not_call, outcomes, payments};

/// A consent, a duty or a contract on record.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = consents)]
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
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
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
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = payments)]
#[diesel(treat_none_as_default_value = false)]
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

macro_rules! fact_table {
    ($table:ident, $row:ident, $find:ident, $insert:ident,
     $what:literal) => {
        #[doc = concat!("The ", $what, " of these people, oldest first.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $find(conn: &mut Conn, province: i64, persons: &[i64]) -> StoreResult<Vec<$row>> {
            let mut found = Vec::new();
            for chunk in persons.chunks(KEYS_PER_QUERY) {
                found.extend(on_backend!(conn, inner => $table::table
                    .filter($table::province_id.eq(province))
                    .filter($table::person_id.eq_any(chunk))
                    .order($table::id)
                    .select($row::as_select())
                    .load::<$row>(inner))?);
            }
            Ok(found)
        }

        #[doc = concat!("Inserts new ", $what, ".")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $insert(conn: &mut Conn, rows: &[$row]) -> StoreResult<()> {
            Ok(bulk_insert!(conn, $table::table, rows)?)
        }
    };
}

fact_table!(consents, ConsentRow, consents_of, insert_consents, "consents");
fact_table!(outcomes, OutcomeRow, outcomes_of, insert_outcomes, "outcomes");
fact_table!(payments, PaymentRow, payments_of, insert_payments, "payments");

/// Writes withdrawn consents back.
///
/// # Errors
/// The database refused.
pub fn update_consents(conn: &mut Conn, rows: &[ConsentRow]) -> StoreResult<()> {
    for row in rows {
        diesel::update(consents::table.find((row.province_id, row.id))).set(row).execute(conn)?;
    }
    Ok(())
}

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
    Ok(on_backend!(conn, inner => do_not_call::table
        .filter(do_not_call::phone.eq_any(phones))
        .select(DoNotCallRow::as_select())
        .load(inner))?)
}

/// Adds numbers to the register.
///
/// # Errors
/// The database refused.
pub fn insert_do_not_call(conn: &mut Conn, rows: &[DoNotCallRow]) -> StoreResult<()> {
    Ok(bulk_insert!(conn, do_not_call::table, rows)?)
}

/// Changes numbers of the register.
///
/// # Errors
/// The database refused.
pub fn update_do_not_call(conn: &mut Conn, rows: &[DoNotCallRow]) -> StoreResult<()> {
    for row in rows {
        diesel::update(do_not_call::table.find(&row.phone)).set(row).execute(conn)?;
    }
    Ok(())
}
