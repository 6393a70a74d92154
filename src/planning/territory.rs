//! Who can serve whom: agents by commune, language and product, and the groups of contacts that the
//! same agents serve.

use std::borrow::Cow;
use std::collections::HashMap;

use super::eligibility::{Examination, Way};
use super::problem::Serving;
use super::rows::Rows;
use super::snapshot::{Agent, Snapshot};
use crate::domain::product::ProductSet;
use crate::domain::touch::{ReasonCode, TouchChannel};

/// Contacts of one commune and language that can be spoken to about the same products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Group {
    /// Index of the commune.
    pub commune: u32,
    /// Index of the language.
    pub language: u8,
    /// Bits of the [`ProductSet`] that their cases are about.
    pub products: u32,
    /// Which set of agents does not work with them in this week; 0 where all do.
    pub without: u32,
}

impl Group {
    /// What of the group's products an agent handles who works in its commune (on some days, for an
    /// absent colleague) and speaks its language; nothing for any other agent.
    pub fn handled_by(&self, agent: &Agent) -> ProductSet {
        if agent.buckets_in(self.commune) != 0 && speaks(agent, self.language) {
            agent.products.intersection(ProductSet(self.products))
        } else {
            ProductSet::EMPTY
        }
    }
}

/// What the agents of a territory make of the touches that a contact allows.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    /// Touches by skill, channel and bucket.
    pub ways: Vec<Way>,
    /// Number of the group.
    pub group: u32,
    /// Why nobody can make any of them, if nobody can.
    pub closed: Option<ReasonCode>,
}

impl Placed {
    /// The same where the groups of its commune are numbered from `first` on.
    pub(super) fn renumbered(self, first: u32) -> Self {
        Self { group: self.group + first, ..self }
    }
}

/// Agents by commune, and the groups found so far.
pub struct Territory<'a> {
    agents: &'a [Agent],
    of_commune: Rows<u32>,
    numbers: HashMap<Group, u32>,
    groups: Vec<Group>,
    /// Group by group the different sets of products that its agents handle.
    skills: Vec<Vec<Skill>>,
    /// Sets of agents who do not work with a household; the first is empty.
    without: Vec<Vec<u32>>,
    /// Household by household, where there is one, its set.
    without_of: HashMap<u32, u32>,
}

/// A set of products that some agents of a group handle, and the buckets in which one of them has
/// a free place, as bits.
#[derive(Clone, Copy, Debug)]
struct Skill {
    products: ProductSet,
    calls: u64,
    visits: u64,
}

impl<'a> Territory<'a> {
    /// Indexes the agents of a snapshot by the communes they cover.
    pub fn of(snapshot: &'a Snapshot) -> Self {
        let mut of_commune = vec![Vec::new(); snapshot.communes.len()];
        for (at, agent) in (0u32..).zip(&snapshot.agents) {
            let others = agent.stands_in.iter().flat_map(|one| &one.communes);
            for commune in agent.communes.iter().chain(others) {
                let agents = of_commune.get_mut(*commune as usize);
                if let Some(agents) = agents.filter(|agents| agents.last() != Some(&at)) {
                    agents.push(at);
                }
            }
        }
        let (without, without_of) = sets(&snapshot.without);
        Self {
            agents: &snapshot.agents,
            of_commune: of_commune.into_iter().collect(),
            numbers: HashMap::new(),
            groups: Vec::new(),
            skills: Vec::new(),
            without,
            without_of,
        }
    }

    /// Gives the groups away that were found so far, by their numbers; the next one is the first again.
    pub(super) fn give(&mut self) -> Vec<Group> {
        self.numbers.clear();
        self.skills.clear();
        std::mem::take(&mut self.groups)
    }

    /// Numbers groups, none of which it has yet; returns the number of the first.
    pub(super) fn take(&mut self, groups: &[Group]) -> u32 {
        let first = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        for group in groups {
            self.number(*group);
        }
        first
    }

    /// Agents who do not work with a group.
    fn left_out(&self, without: u32) -> &[u32] {
        self.without.get(without as usize).map_or(&[], Vec::as_slice)
    }

    fn covering(
        &self,
        commune: u32,
        without: u32,
    ) -> impl Iterator<Item = &'a Agent> + use<'a, '_> {
        let (agents, out) = (self.agents, self.left_out(without));
        let those = self.of_commune.row(commune as usize).iter();
        those.filter(move |at| !out.contains(at)).filter_map(move |at| agents.get(*at as usize))
    }

    /// What a contact allows with the agents who cover its commune and speak its language. Agents
    /// who handle different parts of its products are different ways of serving it, each with the
    /// cases and the worth that its part has.
    ///
    /// # Errors
    /// The first reason that closes every way, whoever the agent is.
    pub(super) fn place(
        &mut self,
        examination: &Examination<'_>,
        snapshot: &Snapshot,
    ) -> Result<Placed, ReasonCode> {
        let all = examination.options(ProductSet(u32::MAX))?;
        let (commune, language) = examination.home(snapshot).ok_or(ReasonCode::NoAgent)?;
        let without = self.without_of.get(&examination.household()).copied().unwrap_or_default();
        let group = self.number(Group { commune, language, products: all.products.0, without });
        let skills = self.skills.get(group as usize).map_or(&[][..], Vec::as_slice);
        if skills.is_empty() {
            let closed = Some(self.nobody(commune, language, without));
            return Ok(Placed { ways: Vec::new(), group, closed });
        }
        let mut ways = Vec::with_capacity(all.options.len());
        let (mut able, mut at_work) = (false, false);
        for (number, skill) in (0u16..).zip(skills) {
            let part = match skill.products == all.products {
                true => Cow::Borrowed(all.options.as_slice()),
                false => {
                    let part = examination.options(skill.products);
                    Cow::Owned(part.map(|part| part.options).unwrap_or_default())
                }
            };
            for way in part.iter() {
                let bit = 1 << way.bucket;
                able |= skill.places(way.channel) & bit != 0;
                at_work |= skill.calls & bit != 0;
                ways.push(Way { skill: number, ..*way });
            }
        }
        let closed = match (ways.is_empty(), able, at_work) {
            // What they handle brings nothing, and nobody handles what would.
            (true, ..) => Some(ReasonCode::NoSkill),
            (_, true, _) => None,
            // Only visits are left, and those at work make none.
            (_, _, true) => Some(ReasonCode::NoChannel),
            _ => Some(ReasonCode::AllAbsent),
        };
        Ok(Placed { ways, group, closed })
    }

    /// Why a group has no agents.
    fn nobody(&self, commune: u32, language: u8, without: u32) -> ReasonCode {
        if self.covering(commune, without).next().is_none() {
            ReasonCode::NoAgent
        } else if !self.covering(commune, without).any(|agent| speaks(agent, language)) {
            ReasonCode::NoLanguage
        } else {
            ReasonCode::NoSkill
        }
    }

    /// The number of a group; a new one looks its agents up.
    fn number(&mut self, group: Group) -> u32 {
        if let Some(number) = self.numbers.get(&group) {
            return *number;
        }
        let mut skills: Vec<Skill> = Vec::new();
        for agent in self.covering(group.commune, group.without) {
            let products = group.handled_by(agent);
            if products.is_empty() {
                continue;
            }
            let own = Skill::of(agent, products, agent.buckets_in(group.commune));
            match skills.iter_mut().find(|skill| skill.products == products) {
                Some(skill) => skill.join(own),
                None => skills.push(own),
            }
        }
        // Those who handle the most come first, whatever the order of the agents.
        let order = |skill: &Skill| (skill.products.0.count_ones(), skill.products.0);
        skills.sort_unstable_by_key(|skill| std::cmp::Reverse(order(skill)));
        let number = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        self.groups.push(group);
        self.skills.push(skills);
        self.numbers.insert(group, number);
        number
    }

    /// The groups; group by group the agents who serve it, where a visit outside the agent's home
    /// commune costs `travel` points; and group by group the products of each skill.
    pub(super) fn into_groups(self, travel: i64) -> (Vec<Group>, Rows<Serving>, Rows<ProductSet>) {
        let mut rows = Rows::with_capacity(self.groups.len(), self.groups.len() * 8);
        for (group, skills) in self.groups.iter().zip(&self.skills) {
            for at in self.of_commune.row(group.commune as usize) {
                let Some(agent) = self.agents.get(*at as usize) else { continue };
                if self.left_out(group.without).contains(at) {
                    continue;
                }
                let products = group.handled_by(agent);
                let skill = (0u16..).zip(skills).find(|(_, skill)| skill.products == products);
                let Some((skill, _)) = skill else { continue };
                let visit_cost = if agent.home == Some(group.commune) { 0 } else { travel };
                let buckets = agent.buckets_in(group.commune);
                rows.push(Serving { agent: *at, skill, call_cost: 0, visit_cost, buckets });
            }
            rows.end_row();
        }
        let products = |skills: &Vec<Skill>| skills.iter().map(|skill| skill.products).collect();
        (self.groups, rows, self.skills.iter().map(products).collect())
    }
}

impl Skill {
    /// What an agent handles, with the free places of these buckets.
    fn of(agent: &Agent, products: ProductSet, buckets: u64) -> Self {
        let mut skill = Self { products, calls: 0, visits: 0 };
        for (bucket, free) in (0u8..64).zip(&agent.capacity) {
            if free.slots > 0 {
                skill.calls |= 1 << bucket;
                skill.visits |= u64::from(free.visits > 0) << bucket;
            }
        }
        (skill.calls, skill.visits) = (skill.calls & buckets, skill.visits & buckets);
        skill
    }

    fn join(&mut self, other: Self) {
        self.calls |= other.calls;
        self.visits |= other.visits;
    }

    fn places(&self, channel: TouchChannel) -> u64 {
        match channel {
            TouchChannel::Call => self.calls,
            TouchChannel::Visit => self.visits,
        }
    }
}

/// The different sets of agents of these pairs of household and agent, the first of them empty, and the
/// set of each household.
fn sets(pairs: &[(u32, u32)]) -> (Vec<Vec<u32>>, HashMap<u32, u32>) {
    let mut sets = vec![Vec::new()];
    let mut of = HashMap::new();
    for same in pairs.chunk_by(|a, b| a.0 == b.0) {
        let agents: Vec<u32> = same.iter().map(|(_, agent)| *agent).collect();
        let at = sets.iter().position(|set| *set == agents).unwrap_or_else(|| {
            sets.push(agents);
            sets.len() - 1
        });
        if let Some((household, _)) = same.first() {
            of.insert(*household, u32::try_from(at).unwrap_or_default());
        }
    }
    (sets, of)
}

fn speaks(agent: &Agent, language: u8) -> bool {
    agent.languages & (1 << language) != 0
}
