//! Where a target stands during a campaign: what was to be done by now, what is left for each week,
//! and how much more a touch is worth that serves an indicator behind its pace.

use super::season::along;
use crate::domain::money::BasisPoints;

/// The pace of one node and indicator at the beginning of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The target of all weeks.
    pub target: i64,
    /// What was reached.
    pub done: i64,
    /// What was planned for the weeks before this one.
    pub expected: i64,
    /// What is missing, 0 once the target is reached.
    pub left: i64,
    /// What was planned for this week and those after it.
    pub planned: i64,
    /// `left` along the season: what this week and each after it has to bring.
    pub weeks: Vec<i64>,
}

impl Pace {
    /// From the weeks of a target, what each week counts in the season, what was reached before the
    /// beginning of `week`, and that week.
    #[must_use]
    pub fn of(targets: &[i64], season: &[u64], done: i64, week: usize) -> Self {
        let target: i64 = targets.iter().sum();
        let expected: i64 = targets.iter().take(week).sum();
        let left = target.saturating_sub(done).max(0);
        let weeks = along(left, season.get(week..).unwrap_or_default()).unwrap_or_default();
        Self { target, done, expected, left, planned: target - expected, weeks }
    }

    /// How far it is behind what was planned by now; 0 when it is not.
    #[must_use]
    pub fn behind(&self) -> i64 {
        self.expected.saturating_sub(self.done).max(0)
    }

    /// What a touch that serves this indicator is worth, relative to one that serves an indicator on
    /// its pace: what is left divided by what was planned for the same weeks, never below 1 and never
    /// above `cap` (both in hundredths of one percent, rounded down). With nothing planned for the
    /// weeks that are left, a target that is not reached gets the cap.
    ///
    /// It is the tempo that is needed in tempos as planned: 1.4 means that every week from now on has to
    /// bring 1.4 times what was planned for it. The cap keeps the last weeks of a hopeless target from
    /// drawing everybody away from all others.
    #[must_use]
    pub fn factor(&self, cap: BasisPoints) -> BasisPoints {
        let cap = cap.max(BasisPoints::WHOLE);
        match (self.left, self.planned) {
            (..=0, _) => BasisPoints::WHOLE,
            (_, ..=0) => cap,
            (left, planned) => {
                let tempo =
                    i128::from(left) * i128::from(BasisPoints::WHOLE.0) / i128::from(planned);
                let tempo = u32::try_from(tempo).unwrap_or(u32::MAX);
                BasisPoints(tempo).clamp(BasisPoints::WHOLE, cap)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// A target of 100: 20 in each of the first two weeks, 30 in each of the last two.
    #[rstest]
    #[case::on_its_pace(40, 2, 60, 0, &[30, 30], 10_000)]
    #[case::ahead(55, 2, 45, 0, &[22, 23], 10_000)] // 22.5 rounds to 23, which leaves 22
    #[case::behind(16, 2, 84, 24, &[42, 42], 14_000)] // 84 / 60
    #[case::far_behind(0, 3, 100, 70, &[100], 20_000)] // 100 / 30 is above the cap
    #[case::reached(100, 2, 0, 0, &[0, 0], 10_000)]
    #[case::more_than_reached(130, 2, 0, 0, &[0, 0], 10_000)]
    #[case::over(90, 4, 10, 10, &[], 20_000)]
    #[case::not_begun(0, 0, 100, 0, &[20, 20, 30, 30], 10_000)]
    fn the_tempo_that_is_needed(
        #[case] done: i64,
        #[case] week: usize,
        #[case] left: i64,
        #[case] behind: i64,
        #[case] weeks: &[i64],
        #[case] factor: u32,
    ) {
        let pace = Pace::of(&[20, 20, 30, 30], &[2, 2, 3, 3], done, week);
        assert_eq!((pace.left, pace.behind()), (left, behind));
        let mut sorted = pace.weeks.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, weeks);
        assert_eq!(pace.factor(BasisPoints(20_000)), BasisPoints(factor));
        assert_eq!(pace.factor(BasisPoints(5_000)), BasisPoints::WHOLE, "a cap below 1 is 1");
    }

    #[test]
    fn nothing_asked_is_never_behind() {
        let pace = Pace::of(&[0, 0], &[1, 1], 0, 1);
        assert_eq!(pace.factor(BasisPoints(20_000)), BasisPoints::WHOLE);
    }
}
