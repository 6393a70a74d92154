//! Attempts to send as chains of digests, one for each worker; and beside them, where it may be
//! erased, what was written to whom. Links are only ever added.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::bulk::{inserts, rows_by_key, writes};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{attempt_texts, attempts};

/// One link of a chain: an attempt that is opened before the network is used, or closed after it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = attempts)]
#[diesel(treat_none_as_default_value = false)]
pub struct LinkRow {
    /// Province.
    pub province_id: i64,
    /// The chain: the name of a worker.
    pub chain: String,
    /// 1, 2, 3 ... in the chain.
    pub number: i64,
    /// Notice.
    pub notice_id: i64,
    /// Its attempts at that time.
    pub attempt: i32,
    /// `opened`, `closed` or `settled`.
    pub event: String,
    /// When, UTC, to the millisecond.
    pub at: NaiveDateTime,
    /// Keyed digest of the address.
    pub address_key: String,
    /// SHA-256 of the bytes that were sent, in hexadecimal.
    pub content_sha256: String,
    /// Server, or name of the endpoint.
    pub destination: String,
    /// How it ended; empty while it is open.
    pub outcome: String,
    /// SHA-256 of what the server replied, in hexadecimal; empty while it is open.
    pub reply_sha256: String,
    /// Digest of the link before.
    pub previous: String,
    /// Digest of this one.
    pub hash: String,
}

/// What was written to whom.
#[derive(
    Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Identifiable, AsChangeset,
)]
#[diesel(table_name = attempt_texts)]
#[diesel(primary_key(province_id, notice_id, attempt))]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct AttemptTextRow {
    /// Province.
    pub province_id: i64,
    /// Notice.
    pub notice_id: i64,
    /// Its attempts at that time.
    pub attempt: i32,
    /// The address.
    pub address: String,
    /// Message-ID, or webhook-id.
    pub message_id: String,
    /// Subject of a letter, type of a request.
    pub subject: String,
    /// What the server replied.
    pub reply: Option<String>,
}

inserts!(attempts, LinkRow, insert_links, "links");
writes!(
    attempt_texts(province_id, notice_id, attempt),
    AttemptTextRow { address, message_id, subject, reply },
    insert_attempt_texts,
    update_attempt_texts,
    "texts of attempts"
);

/// The links about these notices, in the order in which they were made.
///
/// # Errors
/// The database refused.
pub fn links_of(conn: &mut Conn, province: i64, notices: &[i64]) -> StoreResult<Vec<LinkRow>> {
    let mut links = rows_by_key!(conn, LinkRow, attempts::notice_id, province, notices);
    links.sort_by(|a, b| {
        let place = |link: &LinkRow| (link.notice_id, link.attempt, link.at, link.number);
        place(a).cmp(&place(b)).then_with(|| a.chain.cmp(&b.chain))
    });
    Ok(links)
}

/// The texts of the attempts at a notice, as far as they are still there.
///
/// # Errors
/// The database refused.
pub fn texts_of(conn: &mut Conn, province: i64, notice: i64) -> StoreResult<Vec<AttemptTextRow>> {
    Ok(attempt_texts::table
        .filter(attempt_texts::province_id.eq(province))
        .filter(attempt_texts::notice_id.eq(notice))
        .order(attempt_texts::attempt)
        .select(AttemptTextRow::as_select())
        .load(conn)?)
}

/// The next links of all chains of a province, after one of them, by chain and number: so many at most.
///
/// # Errors
/// The database refused.
pub fn links_after(
    conn: &mut Conn,
    province: i64,
    (chain, number): (&str, i64),
    limit: i64,
) -> StoreResult<Vec<LinkRow>> {
    let later =
        attempts::chain.gt(chain).or(attempts::chain.eq(chain).and(attempts::number.gt(number)));
    Ok(on_backend!(conn, inner => attempts::table
        .filter(attempts::province_id.eq(province))
        .filter(later)
        .order((attempts::chain, attempts::number))
        .limit(limit)
        .select(LinkRow::as_select())
        .load(inner))?)
}
