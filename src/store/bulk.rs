//! Many rows at once, the way each database likes it: one prepared statement run row by row on
//! SQLite, which needs no longer statement to be fast, and COPY on PostgreSQL.

/// Keys in one question: below SQLite's limit of 32,766 bound values.
pub(super) const KEYS_PER_QUERY: usize = 16_384;

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
pub(super) use bulk_insert;
