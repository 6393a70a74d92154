//! A stored version as it is shown: what it is, its proof, its counts and its coverage.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::PlanError;
use super::find::{Wanted, find};
use super::proof::{Configuration, Proof, Summary};
use crate::app::context::Context;
use crate::domain::plan_life::{PlanAction, PlanState};
use crate::domain::week_results::WeekResults;
use crate::store::steps::{StepRow, states_of, steps_of, versions_of_week};
use crate::store::{Conn, StoreResult};

/// A version to be shown.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Office.
    pub office: String,
    /// Week.
    pub week: String,
    /// Number of the version.
    pub version: i32,
    /// Numbers of all versions of this plan.
    pub versions: Vec<i32>,
    /// `draft` and what follows it.
    pub state: String,
    /// What was done with it, in order.
    pub steps: Vec<ShownStep>,
    /// What its week came to, once it is closed.
    pub results: Option<WeekResults>,
    /// Number of the version in force, where one is.
    pub in_force: Option<i32>,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
    /// Seed.
    pub seed: i64,
    /// Digest of the snapshot.
    pub snapshot_digest: String,
    /// Assumptions and settings.
    pub configuration: Configuration,
    /// Why no better plan exists.
    pub proof: Proof,
    /// What it amounts to.
    pub summary: Summary,
    /// Names of the areas, segments and languages that the summary names by code.
    pub names: std::collections::BTreeMap<String, String>,
}

/// What somebody did with a version.
#[derive(Clone, Debug, Serialize)]
pub struct ShownStep {
    /// A code of `PlanAction`.
    pub action: String,
    /// Who.
    pub by: String,
    /// In whose name, where a deputy did it.
    pub on_behalf_of: Option<String>,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// What was said with it.
    pub comment: Option<String>,
}

impl From<StepRow> for ShownStep {
    fn from(step: StepRow) -> Self {
        let StepRow { action, by_name: by, on_behalf_of, at, comment, .. } = step;
        Self { action, by, on_behalf_of, at, comment }
    }
}

/// What the step that closed a week keeps of it.
#[derive(Deserialize)]
struct ClosedFacts {
    results: Option<WeekResults>,
}

/// What the week of a version came to, from the steps that were taken with it.
fn results(steps: &[StepRow]) -> Result<Option<WeekResults>, PlanError> {
    let closed = steps.iter().rfind(|step| step.action == PlanAction::Close.code());
    let Some(closed) = closed else { return Ok(None) };
    Ok(serde_json::from_str::<ClosedFacts>(&closed.facts)?.results)
}

/// The number of the version of a plan that is in force.
///
/// # Errors
/// The database refused.
pub(super) fn in_force(
    conn: &mut Conn,
    (province, office): (i64, &str),
    week: &str,
) -> StoreResult<Option<i32>> {
    let mut own = versions_of_week(conn, province, week)?;
    own.retain(|(code, _, _)| code == office);
    let keys: Vec<i64> = own.iter().map(|(_, version, _)| *version).collect();
    let states = states_of(conn, province, &keys)?;
    let published = PlanState::Published.code();
    let found = own
        .iter()
        .find(|(_, version, _)| states.get(version).is_some_and(|state| state == published));
    Ok(found.map(|(_, _, number)| *number))
}

/// Reads a version to be shown.
///
/// # Errors
/// No such plan, or a document that cannot be read.
pub fn show(context: &mut Context<'_>, wanted: &Wanted) -> Result<Shown, PlanError> {
    let today = context.today();
    let tables = context.tables;
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let summary: Summary = serde_json::from_str(&found.version.summary)?;
        let mut names = std::collections::BTreeMap::new();
        for code in summary.coverage.communes.keys() {
            if let Some(area) = found.province.tree.get(code) {
                names.insert(code.clone(), area.name.clone());
            }
        }
        for (_, segment) in tables.segments.iter() {
            names.insert(segment.code.clone(), segment.name_vi.clone());
        }
        for language in tables.languages.named() {
            names.insert(language.code.to_owned(), language.vi.to_owned());
        }
        let week = found.week.to_string();
        let in_force = in_force(conn, (found.province.id.0, &found.office.code), &week)?;
        let version = found.version;
        let steps = steps_of(conn, version.province_id, &[version.id])?;
        let state = steps.last().and_then(|step| PlanState::from_code(&step.state));
        let state = state.unwrap_or(PlanState::Draft);
        Ok(Shown {
            office: found.office.name,
            week,
            version: version.number,
            versions: found.versions.iter().map(|one| one.number).collect(),
            state: state.code().to_owned(),
            results: results(&steps)?,
            steps: steps.into_iter().map(ShownStep::from).collect(),
            in_force,
            made_at: version.made_at,
            seed: version.seed,
            snapshot_digest: version.snapshot_digest,
            configuration: serde_json::from_str(&version.configuration)?,
            proof: serde_json::from_str(&version.proof)?,
            summary,
            names,
        })
    })
}
