//! Who is left in peace for a while: a random 2 to 5 % of the households who could join, cell by cell,
//! so that those who join of themselves can be told from those who were won. Nobody to whom the
//! office owes a touch is ever among them.
//!
//! A household's draw is a hash of the recorded seed, the period and its own key. So it is the same
//! whoever else is on the list and in whichever order, in every version of a plan, and on every
//! machine. The share alone follows the size of the cell: where more or fewer households are open in a
//! later week or version, a few more are held out, or a few of those who were come back, always those
//! with the draws nearest to it; with `least_share` equal to `most_share` nobody. And anybody can compute it again: the first 16 hex digits of
//! `printf '%s\n%s\n%s' SEED PERIOD HOUSEHOLD | sha256sum`, over 2^64, below the share.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::path::Path;
use super::terms::HoldOut;

/// What the office owes to a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// A touch: one of its cases is upcoming, due or overdue, or a call-back was promised.
    Touch,
    /// Nothing: all its cases are of people who could join.
    Nothing,
}

/// A household that could get a touch in the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Key that stays with the household from week to week.
    pub household: &'a str,
    /// The cell in which it is compared: that of its leading case.
    pub cell: &'a Path,
    /// Whether it may be held out at all.
    pub owed: Owed,
}

/// Under which name the draws of a period are made; both are recorded with the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw<'a> {
    /// The seed.
    pub seed: u64,
    /// The first week of the period (`2023-W19`): the same households all through it.
    pub period: &'a str,
}

/// One cell and whom it leaves in peace.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeldCell {
    /// Households that could be held out.
    pub households: usize,
    /// Those that are.
    pub held: usize,
    /// The share of the cell.
    pub share: f64,
}

/// Who is held out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeldOut {
    /// Candidate by candidate whether it is.
    pub held: Vec<bool>,
    /// Cell by cell how many.
    pub cells: BTreeMap<Path, HeldCell>,
}

impl HoldOut {
    /// The share of a cell with so many households: the least, within the bounds, by which enough of
    /// them for a comparison are expected to be held out.
    #[must_use]
    pub fn share(&self, households: usize) -> f64 {
        let wanted = f64::from(self.households) / (households.max(1) as f64);
        wanted.max(self.least_share).min(self.most_share)
    }
}

impl Draw<'_> {
    /// Where a household stands, 0 to below 1, evenly.
    #[must_use]
    pub fn of(&self, household: &str) -> f64 {
        self.lots().of(household)
    }

    fn lots(&self) -> Lots {
        Lots { head: Sha256::new().chain_update(format!("{}\n{}\n", self.seed, self.period)) }
    }
}

/// The draws of a period. What they have in common is hashed once.
struct Lots {
    head: Sha256,
}

impl Lots {
    fn of(&self, household: &str) -> f64 {
        let hash = self.head.clone().chain_update(household);
        let first =
            hash.finalize().iter().take(8).fold(0u64, |all, byte| (all << 8) | u64::from(*byte));
        // 53 bits are what a float holds exactly.
        (first >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Chooses whom to leave in peace. In a larger cell the share is smaller, and whoever is held out at
/// a smaller share would be at a larger one.
#[must_use]
pub fn hold_out(candidates: &[Candidate<'_>], draw: Draw<'_>, terms: &HoldOut) -> HeldOut {
    let mut cells: BTreeMap<&Path, HeldCell> = BTreeMap::new();
    for candidate in candidates.iter().filter(|one| one.owed == Owed::Nothing) {
        cells.entry(candidate.cell).or_default().households += 1;
    }
    for cell in cells.values_mut() {
        cell.share = terms.share(cell.households);
    }
    let lots = draw.lots();
    let held = candidates
        .iter()
        .map(|candidate| {
            let cell = cells.get_mut(candidate.cell);
            let Some(cell) = cell.filter(|_| candidate.owed == Owed::Nothing) else { return false };
            let held = lots.of(candidate.household) < cell.share;
            cell.held += usize::from(held);
            held
        })
        .collect();
    HeldOut { held, cells: cells.into_iter().map(|(path, cell)| (path.clone(), cell)).collect() }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::path::Aim;
    use super::super::terms::tests::fixed;
    use super::*;
    use crate::domain::touch::TouchChannel;

    const DRAW: Draw<'static> = Draw { seed: 7, period: "2023-W23" };

    fn cell(product: &str) -> Path {
        Path::base(product, Aim::Joining, Some(TouchChannel::Call))
    }

    fn keys(count: usize) -> Vec<String> {
        (0..count).map(|at| format!("04252 H{at:06}")).collect()
    }

    fn candidates<'a>(keys: &'a [String], cell: &'a Path, owed: Owed) -> Vec<Candidate<'a>> {
        keys.iter().map(|key| Candidate { household: key, cell, owed }).collect()
    }

    #[rstest]
    #[case::small(100, 0.05)]
    #[case::enough_at_the_most(1_000, 0.05)]
    #[case::between(2_000, 0.025)]
    #[case::large(100_000, 0.02)]
    #[case::nobody(0, 0.05)]
    fn a_cell_holds_out_what_it_needs(#[case] households: usize, #[case] share: f64) {
        assert!((fixed().hold_out.share(households) - share).abs() < 1e-12);
    }

    /// `printf '7\n2023-W23\n04252 H000000' | sha256sum` begins with this.
    #[test]
    fn a_draw_can_be_computed_again_with_common_tools() {
        let expected = 0x74b1696679007f1b_u64 as f64 / 2f64.powi(64);
        assert!((DRAW.of("04252 H000000") - expected).abs() < 1e-12);
    }

    #[test]
    fn draws_are_even_and_differ_by_seed_and_period() {
        let keys = keys(20_000);
        let draws: Vec<f64> = keys.iter().map(|key| DRAW.of(key)).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        assert!((mean - 0.5).abs() < 0.01 && draws.iter().all(|draw| (0.0..1.0).contains(draw)));
        let held =
            |draw: Draw<'_>| -> Vec<bool> { keys.iter().map(|key| draw.of(key) < 0.05).collect() };
        let both = |a: &[bool], b: &[bool]| a.iter().zip(b).filter(|(a, b)| **a && **b).count();
        let (first, seed) = (held(DRAW), held(Draw { seed: 8, ..DRAW }));
        let period = held(Draw { period: "2023-W24", ..DRAW });
        // Of about 1,000 households 5 % meet again by chance.
        assert!(both(&first, &first) > 900 && both(&first, &seed) < 90);
        assert!(both(&first, &period) < 90);
    }

    #[test]
    fn each_cell_holds_out_its_share_and_never_somebody_who_is_owed_a_touch() {
        let keys = keys(40_000);
        let (large, small) = (cell("household_hi"), cell("voluntary_si"));
        let (many, few) = keys.split_at(39_000);
        let (due, open) = many.split_at(9_000);
        let mut all = candidates(due, &large, Owed::Touch);
        all.extend(candidates(open, &large, Owed::Nothing));
        all.extend(candidates(few, &small, Owed::Nothing));
        let found = hold_out(&all, DRAW, &fixed().hold_out);
        assert!(found.held.iter().take(9_000).all(|held| !held));
        let HeldCell { households, held, share } = found.cells[&large];
        assert_eq!((households, share), (30_000, 0.02));
        // Five standard deviations of 30,000 draws at 2 % are 121.
        assert!(held.abs_diff(600) < 121, "{held}");
        let HeldCell { households, held, share } = found.cells[&small];
        assert_eq!((households, share), (1_000, 0.05));
        assert!(held.abs_diff(50) < 35, "{held}");
        let told: usize = found.cells.values().map(|cell| cell.held).sum();
        assert_eq!(found.held.iter().filter(|held| **held).count(), told);
    }

    #[test]
    fn neither_order_nor_neighbours_change_who_is_held_out() {
        let keys = keys(3_000);
        let cell = cell("household_hi");
        let terms = HoldOut { most_share: 0.02, ..fixed().hold_out };
        let forward = candidates(&keys, &cell, Owed::Nothing);
        let all = hold_out(&forward, DRAW, &terms).held;
        let backward: Vec<Candidate<'_>> = forward.iter().rev().copied().collect();
        let mut back = hold_out(&backward, DRAW, &terms).held;
        back.reverse();
        assert_eq!(all, back);
        assert!(all.contains(&true));
        let half = hold_out(&forward[..1_500], DRAW, &terms).held;
        assert_eq!(all[..1_500], half);
    }
}
