//! Officers of offices: a small catalogue, read whole.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::bulk::writes;
use super::conn::Conn;
use super::error::StoreResult;
use super::schema::officers;

/// An officer of an office.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = officers, primary_key(province_id, code))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct OfficerRow {
    /// Province.
    pub province_id: i64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Office.
    pub office_code: String,
    /// Areas in the officer's charge, `;`; none means those of the office where organisations are named.
    pub area_codes: Option<String>,
    /// Collection organisations, `;`; none means whoever collects in the areas.
    pub organisation_codes: Option<String>,
    /// First day.
    pub active_from: Option<NaiveDate>,
    /// Last day.
    pub active_to: Option<NaiveDate>,
}

/// All officers of a province, in the order of their codes.
///
/// # Errors
/// The database refused.
pub fn officers(conn: &mut Conn, province: i64) -> StoreResult<Vec<OfficerRow>> {
    let query = officers::table.select(OfficerRow::as_select());
    let query = query.filter(officers::province_id.eq(province));
    Ok(query.order(officers::table.primary_key()).load(conn)?)
}

writes!(
    officers(province_id, code),
    OfficerRow { name, office_code, area_codes, organisation_codes, active_from, active_to },
    insert_officers,
    update_officers,
    "officers"
);
