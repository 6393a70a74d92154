//! Spreads events over the days and parts of a plan. What a plan is worth follows from which events are held;
//! when each is held within its slots, and by which of its hosts, neither adds nor costs anything. Of all that
//! is worth the same this takes, in this order: days that are as even as they can be, hosts with one event a
//! day, slots and parts of the day that are as even as they can be, and the time and host that were found.
//!
//! Value, bound and proof know candidates alone, so that they stay what they are.

use super::problem::{Booking, Problem, slots_of};

/// How crowded a plan is, the heaviest first: sums of squares are least where things are even.
type Crowd = [u64; 4];

/// Moves events to where the plan is less crowded, and lets two exchange their times, until neither helps.
/// Settled events stay, and count.
pub(super) fn spread(problem: &Problem, events: &mut [Booking]) {
    let mut crowd = crowding(problem, events);
    loop {
        let before = crowd;
        crowd = moved(problem, events, crowd);
        crowd = exchanged(problem, events, crowd);
        if crowd == before {
            return;
        }
    }
}

/// Moves events one after the other, each to the best place that it can have.
fn moved(problem: &Problem, events: &mut [Booking], mut crowd: Crowd) -> Crowd {
    for at in 0..events.len() {
        let Some(own) = events.get(at).copied() else { continue };
        if problem.fixed.contains(&own) {
            continue;
        }
        let mut best = (crowd, own);
        for other in places(problem, own) {
            let Some(slot) = events.get_mut(at) else { continue };
            *slot = other;
            let found = crowding(problem, events);
            if found < best.0 && is_free(problem, events, at) {
                best = (found, other);
            }
        }
        if let Some(slot) = events.get_mut(at) {
            (crowd, *slot) = best;
        }
    }
    crowd
}

/// Lets two events exchange their times where that helps: hosts who are full can change neither alone.
fn exchanged(problem: &Problem, events: &mut [Booking], mut crowd: Crowd) -> Crowd {
    for at in 0..events.len() {
        for other in at + 1..events.len() {
            let (Some(one), Some(two)) = (events.get(at).copied(), events.get(other).copied())
            else {
                continue;
            };
            let after = (Booking { slot: two.slot, ..one }, Booking { slot: one.slot, ..two });
            let stay = problem.fixed.contains(&one) || problem.fixed.contains(&two);
            if stay || !is_open(problem, after.0) || !is_open(problem, after.1) {
                continue;
            }
            put(events, (at, after.0), (other, after.1));
            let found = crowding(problem, events);
            if found < crowd && is_free(problem, events, at) && is_free(problem, events, other) {
                crowd = found;
            } else {
                put(events, (at, one), (other, two));
            }
        }
    }
    crowd
}

fn put(events: &mut [Booking], one: (usize, Booking), two: (usize, Booking)) {
    for (at, booking) in [one, two] {
        if let Some(slot) = events.get_mut(at) {
            *slot = booking;
        }
    }
}

/// Whether candidate and host are both free in the slot.
fn is_open(problem: &Problem, one: Booking) -> bool {
    let slots = problem.candidates.get(one.candidate as usize).map_or(0, |it| it.slots);
    let free = problem.hosts.get(one.host as usize).map_or(0, |host| host.slots);
    (slots & free) >> one.slot & 1 == 1
}

/// Every host and slot of an event's candidate, its own host first.
fn places(problem: &Problem, own: Booking) -> Vec<Booking> {
    let slots = problem.candidates.get(own.candidate as usize).map_or(0, |one| one.slots);
    let hosts = problem.hosting.row(own.candidate as usize).iter().copied();
    let others = hosts.filter(|host| *host != own.host);
    let place = |host: u32| {
        let free = problem.hosts.get(host as usize).map_or(0, |one| one.slots);
        slots_of(slots & free).map(move |slot| Booking { host, slot, ..own })
    };
    std::iter::once(own.host).chain(others).flat_map(place).collect()
}

/// Whether an event may be where it was put beside the others; its candidate, host and slot fit each other.
fn is_free(problem: &Problem, events: &[Booking], at: usize) -> bool {
    let Some(own) = events.get(at) else { return false };
    let most = problem.hosts.get(own.host as usize).map_or(0, |host| host.most as usize);
    let of_host = events.iter().filter(|other| other.host == own.host);
    let others = events.iter().enumerate().filter(|(other, _)| *other != at);
    let mut others = others.map(|(_, other)| other);
    of_host.count() <= most
        && !others.any(|other| {
            (other.host, other.slot) == (own.host, own.slot)
                || problem.clash((other.candidate, other.slot), (own.candidate, own.slot))
        })
}

fn crowding(problem: &Problem, events: &[Booking]) -> Crowd {
    let day = |slot: u8| problem.days.get(usize::from(slot)).copied().unwrap_or(0);
    let part = |slot: u8| {
        let earlier = problem.days.iter().take(usize::from(slot));
        earlier.filter(|other| **other == day(slot)).count() as u64
    };
    let keys = |one: &Booking| {
        let day = u64::from(day(one.slot).unsigned_abs());
        [day, u64::from(one.host) << 32 | day, u64::from(one.slot), part(one.slot)]
    };
    let all: Vec<[u64; 4]> = events.iter().map(keys).collect();
    let mut crowd = Crowd::default();
    for (at, sum) in crowd.iter_mut().enumerate() {
        let mut own: Vec<u64> = all.iter().filter_map(|keys| keys.get(at).copied()).collect();
        own.sort_unstable();
        *sum = own.chunk_by(|a, b| a == b).map(|same| (same.len() as u64).pow(2)).sum();
    }
    crowd
}

#[cfg(test)]
mod tests {
    use super::super::dice::Dice;
    use super::super::rules;
    use super::super::search::{Effort, search};
    use super::super::tests::random;
    use super::*;

    #[test]
    fn whatever_is_spread_keeps_the_rules_and_is_no_more_crowded() {
        let mut moved = 0;
        for seed in 0..2_000 {
            let mut problem = random(&mut Dice::new(seed));
            let found =
                search(&problem, Effort { rounds: 3, price_steps: 0, seed }).unwrap().events;
            problem.fixed = found.first().copied().into_iter().collect();
            // From the earliest places that the rules allow, event by event.
            let mut first: Vec<Booking> = problem.fixed.clone();
            for one in found.iter().skip(1) {
                let mut places = places(&problem, *one);
                places.sort_by_key(|place| (place.slot, place.host));
                let with = |place: &Booking| [first.as_slice(), &[*place]].concat();
                let fits = |place: &&Booking| rules::check(&problem, &with(place)).is_ok();
                let place = places.iter().find(fits).copied();
                first.extend(place);
            }
            let mut after = first.clone();
            spread(&problem, &mut after);
            assert_eq!(rules::check(&problem, &after), Ok(()), "seed {seed}");
            let held = |events: &[Booking]| events.iter().map(|e| e.candidate).collect::<Vec<_>>();
            assert_eq!(held(&after), held(&first), "seed {seed}");
            assert_eq!(after.first(), first.first(), "seed {seed}: what is settled stays");
            assert!(crowding(&problem, &after) <= crowding(&problem, &first), "seed {seed}");
            moved += usize::from(after != first);
        }
        assert!(moved > 5, "only {moved} plans had anything to move");
    }
}
