//! Which versions are in force: of the plans that notices speak of, and of those of a week.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::app::plan::turns;
use crate::clock::local_date;
use crate::config::Config;
use crate::domain::plan_life::PlanState;
use crate::domain::plan_turns::Turns;
use crate::store::handed_out::{VersionOf, versions_of_same_plans};
use crate::store::steps::steps_of;
use crate::store::{Conn, StoreResult};

/// The versions of some plans with their states.
pub(super) struct InForce {
    versions: HashMap<i64, (VersionOf, PlanState)>,
    /// By the plan's key, of the plans with a version that is or was published.
    plans: HashMap<i64, Plan>,
}

/// The published versions of a plan.
struct Plan {
    turns: Turns,
    /// Whether one of them is in force.
    is_open: bool,
    /// When its week was closed, at the office.
    closed: Option<NaiveDate>,
}

impl InForce {
    /// Reads the plans of these versions.
    pub(super) fn read(
        conn: &mut Conn,
        (province, versions): (i64, &[i64]),
        config: &Config,
    ) -> StoreResult<Self> {
        let zone = config.office.time_zone;
        let all = versions_of_same_plans(conn, province, versions)?;
        let ids: Vec<i64> = all.iter().map(|version| version.id).collect();
        let steps = steps_of(conn, province, &ids)?;
        let mut found = Self { versions: HashMap::new(), plans: HashMap::new() };
        for of_plan in all.chunk_by(|a, b| a.plan_id == b.plan_id) {
            let own = of_plan.iter().map(|version| (version.id, version.configuration.as_str()));
            let turns = turns(own, &steps, config)?;
            let (mut is_open, mut closed) = (false, None);
            for version in of_plan {
                // They come in order.
                let last = steps.iter().rfind(|step| step.version_id == version.id);
                let state = last.and_then(|step| PlanState::from_code(&step.state));
                let state = state.unwrap_or(PlanState::Draft);
                is_open |= state == PlanState::Published;
                let close = last.filter(|_| state == PlanState::Closed);
                closed = close.map(|step| local_date(step.at, zone)).or(closed);
                found.versions.insert(version.id, (version.clone(), state));
            }
            if let Some(first) = of_plan.first() {
                found.plans.insert(first.plan_id, Plan { turns, is_open, closed });
            }
        }
        Ok(found)
    }

    /// A version and its state.
    pub(super) fn version(&self, id: i64) -> Option<&(VersionOf, PlanState)> {
        self.versions.get(&id)
    }

    /// The version that speaks on a day, of the plan that a version is of; none of a plan that is not in
    /// force.
    pub(super) fn speaking_beside(&self, id: i64, day: NaiveDate) -> Option<&VersionOf> {
        let (version, _) = self.versions.get(&id)?;
        let plan = self.plans.get(&version.plan_id).filter(|plan| plan.is_open)?;
        self.versions.get(&plan.turns.on(day)?).map(|(version, _)| version)
    }

    /// The turns of the plan that a version is of.
    pub(super) fn turns_beside(&self, id: i64) -> Option<&Turns> {
        let (version, _) = self.versions.get(&id)?;
        self.plans.get(&version.plan_id).map(|plan| &plan.turns)
    }

    /// Whether a version of the plan that a version is of is approved or published.
    pub(super) fn is_decided_beside(&self, id: i64) -> bool {
        let Some((own, _)) = self.versions.get(&id) else { return false };
        self.versions.values().any(|(version, state)| {
            version.plan_id == own.plan_id
                && matches!(state, PlanState::Approved | PlanState::Published)
        })
    }

    /// The versions that speak on a day, of all plans in force, in the order of their keys.
    pub(super) fn speaking(&self, day: NaiveDate) -> Vec<i64> {
        let open = self.plans.values().filter(|plan| plan.is_open);
        let mut all: Vec<i64> = open.filter_map(|plan| plan.turns.on(day)).collect();
        all.sort_unstable();
        all
    }

    /// The versions whose lists counted on a day, in the order of their keys: of each plan the one that
    /// spoke on it, whatever has become of it since. A plan that was published after the day's lists, or
    /// closed on an earlier day, has none.
    pub(super) fn on(&self, day: NaiveDate) -> Vec<i64> {
        let there = |plan: &&Plan| plan.closed.is_none_or(|closed| closed >= day);
        let spoke = |plan: &Plan| {
            plan.turns.on(day).filter(|version| {
                plan.turns.handed_out(*version).is_some_and(|(from, _)| from <= day)
            })
        };
        let mut all: Vec<i64> = self.plans.values().filter(there).filter_map(spoke).collect();
        all.sort_unstable();
        all
    }
}
