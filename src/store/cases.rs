//! Cases: enrolments on the due ladder and prospects who could join. Lists are dated snapshots; who
//! is missing from a newer one is closed with a reason and stays.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::bulk::{bulk_insert, rows_per_statement};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{enrolments, prospects};

/// One product of one person.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = enrolments)]
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
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = prospects)]
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

macro_rules! case_table {
    ($table:ident, $row:ident, $columns:literal, $find:ident, $insert:ident, $update:ident,
     $open:ident, $missing:ident, $scope:ident, $what:literal) => {
        #[doc = concat!("The ", $what, " of these people, open or closed.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $find(conn: &mut Conn, province: i64, persons: &[i64]) -> StoreResult<Vec<$row>> {
            let mut found = Vec::new();
            for chunk in persons.chunks(rows_per_statement(2)) {
                found.extend(on_backend!(conn, inner => $table::table
                    .filter($table::province_id.eq(province))
                    .filter($table::person_id.eq_any(chunk))
                    .select($row::as_select())
                    .load::<$row>(inner))?);
            }
            Ok(found)
        }

        #[doc = concat!("Inserts new ", $what, ".")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $insert(conn: &mut Conn, rows: &[$row]) -> StoreResult<()> {
            Ok(bulk_insert!(conn, $table::table, rows, $columns)?)
        }

        #[doc = concat!("Writes changed ", $what, " back.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $update(conn: &mut Conn, rows: &[$row]) -> StoreResult<()> {
            for row in rows {
                diesel::update($table::table.find((row.province_id, row.id)))
                    .set(row)
                    .execute(conn)?;
            }
            Ok(())
        }

        #[doc = concat!("All open ", $what, " of a province, by person.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $open(conn: &mut Conn, province: i64) -> StoreResult<Vec<$row>> {
            Ok($table::table
                .filter($table::province_id.eq(province))
                .filter($table::closed.is_null())
                .order(($table::person_id, $table::id))
                .select($row::as_select())
                .load(conn)?)
        }

        #[doc = concat!("Closes the open ", $what, " that an older list named and the list of `as_of` does not.")]
        /// Rows that no dated list ever named stay. Returns how many were closed.
        ///
        /// # Errors
        /// The database refused.
        pub fn $missing(
            conn: &mut Conn,
            province: i64,
            scope: &str,
            as_of: NaiveDate,
        ) -> StoreResult<usize> {
            let older = $table::table
                .filter($table::province_id.eq(province))
                .filter($table::$scope.eq(scope))
                .filter($table::closed.is_null())
                .filter($table::as_of.lt(as_of));
            Ok(diesel::update(older)
                .set(($table::closed.eq("missing_from_list"), $table::closed_on.eq(as_of)))
                .execute(conn)?)
        }
    };
}

case_table!(
    enrolments,
    EnrolmentRow,
    14,
    enrolments_of,
    insert_enrolments,
    update_enrolments,
    open_enrolments,
    close_missing_enrolments,
    product,
    "enrolments"
);
case_table!(
    prospects,
    ProspectRow,
    10,
    prospects_of,
    insert_prospects,
    update_prospects,
    open_prospects,
    close_missing_prospects,
    source,
    "prospects"
);
