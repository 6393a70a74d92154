//! Servers that messages go to, and whether they take any: shared by all workers, so that one of them
//! finds out and the others need not.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{destinations, notices};
use crate::domain::notice::NoticeState;

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
    /// When somebody enabled it last after it had been given up, UTC.
    pub enabled_at: Option<NaiveDateTime>,
    /// Who did.
    pub enabled_by: Option<String>,
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

/// Makes notices due now that were put off for their server, in all provinces, and says how many: those
/// of a channel, or of it only those for one recipient. What is not to be sent yet stays as it is.
///
/// # Errors
/// The database refused.
pub fn make_due(
    conn: &mut Conn,
    channel: &str,
    recipient: Option<&str>,
    now: NaiveDateTime,
) -> StoreResult<usize> {
    let waits = [NoticeState::Scheduled, NoticeState::Retry].map(NoticeState::code);
    Ok(on_backend!(conn, inner => {
        let put_off = diesel::update(notices::table)
            .filter(notices::state.eq_any(waits))
            .filter(notices::channel.eq(channel))
            .filter(notices::next_at.gt(now))
            .filter(notices::not_before.le(now))
            .set(notices::next_at.eq(now));
        match recipient {
            Some(recipient) => put_off.filter(notices::recipient.eq(recipient)).execute(inner),
            None => put_off.execute(inner),
        }
    })?)
}
