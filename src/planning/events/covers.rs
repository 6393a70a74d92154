//! Covers: events of which not all can take from a pool what each could take alone. Prices on them
//! keep the bound from holding half of each (flow covers; Padberg, Van Roy & Wolsey 1985).

use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// Together these events would take `excess` more from a pool than it is worth. Whichever of them is
/// not held, the others take no more than the pool is worth less `max(0, its most - excess)`; so in
/// any plan they take at most `worth - sum over those not held of max(0, most - excess)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// Index of the pool.
    pub pool: u32,
    /// The events, each once.
    pub events: Vec<u32>,
    /// Of a person, in millionths of a person.
    pub price: i64,
}

/// What a cover says, in millionths of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// What its events take at most if all are held.
    pub(super) worth: i64,
    /// Event by event how much less they take if it is not held.
    pub(super) less: Vec<i64>,
}

impl Cover {
    /// What it says; nothing if its events are not distinct or do not fill the pool more than once.
    pub(super) fn limit(&self, problem: &Problem) -> Option<Limit> {
        let worth = *problem.worth.get(self.pool as usize)?;
        let most = |event: &u32| {
            let mut draws = problem.draws.row(*event as usize).iter();
            draws.find(|draw| draw.pool == self.pool).map_or(0, |draw| draw.most.min(worth))
        };
        let most: Vec<i64> = self.events.iter().map(most).collect();
        let excess = most.iter().sum::<i64>() - worth;
        let mut distinct = self.events.clone();
        distinct.sort_unstable();
        distinct.dedup();
        (excess > 0 && distinct.len() == self.events.len()).then(|| Limit {
            worth,
            less: most.iter().map(|most| (most - excess).max(0)).collect(),
        })
    }
}

/// The covers of two or three of these events that say more than their pool does.
pub(super) fn covers(problem: &Problem, events: &[u32]) -> Vec<(Cover, Limit)> {
    let mut all = Vec::new();
    for pool in 0..problem.worth.len() as u32 {
        let draws = |event: &u32| {
            problem.draws.row(*event as usize).iter().any(|draw| draw.pool == pool && draw.most > 0)
        };
        let near: Vec<u32> = events.iter().copied().filter(draws).collect();
        let mut add = |events: &[u32]| {
            let cover = Cover { pool, events: events.to_vec(), price: 0 };
            let limit = cover.limit(problem);
            if let Some(limit) = limit.filter(|limit| limit.less.iter().any(|less| *less > 0)) {
                all.push((cover, limit));
            }
        };
        for (at, one) in near.iter().enumerate() {
            for (next, two) in near.iter().enumerate().skip(at + 1) {
                add(&[*one, *two]);
                for three in near.iter().skip(next + 1) {
                    add(&[*one, *two, *three]);
                }
            }
        }
    }
    all
}
