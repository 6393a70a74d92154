//! Many rows at once, the way each database likes it: one prepared statement run row by row on
//! SQLite, which needs no longer statement to be fast, and COPY on PostgreSQL. And the functions
//! that every table of lists has.

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

/// The rows of a province whose column has one of these keys; in no order. A key that is named
/// twice may bring its rows twice.
macro_rules! rows_by_key {
    ($conn:expr, $row:ty, $table:ident :: $column:ident, $province:expr, $keys:expr) => {{
        let mut found: Vec<$row> = Vec::with_capacity($keys.len());
        for chunk in $keys.chunks($crate::store::bulk::KEYS_PER_QUERY) {
            found.extend(on_backend!($conn, inner => $table::table
                .filter($table::province_id.eq($province))
                .filter($table::$column.eq_any(chunk))
                .select(<$row>::as_select())
                .load::<$row>(inner))?);
        }
        found
    }};
}

/// A function that inserts rows of a table, and one that writes changed rows back.
macro_rules! writes {
    ($table:ident, $row:ident, $insert:ident, $update:ident, $what:literal) => {
        $crate::store::bulk::inserts!($table, $row, $insert, $what);

        #[doc = concat!("Writes changed ", $what, " back.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $update(conn: &mut Conn, rows: &[$row]) -> StoreResult<()> {
            for row in rows {
                diesel::update(row).set(row).execute(conn)?;
            }
            Ok(())
        }
    };
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
pub(super) use {bulk_insert, inserts, rows_by_key, writes};
