//! The certificate: an upper bound on every plan of a problem, computed from prices alone. It knows
//! nothing of how the plan was found, so that anybody can recheck a stored plan with it.
//!
//! For any prices that are not negative, `UB = sum price x capacity + sum over contacts max(0, best
//! of (gain - price))` bounds every plan from above (weak duality); at the optimal prices it equals
//! the objective, in integers. An agent's week that has steps has a price of its own, which may be
//! below zero: a slot counts by what its price is above that, and the week by `sum over steps units x
//! max(0, price of the week - cost)`.

use super::loads::{LoadStep, cost};
use super::problem::{ANY_BUCKET, DirectOffer, Offer, Problem, SlotPrice};
use super::spread::{loads_of, places_of};
use crate::domain::touch::TouchChannel;

const CHANNELS: [TouchChannel; 2] = [TouchChannel::Call, TouchChannel::Visit];

/// What the cheapest place costs that could serve a group: skill by skill of each group, for calls
/// and visits, bucket by bucket and last in any bucket; `None` where no agent has a place.
#[derive(Clone, Debug)]
pub struct GroupPrices {
    width: usize,
    /// First skill of each group in `cheapest`; one more at the end.
    first: Vec<usize>,
    cheapest: Vec<Option<i64>>,
}

impl GroupPrices {
    /// Takes the cheapest agent of each group; one pass over the serving table.
    pub fn new(problem: &Problem, prices: &[SlotPrice]) -> Self {
        let width = problem.buckets + 1;
        let mut cheapest = Vec::with_capacity(problem.serving.len() * 2 * width);
        let mut first = vec![0];
        let mut skills = 0;
        for (group, agents) in (0u32..).zip(problem.serving.iter()) {
            let own = problem.skills(group);
            skills += own;
            first.push(skills);
            for skill in 0..own {
                let agents = agents.iter().filter(|one| usize::from(one.skill) == skill);
                for channel in CHANNELS {
                    let mut any: Option<i64> = None;
                    for (bucket, number) in (0..problem.buckets).zip(0u8..) {
                        let best = agents
                            .clone()
                            .filter(|one| one.serves(number))
                            .filter_map(|one| {
                                let agent = one.agent;
                                let price = place_price(problem, prices, agent, channel, bucket)?;
                                Some(price + one.cost(channel))
                            })
                            .min();
                        any = any.into_iter().chain(best).min();
                        cheapest.push(best);
                    }
                    cheapest.push(any);
                }
            }
        }
        Self { width, first, cheapest }
    }

    /// The cheapest place for an offer to a contact of this group.
    pub fn cheapest(&self, group: u32, offer: &Offer) -> Option<i64> {
        let last = self.width - 1;
        let any = offer.bucket == ANY_BUCKET;
        let bucket = if any { last } else { usize::from(offer.bucket).min(last) };
        let skill = self.first.get(group as usize)? + usize::from(offer.skill);
        let row = skill * 2 + usize::from(offer.channel == TouchChannel::Visit);
        let own = skill < *self.first.get(group as usize + 1)?;
        self.cheapest.get(row * self.width + bucket).copied().flatten().filter(|_| own)
    }
}

/// What one place of an agent costs at these prices, or none where the agent has no such place.
fn place_price(
    problem: &Problem,
    prices: &[SlotPrice],
    agent: u32,
    channel: TouchChannel,
    bucket: usize,
) -> Option<i64> {
    let at = agent as usize * problem.buckets + bucket;
    let (capacity, price) = (problem.capacity.get(at)?, prices.get(at)?);
    match channel {
        TouchChannel::Call => (capacity.slots > 0).then_some(price.slot),
        TouchChannel::Visit => {
            (capacity.slots > 0 && capacity.visits > 0).then_some(price.slot + price.visit)
        }
    }
}

/// The best that a contact of a group can still bring at these prices by any of some offers (not
/// below 0).
pub fn surplus(
    problem: &Problem,
    prices: &[SlotPrice],
    groups: &GroupPrices,
    (group, offers, direct): (u32, &[Offer], &[DirectOffer]),
) -> i64 {
    let open = offers.iter();
    let open = open.filter_map(|offer| Some(offer.gain - groups.cheapest(group, offer)?));
    let direct = direct.iter().filter_map(|one| {
        let price = |bucket| place_price(problem, prices, one.agent, one.channel, bucket);
        let cheapest = if one.bucket == ANY_BUCKET {
            (0..problem.buckets).filter_map(price).min()
        } else {
            price(usize::from(one.bucket))
        };
        Some(one.gain - cheapest?)
    });
    open.chain(direct).max().unwrap_or(0).max(0)
}

/// Upper bound on the objective of every plan of the problem. Slots below the price of their agent's
/// week (`weeks`, agent by agent; 0 where it has no steps), visits below zero, or too few prices prove
/// nothing: then there is none.
pub fn upper_bound(problem: &Problem, prices: &[SlotPrice], weeks: &[i64]) -> Option<i128> {
    if prices.len() != problem.capacity.len() || weeks.len() != problem.agents() {
        return None;
    }
    let mut places = 0i128;
    for (agent, week) in weeks.iter().enumerate() {
        let steps = problem.loads.row(agent);
        if steps.is_empty() && *week != 0 {
            return None;
        }
        let week = i128::from(*week);
        let above =
            |step: &LoadStep| i128::from(step.units) * (week - i128::from(step.cost)).max(0);
        places += steps.iter().map(above).sum::<i128>();
        let buckets = problem.capacity.iter().zip(prices).skip(agent * problem.buckets);
        for (capacity, price) in buckets.take(problem.buckets) {
            // Every visit takes a slot: there are never more visits than slots.
            let slots = capacity.slots.max(0);
            let rent = i128::from(price.slot) - week;
            if rent < 0 || price.visit < 0 {
                return None;
            }
            places += rent * i128::from(slots)
                + i128::from(price.visit) * i128::from(capacity.visits.clamp(0, slots));
        }
    }
    let groups = GroupPrices::new(problem, prices);
    let contacts: i128 = problem
        .group
        .iter()
        .enumerate()
        .map(|(at, group)| (*group, problem.offers.row(at), problem.direct.row(at)))
        .map(|offered| i128::from(surplus(problem, prices, &groups, offered)))
        .sum();
    Some(places + contacts)
}

/// Sum of the gains of a plan less what its loads cost, or the contact whose assignment no offer allows.
///
/// # Errors
/// The index of the first contact that is assigned outside its offers.
pub fn objective(
    problem: &Problem,
    assigned: &[Option<super::problem::Assignment>],
) -> Result<i128, usize> {
    let mut sum = 0i128;
    for (contact, place) in assigned.iter().enumerate() {
        let Some(place) = place else { continue };
        let gain =
            problem.gain(contact, place.agent, place.channel, place.bucket).ok_or(contact)?;
        sum += i128::from(gain);
    }
    Ok(sum - load_cost(problem, assigned))
}

/// What the loads of the agents cost, in points; below zero the bonuses are more.
pub fn load_cost(problem: &Problem, assigned: &[Option<super::problem::Assignment>]) -> i128 {
    if problem.loads.items().is_empty() {
        return 0;
    }
    let loads = loads_of(problem, assigned).into_iter().enumerate();
    loads.map(|(agent, load)| cost(problem.loads.row(agent), load)).sum()
}

/// The first agent and bucket whose places are used beyond their number; [`ANY_BUCKET`] where it is
/// the week that has more touches than its steps.
pub fn over_capacity(
    problem: &Problem,
    assigned: &[Option<super::problem::Assignment>],
) -> Option<(u32, u8)> {
    let mut left = problem.capacity.clone();
    for place in assigned.iter().flatten() {
        let at = place.agent as usize * problem.buckets + usize::from(place.bucket);
        let Some(free) = left.get_mut(at).filter(|_| usize::from(place.bucket) < problem.buckets)
        else {
            return Some((place.agent, place.bucket));
        };
        free.slots -= 1;
        free.visits -= i32::from(place.channel == TouchChannel::Visit);
        if free.slots < 0 || free.visits < 0 {
            return Some((place.agent, place.bucket));
        }
    }
    let loads = (0u32..).zip(loads_of(problem, assigned));
    let mut over = loads.filter(|(agent, load)| *load > places_of(problem, *agent));
    over.next().map(|(agent, _)| (agent, ANY_BUCKET))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::planning::problem::{Assignment, Capacity, EVERY_BUCKET, Serving};
    use crate::planning::rows::Rows;

    /// One agent with one slot on one day; two contacts worth 10 and 8 by call.
    fn two_for_one_slot() -> Problem {
        let offer =
            |gain| Offer { skill: 0, channel: TouchChannel::Call, bucket: ANY_BUCKET, gain };
        let buckets = EVERY_BUCKET;
        let serving = Serving { agent: 0, skill: 0, call_cost: 0, visit_cost: 3, buckets };
        Problem {
            buckets: 1,
            capacity: vec![Capacity { slots: 1, visits: 0 }],
            loads: Rows::default(),
            serving: [vec![serving]].into_iter().collect(),
            group: vec![0, 0],
            offers: [vec![offer(10)], vec![offer(8)]].into_iter().collect(),
            direct: [vec![], vec![]].into_iter().collect(),
        }
    }

    fn at(channel: TouchChannel, bucket: u8) -> Option<Assignment> {
        Some(Assignment { agent: 0, channel, bucket })
    }

    #[rstest]
    #[case::free_places_promise_everything(0, 18)]
    #[case::too_low(7, 7 + 3 + 1)]
    #[case::just_right(8, 8 + 2)]
    #[case::also_right(10, 10)]
    #[case::too_high(100, 100)]
    fn any_prices_bound_the_plan_and_the_right_ones_prove_it(
        #[case] slot: i64,
        #[case] bound: i128,
    ) {
        let prices = [SlotPrice { slot, visit: 0 }];
        assert_eq!(upper_bound(&two_for_one_slot(), &prices, &[0]), Some(bound));
    }

    #[test]
    fn bad_prices_prove_nothing() {
        let problem = two_for_one_slot();
        assert_eq!(upper_bound(&problem, &[], &[0]), None, "too few");
        let right = [SlotPrice { slot: 8, visit: 0 }];
        assert_eq!(upper_bound(&problem, &right, &[]), None, "no price of the week");
        assert_eq!(upper_bound(&problem, &right, &[1]), None, "a week without steps is free");
        for (slot, visit) in [(-1, 0), (8, -1)] {
            assert_eq!(
                upper_bound(&problem, &[SlotPrice { slot, visit }], &[0]),
                None,
                "below zero"
            );
        }
    }

    #[test]
    fn more_visits_than_slots_are_not_paid_for() {
        let mut problem = two_for_one_slot();
        problem.capacity = vec![Capacity { slots: 1, visits: 3 }];
        let offer = |gain| Offer { skill: 0, channel: TouchChannel::Visit, bucket: 0, gain };
        problem.offers = [vec![offer(13)], vec![offer(11)]].into_iter().collect();
        let prices = [SlotPrice { slot: 0, visit: 8 }];
        assert_eq!(upper_bound(&problem, &prices, &[0]), Some(10));
    }

    #[test]
    fn an_agent_who_was_there_before_is_an_offer_of_its_own() {
        let mut problem = two_for_one_slot();
        let (channel, bucket) = (TouchChannel::Call, ANY_BUCKET);
        let direct = DirectOffer { agent: 0, channel, bucket, gain: 12 };
        problem.direct = [vec![], vec![direct]].into_iter().collect();
        assert_eq!(upper_bound(&problem, &[SlotPrice { slot: 10, visit: 0 }], &[0]), Some(12));
        assert_eq!(objective(&problem, &[None, at(channel, 0)]), Ok(12));
    }

    #[test]
    fn touches_that_nothing_allows_are_named() {
        let problem = two_for_one_slot();
        assert_eq!(objective(&problem, &[at(TouchChannel::Call, 0), None]), Ok(10));
        assert_eq!(objective(&problem, &[None, at(TouchChannel::Visit, 0)]), Err(1));
    }

    #[test]
    fn overbooked_places_are_named() {
        let problem = two_for_one_slot();
        let call = at(TouchChannel::Call, 0);
        assert_eq!(over_capacity(&problem, &[call, None]), None);
        assert_eq!(over_capacity(&problem, &[call, call]), Some((0, 0)), "two in one slot");
        assert_eq!(
            over_capacity(&problem, &[at(TouchChannel::Visit, 0)]),
            Some((0, 0)),
            "no visits"
        );
        assert_eq!(
            over_capacity(&problem, &[at(TouchChannel::Call, 1)]),
            Some((0, 1)),
            "no such day"
        );
    }

    /// A week of one touch at a bonus of 3 and another one at 2 points, in a day of five slots.
    #[rstest]
    #[case::free_weeks_promise_everything(0, 0, 3 + 10 + 8)]
    #[case::a_bonus_that_is_taken(-3, -3, 13 + 11)]
    #[case::just_right(2, 2, 5 + 8 + 6)]
    #[case::also_right(8, 8, 11 + 6 + 2)]
    #[case::slots_above_the_week(8, 2, 5 + 5 * 6 + 2)]
    fn any_price_of_a_week_bounds_the_plan(
        #[case] slot: i64,
        #[case] week: i64,
        #[case] bound: i128,
    ) {
        let mut problem = two_for_one_slot();
        problem.capacity = vec![Capacity { slots: 5, visits: 0 }];
        let steps = [LoadStep { units: 1, cost: -3 }, LoadStep { units: 1, cost: 2 }];
        problem.loads = [steps.to_vec()].into_iter().collect();
        let prices = [SlotPrice { slot, visit: 0 }];
        assert_eq!(upper_bound(&problem, &prices, &[week]), Some(bound));
        assert_eq!(upper_bound(&problem, &prices, &[slot + 1]), None, "no slot below its week");
        let both = [at(TouchChannel::Call, 0); 2];
        assert_eq!(objective(&problem, &both), Ok(10 + 3 + 8 - 2), "the optimum");
        assert_eq!(over_capacity(&problem, &both), None);
        problem.loads = [vec![LoadStep { units: 1, cost: 0 }]].into_iter().collect();
        assert_eq!(over_capacity(&problem, &both), Some((0, ANY_BUCKET)), "one a week");
    }
}
