//! Keys that the installation makes for itself, once: they lie in the database, so that every machine
//! that works on it uses the same.

use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::made_keys::dsl;

/// The key of this name. Where there is none yet, `new` becomes it; of two who make it at once, one
/// wins, and both get that one.
///
/// # Errors
/// The database refused.
pub fn made_key(conn: &mut Conn, name: &str, new: &str) -> StoreResult<String> {
    on_backend!(conn, inner => diesel::insert_into(dsl::made_keys)
        .values((dsl::name.eq(name), dsl::value.eq(new)))
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(dsl::made_keys.filter(dsl::name.eq(name)).select(dsl::value).first(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, StoreError};

    #[test]
    fn a_key_is_made_once() {
        let mut store = Store::open(&":memory:".parse().unwrap()).unwrap();
        let keys = store.write(|conn| {
            Ok::<_, StoreError>([
                made_key(conn, "a", "1")?,
                made_key(conn, "a", "2")?,
                made_key(conn, "b", "3")?,
            ])
        });
        assert_eq!(keys.unwrap(), ["1", "1", "3"]);
    }
}
