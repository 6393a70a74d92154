//! What a version asks of everybody: of each commune how many households and due cases are to be
//! reached, of each agent how many touches on which day, out of how many places, and what one more
//! place would be worth. All from the stored version; names come from the lists of today.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::PlanError;
use super::body::{DueLine, LineFate, lines};
use super::find::{Found, Wanted, find};
use super::proof::{Configuration, Levels, Proof, Summary};
use super::stored::numbers;
use super::touches::state_code;
use super::turns::{first_time, touches_before, when};
use crate::app::context::Context;
use crate::domain::day_part::PartOfDay;
use crate::domain::due::DueState;
use crate::domain::touch::TouchChannel;
use crate::planning::coverage::Cell;
use crate::store::boards::{TouchPlace, due_touch_cases, touch_places};
use crate::store::catalogues::agents;
use crate::store::plans::{PlanAgentRow, TouchCaseRow, TouchRow, version_agents, version_communes};
use crate::store::{Conn, StoreError};

/// What a version asks of everybody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Targets {
    /// Office.
    pub office: String,
    /// Its code.
    pub office_code: String,
    /// Week.
    pub week: String,
    /// Number of the version.
    pub version: i32,
    /// Working days of the version: those of the week, or those that were left of it.
    pub days: Vec<NaiveDate>,
    /// What stands on the lists of earlier versions for the days before them, all agents together.
    pub earlier: Earlier,
    /// Its first and last day.
    pub earlier_days: Option<(NaiveDate, NaiveDate)>,
    /// The parts of these days, in order; none where days are planned whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartOfDay>,
    /// Due cases of the whole week.
    pub week_due: WeekDue,
    /// Communes by code.
    pub communes: Vec<CommuneTarget>,
    /// Agents by code.
    pub agents: Vec<AgentTarget>,
}

/// What stands on the lists of the days before a version that was made in the middle of a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// Calls.
    pub calls: u64,
    /// Visits.
    pub visits: u64,
    /// Due cases on them.
    pub due: u64,
    /// Touches without a due case.
    pub potential: u64,
}

/// Due cases of a week, each once: those of the version, and those on the lists of the days before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WeekDue {
    /// Those about whom a touch speaks, by this version or before it.
    pub planned: u64,
    /// All.
    pub all: u64,
}

impl Earlier {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            visits: self.visits + other.visits,
            due: self.due + other.due,
            potential: self.potential + other.potential,
        }
    }
}

/// What is to be done in a commune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommuneTarget {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Calls.
    pub calls: u64,
    /// Visits.
    pub visits: u64,
    /// Households and due cases: of all, reachable, planned.
    #[serde(flatten)]
    pub counts: Cell,
    /// Due cases without a touch that had their turn on lists in hands before the version begins.
    pub due_had_turn: u64,
}

/// What an agent is to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgentTarget {
    /// Code.
    pub code: String,
    /// Name; empty of somebody who left the list of agents since.
    pub name: String,
    /// Names of the communes of the territory.
    pub communes: Vec<String>,
    /// Places for touches in the week.
    pub slots: u64,
    /// Calls and visits.
    pub touches: u64,
    /// Visits among them.
    pub visits: u64,
    /// Those on which no due case is spoken about: people who could join.
    pub potential: u64,
    /// Due cases that they speak about.
    pub due: u64,
    /// Those of them whose last useful day comes before the next plan, seen from the day of their touch.
    pub last_chance: u64,
    /// What the agent had in hands before the days of the version.
    pub earlier: Earlier,
    /// Day by day.
    pub days: Vec<AgentDay>,
}

/// What an agent is to do on a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AgentDay {
    /// The day.
    pub day: NaiveDate,
    /// Places for touches.
    pub slots: u64,
    /// Calls and visits.
    pub touches: u64,
    /// What one more place would bring at most, by the prices of the proof: in the part of the day where it brings most.
    pub price: Levels,
}

/// Reads what a version asks of everybody.
///
/// # Errors
/// No such plan, or rows that cannot be read.
pub fn targets(context: &mut Context<'_>, wanted: &Wanted) -> Result<Targets, PlanError> {
    let (today, config) = (context.today(), context.config);
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let (province, version) = (found.province.id.0, &found.version);
        let configuration: Configuration = serde_json::from_str(&version.configuration)?;
        let (mut before, mut cases_before) = touches_before(conn, &found, config)?;
        // A version that came out after its first day still plans that day: here it stands by its own plan
        // alone, so that no day counts twice and nothing moves when the version is published.
        let first_time = first_time(&version.configuration)?;
        before.retain(|touch| when(touch) < first_time);
        let kept: HashSet<i64> = before.iter().map(|touch| touch.id).collect();
        cases_before.retain(|case| is_due(case) && kept.contains(&case.touch_id));
        let earlier = earlier(&before, &cases_before);
        let (duties, week_due) =
            duties(conn, (province, version.id), configuration.next_plan, &cases_before)?;
        let places = touch_places(conn, province, version.id)?;
        let area = |code: &str| found.area(code);
        let named = agents(conn, province)?;
        let first = before.iter().map(|touch| touch.day).min();
        let earlier_days = first.zip(before.iter().map(|touch| touch.day).max());
        let of_all = earlier.values().copied().fold(Earlier::default(), Earlier::and);
        let book = Book {
            earlier,
            proof: serde_json::from_str(&version.proof)?,
            days: &configuration.buckets,
            touches: by_agent(&places),
            duties,
            names: named.into_iter().map(|row| (row.id, row.name)).collect(),
            area: &area,
        };
        let rows = version_agents(conn, province, version.id)?;
        let mut agents = rows.iter().map(|row| book.agent(row)).collect::<Result<Vec<_>, _>>()?;
        agents.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(Targets {
            communes: communes(&found, &places)?,
            agents,
            days: configuration.days(),
            earlier: of_all,
            earlier_days,
            parts: BTreeSet::from_iter(configuration.parts.iter().copied()).into_iter().collect(),
            week_due,
            office: found.office.name.clone(),
            office_code: found.office.code.clone(),
            week: found.week.to_string(),
            version: version.number,
        })
    })
}

/// Reads what a version asks of each commune, by code.
///
/// # Errors
/// No such plan, or rows that cannot be read.
pub fn commune_targets(
    context: &mut Context<'_>,
    wanted: &Wanted,
) -> Result<Vec<CommuneTarget>, PlanError> {
    let today = context.today();
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let places = touch_places(conn, found.province.id.0, found.version.id)?;
        communes(&found, &places)
    })
}

/// Due cases on an agent's touches, and touches without any.
#[derive(Clone, Copy, Default)]
struct Duties {
    potential: u64,
    due: u64,
    last_chance: u64,
}

/// Due cases on the touches of a version, by agent, and the touches without any. Due is who is due on any day of the week; a last
/// chance is one on the day of its touch, as the proof counts them: who is touched after the last useful
/// day is only due. And the due cases of the week, with those before the version.
fn duties(
    conn: &mut Conn,
    (province, version): (i64, i64),
    next_plan: NaiveDate,
    before: &[TouchCaseRow],
) -> Result<(HashMap<i64, Duties>, WeekDue), PlanError> {
    let before: HashSet<(i64, &str)> =
        before.iter().map(|case| (case.person_id, case.product.as_str())).collect();
    let spoken_before = before.len() as u64;
    let mut week = WeekDue { planned: spoken_before, all: spoken_before };
    let mut duties: HashMap<i64, Duties> = HashMap::new();
    for commune in version_communes(conn, province, version)? {
        for line in lines(&commune)? {
            let new = |case: &&DueLine| !before.contains(&(case.person, case.product.as_str()));
            for case in line.due.iter().filter(new) {
                week.all += 1;
                week.planned += u64::from(case.left.is_none());
            }
            let LineFate::Planned { agent, .. } = line.fate else { continue };
            let spoken = line.due.iter().filter(|case| case.left.is_none()).count();
            let own = duties.entry(agent).or_default();
            own.due += spoken as u64;
            own.potential += u64::from(spoken == 0);
        }
    }
    let due = [DueState::Due, DueState::Overdue].map(state_code);
    for (agent, count) in due_touch_cases(conn, (province, version), due, next_plan)? {
        duties.entry(agent).or_default().last_chance = u64::try_from(count).unwrap_or_default();
    }
    Ok((duties, week))
}

fn is_due(case: &TouchCaseRow) -> bool {
    [DueState::Due, DueState::Overdue].map(state_code).contains(&case.state.as_str())
}

/// What agents had in hands before, by agent; of touches with their due cases.
fn earlier(touches: &[TouchRow], due: &[TouchCaseRow]) -> HashMap<i64, Earlier> {
    let mut spoken: HashMap<i64, u64> = HashMap::new();
    for case in due {
        *spoken.entry(case.touch_id).or_default() += 1;
    }
    let mut all: HashMap<i64, Earlier> = HashMap::new();
    for touch in touches {
        let due = spoken.get(&touch.id).copied().unwrap_or_default();
        let visit = touch.channel == TouchChannel::Visit.code();
        let one = Earlier {
            calls: u64::from(!visit),
            visits: u64::from(visit),
            due,
            potential: u64::from(due == 0),
        };
        let own = all.entry(touch.agent_id).or_default();
        *own = own.and(one);
    }
    all
}

/// Touches and visits of an agent, by day.
type Days = BTreeMap<NaiveDate, (u64, u64)>;

fn by_agent(places: &[TouchPlace]) -> HashMap<i64, Days> {
    let mut touches: HashMap<i64, Days> = HashMap::new();
    for (agent, _, day, channel, number) in places {
        let number = u64::try_from(*number).unwrap_or_default();
        let count = touches.entry(*agent).or_default().entry(*day).or_default();
        count.0 += number;
        count.1 += if channel == TouchChannel::Visit.code() { number } else { 0 };
    }
    touches
}

fn communes(found: &Found, places: &[TouchPlace]) -> Result<Vec<CommuneTarget>, PlanError> {
    let summary: Summary = serde_json::from_str(&found.version.summary)?;
    let mut ways: HashMap<&str, (u64, u64)> = HashMap::new();
    for (_, commune, _, channel, touches) in places {
        let touches = u64::try_from(*touches).unwrap_or_default();
        let count = ways.entry(commune).or_default();
        let visit = channel == TouchChannel::Visit.code();
        if visit { count.1 += touches } else { count.0 += touches }
    }
    let target = |(code, counts): (&String, &Cell)| {
        let (calls, visits) = ways.get(code.as_str()).copied().unwrap_or_default();
        let name = found.area(code);
        let due_had_turn = summary.due_had_turn.get(code).copied().unwrap_or(0);
        CommuneTarget { code: code.clone(), name, calls, visits, counts: *counts, due_had_turn }
    };
    Ok(summary.coverage.communes.iter().map(target).collect())
}

/// What lines of agents are filled in from.
struct Book<'a> {
    earlier: HashMap<i64, Earlier>,
    proof: Proof,
    /// Bucket by bucket.
    days: &'a [NaiveDate],
    touches: HashMap<i64, Days>,
    duties: HashMap<i64, Duties>,
    names: HashMap<i64, String>,
    area: &'a dyn Fn(&str) -> String,
}

impl Book<'_> {
    fn agent(&self, row: &PlanAgentRow) -> Result<AgentTarget, StoreError> {
        let (slots, prices) = (numbers(&row.slots)?, numbers(&row.slot_prices)?);
        let own = self.touches.get(&row.agent_id);
        let on = |day: &NaiveDate| own.and_then(|days| days.get(day)).copied().unwrap_or_default();
        let at = |list: &[i64], at: usize| list.get(at).copied().unwrap_or_default();
        let numbered: Vec<(usize, &NaiveDate)> = self.days.iter().enumerate().collect();
        let day = |parts: &[(usize, &NaiveDate)]| {
            let (_, day) = *parts.first()?;
            let places = || parts.iter().map(|(place, _)| *place);
            let price = places().map(|place| at(&prices, place)).max().unwrap_or_default();
            Some(AgentDay {
                day: *day,
                slots: places()
                    .map(|place| u64::try_from(at(&slots, place)).unwrap_or_default())
                    .sum(),
                touches: on(day).0,
                price: Levels::of_price(&self.proof.weights, price),
            })
        };
        let days: Vec<AgentDay> = numbered.chunk_by(|a, b| a.1 == b.1).filter_map(day).collect();
        let duties = self.duties.get(&row.agent_id).copied().unwrap_or_default();
        let communes = row.communes.split(';').filter(|code| !code.is_empty());
        Ok(AgentTarget {
            code: row.code.clone(),
            name: self.names.get(&row.agent_id).cloned().unwrap_or_default(),
            communes: communes.map(|code| (self.area)(code)).collect(),
            slots: days.iter().map(|day| day.slots).sum(),
            touches: days.iter().map(|day| day.touches).sum(),
            visits: days.iter().map(|day| on(&day.day).1).sum(),
            potential: duties.potential,
            due: duties.due,
            last_chance: duties.last_chance,
            earlier: self.earlier.get(&row.agent_id).copied().unwrap_or_default(),
            days,
        })
    }
}
