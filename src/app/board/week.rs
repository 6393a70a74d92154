//! A week at a glance: of each office the plan, how far it has come and what it covers.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::life::{StepLine, VersionState, in_force, last_steps, version_state};
use super::plans::configured;
use crate::app::context::{Context, province};
use crate::app::plan::proof::Summary;
use crate::app::plan::{PlanError, offices_of};
use crate::clock::local_time;
use crate::domain::calendar::Week;
use crate::planning::coverage::Cell;
use crate::store::boards::VersionLine;
use crate::store::handed_out::versions_by_id;
use crate::store::plans::VersionRow;
use crate::store::steps::{steps_of, versions_of_week};

/// A week of all offices.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeekBoard {
    /// ISO week.
    pub week: String,
    /// Its first day.
    pub monday: NaiveDate,
    /// Its last day.
    pub sunday: NaiveDate,
    /// Offices by code.
    pub offices: Vec<OfficeWeek>,
}

/// The week of an office.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfficeWeek {
    /// Code.
    pub office: String,
    /// Name.
    pub name: String,
    /// Name of the office above it that has planned the week, where it has not itself.
    pub planned_by: Option<String>,
    /// Its plan.
    pub plan: Option<WeekPlan>,
}

/// The plan of an office and week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeekPlan {
    /// Number of the version by which the week is worked.
    pub version: i32,
    /// Its state.
    pub state: String,
    /// The newest version.
    pub newest: VersionState,
    /// The last step that was taken with the newest version.
    pub last_step: Option<StepLine>,
    /// When the version was made, at the office.
    pub made_at: NaiveDateTime,
    /// Places for touches.
    pub slots: u64,
    /// Calls.
    pub calls: u64,
    /// Visits.
    pub visits: u64,
    /// Households and due cases: of all, reachable, planned.
    pub coverage: Cell,
}

/// Reads a week.
///
/// # Errors
/// The province is not clear, or a document that cannot be read.
pub fn week_board(context: &mut Context<'_>, week: Week) -> Result<WeekBoard, PlanError> {
    let (code, zone) = (configured(context), context.config.office.time_zone);
    context.store.read(|conn| {
        let province = province(conn, &code, week.monday())?;
        let offices = offices_of(conn, &province, week.monday())?;
        let known = versions_of_week(conn, province.id.0, &week.to_string())?;
        let ids: Vec<i64> = known.iter().map(|(_, id, _)| *id).collect();
        let steps = steps_of(conn, province.id.0, &ids)?;
        let last = last_steps(&steps);
        let mut of: HashMap<&str, Vec<(i64, VersionState)>> = HashMap::new();
        for (office, id, number) in &known {
            let made_at = NaiveDateTime::MIN;
            let line = VersionLine { id: *id, plan_id: 0, number: *number, made_at };
            of.entry(office).or_default().push((*id, version_state(&line, &last, zone)));
        }
        let shown = |own: &[(i64, VersionState)]| {
            let states: Vec<VersionState> = own.iter().map(|(_, one)| one.clone()).collect();
            let number = in_force(&states)?.number;
            own.iter().find(|(_, one)| one.number == number).cloned()
        };
        let mut wanted: Vec<i64> = of.values().filter_map(|own| Some(shown(own)?.0)).collect();
        wanted.extend(of.values().filter_map(|own| Some(own.last()?.0)));
        let rows = versions_by_id(conn, province.id.0, &wanted)?;
        let rows: HashMap<i64, VersionRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let plan = |office: &str| -> Result<Option<WeekPlan>, PlanError> {
            let Some(own) = of.get(office) else { return Ok(None) };
            let (Some((id, version)), Some((newest_id, newest))) = (shown(own), own.last()) else {
                return Ok(None);
            };
            let (Some(row), Some(newest_row)) = (rows.get(&id), rows.get(newest_id)) else {
                return Ok(None);
            };
            let summary: Summary = serde_json::from_str(&row.summary)?;
            let step = last.get(newest_id);
            Ok(Some(WeekPlan {
                version: version.number,
                state: version.state,
                newest: VersionState {
                    made_at: local_time(newest_row.made_at, zone),
                    ..newest.clone()
                },
                last_step: step.map(|step| StepLine::of(step, newest.number, zone)),
                made_at: local_time(row.made_at, zone),
                slots: summary.slots,
                calls: summary.calls,
                visits: summary.visits,
                coverage: summary.coverage.all,
            }))
        };
        let above = |code: &str| {
            let at = |code: &str| offices.iter().find(|(office, _)| office.code == code);
            let mut next = at(code)?.1.as_deref();
            // As many steps as there are offices: a list may name an office above itself.
            for _ in &offices {
                let (office, parent) = at(next?)?;
                if of.contains_key(office.code.as_str()) {
                    return Some(office.name.clone());
                }
                next = parent.as_deref();
            }
            None
        };
        let line = |(office, _): &(crate::app::plan::Office, Option<String>)| {
            let plan = plan(&office.code)?;
            Ok(OfficeWeek {
                office: office.code.clone(),
                name: office.name.clone(),
                planned_by: if plan.is_none() { above(&office.code) } else { None },
                plan,
            })
        };
        let mut lines = offices.iter().map(line).collect::<Result<Vec<_>, PlanError>>()?;
        lines.sort_by(|a, b| a.office.cmp(&b.office));
        Ok(WeekBoard {
            week: week.to_string(),
            monday: week.monday(),
            sunday: week.sunday(),
            offices: lines,
        })
    })
}
