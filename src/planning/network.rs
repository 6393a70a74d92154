//! From a part of the week to a flow network and back: contact -> hub(group, skill, channel,
//! bucket | any) -> agent's visit place -> agent's slot [-> agent's week] -> sink. Hubs keep the
//! network small: a contact needs one arc for each way it may be touched, not one for each agent.
//!
//! Only three kinds of arc are limited, the slots of a bucket, the visits among them and, where an
//! agent's week has steps, these, so that the prices of the flow are prices of exactly these (see
//! `certificate`). An agent without steps has no node for the week.
#![expect(
    clippy::indexing_slicing,
    reason = "node tables are dense and sized here; the network of a province is built in one pass"
)]

use super::components::Component;
use super::flow::{self, Core, CoreArc, Flow, FlowError, Leaves};
use super::problem::{ANY_BUCKET, Assignment, Problem, Serving, SlotPrice};
use crate::domain::touch::TouchChannel;

const NO_NODE: u32 = u32::MAX;
const UNLIMITED: i32 = i32::MAX;
const SINK: u32 = 0;

/// Where a node leads: the agent, channel and bucket of its units.
type Place = (u32, TouchChannel, u8);

/// The flow network of one part and the way back to the problem.
pub(super) struct Network<'a> {
    problem: &'a Problem,
    part: &'a Component,
    core: Core,
    leaves: Leaves,
    /// Agent-major `[(agent * 2 + channel) * (buckets + 1) + bucket]`, local agents; last is any.
    agent_node: Vec<u32>,
    /// Local agent by local agent the node of the week, where it has one.
    week_node: Vec<u32>,
    /// The same layout; a row is a skill of a local group.
    hub_node: Vec<u32>,
    /// First row of each local group in `hub_node`; one more at the end.
    hub_row: Vec<u32>,
    /// First and last arc of each node's own arcs, where they are needed for the way back.
    arcs_of: Vec<(u32, u32)>,
    local_agent: Vec<u32>,
    local_group: Vec<u32>,
}

/// What one part contributes to the solution.
pub(super) struct PartSolution {
    pub assigned: Vec<(u32, Assignment)>,
    pub prices: Vec<(usize, SlotPrice)>,
    /// Of the agents' weeks, by agent.
    pub week_prices: Vec<(usize, i64)>,
    pub objective: i128,
    pub pivots: u64,
}

impl<'a> Network<'a> {
    /// Lays out the nodes and arcs of one part.
    pub(super) fn build(problem: &'a Problem, part: &'a Component) -> Self {
        let width = problem.buckets + 1;
        let mut hub_row = vec![0];
        let mut rows = 0;
        for &group in &part.groups {
            rows += problem.skills(group) as u32;
            hub_row.push(rows);
        }
        let mut network = Self {
            problem,
            part,
            core: Core { nodes: 1, sink: SINK, arcs: Vec::new() },
            leaves: Leaves::default(),
            agent_node: vec![NO_NODE; part.agents.len() * 2 * width],
            week_node: vec![NO_NODE; part.agents.len()],
            hub_node: vec![NO_NODE; rows as usize * 2 * width],
            hub_row,
            arcs_of: vec![(0, 0)],
            local_agent: inverse(&part.agents, problem.agents()),
            local_group: inverse(&part.groups, problem.serving.len()),
        };
        network.add_places();
        network.add_contacts();
        network
    }

    fn node(&mut self) -> u32 {
        self.core.nodes += 1;
        self.arcs_of.push((0, 0));
        self.core.nodes - 1
    }

    fn arc(&mut self, tail: u32, head: u32, capacity: i32, cost: i64) {
        let at = self.core.arcs.len() as u32;
        let span = &mut self.arcs_of[tail as usize];
        if span.0 == span.1 {
            span.0 = at;
        }
        span.1 = at + 1;
        self.core.arcs.push(CoreArc { tail, head, capacity, cost });
    }

    /// Index into the node tables of local row `row`.
    fn slot(&self, row: u32, channel: TouchChannel, bucket: u8) -> usize {
        let width = self.problem.buckets + 1;
        let bucket = if bucket == ANY_BUCKET { self.problem.buckets } else { usize::from(bucket) };
        (row as usize * 2 + usize::from(channel == TouchChannel::Visit)) * width + bucket
    }

    /// The slots of every agent and bucket, and the visit places in front of them. A call needs no
    /// node of its own: it takes a slot.
    fn add_places(&mut self) {
        let part = self.part;
        for (row, &agent) in (0u32..).zip(&part.agents) {
            let week = self.add_week(row, agent);
            for bucket in 0..self.problem.buckets as u8 {
                let capacity = self.problem.capacity_of(agent, bucket);
                if capacity.slots <= 0 {
                    continue;
                }
                let slot = self.node();
                self.arc(slot, week, capacity.slots, 0);
                let at = self.slot(row, TouchChannel::Call, bucket);
                self.agent_node[at] = slot;
                if capacity.visits > 0 {
                    let visit = self.node();
                    self.arc(visit, slot, capacity.visits.min(capacity.slots), 0);
                    let at = self.slot(row, TouchChannel::Visit, bucket);
                    self.agent_node[at] = visit;
                }
            }
        }
    }

    /// Where the slots of an agent lead: to the sink, or to the week with its steps.
    fn add_week(&mut self, row: u32, agent: u32) -> u32 {
        let steps = self.problem.loads.row(agent as usize);
        if steps.is_empty() {
            return SINK;
        }
        let week = self.node();
        self.week_node[row as usize] = week;
        for step in steps {
            self.arc(week, SINK, step.units, step.cost);
        }
        week
    }

    /// The node of an agent's places; the one for any bucket is made when it is first asked for.
    fn place(&mut self, agent: u32, channel: TouchChannel, bucket: u8) -> u32 {
        let row = self.local_agent[agent as usize];
        if row == NO_NODE {
            return NO_NODE;
        }
        let at = self.slot(row, channel, bucket);
        if bucket == ANY_BUCKET && self.agent_node[at] == NO_NODE {
            let first = at - self.problem.buckets;
            let days: Vec<u32> =
                self.agent_node[first..at].iter().copied().filter(|n| *n != NO_NODE).collect();
            if !days.is_empty() {
                let node = self.node();
                self.agent_node[at] = node;
                for day in days {
                    self.arc(node, day, UNLIMITED, 0);
                }
            }
        }
        self.agent_node[at]
    }

    /// The hub of a group's agents with one skill; made when it is first asked for, absent when
    /// none of them has a place there.
    fn hub(&mut self, group: u32, skill: u16, channel: TouchChannel, bucket: u8) -> u32 {
        let local = self.local_group[group as usize] as usize;
        let row = self.hub_row[local] + u32::from(skill);
        if row >= self.hub_row[local + 1] {
            return NO_NODE;
        }
        let at = self.slot(row, channel, bucket);
        if self.hub_node[at] == NO_NODE {
            let problem = self.problem;
            let serving = problem.serving.row(group as usize).iter();
            let ways: Vec<(u32, i64)> = serving
                .filter(|one| one.skill == skill)
                .flat_map(|one| self.ways(one, channel, bucket))
                .collect();
            if ways.is_empty() {
                return NO_NODE;
            }
            let hub = self.node();
            self.hub_node[at] = hub;
            for (node, cost) in ways {
                self.arc(hub, node, UNLIMITED, cost);
            }
        }
        self.hub_node[at]
    }

    /// The nodes by which an agent serves a group in a bucket, with their costs. Whoever only stands in
    /// on some days is no way into any bucket, but into those.
    fn ways(&mut self, one: &Serving, channel: TouchChannel, bucket: u8) -> Vec<(u32, i64)> {
        let all = 0..self.problem.buckets as u8;
        let nodes: Vec<u32> = if bucket != ANY_BUCKET {
            let own = one.serves(bucket).then(|| self.place(one.agent, channel, bucket));
            own.into_iter().collect()
        } else if all.clone().all(|bucket| one.serves(bucket)) {
            vec![self.place(one.agent, channel, bucket)]
        } else {
            let those = all.filter(|bucket| one.serves(*bucket));
            those.map(|bucket| self.place(one.agent, channel, bucket)).collect()
        };
        let nodes = nodes.into_iter().filter(|node| *node != NO_NODE);
        nodes.map(|node| (node, one.cost(channel))).collect()
    }

    fn add_contacts(&mut self) {
        let (problem, part) = (self.problem, self.part);
        // A touch that costs more than it brings may still earn an agent's bonus.
        let costs = part.agents.iter();
        let costs = costs.filter_map(|agent| problem.loads.row(*agent as usize).first());
        let least = costs.map(|step| step.cost).fold(0, i64::min);
        self.leaves.first.push(0);
        for &contact in &part.contacts {
            let group = problem.group[contact as usize];
            for offer in problem.offers.row(contact as usize) {
                let node = self.hub(group, offer.skill, offer.channel, offer.bucket);
                self.option(node, offer.gain, least);
            }
            for one in problem.direct.row(contact as usize) {
                let node = self.place(one.agent, one.channel, one.bucket);
                self.option(node, one.gain, least);
            }
            self.leaves.first.push(self.leaves.node.len() as u32);
        }
    }

    fn option(&mut self, node: u32, gain: i64, least: i64) {
        if node != NO_NODE && gain > least {
            self.leaves.node.push(node);
            self.leaves.gain.push(gain);
        }
    }

    /// Solves the part and translates the flow back.
    pub(super) fn solve(&self) -> Result<PartSolution, FlowError> {
        let flow = flow::solve(&self.core, &self.leaves)?;
        Ok(PartSolution {
            assigned: self.assignments(&flow),
            prices: self.prices(&flow),
            week_prices: self.week_prices(&flow),
            objective: flow.objective,
            pivots: flow.pivots,
        })
    }

    /// The price of an agent's week is the potential of its node, but never below the cheapest step:
    /// there no step binds. Without steps it is that of the sink.
    fn week_price(&self, flow: &Flow, row: usize, agent: u32) -> i64 {
        let Some(cheapest) = self.problem.loads.row(agent as usize).first() else { return 0 };
        flow.potential.get(self.week_node[row] as usize).map_or(0, |at| (*at).max(cheapest.cost))
    }

    fn week_prices(&self, flow: &Flow) -> Vec<(usize, i64)> {
        let agents = self.part.agents.iter().enumerate();
        agents.map(|(row, agent)| (*agent as usize, self.week_price(flow, row, *agent))).collect()
    }

    /// The price of a slot is the potential of its node, of a visit what its node has on top; below
    /// the price of the week nothing binds, so that is the price.
    fn prices(&self, flow: &Flow) -> Vec<(usize, SlotPrice)> {
        let mut prices = Vec::with_capacity(self.part.agents.len() * self.problem.buckets);
        for (row, &agent) in (0u32..).zip(&self.part.agents) {
            let week = self.week_price(flow, row as usize, agent);
            for bucket in 0..self.problem.buckets as u8 {
                let price_at = |channel| {
                    let node = self.agent_node[self.slot(row, channel, bucket)];
                    flow.potential.get(node as usize).copied().unwrap_or(0)
                };
                let slot = price_at(TouchChannel::Call).max(week);
                let visit = (price_at(TouchChannel::Visit) - slot).max(0);
                let at = agent as usize * self.problem.buckets + usize::from(bucket);
                prices.push((at, SlotPrice { slot, visit }));
            }
        }
        prices
    }

    /// Units that meet in a hub or in an agent's "any bucket" are alike to the optimum: they are
    /// dealt out in the order of the contacts, so that neighbours in the list (one hamlet) get the
    /// same agent and the same day.
    fn assignments(&self, flow: &Flow) -> Vec<(u32, Assignment)> {
        let mut place_of = vec![None::<Place>; self.core.nodes as usize];
        let width = self.problem.buckets + 1;
        for (at, &node) in self.agent_node.iter().enumerate() {
            if node != NO_NODE {
                let (row, bucket) = (at / width, at % width);
                let channel = if row % 2 == 0 { TouchChannel::Call } else { TouchChannel::Visit };
                let bucket = if bucket == width - 1 { ANY_BUCKET } else { bucket as u8 };
                place_of[node as usize] = Some((self.part.agents[row / 2], channel, bucket));
            }
        }
        let mut left = flow.arc_flow.clone();
        let mut next = self.arcs_of.clone();
        let mut deal = |node: u32| -> u32 {
            let (from, to) = &mut next[node as usize];
            while *from < *to && left[*from as usize] == 0 {
                *from += 1;
            }
            if *from == *to {
                return node;
            }
            left[*from as usize] -= 1;
            self.core.arcs[*from as usize].head
        };
        let mut assigned = Vec::new();
        for (leaf, &contact) in self.part.contacts.iter().enumerate() {
            let option = flow.chosen[leaf];
            if option == flow::NONE {
                continue;
            }
            let mut node = self.leaves.node[option as usize];
            // At most hub -> any bucket -> bucket; a bucket's own node is the end.
            while place_of[node as usize].is_none_or(|(_, _, bucket)| bucket == ANY_BUCKET) {
                let ahead = deal(node);
                if ahead == node {
                    break;
                }
                node = ahead;
            }
            if let Some((agent, channel, bucket)) = place_of[node as usize] {
                assigned.push((contact, Assignment { agent, channel, bucket }));
            }
        }
        assigned
    }
}

/// Position of each index in an ascending list, or [`NO_NODE`].
fn inverse(list: &[u32], len: usize) -> Vec<u32> {
    let mut at = vec![NO_NODE; len];
    for (row, &index) in (0u32..).zip(list) {
        at[index as usize] = row;
    }
    at
}

#[cfg(test)]
#[path = "network_tests.rs"]
mod tests;
