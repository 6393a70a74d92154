//! What other offices' plans of a week ask of agents: whoever works for two offices is asked by both, and has
//! one week. Each plan asks by its versions in force, of every time the one that speaks then: what lies before
//! a version of noon is not forgotten.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use chrono::NaiveDate;

use super::PlanError;
use super::in_hands::away;
use super::office::Office;
use super::turns::turns;
use crate::config::Config;
use crate::domain::day_part::PartOfDay;
use crate::domain::plan_turns::{Turns, When};
use crate::domain::touch::TouchChannel;
use crate::planning::problem::Capacity;
use crate::planning::snapshot::Snapshot;
use crate::store::Conn;
use crate::store::handed_out::versions_of_same_plans;
use crate::store::plan_demands::{TakenRow, asked_by, standing};
use crate::store::steps::steps_of;

/// What is asked of an agent on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TakenDay {
    /// In all.
    pub all: Capacity,
    /// Of it in parts of the day, where plans name them.
    pub parts: HashMap<PartOfDay, Capacity>,
}

impl TakenDay {
    fn add(&mut self, part: Option<PartOfDay>, row: &TakenRow) {
        let touches = i32::try_from(row.touches).unwrap_or(i32::MAX);
        let is_visit = TouchChannel::from_code(&row.channel) == Some(TouchChannel::Visit);
        let part = part.map(|part| self.parts.entry(part).or_default());
        for place in [Some(&mut self.all), part].into_iter().flatten() {
            place.slots = place.slots.saturating_add(touches);
            if is_visit {
                place.visits = place.visits.saturating_add(touches);
            }
        }
    }
}

/// The same of all agents and days.
pub(super) type Taken = HashMap<(i64, NaiveDate), TakenDay>;

/// Reads what other offices' plans of the week of a snapshot ask for. From the first time on that is planned,
/// who plans a commune anew takes over what another office's plan asks for there. What lies before it was
/// worked, where its agent was not away.
pub(super) fn taken(
    conn: &mut Conn,
    (province, office): (i64, &Office),
    (snapshot, first): (&Snapshot, When),
    config: &Config,
) -> Result<Taken, PlanError> {
    let mut taken = Taken::new();
    let asked = asked(conn, (province, office), snapshot, config)?;
    if asked.is_empty() {
        return Ok(taken);
    }
    let ours: HashSet<&str> = snapshot.communes.iter().map(|one| one.code.as_str()).collect();
    let away = away(conn, province, snapshot.week)?;
    for (time, row) in asked {
        let counts = match time < first {
            true => !away.contains(&(row.agent_id, row.day)),
            false => {
                !ours.contains(row.commune.as_str())
                    || snapshot.buckets.iter().all(|bucket| bucket.date != row.day)
            }
        };
        if counts {
            taken.entry((row.agent_id, row.day)).or_default().add(time.1, &row);
        }
    }
    Ok(taken)
}

/// What the plans of all other offices ask for, each with its time: plans that are in force by the version that
/// speaks then, others by their newest one.
fn asked(
    conn: &mut Conn,
    (province, office): (i64, &Office),
    snapshot: &Snapshot,
    config: &Config,
) -> Result<Vec<(When, TakenRow)>, PlanError> {
    let newest = standing(conn, province, &office.code, &snapshot.week.to_string())?;
    let newest: Vec<i64> = newest.into_iter().map(|(version, _)| version).collect();
    let mut found = Vec::new();
    if newest.is_empty() {
        return Ok(found);
    }
    let all = versions_of_same_plans(conn, province, &newest)?;
    let keys: Vec<i64> = all.iter().map(|version| version.id).collect();
    let steps = steps_of(conn, province, &keys)?;
    // By version how the plan takes turns; nothing of a draft, which speaks for the whole week.
    let mut speaks: HashMap<i64, Option<Rc<Turns>>> = HashMap::new();
    for plan in all.chunk_by(|a, b| a.plan_id == b.plan_id) {
        let own = plan.iter().map(|one| (one.id, one.configuration.as_str()));
        let turns = Rc::new(turns(own, &steps, config)?);
        speaks.extend(turns.versions().map(|version| (version, Some(Rc::clone(&turns)))));
        if turns.versions().next().is_none() {
            let drafts = plan.iter().map(|one| one.id).filter(|id| newest.contains(id));
            speaks.extend(drafts.map(|version| (version, None)));
        }
    }
    let versions: Vec<i64> = speaks.keys().copied().collect();
    for row in asked_by(conn, province, &versions)? {
        let time = (row.day, row.part.as_deref().and_then(PartOfDay::from_code));
        let turns = speaks.get(&row.version_id).and_then(Option::as_ref);
        if turns.is_none_or(|turns| turns.at(time) == Some(row.version_id)) {
            found.push((time, row));
        }
    }
    Ok(found)
}
