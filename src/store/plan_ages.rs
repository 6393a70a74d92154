//! How old versions of plans are: lists of a replaced version still come back.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{plan_versions, plans};

/// A version among those of its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionAge {
    /// Key of the version.
    pub id: i64,
    /// Office of the plan.
    pub office: String,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
    /// ISO week of the plan, `2023-W23`.
    pub week: String,
    /// Number of the version.
    pub number: i32,
    /// Number of the plan's newest version.
    pub newest: i32,
}

/// The versions with these keys, few at a time, by key.
///
/// # Errors
/// The database refused.
pub fn version_ages(conn: &mut Conn, province: i64, ids: &[i64]) -> StoreResult<Vec<VersionAge>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let plan_of: Vec<(i64, i64, i32, NaiveDateTime)> = on_backend!(conn, inner => plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::id.eq_any(ids))
        .order(plan_versions::id)
        .select((
            plan_versions::id,
            plan_versions::plan_id,
            plan_versions::number,
            plan_versions::made_at,
        ))
        .load(inner))?;
    let wanted: Vec<i64> = plan_of.iter().map(|(_, plan, _, _)| *plan).collect();
    let numbers: Vec<(i64, i32)> = on_backend!(conn, inner => plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::plan_id.eq_any(&wanted))
        .select((plan_versions::plan_id, plan_versions::number))
        .load(inner))?;
    let mut newest: HashMap<i64, i32> = HashMap::new();
    for (plan, number) in numbers {
        let last = newest.entry(plan).or_insert(number);
        *last = number.max(*last);
    }
    let names: Vec<(i64, String, String)> = on_backend!(conn, inner => plans::table
        .filter(plans::province_id.eq(province))
        .filter(plans::id.eq_any(&wanted))
        .select((plans::id, plans::office_code, plans::week))
        .load(inner))?;
    let names: HashMap<i64, (String, String)> =
        names.into_iter().map(|(plan, office, week)| (plan, (office, week))).collect();
    let ages = plan_of.into_iter().filter_map(|(id, plan, number, made_at)| {
        let (office, week) = names.get(&plan)?.clone();
        Some(VersionAge { id, office, made_at, week, number, newest: *newest.get(&plan)? })
    });
    Ok(ages.collect())
}
