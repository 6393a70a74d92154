//! What was decided about plan versions, the lists that were handed out, and the results of weeks
//! that are over. Steps are only added: who did what stays as it was written.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::bulk::inserts;
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{call_lists, plan_results, plan_steps, plan_versions, plans};

/// One step in the life of a version.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_steps)]
#[diesel(treat_none_as_default_value = false)]
pub struct StepRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// 1, 2, 3 ... in the life of the version.
    pub number: i32,
    /// What was done: a code of `domain::plan_life::PlanAction`.
    pub action: String,
    /// The state since then: a code of `domain::plan_life::PlanState`.
    pub state: String,
    /// Who did it.
    pub by_name: String,
    /// In whose name, where a deputy did it.
    pub on_behalf_of: Option<String>,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// What was said with it.
    pub comment: Option<String>,
    /// What was decided about, JSON.
    pub facts: String,
}

/// The list of one agent and day that a version hands out.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = call_lists)]
#[diesel(treat_none_as_default_value = false)]
pub struct CallListRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// Agent.
    pub agent_id: i64,
    /// Day.
    pub day: NaiveDate,
    /// Calls and visits on it.
    pub touches: i32,
    /// Digest of what stands on it: equal on two versions whose lists say the same.
    pub digest: String,
}

/// What became of an agent's part of a closed week.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_results)]
#[diesel(treat_none_as_default_value = false)]
pub struct ResultRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// Agent.
    pub agent_id: i64,
    /// Touches planned.
    pub planned: i32,
    /// Touches with an outcome.
    pub worked: i32,
    /// Touches on which somebody was spoken to.
    pub reached: i32,
    /// Due cases on the touches.
    pub due: i32,
    /// Those of them that have been paid since the plan was made.
    pub due_paid: i32,
    /// Potential cases that have joined since.
    pub joined: i32,
    /// VND paid for all of these.
    pub collected: i64,
}

inserts!(call_lists, CallListRow, insert_call_lists, "lists that a version hands out");
inserts!(plan_results, ResultRow, insert_results, "results of a week");

/// Adds a step to the life of a version, and says whether it was added. Of two people who decide at
/// once the second finds the number taken, and must look again.
///
/// # Errors
/// The database refused.
pub fn add_step(conn: &mut Conn, step: &StepRow) -> StoreResult<bool> {
    let added = on_backend!(conn, inner => diesel::insert_into(plan_steps::table)
        .values(step)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(added == 1)
}

/// The steps of versions, in order.
///
/// # Errors
/// The database refused.
pub fn steps_of(conn: &mut Conn, province: i64, versions: &[i64]) -> StoreResult<Vec<StepRow>> {
    Ok(on_backend!(conn, inner => plan_steps::table
        .filter(plan_steps::province_id.eq(province))
        .filter(plan_steps::version_id.eq_any(versions))
        .order((plan_steps::version_id, plan_steps::number))
        .select(StepRow::as_select())
        .load(inner))?)
}

/// The states of versions with a step, by version: codes of `domain::plan_life::PlanState`. A version
/// that is not in it is a draft.
///
/// # Errors
/// The database refused.
pub fn states_of(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
) -> StoreResult<HashMap<i64, String>> {
    let steps: Vec<(i64, String)> = on_backend!(conn, inner => plan_steps::table
        .filter(plan_steps::province_id.eq(province))
        .filter(plan_steps::version_id.eq_any(versions))
        .order((plan_steps::version_id, plan_steps::number))
        .select((plan_steps::version_id, plan_steps::state))
        .load(inner))?;
    Ok(steps.into_iter().collect())
}

/// The weeks of a province in which some version is in this state, in order.
///
/// # Errors
/// The database refused.
pub fn weeks_in_state(conn: &mut Conn, province: i64, state: &str) -> StoreResult<Vec<String>> {
    let same_version = plan_versions::province_id
        .eq(plan_steps::province_id)
        .and(plan_versions::id.eq(plan_steps::version_id));
    let same_plan =
        plan_versions::province_id.eq(plans::province_id).and(plan_versions::plan_id.eq(plans::id));
    let steps: Vec<(String, i64, String)> = plan_steps::table
        .inner_join(plan_versions::table.on(same_version))
        .inner_join(plans::table.on(same_plan))
        .filter(plan_steps::province_id.eq(province))
        .order((plan_steps::version_id, plan_steps::number))
        .select((plans::week, plan_steps::version_id, plan_steps::state))
        .load(conn)?;
    let mut last: HashMap<i64, (String, String)> = HashMap::new();
    for (week, version, state) in steps {
        last.insert(version, (week, state));
    }
    let there = last.into_values().filter(|(_, last)| last == state).map(|(week, _)| week);
    let there: BTreeSet<String> = there.collect();
    Ok(there.into_iter().collect())
}

/// The versions of a week, of all offices of a province: office code, version, number; by office
/// and number.
///
/// # Errors
/// The database refused.
pub fn versions_of_week(
    conn: &mut Conn,
    province: i64,
    week: &str,
) -> StoreResult<Vec<(String, i64, i32)>> {
    let same_plan =
        plan_versions::province_id.eq(plans::province_id).and(plan_versions::plan_id.eq(plans::id));
    Ok(plans::table
        .inner_join(plan_versions::table.on(same_plan))
        .filter(plans::province_id.eq(province))
        .filter(plans::week.eq(week))
        .order((plans::office_code, plan_versions::number))
        .select((plans::office_code, plan_versions::id, plan_versions::number))
        .load(conn)?)
}
