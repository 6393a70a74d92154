//! The targets of one indicator: every node, every week. Leaves are the atoms; all else is their sum.

use super::error::CascadeError;
use super::tree::Tree;

/// Targets by node and week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Targets {
    weeks: usize,
    cells: Vec<i64>,
}

impl Targets {
    /// From the weeks of leaves, in a table of `weeks` numbers for each node; what stands in other nodes
    /// is replaced by sums.
    ///
    /// # Errors
    /// A table that does not fit the tree, or sums beyond 64 bits.
    pub fn of_leaves(tree: &Tree, weeks: usize, mut cells: Vec<i64>) -> Result<Self, CascadeError> {
        let (got, expected) = (cells.len(), tree.len() * weeks);
        if got != expected {
            return Err(CascadeError::Shape { what: "weeks of nodes", got, expected });
        }
        let code = || tree.code(tree.top()).to_owned();
        tree.add_up(&mut cells, weeks)
            .ok_or_else(|| CascadeError::Amount { code: code(), number: i64::MAX })?;
        Ok(Self { weeks, cells })
    }

    /// What was stored, as it was stored: [`Self::first_wrong_sum`] looks at it.
    #[must_use]
    pub fn as_stored(weeks: usize, cells: Vec<i64>) -> Self {
        Self { weeks, cells }
    }

    /// Number of weeks.
    #[must_use]
    pub fn weeks(&self) -> usize {
        self.weeks
    }

    /// The weeks of a node; empty beyond the last.
    #[must_use]
    pub fn row(&self, at: usize) -> &[i64] {
        self.cells.get(at * self.weeks..(at + 1) * self.weeks).unwrap_or(&[])
    }

    /// A node's target of all weeks.
    #[must_use]
    pub fn total(&self, at: usize) -> i64 {
        self.row(at).iter().fold(0, |sum, one| sum.saturating_add(*one))
    }

    /// A node's target of the weeks before `week`.
    #[must_use]
    pub fn before(&self, at: usize, week: usize) -> i64 {
        self.row(at).iter().take(week).fold(0, |sum, one| sum.saturating_add(*one))
    }

    /// All cells, `weeks` for each node.
    #[must_use]
    pub fn cells(&self) -> &[i64] {
        &self.cells
    }

    /// The first node and week whose number is not the sum of the nodes below, for what was stored
    /// and may have been changed since: `(node, week, stands, sum)`.
    #[must_use]
    pub fn first_wrong_sum(&self, tree: &Tree) -> Option<(usize, usize, i64, i128)> {
        let cell = |at: usize, week: usize| self.row(at).get(week).copied().unwrap_or(0);
        let inner = tree.top_down().filter(|at| !tree.is_leaf(*at));
        inner.flat_map(|at| (0..self.weeks).map(move |week| (at, week))).find_map(|(at, week)| {
            let below =
                tree.children(at).iter().map(|child| i128::from(cell(*child as usize, week)));
            let (stands, sum) = (cell(at, week), below.sum::<i128>());
            (i128::from(stands) != sum).then_some((at, week, stands, sum))
        })
    }

    /// Sums of leaves by another grouping, such as organisations, collection points, agents or offices:
    /// `weeks` numbers for each of `groups`. `group_of` names the group of each node; leaves without
    /// one, and nodes that are no leaf, are left out.
    #[must_use]
    pub fn sums_by(&self, tree: &Tree, group_of: &[Option<u32>], groups: usize) -> Vec<i64> {
        let mut sums = vec![0_i64; groups * self.weeks];
        for leaf in tree.leaves() {
            let Some(group) = group_of.get(leaf).copied().flatten() else { continue };
            let from = group as usize * self.weeks;
            let Some(row) = sums.get_mut(from..from + self.weeks) else { continue };
            for (sum, one) in row.iter_mut().zip(self.row(leaf)) {
                *sum = sum.saturating_add(*one);
            }
        }
        sums
    }
}
