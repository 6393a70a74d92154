//! A decision that is taken back: the week is planned again without it, in one transaction with the fact that
//! it was taken back; and what it had changed is looked for in the new plan.

use chrono::Timelike as _;
use serde::Serialize;

use super::apply::{link, written};
use super::events::carry_out;
use super::rehearse::{Preview, Rehearsal, Target, rehearse};
use super::returned::{Returned, returned};
use super::seen::{Seen, Stored};
use super::{ScenarioError, show};
use crate::app::context::{Context, all_areas, provinces_of_all_times};
use crate::app::events::ToldOf;
use crate::app::plan::{Decision, Solved, SupposedScenarios, decisions};
use crate::domain::calendar::Week;
use crate::store::Conn;
use crate::store::handed_out::versions_by_id;
use crate::store::merged::hold_people;
use crate::store::plans::VersionRow;
use crate::store::scenarios::{
    RevertRow, ScenarioPlanRow, add_revert, plan_names, reverts, scenario_plans, scenarios,
};
use crate::store::statistics::Filled;

/// A decision that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reverted {
    /// Its key.
    pub id: i64,
    /// What had been decided.
    pub decision: Decision,
    /// Number of the version that was made, where the week was planned again.
    pub version: Option<i32>,
    /// What taking it back changes.
    pub preview: Preview,
    /// What became of the touches that it had changed, where a version had been made for it.
    pub returned: Option<Returned>,
    /// Who is told of events that change.
    pub told: ToldOf,
}

/// Takes a decision back, and stores the week planned again without it; `week` and `office` name the plan,
/// which is the last one that was made for the decision where nothing is said.
///
/// # Errors
/// No such decision, or one that was taken back; nobody or no reason named; a week that cannot be planned;
/// somebody who recorded another decision meanwhile.
pub fn revert(
    context: &mut Context<'_>,
    (province, id): (&str, i64),
    (office, week): (Option<&str>, Option<Week>),
    (by, why): (&str, &str),
) -> Result<Reverted, ScenarioError> {
    let by = written(by).ok_or(ScenarioError::NoName)?;
    let why = written(why).ok_or(ScenarioError::NoReason)?;
    let (now, today) = (context.clock.now(), context.today());
    let (decision, (recorded_in, made)) = context.store.read(|conn| {
        let areas = all_areas(conn)?;
        let provinces = provinces_of_all_times(conn, province, today)?;
        let mut found = None;
        for province in &provinces {
            let rows = scenarios(conn, province.id.0)?;
            found = found.or(rows.into_iter().find(|row| row.id == id));
        }
        let row = found.ok_or(ScenarioError::Unknown { id })?;
        let before = reverts(conn, row.province_id)?;
        if let Some(revert) = before.into_iter().find(|revert| revert.scenario_id == id) {
            return Err(ScenarioError::RevertedBefore { id, by: revert.by_name });
        }
        let made = made_for(conn, row.province_id, id)?;
        Ok((Decision::of_row(&row, &areas)?, (row.province_id, made)))
    })?;
    let last = made.iter().rev().find(|one| one.week.sunday() >= today);
    let target = Target {
        province: province.to_owned(),
        office: office.or(last.map(|one| one.office.as_str())).unwrap_or_default().to_owned(),
        week: week.or(last.map(|one| one.week)).unwrap_or_else(|| show::week_of(&decision, today)),
    };
    let here = |one: &&MadeFor| {
        one.week == target.week && (target.office.is_empty() || one.office == target.office)
    };
    let restores = made.iter().rev().find(here).map(|one| one.before.id);
    let supposed = SupposedScenarios { left_out: vec![id], restores, ..Default::default() };
    let turn = (decision.from.max(today), decision.to);
    let Rehearsal { preview, solved, against, live, events, turns, areas, province } =
        rehearse(context, &target, &supposed, turn, Some(id))?;
    let at = (context.config, context.tables, now);
    let own = made.iter().find(|one| (&one.office, one.week) == (&preview.office, target.week));
    let returned = match (&solved, own) {
        (Some(solved), Some(own)) => {
            let new = Seen::solved(solved);
            let (before, after) = context.store.read(|conn| {
                let stored = (Stored::read(conn, &own.before)?, Stored::read(conn, &own.made)?);
                Ok::<_, ScenarioError>(stored)
            })?;
            let (before, after) = (before.seen()?, after.seen()?);
            let tree = &province.tree;
            let name = |code: &str| tree.get(code).map_or(code, |area| &area.name).to_owned();
            Some(returned(&before, &after, &new, name))
        }
        _ => None,
    };
    let prepared = solved.map(Solved::lay_out).transpose()?;
    let touches = preview.counts.after;
    let row = RevertRow {
        province_id: recorded_in,
        scenario_id: id,
        by_name: by.to_owned(),
        at: now.with_nanosecond(0).unwrap_or(now),
        why: why.to_owned(),
    };
    let (version, told) = context.store.write(|conn| {
        hold_people(conn, province.id.0)?;
        if decisions(conn, province.id.0, &areas, &SupposedScenarios::default())? != live
            || !add_revert(conn, &row)?
        {
            return Err(ScenarioError::Overtaken);
        }
        let told = carry_out(conn, (&province, id), (&events, &turns), (by, why), at)?;
        let made = prepared.map(|prepared| prepared.store_in(conn)).transpose()?;
        if let (Some(made), Some(against)) = (&made, &against) {
            link(conn, (id, "revert"), made.version.id, against)?;
        }
        Ok::<_, ScenarioError>((made.map(|made| made.version.number), told))
    })?;
    if version.is_some() {
        context.store.count(Filled::Plans, touches);
    }
    Ok(Reverted { id, decision, version, preview, returned, told })
}

/// A plan that was made again for a decision.
struct MadeFor {
    office: String,
    week: Week,
    before: VersionRow,
    made: VersionRow,
}

/// The versions that were made when a decision was applied, oldest first.
fn made_for(conn: &mut Conn, province: i64, id: i64) -> Result<Vec<MadeFor>, ScenarioError> {
    let links: Vec<ScenarioPlanRow> = scenario_plans(conn, province)?
        .into_iter()
        .filter(|link| link.scenario_id == id && link.action == "apply")
        .collect();
    let keys: Vec<i64> =
        links.iter().flat_map(|link| [link.version_id, link.before_version_id]).collect();
    let versions = versions_by_id(conn, province, &keys)?;
    let version = |key: i64| versions.iter().find(|version| version.id == key).cloned();
    let plans = plan_names(conn, province)?;
    let found = links.iter().filter_map(|link| {
        let (made, before) = (version(link.version_id)?, version(link.before_version_id)?);
        let (office, week) = plans.get(&made.plan_id)?;
        Some(MadeFor { office: office.clone(), week: week.parse().ok()?, before, made })
    });
    Ok(found.collect())
}
