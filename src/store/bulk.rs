//! Many rows at once, the way each database likes it: one prepared statement run row by row on
//! SQLite, which needs no longer statement to be fast. On PostgreSQL, to which each statement is a
//! journey, COPY for new rows and one UPDATE from arrays for changed ones. And the functions that
//! every table of lists has.

/// Keys in one question: below SQLite's limit of 32,766 bound values.
pub(super) const KEYS_PER_QUERY: usize = 16_384;

/// Rows in one UPDATE on PostgreSQL. It binds one array a column, so that no limit of bound values
/// is near: this bounds the copy of them that is sent.
pub(super) const ROWS_PER_UPDATE: usize = 16_384;

/// Inserts a slice of `Insertable` rows into a table.
macro_rules! bulk_insert {
    ($conn:expr, $table:expr, $rows:expr) => {
        match $conn {
            $crate::store::conn::Conn::Sqlite(conn) => $rows.iter().try_for_each(|row| {
                diesel::insert_into($table).values(row).execute(conn).map(drop)
            }),
            $crate::store::conn::Conn::Postgres(conn) => {
                diesel::copy_from($table).from_insertable($rows).execute(conn).map(drop)
            }
        }
    };
}

/// The rows of a province whose column has one of these keys; in no order. A key that is named
/// twice may bring its rows twice.
macro_rules! rows_by_key {
    ($conn:expr, $row:ty, $table:ident :: $column:ident, $province:expr, $keys:expr) => {{
        let mut found: Vec<$row> = Vec::with_capacity($keys.len());
        for chunk in $keys.chunks($crate::store::bulk::KEYS_PER_QUERY) {
            let own = $table::table.filter($table::province_id.eq($province));
            found.extend(match $conn {
                $crate::store::conn::Conn::Sqlite(conn) => {
                    let is_one = $crate::store::among::among($table::$column, chunk)?;
                    own.filter(is_one).select(<$row>::as_select()).load::<$row>(conn)
                }
                $crate::store::conn::Conn::Postgres(conn) => {
                    let is_one = $table::$column.eq_any(chunk);
                    own.filter(is_one).select(<$row>::as_select()).load::<$row>(conn)
                }
            }?);
        }
        found
    }};
}

/// A function that inserts rows of a table, and one that writes changed rows back; its columns are
/// those of [`updates`].
macro_rules! writes {
    ($table:ident $key:tt, $row:ident $rest:tt, $insert:ident, $update:ident, $what:literal) => {
        $crate::store::bulk::inserts!($table, $row, $insert, $what);
        $crate::store::bulk::updates!($table $key, $row $rest, $update, $what);
    };
}

/// A function that writes changed rows of a table back. The primary key stands in parentheses, all
/// other columns in braces; one that is wrong or forgotten does not compile.
macro_rules! updates {
    ($table:ident ($($key:ident),+), $row:ident { $($rest:ident),+ $(,)? },
     $update:ident, $what:literal) => {
        #[doc = concat!("Writes changed ", $what, " back, each of them once.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $update(conn: &mut Conn, rows: &[$row]) -> StoreResult<()> {
            const _: fn(&$table::table) -> $crate::store::bulk::all_of!($($table::$key),+) =
                Table::primary_key;
            const _: fn(&$row) = |$row { $($key: _,)+ $($rest: _),+ }| ();
            match conn {
                Conn::Sqlite(conn) => {
                    for row in rows {
                        diesel::update(row).set(row).execute(conn)?;
                    }
                }
                Conn::Postgres(conn) => {
                    let (key, rest) = (&[$(stringify!($key)),+], &[$(stringify!($rest)),+]);
                    let sql = $crate::store::bulk::update_sql(stringify!($table), key, rest);
                    for rows in rows.chunks($crate::store::bulk::ROWS_PER_UPDATE) {
                        let query = diesel::sql_query(sql.as_str());
                        $(let query = $crate::store::bulk::bind_column!(query, $table::$key, rows);)+
                        $(let query = $crate::store::bulk::bind_column!(query, $table::$rest, rows);)+
                        query.execute(conn)?;
                    }
                }
            }
            Ok(())
        }
    };
}

/// The type of a key: of one column, or of several.
macro_rules! all_of {
    ($one:ty) => { $one };
    ($($each:ty),+) => { ($($each),+) };
}

/// Binds one column of rows as an array.
macro_rules! bind_column {
    ($query:ident, $table:ident :: $column:ident, $rows:ident) => {
        $query.bind::<diesel::sql_types::Array<diesel::dsl::SqlTypeOf<$table::$column>>, _>(
            $rows.iter().map(|row| &row.$column).collect::<Vec<_>>(),
        )
    };
}

/// The statement that writes rows back on PostgreSQL; it takes an array for each column, those of
/// the key first. Not an upsert, although the rows are whole: a row that somebody erased after we
/// read it must stay gone.
pub(super) fn update_sql(table: &str, key: &[&str], rest: &[&str]) -> String {
    let each = |columns: &[&str], between: &str, text: fn(&str) -> String| {
        columns.iter().map(|column| text(column)).collect::<Vec<_>>().join(between)
    };
    let columns = [key, rest].concat();
    let arrays: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
    format!(
        "UPDATE {table} AS old SET {} FROM unnest({}) AS new ({}) WHERE {}",
        each(rest, ", ", |column| format!("\"{column}\" = new.\"{column}\"")),
        arrays.join(", "),
        each(&columns, ", ", |column| format!("\"{column}\"")),
        each(key, " AND ", |column| format!("old.\"{column}\" = new.\"{column}\"")),
    )
}

/// A function that inserts rows of a table.
macro_rules! inserts {
    ($table:ident, $row:ident, $insert:ident, $what:literal) => {
        #[doc = concat!("Inserts new ", $what, ".")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $insert(conn: &mut Conn, rows: &[$row]) -> StoreResult<()> {
            Ok($crate::store::bulk::bulk_insert!(conn, $table::table, rows)?)
        }
    };
}
pub(super) use {all_of, bind_column, bulk_insert, inserts, rows_by_key, updates, writes};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_finds_rows_by_their_whole_key_and_sets_the_rest() {
        assert_eq!(
            update_sql("absences", &["province_id", "from_date"], &["to_date", "reason"]),
            "UPDATE absences AS old SET \"to_date\" = new.\"to_date\", \"reason\" = new.\"reason\" \
             FROM unnest($1, $2, $3, $4) AS new (\"province_id\", \"from_date\", \"to_date\", \
             \"reason\") WHERE old.\"province_id\" = new.\"province_id\" AND old.\"from_date\" = \
             new.\"from_date\""
        );
    }
}
