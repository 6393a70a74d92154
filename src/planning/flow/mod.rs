//! Exact maximum-profit flow of very many unit supplies through a small core network.
//!
//! A week of outreach is hundreds of thousands of contacts, each wanting one slot, and only some
//! ten thousand nodes (hubs, agent-days, the sink) that ration the slots. A general
//! minimum-cost-flow code carries a node for every contact; here a contact is a *leaf* on the
//! core and never enters the spanning tree as a node of its own.
//!
//! # Method
//!
//! A network simplex on integers, in which the leaves are generalised upper bounds (Dantzig & Van
//! Slyke 1967, "Generalized upper bounding techniques"). Every leaf takes exactly one option, its
//! *key*, or is skipped. In a strongly feasible tree (Cunningham 1976, "A network simplex
//! method"; Ahuja, Magnanti & Orlin 1993, *Network Flows*, chapter 11) one can say more: a
//! leaf with two tree arcs sends its unit down to its one child and nothing up to its parent. So
//! it is no more than an *exchange arc* of capacity one between two core nodes: "this contact can
//! move from here to there". The tree therefore spans the core alone, a pivot costs no more than
//! its path and the subtree it moves, and a leaf outside the tree is one word of memory. Strong
//! feasibility also rules out cycling, whatever the order of pricing.
//!
//! Pricing goes by thresholds: a full survey finds the leaves and arcs that gain more than the
//! threshold, or nearly so; sweeps over these alone pivot until none is left; then the threshold
//! falls, in the end to zero. The last survey finds nothing and so proves the flow optimal.
//!
//! # Certificate
//!
//! With a price `p(v)` of one unit at each core node, and `p(sink) = 0`, no feasible flow earns
//! more than
//!
//! ```text
//! sum over arcs of capacity * max(0, p(tail) - p(head) - cost)
//!   + sum over leaves of max(0, best over options of gain - p(node))
//! ```
//!
//! which is weak duality. [`Flow::bound`] is this sum, taken from the prices alone in 128 bits;
//! at return it equals [`Flow::objective`], which is taken from the flow alone.

mod basis;
mod pricing;
#[cfg(test)]
mod tests;

use std::fmt;

/// Marks "no option": the leaf is skipped, its unit goes straight to the sink at gain 0.
pub const NONE: u32 = u32::MAX;

/// Most nodes, arcs or leaves of one network.
const COUNT_LIMIT: usize = 1 << 30;
/// Largest absolute gain or cost. With prices below `PRICE_LIMIT` every difference of two margins
/// stays below `2 * (2^56 + 2^61) < 2^63`.
const WEIGHT_LIMIT: u64 = 1 << 56;
/// Largest absolute price; checked after every pivot.
const PRICE_LIMIT: u64 = 1 << 61;

/// The small, general part of the network: every node but the leaves.
///
/// Parallel arcs (convex costs), loops and cycles are allowed. A cycle of negative cost is filled
/// to its capacity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Core {
    /// Number of nodes; they are numbered from 0.
    pub nodes: u32,
    /// The node where every unit ends.
    pub sink: u32,
    /// The directed arcs, in any order.
    pub arcs: Vec<CoreArc>,
}

/// A directed arc of the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoreArc {
    /// Node the arc leaves.
    pub tail: u32,
    /// Node the arc enters.
    pub head: u32,
    /// Most units it carries, not negative; `i32::MAX` where there is no limit.
    pub capacity: i32,
    /// Cost of one unit, in units of gain; at most `2^56` in absolute value.
    pub cost: i64,
}

/// Unit supplies in compressed rows: leaf `i` owns the options `first[i]..first[i + 1]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaves {
    /// Row starts: one more than there are leaves, from 0 up to the number of options. Empty is
    /// the same as `[0]`: no leaves.
    pub first: Vec<u32>,
    /// Core node of each option.
    pub node: Vec<u32>,
    /// Gain of each option, at most `2^56` in absolute value.
    pub gain: Vec<i64>,
}

impl Leaves {
    /// Number of leaves.
    pub fn len(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// Whether there is no leaf.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An optimal flow with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// For each leaf the option taken, as an index into [`Leaves::node`], or [`NONE`] if skipped.
    pub chosen: Vec<u32>,
    /// Units on each core arc.
    pub arc_flow: Vec<i32>,
    /// Price of one unit at each core node, in units of gain; 0 at the sink. Where no path of
    /// positive capacity leads to the sink it is no more than it takes to outbid every leaf.
    pub potential: Vec<i64>,
    /// Gains of the chosen options less costs of the core arcs.
    pub objective: i128,
    /// Dual bound from `potential` alone (see the [module](self)); equals `objective`.
    pub bound: i128,
    /// Pivots made.
    pub pivots: u64,
}

/// Why a network was not solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowError {
    /// Rows, nodes or capacities contradict each other; says which.
    Malformed(&'static str),
    /// A gain, a cost or a price that arose from them is too large for 64-bit prices.
    Overflow,
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(f, "malformed network: {what}"),
            Self::Overflow => write!(f, "gains or costs too large for 64-bit prices"),
        }
    }
}

impl std::error::Error for FlowError {}

/// Maximises the gains of the leaves less the costs of the core, exactly.
///
/// Deterministic: the same network gives the same [`Flow`], byte for byte.
///
/// # Errors
///
/// [`FlowError::Malformed`] if the network contradicts itself, [`FlowError::Overflow`] if a gain
/// or cost exceeds `2^56` or a price would exceed `2^61`.
pub fn solve(core: &Core, leaves: &Leaves) -> Result<Flow, FlowError> {
    check(core, leaves)?;
    let mut basis = basis::Basis::new(core, leaves)?;
    pricing::optimise(&mut basis)?;
    basis.lower_stranded();
    let arc_flow = basis.arc_flow()?;
    let basis::Basis { chosen, price: potential, pivots, .. } = basis;
    let objective = objective(core, leaves, &chosen, &arc_flow);
    let bound = bound(core, leaves, &potential);
    // never so, by strong duality; but a plan is not handed out on trust
    if objective != bound {
        return Err(FlowError::Overflow);
    }
    Ok(Flow { chosen, arc_flow, potential, objective, bound, pivots })
}

/// Refuses what the solver could not index or add up safely.
fn check(core: &Core, leaves: &Leaves) -> Result<(), FlowError> {
    let demand = |holds: bool, what| if holds { Ok(()) } else { Err(FlowError::Malformed(what)) };
    let n = core.nodes;
    let options = leaves.node.len();
    demand(core.sink < n, "the sink is not a node")?;
    demand(n as usize <= COUNT_LIMIT, "too many nodes")?;
    demand(core.arcs.len() <= COUNT_LIMIT, "too many arcs")?;
    demand(leaves.first.len() <= COUNT_LIMIT, "too many leaves")?;
    demand(core.arcs.iter().all(|a| a.tail < n && a.head < n), "an arc ends at no node")?;
    demand(core.arcs.iter().all(|a| a.capacity >= 0), "a capacity is negative")?;
    demand(leaves.gain.len() == options, "as many gains as nodes of options are needed")?;
    demand(leaves.node.iter().all(|&v| v < n), "an option ends at no node")?;
    demand(leaves.first.first().is_none_or(|&f| f == 0), "the rows do not start at 0")?;
    demand(leaves.first.is_sorted(), "the rows overlap")?;
    demand(
        leaves.first.last().map_or(0, |&l| l as usize) == options,
        "the rows do not end at the last option",
    )?;
    let mut weights = core.arcs.iter().map(|a| a.cost).chain(leaves.gain.iter().copied());
    if weights.any(|w| w.unsigned_abs() > WEIGHT_LIMIT) {
        return Err(FlowError::Overflow);
    }
    Ok(())
}

/// Gains less costs, from the flow alone.
fn objective(core: &Core, leaves: &Leaves, chosen: &[u32], arc_flow: &[i32]) -> i128 {
    let gains: i128 = chosen
        .iter()
        .filter_map(|&option| leaves.gain.get(option as usize))
        .map(|&gain| i128::from(gain))
        .sum();
    let costs: i128 = core
        .arcs
        .iter()
        .zip(arc_flow)
        .map(|(arc, &flow)| i128::from(flow) * i128::from(arc.cost))
        .sum();
    gains - costs
}

/// The dual bound of the [module](self), from the prices alone; `price` has one entry per node.
fn bound(core: &Core, leaves: &Leaves, price: &[i64]) -> i128 {
    let at = |v: u32| i128::from(price.get(v as usize).copied().unwrap_or(0));
    let rents: i128 = core
        .arcs
        .iter()
        .map(|arc| {
            let profit = at(arc.tail) - at(arc.head) - i128::from(arc.cost);
            i128::from(arc.capacity) * profit.max(0)
        })
        .sum();
    let mut margins =
        leaves.node.iter().zip(&leaves.gain).map(|(&v, &gain)| i128::from(gain) - at(v));
    let surplus: i128 = leaves
        .first
        .windows(2)
        .map(|row| {
            let length = if let [start, end] = row { end - start } else { 0 };
            margins.by_ref().take(length as usize).fold(0, i128::max)
        })
        .sum();
    rents + surplus
}
