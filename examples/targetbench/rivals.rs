//! Sainte-Laguë (Webster) by unit, the method that never takes from anybody when the total grows. It is
//! here to be measured against the planner's revisions, and is too slow for money.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::error::Error;

use vandong::planning::targets::cascade::Ask;
use vandong::planning::targets::limits::Bounds;
use vandong::planning::targets::tree::Tree;

/// A child with its next quotient: weight / (2 x units + 1).
struct Next {
    weight: u64,
    units: i64,
    at: usize,
}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> Ordering {
        let mine = u128::from(self.weight) * (2 * other.units as u128 + 1);
        let theirs = u128::from(other.weight) * (2 * self.units as u128 + 1);
        mine.cmp(&theirs).then(other.at.cmp(&self.at))
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Next {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Next {}

/// Totals of all nodes, within the limits.
pub(crate) fn sainte_lague(tree: &Tree, ask: &Ask<'_>) -> Result<Vec<i64>, Box<dyn Error>> {
    let bounds = Bounds::of(tree, ask.total, ask.limits.iter().copied())?;
    let mut totals = vec![0_i64; tree.len()];
    *totals.get_mut(tree.top()).ok_or("no top")? = ask.total;
    for at in tree.top_down().filter(|at| !tree.is_leaf(*at)) {
        let mut left = totals.get(at).copied().unwrap_or(0);
        let mut heap = BinaryHeap::new();
        for child in tree.children(at).iter().map(|child| *child as usize) {
            let (least, most) = bounds.of_node(child);
            *totals.get_mut(child).ok_or("no child")? = least;
            left -= least;
            let weight = ask.weights.get(child).copied().unwrap_or(0);
            if least < most {
                heap.push(Next { weight, units: least, at: child });
            }
        }
        while left > 0 {
            let next = heap.pop().ok_or("caps are too low")?;
            let units = next.units + 1;
            *totals.get_mut(next.at).ok_or("no child")? = units;
            left -= 1;
            if units < bounds.of_node(next.at).1 {
                heap.push(Next { units, ..next });
            }
        }
    }
    Ok(totals)
}
