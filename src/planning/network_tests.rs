//! Networks of small problems: what the flow chooses, what it costs, and that its prices prove it.

use super::*;
use crate::planning::certificate;
use crate::planning::components::components;
use crate::planning::loads::LoadStep;
use crate::planning::problem::{Capacity, DirectOffer, EVERY_BUCKET, Offer, Serving};
use crate::planning::rows::Rows;

const CALL: TouchChannel = TouchChannel::Call;
const VISIT: TouchChannel = TouchChannel::Visit;

/// Agents by the places of their buckets, one group that all of them serve.
fn problem(agents: &[&[(i32, i32)]], visit_costs: &[i64], offers: Vec<Vec<Offer>>) -> Problem {
    let place = |&(slots, visits): &(i32, i32)| Capacity { slots, visits };
    let serving = (0u32..).zip(visit_costs);
    let buckets = EVERY_BUCKET;
    let serving = serving.map(|(agent, &visit_cost)| Serving {
        agent,
        skill: 0,
        call_cost: 0,
        visit_cost,
        buckets,
    });
    let contacts = offers.len();
    Problem {
        buckets: agents[0].len(),
        capacity: agents.iter().flat_map(|days| days.iter().map(place)).collect(),
        loads: Rows::default(),
        serving: [serving.collect()].into_iter().collect(),
        group: vec![0; contacts],
        offers: offers.into_iter().collect(),
        direct: vec![Vec::new(); contacts].into_iter().collect(),
    }
}

fn offer(channel: TouchChannel, bucket: u8, gain: i64) -> Offer {
    Offer { skill: 0, channel, bucket, gain }
}

/// Solves the only part and checks that its prices prove the plan; contact by contact its place.
fn solved(problem: &Problem) -> (i128, Vec<Option<Assignment>>, Vec<SlotPrice>) {
    let parts = components(problem);
    let solution = Network::build(problem, &parts[0]).solve().unwrap();
    let mut prices = vec![SlotPrice::default(); problem.capacity.len()];
    for (at, price) in solution.prices {
        assert!(price.visit >= 0, "a visit never costs less than a call");
        prices[at] = price;
    }
    let mut weeks = vec![0; problem.agents()];
    for (agent, price) in solution.week_prices {
        weeks[agent] = price;
    }
    let mut assigned = vec![None; problem.contacts()];
    for (contact, place) in solution.assigned {
        assigned[contact as usize] = Some(place);
    }
    assert_eq!(certificate::objective(problem, &assigned), Ok(solution.objective));
    assert_eq!(certificate::upper_bound(problem, &prices, &weeks), Some(solution.objective));
    assert_eq!(certificate::over_capacity(problem, &assigned), None);
    (solution.objective, assigned, prices)
}

fn place(agent: u32, channel: TouchChannel, bucket: u8) -> Option<Assignment> {
    Some(Assignment { agent, channel, bucket })
}

#[test]
fn neighbours_get_the_same_agent_and_day() {
    let any = vec![offer(CALL, ANY_BUCKET, 5)];
    let problem = problem(&[&[(2, 0), (2, 0)]], &[0], vec![any; 4]);
    let (objective, assigned, _) = solved(&problem);
    assert_eq!(objective, 20);
    assert_eq!((assigned[0], assigned[2]), (assigned[1], assigned[3]));
    assert_ne!(assigned[0], assigned[2]);
}

#[test]
fn who_may_be_called_on_any_day_makes_room() {
    let offers = vec![vec![offer(CALL, ANY_BUCKET, 9)], vec![offer(CALL, 0, 1)]];
    let (objective, assigned, _) = solved(&problem(&[&[(1, 0), (1, 0)]], &[0], offers));
    assert_eq!(objective, 10);
    assert_eq!(assigned, [place(0, CALL, 1), place(0, CALL, 0)]);
}

#[test]
fn a_place_that_nobody_wants_costs_nothing() {
    let offers = vec![vec![offer(CALL, 0, 9)], vec![offer(CALL, 0, 4)]];
    let (_, _, prices) = solved(&problem(&[&[(1, 1), (3, 3)]], &[0], offers));
    assert!((4..=9).contains(&prices[0].slot), "between the first and the second: {prices:?}");
    assert_eq!(prices[1], SlotPrice::default());
}

#[test]
fn no_places_no_touch() {
    let offers = vec![vec![offer(CALL, 0, 9), offer(VISIT, 0, 9)]];
    let (objective, assigned, _) = solved(&problem(&[&[(0, 5)]], &[0], offers));
    assert_eq!((objective, assigned), (0, vec![None]));
}

#[test]
fn the_shorter_way_is_taken_and_a_way_too_long_is_not() {
    let visits = |gain| vec![vec![offer(VISIT, 0, gain)]];
    let (objective, assigned, _) = solved(&problem(&[&[(1, 1)], &[(1, 1)]], &[8, 0], visits(9)));
    assert_eq!((objective, assigned), (9, vec![place(1, VISIT, 0)]));
    let (objective, assigned, _) = solved(&problem(&[&[(1, 1)]], &[8], visits(7)));
    assert_eq!((objective, assigned), (0, vec![None]));
}

#[test]
fn the_same_agent_again_is_worth_more() {
    let offers = vec![vec![offer(CALL, ANY_BUCKET, 10)]];
    let mut problem = problem(&[&[(1, 0)], &[(1, 0)]], &[0, 0], offers);
    let again = DirectOffer { agent: 1, channel: CALL, bucket: ANY_BUCKET, gain: 11 };
    problem.direct = Rows::from_iter([vec![again]]);
    let (objective, assigned, _) = solved(&problem);
    assert_eq!((objective, assigned), (11, vec![place(1, CALL, 0)]));
}

/// Slots and visits in every proportion, visits beyond the slots among them: the proof closes.
#[test]
fn prices_prove_the_plan_whatever_binds() {
    for slots in 0..4 {
        for visits in 0..5 {
            let offers = (1..6).map(|gain| vec![offer(CALL, 0, gain), offer(VISIT, 0, 2 * gain)]);
            let (objective, ..) = solved(&problem(&[&[(slots, visits)]], &[0], offers.collect()));
            // The largest are taken: visits as far as they go, calls after them.
            let best = |at: i32| i128::from(5 - at) * if at < visits { 2 } else { 1 };
            assert_eq!(objective, (0..slots).map(best).sum::<i128>(), "{slots} {visits}");
            let offers = (1..6).map(|gain| vec![offer(VISIT, 0, gain)]);
            solved(&problem(&[&[(slots, visits)]], &[0], offers.collect()));
        }
    }
}

fn steps(agents: &[&[(i32, i64)]]) -> Rows<LoadStep> {
    let step = |&(units, cost): &(i32, i64)| LoadStep { units, cost };
    agents.iter().map(|steps| steps.iter().map(step).collect::<Vec<_>>()).collect()
}

/// A week's limit below what the days hold: the best touches of the week are taken, whatever the day.
#[test]
fn a_week_has_no_more_touches_than_its_steps() {
    let offers = vec![vec![offer(CALL, 0, 9)], vec![offer(CALL, 1, 7)], vec![offer(CALL, 1, 8)]];
    let mut problem = problem(&[&[(2, 0), (2, 0)]], &[0], offers);
    problem.loads = steps(&[&[(2, 0)]]);
    let (objective, assigned, prices) = solved(&problem);
    assert_eq!((objective, assigned[1]), (17, None));
    assert!(prices.iter().all(|price| (7..=8).contains(&price.slot)), "of the week: {prices:?}");
    problem.loads = steps(&[&[(0, 0)]]);
    assert_eq!(solved(&problem).0, 0, "no touch at all");
}

/// A touch of the second agent earns 5 until there are two; the first may have what is left.
#[test]
fn who_has_less_than_the_least_load_comes_first() {
    let offers = vec![vec![offer(CALL, ANY_BUCKET, 10)]; 3];
    let mut problem = problem(&[&[(3, 0)], &[(3, 0)]], &[0, 0], offers);
    problem.loads = steps(&[&[], &[(2, -5), (1, 0)]]);
    let (objective, assigned, _) = solved(&problem);
    let of = |agent| assigned.iter().flatten().filter(|place| place.agent == agent).count();
    assert_eq!(objective, 40);
    assert!(of(1) >= 2 && of(0) + of(1) == 3);
    // A visit that costs 3 more than it brings is made for the bonus, and not without it.
    problem.serving =
        [vec![Serving { agent: 1, skill: 0, call_cost: 0, visit_cost: 8, buckets: 1 }]]
            .into_iter()
            .collect();
    problem.capacity.fill(Capacity { slots: 3, visits: 3 });
    problem.offers = vec![vec![offer(VISIT, ANY_BUCKET, 5)]; 3].into_iter().collect();
    assert_eq!(solved(&problem).0, 4);
    let again = DirectOffer { agent: 1, channel: VISIT, bucket: 0, gain: -2 };
    problem.direct = vec![vec![again]; 3].into_iter().collect();
    assert_eq!(solved(&problem).0, 6, "by the way that loses less");
}

/// Above the even share a touch costs 1, further above 2: four alike touches are shared two and two.
#[test]
fn alike_touches_are_shared_out() {
    let offers = vec![vec![offer(CALL, ANY_BUCKET, 10)]; 4];
    let mut problem = problem(&[&[(4, 0)], &[(4, 0)]], &[0, 0], offers);
    problem.loads = steps(&[&[(2, 0), (1, 1), (1, 2)], &[(2, 0), (1, 1), (1, 2)]]);
    let (objective, assigned, _) = solved(&problem);
    assert_eq!(objective, 40);
    assert_eq!(assigned.iter().flatten().filter(|place| place.agent == 0).count(), 2);
}

/// The second agent stands in on the second day alone, for calls on any day too.
#[test]
fn whoever_stands_in_does_so_on_those_days() {
    let days: &[(i32, i32)] = &[(2, 0), (2, 0), (2, 0)];
    let offers =
        vec![vec![offer(CALL, ANY_BUCKET, 9)], vec![offer(CALL, 0, 7)], vec![offer(CALL, 1, 8)]];
    let mut problem = problem(&[days], &[0], offers);
    let serving = Serving { agent: 0, skill: 0, call_cost: 0, visit_cost: 0, buckets: 0b010 };
    problem.serving = [vec![serving]].into_iter().collect();
    let (objective, assigned, _) = solved(&problem);
    assert_eq!((objective, assigned), (17, vec![place(0, CALL, 1), None, place(0, CALL, 1)]));
    assert!(problem.has_place(0) && !problem.has_place(1));
    assert_eq!((problem.gain(1, 0, CALL, 0), problem.gain(0, 0, CALL, 2)), (None, None));
}
