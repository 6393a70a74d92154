//! What a step that was taken comes to, as it is printed.

use serde::Serialize;

use super::change::Change;
use super::facts::{Exceptions, Facts, Totals};
use super::held::{Held, Life};
use super::warning::LifeWarning;
use crate::domain::approval::Needs;
use crate::domain::plan_life::PlanState;

/// A step that was taken with a version.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decided {
    /// Code of the office.
    pub office: String,
    /// Its name.
    pub office_name: String,
    /// ISO week.
    pub week: String,
    /// Number of the version.
    pub version: i32,
    /// Its state since then: a code of `PlanState`.
    pub state: &'static str,
    /// Who did it.
    pub by: String,
    /// In whose name, where a deputy did it.
    pub on_behalf_of: Option<String>,
    /// What was decided about, where somebody decided.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub about: Option<Matter>,
    /// Intents to tell somebody of it.
    pub notices: usize,
    /// What should be known beside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<LifeWarning>,
}

/// What somebody decided about, without the targets of each agent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matter {
    /// The sums.
    pub totals: Totals,
    /// What the plan does not reach, or does not know.
    pub exceptions: Exceptions,
    /// The change against the version in force, where there is one.
    pub change: Option<Change>,
    /// Who decides.
    pub needs: Needs,
}

impl From<Facts> for Matter {
    fn from(facts: Facts) -> Self {
        let Facts { totals, exceptions, change, needs, .. } = facts;
        Self { totals, exceptions, change, needs }
    }
}

impl Decided {
    pub(super) fn new(held: &Held, life: &Life, (state, by): (PlanState, &str)) -> Self {
        Self {
            office: held.found.office.code.clone(),
            office_name: held.found.office.name.clone(),
            week: held.found.week.to_string(),
            version: life.version.number,
            state: state.code(),
            by: by.to_owned(),
            on_behalf_of: None,
            about: None,
            notices: 0,
            warnings: Vec::new(),
        }
    }
}
