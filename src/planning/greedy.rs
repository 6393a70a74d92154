//! What a diligent office could do without an optimiser: the best touch that still has a free place,
//! again and again. Computed for the same ways, gains and free places as the plan, so that a study can
//! say what solving the week as a whole adds to that.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::problem::{ANY_BUCKET, Assignment, Capacity, EVERY_BUCKET, Problem};
use super::spread::places_of;
use crate::domain::touch::TouchChannel;

/// A touch by its gain; of equal gains the first contact, bucket, agent and channel comes first.
type Ranked = (i64, Reverse<(usize, u8, u32, TouchChannel)>);

/// Takes the best free option over all contacts until none with a gain is left, and says contact by
/// contact where it ends. Places only fill up, so that what was best of a contact is looked for again
/// only when its place is gone.
pub fn best_first(problem: &Problem) -> Vec<Option<Assignment>> {
    let mut free = Free::of(problem);
    let mut assigned = vec![None; problem.contacts()];
    let all = 0..problem.contacts();
    let mut heap: BinaryHeap<Ranked> =
        all.filter_map(|contact| best(problem, &free, contact)).collect();
    while let Some(ranked) = heap.pop() {
        let Reverse((contact, bucket, agent, channel)) = ranked.1;
        let place = Assignment { agent, channel, bucket };
        if free.take(place) {
            if let Some(slot) = assigned.get_mut(contact) {
                *slot = Some(place);
            }
        } else {
            heap.extend(best(problem, &free, contact));
        }
    }
    assigned
}

/// What is left of the week: of each day, and of each agent's touches of all days.
struct Free {
    buckets: usize,
    days: Vec<Capacity>,
    weeks: Vec<i32>,
}

impl Free {
    fn of(problem: &Problem) -> Self {
        let agents = (0u32..).take(problem.agents());
        let weeks = agents.map(|agent| places_of(problem, agent)).collect();
        Self { buckets: problem.buckets, days: problem.capacity.clone(), weeks }
    }

    fn has(&self, place: Assignment) -> bool {
        let Assignment { agent, channel, bucket } = place;
        let day = self.days.get(agent as usize * self.buckets + usize::from(bucket));
        let week = self.weeks.get(agent as usize).copied().unwrap_or(0);
        let room =
            |day: &Capacity| day.slots > 0 && (channel == TouchChannel::Call || day.visits > 0);
        week > 0 && day.is_some_and(room)
    }

    /// Takes a place, if there still is one.
    fn take(&mut self, place: Assignment) -> bool {
        let Assignment { agent, channel, bucket } = place;
        let has = self.has(place);
        let day = self.days.get_mut(agent as usize * self.buckets + usize::from(bucket));
        if let (true, Some(day), Some(week)) = (has, day, self.weeks.get_mut(agent as usize)) {
            day.slots -= 1;
            day.visits -= i32::from(channel == TouchChannel::Visit);
            *week -= 1;
        }
        has
    }
}

/// The best touch of a contact among the places that are free.
fn best(problem: &Problem, free: &Free, contact: usize) -> Option<Ranked> {
    let group = *problem.group.get(contact)?;
    let serving = problem.serving.row(group as usize);
    let open = problem.offers.row(contact).iter().flat_map(|offer| {
        let able = serving.iter().filter(|one| one.skill == offer.skill);
        able.map(|one| {
            let gain = offer.gain - one.cost(offer.channel);
            (one.agent, offer.channel, offer.bucket, (gain, one.buckets))
        })
    });
    let direct = problem.direct.row(contact).iter();
    let direct = direct.map(|one| (one.agent, one.channel, one.bucket, (one.gain, EVERY_BUCKET)));
    let mut best: Option<Ranked> = None;
    for (agent, channel, bucket, (gain, serves)) in open.chain(direct) {
        let days = match bucket {
            ANY_BUCKET => 0..u8::try_from(problem.buckets).unwrap_or(u8::MAX),
            one => one..one.saturating_add(1),
        };
        let able = |bucket: &u8| {
            let place = Assignment { agent, channel, bucket: *bucket };
            serves >> bucket & 1 == 1 && free.has(place)
        };
        if let Some(bucket) = days.filter(|_| gain > 0).find(|bucket| able(bucket)) {
            best = best.max(Some((gain, Reverse((contact, bucket, agent, channel)))));
        }
    }
    best
}

#[cfg(test)]
#[path = "greedy_tests.rs"]
mod tests;
