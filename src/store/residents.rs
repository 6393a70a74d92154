//! Persons as residents: where they are registered and with whom, without everything else that is known of them. Plans
//! ask it of tens of thousands of guests and their households at once.

use diesel::prelude::*;

use super::bulk::rows_by_key;
use super::conn::Conn;
use super::error::StoreResult;
use super::schema::persons;

/// Where somebody is registered.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = persons)]
pub struct ResidentRow {
    /// Key inside the province.
    pub id: i64,
    /// Area of registration.
    pub area_id: i64,
    /// Household code.
    pub household_code: Option<String>,
    /// Why the person is no longer contacted at all.
    pub closed: Option<String>,
}

/// Residents of a province by their keys.
///
/// # Errors
/// The database refused.
pub fn residents_by_id(
    conn: &mut Conn,
    province: i64,
    ids: &[i64],
) -> StoreResult<Vec<ResidentRow>> {
    Ok(rows_by_key!(conn, ResidentRow, persons::id, province, ids))
}

/// Everybody who is registered in one of these households.
///
/// # Errors
/// The database refused.
pub fn residents_of_households(
    conn: &mut Conn,
    province: i64,
    codes: &[&str],
) -> StoreResult<Vec<ResidentRow>> {
    Ok(rows_by_key!(conn, ResidentRow, persons::household_code, province, codes))
}
