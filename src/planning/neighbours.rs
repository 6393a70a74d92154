//! Visits of one agent and day in few hamlets. Among plans that are worth the same, two visits of one
//! commune change places where that spares a way to a hamlet: the sum of their gains stays what it is,
//! and so do the places that are taken, so that the plan is as good as before and its proof holds.

use std::collections::{BTreeMap, HashMap};

use super::problem::{Assignment, Problem};
use crate::domain::touch::TouchChannel;

/// How often all communes are gone through at most; most changes are found in the first two rounds.
const ROUNDS: usize = 6;

/// Where a contact lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Home {
    /// Index of the commune.
    pub commune: u32,
    /// Order of the hamlet inside it.
    pub hamlet: u32,
}

/// An agent's bucket.
type Day = (u32, u8);

/// How many visits of each agent and bucket are in each hamlet.
type Counts = HashMap<(Day, Home), u32>;

/// Lets visits change places; gives back in how many hamlets fewer somebody has to be on a day.
pub(super) fn gather(
    problem: &Problem,
    homes: &[Home],
    assigned: &mut [Option<Assignment>],
) -> usize {
    let mut visits: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut counts = Counts::new();
    for (contact, (home, place)) in homes.iter().zip(assigned.iter()).enumerate() {
        if let Some(place) = place.filter(|place| place.channel == TouchChannel::Visit) {
            visits.entry(home.commune).or_default().push(contact);
            *counts.entry(((place.agent, place.bucket), *home)).or_default() += 1;
        }
    }
    let before = counts.len();
    for those in visits.values() {
        for _ in 0..ROUNDS {
            if !round(problem, (homes, those), assigned, &mut counts) {
                break;
            }
        }
    }
    before - counts.len()
}

/// Goes once through the visits of a commune; whether anything changed.
fn round(
    problem: &Problem,
    (homes, visits): (&[Home], &[usize]),
    assigned: &mut [Option<Assignment>],
    counts: &mut Counts,
) -> bool {
    let mut changed = false;
    let visit = |assigned: &[Option<Assignment>], contact: usize| {
        let place = assigned.get(contact).copied().flatten()?;
        Some((place, *homes.get(contact)?))
    };
    for &alone in visits {
        let Some((from, home)) = visit(assigned, alone) else { continue };
        let here = (from.agent, from.bucket);
        if counts.get(&(here, home)) != Some(&1) {
            continue;
        }
        let other = visits.iter().copied().find(|other| {
            let Some((to, their)) = visit(assigned, *other) else { return false };
            let there = (to.agent, to.bucket);
            // The one joins a neighbour; the other joins one too, or leaves none behind.
            there != here
                && their != home
                && counts.contains_key(&(there, home))
                && (counts.contains_key(&(here, their)) || counts.get(&(there, their)) == Some(&1))
                && alike(problem, (alone, from), (*other, to))
        });
        let Some(other) = other else { continue };
        let Some((to, their)) = visit(assigned, other) else { continue };
        let there = (to.agent, to.bucket);
        for (day, home, gone) in
            [(here, home, true), (there, their, true), (there, home, false), (here, their, false)]
        {
            count(counts, (day, home), gone);
        }
        assigned.swap(alone, other);
        changed = true;
    }
    changed
}

/// Whether two visits bring together the same when each is made in the other's place.
fn alike(
    problem: &Problem,
    (a, at_a): (usize, Assignment),
    (b, at_b): (usize, Assignment),
) -> bool {
    let gain = |contact, at: Assignment| problem.gain(contact, at.agent, at.channel, at.bucket);
    let both = |first: Option<i64>, second: Option<i64>| first?.checked_add(second?);
    let now = both(gain(a, at_a), gain(b, at_b));
    now.is_some() && now == both(gain(a, at_b), gain(b, at_a))
}

/// Counts a visit in, or out.
fn count(counts: &mut Counts, key: (Day, Home), gone: bool) {
    let number = counts.entry(key).or_default();
    *number = if gone { number.saturating_sub(1) } else { *number + 1 };
    if *number == 0 {
        counts.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::certificate::{objective, over_capacity};
    use crate::planning::problem::{ANY_BUCKET, Capacity, EVERY_BUCKET, Offer, Serving};
    use crate::planning::rows::Rows;

    /// Two agents with two visits a day on two days each, and visits that bring these gains on any day.
    fn problem(gains: &[i64]) -> Problem {
        let serving =
            |agent| Serving { agent, skill: 0, call_cost: 0, visit_cost: 0, buckets: EVERY_BUCKET };
        let (channel, bucket) = (TouchChannel::Visit, ANY_BUCKET);
        let offer = |gain: &i64| vec![Offer { skill: 0, channel, bucket, gain: *gain }];
        Problem {
            buckets: 2,
            capacity: vec![Capacity { slots: 2, visits: 2 }; 4],
            loads: Rows::default(),
            serving: [vec![serving(0), serving(1)]].into_iter().collect(),
            group: vec![0; gains.len()],
            offers: gains.iter().map(offer).collect(),
            direct: gains.iter().map(|_| Vec::new()).collect(),
        }
    }

    fn visit(agent: u32, bucket: u8) -> Option<Assignment> {
        Some(Assignment { agent, channel: TouchChannel::Visit, bucket })
    }

    fn homes(hamlets: &[u32]) -> Vec<Home> {
        hamlets.iter().map(|hamlet| Home { commune: 0, hamlet: *hamlet }).collect()
    }

    #[test]
    fn neighbours_are_visited_on_one_way() {
        let problem = problem(&[5, 7, 5, 7]);
        let mut assigned = [visit(0, 0), visit(0, 0), visit(1, 1), visit(1, 1)];
        let before = objective(&problem, &assigned);
        assert_eq!(gather(&problem, &homes(&[1, 2, 1, 2]), &mut assigned), 2);
        assert_eq!((assigned[0], assigned[1]), (assigned[2], assigned[3]));
        assert_eq!(objective(&problem, &assigned), before);
        assert_eq!(over_capacity(&problem, &assigned), None);
        assert_eq!(
            gather(&problem, &homes(&[1, 2, 1, 2]), &mut assigned),
            0,
            "nothing is left to do"
        );
    }

    #[test]
    fn what_is_worth_less_elsewhere_stays() {
        let mut problem = problem(&[5, 5, 5, 5]);
        problem.serving = [vec![
            Serving { visit_cost: 2, ..problem.serving.row(0)[0] },
            problem.serving.row(0)[1],
        ]]
        .into_iter()
        .collect();
        let (channel, bucket) = (TouchChannel::Visit, 0);
        let early = Offer { skill: 0, channel, bucket, gain: 9 };
        problem.offers = (0..4)
            .map(|at| {
                vec![if at == 0 { early } else { Offer { bucket: ANY_BUCKET, gain: 5, ..early } }]
            })
            .collect();
        let mut assigned = [visit(0, 0), visit(0, 0), visit(1, 1), visit(1, 1)];
        let gathered = gather(&problem, &homes(&[1, 2, 1, 2]), &mut assigned);
        assert_eq!((gathered, assigned[0]), (2, visit(0, 0)), "it can be visited on no other day");
        assert_eq!(assigned[2], visit(0, 0), "so its neighbour comes to it");
    }

    #[test]
    fn hamlets_of_other_communes_are_not_mixed_up() {
        let problem = problem(&[5, 5, 5, 5]);
        let mut assigned = [visit(0, 0), visit(0, 0), visit(1, 1), visit(1, 1)];
        let mut homes = homes(&[1, 2, 1, 2]);
        homes[2].commune = 1;
        homes[3].commune = 1;
        assert_eq!(gather(&problem, &homes, &mut assigned), 0);
    }
}
