//! What a week reads of everybody, kept with the last plan of an office, and the count of changes that says
//! whether it is still what the lists say. Nothing here is data: without it a plan takes longer.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{list_changes, week_images};

/// The province of what belongs to none, such as the do-not-call register.
const COMMON: i64 = 0;

/// The image of an office.
#[derive(Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = week_images)]
pub struct ImageRow {
    /// Province.
    pub province_id: i64,
    /// Office.
    pub office_code: String,
    /// Digest of everything that it was made from.
    pub name: String,
    /// `app::plan::image` reads and writes it.
    pub body: Vec<u8>,
}

/// How often what a week reads of people was changed: the same number in two reads means the same persons,
/// enrolments, prospects, consents and do-not-call numbers. It only grows.
///
/// # Errors
/// The database refused.
pub fn list_changes(conn: &mut Conn, province: i64) -> StoreResult<(i64, i64)> {
    let rows: Vec<(i64, i64)> = on_backend!(conn, inner => list_changes::table
        .filter(list_changes::province_id.eq_any([province, COMMON]))
        .load(inner))?;
    let of = |one: i64| rows.iter().filter(|row| row.0 == one).map(|row| row.1).sum();
    Ok((of(province), of(COMMON)))
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// Keeps whoever erases people of a province waiting until the transaction ends; false where somebody is doing so
/// at this moment. What is being erased still looks as if it were there, and whoever erases does not see what
/// is being kept. The triggers of `week_images` hold the other side of the lock; SQLite has one writer at a time
/// and needs none.
///
/// # Errors
/// The database refused.
pub fn hold_erasures(conn: &mut Conn, province: i64) -> StoreResult<bool> {
    let Conn::Postgres(conn) = conn else { return Ok(true) };
    let statement = "SELECT bool_and(pg_try_advisory_xact_lock_shared(hashtextextended('week_images', \
                     province))) AS held FROM (VALUES ($1), ($2)) AS own (province)";
    let statement = diesel::sql_query(statement);
    let held: Held =
        statement.bind::<BigInt, _>(province).bind::<BigInt, _>(COMMON).get_result(conn)?;
    Ok(held.held)
}

/// The image of an office, if there is one of this name.
///
/// # Errors
/// The database refused.
pub fn image(
    conn: &mut Conn,
    (province, office): (i64, &str),
    name: &str,
) -> StoreResult<Option<Vec<u8>>> {
    Ok(week_images::table
        .filter(week_images::province_id.eq(province))
        .filter(week_images::office_code.eq(office))
        .filter(week_images::name.eq(name))
        .select(week_images::body)
        .first(conn)
        .optional()?)
}

/// Keeps an image in place of the office's last one. Its name says what it is of: if the lists have changed
/// meanwhile, whoever looks for them as they are now does not find it.
///
/// # Errors
/// The database refused.
pub fn put_image(conn: &mut Conn, row: &ImageRow) -> StoreResult<()> {
    on_backend!(conn, inner => diesel::insert_into(week_images::table)
        .values(row)
        .on_conflict((week_images::province_id, week_images::office_code))
        .do_update()
        .set(row)
        .execute(inner))?;
    add_up(conn, row.province_id)?;
    add_up(conn, COMMON)
}

/// On PostgreSQL the changes of a province so far become one row; their sum stays what it is for everybody. Rows
/// that somebody else adds up at this moment are left: plans of two provinces do not wait for each other.
fn add_up(conn: &mut Conn, province: i64) -> StoreResult<()> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    let statement = "WITH gone AS (DELETE FROM list_changes WHERE ctid = ANY (ARRAY(SELECT ctid FROM \
                     list_changes WHERE province_id = $1 FOR UPDATE SKIP LOCKED)) RETURNING number) \
                     INSERT INTO list_changes SELECT $1, sum(number)::bigint FROM gone \
                     HAVING count(*) > 0";
    diesel::sql_query(statement).bind::<BigInt, _>(province).execute(conn)?;
    Ok(())
}
