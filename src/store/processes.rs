//! The processes that work on this database: each says from time to time that it is still there.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::processes::dsl;

/// A process that works, or worked until it was killed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = super::schema::processes)]
pub struct ProcessRow {
    /// Different for each start of the program.
    pub id: String,
    /// What it does.
    pub role: String,
    /// Since when, UTC.
    pub started_at: NaiveDateTime,
    /// When it last said that it lives, UTC.
    pub seen_at: NaiveDateTime,
}

/// Says that a process lives.
///
/// # Errors
/// The database refused.
pub fn beat(conn: &mut Conn, process: &ProcessRow) -> StoreResult<()> {
    on_backend!(conn, inner => diesel::insert_into(dsl::processes)
        .values(process)
        .on_conflict(dsl::id)
        .do_update()
        .set(dsl::seen_at.eq(process.seen_at))
        .execute(inner))?;
    Ok(())
}

/// Forgets a process that has ended.
///
/// # Errors
/// The database refused.
pub fn leave(conn: &mut Conn, id: &str) -> StoreResult<()> {
    diesel::delete(dsl::processes.filter(dsl::id.eq(id))).execute(conn)?;
    Ok(())
}

/// Forgets processes that were not seen since `before`: they were killed.
///
/// # Errors
/// The database refused.
pub fn forget_processes(conn: &mut Conn, before: NaiveDateTime) -> StoreResult<()> {
    diesel::delete(dsl::processes.filter(dsl::seen_at.lt(before))).execute(conn)?;
    Ok(())
}

/// The processes, the one that was seen last first.
///
/// # Errors
/// The database refused.
pub fn processes(conn: &mut Conn) -> StoreResult<Vec<ProcessRow>> {
    let rows = dsl::processes.order((dsl::seen_at.desc(), dsl::id));
    Ok(rows.select(ProcessRow::as_select()).load(conn)?)
}
