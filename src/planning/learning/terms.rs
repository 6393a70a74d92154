//! On which terms outcomes become chances: how fast they age, how long one waits for them, how much
//! the coarser cell weighs against a cell's own outcomes, and how many households are held out.

use serde::{Deserialize, Serialize};

use super::path::Level;
use crate::domain::catalogue::Problem;

/// Least and greatest share of a cell that may be held out.
const SHARES: (f64, f64) = (0.02, 0.05);

/// All terms; every number is an assumption and is stored with what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Days after which an outcome weighs half as much.
    pub half_life_days: u32,
    /// Days after a touch within which its success may still come; 0 where nothing is waited for.
    pub maturity_days: u32,
    /// How much the coarser cell weighs.
    pub strength: Strengths,
    /// Whom to leave in peace.
    pub hold_out: HoldOut,
}

/// The weight of the coarser cell, level by level, in touches: with as many of its own a cell stands
/// half-way between both.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strengths {
    /// Of the assumed chance against all outcomes of a product, an aim and a channel. It is never
    /// estimated: there is nothing to compare an assumption with.
    pub base: f64,
    /// Of a product's rate against a segment's.
    pub segment: f64,
    /// Of a segment's rate against an attempt's.
    pub attempt: f64,
    /// Of the rate around a place against its own.
    pub place: f64,
    /// A level with at least so many cells has its weight estimated from how much they differ; without
    /// it the weights above always hold.
    #[serde(default)]
    pub estimated_from_cells: Option<u32>,
    /// Least weight that an estimate may have.
    pub least: f64,
    /// Greatest weight that an estimate may have.
    pub most: f64,
}

/// The random part of the households who could join that gets no touch in a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldOut {
    /// Share of a large cell, 0.02 to 0.05.
    pub least_share: f64,
    /// Share of a small cell, not below `least_share` and at most 0.05.
    pub most_share: f64,
    /// Households of a cell that make a comparison; a cell's share is the least that brings them.
    pub households: u32,
    /// Weeks for which the same households stay out, more days than `maturity_days`.
    pub weeks: u16,
}

impl Strengths {
    /// The weight at a level, where it is not estimated.
    #[must_use]
    pub fn fixed(&self, level: Level) -> f64 {
        match level {
            Level::Base => self.base,
            Level::Segment => self.segment,
            Level::Attempt => self.attempt,
            Level::Place(_) => self.place,
        }
    }
}

impl Terms {
    /// What cannot be meant in the terms, if anything cannot.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        let Strengths { base, segment, attempt, place, least, most, .. } = self.strength;
        let weights = [base, segment, attempt, place, least, most];
        let HoldOut { least_share, most_share, weeks, .. } = self.hold_out;
        if self.half_life_days == 0 {
            Some(Problem::new(
                "half_life_days phải từ 1 ngày trở lên; hãy sửa lại",
                "half_life_days is at least 1 day; correct it",
            ))
        } else if !weights.iter().all(|weight| (1.0..=1e9).contains(weight)) || least > most {
            Some(Problem::new(
                "các trọng số trong strength phải từ 1 đến 1000000000 lượt và least không lớn hơn \
                 most; hãy sửa lại",
                "the weights of strength are 1 to 1000000000 touches, and least is not above most; \
                 correct them",
            ))
        } else if !(SHARES.0 <= least_share && least_share <= most_share && most_share <= SHARES.1)
        {
            Some(Problem::new(
                "tỷ lệ để lại đối chứng (least_share, most_share) phải từ 0.02 đến 0.05 và least_share \
                 không lớn hơn most_share; hãy sửa lại",
                "the shares held out (least_share, most_share) are 0.02 to 0.05, least_share not above \
                 most_share; correct them",
            ))
        } else if !(1..=52).contains(&weeks) {
            Some(Problem::new(
                "số tuần để lại đối chứng (weeks) phải từ 1 đến 52; hãy sửa lại",
                "the weeks of a hold-out (weeks) are 1 to 52; correct them",
            ))
        } else if u32::from(weeks) * 7 <= self.maturity_days {
            Some(Problem::new(
                "thời gian để lại đối chứng (weeks) phải dài hơn maturity_days, nếu không sẽ không biết bao nhiêu \
                 người tự tham gia; hãy tăng weeks hoặc giảm maturity_days",
                "a hold-out (weeks) lasts longer than maturity_days, or nobody learns how many join of \
                 themselves; raise weeks or lower maturity_days",
            ))
        } else {
            None
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use rstest::rstest;

    use super::*;

    /// Terms as a file writes them.
    pub(in crate::planning::learning) const TEXT: &str = "
half_life_days = 180
maturity_days = 40
strength = { base = 200, segment = 100, attempt = 100, place = 150, estimated_from_cells = 8, least = 10, most = 5000 }
hold_out = { least_share = 0.02, most_share = 0.05, households = 50, weeks = 8 }
";

    /// The same with weights that are never estimated.
    pub(in crate::planning::learning) fn fixed() -> Terms {
        let terms = toml::from_str(&TEXT.replace("estimated_from_cells = 8, ", ""));
        terms.unwrap()
    }

    #[rstest]
    #[case("", "", None)]
    #[case("half_life_days = 180", "half_life_days = 0", Some("half_life_days"))]
    #[case("segment = 100", "segment = 0", Some("weights"))]
    #[case("least = 10", "least = 6000", Some("weights"))]
    #[case("place = 150", "place = nan", Some("weights"))]
    #[case("weeks = 8", "weeks = 0", Some("weeks"))]
    #[case("weeks = 8", "weeks = 6", None)]
    #[case("weeks = 8", "weeks = 5", Some("maturity_days"))]
    #[case("weeks = 8", "weeks = 53", Some("weeks"))]
    #[case("least_share = 0.02", "least_share = 0.01", Some("shares"))]
    #[case("most_share = 0.05", "most_share = 0.06", Some("shares"))]
    #[case(
        "least_share = 0.02, most_share = 0.05",
        "least_share = 0.04, most_share = 0.03",
        Some("shares")
    )]
    fn what_cannot_be_meant_is_told(
        #[case] good: &str,
        #[case] bad: &str,
        #[case] word: Option<&str>,
    ) {
        assert!(TEXT.contains(good));
        let terms: Terms = toml::from_str(&TEXT.replacen(good, bad, 1)).unwrap();
        let problem = terms.problem();
        assert_eq!(problem.is_some(), word.is_some(), "{problem:?}");
        assert!(problem.is_none_or(|problem| problem.en.contains(word.unwrap())));
    }
}
