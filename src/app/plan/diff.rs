//! What changed between two plans, and why: contact by contact, with the reasons of both sides. Two
//! versions of one week, or the weeks of one office one after the other.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::PlanError;
use super::body::{LineFate, lines};
use super::find::{Found, Wanted, find};
use crate::app::context::Context;
use crate::store::Conn;
use crate::store::plans::{version_agents, version_communes};

/// The change from one version to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The older side, such as `2023-W23 v1`.
    pub from: String,
    /// The newer side.
    pub to: String,
    /// Contacts planned on both sides at the same place (agent, channel and bucket).
    pub same: u64,
    /// Planned on both sides, with another agent.
    pub other_agent: u64,
    /// Planned on both sides, on another day or by another channel.
    pub other_time: u64,
    /// Planned only on the newer side, by what they were before: a reason, or `new`.
    pub added: BTreeMap<String, u64>,
    /// Planned only on the older side, by what they are now: a reason, or `gone`.
    pub dropped: BTreeMap<String, u64>,
    /// Agent by agent how many touches were added and dropped.
    pub agents: BTreeMap<String, AgentDiff>,
}

/// The change of one agent's lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgentDiff {
    /// Touches that stay with the agent.
    pub kept: u64,
    /// Touches that are new.
    pub added: u64,
    /// Touches that are gone.
    pub dropped: u64,
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
        let (before, after) = (fates(conn, &from)?, fates(conn, &to)?);
        let names = agent_codes(conn, &[&from, &to])?;
        let name = |found: &Found| format!("{} v{}", found.week, found.version.number);
        let mut diff = Diff { from: name(&from), to: name(&to), ..Diff::default() };
        for (name, now) in &after {
            let then = before.get(name).map_or(&[][..], Vec::as_slice);
            for (then, now) in pairs(then, now) {
                diff.count(then, now, &names);
            }
        }
        for (_, then) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
            for (_, fate) in then {
                diff.count(Some(*fate), None, &names);
            }
        }
        Ok(diff)
    })
}

/// A commune and the household or person there: who stands for a household may change.
type ContactName = (String, String);

/// The person who stands for a household, and where it ended.
type Fate = (i64, LineFate);

/// Name by name where its contacts ended: after a merger two households may have one name.
fn fates(conn: &mut Conn, found: &Found) -> Result<HashMap<ContactName, Vec<Fate>>, PlanError> {
    let version = &found.version;
    let communes = version_communes(conn, version.province_id, version.id)?;
    let mut fates: HashMap<ContactName, Vec<Fate>> = HashMap::new();
    for commune in &communes {
        for line in lines(commune)? {
            let name = (commune.commune.clone(), line.contact());
            fates
                .entry(name)
                .or_insert_with(|| Vec::with_capacity(1))
                .push((line.person, line.fate));
        }
    }
    Ok(fates)
}

/// The contacts of one name on both sides, each once. Where there are several on a side, the person
/// who stands for them tells them apart.
fn pairs(then: &[Fate], now: &[Fate]) -> Vec<(Option<LineFate>, Option<LineFate>)> {
    if let ([(_, then)], [(_, now)]) = (then, now) {
        return vec![(Some(*then), Some(*now))];
    }
    let find = |side: &[Fate], person| side.iter().find(|one| one.0 == person).map(|one| one.1);
    let came = now.iter().map(|(person, fate)| (find(then, *person), Some(*fate)));
    let went = then.iter().filter(|(person, _)| find(now, *person).is_none());
    came.chain(went.map(|(_, fate)| (Some(*fate), None))).collect()
}

fn agent_codes(conn: &mut Conn, plans: &[&Found]) -> Result<HashMap<i64, String>, PlanError> {
    let mut codes = HashMap::new();
    for plan in plans {
        let version = &plan.version;
        for agent in version_agents(conn, version.province_id, version.id)? {
            codes.insert(agent.agent_id, agent.code);
        }
    }
    Ok(codes)
}

impl Diff {
    fn count(
        &mut self,
        before: Option<LineFate>,
        after: Option<LineFate>,
        names: &HashMap<i64, String>,
    ) {
        use LineFate::{Left, Planned};
        match (before, after) {
            (Some(Planned { agent: then, .. }), Some(Planned { agent: now, .. })) => {
                if before == after {
                    self.same += 1;
                } else if then == now {
                    self.other_time += 1;
                } else {
                    self.other_agent += 1;
                }
                if then == now {
                    self.agent(now, names).kept += 1;
                } else {
                    self.agent(now, names).added += 1;
                    self.agent(then, names).dropped += 1;
                }
            }
            (_, Some(Planned { agent, .. })) => {
                let was = match before {
                    Some(Left(reason)) => reason.code(),
                    _ => "new",
                };
                *self.added.entry(was.to_owned()).or_insert(0) += 1;
                self.agent(agent, names).added += 1;
            }
            (Some(Planned { agent, .. }), _) => {
                let is = match after {
                    Some(Left(reason)) => reason.code(),
                    _ => "gone",
                };
                *self.dropped.entry(is.to_owned()).or_insert(0) += 1;
                self.agent(agent, names).dropped += 1;
            }
            _ => {}
        }
    }

    fn agent(&mut self, agent: i64, names: &HashMap<i64, String>) -> &mut AgentDiff {
        let code = names.get(&agent).cloned().unwrap_or_else(|| agent.to_string());
        self.agents.entry(code).or_default()
    }
}
