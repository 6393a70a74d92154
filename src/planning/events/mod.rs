//! Which conferences, livestreams and meetings are held in a week, where, when, by which host, and
//! who is invited, with the proof of how good that is.
//!
//! # Model
//!
//! An event draws people from the communes around it, fewer the farther they live; it is full at its
//! capacity; of a commune no more people count than can be won at all, by however many events. A
//! plan is worth the people it reaches under the best split of attendance, which is a maximum flow
//! (`reach.rs`). Hosts hold one event a slot and so many in all, venues one a slot, communes keep
//! their distance in days, and quotas bound kinds and areas.
//!
//! # Method
//!
//! Greedy, exchanges, disturbances ([`search`]); the prices of [`prices`] bound every plan from
//! above, and the plan says value, bound and gap, whatever they are. Of times and hosts that are worth the
//! same the plan takes those that spread it over days and parts of days (`spread.rs`). Whom to invite is then an exact
//! flow of its own ([`invite`]).

mod ascent;
mod calendar;
pub mod covers;
mod dice;
pub mod explain;
pub mod invite;
pub mod offers;
pub mod prices;
pub mod problem;
mod reach;
pub mod reason;
pub mod rules;
pub mod search;
pub mod situation;
mod spread;
mod tariff;
#[cfg(test)]
mod tests;
pub mod wish;

use problem::{Booking, Malformed, Problem};
use search::{Effort, Found};

/// A plan of events with its proof. People are in millionths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The events, in order of candidates.
    pub events: Vec<Booking>,
    /// Event by event how many people of each pool are expected: `(pool, people)`.
    pub split: Vec<Vec<(u32, i64)>>,
    /// People reached.
    pub value: i64,
    /// No plan reaches more people.
    pub bound: i128,
    /// The prices that prove the bound.
    pub prices: prices::Prices,
    /// People that greedy alone would reach.
    pub greedy: i64,
}

impl Plan {
    /// How far the plan may be from the best, as a share of the bound: 0 is proven best.
    #[must_use]
    pub fn gap(&self) -> f64 {
        let open = self.bound - i128::from(self.value);
        if open <= 0 { 0.0 } else { open as f64 / self.bound as f64 }
    }
}

/// Plans the events of a problem, on one thread. The same problem and effort give the same plan.
///
/// # Errors
/// A problem that contradicts itself.
pub fn plan(problem: &Problem, effort: Effort) -> Result<Plan, Malformed> {
    Ok(proven(problem, search::search(problem, effort)?, effort))
}

/// Proves how good what was found is.
#[must_use]
pub fn proven(problem: &Problem, found: Found, effort: Effort) -> Plan {
    let proof = ascent::prove(problem, found.value, effort.price_steps);
    let Found { events, value, split, greedy } = found;
    Plan { events, split, value, bound: proof.bound, prices: proof.prices, greedy }
}
