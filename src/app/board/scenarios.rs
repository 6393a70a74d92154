//! Scenarios for pages: all of them, and those that matter for the week of a plan.

use serde::Serialize;

use super::plans::configured;
use crate::app::context::{Context, all_areas};
use crate::app::plan::proof::Configuration;
use crate::app::plan::{
    Decision, Found, PlanError, Situation, SupposedScenarios, commune_codes, decisions,
};
use crate::app::scenario::{EventChange, Line, list, turned_by};
use crate::domain::sentence::Sentence;
use crate::store::Conn;

/// A decision that holds in the week of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WeekScenario {
    /// Area, mode, days and source.
    pub told: Sentence,
    /// Whether the version was made under it.
    pub in_plan: bool,
    /// Whether it is on record and was not taken back.
    pub holds: bool,
}

/// All scenarios on record, the newest first.
///
/// # Errors
/// The database refused.
pub fn scenario_lines(context: &mut Context<'_>) -> Result<Vec<Line>, PlanError> {
    let province = configured(context);
    list(context, &province)
}

/// Events of the week of a plan that decisions about areas turned, or turned back, in the order of their days.
pub(super) fn week_turned(conn: &mut Conn, found: &Found) -> Result<Vec<EventChange>, PlanError> {
    let all = turned_by(conn, found.province.id.0)?.into_iter();
    let own = all.filter(|one| found.week.contains(one.days.0) || found.week.contains(one.days.1));
    Ok(own.map(|one| one.change).collect())
}

/// The decisions that hold in the week of a version, and those under which it was made.
pub(super) fn week_scenarios(
    conn: &mut Conn,
    found: &Found,
) -> Result<Vec<WeekScenario>, PlanError> {
    let configuration: Configuration = serde_json::from_str(&found.version.configuration)?;
    let known = &configuration.situation.decisions;
    let areas = all_areas(conn)?;
    let live = decisions(conn, found.province.id.0, &areas, &SupposedScenarios::default())?;
    let codes = commune_codes(&found.province, &found.office);
    let now = Situation::of(&live, &areas, &codes, &configuration.buckets).decisions;
    let of = |one: &Decision| WeekScenario {
        told: one.told(),
        in_plan: known.contains(one),
        holds: now.contains(one),
    };
    let gone = known.iter().filter(|one| !now.contains(one));
    Ok(now.iter().chain(gone).map(of).collect())
}
