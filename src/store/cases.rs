//! Cases: enrolments on the due ladder and prospects who could join. Lists are dated snapshots; who
//! is missing from a newer one is closed with a reason and stays.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::bulk::{KEYS_PER_QUERY, rows_by_key, writes};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{enrolments, persons, prospects};

/// Why a case was closed that a newer list of its commune does not name.
pub const MISSING_FROM_LIST: &str = "missing_from_list";

/// One product of one person.
#[derive(
    Clone, Debug, PartialEq, Hash, Queryable, Selectable, Insertable, Identifiable, AsChangeset,
)]
#[diesel(table_name = enrolments, primary_key(province_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct EnrolmentRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Person.
    pub person_id: i64,
    /// Product code.
    pub product: String,
    /// Last day that is covered.
    pub covered_to: NaiveDate,
    /// Payment cycle in months.
    pub cycle_months: Option<i32>,
    /// Chosen monthly income in VND.
    pub chosen_income: Option<i64>,
    /// Order in the household, from 1.
    pub household_order: Option<i32>,
    /// Group of state support.
    pub support_group: Option<String>,
    /// Amount in VND, where the list states one.
    pub amount: Option<i64>,
    /// Agent who took the last payment.
    pub last_agent_code: Option<String>,
    /// Date of the list that named it last.
    pub as_of: Option<NaiveDate>,
    /// Why it is no longer a case.
    pub closed: Option<String>,
    /// Since when.
    pub closed_on: Option<NaiveDate>,
}

/// One potential participant on one source's list.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = prospects, primary_key(province_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ProspectRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Person.
    pub person_id: i64,
    /// Product code.
    pub product: String,
    /// Source of the list.
    pub source: String,
    /// The source's own reference.
    pub source_ref: Option<String>,
    /// Segment codes, `;`.
    pub segments: Option<String>,
    /// Date of the list that named it last.
    pub as_of: Option<NaiveDate>,
    /// Why it is no longer a case.
    pub closed: Option<String>,
    /// Since when.
    pub closed_on: Option<NaiveDate>,
}

/// Where and when a case was last named by a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Key of the case.
    pub id: i64,
    /// Commune or hamlet of the person.
    pub area_id: i64,
    /// Date of the list.
    pub as_of: Option<NaiveDate>,
    /// Whether the case is open.
    pub open: bool,
}

/// Persons and products that are covered on a day, whether a list names them or not.
///
/// # Errors
/// The database refused.
pub fn covered_on(
    conn: &mut Conn,
    province: i64,
    day: NaiveDate,
) -> StoreResult<Vec<(i64, String)>> {
    Ok(enrolments::table
        .filter(enrolments::province_id.eq(province))
        .filter(enrolments::covered_to.ge(day))
        .select((enrolments::person_id, enrolments::product))
        .load(conn)?)
}

macro_rules! case_table {
    ($table:ident $key:tt, $row:ident $rest:tt, $find:ident, $insert:ident, $update:ident,
     $open:ident, $stamps:ident, $close:ident, $scope:ident, $what:literal) => {
        #[doc = concat!("The ", $what, " of these people, open or closed.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $find(conn: &mut Conn, province: i64, persons: &[i64]) -> StoreResult<Vec<$row>> {
            Ok(rows_by_key!(conn, $row, $table::person_id, province, persons))
        }

        writes!($table $key, $row $rest, $insert, $update, $what);

        #[doc = concat!("All open ", $what, " of a province, by person.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $open(conn: &mut Conn, province: i64) -> StoreResult<Vec<$row>> {
            let mut found: Vec<$row> = $table::table
                .filter($table::province_id.eq(province))
                .filter($table::closed.is_null())
                .order($table::id)
                .select($row::as_select())
                .load(conn)?;
            // Read in the order in which they lie and sorted here: the index would be a detour.
            found.sort_by_key(|row| row.person_id);
            Ok(found)
        }

        #[doc = concat!("Where and when the ", $what, " of a scope were last named, open or closed.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $stamps(conn: &mut Conn, province: i64, scope: &str) -> StoreResult<Vec<Stamp>> {
            let lives = persons::province_id
                .eq($table::province_id)
                .and(persons::id.eq($table::person_id));
            let rows: Vec<(i64, i64, Option<NaiveDate>, Option<String>)> = $table::table
                .inner_join(persons::table.on(lives))
                .filter($table::province_id.eq(province))
                .filter($table::$scope.eq(scope))
                .order($table::id)
                .select(($table::id, persons::area_id, $table::as_of, $table::closed))
                .load(conn)?;
            let stamp = |(id, area_id, as_of, closed): (_, _, _, Option<String>)| {
                Stamp { id, area_id, as_of, open: closed.is_none() }
            };
            Ok(rows.into_iter().map(stamp).collect())
        }

        #[doc = concat!("Closes ", $what, " that the list of a day does not name.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $close(
            conn: &mut Conn,
            province: i64,
            ids: &[i64],
            day: NaiveDate,
        ) -> StoreResult<()> {
            for chunk in ids.chunks(KEYS_PER_QUERY) {
                on_backend!(conn, inner => diesel::update($table::table)
                    .filter($table::province_id.eq(province))
                    .filter($table::id.eq_any(chunk))
                    .set(($table::closed.eq(MISSING_FROM_LIST), $table::closed_on.eq(day)))
                    .execute(inner))?;
            }
            Ok(())
        }
    };
}

case_table!(
    enrolments(province_id, id),
    EnrolmentRow {
        person_id,
        product,
        covered_to,
        cycle_months,
        chosen_income,
        household_order,
        support_group,
        amount,
        last_agent_code,
        as_of,
        closed,
        closed_on
    },
    enrolments_of,
    insert_enrolments,
    update_enrolments,
    open_enrolments,
    enrolment_stamps,
    close_enrolments,
    product,
    "enrolments"
);
case_table!(
    prospects(province_id, id),
    ProspectRow { person_id, product, source, source_ref, segments, as_of, closed, closed_on },
    prospects_of,
    insert_prospects,
    update_prospects,
    open_prospects,
    prospect_stamps,
    close_prospects,
    source,
    "prospects"
);
