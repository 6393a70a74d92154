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

/// Of a query, the notices that go out by a channel, to one recipient where one is meant, as soon as
/// their server takes them and their hours allow it.
macro_rules! waiting {
    ($query:expr, $channel:expr, $recipient:expr, $now:expr) => {{
        let queued = [NoticeState::Scheduled, NoticeState::Retry].map(NoticeState::code);
        // What is unknown for good is due when its time is over.
        let tried_again = notices::state
            .eq(NoticeState::Unknown.code())
            .and(notices::next_at.lt(notices::expires_at));
        let mut query = $query
            .filter(notices::state.eq_any(queued).or(tried_again))
            .filter(notices::channel.eq($channel))
            .filter(notices::not_before.le($now))
            .filter(notices::expires_at.gt($now))
            .into_boxed();
        if let Some(recipient) = $recipient {
            query = query.filter(notices::recipient.eq(recipient));
        }
        query
    }};
}

/// How many notices of a province wait to go out by a channel: all, or only those for one recipient.
/// Which of them wait for their hours as well nobody knows: they are counted too.
///
/// # Errors
/// The database refused.
pub fn count_waiting(
    conn: &mut Conn,
    province: i64,
    (channel, recipient): (&str, Option<&str>),
    now: NaiveDateTime,
) -> StoreResult<u64> {
    let waiting: i64 = on_backend!(conn, inner => waiting!(notices::table, channel, recipient, now)
        .filter(notices::province_id.eq(province))
        .count()
        .get_result(inner))?;
    Ok(u64::try_from(waiting).unwrap_or_default())
}

/// Makes notices due that wait for their server, in all provinces, and says how many wait: those of a
/// channel, or of it only those for one recipient. Nobody knows which wait for their hours as well: they
/// are counted too, and a worker puts them off again. What is not to be sent yet or no more stays as it
/// is, and so does what may have gone out and is not to be tried again.
///
/// # Errors
/// The database refused.
pub fn make_due(
    conn: &mut Conn,
    channel: &str,
    recipient: Option<&str>,
    now: NaiveDateTime,
) -> StoreResult<usize> {
    let waiting: i64 = on_backend!(conn, inner => {
        let waiting =
            waiting!(notices::table, channel, recipient, now).count().get_result(inner)?;
        // Who has waited longer stays before the others.
        waiting!(diesel::update(notices::table), channel, recipient, now)
            .filter(notices::next_at.gt(now))
            .set(notices::next_at.eq(now))
            .execute(inner)?;
        waiting
    });
    Ok(usize::try_from(waiting).unwrap_or(usize::MAX))
}
