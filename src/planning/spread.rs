//! How evenly the work lies on the agents: the least, the middle and the most of their loads, in
//! thousandths of what each could do.

use serde::{Deserialize, Serialize};

use super::components::Component;
use super::loads::slots_of;
use super::problem::{Assignment, Problem};

/// Loads of the agents who have anybody to touch and a place to do it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// How many agents.
    pub agents: u64,
    /// The smallest load, in thousandths of the agent's places of the week.
    pub least: u32,
    /// Half of the agents have no more than this.
    pub median: u32,
    /// The largest load.
    pub most: u32,
}

/// The spread of a plan. Places of an agent are the slots of the buckets, or the week's limit.
pub fn spread(problem: &Problem, parts: &[Component], assigned: &[Option<Assignment>]) -> Spread {
    let loads = loads_of(problem, assigned);
    let agents = parts.iter().flat_map(|part| &part.agents);
    let mut shares: Vec<u32> = agents
        .filter_map(|agent| {
            let places = i64::from(places_of(problem, *agent));
            let load = i64::from(loads.get(*agent as usize).copied().unwrap_or(0));
            (places > 0).then(|| u32::try_from((load * 1000 + places / 2) / places).unwrap_or(0))
        })
        .collect();
    shares.sort_unstable();
    let at = |index: usize| shares.get(index).copied().unwrap_or(0);
    Spread {
        agents: shares.len() as u64,
        least: at(0),
        median: at(shares.len().saturating_sub(1) / 2),
        most: at(shares.len().saturating_sub(1)),
    }
}

/// Agent by agent the touches of the week.
pub fn loads_of(problem: &Problem, assigned: &[Option<Assignment>]) -> Vec<i32> {
    let mut loads = vec![0; problem.agents()];
    for place in assigned.iter().flatten() {
        if let Some(load) = loads.get_mut(place.agent as usize) {
            *load += 1;
        }
    }
    loads
}

/// Places of an agent's week, whatever each of them costs.
pub fn places_of(problem: &Problem, agent: u32) -> i32 {
    let slots = slots_of(problem, agent);
    match problem.loads.row(agent as usize) {
        [] => slots,
        steps => steps.iter().map(|step| step.units).sum::<i32>().min(slots),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::touch::TouchChannel;
    use crate::planning::loads::LoadStep;
    use crate::planning::problem::Capacity;

    #[test]
    fn loads_are_told_as_shares_of_what_each_can_do() {
        let agents =
            [(10, vec![]), (10, vec![LoadStep { units: 4, cost: 0 }]), (0, vec![]), (8, vec![])];
        let problem = Problem {
            buckets: 1,
            capacity: agents
                .iter()
                .map(|(slots, _)| Capacity { slots: *slots, visits: 0 })
                .collect(),
            loads: agents.iter().map(|(_, steps)| steps.clone()).collect(),
            ..Problem::default()
        };
        let part = Component { agents: vec![0, 1, 2], ..Component::default() };
        let touch = |agent| Some(Assignment { agent, channel: TouchChannel::Call, bucket: 0 });
        let assigned = [touch(0), touch(0), touch(0), None, touch(1), touch(3)];
        let found = spread(&problem, &[part], &assigned);
        assert_eq!(found, Spread { agents: 2, least: 250, median: 250, most: 300 });
        assert_eq!(spread(&problem, &[], &assigned), Spread::default());
    }
}
