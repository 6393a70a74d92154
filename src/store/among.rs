//! Whether a column has one of many keys, on SQLite: the keys are bound as one document. A list of
//! thousands of bound values is another statement each time, and costs more to read than its rows.

use diesel::expression::{ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use serde::Serialize;

/// `column IN (keys)`.
#[derive(Clone, Debug, QueryId)]
pub(super) struct Among<C> {
    column: C,
    keys: String,
}

/// Whether `column` has one of these keys: numbers or texts.
pub(super) fn among<C>(column: C, keys: &[impl Serialize]) -> QueryResult<Among<C>> {
    let keys = serde_json::to_string(keys);
    let keys = keys.map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    Ok(Among { column, keys })
}

impl<C: Expression> Expression for Among<C> {
    type SqlType = Bool;
}

impl<C, Q> AppearsOnTable<Q> for Among<C> where C: AppearsOnTable<Q> {}

impl<C, Q> SelectableExpression<Q> for Among<C> where C: SelectableExpression<Q> {}

impl<C, G> ValidGrouping<G> for Among<C> {
    type IsAggregate = is_aggregate::No;
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Among<C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(pass.reborrow())?;
        pass.push_sql(" IN (SELECT value FROM json_each(");
        pass.push_bind_param::<Text, String>(&self.keys)?;
        pass.push_sql("))");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::people::{PersonKeys, find_people, people_by_id};
    use crate::store::query_plans::steps_at;
    use crate::store::schema::persons::dsl;
    use crate::store::{Conn, Store, StoreError};

    #[test]
    fn keys_are_found_whatever_stands_in_them() {
        let mut store = Store::open(&":memory:".parse().unwrap()).unwrap();
        store
            .write(|conn| {
                let Conn::Sqlite(conn) = conn else { panic!("SQLite") };
                let sql = "INSERT INTO persons (province_id, id, si_number, name, area_id) VALUES \
                           (1, 7, 'a\"b', 'A', 1), (1, 8, '0123', 'B', 1), (2, 7, '0123', 'C', 1)";
                diesel::sql_query("PRAGMA defer_foreign_keys = ON").execute(conn)?;
                diesel::sql_query(sql).execute(conn)?;
                let ours =
                    || dsl::persons.filter(dsl::province_id.eq(1)).select(dsl::id).order(dsl::id);
                let texts = ours().filter(among(dsl::si_number, &["0123", "a\"b", "123"])?);
                assert_eq!(texts.load::<i64>(conn)?, [7, 8]);
                let numbers = ours().filter(among(dsl::id, &[8_i64, 9])?);
                assert_eq!(numbers.load::<i64>(conn)?, [8]);
                diesel::sql_query("DELETE FROM persons").execute(conn)?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }

    #[test]
    fn keys_are_looked_up_by_the_index() {
        let keys =
            || PersonKeys { si_numbers: vec!["1"], citizen_ids: vec!["2"], source_keys: vec!["3"] };
        let by_number = steps_at("persons", |conn| find_people(conn, 1, &keys()));
        assert_eq!(
            by_number,
            [
                "SEARCH persons USING INDEX persons_si_number (province_id=? AND si_number=?)",
                "SEARCH persons USING INDEX persons_citizen_id (province_id=? AND citizen_id=?)",
                "SEARCH persons USING INDEX persons_source_key (province_id=? AND source_key=?)",
            ]
        );
        let by_key = steps_at("persons", |conn| people_by_id(conn, 1, &[7, 8]));
        assert_eq!(by_key, ["SEARCH persons USING PRIMARY KEY (province_id=? AND id=?)"]);
    }
}
