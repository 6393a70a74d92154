//! A part of a whole as two sums. Percentages are computed from sums and never averaged: the mean of
//! two communes' percentages says nothing about the district.

use std::iter::Sum;

use super::money::BasisPoints;

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    /// The part, such as participants.
    pub part: i64,
    /// The whole, such as inhabitants.
    pub whole: i64,
}

impl Ratio {
    /// The share in hundredths of one percent, rounded half up; none of nothing, and none of a part below zero.
    #[must_use]
    pub fn share(self) -> Option<BasisPoints> {
        let (part, whole) = (i128::from(self.part), i128::from(self.whole));
        if whole <= 0 || part < 0 {
            return None;
        }
        u32::try_from((2 * part * 10_000 + whole) / (2 * whole)).ok().map(BasisPoints)
    }

    /// The share in tenths of one percent, rounded half up from the numbers themselves; none of nothing. What is not
    /// all is never told as all.
    #[must_use]
    pub fn tenths(self) -> Option<i64> {
        let (part, whole) = (i128::from(self.part), i128::from(self.whole));
        if whole <= 0 {
            return None;
        }
        let rounded = (2 * part * 1_000 + whole).div_euclid(2 * whole);
        i64::try_from(if part < whole { rounded.min(999) } else { rounded }).ok()
    }

    /// How much the part lacks to be at least this share of the whole; 0 once it is reached. `None` only for a
    /// number beyond an i64.
    #[must_use]
    pub fn missing(self, share: BasisPoints) -> Option<i64> {
        let exact = i128::from(self.whole) * i128::from(share.0);
        let needed = exact.div_euclid(10_000) + i128::from(exact.rem_euclid(10_000) > 0);
        i64::try_from((needed - i128::from(self.part)).max(0)).ok()
    }
}

impl Sum for Ratio {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            part: sum.part.saturating_add(one.part),
            whole: sum.whole.saturating_add(one.whole),
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::compulsory_of_yen_bai(54_800, 56_850, Some(9_639))]
    #[case::unemployment_of_yen_bai(46_500, 51_840, Some(8_970))]
    #[case::half_up(1, 20_000, Some(1))]
    #[case::more_than_all(3, 2, Some(15_000))]
    #[case::of_nothing(5, 0, None)]
    #[case::below_zero(-1, 10, None)]
    fn shares(#[case] part: i64, #[case] whole: i64, #[case] expected: Option<u32>) {
        assert_eq!(Ratio { part, whole }.share(), expected.map(BasisPoints));
    }

    #[rstest]
    #[case::once_and_not_twice(28, 52, Some(538))]
    #[case(1_694, 10_000, Some(169))]
    #[case(5_576, 10_000, Some(558))]
    #[case::not_all(9_999, 10_000, Some(999))]
    #[case(10_000, 10_000, Some(1_000))]
    #[case::more_than_all(3, 2, Some(1_500))]
    #[case(0, 7, Some(0))]
    #[case::below_zero(-1, 10, Some(-100))]
    #[case::of_nothing(5, 0, None)]
    fn tenths_of_a_percent(#[case] part: i64, #[case] whole: i64, #[case] expected: Option<i64>) {
        assert_eq!(Ratio { part, whole }.tenths(), expected);
    }

    #[test]
    fn a_share_of_sums_is_not_the_mean_of_shares() {
        let communes = [Ratio { part: 90, whole: 100 }, Ratio { part: 100, whole: 1_000 }];
        let district: Ratio = communes.into_iter().sum();
        assert_eq!(district.share(), Some(BasisPoints(1_727)), "and not 50 %");
    }

    #[rstest]
    #[case(892, 1_000, 9_090, 17)]
    #[case(1, 3, 5_000, 1)]
    #[case(2, 3, 5_000, 0)]
    #[case(0, 0, 9_000, 0)]
    fn what_is_missing(
        #[case] part: i64,
        #[case] whole: i64,
        #[case] share: u32,
        #[case] missing: i64,
    ) {
        assert_eq!(Ratio { part, whole }.missing(BasisPoints(share)), Some(missing));
    }
}
