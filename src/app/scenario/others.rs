//! Plans that were made before a decision and are not planned again with it: of other offices, and of other
//! weeks. Whoever decides is told to plan them again.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::ScenarioError;
use crate::app::context::{Province, ProvinceError, province};
use crate::app::plan::{PlanError, commune_codes, office};
use crate::domain::calendar::Week;
use crate::domain::scenario_change::Change;
use crate::store::Conn;
use crate::store::steps::versions_of_week;

/// Plans are made for no week further ahead.
const WEEKS: u64 = 12;

/// A plan that does not know of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherPlan {
    /// Code of the office.
    pub office: String,
    /// Its name.
    pub name: String,
    /// The week.
    pub week: String,
    /// Number of its newest version.
    pub version: i32,
}

/// The plans of communes that change, but for the one of `own`, from today's week on.
pub(super) fn others(
    conn: &mut Conn,
    here: &Province,
    own: (&str, Week),
    changes: &[Change],
    today: NaiveDate,
) -> Result<Vec<OtherPlan>, ScenarioError> {
    let mut found: Vec<OtherPlan> = Vec::new();
    let days = (0..WEEKS).filter_map(|ahead| today.checked_add_days(Days::new(ahead * 7)));
    for week in days.map(Week::containing) {
        let changed: HashSet<&str> = changes
            .iter()
            .filter(|change| change.from <= week.sunday() && week.monday() <= change.to)
            .map(|change| change.code.as_str())
            .collect();
        if changed.is_empty() {
            continue;
        }
        let versions = versions_of_week(conn, here.id.0, &week.to_string())?;
        if versions.is_empty() {
            continue;
        }
        let there = match province(conn, &here.code, week.monday()) {
            Ok(there) => there,
            Err(ProvinceError::Store(error)) => return Err(error.into()),
            // Another province stands there by then, and plans for itself.
            Err(_) => continue,
        };
        for of_office in versions.chunk_by(|a, b| a.0 == b.0) {
            let Some((code, _, version)) = of_office.last() else { continue };
            if (code.as_str(), week) == own {
                continue;
            }
            let office = match office(conn, code, &there, week.monday()) {
                Ok(office) => office,
                // It left the list of offices since.
                Err(PlanError::UnknownOffice { .. }) => continue,
                Err(error) => return Err(error.into()),
            };
            if commune_codes(&there, &office).iter().any(|code| changed.contains(code.as_str())) {
                found.push(OtherPlan {
                    office: office.code,
                    name: office.name,
                    week: week.to_string(),
                    version: *version,
                });
            }
        }
    }
    Ok(found)
}
