//! Which versions are in force: of the plans that notices speak of, and of those of a week.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};

use crate::clock::{local_date, utc_time};
use crate::config::Config;
use crate::domain::plan_life::{PlanAction, PlanState};
use crate::store::handed_out::{VersionOf, versions_of_same_plans};
use crate::store::steps::{states_of, steps_of};
use crate::store::{Conn, StoreResult};

/// The versions of some plans with their states.
pub(super) struct InForce {
    versions: HashMap<i64, (VersionOf, PlanState)>,
    /// The published version of a plan, by the plan's key.
    published: HashMap<i64, i64>,
}

impl InForce {
    /// Reads the plans of these versions.
    pub(super) fn read(conn: &mut Conn, province: i64, versions: &[i64]) -> StoreResult<Self> {
        let all = versions_of_same_plans(conn, province, versions)?;
        let ids: Vec<i64> = all.iter().map(|version| version.id).collect();
        let mut states: HashMap<i64, PlanState> = HashMap::new();
        for (version, state) in states_of(conn, province, &ids)? {
            states.extend(PlanState::from_code(&state).map(|state| (version, state)));
        }
        let mut found = Self { versions: HashMap::new(), published: HashMap::new() };
        for version in all {
            let state = states.get(&version.id).copied().unwrap_or(PlanState::Draft);
            if state == PlanState::Published {
                found.published.insert(version.plan_id, version.id);
            }
            found.versions.insert(version.id, (version, state));
        }
        Ok(found)
    }

    /// A version and its state.
    pub(super) fn version(&self, id: i64) -> Option<&(VersionOf, PlanState)> {
        self.versions.get(&id)
    }

    /// The published version of the plan that a version is of.
    pub(super) fn published_beside(&self, id: i64) -> Option<&VersionOf> {
        let (version, _) = self.versions.get(&id)?;
        let published = self.published.get(&version.plan_id)?;
        self.versions.get(published).map(|(version, _)| version)
    }

    /// Whether a version of the plan that a version is of is approved or published.
    pub(super) fn is_decided_beside(&self, id: i64) -> bool {
        let Some((own, _)) = self.versions.get(&id) else { return false };
        self.versions.values().any(|(version, state)| {
            version.plan_id == own.plan_id
                && matches!(state, PlanState::Approved | PlanState::Published)
        })
    }

    /// All published versions, in the order of their keys.
    pub(super) fn published(&self) -> Vec<&VersionOf> {
        let mut all: Vec<&VersionOf> = self
            .published
            .values()
            .filter_map(|id| self.versions.get(id).map(|(version, _)| version))
            .collect();
        all.sort_by_key(|version| version.id);
        all
    }

    /// The versions whose lists counted on a day, in the order of their keys: of each plan the one that
    /// was published last while lists of the day were handed out, whatever has become of it since. A
    /// plan that was closed on an earlier day has none.
    pub(super) fn on(
        &self,
        conn: &mut Conn,
        (province, day): (i64, NaiveDate),
        config: &Config,
    ) -> StoreResult<Vec<i64>> {
        let zone = config.office.time_zone;
        let until = utc_time(day.and_time(config.notices.call_list_until), zone);
        let ids: Vec<i64> = self.versions.keys().copied().collect();
        let mut last: HashMap<i64, (NaiveDateTime, i64)> = HashMap::new();
        let mut over: HashSet<i64> = HashSet::new();
        for step in steps_of(conn, province, &ids)? {
            let Some((version, _)) = self.version(step.version_id) else { continue };
            let is = |action: PlanAction| step.action == action.code();
            if is(PlanAction::Publish) && step.at < until {
                let own = (step.at, version.id);
                let one = last.entry(version.plan_id).or_insert(own);
                *one = own.max(*one);
            } else if is(PlanAction::Close) && local_date(step.at, zone) < day {
                over.insert(version.plan_id);
            }
        }
        last.retain(|plan, _| !over.contains(plan));
        let mut all: Vec<i64> = last.into_values().map(|(_, version)| version).collect();
        all.sort_unstable();
        Ok(all)
    }
}
