//! Where a stock stands before its target is divided: what is known of an area is brought down to its
//! leaves, so that their sum is what the area reported.

use super::field::Field;
use super::reached::Reached;
use crate::planning::targets::error::LARGEST;
use crate::planning::targets::share::{Claim, share};

/// What stands in each leaf, by node: the top's number divided in proportion to what is known below, or by
/// weights where nothing is.
pub(super) fn start(field: &Field, reached: &Reached, weights: &[u64]) -> Vec<i64> {
    let tree = &field.tree;
    let mut start = vec![0_i64; field.nodes.len()];
    if let Some(top) = start.get_mut(tree.top()) {
        *top = reached.now(tree.top()).unwrap_or(0).clamp(0, LARGEST);
    }
    for at in tree.top_down().filter(|at| !tree.is_leaf(*at)) {
        let has = start.get(at).copied().unwrap_or(0);
        let children = tree.children(at);
        let known = |child: &u32| {
            let now = reached.now(*child as usize).unwrap_or(0).clamp(0, LARGEST / 1_024);
            u64::try_from(now).unwrap_or(0)
        };
        let something = children.iter().any(|child| known(child) > 0);
        let claims: Vec<Claim> = children
            .iter()
            .map(|child| {
                let weight = weights.get(*child as usize).copied().unwrap_or(0);
                let weight = if something { known(child) } else { weight };
                Claim { weight, least: 0, most: LARGEST }
            })
            .collect();
        for (child, part) in children.iter().zip(share(has, &claims).unwrap_or_default()) {
            if let Some(slot) = start.get_mut(*child as usize) {
                *slot = part;
            }
        }
    }
    start
}
