//! Servers that messages go to, and whether they take any: shared by all workers, so that one of them
//! finds out and the others need not.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::destinations;

/// A server of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = destinations)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct DestinationRow {
    /// A code of `domain::notice::NoticeChannel`.
    pub channel: String,
    /// Its name.
    pub name: String,
    /// `taking`, `resting`, `slowed` or `disabled`.
    pub state: String,
    /// Failures, one after the other.
    pub failures: i32,
    /// Since when it fails, UTC.
    pub failing_since: Option<NaiveDateTime>,
    /// Until when nothing is sent to it, UTC.
    pub closed_until: Option<NaiveDateTime>,
    /// What it said last when it failed, without personal data.
    pub reason: Option<String>,
}

/// All servers that were ever in trouble.
///
/// # Errors
/// The database refused.
pub fn destinations(conn: &mut Conn) -> StoreResult<Vec<DestinationRow>> {
    Ok(destinations::table
        .order((destinations::channel, destinations::name))
        .select(DestinationRow::as_select())
        .load(conn)?)
}

/// A server, which no other worker changes until the transaction ends.
///
/// # Errors
/// The database refused.
pub fn hold_destination(
    conn: &mut Conn,
    channel: &str,
    name: &str,
) -> StoreResult<Option<DestinationRow>> {
    let key = (channel.to_owned(), name.to_owned());
    match conn {
        Conn::Sqlite(conn) => Ok(destinations::table
            .find(key)
            .select(DestinationRow::as_select())
            .first(conn)
            .optional()?),
        Conn::Postgres(conn) => Ok(destinations::table
            .find(key)
            .select(DestinationRow::as_select())
            .for_update()
            .first(conn)
            .optional()?),
    }
}

/// Writes what is known of a server.
///
/// # Errors
/// The database refused.
pub fn save_destination(conn: &mut Conn, row: &DestinationRow) -> StoreResult<()> {
    on_backend!(conn, inner => diesel::insert_into(destinations::table)
        .values(row)
        .on_conflict((destinations::channel, destinations::name))
        .do_update()
        .set(row)
        .execute(inner))?;
    Ok(())
}
