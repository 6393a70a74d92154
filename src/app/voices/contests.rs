//! The contests of a week or of all weeks, as an office reads them.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::app::context::{Context, province};
use crate::app::plan::{PlanError, office};
use crate::clock::local_time;
use crate::domain::calendar::Week;
use crate::domain::contest::{ContestReason, ContestState};
use crate::domain::product::Products;
use crate::domain::sentence::Sentence;
use crate::store::catalogues::agents;
use crate::store::handed_out::versions_by_id;
use crate::store::merged::survivors;
use crate::store::people::people_by_id;
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
    /// The person of the case: a household may be of several.
    pub person: String,
    /// Product code.
    pub product: String,
    /// Its name.
    pub product_name: Sentence,
    /// Day of the touch.
    pub planned_on: NaiveDate,
    /// Who contests it.
    pub agent: String,
    /// The agent's name; empty of one who is on no list any more.
    pub agent_name: String,
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
    fn of(row: ContestRow, known: &Known<'_>, zone: chrono_tz::Tz) -> Self {
        let name = |of: Option<&String>| of.cloned().unwrap_or_default();
        Self {
            id: row.id,
            week: row.week,
            office: row.office_code,
            version: known.versions.get(&row.version_id).copied().unwrap_or_default(),
            row_id: format!("{}-{}", row.touch_id, row.number),
            contact: row.contact,
            commune: row.commune,
            person: name(known.people.get(&row.person_id)),
            product_name: known.product(&row.product),
            product: row.product,
            planned_on: row.planned_on,
            agent_name: name(known.agents.get(&row.agent_code)),
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
    let products = &context.tables.products;
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
        Ok(told(conn, province.id.0, rows, (zone, products))?)
    })
}

/// What rows name by key or code.
struct Known<'a> {
    /// Numbers of versions.
    versions: HashMap<i64, i32>,
    /// Names of people.
    people: HashMap<i64, String>,
    /// Names of agents.
    agents: HashMap<String, String>,
    products: &'a Products,
}

impl Known<'_> {
    fn product(&self, code: &str) -> Sentence {
        let product = self.products.find(code).and_then(|id| self.products.get(id));
        product.map_or_else(
            || Sentence::new(code, code),
            |one| Sentence::new(one.name_vi.as_str(), one.name_en.as_str()),
        )
    }
}

/// Contests with the names of whom they speak of and the numbers of their versions.
pub(super) fn told(
    conn: &mut Conn,
    province: i64,
    rows: Vec<ContestRow>,
    (zone, products): (chrono_tz::Tz, &Products),
) -> StoreResult<Vec<Contest>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut versions: Vec<i64> = rows.iter().map(|row| row.version_id).collect();
    versions.sort_unstable();
    versions.dedup();
    let versions = versions_by_id(conn, province, &versions)?;
    let mut people: Vec<i64> = rows.iter().map(|row| row.person_id).collect();
    people.sort_unstable();
    people.dedup();
    let survivors = survivors(conn, province, &people)?;
    let now: Vec<i64> = people.iter().map(|id| survivors.of(*id)).collect();
    let names: HashMap<i64, String> =
        people_by_id(conn, province, &now)?.into_iter().map(|row| (row.id, row.name)).collect();
    let name = |(id, now): (i64, i64)| Some((id, names.get(&now)?.clone()));
    let known = Known {
        versions: versions.iter().map(|row| (row.id, row.number)).collect(),
        people: people.into_iter().zip(now).filter_map(name).collect(),
        agents: agents(conn, province)?.into_iter().map(|row| (row.code, row.name)).collect(),
        products,
    };
    Ok(rows.into_iter().map(|row| Contest::of(row, &known, zone)).collect())
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
