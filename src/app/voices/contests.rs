//! The contests of a week or of all weeks, as an office reads them.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::app::context::{Context, province};
use crate::app::plan::{PlanError, office};
use crate::clock::local_time;
use crate::domain::calendar::Week;
use crate::domain::contest::{ContestReason, ContestState};
use crate::store::handed_out::versions_by_id;
use crate::store::voices::{ContestRow, contests_in_state, contests_of_week};
use crate::store::{Conn, StoreResult};

/// A planned row that its agent contests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contest {
    /// By which it is decided.
    pub id: i64,
    /// Week of the plan.
    pub week: String,
    /// Office of the plan.
    pub office: String,
    /// Number of the version whose row it is.
    pub version: i32,
    /// Key of the row.
    pub row_id: String,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// Commune code.
    pub commune: String,
    /// Product code.
    pub product: String,
    /// Day of the touch.
    pub planned_on: NaiveDate,
    /// Who contests it.
    pub agent: String,
    /// Code of `domain::contest::ContestReason`.
    pub reason: String,
    /// The day that would suit better.
    pub preferred_day: Option<NaiveDate>,
    /// In the agent's words.
    pub note: Option<String>,
    /// When it came in, at the office.
    pub said_at: NaiveDateTime,
    /// Code of `domain::contest::ContestState`.
    pub state: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When, at the office.
    pub decided_at: Option<NaiveDateTime>,
    /// What the agent is told.
    pub answer: Option<String>,
}

impl Contest {
    pub(super) fn of(row: ContestRow, version: i32, zone: chrono_tz::Tz) -> Self {
        Self {
            id: row.id,
            week: row.week,
            office: row.office_code,
            version,
            row_id: format!("{}-{}", row.touch_id, row.number),
            contact: row.contact,
            commune: row.commune,
            product: row.product,
            planned_on: row.planned_on,
            agent: row.agent_code,
            reason: row.reason,
            preferred_day: row.preferred_day,
            note: row.note,
            said_at: local_time(row.said_at, zone),
            state: row.state,
            decided_by: row.decided_by,
            decided_at: row.decided_at.map(|at| local_time(at, zone)),
            answer: row.answer,
        }
    }

    /// The names of its reason, in Vietnamese and English.
    #[must_use]
    pub fn reason_names(&self) -> (&str, &str) {
        ContestReason::from_code(&self.reason)
            .map_or((&self.reason, &self.reason), |one| (one.name_vi(), one.name_en()))
    }

    /// The names of its state, in Vietnamese and English.
    #[must_use]
    pub fn state_names(&self) -> (&str, &str) {
        ContestState::from_code(&self.state)
            .map_or((&self.state, &self.state), |one| (one.name_vi(), one.name_en()))
    }
}

/// Contests of a plan by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContestCounts {
    /// Wait for the office.
    pub open: u64,
    /// The next version follows them.
    pub accepted: u64,
    /// The rows stay.
    pub refused: u64,
}

/// The contests of a week's plans, or those of all weeks that are open; of one office, where it is named.
///
/// # Errors
/// The province is not clear, an unknown office, or the database refused.
pub fn contests(
    context: &mut Context<'_>,
    (province_code, office_code): (&str, &str),
    week: Option<Week>,
) -> Result<Vec<Contest>, PlanError> {
    let (today, zone) = (context.today(), context.config.office.time_zone);
    context.store.read(|conn| {
        let province = province(conn, province_code, today)?;
        let mut rows = match week {
            Some(week) => contests_of_week(conn, province.id.0, &week.to_string())?,
            None => contests_in_state(conn, province.id.0, ContestState::Open.code())?,
        };
        if !office_code.is_empty() {
            let office = office(conn, office_code, &province, today)?;
            rows.retain(|row| row.office_code == office.code);
        }
        Ok(told(conn, province.id.0, rows, zone)?)
    })
}

/// Contests with the numbers of their versions.
pub(super) fn told(
    conn: &mut Conn,
    province: i64,
    rows: Vec<ContestRow>,
    zone: chrono_tz::Tz,
) -> StoreResult<Vec<Contest>> {
    let mut versions: Vec<i64> = rows.iter().map(|row| row.version_id).collect();
    versions.sort_unstable();
    versions.dedup();
    let versions = versions_by_id(conn, province, &versions)?;
    let numbers: HashMap<i64, i32> = versions.iter().map(|row| (row.id, row.number)).collect();
    let number = |row: &ContestRow| numbers.get(&row.version_id).copied().unwrap_or_default();
    let told = rows.into_iter().map(|row| {
        let number = number(&row);
        Contest::of(row, number, zone)
    });
    Ok(told.collect())
}

/// How many contests an office's plan of a week has.
///
/// # Errors
/// The database refused.
pub fn counts(
    conn: &mut Conn,
    province: i64,
    (office, week): (&str, &str),
) -> StoreResult<ContestCounts> {
    let mut counts = ContestCounts::default();
    for row in contests_of_week(conn, province, week)? {
        if row.office_code != office {
            continue;
        }
        match ContestState::from_code(&row.state) {
            Some(ContestState::Accepted) => counts.accepted += 1,
            Some(ContestState::Refused) => counts.refused += 1,
            Some(ContestState::Open) | None => counts.open += 1,
        }
    }
    Ok(counts)
}

/// How many of them wait for the office.
pub(crate) fn open_contests(
    conn: &mut Conn,
    province: i64,
    plan: (&str, &str),
) -> StoreResult<u64> {
    Ok(counts(conn, province, plan)?.open)
}
