//! What a node's part of a target follows: its potential, the capacity of those who work there, and
//! what was reached before. Each is a share among the children of one parent, so that people, calls
//! and past results can be mixed although their units differ.

use super::error::{CascadeError, LARGEST};
use super::tree::Tree;

/// How much each ground counts, in parts of their sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mix {
    /// People who could join, or whose payment is due.
    pub potential: u16,
    /// Calls and visits that the agents there can make.
    pub capacity: u16,
    /// What was reached in the past.
    pub history: u16,
}

/// Amounts by node, of which those of leaves are read. A ground of which nothing is known anywhere
/// below a parent counts for nothing there.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    /// Amounts of potential.
    pub potential: &'a [i64],
    /// Amounts of capacity.
    pub capacity: &'a [i64],
    /// Amounts of history.
    pub history: &'a [i64],
}

/// 1.0 of a share among siblings.
const WHOLE: i128 = 1 << 32;

/// The weight of each node among its siblings. One ground alone is taken as it is; several are taken
/// as shares in 2^-32. The weight of the top is 0.
///
/// # Errors
/// Arrays that do not fit the tree, amounts below zero, sums beyond [`LARGEST`].
pub fn weights(tree: &Tree, grounds: &Grounds<'_>, mix: Mix) -> Result<Vec<u64>, CascadeError> {
    let sums = [
        (mix.potential, summed(tree, "potential", grounds.potential)?),
        (mix.capacity, summed(tree, "capacity", grounds.capacity)?),
        (mix.history, summed(tree, "history", grounds.history)?),
    ];
    let mut weights = vec![0; tree.len()];
    for at in tree.top_down() {
        let amount = |sums: &[i64], at: usize| sums.get(at).copied().unwrap_or(0);
        let counts = sums.iter().filter(|(part, sums)| *part > 0 && amount(sums, at) > 0);
        let counts: Vec<&(u16, Vec<i64>)> = counts.collect();
        for child in tree.children(at).iter().map(|child| *child as usize) {
            let weight = match counts.as_slice() {
                [(_, only)] => i128::from(amount(only, child)),
                several => several.iter().fold(0, |weight, (part, sums)| {
                    let share =
                        i128::from(amount(sums, child)) * WHOLE / i128::from(amount(sums, at));
                    weight + i128::from(*part) * share
                }),
            };
            if let Some(slot) = weights.get_mut(child) {
                *slot = u64::try_from(weight).unwrap_or(u64::MAX);
            }
        }
    }
    Ok(weights)
}

fn summed(tree: &Tree, what: &'static str, amounts: &[i64]) -> Result<Vec<i64>, CascadeError> {
    let (got, expected) = (amounts.len(), tree.len());
    if got != expected {
        return Err(CascadeError::Shape { what, got, expected });
    }
    let refused = |at: usize, number| {
        let code = tree.code(at).to_owned();
        CascadeError::Amount { code, number }
    };
    for at in tree.leaves() {
        let number = amounts.get(at).copied().unwrap_or(0);
        if number < 0 {
            return Err(refused(at, number));
        }
    }
    let mut sums = amounts.to_vec();
    let total = tree.add_up(&mut sums, 1).and_then(|()| sums.get(tree.top()).copied());
    match total {
        Some(total) if total <= LARGEST => Ok(sums),
        other => Err(refused(tree.top(), other.unwrap_or(i64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::tree::Place;
    use super::*;

    fn three_communes() -> Tree {
        let top = Place { code: "132".into(), parent: None };
        let communes = ["a", "b", "c"].map(|code| Place { code: code.into(), parent: Some(0) });
        Tree::of([top].into_iter().chain(communes).collect()).unwrap()
    }

    /// Weights as hundredths of their sum.
    #[rstest]
    #[case::potential_alone((1, 0, 0), [50, 30, 20])]
    #[case::halves((1, 1, 0), [25, 15, 60])] // 50, 30, 20 and 0, 0, 100
    #[case::what_nobody_knows_counts_for_nothing((1, 0, 9), [50, 30, 20])]
    #[case::a_fifth((4, 1, 0), [40, 24, 36])] // 0.8 of 50, 30, 20, and 0.2 of 0, 0, 100
    fn mixed(#[case] (potential, capacity, history): (u16, u16, u16), #[case] expected: [u64; 3]) {
        let grounds = Grounds {
            potential: &[0, 500, 300, 200],
            capacity: &[0, 0, 0, 8],
            history: &[0, 0, 0, 0],
        };
        let mix = Mix { potential, capacity, history };
        let weights = weights(&three_communes(), &grounds, mix).unwrap();
        let sum: u64 = weights.iter().sum();
        let hundredths = |weight: &u64| (*weight as f64 * 100.0 / sum as f64).round() as u64;
        assert_eq!(weights.iter().skip(1).map(hundredths).collect::<Vec<_>>(), expected);
    }

    #[rstest]
    #[case(&[0, 1, 1], "potential: 3 numbers where 4 belong")]
    #[case(&[0, 1, -1, 0], "b: -1 is no amount")]
    #[case(&[0, LARGEST, 1, 0], "132: 72,057,594,037,927,937 is no amount")]
    fn amounts_that_are_refused(#[case] potential: &[i64], #[case] expected: &str) {
        let nothing = &[0; 4];
        let grounds = Grounds { potential, capacity: nothing, history: nothing };
        let mix = Mix { potential: 1, capacity: 0, history: 0 };
        let error = weights(&three_communes(), &grounds, mix).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
