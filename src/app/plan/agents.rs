//! Agents as planning sees them: their communes, languages and products, and the free places of
//! every bucket after working days, holidays and absences.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::PlanError;
use super::grid;
use super::homes::{Unclear, codes_of_the_week};
use super::office::Office;
use super::stand_ins::{leave_out_idle, stand_in};
use super::stated::Stated;
use super::taken::{Taken, taken};
use crate::app::context::Province;
use crate::config::{Config, Tables};
use crate::domain::calendar::{Holidays, weekdays_from_list};
use crate::domain::ids::AgentId;
use crate::domain::plan_turns::When;
use crate::domain::product::ProductSet;
use crate::domain::succession::{Became, Succession};
use crate::planning::loads::LoadLimits;
use crate::planning::problem::Capacity;
use crate::planning::snapshot::{Agent, Snapshot};
use crate::store::Conn;
use crate::store::catalogues::{AbsenceRow, AgentRow, absences, agents};

/// The office and the areas of the week.
pub(super) struct Places<'a> {
    pub office: &'a Office,
    pub province: &'a Province,
    pub succession: &'a Succession<'a>,
    /// The communes of the plan by code.
    pub index: &'a HashMap<String, u32>,
    /// The first time that is planned.
    pub first: When,
    /// Touches that agents worked in the week before the days that are planned, by day.
    pub worked: &'a [(i64, NaiveDate, i32)],
}

/// Adds the agents who cover a commune of the snapshot or stand in for one who does, and their
/// languages. Areas that were split or are gone are asked about in `questions`, with the number of
/// agents.
pub(super) fn load_agents(
    conn: &mut Conn,
    places: &Places<'_>,
    snapshot: &mut Snapshot,
    calendar: &Holidays,
    (config, tables): (&Config, &Tables),
    questions: &mut HashMap<String, usize>,
) -> Result<(), PlanError> {
    let Places { office, province, succession, index, first, worked } = *places;
    let absent = absences(conn, province.id.0)?;
    let mut away: HashMap<&str, Vec<&AbsenceRow>> = HashMap::new();
    let mut substitutes: HashSet<&str> = HashSet::new();
    for absence in &absent {
        away.entry(&absence.agent_code).or_default().push(absence);
        substitutes.extend(absence.substitute_code.as_deref());
    }
    let taken = taken(conn, (province.id.0, office), (snapshot, first), config)?;
    let days: Vec<NaiveDate> = snapshot.buckets.iter().map(|bucket| bucket.date).collect();
    let stated = Stated::read(conn, province.id.0, snapshot)?;
    for row in agents(conn, province.id.0)? {
        let (listed, unclear) = codes_of_the_week(&row.area_codes, succession);
        // What was divided among other offices' communes is theirs to ask about.
        let ours = |one: &&Unclear<'_>| {
            let among = one.among();
            among.is_empty() || among.iter().any(|code| touches(code, province, index))
        };
        for one in unclear.iter().filter(ours) {
            *questions.entry(question(one)).or_insert(0) += 1;
        }
        let communes = territory(&listed, province, index);
        if communes.is_empty() && !substitutes.contains(row.code.as_str()) {
            continue;
        }
        let absences = away.get(row.code.as_str()).map_or(&[][..], Vec::as_slice);
        let limits = limits(&row, (&taken, worked));
        let free = |day: NaiveDate| {
            if limits.most == Some(0) {
                return Capacity::default();
            }
            let all = capacity(&row, day, absences, calendar, config);
            stated.of(&row, day, all, &config.planning)
        };
        let free = |day: NaiveDate| (free(day), taken.get(&(row.id, day)));
        let capacity = grid::capacities(&snapshot.buckets, &config.planning.day_parts, free);
        let mut languages = 0;
        for code in row.languages.as_deref().unwrap_or("vi").split(';') {
            languages |= 1 << language(code.trim(), &mut snapshot.languages);
        }
        let products = match row.products.as_deref() {
            Some(list) => tables.products.parse_list(list).0,
            None => ProductSet(u32::MAX),
        };
        snapshot.agents.push(Agent {
            id: AgentId(row.id),
            code: row.code,
            home: home(row.home_area_code.as_deref(), succession, index),
            communes,
            languages,
            products,
            capacity,
            limits,
            stands_in: Vec::new(),
        });
    }
    stand_in(&mut snapshot.agents, &days, &absent);
    leave_out_idle(&mut snapshot.agents);
    Ok(())
}

/// Whether an area is or holds a commune of the plan.
fn touches(code: &str, province: &Province, index: &HashMap<String, u32>) -> bool {
    index.contains_key(code) || index.keys().any(|commune| province.tree.is_within(commune, code))
}

fn question(unclear: &Unclear<'_>) -> String {
    let (vi, en) = (unclear.vi(), unclear.en());
    format!(
        "nhân viên thu phụ trách {vi}: hãy nhập lại với mã mới / agents of {en}: import them with \
         their new area_codes"
    )
}

/// What is left of the week: its limits less what other offices' plans ask for in it and what was
/// worked before the plan begins.
fn limits(row: &AgentRow, (taken, worked): (&Taken, &[(i64, NaiveDate, i32)])) -> LoadLimits {
    let taken = taken.iter().filter(|((agent, _), _)| *agent == row.id);
    let taken: i32 = taken.map(|(_, day)| day.all.slots).fold(0, i32::saturating_add);
    let worked = worked.iter().filter(|(agent, ..)| *agent == row.id);
    let used = worked.map(|(_, _, touches)| *touches).fold(taken, i32::saturating_add);
    let left = |number: i32| number.saturating_sub(used).max(0);
    LoadLimits { most: row.slots_per_week.map(left), least: row.least_per_week.map_or(0, left) }
}

/// A territory of larger areas is the territory of all their communes.
fn territory(listed: &[String], province: &Province, index: &HashMap<String, u32>) -> Vec<u32> {
    let mut communes: Vec<u32> = if listed.iter().all(|code| index.contains_key(code)) {
        listed.iter().filter_map(|code| index.get(code)).copied().collect()
    } else {
        let inside = |code: &str| province.tree.path(code).any(|area| listed.contains(&area.code));
        index.iter().filter(|(code, _)| inside(code)).map(|(_, at)| *at).collect()
    };
    communes.sort_unstable();
    communes.dedup();
    communes
}

/// Places in `index` of the communes of an agent's territory, ascending, as they stand on the day of
/// `succession`.
pub(crate) fn communes_of(
    row: &AgentRow,
    province: &Province,
    succession: &Succession<'_>,
    index: &HashMap<String, u32>,
) -> Vec<u32> {
    let (listed, _) = codes_of_the_week(&row.area_codes, succession);
    territory(&listed, province, index)
}

/// The commune where an agent is at home.
fn home(
    code: Option<&str>,
    succession: &Succession<'_>,
    index: &HashMap<String, u32>,
) -> Option<u32> {
    match succession.of_code(code?)? {
        Became::Stands(area) => index.get(&area.code).copied(),
        _ => None,
    }
}

fn language(code: &str, known: &mut Vec<String>) -> u8 {
    let at = known.iter().position(|one| one == code).unwrap_or_else(|| {
        known.push(code.to_owned());
        known.len() - 1
    });
    u8::try_from(at).unwrap_or(63).min(63)
}

fn capacity(
    row: &AgentRow,
    day: NaiveDate,
    absences: &[&AbsenceRow],
    calendar: &Holidays,
    config: &Config,
) -> Capacity {
    let week = row.working_days.as_deref().map(weekdays_from_list);
    let works = calendar.is_working(day, week.unwrap_or(config.planning.working_days))
        && row.active_from.is_none_or(|from| from <= day)
        && row.active_to.is_none_or(|to| day <= to)
        && !absences.iter().any(|one| one.from_date <= day && day <= one.to_date);
    if !works {
        return Capacity::default();
    }
    let visits = row.visit_slots_per_day.unwrap_or(i32::from(config.planning.visit_slots_per_day));
    Capacity { slots: row.slots_per_day.max(0), visits: visits.clamp(0, row.slots_per_day.max(0)) }
}
