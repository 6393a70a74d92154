//! The tree down which a target goes: areas from the province to its communes, and where the target goes
//! that far the agents in them. Communes without an agent are leaves themselves.

use std::collections::{BTreeMap, HashMap};

use super::TargetError;
use crate::app::context::{Province, all_areas};
use crate::app::plan::communes_of;
use crate::domain::area::{Area, AreaKind, AreaTree};
use crate::domain::campaign::Campaign;
use crate::domain::measure::Depth;
use crate::domain::sentence::named;
use crate::domain::succession::{Became, Succession};
use crate::planning::targets::tree::{Place, Tree};
use crate::store::Conn;
use crate::store::catalogues::{AgentRow, agents};

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Code of the area.
    pub(crate) area: String,
    /// Code of the agent; empty for the area itself.
    pub(crate) agent: String,
}

/// A tree with what its nodes are called.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) tree: Tree,
    pub(crate) nodes: Vec<Node>,
    at: HashMap<String, HashMap<String, usize>>,
}

impl Field {
    /// From nodes with the code of the area above each; none of the top. The area above an agent is its
    /// own commune.
    pub(crate) fn of(rows: Vec<(Node, Option<String>)>) -> Result<Self, TargetError> {
        let mut at: HashMap<String, HashMap<String, usize>> = HashMap::new();
        for (number, (node, _)) in rows.iter().enumerate() {
            at.entry(node.area.clone()).or_default().insert(node.agent.clone(), number);
        }
        // A parent that is not there leaves its children loose, which the tree tells.
        let missing = rows.len();
        let place = |(node, parent): &(Node, Option<String>)| {
            let code = if node.agent.is_empty() { &node.area } else { &node.agent };
            let above = |code: &String| at.get(code).and_then(|here| here.get("")).copied();
            let parent = parent.as_ref().map(|code| above(code).unwrap_or(missing));
            Place { code: code.clone(), parent }
        };
        let tree = Tree::of(rows.iter().map(place).collect())?;
        Ok(Self { tree, nodes: rows.into_iter().map(|(node, _)| node).collect(), at })
    }

    /// The node of an area, or of an agent there.
    pub(crate) fn find(&self, area: &str, agent: &str) -> Option<usize> {
        self.at.get(area)?.get(agent).copied()
    }

    /// The leaves of an agent, with the communes they are in.
    pub(crate) fn leaves_of(&self, agent: &str) -> Vec<usize> {
        let own = |at: &usize| self.nodes.get(*at).is_some_and(|node| node.agent == agent);
        self.tree.leaves().filter(own).collect()
    }

    pub(crate) fn node(&self, at: usize) -> (&str, &str) {
        self.nodes.get(at).map_or(("", ""), |node| (node.area.as_str(), node.agent.as_str()))
    }

    /// Whether a node is an area with no other below it: with agents, or a leaf itself.
    pub(crate) fn is_commune(&self, at: usize) -> bool {
        let is_agent = |at: usize| !self.node(at).1.is_empty();
        !is_agent(at) && self.tree.children(at).iter().all(|child| is_agent(*child as usize))
    }

    /// The node that counts what happened in a commune by an agent's hand: the agent there, else the
    /// commune, else the top.
    pub(crate) fn place(&self, commune: &str, agent: &str) -> usize {
        let agent = if agent.is_empty() { None } else { self.find(commune, agent) };
        agent.or_else(|| self.find(commune, "")).unwrap_or_else(|| self.tree.top())
    }
}

/// Areas and agents of a province in a campaign, from which trees of any depth are made.
pub(crate) struct Land {
    pub(crate) province: Province,
    areas: Vec<Area>,
    /// The day as which they stand.
    pub(crate) day: chrono::NaiveDate,
    communes: Vec<String>,
    /// Places of communes by agent.
    agents: Vec<(AgentRow, Vec<u32>)>,
    /// Their places in the list, by code.
    agent_at: HashMap<String, usize>,
}

impl Land {
    /// Reads them as they stand on a day; `province` has the tree of `today`.
    pub(crate) fn read(
        conn: &mut Conn,
        province: Province,
        campaign: &Campaign,
        today: chrono::NaiveDate,
    ) -> Result<Self, TargetError> {
        let day = today.clamp(campaign.from, campaign.to.max(campaign.from));
        let areas = all_areas(conn)?;
        // The province came with the areas of `today`.
        let province = match day == today {
            true => province,
            false => Province { tree: AreaTree::on(day, areas.clone()), ..province },
        };
        let inside = |area: &&Area| {
            area.kind == AreaKind::Commune && province.tree.is_within(&area.code, &province.code)
        };
        let mut communes: Vec<String> =
            province.tree.iter().filter(inside).map(|area| area.code.clone()).collect();
        communes.sort_unstable();
        let index = communes.iter().cloned().zip(0u32..).collect();
        let rows = agents(conn, province.id.0)?.into_iter().filter(|row| {
            row.active_from.is_none_or(|from| from <= campaign.to)
                && row.active_to.is_none_or(|to| day <= to)
        });
        let agents: Vec<(AgentRow, Vec<u32>)> = {
            let succession = Succession::on(day, &areas);
            rows.map(|row| {
                let places = communes_of(&row, &province, &succession, &index);
                (row, places)
            })
            .collect()
        };
        let at = |(at, (row, _)): (usize, &(AgentRow, Vec<u32>))| (row.code.clone(), at);
        let agent_at = agents.iter().enumerate().map(at).collect();
        Ok(Self { province, areas, day, communes, agents, agent_at })
    }

    /// The tree of a depth.
    pub(crate) fn field(&self, depth: Depth) -> Result<Field, TargetError> {
        let (tree, top) = (&self.province.tree, &self.province.code);
        let mut above: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        above.insert(top, None);
        for commune in &self.communes {
            let path: Vec<&str> = tree.path(commune).map(|area| area.code.as_str()).collect();
            let path: Vec<&str> = match path.iter().position(|code| code == top) {
                Some(at) => path.into_iter().take(at + 1).collect(),
                None => continue,
            };
            for pair in path.windows(2) {
                if let [code, parent] = pair {
                    above.insert(code, Some(parent));
                }
            }
        }
        let area = |(code, parent): (&&str, &Option<&str>)| {
            let node = Node { area: (*code).to_owned(), agent: String::new() };
            (node, parent.map(str::to_owned))
        };
        let mut rows: Vec<(Node, Option<String>)> = above.iter().map(area).collect();
        if depth == Depth::Agent {
            for (agent, places) in &self.agents {
                for commune in places.iter().filter_map(|at| self.communes.get(*at as usize)) {
                    let node = Node { area: commune.clone(), agent: agent.code.clone() };
                    rows.push((node, Some(commune.clone())));
                }
            }
        }
        Field::of(rows)
    }

    /// From the key of every area to the commune of today's tree that it belongs to.
    pub(crate) fn homes(&self) -> HashMap<i64, String> {
        let succession = Succession::on(self.day, &self.areas);
        let home = |area: &Area| match succession.commune(area) {
            Became::Stands(commune) => Some((area.id.0, commune.code.clone())),
            Became::Split { .. } | Became::Gone(_) => None,
        };
        self.areas.iter().filter_map(home).collect()
    }

    /// Calls and visits a day of each agent in each of the agent's communes, in sixtieths: an agent of
    /// three communes is a third in each.
    pub(crate) fn slots(&self) -> impl Iterator<Item = (&str, &str, i64)> {
        self.agents.iter().flat_map(|(agent, places)| {
            let count = i64::try_from(places.len().max(1)).unwrap_or(i64::MAX);
            let part = i64::from(agent.slots_per_day.max(0)) * 60 / count;
            let communes = places.iter().filter_map(|at| self.communes.get(*at as usize));
            communes.map(move |commune| (commune.as_str(), agent.code.as_str(), part))
        })
    }

    /// The areas of all times.
    pub(crate) fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Whether an agent works in a commune.
    pub(crate) fn works(&self, agent: &str, commune: &str) -> bool {
        let Ok(at) = self.communes.binary_search_by(|code| code.as_str().cmp(commune)) else {
            return false;
        };
        let own = self.agent_at.get(agent).and_then(|at| self.agents.get(*at));
        own.is_some_and(|(_, places)| places.iter().any(|one| *one as usize == at))
    }

    /// Inhabitants by area, where the list of areas says.
    pub(crate) fn population(&self) -> impl Iterator<Item = (&str, i64)> {
        self.province.tree.iter().filter_map(|area| Some((area.code.as_str(), area.population?)))
    }

    /// The name of an area or agent; nothing where nobody has that code.
    pub(crate) fn name(&self, code: &str) -> &str {
        let area = self.province.tree.get(code).map(|area| area.name.as_str());
        let agent = || Some(self.agents.get(*self.agent_at.get(code)?)?.0.name.as_str());
        area.or_else(agent).unwrap_or_default()
    }

    /// It as sentences name it: `Huyện Trấn Yên (133)`.
    pub(crate) fn called(&self, code: &str) -> String {
        named(self.name(code), code)
    }

    pub(crate) fn agents(&self) -> impl Iterator<Item = &AgentRow> {
        self.agents.iter().map(|(agent, _)| agent)
    }
}
