//! From what the contacts allow to the arrays of the solver: groups, offers and direct offers with
//! their gains, and how much each level can bring at most.

use super::assumptions::Assumptions;
use super::contacts::Contacts;
use super::eligibility::{Options, Way};
use super::levels::{LevelWeights, TotalWorth, Worth};
use super::problem::{ANY_BUCKET, DirectOffer, Offer, Problem, Serving};
use super::rows::Rows;
use super::snapshot::Snapshot;
use crate::domain::touch::ReasonCode;

/// What one contact allows and its group, or why it allows nothing.
pub(super) type Examined = Result<(Options, u32), ReasonCode>;

/// What no plan can exceed, level by level: the best of every contact, and all possible travel.
pub(super) fn bounds(
    examined: &[Examined],
    snapshot: &Snapshot,
    assumptions: &Assumptions,
) -> TotalWorth {
    let mut bounds = TotalWorth::default();
    for (options, _) in examined.iter().flatten() {
        let best = options.options.iter().fold(Worth::default(), |best, way| Worth {
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
    bounds
}

fn with_continuity(value: i64, assumptions: &Assumptions) -> i64 {
    value + (assumptions.continuity * value as f64).round_ties_even() as i64
}

/// The arrays of the solver, and contact by contact what it allows.
pub(super) fn problem(
    snapshot: &Snapshot,
    contacts: &Contacts,
    examined: &[Examined],
    serving: Rows<Serving>,
    weights: &LevelWeights,
    assumptions: &Assumptions,
) -> (Problem, Rows<Way>) {
    let count = examined.len();
    let mut ways = Rows::with_capacity(count, count * 4);
    let mut problem = Problem {
        buckets: snapshot.buckets.len(),
        capacity: snapshot.agents.iter().flat_map(|agent| agent.capacity.clone()).collect(),
        serving,
        group: Vec::with_capacity(count),
        offers: Rows::with_capacity(count, count * 2),
        direct: Rows::default(),
    };
    for (at, found) in examined.iter().enumerate() {
        match found {
            Ok((options, group)) => {
                problem.group.push(*group);
                let last = contacts.last_agent(at, snapshot);
                let serving = problem.serving.row(*group as usize);
                let last = serving.iter().find(|one| Some(one.agent) == last).copied();
                for offer in offers(&options.options, problem.buckets, weights) {
                    problem.offers.push(offer.0);
                    if let Some(one) = last {
                        let (bare, worth) = offer;
                        let bonus = with_continuity(worth.value, assumptions) - worth.value;
                        let gain = bare.gain + bonus - one.cost(bare.channel);
                        let Offer { channel, bucket, .. } = bare;
                        problem.direct.push(DirectOffer {
                            agent: one.agent,
                            channel,
                            bucket,
                            gain,
                        });
                    }
                }
                ways.push_row(options.options.iter().copied());
            }
            Err(_) => {
                problem.group.push(u32::MAX);
                ways.end_row();
            }
        }
        problem.offers.end_row();
        problem.direct.end_row();
    }
    (problem, ways)
}

/// One offer for each way; a channel that is worth the same in every bucket gets one for all.
fn offers(ways: &[Way], buckets: usize, weights: &LevelWeights) -> Vec<(Offer, Worth)> {
    let mut offers = Vec::with_capacity(ways.len());
    for same in ways.chunk_by(|a, b| a.channel == b.channel) {
        let flat = same.len() == buckets
            && same.windows(2).all(|pair| match pair {
                [a, b] => a.worth == b.worth,
                _ => true,
            });
        for way in same.iter().take(if flat { 1 } else { same.len() }) {
            let bucket = if flat { ANY_BUCKET } else { way.bucket };
            let offer = Offer { channel: way.channel, bucket, gain: weights.gain(way.worth) };
            offers.push((offer, way.worth));
        }
    }
    offers
}
