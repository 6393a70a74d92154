//! What each node's part of a target follows: potential, capacity and history of the leaves, mixed as
//! `targets.toml` says.

use std::collections::BTreeMap;

use super::TargetError;
use super::facts::Facts;
use super::field::{Field, Land};
use crate::config::Tables;
use crate::domain::campaign::Campaign;
use crate::domain::measure::{Counts, Measure};
use crate::planning::targets::error::LARGEST;
use crate::planning::targets::merit::{Grounds, Mix, weights};
use crate::planning::targets::share::{Claim, share};

/// Weights of all nodes, and the potential of leaves, by which somebody's pin is shared among several.
pub(super) struct Weighed {
    pub(super) weights: Vec<u64>,
    pub(super) potential: Vec<i64>,
}

pub(super) fn weigh(
    field: &Field,
    (land, facts): (&Land, &Facts),
    (campaign, measure): (&Campaign, &Measure),
    tables: &Tables,
) -> Result<Weighed, TargetError> {
    let mut capacity = vec![0_i64; field.nodes.len()];
    for (commune, agent, slots) in land.slots() {
        let leaf = field.find(commune, agent).or_else(|| field.find(commune, ""));
        if let Some(slot) = leaf.and_then(|at| capacity.get_mut(at)) {
            *slot = slot.saturating_add(slots);
        }
    }
    let by_commune = facts.potential(measure, (campaign.from, campaign.to));
    let mut potential = vec![0_i64; field.nodes.len()];
    for (commune, amount) in by_commune {
        spread(field, commune, amount, &capacity, &mut potential);
    }
    let mut history = vec![0_i64; field.nodes.len()];
    let year = Facts::year_before(campaign.from);
    let counted = match measure.counts {
        // Of people with cover, the payments that brought it.
        Counts::Enrolments => &Measure { counts: Counts::Payments, ..measure.clone() },
        _ => measure,
    };
    let mut unnamed: BTreeMap<String, i64> = BTreeMap::new();
    for ((commune, agent), days) in facts.happened(counted, year, tables) {
        let sum: i64 = days.iter().map(|(_, count)| *count).sum();
        let agent = if agent.is_empty() { None } else { field.find(&commune, &agent) };
        match agent.and_then(|at| history.get_mut(at)) {
            Some(slot) => *slot = slot.saturating_add(sum),
            None => *unnamed.entry(commune).or_default() += sum,
        }
    }
    for (commune, amount) in &unnamed {
        spread(field, commune, *amount, &capacity, &mut history);
    }
    let mix = tables.measures.mix;
    let mix = Mix { potential: mix.potential, capacity: mix.capacity, history: mix.history };
    let grounds = Grounds { potential: &potential, capacity: &capacity, history: &history };
    Ok(Weighed { weights: weights(&field.tree, &grounds, mix)?, potential })
}

/// Adds what belongs to a commune to its leaf, or to its agents by their capacity.
fn spread(field: &Field, commune: &str, amount: i64, capacity: &[i64], into: &mut [i64]) {
    let Some(at) = field.find(commune, "") else { return };
    let children = field.tree.children(at);
    if children.is_empty() {
        if let Some(slot) = into.get_mut(at) {
            *slot = slot.saturating_add(amount);
        }
        return;
    }
    let agents = |child: &u32| {
        let weight = capacity.get(*child as usize).copied().unwrap_or(0);
        Claim { weight: u64::try_from(weight).unwrap_or(0), least: 0, most: LARGEST }
    };
    let is_agent = |child: &u32| !field.node(*child as usize).1.is_empty();
    if !children.iter().all(is_agent) {
        return;
    }
    let claims: Vec<Claim> = children.iter().map(agents).collect();
    for (child, part) in children.iter().zip(share(amount, &claims).unwrap_or_default()) {
        if let Some(slot) = into.get_mut(*child as usize) {
            *slot = slot.saturating_add(part);
        }
    }
}
