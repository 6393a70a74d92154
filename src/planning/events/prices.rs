//! The proof: an upper bound on every plan of events, from prices alone. It knows nothing of how the
//! plan was found, so that anybody can recheck a stored plan with it.
//!
//! A price stands on each pool (per person, 0 to 1), each host and each quota (per event), and on some
//! covers ([`covers`](super::covers)). At any prices no plan reaches more people than
//!
//! ```text
//!   sum over pools  of price * worth
//! + sum over hosts  of price * places
//! + sum over quotas of price * most
//! + sum over covers of price * (worth - what is less for each event that is not held)
//! + sum over groups of max(0, best over candidates of
//!       (people who come at 1 - price of their pool and covers, cheapest first, up to
//!       capacity) + what covers give back
//!       - cheapest host - quotas)
//! ```
//!
//! where a group is a commune of which no two candidates fit into the time of the plan, or a candidate
//! alone. Each candidate comes with its own capacity only when it is held; that makes this bound as
//! good as a linear programme in which capacities are multiplied by "is held" (8,813 on the instance
//! where the plain one says 11,006), covers make it better (8,776), and it needs no solver.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::covers::Cover;
use super::problem::{Host, MILLION, Problem};
use super::tariff::Tariff;

/// Prices; missing ones count as 0, negative ones too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// Of a person of each pool, in millionths of a person: 0 to 1,000,000.
    pub pools: Vec<i64>,
    /// Of an event of each host, in millionths of a person.
    pub hosts: Vec<i64>,
    /// Of an event in each quota, in millionths of a person.
    pub quotas: Vec<i64>,
    /// Of the people of a pool at events that would fill it more than once.
    pub covers: Vec<Cover>,
}

impl Prices {
    pub(super) fn pool(&self, at: u32) -> i64 {
        self.pools.get(at as usize).copied().unwrap_or(0).clamp(0, MILLION)
    }

    fn host(&self, at: u32) -> i64 {
        self.hosts.get(at as usize).copied().unwrap_or(0).max(0)
    }

    fn quota(&self, at: u32) -> i64 {
        self.quotas.get(at as usize).copied().unwrap_or(0).max(0)
    }
}

/// No plan of the problem reaches more people than this, in millionths.
#[must_use]
pub fn upper_bound(problem: &Problem, prices: &Prices) -> i128 {
    let million = i128::from(MILLION);
    let pools: i128 = (0u32..)
        .zip(&problem.worth)
        .map(|(at, worth)| i128::from(prices.pool(at)) * i128::from(*worth))
        .sum();
    let hosts: i128 = (0u32..)
        .zip(&problem.hosts)
        .map(|(at, host)| i128::from(prices.host(at)) * i128::from(host.places()))
        .sum();
    let quotas: i128 = (0u32..)
        .zip(&problem.quotas)
        .map(|(at, most)| i128::from(prices.quota(at)) * i128::from(*most))
        .sum();
    let tariff = Tariff::of(problem, prices);
    let mut best: HashMap<Group, i128> = HashMap::new();
    for event in 0..problem.candidates.len() as u32 {
        let left = best.entry(group(problem, event)).or_default();
        *left = (*left).max(margin(problem, (prices, &tariff), event).unwrap_or(0));
    }
    // whole numbers of millionths, upwards
    let people =
        (pools + tariff.constant + best.values().sum::<i128>() + million - 1).div_euclid(million);
    people + hosts + quotas
}

/// A set of candidates of which a plan holds at most one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Group {
    Commune(u32),
    Alone(u32),
}

pub(super) fn group(problem: &Problem, event: u32) -> Group {
    let one = problem.candidates.get(event as usize);
    match one.and_then(|one| one.commune.filter(|_| one.days_apart > problem.span())) {
        Some(commune) => Group::Commune(commune),
        None => Group::Alone(event),
    }
}

/// What an event brings beyond the prices, in millionths of millionths; none where nobody can hold it.
fn margin(problem: &Problem, (prices, tariff): (&Prices, &Tariff<'_>), event: u32) -> Option<i128> {
    let people = tariff.take(event, |_, _| ());
    let host = cheapest_host(problem, prices, event)?;
    let quotas: i64 =
        problem.counted.row(event as usize).iter().map(|quota| prices.quota(*quota)).sum();
    Some(people - i128::from(MILLION) * (i128::from(host.1) + i128::from(quotas)))
}

/// The cheapest host who is free in a slot of an event, with the price.
pub(super) fn cheapest_host(problem: &Problem, prices: &Prices, event: u32) -> Option<(u32, i64)> {
    let slots = problem.candidates.get(event as usize)?.slots;
    let able = |host: &Host| host.most > 0 && host.slots & slots != 0;
    let hosts = problem.hosting.row(event as usize).iter().copied();
    let hosts = hosts.filter(|host| problem.hosts.get(*host as usize).is_some_and(able));
    hosts.map(|host| (host, prices.host(host))).min_by_key(|(_, price)| *price)
}
