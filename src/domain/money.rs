//! Money in whole Vietnamese đồng. There is no smaller coin and no other currency, so an integer
//! holds every amount exactly; what does not fit is an error, never a wrapped number.

use serde::{Deserialize, Serialize};

use super::digits::thousands;

/// An amount in whole VND.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Vnd(pub i64);

/// A share in hundredths of one percent: 450 is 4.5 %, 10,000 is the whole.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct BasisPoints(pub u32);

impl BasisPoints {
    /// 100 %.
    pub const WHOLE: Self = Self(10_000);
}

/// A calculation whose result does not fit an i64 of VND.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{left} {operation} {right} is more than can be counted in VND; check the two numbers")]
pub struct MoneyError {
    left: i64,
    operation: &'static str,
    right: i64,
}

impl Vnd {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        let error = MoneyError { left: self.0, operation: "plus", right: other.0 };
        self.0.checked_add(other.0).map(Self).ok_or(error)
    }

    /// The difference, which may be negative.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        let error = MoneyError { left: self.0, operation: "minus", right: other.0 };
        self.0.checked_sub(other.0).map(Self).ok_or(error)
    }

    /// The amount taken `count` times, for example a month's amount for the months of a cycle.
    pub fn times(self, count: i64) -> Result<Self, MoneyError> {
        let error = MoneyError { left: self.0, operation: "times", right: count };
        self.0.checked_mul(count).map(Self).ok_or(error)
    }

    /// The share of the amount, rounded half away from zero to whole VND.
    pub fn share(self, share: BasisPoints) -> Result<Self, MoneyError> {
        let exact = i128::from(self.0) * i128::from(share.0);
        let rounded = (exact + 5_000 * exact.signum()) / 10_000;
        let right = i64::from(share.0);
        let error = MoneyError { left: self.0, operation: "by basis points", right };
        i64::try_from(rounded).map(Self).map_err(|_| error)
    }
}

impl std::fmt::Display for Vnd {
    /// `1.234.567 ₫`, as amounts are written in Vietnam.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{} ₫", thousands(self.0)))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "0 ₫")]
    #[case(999, "999 ₫")]
    #[case(1_000, "1.000 ₫")]
    #[case(1_234_567, "1.234.567 ₫")]
    #[case(-1_234, "-1.234 ₫")]
    #[case(i64::MIN, "-9.223.372.036.854.775.808 ₫")]
    fn written(#[case] amount: i64, #[case] expected: &str) {
        assert_eq!(Vnd(amount).to_string(), expected);
    }

    #[rstest]
    #[case(2_340_000, 450, 105_300)]
    #[case(1, 5_000, 1)]
    #[case(-1, 5_000, -1)]
    #[case(1, 4_999, 0)]
    #[case(-3, 5_000, -2)]
    #[case(0, 10_000, 0)]
    #[case(i64::MAX, 10_000, i64::MAX)]
    fn shares_round_half_away_from_zero(#[case] of: i64, #[case] bp: u32, #[case] expected: i64) {
        assert_eq!(Vnd(of).share(BasisPoints(bp)), Ok(Vnd(expected)));
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        assert!(Vnd(i64::MAX).plus(Vnd(1)).is_err());
        assert!(Vnd(i64::MIN).minus(Vnd(1)).is_err());
        assert!(Vnd(i64::MAX).times(2).is_err());
        let error = Vnd(i64::MAX).share(BasisPoints(20_000)).unwrap_err();
        assert!(error.to_string().contains("by basis points"));
    }
}
