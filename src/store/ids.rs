//! Keys for rows that grow with people: blocks of numbers taken inside the writing transaction, so
//! that a million rows cost one statement, and two writers wait for each other instead of clashing.

use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::id_blocks::dsl;

/// Takes `count` successive keys of a series and returns the first.
///
/// # Errors
/// The database refused.
pub fn take_ids(conn: &mut Conn, series: &str, count: usize) -> StoreResult<i64> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    on_backend!(conn, inner => {
        diesel::insert_into(dsl::id_blocks)
            .values((dsl::name.eq(series), dsl::next_id.eq(1)))
            .on_conflict_do_nothing()
            .execute(inner)?;
        let after: i64 = diesel::update(dsl::id_blocks.filter(dsl::name.eq(series)))
            .set(dsl::next_id.eq(dsl::next_id + count))
            .returning(dsl::next_id)
            .get_result(inner)?;
        Ok(after - count)
    })
}
