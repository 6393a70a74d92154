//! Who answers for a line: agents belong to collection points, points to organisations.

use std::collections::{BTreeMap, HashMap};

use crate::app::plan::{AgentTarget, Earlier, PlanError};
use crate::domain::sentence::Sentence;
use crate::store::Conn;
use crate::store::catalogues::{agents, organisations, points};

/// The organisations of a province with their agents.
pub(super) struct Crew {
    /// By code of the agent: the organisation and the point.
    of: HashMap<String, (String, String)>,
    /// By code of the organisation its name.
    names: HashMap<String, String>,
}

/// What an organisation and its agents are to do in a week.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Share<'a> {
    /// Its agents with touches, in the days of the version or before, by code.
    pub agents: Vec<&'a AgentTarget>,
    /// Calls and visits.
    pub touches: u64,
    /// Visits among them.
    pub visits: u64,
    /// Those on which no due case is spoken about.
    pub potential: u64,
    /// Due cases that they speak about.
    pub due: u64,
    /// Those whose last useful day comes before the next plan.
    pub last_chance: u64,
    /// What they had in hands before the days of the version.
    pub earlier: Earlier,
}

impl Crew {
    pub(super) fn load(conn: &mut Conn, province: i64) -> Result<Self, PlanError> {
        let places: HashMap<String, (String, String)> = points(conn, province)?
            .into_iter()
            .map(|point| (point.code, (point.organisation_code, point.name)))
            .collect();
        let place = |code: Option<String>| places.get(&code?).cloned();
        let of = agents(conn, province)?
            .into_iter()
            .filter_map(|agent| Some((agent.code, place(agent.point_code)?)))
            .collect();
        let names = organisations(conn, province)?.into_iter().map(|one| (one.code, one.name));
        Ok(Self { of, names: names.collect() })
    }

    /// The collection point of an agent; `None` for agents of the office itself.
    pub(super) fn point(&self, agent: &str) -> Option<&str> {
        self.of.get(agent).map(|(_, point)| point.as_str())
    }

    /// What each organisation is to do, by name; agents without a point are the office's own.
    pub(super) fn shares<'a>(&self, all: &'a [AgentTarget]) -> BTreeMap<Option<String>, Share<'a>> {
        let mut shares: BTreeMap<Option<String>, Share<'a>> = BTreeMap::new();
        let has_work =
            |agent: &&AgentTarget| agent.touches > 0 || agent.earlier != Earlier::default();
        for agent in all.iter().filter(has_work) {
            let code = self.of.get(&agent.code).map(|(organisation, _)| organisation);
            let name = code.map(|code| self.names.get(code).unwrap_or(code).clone());
            let share = shares.entry(name).or_default();
            share.agents.push(agent);
            share.touches += agent.touches;
            share.visits += agent.visits;
            share.potential += agent.potential;
            share.due += agent.due;
            share.last_chance += agent.last_chance;
            share.earlier = share.earlier.and(agent.earlier);
        }
        shares
    }
}

/// An organisation as documents call it.
pub(super) fn named(organisation: Option<&String>) -> Sentence {
    match organisation {
        Some(name) => Sentence::new(name, name),
        None => Sentence::new("Nhân viên của cơ quan BHXH", "Agents of the office"),
    }
}
