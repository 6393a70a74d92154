//! A plan in numbers: its proof, and what it amounts to beside the fixed lists of practice.

use super::loaded::Loaded;
use super::proof::{Exact, Kept, Levels, Loads, PhoneSharing, Practice, Proof, Summary};
use crate::domain::segment::Segments;
use crate::domain::touch::TouchChannel;
use crate::planning::certificate::upper_bound;
use crate::planning::coverage::coverage;
use crate::planning::practice::fixed_lists;
use crate::planning::snapshot::{Commune, Snapshot};
use crate::planning::week::{Fate, WeekPlan};

/// The proof, with the bound computed once more from the prices.
pub(super) fn proof(plan: &WeekPlan) -> Proof {
    let bound = upper_bound(&plan.problem, &plan.solution.prices, &plan.solution.week_prices);
    let kept = kept(plan, &plan.fates);
    let keeping = &plan.keeping;
    Proof {
        kept: (keeping.possible() > 0).then(|| Kept {
            possible: keeping.possible() as u64,
            kept: kept as u64,
            points: keeping.points(kept),
        }),
        objective: Exact(plan.solution.objective),
        bound: Exact(bound.unwrap_or(i128::MAX)),
        levels: Levels::of(&plan.total),
        load_cost: i64::try_from(plan.load_cost).unwrap_or(i64::MAX),
        weights: plan.weights,
        level_bounds: Levels::of(&plan.bounds),
        components: plan.solution.components,
        pivots: plan.solution.pivots,
        phone_sharing: PhoneSharing {
            households: plan.phone_sharing.households as u64,
            at_most: Levels::of(&plan.weights.split(plan.phone_sharing.at_most)),
        },
    }
}

/// How many touches of the lists in force stay as they are, where contacts end so.
fn kept(plan: &WeekPlan, fates: &[Fate]) -> usize {
    plan.keeping.kept(|contact| match fates.get(contact) {
        Some(Fate::Planned(place)) => Some(*place),
        _ => None,
    })
}

/// What touches bring, without what counts for keeping them where they are.
pub(super) fn without_keeping(levels: Levels, plan: &WeekPlan, fates: &[Fate]) -> Levels {
    Levels { value: levels.value - plan.keeping.points(kept(plan, fates)), ..levels }
}

/// What a plan amounts to.
pub(super) fn summary(loaded: &Loaded, plan: &WeekPlan, segments: &Segments) -> Summary {
    let snapshot = &loaded.snapshot;
    let practice = fixed_lists(snapshot, plan);
    let worked = coverage(snapshot, plan, &practice.fates, segments);
    let mut summary = Summary {
        contacts: plan.fates.len() as u64,
        cases: snapshot.cases.len() as u64,
        levels: without_keeping(Levels::of(&plan.total), plan, &plan.fates),
        slots: plan.problem.capacity.iter().map(|free| free.slots.max(0) as u64).sum(),
        incomplete: loaded.incomplete.iter().map(|(why, n)| (why.clone(), *n as u64)).collect(),
        coverage: coverage(snapshot, plan, &plan.fates, segments),
        loads: Loads { planned: plan.spread, unpriced: plan.spread_unpriced },
        practice: Practice {
            levels: without_keeping(Levels::of(&practice.total), plan, &practice.fates),
            coverage: worked,
        },
        ..Summary::default()
    };
    for (at, fate) in plan.fates.iter().enumerate() {
        match fate {
            Fate::Planned(place) => {
                summary.planned += 1;
                match place.channel {
                    TouchChannel::Call => summary.calls += 1,
                    TouchChannel::Visit => summary.visits += 1,
                }
            }
            Fate::Left(reason) => {
                *summary.left.entry(reason.code().to_owned()).or_insert(0) += 1;
            }
        }
        let due = plan.due_fates(snapshot, at, fate);
        for (case, reason) in due.into_iter().filter_map(|(case, left)| Some((case.case, left?))) {
            let had_turn = |code: &str| loaded.had_turn.counts(snapshot, (case, code), reason);
            let (counts, code) = match commune(snapshot, plan, at) {
                Some(Commune { code, .. }) if had_turn(code) => {
                    (&mut summary.due_had_turn, code.as_str())
                }
                _ => (&mut summary.due_left, reason.code()),
            };
            *counts.entry(code.to_owned()).or_insert(0) += 1;
        }
    }
    summary
}

/// The commune of a contact.
pub(super) fn commune<'s>(
    snapshot: &'s Snapshot,
    plan: &WeekPlan,
    contact: usize,
) -> Option<&'s Commune> {
    let head = plan.contacts.contacts.get(contact)?.head;
    let home = snapshot.persons.get(head as usize)?.commune;
    snapshot.communes.get(home as usize)
}
