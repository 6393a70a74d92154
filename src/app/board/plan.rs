//! One plan: a version as it is shown, its sisters, and the steps that were taken with all of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::life::{StepLine, VersionState, last_steps, state_after, version_state};
use super::scenarios::{WeekScenario, week_scenarios, week_turned};
use crate::app::context::Context;
use crate::app::plan::{PlanError, Shown, Wanted, find, in_force, show};
use crate::app::scenario::EventChange;
use crate::app::voices::{ContestCounts, counts};
use crate::store::boards::VersionLine;
use crate::store::imports::last_import;
use crate::store::scenarios::{reverts, scenarios};
use crate::store::steps::{steps_of, versions_of_week};

/// A plan with the history of its versions.
#[derive(Clone, Debug, Serialize)]
pub struct PlanBoard {
    /// Office code.
    pub office_code: String,
    /// The version that was asked for.
    #[serde(flatten)]
    pub shown: Shown,
    /// English names of the segments and languages that the summary names by code.
    pub names_en: BTreeMap<String, String>,
    /// Decisions that hold in its week, and those under which the version was made.
    pub scenarios: Vec<WeekScenario>,
    /// Events of the week that scenarios turned.
    pub turned: Vec<EventChange>,
    /// What agents held against drafts of the week, by what became of it.
    pub contests: ContestCounts,
    /// All versions and how far each has come, oldest first.
    pub states: Vec<VersionState>,
    /// The steps that were taken with any of them, oldest first.
    pub steps: Vec<StepLine>,
}

/// What stands above every look at a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanHead {
    /// Office.
    pub office: String,
    /// Its code.
    pub office_code: String,
    /// ISO week.
    pub week: String,
    /// Its first day.
    pub monday: NaiveDate,
    /// Its last day.
    pub sunday: NaiveDate,
    /// Number of the version.
    pub version: i32,
    /// Number of the newest version.
    pub newest: i32,
    /// Number of the version by which the week is worked, where one is.
    pub in_force: Option<i32>,
    /// The state of the version.
    pub state: String,
    /// Another text as soon as anything may read otherwise that is told of the version: the day, a step
    /// that was taken, a version of any plan of the week, a contest that was decided, a list that came in.
    #[serde(skip)]
    pub stamp: String,
}

/// Reads what stands above every look at a plan: of the version that is named, else of the one in force,
/// else of the newest. Whoever asks further names the version of the head.
///
/// # Errors
/// No such plan.
pub fn plan_head(context: &mut Context<'_>, wanted: &Wanted) -> Result<PlanHead, PlanError> {
    let today = context.today();
    context.store.read(|conn| {
        let mut found = find(conn, wanted, today)?;
        let in_force = in_force(conn, &found)?;
        if let (None, Some(version)) = (wanted.version, &in_force) {
            found.version = version.clone();
        }
        let (province, week) = (found.province.id.0, found.week.to_string());
        let ids: Vec<i64> = found.versions.iter().map(|one| one.id).collect();
        let steps = steps_of(conn, province, &ids)?;
        let own = steps.iter().rfind(|step| step.version_id == found.version.id);
        let newest = found.versions.last().map_or(found.version.number, |last| last.number);
        let plan = (found.office.code.as_str(), week.as_str());
        let ContestCounts { open, accepted, refused } = counts(conn, province, plan)?;
        // Versions are never changed, steps and scenarios only added, contests only decided; all else that is
        // shown comes from lists.
        let stamp = format!(
            "{today} {province}/{} {} {} {} {} {} {} {open}/{accepted}/{refused}",
            found.version.id,
            found.version.rows_digest,
            steps.len(),
            versions_of_week(conn, province, &week)?.len(),
            last_import(conn)?,
            scenarios(conn, province)?.len(),
            reverts(conn, province)?.len(),
        );
        Ok(PlanHead {
            office: found.office.name,
            office_code: found.office.code,
            week,
            monday: found.week.monday(),
            sunday: found.week.sunday(),
            version: found.version.number,
            newest,
            in_force: in_force.map(|version| version.number),
            state: state_after(own.as_ref()).code().to_owned(),
            stamp,
        })
    })
}

/// Reads a plan: the version that is named, else the newest.
///
/// # Errors
/// No such plan, or a document that cannot be read.
pub fn plan_board(context: &mut Context<'_>, wanted: &Wanted) -> Result<PlanBoard, PlanError> {
    let shown = show(context, wanted)?;
    let (today, zone) = (context.today(), context.config.office.time_zone);
    let segments = context.tables.segments.iter().map(|(_, one)| (&*one.code, &*one.name_en));
    let languages = context.tables.languages.named().map(|one| (one.code, one.en));
    let names = segments.chain(languages).map(|(code, en)| (code.to_owned(), en.to_owned()));
    let names_en = names.collect();
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let ids: Vec<i64> = found.versions.iter().map(|one| one.id).collect();
        let steps = steps_of(conn, found.province.id.0, &ids)?;
        let last = last_steps(&steps);
        let line = |one: &crate::store::plans::VersionRow| VersionLine {
            id: one.id,
            plan_id: one.plan_id,
            number: one.number,
            made_at: one.made_at,
        };
        let lines: Vec<VersionLine> = found.versions.iter().map(line).collect();
        let number = |id: i64| lines.iter().find(|one| one.id == id).map_or(0, |one| one.number);
        let mut told: Vec<StepLine> =
            steps.iter().map(|step| StepLine::of(step, number(step.version_id), zone)).collect();
        told.sort_by_key(|step| step.at);
        let scenarios = week_scenarios(conn, &found)?;
        let turned = week_turned(conn, &found)?;
        let week = found.week.to_string();
        let contests = counts(conn, found.province.id.0, (&found.office.code, &week))?;
        Ok(PlanBoard {
            contests,
            office_code: found.office.code,
            shown,
            names_en,
            scenarios,
            turned,
            states: lines.iter().map(|one| version_state(one, &last, zone)).collect(),
            steps: told,
        })
    })
}
