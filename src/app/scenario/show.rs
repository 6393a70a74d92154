//! Scenarios on record: what is in force, what is to come, what is over and what was taken back, by whom and
//! why, and which versions were made for each.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::ScenarioError;
use super::events::{EventChange, turned_by};
use crate::app::context::{Context, all_areas, provinces_of_all_times};
use crate::app::plan::{Decision, PlanError, still};
use crate::clock::local_time;
use crate::domain::calendar::Week;
use crate::domain::sentence::Sentence;
use crate::store::handed_out::versions_by_id;
use crate::store::scenarios::{
    RevertRow, ScenarioPlanRow, ScenarioRow, plan_names, reverts, scenario_plans, scenarios,
};
use crate::store::{Conn, StoreResult};

/// Where a decision stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It holds today.
    InForce,
    /// Its first day is ahead.
    Coming,
    /// Its last day is over.
    Past,
    /// It was taken back.
    Reverted,
}

/// A decision on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Key.
    pub id: i64,
    /// What was decided.
    #[serde(flatten)]
    pub decision: Decision,
    /// The mode in words.
    pub mode_name: Sentence,
    /// Who recorded it.
    pub by: String,
    /// When, at the office.
    pub at: NaiveDateTime,
    /// Where it stands today.
    pub state: State,
    /// Who took it back, when and why.
    pub reverted: Option<TakenBack>,
    /// Versions that were made for it, oldest first.
    pub plans: Vec<MadeVersion>,
    /// Events that it turned, and that were turned back when it was taken back.
    pub events: Vec<EventChange>,
}

/// That a decision was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakenBack {
    /// Who did it.
    pub by: String,
    /// When, at the office.
    pub at: NaiveDateTime,
    /// Why.
    pub why: String,
}

/// A version that was made for a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MadeVersion {
    /// Code of the office.
    pub office: String,
    /// The week.
    pub week: String,
    /// Its number.
    pub version: i32,
    /// `apply` or `revert`.
    pub action: String,
}

/// All decisions of a province, or of the provinces on record: the newest first.
///
/// # Errors
/// No such province, or the database refused.
pub fn list(context: &mut Context<'_>, province: &str) -> Result<Vec<Line>, PlanError> {
    let (today, zone) = (context.today(), context.config.office.time_zone);
    context.store.read(|conn| {
        let areas = all_areas(conn)?;
        let mut found = Vec::new();
        for province in provinces_of_all_times(conn, province, today)? {
            let province = province.id.0;
            let (backs, links) = (reverts(conn, province)?, scenario_plans(conn, province)?);
            let versions = made_versions(conn, province, &links)?;
            let mut turned: HashMap<i64, Vec<EventChange>> = HashMap::new();
            for one in turned_by(conn, province)? {
                turned.entry(one.scenario).or_default().push(one.change);
            }
            for row in scenarios(conn, province)? {
                let back = backs.iter().find(|back| back.scenario_id == row.id);
                let decision = Decision::of_row(&row, &areas)?;
                found.push(Line {
                    id: row.id,
                    mode_name: decision.mode().unwrap_or_default().name(),
                    by: row.by_name.clone(),
                    at: local_time(row.decided_at, zone),
                    state: state(&row, back, today),
                    reverted: back.map(|back| TakenBack {
                        by: back.by_name.clone(),
                        at: local_time(back.at, zone),
                        why: back.why.clone(),
                    }),
                    plans: versions.get(&row.id).cloned().unwrap_or_default(),
                    events: turned.remove(&row.id).unwrap_or_default(),
                    decision,
                });
            }
        }
        found.sort_by_key(|line| std::cmp::Reverse((line.at, line.id)));
        Ok(found)
    })
}

/// One decision.
///
/// # Errors
/// As [`list`]; no such decision.
pub fn show(context: &mut Context<'_>, province: &str, id: i64) -> Result<Line, ScenarioError> {
    let all = list(context, province)?;
    all.into_iter().find(|line| line.id == id).ok_or(ScenarioError::Unknown { id })
}

fn state(row: &ScenarioRow, back: Option<&RevertRow>, today: NaiveDate) -> State {
    match back {
        Some(_) => State::Reverted,
        None if today < row.from_date => State::Coming,
        None if row.to_date.is_some_and(|to| to < today) => State::Past,
        None => State::InForce,
    }
}

/// By decision the versions that were made for it.
fn made_versions(
    conn: &mut Conn,
    province: i64,
    links: &[ScenarioPlanRow],
) -> StoreResult<HashMap<i64, Vec<MadeVersion>>> {
    let keys: Vec<i64> = links.iter().map(|link| link.version_id).collect();
    let versions = versions_by_id(conn, province, &keys)?;
    let plans = plan_names(conn, province)?;
    let mut made: HashMap<i64, Vec<MadeVersion>> = HashMap::new();
    for link in links {
        let version = versions.iter().find(|version| version.id == link.version_id);
        let found = version.and_then(|version| Some((version, plans.get(&version.plan_id)?)));
        let Some((version, (office, week))) = found else { continue };
        made.entry(link.scenario_id).or_default().push(MadeVersion {
            office: office.clone(),
            week: week.clone(),
            version: version.number,
            action: link.action.clone(),
        });
    }
    Ok(made)
}

/// The week whose plan a decision changes first: that of its first day to come.
pub(super) fn week_of(decision: &Decision, today: NaiveDate) -> Week {
    still(Week::containing(decision.from.max(today)), today)
}
