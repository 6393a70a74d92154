//! What happened lately with the households of a snapshot, for all of them at once. What follows from
//! the history of one is `history`'s.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::PlanError;
use super::frequent::rest_the_frequent;
use super::history::{Heard, Lately, heard, is_attempt, rest};
use super::homes::Homes;
use super::image::ByCode;
use super::other_part::{PartOf, not_in, part_of};
use crate::config::Tables;
use crate::planning::snapshot::{LateCall, Recall, Snapshot};
use crate::store::Conn;
use crate::store::handed_out::PlacedTouch;
use crate::store::people::PersonRow;
use crate::store::week::{WeekOutcomeRow, calls_since, outcome_households, week_outcomes};

/// The households of the snapshot as people outside of it belong to them: whoever has no open case
/// any more may have been spoken to yesterday.
pub(super) struct Households<'r> {
    pub homes: Homes,
    /// By the commune that gave the code, and the code.
    pub by_code: ByCode<'r>,
}

/// What has happened, by household of the snapshot.
pub(super) struct Past<'r> {
    households: Households<'r>,
    household_of: foldhash::HashMap<i64, u32>,
    /// Touches with an outcome.
    touched: HashSet<i64>,
    /// The last outcomes that name no touch, by household.
    last: HashMap<u32, NaiveDate>,
}

impl Past<'_> {
    /// The household of a person with an open case, or with an outcome.
    pub(super) fn household(&self, person: i64) -> Option<u32> {
        self.household_of.get(&person).copied()
    }

    /// The household of anybody, by its code.
    pub(super) fn registered(&self, person: &PersonRow) -> Option<u32> {
        let registered = self.households.homes.registered(person.area_id);
        let code = person.household_code.as_deref()?;
        self.households.by_code.get(&(registered, code)).copied()
    }

    /// Whether what came of a touch is in the books.
    pub(super) fn has_outcome(&self, touch: &PlacedTouch) -> bool {
        let household = self.household(touch.person_id);
        let last = household.and_then(|household| self.last.get(&household));
        self.touched.contains(&touch.id) || last.is_some_and(|last| *last >= touch.day)
    }
}

/// Fills the snapshot's recalls, and the agents who spoke with a household last.
pub(super) fn recalls<'r>(
    conn: &mut Conn,
    province: i64,
    snapshot: &mut Snapshot,
    households: Households<'r>,
    (tables, zone): (&Tables, Tz),
) -> Result<Past<'r>, PlanError> {
    let lately = Lately::before(snapshot.week);
    let since = lately.since;
    let rows = week_outcomes(conn, province, since)?;
    let mut household_of: foldhash::HashMap<i64, u32> =
        snapshot.persons.iter().map(|person| (person.id.0, person.household)).collect();
    for (person, area, code) in outcome_households(conn, province, since)? {
        let registered = households.homes.registered(area);
        if let Some(household) = households.by_code.get(&(registered, code.as_str())) {
            household_of.entry(person).or_insert(*household);
        }
    }
    let mut history: HashMap<u32, Vec<&WeekOutcomeRow>> = HashMap::new();
    for row in &rows {
        if let Some(household) = household_of.get(&row.person_id) {
            history.entry(*household).or_default().push(row);
        }
    }
    snapshot.recalls = vec![Recall::default(); snapshot.households.len()];
    let mut cases_of: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, case) in snapshot.cases.iter().enumerate() {
        let person = snapshot.persons.get(case.person as usize);
        // Of most households nothing is known.
        if let Some(person) = person.filter(|person| history.contains_key(&person.household)) {
            cases_of.entry(person.household).or_default().push(at);
        }
    }
    let parts = parts(conn, province, snapshot, &rows)?;
    for (household, rows) in &history {
        let own = cases_of.get(household).map_or(&[][..], Vec::as_slice);
        let named: Vec<(i64, &str)> = own.iter().map(|at| name(snapshot, *at, tables)).collect();
        let Heard { mut recall, next } = heard(rows, &named, lately, tables);
        if let Some(parts) = parts.as_ref().filter(|_| recall.call_back.is_none()) {
            recall.not_in = not_in(rows, &next, (parts, tables));
        }
        for (at, next) in own.iter().zip(next) {
            if let Some(case) = snapshot.cases.get_mut(*at) {
                case.not_before = rest(next);
            }
        }
        if let Some(slot) = snapshot.recalls.get_mut(*household as usize) {
            *slot = recall;
        }
    }
    rest_the_frequent(conn, province, snapshot, (&history, &household_of), (tables, zone))?;
    last_talks(snapshot, &history, tables);
    snapshot.late_calls = late_calls(conn, province, snapshot, &household_of)?;
    let touched = rows.iter().filter_map(|row| row.touch_id).collect();
    let mut last = HashMap::new();
    for row in rows.iter().filter(|row| row.touch_id.is_none()) {
        if let Some(household) = household_of.get(&row.person_id) {
            last.insert(*household, row.at.date());
        }
    }
    Ok(Past { households, household_of, touched, last })
}

/// The parts of the day of the touches that outcomes may have come from; nothing in a grid of whole days.
fn parts(
    conn: &mut Conn,
    province: i64,
    snapshot: &Snapshot,
    rows: &[WeekOutcomeRow],
) -> Result<Option<PartOf>, PlanError> {
    if snapshot.buckets.iter().all(|bucket| bucket.part.is_none()) {
        return Ok(None);
    }
    Ok(Some(part_of(conn, province, rows)?))
}

/// The calls on the eve of the first bucket and on its own day, as far as their results are known.
fn late_calls(
    conn: &mut Conn,
    province: i64,
    snapshot: &Snapshot,
    household_of: &foldhash::HashMap<i64, u32>,
) -> Result<Vec<LateCall>, PlanError> {
    let first = snapshot.buckets.first().map(|bucket| bucket.date);
    let Some(eve) = first.and_then(|day| day.pred_opt()) else { return Ok(Vec::new()) };
    let rows = calls_since(conn, province, eve.and_time(NaiveTime::MIN))?;
    let call = |(person, at, phone): (i64, NaiveDateTime, String)| {
        let household = household_of.get(&person).copied();
        Some(LateCall { phone: phone.parse().ok()?, date: at.date(), household })
    };
    let mut calls: Vec<LateCall> = rows.into_iter().filter_map(call).collect();
    calls.sort_unstable();
    calls.dedup();
    Ok(calls)
}

/// The person and the product of a case.
fn name<'t>(snapshot: &Snapshot, at: usize, tables: &'t Tables) -> (i64, &'t str) {
    let case = snapshot.cases.get(at);
    let person = case.and_then(|case| snapshot.persons.get(case.person as usize));
    let product = case.and_then(|case| tables.products.get(case.product));
    (person.map_or(0, |person| person.id.0), product.map_or("", |one| one.code.as_str()))
}

/// Who spoke with a household last is its agent, where the lists name nobody.
fn last_talks(
    snapshot: &mut Snapshot,
    history: &HashMap<u32, Vec<&WeekOutcomeRow>>,
    tables: &Tables,
) {
    let agents = (0u32..).zip(&snapshot.agents);
    let agent_of: HashMap<&str, u32> =
        agents.map(|(at, agent)| (agent.code.as_str(), at)).collect();
    for case in &mut snapshot.cases {
        let person = snapshot.persons.get(case.person as usize);
        let Some(rows) = person.and_then(|person| history.get(&person.household)) else { continue };
        let mut talks = rows.iter().rev().filter(|row| !is_attempt(row, tables));
        let last = talks.find_map(|row| agent_of.get(row.agent_code.as_deref()?));
        case.last_agent = last.copied().or(case.last_agent);
    }
}
