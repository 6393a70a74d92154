//! Looks for good prices: subgradient steps on the bound of [`prices`](super::prices), their length
//! by Polyak's rule against the plan that was found. It may stop at any step; whatever it returns
//! is a valid proof, only more or less tight.

use std::collections::HashMap;

use super::covers::{Cover, Limit, covers};
use super::prices::{Group, Prices, cheapest_host, group, upper_bound};
use super::problem::{MILLION, Problem};
use super::tariff::Tariff;

/// Steps without a better bound before they get shorter.
const PATIENCE: u32 = 100;
/// The shortest step that is worth taking, as a part of Polyak's.
const SHORTEST: f64 = 1e-4;
/// After so many steps that together lowered the bound by less than one part in [`WORTHWHILE`] nothing more is
/// to be had that anybody would see.
const STALLED: u32 = 500;
/// See [`STALLED`].
const WORTHWHILE: i128 = 100_000;
/// How much of a direction comes from the steps before: answers jump, their mean does not.
const MEMORY: f64 = 0.7;
/// A candidate is in covers if one answer in so many held it.
const RARE: u32 = 50;

/// Prices and what they prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proof {
    /// The prices.
    pub(super) prices: Prices,
    /// No plan reaches more people, in millionths.
    pub(super) bound: i128,
}

/// Lowers the bound by at most `steps` steps towards `value`, what the best known plan reaches. The
/// first half prices pools, hosts and quotas; then covers come in of the events that were held.
pub(super) fn prove(problem: &Problem, value: i64, steps: u32) -> Proof {
    let mut ascent = Ascent::new(problem);
    let mut best = ascent.proof();
    ascent.climb(&mut best, i128::from(value), (steps / 2, 1.0));
    if best.bound > i128::from(value) {
        ascent.cover();
        ascent.climb(&mut best, i128::from(value), (steps - steps / 2, 0.2));
    }
    best.prices.covers.retain(|cover| cover.price > 0);
    best
}

/// Prices as they move, in people; rounded to millionths only for a proof.
struct Ascent<'a> {
    problem: &'a Problem,
    pools: Vec<f64>,
    hosts: Vec<f64>,
    quotas: Vec<f64>,
    covers: Vec<Covered>,
    /// Candidate by candidate in how many answers it was held, and how many there were.
    held: (Vec<u32>, u32),
    /// Quotas, the one with the most candidates first: it is priced last and fits best.
    order: Vec<usize>,
}

/// A cover with its price.
struct Covered {
    cover: Cover,
    limit: Limit,
    price: f64,
}

/// What the best answer to some prices takes more than there is.
struct Taken {
    pools: Vec<f64>,
    hosts: Vec<f64>,
    covers: Vec<f64>,
}

impl Taken {
    fn blend(&mut self, new: &Self) {
        let pools = self.pools.iter_mut().zip(&new.pools);
        let hosts = self.hosts.iter_mut().zip(&new.hosts);
        let covers = self.covers.iter_mut().zip(&new.covers);
        for (old, new) in pools.chain(hosts).chain(covers) {
            *old = MEMORY * *old + (1.0 - MEMORY) * new;
        }
    }
}

impl<'a> Ascent<'a> {
    fn new(problem: &'a Problem) -> Self {
        let mut count = vec![0usize; problem.quotas.len()];
        for quota in problem.counted.items() {
            if let Some(count) = count.get_mut(*quota as usize) {
                *count += 1;
            }
        }
        let mut order: Vec<usize> = (0..count.len()).collect();
        order.sort_by_key(|at| count.get(*at).copied().unwrap_or(0));
        let mut new = Self {
            problem,
            pools: vec![0.0; problem.worth.len()],
            hosts: vec![0.0; problem.hosts.len()],
            quotas: vec![0.0; problem.quotas.len()],
            covers: Vec::new(),
            held: (vec![0; problem.candidates.len()], 0),
            order,
        };
        new.answer();
        new
    }

    /// Moves the prices by at most so many steps, the first one a part of Polyak's.
    fn climb(&mut self, best: &mut Proof, value: i128, (steps, mut length): (u32, f64)) {
        let mut taken = self.answer();
        let mut waited = 0;
        let mut before = best.bound;
        for step in 0..steps {
            if best.bound <= value || length < SHORTEST {
                return;
            }
            if step % STALLED == STALLED - 1 {
                if before - best.bound < value / WORTHWHILE {
                    return;
                }
                before = best.bound;
            }
            let answer = self.answer();
            let now = self.proof();
            let above = (now.bound - value) as f64 / MILLION as f64;
            if now.bound < best.bound {
                (*best, waited) = (now, 0);
            } else {
                waited += 1;
            }
            if waited == PATIENCE {
                (length, waited) = (length / 2.0, 0);
            }
            taken.blend(&answer);
            let norm = self.norm(&taken).max(self.norm(&answer));
            if norm > 0.0 {
                self.step(&taken, length * above / norm);
            }
        }
    }

    /// Brings in the covers of candidates that some answers held.
    fn cover(&mut self) {
        let (counts, answers) = &self.held;
        let held = (0u32..).zip(counts).filter(|(_, count)| **count * RARE > *answers);
        let held: Vec<u32> = held.map(|(event, _)| event).collect();
        let found = covers(self.problem, &held).into_iter();
        self.covers = found.map(|(cover, limit)| Covered { cover, limit, price: 0.0 }).collect();
    }

    fn prices(&self) -> Prices {
        let whole = |price: &f64| (price * MILLION as f64).round() as i64;
        let covers = self.covers.iter();
        let covers = covers.map(|one| Cover { price: whole(&one.price), ..one.cover.clone() });
        Prices {
            pools: self.pools.iter().map(whole).collect(),
            hosts: self.hosts.iter().map(whole).collect(),
            quotas: self.quotas.iter().map(whole).collect(),
            covers: covers.collect(),
        }
    }

    fn proof(&self) -> Proof {
        let prices = self.prices();
        Proof { bound: upper_bound(self.problem, &prices), prices }
    }

    /// The best answer to the prices of pools and hosts. Quotas get the prices at which no more
    /// events are wanted than they allow, so that they need no steps of their own.
    fn answer(&mut self) -> Taken {
        let prices = Prices { quotas: Vec::new(), ..self.prices() };
        let tariff = Tariff::of(self.problem, &prices);
        let mut wanted: HashMap<Group, (f64, u32, u32)> = HashMap::new();
        for event in 0..self.problem.candidates.len() as u32 {
            if let Some((host, cost)) = cheapest_host(self.problem, &prices, event) {
                let people = tariff.take(event, |_, _| ()) as f64;
                let left = people / (MILLION as f64).powi(2) - cost as f64 / MILLION as f64;
                let best = wanted.entry(group(self.problem, event)).or_insert((0.0, event, host));
                if left > best.0 {
                    *best = (left, event, host);
                }
            }
        }
        let mut wanted: Vec<(f64, u32, u32)> =
            wanted.into_values().filter(|one| one.0 > 0.0).collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for at in self.order.clone() {
            self.price_quota(at, &mut wanted);
        }
        self.held.1 += 1;
        for (_, event, _) in &wanted {
            if let Some(count) = self.held.0.get_mut(*event as usize) {
                *count += 1;
            }
        }
        self.taken(&tariff, &wanted)
    }

    /// Prices a quota so that as many events as it allows are worth their price, and drops the rest.
    fn price_quota(&mut self, at: usize, wanted: &mut Vec<(f64, u32, u32)>) {
        let most = self.problem.quotas.get(at).map_or(0, |most| *most as usize);
        let counts = |event: u32| {
            self.problem.counted.row(event as usize).iter().any(|quota| *quota as usize == at)
        };
        let inside: Vec<usize> =
            (0..wanted.len()).filter(|i| wanted.get(*i).is_some_and(|one| counts(one.1))).collect();
        let price = inside.get(most).and_then(|i| wanted.get(*i)).map_or(0.0, |one| one.0);
        let dropped = inside.get(most..).unwrap_or(&[]);
        for i in inside.iter().take(most) {
            if let Some(one) = wanted.get_mut(*i) {
                one.0 -= price;
            }
        }
        let mut i = 0;
        wanted.retain(|_| {
            i += 1;
            !dropped.contains(&(i - 1))
        });
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        if let Some(quota) = self.quotas.get_mut(at) {
            *quota = price;
        }
    }

    fn taken(&self, tariff: &Tariff<'_>, wanted: &[(f64, u32, u32)]) -> Taken {
        let people = |millionths: i64| millionths as f64 / MILLION as f64;
        let mut pools: Vec<f64> = self.problem.worth.iter().map(|worth| -people(*worth)).collect();
        let mut hosts: Vec<f64> =
            self.problem.hosts.iter().map(|host| -f64::from(host.places())).collect();
        let limits = self.covers.iter().map(|one| &one.limit);
        let limits = limits.map(|limit| limit.less.iter().sum::<i64>() - limit.worth);
        let mut covers: Vec<f64> = limits.map(people).collect();
        for (_, event, host) in wanted {
            let mut took = Vec::new();
            tariff.take(*event, |pool, many| took.push((pool, many)));
            for (pool, many) in &took {
                if let Some(pool) = pools.get_mut(*pool as usize) {
                    *pool += people(*many);
                }
            }
            for (slack, one) in covers.iter_mut().zip(&self.covers) {
                let at = one.cover.events.iter().position(|own| own == event);
                if let Some(less) = at.and_then(|at| one.limit.less.get(at)) {
                    let took = took.iter().find(|(pool, _)| *pool == one.cover.pool);
                    *slack += people(took.map_or(0, |(_, many)| *many) - less);
                }
            }
            if let Some(host) = hosts.get_mut(*host as usize) {
                *host += 1.0;
            }
        }
        Taken { pools, hosts, covers }
    }

    /// Moves the prices of what is taken too much up, of the rest down. Pools are measured in their
    /// own size, so that an event of a host and a whole pool weigh alike.
    fn step(&mut self, taken: &Taken, length: f64) {
        let sizes = self.problem.worth.iter().map(|worth| size(*worth));
        for ((slack, price), size) in taken.pools.iter().zip(&mut self.pools).zip(sizes) {
            *price = (*price + length * slack / size / size).clamp(0.0, 1.0);
        }
        for (slack, price) in taken.hosts.iter().zip(&mut self.hosts) {
            *price = (*price + length * slack).max(0.0);
        }
        for (slack, one) in taken.covers.iter().zip(&mut self.covers) {
            let size = size(one.limit.worth);
            one.price = (one.price + length * slack / size / size).clamp(0.0, 1.0);
        }
    }

    /// The squared length of a direction, without what cannot move.
    fn norm(&self, taken: &Taken) -> f64 {
        let square = |slack: f64, price: f64| {
            if slack > 0.0 || price > 0.0 { slack.powi(2) } else { 0.0 }
        };
        let sizes = self.problem.worth.iter().map(|worth| size(*worth));
        let pools = taken.pools.iter().zip(sizes).zip(&self.pools);
        let pools: f64 = pools.map(|((slack, size), price)| square(slack / size, *price)).sum();
        let hosts = taken.hosts.iter().zip(&self.hosts);
        let covers = taken.covers.iter().zip(&self.covers);
        let covers = covers.map(|(slack, one)| square(slack / size(one.limit.worth), one.price));
        pools
            + covers.sum::<f64>()
            + hosts.map(|(slack, price)| square(*slack, *price)).sum::<f64>()
    }
}

/// A pool in people, never nothing.
fn size(worth: i64) -> f64 {
    (worth as f64 / MILLION as f64).max(1e-6)
}
