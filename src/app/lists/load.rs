//! The rows of the lists of a version, agent by agent and day by day.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::book::{Book, Options};
use super::desks::Desks;
use crate::app::context::Context;
use crate::app::plan::{
    Found, Overlap, PlanError, Wanted, count_through, find_in_force, overlaps, touches_before_by,
    turns_of, when,
};
use crate::config::sections::Language;
use crate::domain::plan_life::PlanState;
use crate::store::boards::touches_of_agent;
use crate::store::catalogues::agents;
use crate::store::plans::{TouchRow, touch_cases_by_touch, version_cases, version_touches};
use crate::store::steps::states_of;

/// One case of one touch: what the agent reads before the call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListRow {
    /// Comes back with the outcome.
    pub row_id: String,
    /// Key of the version that asks for it.
    #[serde(skip)]
    pub version_id: i64,
    /// Place in the day's working order; the cases of one household share it.
    pub position: i32,
    /// Name of the part of the day; nothing of a whole day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
    /// Promised hour.
    pub hour: Option<NaiveDateTime>,
    /// `call` or `visit`.
    pub channel: String,
    /// Name of the person.
    pub name: String,
    /// Number to call, as it is dialled; empty on a visit.
    pub phone: String,
    /// Who answers that number, when it is another member of the household.
    pub answers: String,
    /// Commune.
    pub commune: String,
    /// Hamlet and address.
    pub address: String,
    /// Household code.
    pub household: String,
    /// Name of the language in which the person is spoken to, where it is known.
    pub language: String,
    /// Product.
    pub product: String,
    /// Last day that is covered.
    pub covered_to: Option<NaiveDate>,
    /// Last day on which paying still serves.
    pub until: Option<NaiveDate>,
    /// VND to pay next.
    pub amount: Option<i64>,
    /// Months that the amount pays for.
    pub months: Option<u8>,
    /// Why today, in one sentence.
    pub why: String,
    /// Whether the row is struck: `why` says why it must not, or need not, be worked any more.
    pub struck: bool,
    /// The last outcome, with its date.
    pub last_outcome: String,
    /// Identity number; the last four digits when it is masked.
    pub id_number: String,
}

/// The list of one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DayList {
    /// The day.
    pub day: NaiveDate,
    /// Touches on it: calls and visits.
    pub touches: usize,
    /// Its rows.
    pub rows: Vec<ListRow>,
}

/// The lists of one agent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgentWeek {
    /// Agent's code.
    pub code: String,
    /// Agent's name.
    pub name: String,
    /// Code of the collection point.
    pub point: Option<String>,
    /// Name of the collection point.
    pub point_name: Option<String>,
    /// Name of the organisation that the point belongs to.
    pub organisation: Option<String>,
    /// Days with something on them, in order.
    pub days: Vec<DayList>,
}

/// All lists of a version.
#[derive(Clone, Debug, Serialize)]
pub struct WeekLists {
    /// Week.
    pub week: String,
    /// Office.
    pub office: String,
    /// Its code.
    pub office_code: String,
    /// Version.
    pub version: i32,
    /// Its state: a code of `PlanState`.
    pub state: String,
    /// Number of the newest version of the same plan.
    pub newest: i32,
    /// Other offices that planned for some of the same communes in this week.
    pub overlaps: Vec<Overlap>,
    /// Agents by code.
    pub agents: Vec<AgentWeek>,
}

/// Reads the lists of a version: of the one that is named, else of the one in force, else of the newest.
/// Days of the week that lie before it have the lists that were in hands on them.
///
/// # Errors
/// No such plan, or the database refused.
pub fn load(context: &mut Context<'_>, wanted: &Wanted) -> Result<WeekLists, PlanError> {
    let language = context.config.lists.language();
    load_of(context, wanted, None, language)
}

/// Reads the lists that one agent has in a version, by the agent's code: without reading those of all
/// others. Nobody, where the version gives the agent nothing to do.
///
/// # Errors
/// No such plan, or the database refused.
pub fn load_agent(
    context: &mut Context<'_>,
    wanted: &Wanted,
    agent: &str,
) -> Result<WeekLists, PlanError> {
    let language = context.config.lists.language();
    load_agent_in(context, wanted, agent, language)
}

/// The same in a language that somebody asks for.
///
/// # Errors
/// As [`load_agent`].
pub fn load_agent_in(
    context: &mut Context<'_>,
    wanted: &Wanted,
    agent: &str,
    language: Language,
) -> Result<WeekLists, PlanError> {
    load_of(context, wanted, Some(agent), language)
}

fn load_of(
    context: &mut Context<'_>,
    wanted: &Wanted,
    only: Option<&str>,
    language: Language,
) -> Result<WeekLists, PlanError> {
    let today = context.today();
    let (tables, config) = (context.tables, context.config);
    context.store.read(|conn| {
        let found = find_in_force(conn, wanted, today)?;
        let turns = turns_of(conn, &found, config)?;
        let (before, cases_before) = touches_before_by(conn, &found, &turns)?;
        let Found { province, office, week, version, versions, .. } = found;
        let overlaps = overlaps(conn, (province.id.0, &office.code), week, version.id)?;
        let state = states_of(conn, province.id.0, &[version.id])?.remove(&version.id);
        let state = state.unwrap_or_else(|| PlanState::Draft.code().to_owned());
        let mut agents = agents(conn, province.id.0)?;
        agents.retain(|agent| only.is_none_or(|code| agent.code == code));
        let (mut touches, mut cases) = match (only, agents.first()) {
            (None, _) => (
                version_touches(conn, province.id.0, version.id)?,
                version_cases(conn, province.id.0, version.id)?,
            ),
            (Some(_), Some(agent)) => {
                let touches = touches_of_agent(conn, province.id.0, version.id, agent.id)?;
                let ids: Vec<i64> = touches.iter().map(|touch| touch.id).collect();
                let mut cases = touch_cases_by_touch(conn, province.id.0, &ids)?;
                cases.sort_by_key(|case| (case.touch_id, case.number));
                (touches, cases)
            }
            (Some(_), None) => Default::default(),
        };
        // What a version plans of a time before it came into force is on nobody's list.
        let from = turns.from(version.id);
        touches.retain(|touch| from.is_none_or(|from| when(touch) >= from));
        // The days before a version that was made in the middle of the week stay on its lists.
        let is_asked = |touch: &TouchRow| {
            only.is_none() || agents.first().is_some_and(|agent| agent.id == touch.agent_id)
        };
        touches.extend(before.into_iter().filter(is_asked));
        count_through(&mut touches);
        let own: HashSet<i64> = touches.iter().map(|touch| touch.id).collect();
        cases.extend(cases_before);
        cases.retain(|case| own.contains(&case.touch_id));
        let (zone, mask_ids) = (config.office.time_zone, config.lists.mask_ids);
        let options = Options { tables, language, zone, mask_ids };
        let mut book = Book::read(conn, province.id.0, (&mut touches, &mut cases), options)?;
        book.communes =
            province.tree.iter().map(|area| (area.code.clone(), area.name.clone())).collect();
        let desks = Desks::read(conn, province.id.0)?;
        Ok(WeekLists {
            week: week.to_string(),
            office: office.name,
            office_code: office.code,
            newest: versions.last().map_or(version.number, |last| last.number),
            overlaps,
            version: version.number,
            state,
            agents: book.weeks(&agents, &desks, &touches, &cases),
        })
    })
}
