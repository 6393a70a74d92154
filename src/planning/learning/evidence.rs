//! What came of earlier touches, as a snapshot holds it, and what a plan learns from it.

use chrono::NaiveDate;

use super::assumed::assumed;
use super::chances::{Asked, Chances};
use super::path::{Aim, Step};
use super::rates::{Rates, learn};
use super::tally::Observed;
use crate::planning::assumptions::{AssumptionError, Resolved};
use crate::planning::week::Basis;

/// What was observed until a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The day from which one looks back; `None` while nothing was observed.
    pub as_of: Option<NaiveDate>,
    /// Touches and what came of them, and households that were held out.
    pub observed: Vec<Observed>,
    /// Commune by commune of the snapshot the places that lead to it, the largest first.
    pub places: Vec<Vec<Step>>,
}

/// What a plan goes by: the rates, and the chances that follow from them or from the assumptions.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// The rates of all cells in which anything was observed.
    pub rates: Rates,
    /// The chances that follow from them.
    pub chances: Chances,
    /// The assumptions, by index.
    pub resolved: Resolved,
    attempt_factor: f64,
}

impl Learnt {
    /// Learns from the evidence of a snapshot.
    ///
    /// # Errors
    /// Assumptions that name unknown codes.
    pub fn of(evidence: &Evidence, basis: &Basis<'_>) -> Result<Self, AssumptionError> {
        let Basis { assumptions, products, segments, .. } = *basis;
        let resolved = assumptions.resolve(products, segments)?;
        let prior = |path: &_| assumed(path, assumptions);
        let rates = match (&assumptions.learning, evidence.as_of) {
            (Some(terms), Some(as_of)) => learn(&evidence.observed, as_of, terms, prior),
            _ => Rates::default(),
        };
        let chances = Chances::of(&rates, evidence, basis, &resolved);
        Ok(Self { rates, chances, resolved, attempt_factor: assumptions.attempt_factor })
    }

    /// The chance, 0 to 1, that a touch brings what it is made for, by outcomes or else as assumed.
    #[must_use]
    pub fn level(&self, asked: &Asked) -> f64 {
        self.chances.get(asked).map_or_else(|| self.assumed(asked), |found| found.level)
    }

    fn assumed(&self, asked: &Asked) -> f64 {
        let joining = asked.aim == Aim::Joining;
        let chance = self.resolved.chance(asked.product, joining).of(asked.channel)
            * self.resolved.segment_factor(asked.segments);
        (0..asked.attempts).fold(chance, |chance, _| chance * self.attempt_factor).min(1.0)
    }
}
