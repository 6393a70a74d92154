//! Many rows at once, the way each database likes it: multi-row inserts in chunks below SQLite's
//! limit of bound values, COPY on PostgreSQL.

/// Rows per statement on SQLite: its limit of bound values over the number of columns.
pub(super) const fn rows_per_statement(columns: usize) -> usize {
    32_766 / columns
}

/// Inserts a slice of `Insertable` rows of `columns` columns into a table.
macro_rules! bulk_insert {
    ($conn:expr, $table:expr, $rows:expr, $columns:expr) => {
        match $conn {
            $crate::store::conn::Conn::Sqlite(conn) => {
                let size = $crate::store::bulk::rows_per_statement($columns);
                $rows.chunks(size).try_for_each(|chunk| {
                    diesel::insert_into($table).values(chunk).execute(conn).map(drop)
                })
            }
            $crate::store::conn::Conn::Postgres(conn) => {
                diesel::copy_from($table).from_insertable($rows).execute(conn).map(drop)
            }
        }
    };
}
pub(super) use bulk_insert;
