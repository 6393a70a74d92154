//! From what the contacts allow to the arrays of the solver: groups, offers and direct offers with
//! their gains, and how much each level can bring at most.

use super::assumptions::Assumptions;
use super::contacts::Contacts;
use super::continuity::{Known, Substitutes};
use super::eligibility::Way;
use super::keeping::{self, Keeping};
use super::levels::{LevelWeights, TotalWorth, Worth};
use super::loads;
use super::problem::{ANY_BUCKET, DirectOffer, Offer, Problem, Serving};
use super::rows::Rows;
use super::snapshot::Snapshot;
use super::territory::Placed;
use crate::domain::touch::{ReasonCode, TouchChannel};

/// What one contact and its agents allow, or why it allows nothing whoever the agents are.
pub(super) type Examined = Result<Placed, ReasonCode>;

/// What no plan can exceed, level by level: the best of every contact, all possible travel, what loads
/// can bring or cost, and all that can be kept.
pub(super) fn bounds(
    examined: &[Examined],
    snapshot: &Snapshot,
    assumptions: &Assumptions,
) -> TotalWorth {
    let mut bounds = TotalWorth::default();
    for placed in examined.iter().flatten() {
        let best = placed.ways.iter().fold(Worth::default(), |best, way| Worth {
            last_chance: best.last_chance.max(way.worth.last_chance),
            due: best.due.max(way.worth.due),
            value: best.value.max(with_continuity(way.worth.value, assumptions)),
        });
        bounds.add(best);
    }
    let visits: i128 = snapshot
        .agents
        .iter()
        .flat_map(|agent| &agent.capacity)
        .map(|capacity| i128::from(capacity.visits.max(0)))
        .sum();
    bounds.value += visits * i128::from(assumptions.travel_points);
    let places = snapshot.agents.iter().flat_map(|agent| &agent.capacity);
    let slots: i128 = places.map(|capacity| i128::from(capacity.slots.max(0))).sum();
    bounds.value += loads::bound(slots, &assumptions.fairness);
    bounds.value += keeping::bound(snapshot, assumptions.keep_points);
    bounds
}

fn with_continuity(value: i64, assumptions: &Assumptions) -> i64 {
    value + (assumptions.continuity * value as f64).round_ties_even() as i64
}

/// The arrays of the solver, contact by contact what it allows, and what may be kept.
pub(super) fn problem(
    snapshot: &Snapshot,
    contacts: &Contacts,
    examined: &[Examined],
    serving: Rows<Serving>,
    gains: &Gains<'_>,
) -> (Problem, Rows<Way>, Keeping) {
    let count = examined.len();
    // Arrays of a hundred megabytes do not grow step by step; room in which nothing is written costs nothing.
    let all: usize = examined.iter().flatten().map(|placed| placed.ways.len()).sum();
    let mut ways = Rows::with_capacity(count, all);
    let mut keeping = Keeping::worth(gains.assumptions.keep_points);
    let mut problem = Problem {
        buckets: snapshot.buckets.len(),
        capacity: snapshot.agents.iter().flat_map(|agent| agent.capacity.clone()).collect(),
        loads: Rows::default(),
        serving,
        group: Vec::with_capacity(count),
        offers: Rows::with_capacity(count, all),
        direct: Rows::with_capacity(count, 0),
    };
    let substitutes = Substitutes::of(snapshot);
    let (mut offers, mut direct) = (Vec::new(), Vec::new());
    for (at, found) in examined.iter().enumerate() {
        let Ok(placed) = found else {
            problem.group.push(u32::MAX);
            problem.offers.end_row();
            problem.direct.end_row();
            ways.end_row();
            continue;
        };
        problem.group.push(placed.group);
        let known = substitutes.known(&problem, at, contacts.last_agent(at, snapshot));
        gains.offers((&placed.ways, problem.buckets), &known, (&mut offers, &mut direct));
        let keep = keeping::offer(snapshot, (contacts, at), placed, &known, (&problem, gains));
        problem.offers.push_row(offers.drain(..));
        problem.direct.push_row(direct.drain(..).chain(keep));
        if let Some(keep) = keep {
            keeping.push(u32::try_from(at).unwrap_or(u32::MAX), keep);
        }
        ways.push_row(placed.ways.iter().copied());
    }
    (problem, ways, keeping)
}

/// How a worth becomes a gain.
pub(super) struct Gains<'a> {
    pub weights: &'a LevelWeights,
    pub assumptions: &'a Assumptions,
}

impl Gains<'_> {
    /// The gain of a touch by the agent who has it on a list already, whom the household may know.
    pub(super) fn of_keeping(
        &self,
        worth: Worth,
        is_known: bool,
        own: &Serving,
        channel: TouchChannel,
    ) -> i64 {
        let value =
            if is_known { with_continuity(worth.value, self.assumptions) } else { worth.value };
        let keep = self.assumptions.keep_points;
        self.weights.gain(Worth { value, ..worth }) - own.cost(channel) + keep
    }

    /// One offer for each way, and those of the agent who spoke with the household last, or of who
    /// stands in, on the days of each; a skill and channel that is worth the same in every bucket
    /// gets one offer for all. They are added to those that are given.
    pub(super) fn offers(
        &self,
        (ways, buckets): (&[Way], usize),
        known: &[Known],
        (offers, direct): (&mut Vec<Offer>, &mut Vec<DirectOffer>),
    ) {
        for same in ways.chunk_by(|a, b| (a.skill, a.channel) == (b.skill, b.channel)) {
            let flat = same.len() == buckets
                && same.windows(2).all(|pair| match pair {
                    [a, b] => a.worth == b.worth,
                    _ => true,
                });
            for way in same.iter().take(if flat { 1 } else { same.len() }) {
                let bucket = if flat { ANY_BUCKET } else { way.bucket };
                let Way { skill, channel, worth, .. } = *way;
                let gain = self.weights.gain(worth);
                offers.push(Offer { skill, channel, bucket, gain });
                for Known { serving, buckets: own } in known {
                    if serving.skill != skill {
                        continue;
                    }
                    let bonus = with_continuity(worth.value, self.assumptions) - worth.value;
                    let gain = gain + bonus - serving.cost(channel);
                    let agent = serving.agent;
                    let days = own.of(bucket, buckets);
                    direct.extend(days.map(|bucket| DirectOffer { agent, channel, bucket, gain }));
                }
            }
        }
    }
}
