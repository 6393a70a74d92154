//! One indicator down the whole tree and along its weeks. Totals go first, each parent dividing what
//! it has; then the weeks of each parent are laid out over its children. Both keep sums exact at every
//! node, so that the atoms agree with every table that can be made of them.

use super::Targets;
use super::error::{CascadeError, LARGEST};
use super::limits::{Bounds, Limit};
use super::season::along;
use super::share::{Claim, share};
use super::spread::spread;
use super::tree::Tree;

/// What is asked of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The target of the top, in the unit of the indicator.
    pub total: i64,
    /// What each week counts; as many as there are weeks.
    pub season: &'a [u64],
    /// The weight of each node among its siblings ([`super::merit::weights`]).
    pub weights: &'a [u64],
    /// What was set by hand.
    pub limits: &'a [Limit],
}

impl Ask<'_> {
    /// The weight of a node among its siblings.
    pub(super) fn weight(&self, at: usize) -> u64 {
        self.weights.get(at).copied().unwrap_or(0)
    }

    pub(super) fn check(&self, tree: &Tree) -> Result<(), CascadeError> {
        let (got, expected) = (self.weights.len(), tree.len());
        if got != expected {
            return Err(CascadeError::Shape { what: "weights", got, expected });
        }
        let sum: u128 = self.season.iter().map(|week| u128::from(*week)).sum();
        if self.season.is_empty() {
            return Err(CascadeError::Shape { what: "season", got: 0, expected: 1 });
        }
        within(tree, tree.top(), sum)?;
        for at in tree.top_down() {
            let weights = tree.children(at).iter().map(|child| self.weight(*child as usize));
            within(tree, at, weights.map(u128::from).sum())?;
        }
        Ok(())
    }
}

/// Refuses a sum of weights beyond [`LARGEST`].
fn within(tree: &Tree, at: usize, sum: u128) -> Result<(), CascadeError> {
    match i64::try_from(sum) {
        Ok(sum) if sum <= LARGEST => Ok(()),
        other => Err(CascadeError::Amount {
            code: tree.code(at).to_owned(),
            number: other.unwrap_or(i64::MAX),
        }),
    }
}

/// Divides a target among all nodes and weeks.
///
/// # Errors
/// Limits that cannot be kept, with the area, the areas below it and the difference; arrays that do
/// not fit the tree.
pub fn cascade(tree: &Tree, ask: &Ask<'_>) -> Result<Targets, CascadeError> {
    ask.check(tree)?;
    let bounds = Bounds::of(tree, ask.total, ask.limits.iter().copied())?;
    let totals = divide(tree, ask.total, |_, children| {
        let claim = |at: &u32| {
            let (least, most) = bounds.of_node(*at as usize);
            Claim { weight: ask.weight(*at as usize), least, most }
        };
        children.iter().map(claim).collect()
    })?;
    let columns = along(ask.total, ask.season).unwrap_or_default();
    let cells = lay_out(tree, &totals, &columns)?;
    Targets::of_leaves(tree, columns.len(), cells)
}

/// Totals of all nodes: what each parent has, divided by the claims that its children have on it.
pub(super) fn divide(
    tree: &Tree,
    total: i64,
    claims: impl Fn(i64, &[u32]) -> Vec<Claim>,
) -> Result<Vec<i64>, CascadeError> {
    let mut totals = vec![0; tree.len()];
    if let Some(top) = totals.get_mut(tree.top()) {
        *top = total;
    }
    for at in tree.top_down().filter(|at| !tree.is_leaf(*at)) {
        let has = totals.get(at).copied().unwrap_or(0);
        let children = tree.children(at);
        let parts = share(has, &claims(has, children)).ok_or_else(|| uneven(tree, at))?;
        for (child, part) in children.iter().zip(parts) {
            if let Some(slot) = totals.get_mut(*child as usize) {
                *slot = part;
            }
        }
    }
    Ok(totals)
}

/// Weeks of all nodes: `columns` of the top, and below it what its children's totals make of them.
pub(super) fn lay_out(
    tree: &Tree,
    totals: &[i64],
    columns: &[i64],
) -> Result<Vec<i64>, CascadeError> {
    let weeks = columns.len();
    let mut cells = vec![0; tree.len() * weeks];
    let place = |at: usize| at * weeks..(at + 1) * weeks;
    if let Some(row) = cells.get_mut(place(tree.top())) {
        row.copy_from_slice(columns);
    }
    let mut rows = Vec::new();
    for at in tree.top_down().filter(|at| !tree.is_leaf(*at)) {
        let children = tree.children(at);
        rows.clear();
        rows.extend(children.iter().filter_map(|child| totals.get(*child as usize)));
        let columns = cells.get(place(at)).unwrap_or_default();
        let table = spread(&rows, columns).ok_or_else(|| uneven(tree, at))?;
        for (child, weeks) in children.iter().zip(table.chunks_exact(weeks.max(1))) {
            if let Some(row) = cells.get_mut(place(*child as usize)) {
                row.copy_from_slice(weeks);
            }
        }
    }
    Ok(cells)
}

fn uneven(tree: &Tree, at: usize) -> CascadeError {
    CascadeError::Uneven { parent: tree.code(at).to_owned() }
}

#[cfg(test)]
#[path = "cascade_tests.rs"]
mod tests;
