//! People who turned out to be somebody else on record: who they are now, and how what was said of
//! them is handed over. Who is merged keeps the row and points to a person with a number, who is
//! never merged: a pointer is followed once.

use std::collections::HashMap;

use diesel::prelude::*;

use super::bulk::KEYS_PER_QUERY;
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::ids::take_ids;
use super::plans::{TouchCaseRow, TouchRow};
use super::schema::persons::dsl;

/// Why a person is closed who turned out to be another one, and the case of such a person where the
/// other one has the same.
pub const MERGED: &str = "merged";

/// From people who were merged to who they are.
#[derive(Clone, Debug, Default)]
pub struct Survivors(HashMap<i64, i64>);

impl Survivors {
    /// Who a person is: somebody else after a merge, else the same.
    #[must_use]
    pub fn of(&self, person: i64) -> i64 {
        self.0.get(&person).copied().unwrap_or(person)
    }
}

/// From so many people on all who were merged are read: they are few, and an index holds them alone.
const MANY: usize = 500;

/// Who these people are.
///
/// # Errors
/// The database refused.
pub fn survivors(conn: &mut Conn, province: i64, people: &[i64]) -> StoreResult<Survivors> {
    let merged = dsl::persons
        .filter(dsl::province_id.eq(province))
        .filter(dsl::merged_into.is_not_null())
        .select((dsl::id, dsl::merged_into));
    let rows: Vec<(i64, Option<i64>)> = if people.is_empty() {
        Vec::new()
    } else if people.len() < MANY {
        on_backend!(conn, inner => merged.filter(dsl::id.eq_any(people)).load(inner))?
    } else {
        merged.load(conn)?
    };
    Ok(Survivors(rows.into_iter().filter_map(|(id, into)| Some((id, into?))).collect()))
}

/// Everybody who turned out to be one of these people, each with who that is.
///
/// # Errors
/// The database refused.
pub fn merged_into(conn: &mut Conn, province: i64, people: &[i64]) -> StoreResult<Vec<(i64, i64)>> {
    let mut found = Vec::new();
    for chunk in people.chunks(KEYS_PER_QUERY) {
        let rows: Vec<(i64, Option<i64>)> = on_backend!(conn, inner => dsl::persons
            .filter(dsl::province_id.eq(province))
            .filter(dsl::merged_into.eq_any(chunk))
            .select((dsl::id, dsl::merged_into))
            .load(inner))?;
        found.extend(rows.into_iter().filter_map(|(id, into)| Some((id, into?))));
    }
    Ok(found)
}

/// Lets touches and their cases speak of who their people are now. A version itself is never
/// changed: these are rows that were read.
///
/// # Errors
/// The database refused.
pub fn follow_merges(
    conn: &mut Conn,
    province: i64,
    touches: &mut [TouchRow],
    cases: &mut [TouchCaseRow],
) -> StoreResult<()> {
    let heads = touches.iter().flat_map(|touch| [Some(touch.person_id), touch.phone_person_id]);
    let mut people: Vec<i64> = heads.flatten().collect();
    people.extend(cases.iter().map(|case| case.person_id));
    people.sort_unstable();
    people.dedup();
    let now = survivors(conn, province, &people)?;
    for touch in touches {
        touch.person_id = now.of(touch.person_id);
        touch.phone_person_id = touch.phone_person_id.map(|person| now.of(person));
    }
    for case in cases {
        case.person_id = now.of(case.person_id);
    }
    Ok(())
}

/// Keeps every other import of a province waiting until the transaction ends. Rows are read, changed
/// and written back whole: read before the other has ended, they would take back what it wrote, and
/// what is said of somebody could land on a row that has just been merged. Taken before anything of
/// the province is read, it is also the one order in which imports lock.
///
/// # Errors
/// The database refused.
pub fn hold_people(conn: &mut Conn, province: i64) -> StoreResult<()> {
    take_ids(conn, province, "persons", 0).map(drop)
}

macro_rules! hands_over {
    ($name:ident, $table:literal) => {
        #[doc = concat!("Gives these ", $table, " of merged people to who the people are.")]
        ///
        /// # Errors
        /// The database refused: somebody has one of them already.
        pub fn $name(conn: &mut Conn, province: i64, ids: &[i64]) -> StoreResult<()> {
            hand_over(conn, $table, province, ids)
        }
    };
}

hands_over!(hand_over_prospects, "prospects");
hands_over!(hand_over_consents, "consents");
hands_over!(hand_over_outcomes, "outcomes");

/// One statement for thousands of rows; keys are numbers and stand in it as they are.
fn hand_over(conn: &mut Conn, table: &'static str, province: i64, ids: &[i64]) -> StoreResult<()> {
    for chunk in ids.chunks(KEYS_PER_QUERY) {
        let list = chunk.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let statement = format!(
            "UPDATE {table} SET person_id = (SELECT merged_into FROM persons WHERE \
             persons.province_id = {table}.province_id AND persons.id = {table}.person_id) \
             WHERE province_id = {province} AND id IN ({list})"
        );
        on_backend!(conn, inner => diesel::sql_query(statement).execute(inner))?;
    }
    Ok(())
}
