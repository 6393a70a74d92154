//! Who did what with the versions of a plan, and when.

use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::Value;

use super::LifeError;
use super::held::{Life, lives};
use crate::app::context::Context;
use crate::app::plan::{Wanted, find};

/// The lives of a plan's versions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct History {
    /// Code of the office.
    pub office: String,
    /// Its name.
    pub office_name: String,
    /// ISO week.
    pub week: String,
    /// The versions, oldest first.
    pub versions: Vec<VersionLife>,
}

/// One version with its steps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VersionLife {
    /// Number of the version.
    pub version: i32,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
    /// Its state: a code of `PlanState`.
    pub state: &'static str,
    /// What was done with it, in order.
    pub steps: Vec<StepTold>,
}

/// What somebody did with a version.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepTold {
    /// A code of `PlanAction`.
    pub action: String,
    /// The state since then: a code of `PlanState`.
    pub state: String,
    /// Who.
    pub by: String,
    /// In whose name, where a deputy did it.
    pub on_behalf_of: Option<String>,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// What was said with it.
    pub comment: Option<String>,
    /// What was decided about.
    pub facts: Value,
}

/// The lives of all versions of a plan, or of the one that is named.
///
/// # Errors
/// No such plan, or a step that cannot be read.
pub fn history(context: &mut Context<'_>, wanted: &Wanted) -> Result<History, LifeError> {
    let today = context.today();
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let named = |life: &Life| wanted.version.is_none_or(|one| one == life.version.number);
        let all = lives(conn, &found)?;
        let versions = all.into_iter().filter(named).map(VersionLife::of);
        Ok(History {
            versions: versions.collect::<Result<_, LifeError>>()?,
            office: found.office.code,
            office_name: found.office.name,
            week: found.week.to_string(),
        })
    })
}

impl VersionLife {
    fn of(life: Life) -> Result<Self, LifeError> {
        let steps = life.steps.into_iter().map(|step| {
            Ok(StepTold {
                facts: serde_json::from_str(&step.facts)?,
                action: step.action,
                state: step.state,
                by: step.by_name,
                on_behalf_of: step.on_behalf_of,
                at: step.at,
                comment: step.comment,
            })
        });
        Ok(Self {
            version: life.version.number,
            made_at: life.version.made_at,
            state: life.state.code(),
            steps: steps.collect::<Result<_, LifeError>>()?,
        })
    }
}
