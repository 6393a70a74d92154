//! The record of what was imported, when, and what came of it.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreResult;
use super::ids::take_common_ids;
use super::schema::imports;

/// One finished import.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = imports)]
#[diesel(treat_none_as_default_value = false)]
pub struct ImportRow {
    /// Key; 0 before it is stored.
    pub id: i64,
    /// Province that the list belongs to; none where it holds for the whole database.
    pub province_id: Option<i64>,
    /// Kind of list.
    pub thing: String,
    /// Name of the file, without its folder.
    pub file_name: String,
    /// Digest of its bytes.
    pub sha256: String,
    /// When, UTC.
    pub imported_at: NaiveDateTime,
    /// Rows read.
    pub read_rows: i64,
    /// Rows that were new.
    pub inserted: i64,
    /// Rows that changed something.
    pub updated: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Cases closed because a newer list does not name them.
    pub closed: i64,
    /// Rows rejected.
    pub rejected: i64,
}

/// Records an import, as the last step of its transaction: everybody who ends an import waits for
/// the key, and keys therefore follow the order in which imports were committed.
///
/// # Errors
/// The database refused.
pub fn record_import(conn: &mut Conn, mut row: ImportRow) -> StoreResult<i64> {
    row.id = take_common_ids(conn, "imports", 1)?;
    diesel::insert_into(imports::table).values(&row).execute(conn)?;
    Ok(row.id)
}

/// Key of the last import; 0 when there was none.
///
/// # Errors
/// The database refused.
pub fn last_import(conn: &mut Conn) -> StoreResult<i64> {
    let last: Option<i64> = imports::table.select(diesel::dsl::max(imports::id)).first(conn)?;
    Ok(last.unwrap_or_default())
}

/// The imports after that one which changed anything that a province may see, oldest first.
///
/// # Errors
/// The database refused.
pub fn imports_after(conn: &mut Conn, province: i64, last: i64) -> StoreResult<Vec<ImportRow>> {
    let seen = imports::province_id.is_null().or(imports::province_id.eq(province));
    Ok(imports::table
        .filter(imports::id.gt(last))
        .filter(seen)
        .filter((imports::inserted + imports::updated + imports::closed).gt(0))
        .order(imports::id)
        .select(ImportRow::as_select())
        .load(conn)?)
}
