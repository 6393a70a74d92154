//! What versions hand out on a day, and which versions belong to the same plans: a letter about a list
//! must know whether its version is still in force.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::bulk::{KEYS_PER_QUERY, rows_by_key};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::plans::{TouchRow, VersionRow};
use super::schema::{call_lists, plan_results, plan_versions, plans, touches};
use super::steps::{CallListRow, ResultRow};

/// A version and the plan that it is of.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct VersionOf {
    /// The version.
    pub id: i64,
    /// The plan.
    pub plan_id: i64,
    /// Number of the version.
    pub number: i32,
    /// Office of the plan.
    pub office_code: String,
    /// Week of the plan.
    pub week: String,
    /// Assumptions and settings of the version, JSON.
    pub configuration: String,
}

/// A touch of a version as far as it matters where it stands: with whom, when and how.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = touches)]
pub struct PlacedTouch {
    /// Key inside the province.
    pub id: i64,
    /// Person who stands for the household.
    pub person_id: i64,
    /// Agent.
    pub agent_id: i64,
    /// Day.
    pub day: NaiveDate,
    /// `call` or `visit`.
    pub channel: String,
    /// Person whose number is called; nobody on a visit.
    pub phone_person_id: Option<i64>,
    /// Part of the day: `morning`, `afternoon`, `evening`; nothing of a whole day.
    pub part: Option<String>,
}

/// The touches of a version between two days, both of them in, by key.
///
/// # Errors
/// The database refused.
pub fn placed_touches(
    conn: &mut Conn,
    province: i64,
    version: i64,
    (from, to): (NaiveDate, NaiveDate),
) -> StoreResult<Vec<PlacedTouch>> {
    Ok(touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq(version))
        .filter(touches::day.ge(from))
        .filter(touches::day.le(to))
        .order(touches::id)
        .select(PlacedTouch::as_select())
        .load(conn)?)
}

/// All versions of the plans that these versions are of, by plan and number.
///
/// # Errors
/// The database refused.
pub fn versions_of_same_plans(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
) -> StoreResult<Vec<VersionOf>> {
    let same_plan =
        plan_versions::province_id.eq(plans::province_id).and(plan_versions::plan_id.eq(plans::id));
    Ok(on_backend!(conn, inner => {
        let meant: Vec<i64> = plan_versions::table
            .filter(plan_versions::province_id.eq(province))
            .filter(plan_versions::id.eq_any(versions))
            .select(plan_versions::plan_id)
            .distinct()
            .load(inner)?;
        plans::table
            .inner_join(plan_versions::table.on(same_plan))
            .filter(plans::province_id.eq(province))
            .filter(plans::id.eq_any(meant))
            .order((plans::id, plan_versions::number))
            .select((
                plan_versions::id,
                plan_versions::plan_id,
                plan_versions::number,
                plans::office_code,
                plans::week,
                plan_versions::configuration,
            ))
            .load(inner)
    })?)
}

/// The versions with these keys, in no order.
///
/// # Errors
/// The database refused.
pub fn versions_by_id(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
) -> StoreResult<Vec<VersionRow>> {
    Ok(rows_by_key!(conn, VersionRow, plan_versions::id, province, versions))
}

/// The touches of some agents on a day, by agent and working order.
///
/// # Errors
/// The database refused.
pub fn touches_of_day(
    conn: &mut Conn,
    province: i64,
    (version, day): (i64, NaiveDate),
    agents: &[i64],
) -> StoreResult<Vec<TouchRow>> {
    let mut found: Vec<TouchRow> = Vec::new();
    for agents in agents.chunks(KEYS_PER_QUERY) {
        found.extend(on_backend!(conn, inner => touches::table
            .filter(touches::province_id.eq(province))
            .filter(touches::version_id.eq(version))
            .filter(touches::agent_id.eq_any(agents))
            .filter(touches::day.eq(day))
            .select(TouchRow::as_select())
            .load::<TouchRow>(inner))?);
    }
    found.sort_by_key(|touch| (touch.agent_id, touch.position));
    Ok(found)
}

/// The lists that these versions hand out on a day, by version and agent.
///
/// # Errors
/// The database refused.
pub fn call_lists_on(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
    day: NaiveDate,
) -> StoreResult<Vec<CallListRow>> {
    Ok(on_backend!(conn, inner => call_lists::table
        .filter(call_lists::province_id.eq(province))
        .filter(call_lists::version_id.eq_any(versions))
        .filter(call_lists::day.eq(day))
        .order((call_lists::version_id, call_lists::agent_id))
        .select(CallListRow::as_select())
        .load(inner))?)
}

/// The lists that these versions hand out on any day, by version, day and agent.
///
/// # Errors
/// The database refused.
pub fn call_lists_of(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
) -> StoreResult<Vec<CallListRow>> {
    Ok(on_backend!(conn, inner => call_lists::table
        .filter(call_lists::province_id.eq(province))
        .filter(call_lists::version_id.eq_any(versions))
        .order((call_lists::version_id, call_lists::day, call_lists::agent_id))
        .select(CallListRow::as_select())
        .load(inner))?)
}

/// The results of these versions, by version and agent.
///
/// # Errors
/// The database refused.
pub fn results_of_versions(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
) -> StoreResult<Vec<ResultRow>> {
    Ok(on_backend!(conn, inner => plan_results::table
        .filter(plan_results::province_id.eq(province))
        .filter(plan_results::version_id.eq_any(versions))
        .order((plan_results::version_id, plan_results::agent_id))
        .select(ResultRow::as_select())
        .load(inner))?)
}
