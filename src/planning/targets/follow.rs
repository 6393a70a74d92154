//! Targets that move with their areas: when communes are merged or divided, what was given to them goes to
//! those that took their place, and no week of the whole changes by a unit.

use super::Targets;
use super::error::{CascadeError, LARGEST};
use super::share::{Claim, share};
use super::spread::spread;
use super::tree::Tree;

/// A leaf of the new tree that takes a part of one of the old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Place of the leaf in the new tree.
    pub at: usize,
    /// Its weight among all that take a part of the same leaf.
    pub weight: u64,
}

/// Lays the weeks of the leaves of one tree over those of another: `parts` are those of each node of the old
/// tree, of leaves alone. The total of a divided leaf is shared by weight, its weeks are spread along.
///
/// # Errors
/// A leaf that nothing takes over or whose weeks are below zero, sums beyond 64 bits.
pub fn follow(
    (from, targets): (&Tree, &Targets),
    parts: &[Vec<Part>],
    to: &Tree,
) -> Result<Targets, CascadeError> {
    let weeks = targets.weeks();
    let mut cells = vec![0_i64; to.len() * weeks];
    for leaf in from.leaves() {
        let row = targets.row(leaf);
        let (total, code) = (targets.total(leaf), || from.code(leaf).to_owned());
        let refused = || CascadeError::Amount { code: code(), number: total };
        let parts = parts.get(leaf).map_or(&[][..], Vec::as_slice);
        let rows = match parts {
            [_] => row.to_vec(),
            parts => {
                let claim = |one: &Part| Claim { weight: one.weight, least: 0, most: LARGEST };
                let claims: Vec<Claim> = parts.iter().map(claim).collect();
                let totals = share(total, &claims).ok_or_else(refused)?;
                spread(&totals, row).ok_or_else(refused)?
            }
        };
        for (part, row) in parts.iter().zip(rows.chunks(weeks.max(1))) {
            let own = cells.get_mut(part.at * weeks..(part.at + 1) * weeks).ok_or_else(refused)?;
            for (cell, more) in own.iter_mut().zip(row) {
                *cell = cell.checked_add(*more).ok_or_else(refused)?;
            }
        }
    }
    Targets::of_leaves(to, weeks, cells)
}

/// Where a stock stands week by week at each node: where it began, and what its flow adds or takes.
///
/// # Errors
/// Tables that do not fit, sums beyond 64 bits.
pub fn chained(
    tree: &Tree,
    start: &Targets,
    flow: &Targets,
    goes_up: bool,
) -> Result<Targets, CascadeError> {
    let weeks = flow.weeks();
    let mut cells = Vec::with_capacity(tree.len() * weeks);
    for at in 0..tree.len() {
        let mut stands = start.total(at);
        for flow in flow.row(at) {
            let next = if goes_up { stands.checked_add(*flow) } else { stands.checked_sub(*flow) };
            let code = || tree.code(at).to_owned();
            stands = next.ok_or_else(|| CascadeError::Amount { code: code(), number: *flow })?;
            cells.push(stands);
        }
    }
    Ok(Targets::as_stored(weeks, cells))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::planning::targets::tree::Place;

    /// A top with this many leaves, `0`, `1` ...; the top is the last.
    fn flat(leaves: usize) -> Tree {
        let leaf = |at: usize| Place { code: at.to_string(), parent: Some(leaves) };
        let top = Place { code: "top".into(), parent: None };
        Tree::of((0..leaves).map(leaf).chain([top]).collect()).unwrap()
    }

    fn targets(tree: &Tree, rows: &[Vec<i64>]) -> Targets {
        let weeks = rows.first().map_or(0, Vec::len);
        let cells = rows.iter().flatten().copied().chain(vec![0; weeks]).collect();
        Targets::of_leaves(tree, weeks, cells).unwrap()
    }

    fn part(at: usize, weight: u64) -> Part {
        Part { at, weight }
    }

    #[test]
    fn merged_and_divided_by_hand() {
        // 0 and 1 are merged, 2 is divided one to two.
        let (from, to) = (flat(3), flat(3));
        let old = targets(&from, &[vec![3, 1], vec![0, 2], vec![4, 2]]);
        let parts = [vec![part(0, 1)], vec![part(0, 7)], vec![part(1, 1), part(2, 2)], vec![]];
        let new = follow((&from, &old), &parts, &to).unwrap();
        assert_eq!(new.row(0), [3, 3]);
        assert_eq!((new.total(1), new.total(2)), (2, 4));
        assert_eq!(new.row(3), [7, 5]);
        let start = targets(&to, &[vec![10], vec![20], vec![30]]);
        let down = chained(&to, &start, &new, false).unwrap();
        assert_eq!((down.row(0), down.row(3)), (&[7, 4][..], &[53, 48][..]));
        assert_eq!(chained(&to, &start, &new, true).unwrap().row(0), [13, 16]);
    }

    #[test]
    fn what_nobody_takes_over_is_refused_unless_it_is_nothing() {
        let (from, to) = (flat(1), flat(1));
        let of = |rows: &[Vec<i64>]| follow((&from, &targets(&from, rows)), &[vec![], vec![]], &to);
        assert!(of(&[vec![1, 0]]).is_err());
        assert_eq!(of(&[vec![0, 0]]).unwrap().row(1), [0, 0]);
    }

    /// Old leaves with their weeks, and where the parts of each go among `new` leaves.
    fn reform() -> impl Strategy<Value = (Vec<Vec<i64>>, Vec<Vec<Part>>, usize)> {
        (1..9_usize, 1..6_usize, 1..18_usize).prop_flat_map(|(old, new, weeks)| {
            let cell = prop_oneof![3 => Just(0_i64), 3 => 0..5_i64, 1 => 0..900_i64];
            let rows = prop::collection::vec(prop::collection::vec(cell, weeks), old);
            let one = (0..new, 0..1_000_000_u64).prop_map(|(at, weight)| part(at, weight));
            let parts = prop::collection::vec(prop::collection::vec(one, 1..4), old);
            (rows, parts, Just(new))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..Default::default() })]

        /// Every week of the whole is what it was, and a leaf that goes to one place goes there whole.
        #[test]
        fn no_week_changes((rows, mut parts, new) in reform()) {
            let (from, to) = (flat(rows.len()), flat(new));
            let old = targets(&from, &rows);
            parts.push(Vec::new());
            let moved = follow((&from, &old), &parts, &to).unwrap();
            prop_assert_eq!(moved.row(to.top()), old.row(from.top()));
            prop_assert_eq!(moved.first_wrong_sum(&to), None);
            prop_assert!(moved.cells().iter().all(|cell| *cell >= 0));
            for at in 0..new {
                let only = |parts: &[Part]| matches!(parts, [one] if one.at == at);
                let whole: i64 = (0..rows.len())
                    .filter(|leaf| only(&parts[*leaf]))
                    .map(|leaf| old.total(leaf))
                    .sum();
                prop_assert!(moved.total(at) >= whole);
            }
        }
    }
}
