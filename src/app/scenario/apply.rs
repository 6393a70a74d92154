//! A decision that is looked at, and one that is recorded: the same rehearsal, and then the decision and the
//! new version of the week in one transaction. The version is a draft and goes the way of any re-plan.

use serde::Serialize;

use super::events::carry_out;
use super::rehearse::{Preview, Rehearsal, Target, rehearse};
use super::{Order, ScenarioError};
use crate::app::context::{Context, all_areas, province};
use crate::app::events::ToldOf;
use crate::app::plan::{Decision, Solved, SupposedScenarios, decisions};
use crate::store::Conn;
use crate::store::merged::hold_people;
use crate::store::plans::VersionRow;
use crate::store::scenarios::{
    ScenarioPlanRow, ScenarioRow, insert_scenario_plans, insert_scenarios, reverts, scenarios,
};
use crate::store::statistics::Filled;

/// A decision that was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Its key.
    pub id: i64,
    /// What was decided.
    pub decision: Decision,
    /// Number of the version that was made, where the week was planned again.
    pub version: Option<i32>,
    /// What it changes.
    pub preview: Preview,
    /// Who is told of events that change.
    pub told: ToldOf,
}

/// Shows what a decision would change; nothing is stored.
///
/// # Errors
/// An order that cannot be carried out, or a week that cannot be planned.
pub fn preview(
    context: &mut Context<'_>,
    target: &Target,
    order: &Order,
) -> Result<Preview, ScenarioError> {
    let Rehearsal { preview, solved, .. } = decided(context, target, order)?.1;
    if let Some(solved) = solved {
        solved.put_away();
    }
    Ok(preview)
}

/// Records a decision, and the week planned again under it.
///
/// # Errors
/// As [`preview`]; nobody or no document named; the same on record; somebody who recorded another decision
/// meanwhile.
pub fn apply(
    context: &mut Context<'_>,
    target: &Target,
    order: &Order,
    by: &str,
) -> Result<Applied, ScenarioError> {
    let by = written(by).ok_or(ScenarioError::NoName)?;
    order.source.as_deref().and_then(written).ok_or(ScenarioError::NoSource)?;
    let (decision, rehearsal) = decided(context, target, order)?;
    if let Some(id) = known(context, &rehearsal, &decision)? {
        return Err(ScenarioError::Known { id });
    }
    let Rehearsal { preview, solved, against, live, events, turns, areas, province } = rehearsal;
    let prepared = solved.map(Solved::lay_out).transpose()?;
    let at = (context.config, context.tables, context.clock.now());
    let touches = preview.counts.after;
    let mut rows = [row(province.id.0, &decision, by)];
    let source = decision.source.clone();
    let (id, version, told) = context.store.write(|conn| {
        hold_people(conn, province.id.0)?;
        if decisions(conn, province.id.0, &areas, &SupposedScenarios::default())? != live {
            return Err(ScenarioError::Overtaken);
        }
        insert_scenarios(conn, &mut rows)?;
        let [row] = &rows;
        let told = carry_out(conn, (&province, row.id), (&events, &turns), (by, &source), at)?;
        let made = prepared.map(|prepared| prepared.store_in(conn)).transpose()?;
        if let (Some(made), Some(against)) = (&made, &against) {
            link(conn, (row.id, "apply"), made.version.id, against)?;
        }
        Ok((row.id, made.map(|made| made.version.number), told))
    })?;
    if version.is_some() {
        context.store.count(Filled::Plans, touches);
    }
    Ok(Applied { id, decision, version, preview, told })
}

/// The key of a decision on record that says the same, and was not taken back.
fn known(
    context: &mut Context<'_>,
    rehearsal: &Rehearsal<'_>,
    decision: &Decision,
) -> Result<Option<i64>, ScenarioError> {
    let (province, wanted) = (rehearsal.province.id.0, row(rehearsal.province.id.0, decision, ""));
    context.store.read(|conn| {
        let (rows, gone) = (scenarios(conn, province)?, reverts(conn, province)?);
        let same = |row: &&ScenarioRow| {
            (row.area_id, row.from_date, row.to_date, &row.mode, row.most_people)
                == (
                    wanted.area_id,
                    wanted.from_date,
                    wanted.to_date,
                    &wanted.mode,
                    wanted.most_people,
                )
                && gone.iter().all(|back| back.scenario_id != row.id)
        };
        Ok(rows.iter().find(same).map(|row| row.id))
    })
}

/// The decision of an order, rehearsed.
fn decided<'a>(
    context: &mut Context<'a>,
    target: &Target,
    order: &Order,
) -> Result<(Decision, Rehearsal<'a>), ScenarioError> {
    let (now, today) = (context.clock.now(), context.today());
    let decision = context.store.read(|conn| {
        let areas = all_areas(conn)?;
        let province = province(conn, &target.province, target.week.monday())?;
        order.decision((&province, &areas), (now, today))
    })?;
    let supposed = SupposedScenarios { added: vec![decision.clone()], ..Default::default() };
    let turn = (decision.from, decision.to);
    let rehearsal = rehearse(context, target, &supposed, turn, None)?;
    Ok((decision, rehearsal))
}

/// A version was made because of a decision.
pub(super) fn link(
    conn: &mut Conn,
    (scenario_id, action): (i64, &str),
    version_id: i64,
    against: &VersionRow,
) -> Result<(), ScenarioError> {
    let row = ScenarioPlanRow {
        province_id: against.province_id,
        scenario_id,
        version_id,
        before_version_id: against.id,
        action: action.to_owned(),
    };
    Ok(insert_scenario_plans(conn, &[row])?)
}

fn row(province_id: i64, decision: &Decision, by: &str) -> ScenarioRow {
    ScenarioRow {
        province_id,
        id: 0,
        area_id: decision.area_id,
        from_date: decision.from,
        to_date: decision.to,
        mode: decision.mode.clone(),
        most_people: decision.most_people.and_then(|most| i32::try_from(most).ok()),
        source: decision.source.clone(),
        by_name: by.to_owned(),
        decided_at: decision.decided_at,
    }
}

/// What somebody wrote, without blanks around it; none where nothing is left.
pub(super) fn written(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
