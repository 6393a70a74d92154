//! Keys for rows that grow with people: blocks of numbers taken inside the writing transaction, so
//! that a million rows cost one statement, and two writers wait for each other instead of clashing.
//!
//! A block is locked until its transaction ends. So that provinces do not wait for each other, each
//! has series of its own.

use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::id_blocks::dsl;

/// Stands for the whole database where a series belongs to no province; no area has this key.
const COMMON: i64 = 0;

/// Takes `count` successive keys of a province's series and returns the first.
///
/// # Errors
/// The database refused.
pub fn take_ids(conn: &mut Conn, province: i64, series: &str, count: usize) -> StoreResult<i64> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let first = (dsl::province_id.eq(province), dsl::name.eq(series), dsl::next_id.eq(1 + count));
    let after: i64 = on_backend!(conn, inner => diesel::insert_into(dsl::id_blocks)
        .values(first)
        .on_conflict((dsl::province_id, dsl::name))
        .do_update()
        .set(dsl::next_id.eq(dsl::next_id + count))
        .returning(dsl::next_id)
        .get_result(inner))?;
    Ok(after - count)
}

/// Takes `count` successive keys of a series that all provinces share. Every writer of the database
/// waits for it: only for what is written seldom, or at the end of a transaction.
///
/// # Errors
/// The database refused.
pub fn take_common_ids(conn: &mut Conn, series: &str, count: usize) -> StoreResult<i64> {
    take_ids(conn, COMMON, series, count)
}

/// Keeps every other writer of a series that all provinces share waiting until the transaction ends.
/// Rows are read, changed and written back whole: whoever read them before the other had ended would
/// take back what that one wrote, or store the same row twice.
///
/// # Errors
/// The database refused.
pub fn hold_common(conn: &mut Conn, series: &str) -> StoreResult<()> {
    take_common_ids(conn, series, 0).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, StoreError};

    #[test]
    fn blocks_follow_each_other_and_provinces_count_for_themselves() {
        let mut store = Store::open(&":memory:".parse().unwrap()).unwrap();
        let taken = store.write(|conn| {
            Ok::<_, StoreError>([
                take_ids(conn, 1, "persons", 3)?,
                take_ids(conn, 1, "persons", 2)?,
                take_ids(conn, 2, "persons", 1)?,
                take_ids(conn, 1, "consents", 1)?,
                take_common_ids(conn, "persons", 1)?,
                take_ids(conn, 1, "persons", 1)?,
            ])
        });
        assert_eq!(taken.unwrap(), [1, 4, 1, 1, 1, 6]);
    }
}
