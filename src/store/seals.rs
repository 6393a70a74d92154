//! The ends of the chains of attempts, sealed day by day. Seals are only ever added.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::chain_seals;

/// The seal of one day.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = chain_seals)]
pub struct SealRow {
    /// Province.
    pub province_id: i64,
    /// The day, local.
    pub day: NaiveDate,
    /// When it was made, UTC, to the millisecond.
    pub sealed_at: NaiveDateTime,
    /// The ends of the chains that have grown since the seal before, JSON.
    pub heads: String,
    /// Digest of the seal before.
    pub previous: String,
    /// Digest of this one.
    pub hash: String,
}

/// The last link of a chain.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct HeadRow {
    /// The chain.
    #[diesel(sql_type = Text)]
    pub chain: String,
    /// Number of the link.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    /// Its digest.
    #[diesel(sql_type = Text)]
    pub hash: String,
}

/// The seals of a province, by day.
///
/// # Errors
/// The database refused.
pub fn seals(conn: &mut Conn, province: i64) -> StoreResult<Vec<SealRow>> {
    Ok(chain_seals::table
        .filter(chain_seals::province_id.eq(province))
        .order(chain_seals::day)
        .select(SealRow::as_select())
        .load(conn)?)
}

/// Adds a seal; false where its day has one already, which stays.
///
/// # Errors
/// The database refused.
pub fn insert_seal(conn: &mut Conn, seal: &SealRow) -> StoreResult<bool> {
    let added = on_backend!(conn, inner => diesel::insert_into(chain_seals::table)
        .values(seal)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(added == 1)
}

/// The ends of all chains of a province, by name.
///
/// # Errors
/// The database refused.
pub fn heads(conn: &mut Conn, province: i64) -> StoreResult<Vec<HeadRow>> {
    let sql = "SELECT one.chain, one.number, one.hash FROM attempts AS one JOIN (SELECT chain, \
               max(number) AS number FROM attempts WHERE province_id = $1 GROUP BY chain) AS last \
               ON last.chain = one.chain AND last.number = one.number WHERE one.province_id = $1";
    let mut rows: Vec<HeadRow> = on_backend!(conn, inner => diesel::sql_query(sql)
        .bind::<BigInt, _>(province)
        .load(inner))?;
    rows.sort_by(|a, b| a.chain.cmp(&b.chain));
    Ok(rows)
}
