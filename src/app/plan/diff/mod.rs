//! What changed between two plans, and why: contact by contact, with the reasons of both sides. Two
//! versions of one week, or the weeks of one office one after the other. Between versions of one week each
//! touch that changed is named with its cause; what was worked before the newer one begins is no change.

mod causes;
mod ends;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::Serialize;

use self::causes::Causes;
use self::ends::{End, Ended, Place, ends, pairs};
use super::PlanError;
use super::find::{Found, Wanted, find};
use super::turns::first_time;
use crate::app::context::Context;
use crate::domain::day_part::PartOfDay;
use crate::domain::touch_change::ChangeCause;
use crate::store::Conn;
use crate::store::catalogues::agents;
use crate::store::plans::version_agents;

/// The change from one version to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The older side, such as `2023-W23 v1`.
    pub from: String,
    /// The newer side.
    pub to: String,
    /// Contacts planned on both sides at the same place (agent, channel and day).
    pub same: u64,
    /// Planned on both sides, with another agent.
    pub other_agent: u64,
    /// Planned on both sides, on another day or by another channel.
    pub other_time: u64,
    /// Planned on the older side on days before the newer one of the same week begins.
    pub earlier: u64,
    /// Planned only on the newer side, by what they were before: a reason, `new`, or `earlier`.
    pub added: BTreeMap<String, u64>,
    /// Planned only on the older side, by what they are now: a reason, or `gone`.
    pub dropped: BTreeMap<String, u64>,
    /// Between versions of one week: touches of the older side that moved or were dropped, by cause.
    pub causes: BTreeMap<String, u64>,
    /// Agent by agent how many touches were added and dropped.
    pub agents: BTreeMap<String, AgentDiff>,
}

/// The change of one agent's lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgentDiff {
    /// The agent's name; empty of one who is on no list any more.
    pub name: String,
    /// Touches that stay with the agent.
    pub kept: u64,
    /// Those of them that are on another day or by another channel.
    pub moved: u64,
    /// Touches that are new.
    pub added: u64,
    /// Touches that are gone.
    pub dropped: u64,
    /// Between versions of one week: what changed, by commune and contact.
    pub changes: Vec<TouchChange>,
}

/// A touch that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TouchChange {
    /// Commune code.
    pub commune: String,
    /// Its name.
    pub commune_name: String,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// Where it stood.
    pub was: Option<Spot>,
    /// Where it stands now.
    pub is: Option<Spot>,
    /// Code of the cause.
    pub cause: &'static str,
    /// The cause in Vietnamese.
    pub vi: String,
    /// The cause in English.
    pub en: String,
}

/// Where a touch stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// Agent's code.
    pub agent: String,
    /// Agent's name; empty of one who is on no list any more.
    pub agent_name: String,
    /// Its day.
    pub day: NaiveDate,
    /// Its part of the day; nothing of a whole day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartOfDay>,
    /// `call` or `visit`.
    pub channel: &'static str,
}

/// Compares two versions; without `from`, a version with the one before it.
///
/// # Errors
/// No such plan, no version before it, or rows that cannot be read.
pub fn diff(
    context: &mut Context<'_>,
    from: Option<&Wanted>,
    to: &Wanted,
) -> Result<Diff, PlanError> {
    let today = context.today();
    context.store.read(|conn| {
        let to = find(conn, to, today)?;
        let from = match from {
            Some(from) => find(conn, from, today)?,
            None => {
                let before = to.versions.iter().rev().find(|one| one.number < to.version.number);
                let version =
                    before.cloned().ok_or(PlanError::NoVersionBefore { week: to.week })?;
                Found { version, ..to.clone() }
            }
        };
        let is_one_week = from.plan.id == to.plan.id;
        let first = match is_one_week {
            true => first_time(&to.version.configuration)?,
            false => (NaiveDate::MIN, None),
        };
        let (before, after) = (ends(conn, &from, first)?, ends(conn, &to, (NaiveDate::MIN, None))?);
        let name = |found: &Found| format!("{} v{}", found.week, found.version.number);
        let diff = Diff { from: name(&from), to: name(&to), ..Diff::default() };
        let causes = match is_one_week {
            true => Some(Causes::read(conn, (&from, &to), (&before, &after))?),
            false => None,
        };
        let agents = agents_of(conn, &[&from, &to])?;
        let mut counting = Counting { diff, agents, causes, weeks: [&from, &to] };
        for (name, now) in &after {
            let then = before.get(name).map_or(&[][..], Vec::as_slice);
            for (then, now) in pairs(then, now) {
                counting.count(name, then, now);
            }
        }
        for (name, then) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
            for one in then {
                counting.count(name, Some(one), None);
            }
        }
        let mut diff = counting.diff;
        for agent in diff.agents.values_mut() {
            agent.changes.sort_by(|a, b| (&a.commune, &a.contact).cmp(&(&b.commune, &b.contact)));
        }
        Ok(diff)
    })
}

/// Codes of the agents of plans, and their names as they are listed today.
fn agents_of(
    conn: &mut Conn,
    plans: &[&Found],
) -> Result<HashMap<i64, (String, String)>, PlanError> {
    let mut known = HashMap::new();
    for plan in plans {
        let version = &plan.version;
        for agent in version_agents(conn, version.province_id, version.id)? {
            known.insert(agent.agent_id, (agent.code, String::new()));
        }
        for listed in agents(conn, version.province_id)? {
            if let Some((_, name)) = known.get_mut(&listed.id) {
                *name = listed.name;
            }
        }
    }
    Ok(known)
}

struct Counting<'a> {
    diff: Diff,
    /// Code and name of each.
    agents: HashMap<i64, (String, String)>,
    causes: Option<Causes>,
    weeks: [&'a Found; 2],
}

/// A commune and the household or person there: who stands for a household may change.
type ContactName = (String, String);

impl Counting<'_> {
    fn count(&mut self, name: &ContactName, before: Option<&End>, after: Option<&End>) {
        let (then, now) = (before.map(|end| end.ended), after.map(|end| end.ended));
        let (was, is) = (then.and_then(Ended::place), now.and_then(Ended::place));
        if then == Some(Ended::Earlier) {
            self.diff.earlier += 1;
        }
        match (was, is) {
            (Some(was), Some(is)) => {
                let stays = was == is;
                match was.agent == is.agent {
                    _ if stays => self.diff.same += 1,
                    true => self.diff.other_time += 1,
                    false => self.diff.other_agent += 1,
                }
                if was.agent == is.agent {
                    let own = self.agent(is.agent);
                    own.kept += 1;
                    own.moved += u64::from(!stays);
                } else {
                    self.agent(is.agent).added += 1;
                    self.agent(was.agent).dropped += 1;
                }
            }
            (None, Some(is)) => {
                let was = match then {
                    Some(Ended::Left(reason)) => reason.code(),
                    Some(Ended::Earlier) => "earlier",
                    _ => "new",
                };
                *self.diff.added.entry(was.to_owned()).or_insert(0) += 1;
                self.agent(is.agent).added += 1;
            }
            (Some(was), None) => {
                let is = match now {
                    Some(Ended::Left(reason)) => reason.code(),
                    _ => "gone",
                };
                *self.diff.dropped.entry(is.to_owned()).or_insert(0) += 1;
                self.agent(was.agent).dropped += 1;
            }
            (None, None) => {}
        }
        if was != is {
            self.explain(name, was, is);
        }
    }

    /// Names a touch that changed on the lists of both agents, with its cause.
    fn explain(&mut self, name: &ContactName, was: Option<Place>, is: Option<Place>) {
        let Some(causes) = &self.causes else { return };
        let cause = match was {
            Some(was) => causes.of(name, was),
            None => ChangeCause::New,
        };
        let [from, to] = self.weeks;
        let spot = |place: Option<Place>, week: &Found| {
            place.map(|place| Spot {
                agent: self.code(place.agent),
                agent_name: self.name(place.agent),
                day: place.day(week.week),
                part: place.part,
                channel: place.channel.code(),
            })
        };
        let change = TouchChange {
            commune: name.0.clone(),
            commune_name: to.area(&name.0),
            contact: name.1.clone(),
            was: spot(was, from),
            is: spot(is, to),
            cause: cause.code(),
            vi: cause.vi(),
            en: cause.en(),
        };
        if was.is_some() {
            *self.diff.causes.entry(cause.code().to_owned()).or_insert(0) += 1;
        }
        let mut agents: Vec<i64> = was.iter().chain(&is).map(|place| place.agent).collect();
        agents.dedup();
        for agent in agents {
            self.agent(agent).changes.push(change.clone());
        }
    }

    fn code(&self, agent: i64) -> String {
        self.agents.get(&agent).map_or_else(|| agent.to_string(), |(code, _)| code.clone())
    }

    fn name(&self, agent: i64) -> String {
        self.agents.get(&agent).map(|(_, name)| name.clone()).unwrap_or_default()
    }

    fn agent(&mut self, agent: i64) -> &mut AgentDiff {
        let (code, name) = (self.code(agent), self.name(agent));
        self.diff.agents.entry(code).or_insert_with(|| AgentDiff { name, ..AgentDiff::default() })
    }
}
