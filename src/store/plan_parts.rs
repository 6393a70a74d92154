//! A version with all its rows, written in one step and read back as they were written.

use diesel::prelude::*;

use super::bulk::bulk_insert;
use super::conn::Conn;
use super::error::StoreResult;
use super::ids::{take_common_ids, take_ids};
use super::learning::{HeldOutRow, PlanRatesRow, insert_learning, version_held_out, version_rates};
use super::plan_events::{EventParts, insert_events, version_events};
use super::plans::{
    PlanAgentRow, PlanCommuneRow, TouchCaseRow, TouchRow, VersionRow, version_agents,
    version_cases, version_communes, version_touches,
};
use super::schema::{plan_agents, plan_communes, plan_versions, touch_cases, touches};

/// A whole version, as it is stored.
#[derive(Clone, Debug)]
pub struct VersionParts {
    /// Its agents.
    pub agents: Vec<PlanAgentRow>,
    /// Its communes.
    pub communes: Vec<PlanCommuneRow>,
    /// Its touches; keys are given when they are stored.
    pub touches: Vec<TouchRow>,
    /// Cases with the index of their touch in `touches` as `touch_id`.
    pub cases: Vec<TouchCaseRow>,
    /// The rates that it went by, where there were any.
    pub rates: Option<PlanRatesRow>,
    /// Cases of the households that it holds out.
    pub held_out: Vec<HeldOutRow>,
    /// Its events.
    pub events: EventParts,
}

/// Stores a version with all its parts; its number is the next one of its plan, which must come
/// from [`plan_of`](super::plans::plan_of) in the same transaction.
///
/// # Errors
/// The database refused.
pub fn insert_version(
    conn: &mut Conn,
    mut version: VersionRow,
    mut parts: VersionParts,
) -> StoreResult<VersionRow> {
    let province = version.province_id;
    let last: Option<i32> = plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::plan_id.eq(version.plan_id))
        .select(diesel::dsl::max(plan_versions::number))
        .first(conn)?;
    version.number = last.unwrap_or_default() + 1;
    version.id = take_ids(conn, province, "plan_versions", 1)?;
    diesel::insert_into(plan_versions::table).values(&version).execute(conn)?;
    for row in &mut parts.agents {
        row.version_id = version.id;
    }
    for row in &mut parts.communes {
        row.version_id = version.id;
    }
    if !parts.touches.is_empty() {
        // Unique in the database: the row of a call list says no more than this number, and must
        // not mean another touch to another province.
        let first = take_common_ids(conn, "touches", parts.touches.len())?;
        for (id, row) in (first..).zip(&mut parts.touches) {
            (row.id, row.version_id) = (id, version.id);
        }
        for row in &mut parts.cases {
            row.touch_id += first;
        }
    }
    insert_learning(conn, version.id, (parts.rates, parts.held_out))?;
    bulk_insert!(conn, plan_agents::table, &parts.agents)?;
    bulk_insert!(conn, plan_communes::table, &parts.communes)?;
    bulk_insert!(conn, touches::table, &parts.touches)?;
    bulk_insert!(conn, touch_cases::table, &parts.cases)?;
    insert_events(conn, version.id, &mut parts.events)?;
    Ok(version)
}

/// All rows of a version, as they are stored.
///
/// # Errors
/// The database refused.
pub fn version_parts(conn: &mut Conn, province: i64, version: i64) -> StoreResult<VersionParts> {
    Ok(VersionParts {
        agents: version_agents(conn, province, version)?,
        communes: version_communes(conn, province, version)?,
        touches: version_touches(conn, province, version)?,
        cases: version_cases(conn, province, version)?,
        rates: version_rates(conn, province, version)?,
        held_out: version_held_out(conn, province, version)?,
        events: version_events(conn, province, version)?,
    })
}
