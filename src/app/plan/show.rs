//! A stored version as it is shown: what it is, its proof, its counts and its coverage.

use chrono::NaiveDateTime;
use serde::Serialize;

use super::PlanError;
use super::find::{Wanted, find};
use super::proof::{Configuration, Proof, Summary};
use crate::app::context::Context;
use crate::domain::plan_life::PlanState;
use crate::store::steps::steps_of;

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
        let version = found.version;
        let steps = steps_of(conn, version.province_id, &[version.id])?;
        let state = steps.last().and_then(|step| PlanState::from_code(&step.state));
        let state = state.unwrap_or(PlanState::Draft);
        Ok(Shown {
            office: found.office.name,
            week: found.week.to_string(),
            version: version.number,
            versions: found.versions.iter().map(|one| one.number).collect(),
            state: state.code().to_owned(),
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
