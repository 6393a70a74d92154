//! How far versions have come, and who took which step when.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::Serialize;

use crate::clock::local_time;
use crate::domain::plan_life::PlanState;
use crate::store::boards::VersionLine;
use crate::store::steps::StepRow;

/// A version of a plan, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionState {
    /// Number of the version.
    pub number: i32,
    /// Code of `domain::plan_life::PlanState`.
    pub state: String,
    /// When it was made, at the office.
    pub made_at: NaiveDateTime,
}

/// A step that somebody took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepLine {
    /// Number of the version.
    pub version: i32,
    /// Code of `domain::plan_life::PlanAction`.
    pub action: String,
    /// The state since then.
    pub state: String,
    /// Who.
    pub by: String,
    /// In whose name, where a deputy did it.
    pub on_behalf_of: Option<String>,
    /// When, at the office.
    pub at: NaiveDateTime,
    /// What was said with it.
    pub comment: Option<String>,
}

impl StepLine {
    pub(super) fn of(step: &StepRow, version: i32, zone: Tz) -> Self {
        Self {
            version,
            action: step.action.clone(),
            state: step.state.clone(),
            by: step.by_name.clone(),
            on_behalf_of: step.on_behalf_of.clone(),
            at: local_time(step.at, zone),
            comment: step.comment.clone(),
        }
    }
}

/// From the key of a version to its last step.
pub(super) fn last_steps(steps: &[StepRow]) -> HashMap<i64, &StepRow> {
    // They come in order: the last one of each stays.
    steps.iter().map(|step| (step.version_id, step)).collect()
}

/// The state after a step; a version without steps is a draft.
pub(super) fn state_after(step: Option<&&StepRow>) -> PlanState {
    step.and_then(|step| PlanState::from_code(&step.state)).unwrap_or(PlanState::Draft)
}

pub(super) fn version_state(
    version: &VersionLine,
    last: &HashMap<i64, &StepRow>,
    zone: Tz,
) -> VersionState {
    VersionState {
        number: version.number,
        state: state_after(last.get(&version.id)).code().to_owned(),
        made_at: local_time(version.made_at, zone),
    }
}

/// The version by which a week is worked: the newest in force, or else the newest that there is.
#[must_use]
pub fn in_force(versions: &[VersionState]) -> Option<&VersionState> {
    let works = |one: &&VersionState| {
        [PlanState::Published, PlanState::Closed].iter().any(|state| state.code() == one.state)
    };
    versions.iter().rev().find(works).or(versions.last())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[], None)]
    #[case(&["draft"], Some(1))]
    #[case(&["returned", "draft"], Some(2))]
    #[case(&["published", "draft"], Some(1))]
    #[case(&["replaced", "published", "submitted"], Some(2))]
    #[case(&["replaced", "closed"], Some(2))]
    fn a_week_is_worked_by_what_is_in_force(#[case] states: &[&str], #[case] number: Option<i32>) {
        let made_at = NaiveDateTime::MIN;
        let versions: Vec<VersionState> = (1..)
            .zip(states)
            .map(|(number, state)| VersionState { number, state: (*state).into(), made_at })
            .collect();
        assert_eq!(in_force(&versions).map(|one| one.number), number);
    }
}
