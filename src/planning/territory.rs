//! Who can serve whom: agents by commune, language and product, and the groups of contacts that the
//! same agents serve.

use std::collections::HashMap;

use super::eligibility::{Examination, Options};
use super::problem::Serving;
use super::rows::Rows;
use super::snapshot::{Agent, Snapshot};
use crate::domain::product::ProductSet;
use crate::domain::touch::{ReasonCode, TouchChannel};

/// Contacts of one commune and language that need the same products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Group {
    /// Index of the commune.
    pub commune: u32,
    /// Index of the language.
    pub language: u8,
    /// Products that an agent must handle.
    pub products: ProductBits,
}

/// Bits of a [`ProductSet`], ordered so that groups can be sorted.
pub type ProductBits = u32;

/// Agents by commune, and the groups found so far.
pub struct Territory<'a> {
    agents: &'a [Agent],
    of_commune: Rows<u32>,
    numbers: HashMap<Group, u32>,
    groups: Vec<Group>,
}

impl<'a> Territory<'a> {
    /// Indexes the agents of a snapshot by the communes they cover.
    pub fn of(snapshot: &'a Snapshot) -> Self {
        let mut of_commune = vec![Vec::new(); snapshot.communes.len()];
        for (at, agent) in (0u32..).zip(&snapshot.agents) {
            for commune in &agent.communes {
                if let Some(agents) = of_commune.get_mut(*commune as usize) {
                    agents.push(at);
                }
            }
        }
        Self {
            agents: &snapshot.agents,
            of_commune: of_commune.into_iter().collect(),
            numbers: HashMap::new(),
            groups: Vec::new(),
        }
    }

    fn covering(&self, commune: u32) -> impl Iterator<Item = &'a Agent> + use<'a, '_> {
        let agents = self.agents;
        self.of_commune.row(commune as usize).iter().filter_map(move |at| agents.get(*at as usize))
    }

    /// What a contact allows with the agents who can serve it, and the group it belongs to. Where
    /// nobody with a free place handles all its products, those cases are spoken about that bring
    /// the most among those that somebody with a free place handles.
    ///
    /// # Errors
    /// The first reason that closes every way.
    pub fn place(
        &mut self,
        examination: &Examination<'_>,
        snapshot: &Snapshot,
    ) -> Result<(Options, u32), ReasonCode> {
        let mut options = examination.options(ProductSet(u32::MAX))?;
        let (commune, language) = examination.home(snapshot).ok_or(ReasonCode::NoAgent)?;
        if self.covering(commune).next().is_none() {
            return Err(ReasonCode::NoAgent);
        }
        let speaking =
            || self.covering(commune).filter(move |agent| agent.languages & (1 << language) != 0);
        if speaking().next().is_none() {
            return Err(ReasonCode::NoLanguage);
        }
        let servable = |options: &Options| speaking().any(|agent| can_serve(agent, options));
        if !servable(&options) {
            let mut sets: Vec<u32> =
                speaking().map(|agent| agent.products.intersection(options.products).0).collect();
            sets.sort_unstable();
            sets.dedup();
            let parts = sets.into_iter().map(|set| examination.options(ProductSet(set)));
            let parts: Vec<Options> = parts.filter_map(Result::ok).collect();
            if parts.is_empty() {
                return Err(ReasonCode::NoSkill);
            }
            let best = parts.into_iter().filter(servable).max_by_key(Options::rank);
            options = best.ok_or(ReasonCode::AllAbsent)?;
        }
        let group = Group { commune, language, products: options.products.0 };
        let number = *self.numbers.entry(group).or_insert_with(|| {
            self.groups.push(group);
            u32::try_from(self.groups.len() - 1).unwrap_or(u32::MAX)
        });
        Ok((options, number))
    }

    /// The groups and, group by group, the agents who serve it; a visit outside the agent's home
    /// commune costs `travel` points.
    pub fn into_groups(self, travel: i64) -> (Vec<Group>, Rows<Serving>) {
        let mut rows = Rows::with_capacity(self.groups.len(), self.groups.len() * 8);
        for group in &self.groups {
            for at in self.of_commune.row(group.commune as usize) {
                let Some(agent) = self.agents.get(*at as usize) else { continue };
                if serves(agent, group) {
                    rows.push(serving(*at, agent, group, travel));
                }
            }
            rows.end_row();
        }
        (self.groups, rows)
    }
}

/// Whether an agent handles everything that the options speak of and has a place for one of them.
fn can_serve(agent: &Agent, options: &Options) -> bool {
    options.products.is_subset(agent.products)
        && options.options.iter().any(|way| {
            let free = agent.capacity.get(usize::from(way.bucket)).copied().unwrap_or_default();
            free.slots > 0 && (way.channel == TouchChannel::Call || free.visits > 0)
        })
}

/// Whether an agent covers the commune, speaks the language and handles the products of a group.
pub fn serves(agent: &Agent, group: &Group) -> bool {
    agent.communes.binary_search(&group.commune).is_ok()
        && agent.languages & (1 << group.language) != 0
        && ProductSet(group.products).is_subset(agent.products)
}

/// The serving of a group by an agent who serves it.
pub fn serving(at: u32, agent: &Agent, group: &Group, travel: i64) -> Serving {
    let visit_cost = if agent.home == Some(group.commune) { 0 } else { travel };
    Serving { agent: at, call_cost: 0, visit_cost }
}
