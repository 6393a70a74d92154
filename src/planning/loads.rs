//! How much an agent works in a week: at most so much, at least so much if possible, and not far more
//! than the colleagues. A limit and two prices do it, as parallel arcs with rising costs from the agent
//! to the sink, so that the flow stays exact and its proof covers them.
//!
//! The even share of an agent is what the agent would have if the touches of the best plan without
//! prices were dealt out in proportion to the places, among the agents of a part of the network (who
//! share communes, directly or through others). Where that plan fills every place there is nothing to
//! share out: then there are no such arcs and the network stays as it is.

use super::assumptions::Fairness;
use super::components::components;
use super::problem::{Assignment, Problem};
use super::rows::Rows;
use super::spread::loads_of;

/// Touches of one agent and week that cost the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadStep {
    /// How many, not negative.
    pub units: i32,
    /// Cost of each in points, above what it brings; below zero it is a bonus.
    pub cost: i64,
}

/// What an office says of an agent's week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadLimits {
    /// Most touches of the week; none where only the days are limited.
    pub most: Option<i32>,
    /// Touches that the agent should have, as far as there is anybody to touch.
    pub least: i32,
}

/// Places of an agent's week: those of the buckets, or the week's limit where that is less.
pub fn places(slots: i32, limits: LoadLimits) -> i32 {
    let slots = slots.max(0);
    limits.most.map_or(slots, |most| most.clamp(0, slots))
}

/// The steps of an agent with these slots in the buckets and this even share, cheapest first. None
/// where nothing limits the week and nothing costs: the agent keeps the network as it is.
pub fn steps(limits: LoadLimits, slots: i32, even: i32, fairness: &Fairness) -> Vec<LoadStep> {
    let places = places(slots, limits);
    let wished = if fairness.least_points > 0 { limits.least.clamp(0, places) } else { 0 };
    let even = if fairness.above_points > 0 { even.clamp(wished, places) } else { places };
    // Twice the price for the second half of what is above the even share: of two who both have more,
    // the one with less takes the next.
    let far = even + (places - even + 1) / 2;
    let all = [
        LoadStep { units: wished, cost: -fairness.least_points },
        LoadStep { units: even - wished, cost: 0 },
        LoadStep { units: far - even, cost: fairness.above_points },
        LoadStep { units: places - far, cost: 2 * fairness.above_points },
    ];
    let own: Vec<LoadStep> = all.into_iter().filter(|step| step.units > 0).collect();
    match (own.as_slice(), places < slots.max(0)) {
        ([] | [LoadStep { cost: 0, .. }], false) => Vec::new(),
        // No touch at all is a limit too.
        ([], true) => vec![LoadStep::default()],
        _ => own,
    }
}

/// Agent by agent the steps of the limits alone, without any price.
pub fn limited(problem: &Problem, limits: &[LoadLimits]) -> Rows<LoadStep> {
    let all: Vec<i32> = all_places(problem, limits);
    rows(problem, limits, &all, &Fairness::default())
}

/// Agent by agent the steps with their prices, given the best plan without prices.
pub fn priced(
    problem: &Problem,
    limits: &[LoadLimits],
    best: &[Option<Assignment>],
    fairness: &Fairness,
) -> Rows<LoadStep> {
    rows(problem, limits, &even_shares(problem, limits, best), fairness)
}

/// Whether any touch costs something or earns a bonus.
pub fn has_prices(loads: &Rows<LoadStep>) -> bool {
    loads.items().iter().any(|step| step.cost != 0)
}

fn rows(
    problem: &Problem,
    limits: &[LoadLimits],
    even: &[i32],
    fairness: &Fairness,
) -> Rows<LoadStep> {
    let agents = std::iter::zip(limits, even).zip(0u32..);
    let all: Rows<LoadStep> = agents
        .map(|((limits, even), agent)| steps(*limits, slots_of(problem, agent), *even, fairness))
        .collect();
    if all.items().is_empty() { Rows::default() } else { all }
}

fn all_places(problem: &Problem, limits: &[LoadLimits]) -> Vec<i32> {
    let agents = (0u32..).zip(limits);
    agents.map(|(agent, limits)| places(slots_of(problem, agent), *limits)).collect()
}

/// Agent by agent the even share: as many of the agent's places, rounded up, as the best plan uses of
/// all places of the part.
fn even_shares(problem: &Problem, limits: &[LoadLimits], best: &[Option<Assignment>]) -> Vec<i32> {
    let all = all_places(problem, limits);
    let loads = loads_of(problem, best);
    let mut even = all.clone();
    for part in components(problem) {
        let sum = |of: &[i32]| -> i64 {
            let own = part.agents.iter().filter_map(|agent| of.get(*agent as usize));
            own.map(|number| i64::from(*number)).sum()
        };
        let (places, touches) = (sum(&all).max(1), sum(&loads));
        for agent in &part.agents {
            let own = i64::from(all.get(*agent as usize).copied().unwrap_or(0));
            if let Some(slot) = even.get_mut(*agent as usize) {
                *slot = i32::try_from((own * touches + places - 1) / places).unwrap_or(*slot);
            }
        }
    }
    even
}

/// Slots of an agent in all buckets.
pub fn slots_of(problem: &Problem, agent: u32) -> i32 {
    let buckets = 0..u8::try_from(problem.buckets).unwrap_or(u8::MAX);
    buckets
        .map(|bucket| problem.capacity_of(agent, bucket).slots.max(0))
        .fold(0, i32::saturating_add)
}

/// What a load costs: the cheapest steps come first.
pub fn cost(steps: &[LoadStep], load: i32) -> i128 {
    let mut left = load.max(0);
    let mut sum = 0;
    for step in steps {
        let units = left.min(step.units);
        sum += i128::from(units) * i128::from(step.cost);
        left -= units;
    }
    sum
}

/// What the loads of any plan can bring or cost at most.
pub fn bound(slots: i128, fairness: &Fairness) -> i128 {
    slots * i128::from(fairness.least_points.max(2 * fairness.above_points))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const FAIR: Fairness = Fairness { least_points: 5, above_points: 1 };
    const OFF: Fairness = Fairness { least_points: 0, above_points: 0 };

    #[rstest]
    #[case::nothing_is_said_and_nothing_is_to_share(None, 0, 20, FAIR, &[])]
    #[case::fairness_is_off(None, 8, 5, OFF, &[])]
    #[case::a_limit_that_does_not_bind(Some(30), 0, 20, FAIR, &[])]
    #[case::a_limit(Some(12), 0, 20, FAIR, &[(12, 0)])]
    #[case::a_limit_without_fairness(Some(12), 6, 4, OFF, &[(12, 0)])]
    #[case::no_touch_at_all(Some(0), 3, 20, FAIR, &[(0, 0)])]
    #[case::a_least_load(None, 6, 20, FAIR, &[(6, -5), (14, 0)])]
    #[case::more_than_there_are(None, 60, 20, FAIR, &[(20, -5)])]
    #[case::an_even_share(None, 0, 13, FAIR, &[(13, 0), (4, 1), (3, 2)])]
    #[case::a_least_load_above_it(None, 15, 13, FAIR, &[(15, -5), (3, 1), (2, 2)])]
    #[case::all_of_it(Some(18), 4, 10, FAIR, &[(4, -5), (6, 0), (4, 1), (4, 2)])]
    fn steps_rise(
        #[case] most: Option<i32>,
        #[case] least: i32,
        #[case] even: i32,
        #[case] fairness: Fairness,
        #[case] expected: &[(i32, i64)],
    ) {
        let steps = steps(LoadLimits { most, least }, 20, even, &fairness);
        let told: Vec<(i32, i64)> = steps.iter().map(|step| (step.units, step.cost)).collect();
        assert_eq!(told, expected);
        assert!(told.is_sorted_by_key(|(_, cost)| *cost), "cheapest first");
    }

    #[rstest]
    #[case(0, 0)]
    #[case(4, -20)]
    #[case(10, -20)]
    #[case(12, -18)]
    #[case(18, -20 + 4 + 8)]
    #[case(99, -8)]
    fn a_load_costs_its_steps(#[case] load: i32, #[case] expected: i128) {
        let limits = LoadLimits { most: Some(18), least: 4 };
        assert_eq!(cost(&steps(limits, 20, 10, &FAIR), load), expected);
    }
}
