//! What has gone out lately, for the caps of a day; and the outbox as people look at it.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};

use super::bulk::KEYS_PER_QUERY;
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::notices::NoticeRow;
use super::schema::notices;

/// A message that went out, or may have.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct SentRow {
    /// The notice.
    pub id: i64,
    /// Keyed digest of its address.
    pub address_key: Option<String>,
    /// The participant whom it is about.
    pub person_id: Option<i64>,
    /// When, UTC.
    pub sent_at: Option<NaiveDateTime>,
}

/// Keeps others who send to these addresses or people waiting until the transaction ends. SQLite has
/// one writer at a time and needs no more.
///
/// # Errors
/// The database refused.
pub fn hold_recipients(conn: &mut Conn, mut keys: Vec<i64>) -> StoreResult<()> {
    // In one order, so that two workers never wait for each other.
    keys.sort_unstable();
    keys.dedup();
    if let Conn::Postgres(conn) = conn {
        diesel::sql_query("SELECT pg_advisory_xact_lock(key) FROM unnest($1) AS key")
            .bind::<Array<BigInt>, _>(keys)
            .execute(conn)?;
    }
    Ok(())
}

/// What went out after a time, for these purposes by one channel, to these addresses or about these
/// people; each once, the oldest first.
///
/// # Errors
/// The database refused.
pub fn sent_after(
    conn: &mut Conn,
    province: i64,
    (after, purposes, channel): (NaiveDateTime, &[&str], &str),
    addresses: &[String],
    people: &[i64],
) -> StoreResult<Vec<SentRow>> {
    let columns = (notices::id, notices::address_key, notices::person_id, notices::sent_at);
    let mut found: Vec<SentRow> = Vec::new();
    for keys in addresses.chunks(KEYS_PER_QUERY / 2) {
        found.extend(on_backend!(conn, inner => notices::table
            .filter(notices::province_id.eq(province))
            .filter(notices::address_key.eq_any(keys.iter().map(Some)))
            .filter(notices::sent_at.gt(after))
            .filter(notices::channel.eq(channel))
            .filter(notices::purpose.eq_any(purposes))
            .select(columns)
            .load::<SentRow>(inner))?);
    }
    for keys in people.chunks(KEYS_PER_QUERY / 2) {
        found.extend(on_backend!(conn, inner => notices::table
            .filter(notices::province_id.eq(province))
            .filter(notices::person_id.eq_any(keys.iter().map(|id| Some(*id))))
            .filter(notices::sent_at.gt(after))
            .filter(notices::channel.eq(channel))
            .filter(notices::purpose.eq_any(purposes))
            .select(columns)
            .load::<SentRow>(inner))?);
    }
    found.sort_by_key(|row| (row.sent_at, row.id));
    found.dedup_by_key(|row| row.id);
    Ok(found)
}

/// Which notices somebody wants to see; an empty filter lets all through.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// A code of `domain::notice::NoticeState`.
    pub state: Option<String>,
    /// A code of `domain::notice::Purpose`.
    pub purpose: Option<String>,
    /// The period, as it was written.
    pub period: Option<String>,
}

/// The newest notices of a province that somebody wants to see, and how many there are in all.
///
/// # Errors
/// The database refused.
pub fn newest(
    conn: &mut Conn,
    province: i64,
    wanted: &Wanted,
    limit: usize,
) -> StoreResult<(Vec<NoticeRow>, i64)> {
    macro_rules! filtered {
        ($query:expr) => {{
            let mut query = $query.filter(notices::province_id.eq(province)).into_boxed();
            if let Some(state) = &wanted.state {
                query = query.filter(notices::state.eq(state));
            }
            if let Some(purpose) = &wanted.purpose {
                query = query.filter(notices::purpose.eq(purpose));
            }
            if let Some(period) = &wanted.period {
                query = query.filter(notices::period.eq(period));
            }
            query
        }};
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    on_backend!(conn, inner => {
        let all = filtered!(notices::table).count().get_result(inner)?;
        let rows = filtered!(notices::table.select(NoticeRow::as_select()))
            .order(notices::id.desc())
            .limit(limit)
            .load(inner)?;
        Ok((rows, all))
    })
}
