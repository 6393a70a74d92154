//! How a campaign's effort lies over its weeks: each day that is worked counts, days of peak months
//! and launch days count more, holidays not at all.

use crate::domain::calendar::{Holidays, WORKING_WEEK, Week};
use crate::domain::campaign::Campaign;

/// What a day counts, in hundredths of a usual working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayWeights {
    /// A working day.
    pub usual: u32,
    /// A working day of a peak month.
    pub peak: u32,
    /// A launch day, worked or not.
    pub launch: u32,
}

/// The weeks of a campaign and what each counts. A week that it touches in part counts its own days.
#[must_use]
pub fn season(campaign: &Campaign, holidays: &Holidays, days: DayWeights) -> Vec<(Week, u64)> {
    let weight = |week: Week| -> u64 {
        let own = week.monday().iter_days().take(7).filter(|day| campaign.contains(*day));
        own.map(|day| {
            if campaign.launch_days.contains(&day) {
                u64::from(days.launch)
            } else if !holidays.is_working(day, WORKING_WEEK) {
                0
            } else if campaign.is_peak(day) {
                u64::from(days.peak)
            } else {
                u64::from(days.usual)
            }
        })
        .sum()
    };
    campaign.weeks().map(|week| (week, weight(week))).collect()
}

/// What stands in each place when `total` is laid along weights by rounded cumulative shares: after
/// each week the sum is the nearest whole number to its exact share. Without any weight all weeks are
/// alike; `None` without weeks, or where the weights leave 64 bits.
#[must_use]
pub fn along(total: i64, weights: &[u64]) -> Option<Vec<i64>> {
    let sum = weights.iter().try_fold(0_u64, |sum, one| sum.checked_add(*one))?;
    let even = sum == 0;
    let whole = if even { i128::try_from(weights.len()).ok()? } else { i128::from(sum) };
    let (mut reached, mut before, mut parts) = (0_i128, 0_i128, Vec::with_capacity(weights.len()));
    for weight in weights {
        reached += if even { 1 } else { i128::from(*weight) };
        let through = (2 * i128::from(total) * reached + whole).div_euclid(2 * whole);
        parts.push(i64::try_from(through - before).ok()?);
        before = through;
    }
    (!parts.is_empty()).then_some(parts)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const DAYS: DayWeights = DayWeights { usual: 100, peak: 150, launch: 400 };

    #[test]
    fn holidays_peaks_and_launch_days() {
        let day = |text: &str| text.parse().unwrap();
        let campaign = Campaign {
            code: "2800".into(),
            name: "Cuối năm".into(),
            from: day("2023-09-01"),
            to: day("2023-12-31"),
            peak_months: vec![11],
            launch_days: vec![day("2023-11-05")],
            goals: Vec::new(),
            source: "2800/KH-BHXH".into(),
        };
        let mut holidays = Holidays::default();
        for free in ["2023-09-01", "2023-09-04"] {
            holidays.insert(day(free), false);
        }
        let weeks = season(&campaign, &holidays, DAYS);
        let of = |name: &str| weeks.iter().find(|(week, _)| week.to_string() == name).unwrap().1;
        assert_eq!(weeks.len(), 18);
        assert_eq!(of("2023-W35"), 0, "a Friday that is a holiday, and a weekend");
        assert_eq!(of("2023-W36"), 400, "Monday is free");
        assert_eq!(
            of("2023-W44"),
            2 * 100 + 3 * 150 + 400,
            "peak from Wednesday, launched on Sunday"
        );
        assert_eq!(of("2023-W46"), 5 * 150);
        assert_eq!(of("2023-W52"), 500);
    }

    #[rstest]
    #[case(10, &[1, 1, 1], &[3, 4, 3])] // 3.33, 6.67, 10
    #[case(3, &[1, 0, 1, 4], &[1, 0, 0, 2])] // 0.5, 0.5, 1, 3
    #[case(4, &[0, 0], &[2, 2])]
    #[case(0, &[5, 5], &[0, 0])]
    fn cumulative_shares(#[case] total: i64, #[case] weights: &[u64], #[case] expected: &[i64]) {
        assert_eq!(along(total, weights).unwrap(), expected);
        assert_eq!(along(total, &[]), None);
    }
}
