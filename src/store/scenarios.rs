//! What areas allow from a day to a day, who decided it, who took it back, and which plan versions were made
//! for that. Rows are only added: what was decided once stays as it was written.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::bulk::inserts;
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::ids::take_ids;
use super::schema::{plans, scenario_plans, scenario_reverts, scenarios};

/// One decision about one area.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = scenarios)]
#[diesel(treat_none_as_default_value = false)]
pub struct ScenarioRow {
    /// Province whose office recorded it.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Row of the area as it stood then.
    pub area_id: i64,
    /// First day.
    pub from_date: NaiveDate,
    /// Last day; none until something else is decided.
    pub to_date: Option<NaiveDate>,
    /// A code of `domain::scenario::Mode`.
    pub mode: String,
    /// People in one place, where gatherings are limited.
    pub most_people: Option<i32>,
    /// The document that says so.
    pub source: String,
    /// Who recorded it.
    pub by_name: String,
    /// When, UTC.
    pub decided_at: NaiveDateTime,
}

/// That a decision was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = scenario_reverts)]
#[diesel(treat_none_as_default_value = false)]
pub struct RevertRow {
    /// Province.
    pub province_id: i64,
    /// The decision.
    pub scenario_id: i64,
    /// Who took it back.
    pub by_name: String,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Why.
    pub why: String,
}

/// A version that was made because of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = scenario_plans)]
#[diesel(treat_none_as_default_value = false)]
pub struct ScenarioPlanRow {
    /// Province.
    pub province_id: i64,
    /// The decision.
    pub scenario_id: i64,
    /// The version.
    pub version_id: i64,
    /// The version that it was compared with: the one in force then, or the newest.
    pub before_version_id: i64,
    /// `apply` or `revert`.
    pub action: String,
}

inserts!(scenario_plans, ScenarioPlanRow, insert_scenario_plans, "versions made for decisions");

/// All decisions of a province in the order in which they were recorded, also those that were taken back.
///
/// # Errors
/// The database refused.
pub fn scenarios(conn: &mut Conn, province: i64) -> StoreResult<Vec<ScenarioRow>> {
    Ok(scenarios::table
        .filter(scenarios::province_id.eq(province))
        .order(scenarios::id)
        .select(ScenarioRow::as_select())
        .load(conn)?)
}

/// Those of them that were taken back.
///
/// # Errors
/// The database refused.
pub fn reverts(conn: &mut Conn, province: i64) -> StoreResult<Vec<RevertRow>> {
    Ok(scenario_reverts::table
        .filter(scenario_reverts::province_id.eq(province))
        .order(scenario_reverts::scenario_id)
        .select(RevertRow::as_select())
        .load(conn)?)
}

/// The versions that were made for decisions, in the order in which they were made.
///
/// # Errors
/// The database refused.
pub fn scenario_plans(conn: &mut Conn, province: i64) -> StoreResult<Vec<ScenarioPlanRow>> {
    Ok(scenario_plans::table
        .filter(scenario_plans::province_id.eq(province))
        .order((scenario_plans::version_id, scenario_plans::scenario_id))
        .select(ScenarioPlanRow::as_select())
        .load(conn)?)
}

/// Records decisions, all of one province, and gives them their keys.
///
/// # Errors
/// The database refused.
pub fn insert_scenarios(conn: &mut Conn, rows: &mut [ScenarioRow]) -> StoreResult<()> {
    let Some(province) = rows.first().map(|row| row.province_id) else { return Ok(()) };
    let first = take_ids(conn, province, "scenarios", rows.len())?;
    for (id, row) in (first..).zip(&mut *rows) {
        row.id = id;
    }
    on_backend!(conn, inner => rows.iter().try_for_each(|row| {
        diesel::insert_into(scenarios::table).values(row).execute(inner).map(drop)
    }))?;
    Ok(())
}

/// Takes a decision back, and says whether that was done: of two who do it at once the second finds it done.
///
/// # Errors
/// The database refused.
pub fn add_revert(conn: &mut Conn, row: &RevertRow) -> StoreResult<bool> {
    let added = on_backend!(conn, inner => diesel::insert_into(scenario_reverts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(added == 1)
}

/// Office and week of every plan of a province, by key of the plan.
///
/// # Errors
/// The database refused.
pub fn plan_names(conn: &mut Conn, province: i64) -> StoreResult<HashMap<i64, (String, String)>> {
    let plans: Vec<(i64, String, String)> = plans::table
        .filter(plans::province_id.eq(province))
        .select((plans::id, plans::office_code, plans::week))
        .load(conn)?;
    Ok(plans.into_iter().map(|(id, office, week)| (id, (office, week))).collect())
}
