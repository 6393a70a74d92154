//! The certificate: an upper bound on every plan of a problem, computed from prices alone. It knows
//! nothing of how the plan was found, so that anybody can recheck a stored plan with it.
//!
//! For any prices that are not negative, `UB = sum price x capacity + sum over contacts max(0, best
//! of (gain - price))` bounds every plan from above (weak duality); at the optimal prices it equals
//! the objective, in integers.

use super::problem::{ANY_BUCKET, Problem, SlotPrice};
use crate::domain::touch::TouchChannel;

const CHANNELS: [TouchChannel; 2] = [TouchChannel::Call, TouchChannel::Visit];

/// What the cheapest place costs that could serve a group: group by group, for calls and visits,
/// bucket by bucket and last in any bucket; `None` where no agent has a place.
#[derive(Clone, Debug)]
pub struct GroupPrices {
    width: usize,
    cheapest: Vec<Option<i64>>,
}

impl GroupPrices {
    /// Takes the cheapest agent of each group; one pass over the serving table.
    pub fn new(problem: &Problem, prices: &[SlotPrice]) -> Self {
        let width = problem.buckets + 1;
        let mut cheapest = Vec::with_capacity(problem.serving.len() * 2 * width);
        for agents in problem.serving.iter() {
            for channel in CHANNELS {
                let mut any: Option<i64> = None;
                for bucket in 0..problem.buckets {
                    let best = agents
                        .iter()
                        .filter_map(|one| {
                            let price = place_price(problem, prices, one.agent, channel, bucket)?;
                            Some(price + one.cost(channel))
                        })
                        .min();
                    any = any.into_iter().chain(best).min();
                    cheapest.push(best);
                }
                cheapest.push(any);
            }
        }
        Self { width, cheapest }
    }

    /// The cheapest place for a group by a channel in a bucket (or [`ANY_BUCKET`]).
    pub fn cheapest(&self, group: u32, channel: TouchChannel, bucket: u8) -> Option<i64> {
        let last = self.width - 1;
        let bucket = if bucket == ANY_BUCKET { last } else { usize::from(bucket).min(last) };
        let row = group as usize * 2 + usize::from(channel == TouchChannel::Visit);
        self.cheapest.get(row * self.width + bucket).copied().flatten()
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

/// The best that a contact can still bring at these prices (not below 0).
pub fn surplus(
    problem: &Problem,
    prices: &[SlotPrice],
    groups: &GroupPrices,
    contact: usize,
) -> i64 {
    let group = problem.group.get(contact).copied().unwrap_or(u32::MAX);
    let open = problem.offers.row(contact).iter().filter_map(|offer| {
        Some(offer.gain - groups.cheapest(group, offer.channel, offer.bucket)?)
    });
    let direct = problem.direct.row(contact).iter().filter_map(|one| {
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

/// Upper bound on the objective of every plan of the problem. Prices below zero, or too few of
/// them, prove nothing: then there is none.
pub fn upper_bound(problem: &Problem, prices: &[SlotPrice]) -> Option<i128> {
    let sound = prices.len() == problem.capacity.len()
        && prices.iter().all(|price| price.slot >= 0 && price.visit >= 0);
    if !sound {
        return None;
    }
    let places: i128 = std::iter::zip(&problem.capacity, prices)
        .map(|(capacity, price)| {
            i128::from(price.slot) * i128::from(capacity.slots.max(0))
                + i128::from(price.visit) * i128::from(capacity.visits.max(0))
        })
        .sum();
    let groups = GroupPrices::new(problem, prices);
    let contacts: i128 = (0..problem.contacts())
        .map(|contact| i128::from(surplus(problem, prices, &groups, contact)))
        .sum();
    Some(places + contacts)
}

/// Sum of the gains of a plan, or the contact whose assignment no offer allows.
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
    Ok(sum)
}

/// The first agent and bucket whose places are used beyond their number.
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
    None
}
