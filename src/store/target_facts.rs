//! What targets are measured and divided by: payments, cover and open cases with the area of their people,
//! one query for each table however large the province. Payments of a province are of all its years: only
//! of those who paid in the period in question they are read.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{enrolments, payments, persons, prospects};

/// A payment with where its person lives.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct PaidRow {
    /// Person.
    pub person_id: i64,
    /// Area of the person.
    pub area_id: i64,
    /// Product.
    pub product: String,
    /// Day.
    pub paid_on: NaiveDate,
    /// Months paid for.
    pub months: Option<i32>,
    /// Last day that it covers, where that is known.
    pub paid_through: Option<NaiveDate>,
    /// VND.
    pub amount: i64,
    /// Agent.
    pub agent_code: Option<String>,
}

/// An enrolment with where its person lives.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct CoverRow {
    /// Area of the person.
    pub area_id: i64,
    /// Product.
    pub product: String,
    /// Last day that is covered.
    pub covered_to: NaiveDate,
    /// Whether it is an open case.
    pub closed: Option<String>,
}

/// A potential participant of any time, with where the person lives.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct CouldJoinRow {
    /// Person.
    pub person_id: i64,
    /// Area of the person.
    pub area_id: i64,
    /// Product.
    pub product: String,
    /// Why it is no longer a case.
    pub closed: Option<String>,
}

diesel::alias!(const AT_ALL: Alias<AtAll> = payments as at_all);

/// Of whoever paid in a period all payments up to its end, person by person and product by product, oldest
/// first: what was paid before it tells what somebody was.
///
/// # Errors
/// The database refused.
pub fn paid_by_payers(
    conn: &mut Conn,
    province: i64,
    (from, until): (NaiveDate, NaiveDate),
) -> StoreResult<Vec<PaidRow>> {
    let lives =
        persons::province_id.eq(payments::province_id).and(persons::id.eq(payments::person_id));
    let payers = AT_ALL
        .filter(AT_ALL.field(payments::province_id).eq(province))
        .filter(AT_ALL.field(payments::paid_on).between(from, until))
        .select(AT_ALL.field(payments::person_id));
    let mut rows: Vec<PaidRow> = on_backend!(conn, inner => payments::table
        .inner_join(persons::table.on(lives))
        .filter(payments::province_id.eq(province))
        .filter(payments::paid_on.le(until))
        .filter(payments::person_id.eq_any(payers))
        .order(payments::id)
        .select((
            payments::person_id,
            persons::area_id,
            payments::product,
            payments::paid_on,
            payments::months,
            payments::paid_through,
            payments::amount,
            payments::agent_code,
        ))
        .load(inner))?;
    // Sorted here: databases compare text each in their own way.
    rows.sort_by(|a, b| {
        (a.person_id, &a.product, a.paid_on).cmp(&(b.person_id, &b.product, b.paid_on))
    });
    Ok(rows)
}

/// The enrolments of people of a province who are not gone, open or closed.
///
/// # Errors
/// The database refused.
pub fn covers(conn: &mut Conn, province: i64) -> StoreResult<Vec<CoverRow>> {
    let lives =
        persons::province_id.eq(enrolments::province_id).and(persons::id.eq(enrolments::person_id));
    Ok(enrolments::table
        .inner_join(persons::table.on(lives))
        .filter(enrolments::province_id.eq(province))
        .filter(persons::closed.is_null())
        .select((persons::area_id, enrolments::product, enrolments::covered_to, enrolments::closed))
        .load(conn)?)
}

/// Everybody who ever stood on a list of potential participants, each source with a row of its own.
///
/// # Errors
/// The database refused.
pub fn could_join(conn: &mut Conn, province: i64) -> StoreResult<Vec<CouldJoinRow>> {
    let lives =
        persons::province_id.eq(prospects::province_id).and(persons::id.eq(prospects::person_id));
    Ok(prospects::table
        .inner_join(persons::table.on(lives))
        .filter(prospects::province_id.eq(province))
        .select((prospects::person_id, persons::area_id, prospects::product, prospects::closed))
        .load(conn)?)
}

/// Of whoever paid in a period the rows of [`could_join`].
///
/// # Errors
/// The database refused.
pub fn could_join_of_payers(
    conn: &mut Conn,
    province: i64,
    (from, until): (NaiveDate, NaiveDate),
) -> StoreResult<Vec<CouldJoinRow>> {
    let lives =
        persons::province_id.eq(prospects::province_id).and(persons::id.eq(prospects::person_id));
    let payers = payments::table
        .filter(payments::province_id.eq(province))
        .filter(payments::paid_on.between(from, until))
        .select(payments::person_id);
    Ok(on_backend!(conn, inner => prospects::table
        .inner_join(persons::table.on(lives))
        .filter(prospects::province_id.eq(province))
        .filter(prospects::person_id.eq_any(payers))
        .select((prospects::person_id, persons::area_id, prospects::product, prospects::closed))
        .load(inner))?)
}
