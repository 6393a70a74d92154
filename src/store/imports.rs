//! The record of what was imported, when, and what came of it.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreResult;
use super::ids::take_ids;
use super::schema::imports;

/// One finished import.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = imports)]
pub struct ImportRow {
    /// Key; 0 before it is stored.
    pub id: i64,
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

/// Records an import.
///
/// # Errors
/// The database refused.
pub fn record_import(conn: &mut Conn, mut row: ImportRow) -> StoreResult<i64> {
    row.id = take_ids(conn, "imports", 1)?;
    diesel::insert_into(imports::table).values(&row).execute(conn)?;
    Ok(row.id)
}

/// All imports, newest first.
///
/// # Errors
/// The database refused.
pub fn imports(conn: &mut Conn) -> StoreResult<Vec<ImportRow>> {
    Ok(imports::table.order(imports::id.desc()).select(ImportRow::as_select()).load(conn)?)
}
