//! Conversion rates, level by level: the mean of a Beta-Binomial whose prior is the cell around it. A
//! cell with k of n weighted touches, inside one from which m is to be expected here, has the rate
//! (k + s m) / (n + s), s being the weight of its level.
//!
//! What is to be expected is the coarser cell's rate, times what the assumptions say of this cell
//! against that one (a segment that answers 1.2 times as often, a second attempt at 0.8). So the
//! factors of the assumptions hold until outcomes speak against them, and no longer.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::path::{Level, Path, Step};
use super::strength::{Strength, strengths};
use super::tally::{Counts, Observed, tally};
use super::terms::Terms;

/// The rate of one cell, with everything from which it follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Its touches and those of all cells inside it.
    pub counts: Counts,
    /// What the assumptions say of these touches, 0 to 1.
    pub assumed: f64,
    /// What the cell around it lets expect here, 0 to 1; of the coarsest cell, what is assumed.
    pub expected: f64,
    /// The weight of that.
    pub strength: Strength,
    /// The rate, between its own share and `expected`.
    pub rate: f64,
}

impl Rate {
    /// The two parameters of the Beta that says how sure the rate is, for draws and intervals.
    #[must_use]
    pub fn beta(&self) -> (f64, f64) {
        let Counts { trials, successes, .. } = self.counts;
        let Strength { touches, .. } = self.strength;
        (successes + touches * self.expected, trials - successes + touches * (1.0 - self.expected))
    }
}

/// The rates of all cells in which anything was observed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    cells: BTreeMap<Path, Rate>,
    strengths: BTreeMap<Level, Strength>,
}

/// What a cell's own touches and the expectation come to.
#[must_use]
pub fn shrunk(counts: &Counts, expected: f64, touches: f64) -> f64 {
    (counts.successes + touches * expected) / (counts.trials + touches)
}

/// Learns from what was observed until a day. `assumed` is the chance that is assumed of a cell, 0 to
/// 1: the PRIORS of the planning assumptions. The same outcomes in another order give the same rates,
/// to the last bit.
#[must_use]
pub fn learn(
    observed: &[Observed],
    as_of: NaiveDate,
    terms: &Terms,
    assumed: impl Fn(&Path) -> f64,
) -> Rates {
    let counts = tally(observed, as_of, terms, &assumed);
    let strengths = strengths(&counts, &terms.strength);
    let mut cells: BTreeMap<Path, Rate> = BTreeMap::new();
    // Coarser cells come before those inside them.
    for (path, counts) in counts {
        let own = (counts.trials > 0.0).then(|| counts.expected / counts.trials);
        let assumed = own.unwrap_or_else(|| assumed(&path)).clamp(0.0, 1.0);
        let parent = path.parent().and_then(|parent| cells.get(&parent));
        let expected = parent.map_or(assumed, |parent| relative(parent, assumed));
        let Some(level) = path.last().map(Step::level) else { continue };
        let Some(strength) = strengths.get(&level).copied() else { continue };
        let rate = shrunk(&counts, expected, strength.touches);
        cells.insert(path, Rate { counts, assumed, expected, strength, rate });
    }
    Rates { cells, strengths }
}

/// The rate of a coarser cell at a finer one of which `assumed` is assumed.
fn relative(around: &Rate, assumed: f64) -> f64 {
    let factor = if around.assumed > 0.0 { assumed / around.assumed } else { 1.0 };
    (around.rate * factor).min(1.0)
}

impl Rates {
    /// Rates as they were stored. The weights of the levels are those of their cells.
    #[must_use]
    pub fn stored(cells: BTreeMap<Path, Rate>) -> Self {
        let level = |path: &Path| path.last().map(Step::level);
        let strengths = cells.iter();
        let strengths = strengths.filter_map(|(path, rate)| Some((level(path)?, rate.strength)));
        let strengths = strengths.collect();
        Self { cells, strengths }
    }

    /// Whether nothing was observed anywhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The first cell whose rate does not follow from its counts and the cell around it, if any: anybody
    /// can compute rates again from what is stored.
    #[must_use]
    pub fn wrong(&self) -> Option<&Path> {
        let off = |a: f64, b: f64| (a - b).abs() > 1e-9;
        let wrong = |(path, rate): &(&Path, &Rate)| {
            let parent = path.parent();
            let around = parent.as_ref().map(|path| self.cells.get(path));
            let expected = match around {
                Some(Some(around)) => relative(around, rate.assumed),
                // A cell inside another was counted in it too.
                Some(None) => return true,
                None => rate.assumed,
            };
            off(rate.expected, expected)
                || off(rate.rate, shrunk(&rate.counts, expected, rate.strength.touches))
        };
        self.cells.iter().find(wrong).map(|(path, _)| path)
    }

    /// The rate of a cell in which something was observed.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&Rate> {
        self.cells.get(path)
    }

    /// The finest cell at or around a path in which something was observed.
    #[must_use]
    pub fn nearest(&self, path: &Path) -> Option<(Path, &Rate)> {
        path.upwards().find_map(|path| self.cells.get(&path).map(|rate| (path.clone(), rate)))
    }

    /// The chance at a cell of which `assumed` is assumed: its rate, else that of the nearest cell
    /// around it by what is assumed of both, else what is assumed.
    #[must_use]
    pub fn chance(&self, path: &Path, assumed: f64) -> f64 {
        match self.nearest(path) {
            Some((found, rate)) if found == *path => rate.rate,
            Some((_, around)) => relative(around, assumed),
            None => assumed,
        }
    }

    /// All cells, coarser ones before those inside them.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Rate)> {
        self.cells.iter()
    }

    /// The weights of the levels.
    #[must_use]
    pub fn strengths(&self) -> &BTreeMap<Level, Strength> {
        &self.strengths
    }
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
