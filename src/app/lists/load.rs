//! The rows of the lists of a version, agent by agent and day by day.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::desks::Desks;
use super::struck::Since;
use super::why::{self, Case};
use crate::app::context::Context;
use crate::app::plan::{Found, Overlap, PlanError, Wanted, find_in_force, overlaps};
use crate::app::premium::cycle_months;
use crate::config::Tables;
use crate::config::sections::Language;
use crate::domain::identity::{CitizenId, SiNumber};
use crate::domain::outcome::OutcomeCode;
use crate::domain::phone::Phone;
use crate::domain::plan_life::PlanState;
use crate::domain::product::{LadderKind, Product};
use crate::store::boards::touches_of_agent;
use crate::store::catalogues::{AgentRow, agents};
use crate::store::facts::{OutcomeRow, outcomes_of};
use crate::store::merged::follow_merges;
use crate::store::people::{PersonRow, people_by_id};
use crate::store::plans::{
    TouchCaseRow, TouchRow, touch_cases_by_touch, version_cases, version_touches,
};
use crate::store::steps::states_of;

/// One case of one touch: what the agent reads before the call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListRow {
    /// Comes back with the outcome.
    pub row_id: String,
    /// Place in the day's working order; the cases of one household share it.
    pub position: i32,
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
///
/// # Errors
/// No such plan, or the database refused.
pub fn load(context: &mut Context<'_>, wanted: &Wanted) -> Result<WeekLists, PlanError> {
    load_of(context, wanted, None)
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
    load_of(context, wanted, Some(agent))
}

fn load_of(
    context: &mut Context<'_>,
    wanted: &Wanted,
    only: Option<&str>,
) -> Result<WeekLists, PlanError> {
    let today = context.today();
    let (tables, lists) = (context.tables, &context.config.lists);
    let language = lists.languages.first().copied().unwrap_or(Language::Vi);
    context.store.read(|conn| {
        let Found { province, office, week, version, versions, .. } =
            find_in_force(conn, wanted, today)?;
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
        // Who was merged since is called as who it is, and struck for what holds for that person.
        follow_merges(conn, province.id.0, &mut touches, &mut cases)?;
        let mut ids: Vec<i64> = cases.iter().map(|case| case.person_id).collect();
        ids.extend(touches.iter().filter_map(|touch| touch.phone_person_id));
        ids.sort_unstable();
        ids.dedup();
        let people = people_by_id(conn, province.id.0, &ids)?;
        let people: HashMap<i64, _> = people.into_iter().map(|row| (row.id, row)).collect();
        let outcomes = outcomes_of(conn, province.id.0, &ids)?;
        let since = Since::read(conn, province.id.0, &people, &outcomes, tables)?;
        let mut last = HashMap::new();
        for outcome in outcomes {
            last.insert(outcome.person_id, outcome);
        }
        let communes = province.tree.iter().map(|area| (area.code.clone(), area.name.clone()));
        let book = Book {
            people,
            since,
            last,
            communes: communes.collect(),
            tables,
            language,
            mask_ids: lists.mask_ids,
        };
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

/// What rows are filled in from.
struct Book<'a> {
    people: HashMap<i64, PersonRow>,
    since: Since<'a>,
    last: HashMap<i64, OutcomeRow>,
    communes: HashMap<String, String>,
    tables: &'a Tables,
    language: Language,
    mask_ids: bool,
}

impl Book<'_> {
    fn weeks(
        &self,
        agents: &[AgentRow],
        desks: &Desks,
        touches: &[TouchRow],
        cases: &[TouchCaseRow],
    ) -> Vec<AgentWeek> {
        let mut cases_of: HashMap<i64, Vec<&TouchCaseRow>> = HashMap::new();
        for case in cases {
            cases_of.entry(case.touch_id).or_default().push(case);
        }
        let mut touches_of: HashMap<i64, Vec<&TouchRow>> = HashMap::new();
        for touch in touches {
            touches_of.entry(touch.agent_id).or_default().push(touch);
        }
        let mut weeks: Vec<AgentWeek> = agents
            .iter()
            .filter_map(|agent| {
                let mut own = touches_of.remove(&agent.id)?;
                own.sort_by_key(|touch| (touch.day, touch.position));
                let days = own.chunk_by(|a, b| a.day == b.day);
                let days = days.filter_map(|day| self.day(day, &cases_of)).collect();
                let (point_name, organisation) = desks.of(agent);
                Some(AgentWeek {
                    code: agent.code.clone(),
                    name: agent.name.clone(),
                    point: agent.point_code.clone(),
                    point_name,
                    organisation,
                    days,
                })
            })
            .collect();
        weeks.sort_by(|a, b| a.code.cmp(&b.code));
        weeks
    }

    fn day(
        &self,
        touches: &[&TouchRow],
        cases: &HashMap<i64, Vec<&TouchCaseRow>>,
    ) -> Option<DayList> {
        let rows = touches.iter().flat_map(|touch| {
            let cases = cases.get(&touch.id).map_or(&[][..], Vec::as_slice);
            cases.iter().filter_map(|case| self.row(touch, case))
        });
        Some(DayList { day: touches.first()?.day, touches: touches.len(), rows: rows.collect() })
    }

    fn row(&self, touch: &TouchRow, case: &TouchCaseRow) -> Option<ListRow> {
        let person = self.people.get(&case.person_id)?;
        let product = self.tables.products.find(&case.product);
        let product = product.and_then(|id| self.tables.products.get(id));
        let product_name = product.map(|one| match self.language {
            Language::Vi => one.name_vi.as_str(),
            Language::En => one.name_en.as_str(),
        });
        let segment = case.segment.as_deref().and_then(|code| self.tables.segments.find(code));
        let segment = segment.and_then(|id| self.tables.segments.get(id));
        let told = Case {
            day: touch.day,
            hour: touch.call_back_at,
            promised: self.promised(touch, case),
            reported: self.since.reported(case),
            state: &case.state,
            product: product_name.unwrap_or(&case.product),
            ladder: product.map_or(LadderKind::Card, |product| product.ladder),
            covered_to: case.covered_to,
            last_useful_day: case.last_useful_day,
            segment: segment.map(|one| match self.language {
                Language::Vi => one.name_vi.as_str(),
                Language::En => one.name_en.as_str(),
            }),
        };
        let owner = touch.phone_person_id.and_then(|id| self.people.get(&id));
        let struck = self.since.strike(touch, case, person, owner);
        let struck = struck.map(|why| why.text(self.language, self.tables));
        let number = owner.filter(|_| struck.is_none());
        let number = number.and_then(|owner| owner.phone.clone()).unwrap_or_default();
        Some(ListRow {
            row_id: format!("{}-{}", touch.id, case.number),
            position: touch.position,
            hour: touch.call_back_at,
            channel: touch.channel.clone(),
            name: person.name.clone(),
            answers: owner
                .filter(|owner| !number.is_empty() && owner.id != person.id)
                .map_or_else(String::new, |owner| owner.name.clone()),
            phone: number.parse::<Phone>().map(Phone::local).unwrap_or(number),
            commune: self.communes.get(&touch.commune).unwrap_or(&touch.commune).clone(),
            address: address(person),
            household: person.household_code.clone().unwrap_or_default(),
            language: person
                .language
                .as_deref()
                .map(|code| self.tables.languages.name_vi(code).to_owned())
                .unwrap_or_default(),
            product: product_name.unwrap_or(&case.product).to_owned(),
            covered_to: case.covered_to,
            until: case.last_useful_day,
            amount: case.amount,
            months: case.amount.and(product.and_then(|product| self.months(case, product))),
            why: struck.clone().unwrap_or_else(|| match self.language {
                Language::Vi => why::vi(&told),
                Language::En => why::en(&told),
            }),
            struck: struck.is_some(),
            last_outcome: self.last_outcome(case.person_id),
            id_number: self.id_number(person),
        })
    }

    /// The promised day of payment that has come, where the last word of the person was a promise
    /// about this case.
    fn promised(&self, touch: &TouchRow, case: &TouchCaseRow) -> Option<NaiveDate> {
        let last = self.last.get(&case.person_id)?;
        let about = last.product.is_empty() || last.product == case.product;
        let promise = last.outcome == OutcomeCode::Promised.code();
        last.promised_on.filter(|day| about && promise && *day <= touch.day)
    }

    /// Months of the next payment: of the enrolment's cycle, for a new participant of the product's
    /// longest, as amounts are computed.
    fn months(&self, case: &TouchCaseRow, product: &Product) -> Option<u8> {
        match self.since.enrolment(case) {
            Some(row) if case.state != "potential" => Some(cycle_months(row, product)),
            _ => product.cycles.last().copied(),
        }
    }

    fn last_outcome(&self, person: i64) -> String {
        let Some(last) = self.last.get(&person) else { return String::new() };
        let rule = OutcomeCode::from_code(&last.outcome).map(|code| self.tables.outcomes.of(code));
        let name = rule.map(|rule| match self.language {
            Language::Vi => rule.name_vi.as_str(),
            Language::En => rule.name_en.as_str(),
        });
        let reason = last.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        format!("{} {}{reason}", last.at.format("%d/%m"), name.unwrap_or(&last.outcome))
    }

    fn id_number(&self, person: &PersonRow) -> String {
        let si = person.si_number.as_deref().and_then(|text| text.parse::<SiNumber>().ok());
        let citizen = person.citizen_id.as_deref().and_then(|text| text.parse::<CitizenId>().ok());
        match (si, citizen, self.mask_ids) {
            (Some(number), _, true) => number.masked(),
            (Some(number), _, false) => number.to_string(),
            (None, Some(number), true) => number.masked(),
            (None, Some(number), false) => number.to_string(),
            (None, None, _) => String::new(),
        }
    }
}

/// Hamlet and address; the hamlet is not said twice where the address names it.
fn address(person: &PersonRow) -> String {
    match (person.hamlet.as_deref(), person.address.as_deref()) {
        (Some(hamlet), Some(address)) if !address.contains(hamlet) => {
            format!("{hamlet}, {address}")
        }
        (hamlet, address) => address.or(hamlet).unwrap_or_default().to_owned(),
    }
}
