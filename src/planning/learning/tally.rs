//! Outcomes counted: how many touches of a cell were made and how many brought what they were made
//! for, weighted by age and by whether the answer can still come.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::path::Path;
use super::terms::Terms;

/// Touches of one cell on one day that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The finest cell to which they belong.
    pub path: Path,
    /// The day on which they were made.
    pub day: NaiveDate,
    /// What came of them until the day from which one looks back.
    pub results: Results,
}

/// What came of some touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// All that were made.
    pub made: u32,
    /// Those of them that brought what they were made for.
    pub came: u32,
    /// Those of them that never will: refused for good, moved, insured elsewhere.
    pub ended: u32,
}

/// The touches of a cell, with everything inside it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Touches that were made, as people count them.
    pub made: u64,
    /// Those that brought what they were made for, as people count them.
    pub came: u64,
    /// Touches, weighted.
    pub trials: f64,
    /// Those that brought it, weighted; never more than `trials`.
    pub successes: f64,
    /// Sum of the squares of the weights: how much chance there is in the weighted counts.
    pub squares: f64,
    /// What the assumptions expected of the weighted touches.
    pub expected: f64,
}

impl Counts {
    /// The share that succeeded, weighted; `None` without a touch that counts.
    #[must_use]
    pub fn own(&self) -> Option<f64> {
        (self.trials > 0.0).then(|| self.successes / self.trials)
    }

    fn add(&mut self, other: &Self) {
        self.made += other.made;
        self.came += other.came;
        self.trials += other.trials;
        self.successes += other.successes;
        self.squares += other.squares;
        self.expected += other.expected;
    }
}

/// The weight of an outcome by its age: half after each half-life, straight between. No power of a
/// fraction is taken: machines differ in the last digit of one, and plans must not.
#[must_use]
pub fn weight_of_age(days: u32, half_life_days: u32) -> f64 {
    let whole = half_life_days.max(1);
    let halvings = days / whole;
    let rest = f64::from(days % whole) / f64::from(whole);
    let halved = (0..halvings.min(1100)).fold(1.0, |weight, _| weight * 0.5);
    halved * (1.0 - rest / 2.0)
}

/// By how much a touch without an answer yet counts as one that failed. Answers come evenly over the
/// maturity window, so `days` after the touch a part F of them is in, and of the touches without one
/// the part (1 - p) / (1 - pF) fails in the end, p being the assumed chance. Successes count at once;
/// with this weight for the others a rate is p on every day, where p is right.
#[must_use]
pub fn weight_of_silence(days: u32, maturity_days: u32, assumed: f64) -> f64 {
    if days >= maturity_days {
        return 1.0;
    }
    let arrived = f64::from(days) / f64::from(maturity_days);
    arrived * (1.0 - assumed) / (1.0 - assumed * arrived)
}

/// Counts all cells as of a day, those around the observed ones too. Touches after the day are not
/// known yet and count nothing. The order of what was observed changes nothing, to the last bit.
/// `assumed` is the chance that is assumed of a cell, 0 to 1.
#[must_use]
pub fn tally(
    observed: &[Observed],
    as_of: NaiveDate,
    terms: &Terms,
    assumed: impl Fn(&Path) -> f64,
) -> BTreeMap<Path, Counts> {
    let mut days: BTreeMap<&Path, BTreeMap<NaiveDate, [u64; 3]>> = BTreeMap::new();
    for Observed { path, day, results } in observed.iter().filter(|one| one.day <= as_of) {
        let [made, came, ended] = days.entry(path).or_default().entry(*day).or_default();
        *made += u64::from(results.made);
        *came += u64::from(results.came);
        *ended += u64::from(results.ended);
    }
    let mut cells: BTreeMap<Path, Counts> = BTreeMap::new();
    for (path, days) in days {
        let chance = assumed(path).clamp(0.0, 1.0);
        let mut counts = Counts::default();
        for (day, results) in days {
            let age = u32::try_from((as_of - day).num_days()).unwrap_or(u32::MAX);
            counts.add(&weighed(results, age, terms, chance));
        }
        for cell in path.upwards() {
            cells.entry(cell).or_default().add(&counts);
        }
    }
    cells
}

/// Touches of one day, weighted; more results than touches are read as so many touches.
fn weighed([made, came, ended]: [u64; 3], age: u32, terms: &Terms, chance: f64) -> Counts {
    let fresh = weight_of_age(age, terms.half_life_days);
    let silent = fresh * weight_of_silence(age, terms.maturity_days, chance);
    let made = made.max(came + ended);
    let known = (came + ended) as f64;
    let open = (made - came - ended) as f64;
    let trials = known * fresh + open * silent;
    Counts {
        made,
        came,
        trials,
        successes: came as f64 * fresh,
        squares: known * fresh * fresh + open * silent * silent,
        expected: trials * chance,
    }
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
