//! The parts of a week that share no agent: each is a flow of its own, solved apart and in
//! parallel. Territories rarely cross district borders, so a province falls into about as many
//! parts as it has districts.

use super::problem::Problem;

/// The agents, groups and contacts of one part, each in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// Indices of agents.
    pub agents: Vec<u32>,
    /// Indices of groups.
    pub groups: Vec<u32>,
    /// Indices of contacts with at least one offer.
    pub contacts: Vec<u32>,
}

/// Splits a problem. Groups that nobody serves or of which nobody has an offer, and contacts without an
/// offer, are in no part and join nobody: of them a version stores no more than why they have none.
pub fn components(problem: &Problem) -> Vec<Component> {
    let agents = problem.agents();
    let is_reachable = |contact: usize| {
        !problem.offers.row(contact).is_empty() || !problem.direct.row(contact).is_empty()
    };
    let mut reached = vec![false; problem.serving.len()];
    for (contact, group) in problem.group.iter().enumerate() {
        if let Some(reached) = reached.get_mut(*group as usize).filter(|_| is_reachable(contact)) {
            *reached = true;
        }
    }
    let mut sets = DisjointSets::new(agents);
    for (serving, _) in problem.serving.iter().zip(&reached).filter(|(_, reached)| **reached) {
        let Some(first) = serving.first() else { continue };
        for one in serving {
            sets.join(first.agent, one.agent);
        }
    }
    let mut number = vec![u32::MAX; agents];
    let mut parts: Vec<Component> = Vec::new();
    for (agent, _) in (0u32..).zip(0..agents) {
        let root = sets.root(agent) as usize;
        let Some(slot) = number.get_mut(root) else { continue };
        if *slot == u32::MAX {
            *slot = u32::try_from(parts.len()).unwrap_or(u32::MAX);
            parts.push(Component::default());
        }
        if let Some(part) = parts.get_mut(*slot as usize) {
            part.agents.push(agent);
        }
    }
    let mut part_of_group = Vec::with_capacity(problem.serving.len());
    for ((group, serving), reached) in (0u32..).zip(problem.serving.iter()).zip(&reached) {
        let part = serving
            .first()
            .filter(|_| *reached)
            .and_then(|one| number.get(sets.root(one.agent) as usize).copied())
            .unwrap_or(u32::MAX);
        if let Some(part) = parts.get_mut(part as usize) {
            part.groups.push(group);
        }
        part_of_group.push(part);
    }
    for (contact, group) in (0u32..).zip(&problem.group) {
        let part = part_of_group.get(*group as usize).copied().unwrap_or(u32::MAX);
        if let Some(part) = parts.get_mut(part as usize).filter(|_| is_reachable(contact as usize))
        {
            part.contacts.push(contact);
        }
    }
    parts.retain(|part| !part.contacts.is_empty());
    parts
}

/// Union-find with path halving; the smaller index is the root, so that the order is fixed.
struct DisjointSets {
    parent: Vec<u32>,
}

impl DisjointSets {
    fn new(len: usize) -> Self {
        Self { parent: (0u32..).take(len).collect() }
    }

    fn up(&self, at: u32) -> u32 {
        self.parent.get(at as usize).copied().unwrap_or(at)
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.up(at) != at {
            let above = self.up(self.up(at));
            if let Some(parent) = self.parent.get_mut(at as usize) {
                *parent = above;
            }
            at = above;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(parent) = self.parent.get_mut(a.max(b) as usize) {
            *parent = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::touch::TouchChannel;
    use crate::planning::problem::{ANY_BUCKET, Capacity, EVERY_BUCKET, Offer, Serving};
    use crate::planning::rows::Rows;

    /// Groups by their agents, contacts by their groups; contacts marked `false` have no offer.
    fn problem(agents: usize, serving: &[&[u32]], contacts: &[(u32, bool)]) -> Problem {
        let buckets = EVERY_BUCKET;
        let agent =
            |agent: &u32| Serving { agent: *agent, skill: 0, call_cost: 0, visit_cost: 0, buckets };
        let offer = Offer { skill: 0, channel: TouchChannel::Call, bucket: ANY_BUCKET, gain: 1 };
        Problem {
            buckets: 1,
            capacity: vec![Capacity { slots: 1, visits: 0 }; agents],
            loads: Rows::default(),
            serving: serving.iter().map(|agents| agents.iter().map(agent).collect()).collect(),
            group: contacts.iter().map(|(group, _)| *group).collect(),
            offers: contacts.iter().map(|(_, open)| vec![offer; usize::from(*open)]).collect(),
            direct: contacts.iter().map(|_| Vec::new()).collect(),
        }
    }

    #[test]
    fn parts_share_no_agent_and_keep_their_order() {
        // Agents 0 and 2 share a commune, 2 and 3 another; 1 works alone.
        let problem =
            problem(4, &[&[0, 2], &[1], &[3, 2]], &[(1, true), (2, true), (0, true), (1, true)]);
        let parts = components(&problem);
        let joined = Component { agents: vec![0, 2, 3], groups: vec![0, 2], contacts: vec![1, 2] };
        let alone = Component { agents: vec![1], groups: vec![1], contacts: vec![0, 3] };
        assert_eq!(parts, [joined, alone]);
    }

    #[test]
    fn groups_of_which_nobody_can_be_touched_join_nobody() {
        // Agents 0 and 1 share group 1 alone, whose only contact has no offer; nobody is left for agent 1.
        let problem = problem(2, &[&[0], &[0, 1]], &[(0, true), (1, false)]);
        let alone = Component { agents: vec![0], groups: vec![0], contacts: vec![0] };
        assert_eq!(components(&problem), [alone]);
    }

    #[test]
    fn who_cannot_be_touched_is_in_no_part() {
        // Group 1 is served by nobody, contact 1 has no offer, contact 3 no group at all.
        let contacts = [(0, true), (0, false), (1, true), (u32::MAX, true)];
        let parts = components(&problem(2, &[&[1], &[]], &contacts));
        assert_eq!(parts, [Component { agents: vec![1], groups: vec![0], contacts: vec![0] }]);
        assert!(components(&problem(1, &[&[0]], &[(0, false)])).is_empty());
        assert!(components(&Problem::default()).is_empty());
    }
}
