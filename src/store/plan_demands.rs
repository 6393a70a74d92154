//! What plans ask of agents: whoever works for two offices is asked by both, and has one week.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{plan_communes, plan_versions, plans, touches};

/// Touches of an agent in a commune on a day by one channel.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct TakenRow {
    /// Agent.
    pub agent_id: i64,
    /// Commune code.
    pub commune: String,
    /// Day.
    pub day: NaiveDate,
    /// `call` or `visit`.
    pub channel: String,
    /// How many.
    pub touches: i64,
}

/// What the newest versions of all other offices' plans of a week ask of their agents.
///
/// # Errors
/// The database refused.
pub fn taken_by_others(
    conn: &mut Conn,
    province: i64,
    office: &str,
    week: &str,
) -> StoreResult<Vec<TakenRow>> {
    let others = plans::table
        .filter(plans::province_id.eq(province))
        .filter(plans::office_code.ne(office))
        .filter(plans::week.eq(week))
        .select(plans::id);
    // Keys of the versions of a plan grow with their numbers.
    let newest = plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::plan_id.eq_any(others))
        .group_by(plan_versions::plan_id)
        .select(max(plan_versions::id).assume_not_null());
    Ok(on_backend!(conn, inner => touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq_any(newest))
        .group_by((touches::agent_id, touches::commune, touches::day, touches::channel))
        .select((
            touches::agent_id,
            touches::commune,
            touches::day,
            touches::channel,
            count_star(),
        ))
        .load(inner))?)
}

/// The communes in which the newest versions of all other offices' plans of a week have contacts:
/// code of the office and of the commune.
///
/// # Errors
/// The database refused.
pub fn communes_of_others(
    conn: &mut Conn,
    province: i64,
    office: &str,
    week: &str,
) -> StoreResult<Vec<(String, String)>> {
    let offices: HashMap<i64, String> = plans::table
        .filter(plans::province_id.eq(province))
        .filter(plans::office_code.ne(office))
        .filter(plans::week.eq(week))
        .select((plans::id, plans::office_code))
        .load(conn)?
        .into_iter()
        .collect();
    let others: Vec<i64> = offices.keys().copied().collect();
    // Keys of the versions of a plan grow with their numbers.
    let newest: Vec<(i64, i64)> = on_backend!(conn, inner => plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::plan_id.eq_any(&others))
        .group_by(plan_versions::plan_id)
        .select((max(plan_versions::id).assume_not_null(), plan_versions::plan_id))
        .load(inner))?;
    let newest: HashMap<i64, i64> = newest.into_iter().collect();
    let versions: Vec<i64> = newest.keys().copied().collect();
    let office = |version| offices.get(newest.get(&version)?).cloned();
    let communes = communes_of(conn, province, &versions)?.into_iter();
    Ok(communes.filter_map(|(version, commune)| Some((office(version)?, commune))).collect())
}

/// The communes in which versions have contacts: key of the version and code of the commune.
///
/// # Errors
/// The database refused.
pub fn communes_of(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
) -> StoreResult<Vec<(i64, String)>> {
    Ok(on_backend!(conn, inner => plan_communes::table
        .filter(plan_communes::province_id.eq(province))
        .filter(plan_communes::version_id.eq_any(versions))
        .select((plan_communes::version_id, plan_communes::commune))
        .load(inner))?)
}
