//! Why an area is planned as it is: how many households, who of them is planned and why the others are
//! not, which languages nobody speaks, who covers it, and what places cost there. Counts are those of the
//! stored version; to which groups its people belong is read from the register of today.

use std::collections::{BTreeMap, BTreeSet};

use super::super::PlanError;
use super::super::body::{Line, LineFate};
use super::super::find::Found;
use super::super::proof::Levels;
use super::super::rests::Place;
use super::super::stored::{Stored, numbers};
use super::area_tables::{by_agent, by_commune, by_day, by_language, by_reason};
use super::decided::has;
use super::segments::by_segment;
use super::told::{Explanation, Kind, ToldCell, words};
use crate::config::Tables;
use crate::domain::area::{Area, AreaKind};
use crate::domain::digits::thousands;
use crate::domain::fold::fold;
use crate::domain::sentence::so_many;
use crate::domain::touch::ReasonCode;
use crate::planning::coverage::{Cell, lacks_slot};
use crate::store::Conn;
use crate::store::plans::PlanAgentRow;

/// The areas of the plan's week that are called so, by code or, of several words, by name: none that
/// lies in a commune.
pub(super) fn areas_named<'a>(found: &'a Found, about: &str) -> Vec<&'a Area> {
    let tree = &found.province.tree;
    let whole = |area: &&Area| area.kind != AreaKind::Hamlet;
    if let Some(area) = tree.get(about).filter(whole) {
        return vec![area];
    }
    let name = fold(about);
    let named = |area: &&Area| whole(area) && fold(&area.name) == name;
    let inside = |area: &&Area| tree.is_within(&area.code, &found.province.code);
    tree.iter().filter(named).filter(inside).collect()
}

/// An area of a plan.
pub(super) struct Ground<'a> {
    pub area: &'a Area,
    /// Its communes that the office plans for.
    pub communes: BTreeSet<&'a str>,
    /// Its contacts, by their place in the version.
    pub contacts: Vec<(usize, &'a str, &'a Line)>,
    /// The agents who work in one of the communes, for absent colleagues too.
    pub agents: Vec<(usize, &'a PlanAgentRow)>,
}

impl<'a> Ground<'a> {
    fn of(found: &'a Found, stored: &'a Stored, area: &'a Area) -> Self {
        let tree = &found.province.tree;
        let communes = tree
            .iter()
            .filter(|one| one.kind == AreaKind::Commune && tree.is_within(&one.code, &area.code))
            .filter(|one| found.office.covers(tree, &one.code));
        let communes: BTreeSet<&str> = communes.map(|one| one.code.as_str()).collect();
        let all = stored.contacts.iter().enumerate();
        let contacts = all
            .filter(|(_, (commune, _))| communes.contains(commune.as_str()))
            .map(|(at, (commune, line))| (at, commune.as_str(), line))
            .collect();
        let workers = stored.workers();
        let there = communes.iter().filter_map(|commune| workers.get(commune)).flatten();
        let there: BTreeSet<i64> = there.map(|agent| agent.agent_id).collect();
        let all = stored.agents.iter().enumerate();
        let agents = all.filter(|(_, agent)| there.contains(&agent.agent_id)).collect();
        Self { area, communes, contacts, agents }
    }
}

/// Explains an area.
///
/// # Errors
/// The database refused, or rows that cannot be read.
pub(super) fn area(
    conn: &mut Conn,
    place: Place<'_>,
    (stored, area): (&Stored, &Area),
    tables: &Tables,
) -> Result<Explanation, PlanError> {
    let found = place.0;
    let ground = Ground::of(found, stored, area);
    if ground.communes.is_empty() {
        let (name, office) = (&area.name, &found.office);
        let told = (
            format!("{name} ({}) nằm ngoài địa bàn của {}.", area.code, office.name),
            format!("{name} ({}) lies outside the areas of office {}.", area.code, office.code),
        );
        return Ok(Explanation::of(Kind::Area, &area.code, told));
    }
    let mut told = sentence(&ground, stored, tables)?;
    told.commune = Some(area.name.clone());
    if ground.communes.len() > 1 {
        told.tables.push(by_commune(found, &ground));
    }
    told.tables.push(by_reason(&ground));
    told.tables.push(by_language(&ground, tables));
    let lines: Vec<&Line> = ground.contacts.iter().map(|(_, _, line)| *line).collect();
    told.tables.push(by_segment(conn, place, &lines, tables)?);
    told.tables.push(by_agent(&ground, stored, tables)?);
    told.tables.push(by_day(&ground, stored));
    Ok(told)
}

/// Counts a contact and its due cases.
pub(super) fn counted(line: &Line) -> Cell {
    let planned = matches!(line.fate, LineFate::Planned { .. });
    let reachable = planned || matches!(line.fate, LineFate::Left(reason) if lacks_slot(reason));
    let mut cell = Cell {
        contacts: 1,
        reachable: reachable.into(),
        planned: planned.into(),
        ..Cell::default()
    };
    for due in &line.due {
        cell.due += 1;
        cell.due_planned += u64::from(due.left.is_none());
        let open = due.left.is_none() || due.left.is_some_and(lacks_slot);
        cell.due_reachable += u64::from(open);
    }
    cell
}

pub(super) fn sum<'a>(lines: impl Iterator<Item = &'a Line>) -> Cell {
    lines.fold(Cell::default(), |mut sum, line| {
        sum.add(&counted(line));
        sum
    })
}

/// How many are left for each reason, the most first.
pub(super) fn left(ground: &Ground<'_>) -> Vec<(ReasonCode, u64)> {
    let mut left: BTreeMap<ReasonCode, u64> = BTreeMap::new();
    for (_, _, line) in &ground.contacts {
        if let LineFate::Left(reason) = line.fate {
            *left.entry(reason).or_default() += 1;
        }
    }
    let mut left: Vec<_> = left.into_iter().collect();
    left.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
    left
}

/// The slots of a list of agents with their prices: agent's place, day's place, slots, price.
pub(super) fn slots(
    ground: &Ground<'_>,
    stored: &Stored,
) -> Result<Vec<(usize, usize, u64, i64)>, PlanError> {
    let mut all = Vec::new();
    for (at, agent) in &ground.agents {
        let days = numbers(&agent.slots)?.into_iter().zip(numbers(&agent.slot_prices)?);
        for (day, (slots, price)) in days.enumerate().take(stored.problem.buckets) {
            all.push((*at, day, u64::try_from(slots).unwrap_or(0), price));
        }
    }
    all.retain(|(_, _, slots, _)| *slots > 0);
    Ok(all)
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn households(number: u64) -> String {
    so_many(count(number), "household")
}

fn sentence(
    ground: &Ground<'_>,
    stored: &Stored,
    tables: &Tables,
) -> Result<Explanation, PlanError> {
    let all = sum(ground.contacts.iter().map(|(_, _, line)| *line));
    let places = slots(ground, stored)?;
    let number: u64 = places.iter().map(|(_, _, slots, _)| slots).sum();
    let (cheapest, dearest) = (
        places.iter().map(|(.., price)| *price).min(),
        places.iter().map(|(.., price)| *price).max(),
    );
    let (area, agents) = (ground.area, ground.agents.len());
    let (cover, have) = if agents == 1 { ("covers", "has") } else { ("cover", "have") };
    let due = ToldCell::Share(all.due_planned, all.due).told();
    let mut vi = format!(
        "{} ({}): {} hộ, {} hộ có lịch trong tuần; trường hợp đến hạn có lịch: {}.",
        area.name,
        area.code,
        thousands(all.contacts),
        thousands(all.planned),
        due.vi
    );
    let mut en = format!(
        "{} ({}): {}, {} planned this week; due cases planned: {}.",
        area.name,
        area.code,
        households(all.contacts),
        all.planned,
        due.en
    );
    if let Some((reason, count)) = left(ground).first() {
        let (rest, name) = (all.contacts - all.planned, reason.name_vi().to_lowercase());
        vi.push_str(&format!(
            " Trong {} hộ không có lịch, nhiều nhất là {} hộ vì: {name}.",
            thousands(rest),
            thousands(*count)
        ));
        let name = reason.name_en().to_lowercase();
        en.push_str(&format!(
            " Of the {rest} not planned, most ({count}) for this reason: {name}."
        ));
    }
    let silent = languages(ground).into_iter().filter(|(_, one)| one.speakers == 0);
    for (language, one) in silent.filter(|(language, _)| !language.is_empty()) {
        let (name_vi, name_en) =
            (tables.languages.name_vi(language), tables.languages.name_en(language));
        vi.push_str(&format!(
            " Không nhân viên thu nào biết ngôn ngữ {name_vi}: {} hộ.",
            one.cell.contacts
        ));
        en.push_str(&format!(" No agent speaks {name_en}: {}.", households(one.cell.contacts)));
    }
    match (cheapest, dearest) {
        (Some(cheapest), Some(dearest)) => {
            let weights = &stored.proof.weights;
            let (low, high) =
                (Levels::of_price(weights, cheapest), Levels::of_price(weights, dearest));
            vi.push_str(&format!(
                " {agents} nhân viên thu phụ trách có {} lượt; một lượt có giá từ {} đến {}.",
                thousands(number),
                words(&low, true),
                words(&high, true)
            ));
            en.push_str(&format!(
                " The {} who {cover} it {have} {}; a slot costs from {} to {}.",
                so_many(count(agents as u64), "agent"),
                so_many(count(number), "slot"),
                words(&low, false),
                words(&high, false)
            ));
        }
        _ => {
            vi.push_str(&format!(
                " {agents} nhân viên thu phụ trách, không ai có lượt trong tuần."
            ));
            let agents = so_many(count(agents as u64), "agent");
            en.push_str(&format!(" {agents} {cover} it, none has a slot this week."));
        }
    }
    Ok(Explanation::of(Kind::Area, &area.code, (vi, en)))
}

/// Contacts of one language.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tongue {
    pub cell: Cell,
    /// Agents of the area who speak it.
    pub speakers: u64,
}

/// Contacts by language; under an empty code those for whom no agent was looked for.
pub(super) fn languages<'a>(ground: &Ground<'a>) -> BTreeMap<&'a str, Tongue> {
    let mut known: BTreeMap<&str, Tongue> = BTreeMap::new();
    for (_, _, line) in &ground.contacts {
        known.entry(&line.language).or_default().cell.add(&counted(line));
    }
    for (language, tongue) in &mut known {
        let speaks = |agent: &&(usize, &PlanAgentRow)| has(&agent.1.languages, language);
        tongue.speakers = ground.agents.iter().filter(speaks).count() as u64;
    }
    known
}
