//! How much a coarser cell tells about those inside it, estimated from how much they differ: where
//! communes differ no more than chance alone makes them, the province speaks for all of them.
//!
//! The method of moments for the Beta-Binomial (as Kleinman's, for weighted counts). Let a cell have k
//! of n weighted touches, q the sum of the squared weights, and m the rate that its parent's touches
//! together give it. If chances inside the parent scatter with the correlation r, then
//!
//! ```text
//! X = sum (k - n m)^2 / (n m (1 - m))      has the mean     (1 - r) A + r B
//! A = sum q / n - sum q / N,   B = N - sum n^2 / N,   N = sum n      (A = cells - 1, unweighted)
//! ```
//!
//! X, A and B are added up over all parents of a level; r = (X - A) / (B - A); the weight is 1/r - 1.

use std::collections::BTreeMap;

use super::path::{Level, Path, Step};
use super::tally::Counts;
use super::terms::Strengths;

/// The weight of the coarser cell at a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// In touches.
    pub touches: f64,
    /// The number of cells from which it was estimated; `None` where it is the one of the terms.
    pub estimated_from: Option<usize>,
}

/// The cells of a level that were compared, and the sums over their parents.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    cells: usize,
    x: f64,
    a: f64,
    b: f64,
}

impl Moments {
    /// Adds the cells of one parent. Fewer than two that could differ tell nothing.
    fn add(&mut self, siblings: &[&Counts]) {
        let assumed = |cell: &Counts| cell.expected / cell.trials;
        let expected: f64 = siblings.iter().map(|cell| cell.expected).sum();
        let came: f64 = siblings.iter().map(|cell| cell.successes).sum();
        let compared: Vec<(&Counts, f64)> = siblings
            .iter()
            .map(|cell| (*cell, assumed(cell) * came / expected))
            .filter(|(_, mean)| 0.0 < *mean && *mean < 1.0)
            .collect();
        if compared.len() < 2 {
            return;
        }
        let sum = |of: fn(&Counts) -> f64| compared.iter().map(|(cell, _)| of(cell)).sum::<f64>();
        let trials = sum(|cell| cell.trials);
        self.cells += compared.len();
        self.x += compared.iter().map(|(cell, mean)| surprise(cell, *mean)).sum::<f64>();
        self.a += sum(|cell| cell.squares / cell.trials) - sum(|cell| cell.squares) / trials;
        self.b += trials - sum(|cell| cell.trials * cell.trials) / trials;
    }

    /// The weight in touches, not yet bounded; `None` where nothing can be told.
    fn touches(&self) -> Option<f64> {
        let (scatter, most) = (self.x - self.a, self.b - self.a);
        if most <= 0.0 {
            None
        } else if scatter <= 0.0 {
            Some(f64::INFINITY)
        } else {
            Some((most - scatter) / scatter)
        }
    }
}

/// How far a cell lies from a rate, in the variance that chance alone gives it.
fn surprise(cell: &Counts, mean: f64) -> f64 {
    let off = cell.successes - cell.trials * mean;
    off * off / (cell.trials * mean * (1.0 - mean))
}

/// The weights of all levels that occur: estimated where the terms allow it and enough cells can be
/// compared, else those of the terms. Cells of which the assumptions expect nothing are not compared.
#[must_use]
pub fn strengths(cells: &BTreeMap<Path, Counts>, terms: &Strengths) -> BTreeMap<Level, Strength> {
    let mut siblings: BTreeMap<(Level, Path), Vec<&Counts>> = BTreeMap::new();
    let mut found: BTreeMap<Level, Moments> = BTreeMap::new();
    for (path, counts) in cells {
        let Some(level) = path.last().map(Step::level) else { continue };
        found.entry(level).or_default();
        if let Some(parent) = path.parent().filter(|_| counts.expected > 0.0) {
            siblings.entry((level, parent)).or_default().push(counts);
        }
    }
    for ((level, _), siblings) in &siblings {
        found.entry(*level).or_default().add(siblings);
    }
    found
        .into_iter()
        .map(|(level, moments)| {
            let enough = terms
                .estimated_from_cells
                .is_some_and(|least| moments.cells >= usize::try_from(least).unwrap_or(usize::MAX));
            let fixed = Strength { touches: terms.fixed(level), estimated_from: None };
            let estimate = moments.touches().filter(|_| enough).map(|touches| Strength {
                touches: touches.max(terms.least).min(terms.most),
                estimated_from: Some(moments.cells),
            });
            (level, estimate.unwrap_or(fixed))
        })
        .collect()
}

#[cfg(test)]
#[path = "strength_tests.rs"]
mod tests;
