//! What a diligent office could do without an optimiser: the best touch that still has a free place,
//! again and again. Computed for the same ways, gains and free places as the plan, so that a study can
//! say what solving the week as a whole adds to that.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::problem::{ANY_BUCKET, Assignment, Capacity, Problem};
use crate::domain::touch::TouchChannel;

/// A touch by its gain; of equal gains the first contact, bucket, agent and channel comes first.
type Ranked = (i64, Reverse<(usize, u8, u32, TouchChannel)>);

/// Takes the best free option over all contacts until none with a gain is left, and says contact by
/// contact where it ends. Places only fill up, so that what was best of a contact is looked for again
/// only when its place is gone.
pub fn best_first(problem: &Problem) -> Vec<Option<Assignment>> {
    let mut free = problem.capacity.clone();
    let mut assigned = vec![None; problem.contacts()];
    let all = 0..problem.contacts();
    let mut heap: BinaryHeap<Ranked> =
        all.filter_map(|contact| best(problem, &free, contact)).collect();
    while let Some(ranked) = heap.pop() {
        let Reverse((contact, bucket, agent, channel)) = ranked.1;
        let place = free.get_mut(agent as usize * problem.buckets + usize::from(bucket));
        match place.filter(|place| has_room(**place, channel)) {
            Some(place) => {
                place.slots -= 1;
                place.visits -= i32::from(channel == TouchChannel::Visit);
                if let Some(slot) = assigned.get_mut(contact) {
                    *slot = Some(Assignment { agent, channel, bucket });
                }
            }
            None => heap.extend(best(problem, &free, contact)),
        }
    }
    assigned
}

fn has_room(place: Capacity, channel: TouchChannel) -> bool {
    place.slots > 0 && (channel == TouchChannel::Call || place.visits > 0)
}

/// The best touch of a contact among the places that are free.
fn best(problem: &Problem, free: &[Capacity], contact: usize) -> Option<Ranked> {
    let group = *problem.group.get(contact)?;
    let serving = problem.serving.row(group as usize);
    let open = problem.offers.row(contact).iter().flat_map(|offer| {
        let able = serving.iter().filter(|one| one.skill == offer.skill);
        able.map(|one| {
            (one.agent, offer.channel, offer.bucket, offer.gain - one.cost(offer.channel))
        })
    });
    let direct = problem.direct.row(contact).iter();
    let direct = direct.map(|one| (one.agent, one.channel, one.bucket, one.gain));
    let mut best: Option<Ranked> = None;
    for (agent, channel, bucket, gain) in open.chain(direct).filter(|option| option.3 > 0) {
        let week = agent as usize * problem.buckets;
        let (first, last) = match bucket {
            ANY_BUCKET => (0, problem.buckets),
            one => (usize::from(one), usize::from(one) + 1),
        };
        let places = free.get(week + first..week + last).unwrap_or(&[]);
        let room = places.iter().position(|place| has_room(*place, channel));
        let Some(at) = room.and_then(|at| u8::try_from(first + at).ok()) else { continue };
        best = best.max(Some((gain, Reverse((contact, at, agent, channel)))));
    }
    best
}

#[cfg(test)]
#[path = "greedy_tests.rs"]
mod tests;
