//! The choice of events as numbers: candidates that draw people from pools, hosts with free slots,
//! and quotas. What the numbers mean stands in [`situation`](super::situation); the solver and the
//! proof know only this.

use serde::{Deserialize, Serialize};

use crate::planning::rows::Rows;

/// People and shares are counted in millionths.
pub const MILLION: i64 = 1_000_000;
/// Most slots of one plan: sets of slots are bits of a word.
pub const MOST_SLOTS: usize = 64;

/// A choice of events. Numbers of people are in millionths, sets of slots are bits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// The day of each slot, counted from any first day; slots are in order of time.
    pub days: Vec<i32>,
    /// Pool by pool the most people worth reaching, by however many events.
    pub worth: Vec<i64>,
    /// The events that could be held.
    pub candidates: Vec<Candidate>,
    /// Candidate by candidate the most people who come from each pool, each pool once.
    pub draws: Rows<Draw>,
    /// Candidate by candidate the hosts who could hold it, the preferred one first.
    pub hosting: Rows<u32>,
    /// Candidate by candidate the quotas in which it counts.
    pub counted: Rows<u32>,
    /// The hosts.
    pub hosts: Vec<Host>,
    /// Quota by quota the most events.
    pub quotas: Vec<u32>,
    /// Events that are settled already: they stay where they are.
    pub fixed: Vec<Booking>,
}

/// One event that could be held, at one place, in any slot that is free there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The venue or platform: it holds one event a slot.
    pub venue: u32,
    /// The commune, where it is held in one.
    pub commune: Option<u32>,
    /// Days between it and another event of its commune: 1 allows one a day, 0 any number.
    pub days_apart: i32,
    /// The most people who come.
    pub capacity: i64,
    /// The slots in which it could be held.
    pub slots: u64,
}

/// People of one pool who come to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// Index of the pool.
    pub pool: u32,
    /// The most who come.
    pub most: i64,
}

/// Somebody who holds events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// The most events in all.
    pub most: u32,
    /// The free slots; one event each.
    pub slots: u64,
}

impl Host {
    /// How many events the host can hold.
    #[must_use]
    pub fn places(&self) -> u32 {
        self.most.min(self.slots.count_ones())
    }
}

/// An event with its host and slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Booking {
    /// Index of the candidate.
    pub candidate: u32,
    /// Index of the host.
    pub host: u32,
    /// Index of the slot.
    pub slot: u8,
}

/// A problem that contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the choice of events contradicts itself: {0}")]
pub struct Malformed(pub &'static str);

impl Problem {
    /// Refuses what could not be indexed or added up safely.
    ///
    /// # Errors
    /// Says which numbers contradict each other.
    pub fn check(&self) -> Result<(), Malformed> {
        let demand = |holds: bool, what| if holds { Ok(()) } else { Err(Malformed(what)) };
        let count = self.candidates.len();
        let below = |items: &[u32], limit: usize| items.iter().all(|at| (*at as usize) < limit);
        demand(self.days.len() <= MOST_SLOTS, "more slots than can be planned at once")?;
        demand(self.days.is_sorted(), "slots are not in order of time")?;
        demand(
            [self.draws.len(), self.hosting.len(), self.counted.len()] == [count; 3],
            "as many rows as candidates are needed",
        )?;
        demand(below(self.hosting.items(), self.hosts.len()), "a host is unknown")?;
        demand(below(self.counted.items(), self.quotas.len()), "a quota is unknown")?;
        let slots = self.candidates.iter().map(|one| one.slots);
        let beyond = |set: u64| self.days.len() < MOST_SLOTS && set >> self.days.len() != 0;
        let mut slots = slots.chain(self.hosts.iter().map(|host| host.slots));
        demand(!slots.any(beyond), "a slot is unknown")?;
        let people = self.candidates.iter().map(|one| one.capacity).chain(self.worth.clone());
        let mut people = people.chain(self.draws.items().iter().map(|draw| draw.most));
        demand(people.all(|most| (0..=1 << 50).contains(&most)), "a number of people is absurd")?;
        for drawn in self.draws.iter() {
            let mut pools: Vec<u32> = drawn.iter().map(|draw| draw.pool).collect();
            demand(below(&pools, self.worth.len()), "a pool is unknown")?;
            pools.sort_unstable();
            demand(pools.windows(2).all(|two| two.first() < two.last()), "a pool is drawn twice")?;
        }
        super::rules::check(self, &self.fixed).map_err(|_| Malformed("fixed events break a rule"))
    }

    /// How far apart in days two candidates of one commune must lie; none if they are of two.
    #[must_use]
    pub fn days_apart(&self, one: u32, other: u32) -> Option<i32> {
        let (one, other) =
            (self.candidates.get(one as usize)?, self.candidates.get(other as usize)?);
        (one.commune.is_some() && one.commune == other.commune)
            .then_some(one.days_apart.max(other.days_apart))
    }

    /// Whether two candidates may not be held in these slots beside each other.
    #[must_use]
    pub fn clash(&self, one: (u32, u8), other: (u32, u8)) -> bool {
        let venue = |at: u32| self.candidates.get(at as usize).map(|one| one.venue);
        let day = |slot: u8| self.days.get(usize::from(slot)).copied().unwrap_or(0);
        let between = (day(one.1) - day(other.1)).abs();
        (one.1 == other.1 && venue(one.0) == venue(other.0))
            || self.days_apart(one.0, other.0).is_some_and(|apart| between < apart)
    }

    /// The number of days from the first slot to the last.
    #[must_use]
    pub fn span(&self) -> i32 {
        match (self.days.first(), self.days.last()) {
            (Some(first), Some(last)) => last - first,
            _ => 0,
        }
    }
}

/// The slots of a set, in order of time.
pub(super) fn slots_of(set: u64) -> impl Iterator<Item = u8> {
    (0..MOST_SLOTS as u8).filter(move |slot| set >> slot & 1 == 1)
}
