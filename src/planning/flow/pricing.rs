//! Which variable enters next: surveys, thresholds and sweeps.
//!
//! Pricing, not pivoting, is the cost of the simplex. So a survey of everything is rare: one for
//! each threshold. In between, sweeps price only the leaves and arcs *near* the threshold, from a
//! compact copy, block by block; the best of a block enter first. Blocks of arcs between those of
//! leaves keep the price of a hub at that of its cheapest agent. A threshold that falls
//! geometrically keeps the pivots few: large gains settle the prices before small ones are looked
//! at, as scaling does in other methods.

#![expect(
    clippy::indexing_slicing,
    reason = "nodes, arcs and options are validated once on entry; this is the hot loop"
)]

use std::cmp::Reverse;

use super::FlowError;
use super::basis::{Basis, LEAF};

/// Leaves, and as many arcs, priced between two rounds of pivots (128 to 1024 differ little).
const BLOCK: usize = 512;
/// The threshold falls by this factor (2 to 4 differ little; without thresholds it is twice the
/// pivots).
const FALL: i64 = 3;
/// A sweep ends when a round through its leaves finds less than one pivot in so many variables
/// (200 to 3000 differ little): the tail is cheaper at the next threshold.
const BARREN: u64 = 500;

/// An option of a near leaf: all that pricing needs of it, in one place.
struct NearOption {
    gain: i64,
    node: u32,
    id: u32,
}

/// The leaves and arcs that earn something, or would after a small change of prices.
#[derive(Default)]
struct Near {
    leaves: Vec<u32>,
    /// Row ends of `options`, one for each of `leaves`.
    end: Vec<u32>,
    options: Vec<NearOption>,
    arcs: Vec<u32>,
}

/// Pivots until no leaf and no arc earns anything: the flow is optimal then.
pub(super) fn optimise(basis: &mut Basis<'_>) -> Result<(), FlowError> {
    let mut near = Near::default();
    let mut threshold = i64::MAX;
    loop {
        let best = near.survey(basis, threshold);
        if best <= 0 {
            return Ok(());
        }
        threshold = best.min(threshold) / FALL;
        near.sweep(basis, threshold)?;
    }
}

impl Near {
    /// Prices everything, keeps what is within `reach` of a profit and returns the best profit.
    fn survey(&mut self, basis: &Basis<'_>, reach: i64) -> i64 {
        let Self { leaves, end, options, arcs } = self;
        leaves.clear();
        end.clear();
        options.clear();
        arcs.clear();
        let mut best = 0;
        for (leaf, bounds) in (0..).zip(basis.leaves.first.windows(2)) {
            let row = bounds[0] as usize..bounds[1] as usize;
            let row = basis.leaves.node[row.clone()].iter().zip(&basis.leaves.gain[row]);
            let current = basis.margin(basis.chosen[leaf as usize]);
            let profit = leaf_profit(&basis.price, row.clone(), current);
            best = best.max(profit);
            if profit >= -reach {
                let row = (bounds[0]..).zip(row);
                options.extend(row.map(|(id, (&node, &gain))| NearOption { gain, node, id }));
                leaves.push(leaf);
                end.push(options.len() as u32);
            }
        }
        for (e, arc) in (0..).zip(&basis.core.arcs) {
            let profit = basis.arc_profit(e);
            best = best.max(profit);
            if profit >= -reach && arc.capacity > 0 {
                arcs.push(e);
            }
        }
        best
    }

    /// Goes round the near leaves and arcs until next to none earns more than the threshold; at
    /// threshold 0, none at all.
    fn sweep(&self, basis: &mut Basis<'_>, threshold: i64) -> Result<(), FlowError> {
        let leaf_block = BLOCK.min(self.leaves.len());
        let arc_block = BLOCK.min(self.arcs.len());
        let barren = (self.leaves.len() + self.arcs.len()) as u64 / BARREN;
        let (mut leaf, mut start, mut arc) = (0, 0, 0);
        // leaves and arcs priced since the last pivot, and leaves since the round began
        let (mut idle_leaves, mut idle_arcs, mut round) = (0, 0, 0);
        let mut pivots_before = basis.pivots;
        let mut candidates: Vec<(Reverse<i64>, u32)> = Vec::with_capacity(2 * BLOCK);
        while idle_leaves < self.leaves.len() || idle_arcs < self.arcs.len() {
            let (price, chosen) = (basis.price.as_slice(), basis.chosen.as_slice());
            for _ in 0..leaf_block {
                let (id, end) = (self.leaves[leaf], self.end[leaf] as usize);
                let key = chosen[id as usize];
                let (mut best, mut current) = (0, 0);
                for option in &self.options[start..end] {
                    let margin = option.gain - price[option.node as usize];
                    best = best.max(margin);
                    if option.id == key {
                        current = margin;
                    }
                }
                if best - current > threshold {
                    candidates.push((Reverse(best - current), LEAF | id));
                }
                (leaf, start) =
                    if leaf + 1 == self.leaves.len() { (0, 0) } else { (leaf + 1, end) };
            }
            for _ in 0..arc_block {
                let profit = basis.arc_profit(self.arcs[arc]);
                if profit > threshold {
                    candidates.push((Reverse(profit), self.arcs[arc]));
                }
                arc = if arc + 1 == self.arcs.len() { 0 } else { arc + 1 };
            }
            if candidates.is_empty() {
                idle_leaves += leaf_block;
                idle_arcs += arc_block;
            } else {
                (idle_leaves, idle_arcs) = (0, 0);
                candidates.sort_unstable();
            }
            for (_, id) in candidates.drain(..) {
                // an earlier pivot may have changed its profit: both look again
                if id & LEAF == 0 {
                    basis.enter_arc(id, threshold)?;
                } else {
                    basis.enter_leaf(id & !LEAF, threshold)?;
                }
            }
            round += leaf_block;
            if round >= self.leaves.len() {
                if threshold > 0 && basis.pivots - pivots_before < barren {
                    return Ok(());
                }
                (round, pivots_before) = (0, basis.pivots);
            }
        }
        Ok(())
    }
}

/// What a leaf with this row of (node, gain) gains by moving to its best option; if it is there
/// already, minus what it would lose by moving to the second best.
fn leaf_profit<'a>(
    price: &[i64],
    row: impl Iterator<Item = (&'a u32, &'a i64)>,
    current: i64,
) -> i64 {
    // the first option is to be skipped; the other start is below any margin
    let (mut best, mut second) = (0, i64::MIN / 4 * 3);
    for (&node, &gain) in row {
        let margin = gain - price[node as usize];
        second = second.max(margin.min(best));
        best = best.max(margin);
    }
    if current == best { second.saturating_sub(best) } else { best - current }
}
