//! A few rows of the catalogues by key, for letters: a batch of them names some agents, points and
//! communes, and must not read those of the whole country.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::bulk::{KEYS_PER_QUERY, rows_by_key};
use super::catalogues::{AgentRow, AreaRow, OrganisationRow, PointRow};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{agents, areas, organisations, points};

macro_rules! by_key {
    ($name:ident, $row:ident, $table:ident :: $column:ident, $key:ty, $what:literal) => {
        #[doc = concat!($what, ", in no order.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $name(conn: &mut Conn, province: i64, keys: &[$key]) -> StoreResult<Vec<$row>> {
            Ok(rows_by_key!(conn, $row, $table::$column, province, keys))
        }
    };
}

by_key!(agents_by_code, AgentRow, agents::code, &str, "The agents with these codes");
by_key!(agents_by_id, AgentRow, agents::id, i64, "The agents with these keys");
by_key!(agents_of_points, AgentRow, agents::point_code, &str, "The agents of these points");
by_key!(points_by_code, PointRow, points::code, &str, "The collection points with these codes");
by_key!(points_of_communes, PointRow, points::area_code, &str, "The collection points there");
by_key!(
    organisations_by_code,
    OrganisationRow,
    organisations::code,
    &str,
    "The organisations with these codes"
);

/// The areas with these keys, of any time, in no order.
///
/// # Errors
/// The database refused.
pub fn areas_by_id(conn: &mut Conn, ids: &[i64]) -> StoreResult<Vec<AreaRow>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(KEYS_PER_QUERY) {
        found.extend(on_backend!(conn, inner => areas::table
            .filter(areas::id.eq_any(chunk))
            .select(AreaRow::as_select())
            .load::<AreaRow>(inner))?);
    }
    Ok(found)
}

/// Code and name of the areas with these codes as they are called on a day; one that no longer stands
/// keeps its last name.
///
/// # Errors
/// The database refused.
pub fn commune_names(
    conn: &mut Conn,
    codes: &[&str],
    day: NaiveDate,
) -> StoreResult<Vec<(String, String)>> {
    let mut found: Vec<(String, NaiveDate, String)> = Vec::with_capacity(codes.len());
    for chunk in codes.chunks(KEYS_PER_QUERY) {
        found.extend(on_backend!(conn, inner => areas::table
            .filter(areas::code.eq_any(chunk))
            .filter(areas::valid_from.le(day))
            .select((areas::code, areas::valid_from, areas::name))
            .load::<(String, NaiveDate, String)>(inner))?);
    }
    // The newest of a code comes last, and stands where the rows are made a map.
    found.sort();
    Ok(found.into_iter().map(|(code, _, name)| (code, name)).collect())
}
