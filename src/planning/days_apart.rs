//! Which buckets of a grid are too near each other for two calls to one number. The rule is 24 rolling
//! hours; a plan knows days and no hours, so buckets of one date and of neighbouring dates are too
//! near. What stands between two dates on the calendar counts and not in the grid: Friday and the
//! Monday after it are no neighbours, and neither are the days around a holiday.

use chrono::NaiveDate;

/// Grids up to this length have all their sets tried; a week has at most seven days.
const ALL_SETS: usize = 8;

/// The buckets of a grid and how near they are to each other. Sets of buckets are bits.
#[derive(Clone, Debug)]
pub struct DaysApart {
    dates: Vec<NaiveDate>,
    /// Bucket by bucket those too near it, itself among them.
    near: Vec<u64>,
    sets: Vec<u64>,
}

impl DaysApart {
    /// Looks at the dates of a grid; buckets beyond the 64th are never given.
    pub fn of(dates: &[NaiveDate]) -> Self {
        let dates: Vec<NaiveDate> = dates.iter().copied().take(64).collect();
        let near = dates.iter().map(|date| close(&dates, *date)).collect();
        let mut days = Self { dates, near, sets: Vec::new() };
        let all = days.buckets().fold(0, |all, bit| all | bit);
        if days.dates.len() <= ALL_SETS {
            let largest = |set: &u64| days.are_apart(*set) && days.near(*set) == all;
            days.sets = (0..=all).filter(largest).collect();
        } else {
            // Too many sets to try: from the first day on every one that is far enough.
            let free = |set: u64, bit: u64| if days.near(set) & bit == 0 { set | bit } else { set };
            days.sets = vec![days.buckets().fold(0, free)];
        }
        days
    }

    /// The buckets, one bit each.
    pub fn buckets(&self) -> impl Iterator<Item = u64> + use<> {
        (0..self.near.len()).map(|bucket| 1 << bucket)
    }

    /// The buckets too near any of a set, the set's own among them.
    pub fn near(&self, set: u64) -> u64 {
        let own = self.buckets().zip(&self.near).filter(|(bit, _)| set & bit != 0);
        own.fold(0, |all, (_, near)| all | near)
    }

    /// The buckets too near a date, which need not be one of the grid's.
    pub fn near_date(&self, date: NaiveDate) -> u64 {
        close(&self.dates, date)
    }

    /// Sets of buckets no two of which are too near each other and to which none can be added. Every
    /// other such set is a part of one of them.
    pub fn sets(&self) -> &[u64] {
        &self.sets
    }

    fn are_apart(&self, set: u64) -> bool {
        let mut own = self.buckets().zip(&self.near).filter(|(bit, _)| set & bit != 0);
        own.all(|(bit, near)| set & near == bit)
    }
}

fn close(dates: &[NaiveDate], date: NaiveDate) -> u64 {
    let days = |one: &NaiveDate| one.signed_duration_since(date).num_days().abs();
    let close = (0u64..).zip(dates).filter(|(_, one)| days(one) <= 1);
    close.fold(0, |all, (bucket, _)| all | 1 << bucket)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn june(days: &[u32]) -> DaysApart {
        let day = |day: &u32| NaiveDate::from_ymd_opt(2023, 6, *day).unwrap();
        DaysApart::of(&days.iter().map(day).collect::<Vec<_>>())
    }

    #[rstest]
    #[case::monday_to_friday(&[5, 6, 7, 8, 9], &[0b1_0010, 0b0_1010, 0b0_1001, 0b1_0101])]
    #[case::without_wednesday(&[5, 6, 8, 9], &[0b0101, 0b0110, 0b1001, 0b1010])]
    #[case::friday_and_monday(&[9, 12], &[0b11])]
    #[case::two_buckets_a_day(&[5, 5, 7], &[0b101, 0b110])]
    #[case::one_day(&[5], &[0b1])]
    #[case::nobody_works(&[], &[0])]
    #[case::too_many_to_try(&[1, 2, 3, 5, 6, 7, 8, 9, 10], &[0b0_1010_1101])]
    fn what_can_be_called_together(#[case] days: &[u32], #[case] sets: &[u64]) {
        let mut sets = sets.to_vec();
        sets.sort_unstable();
        assert_eq!(june(days).sets(), sets);
    }

    #[rstest]
    #[case::the_day_before(4, 0b00001)]
    #[case::two_days_before(3, 0)]
    #[case::the_first_day(5, 0b00011)]
    #[case::in_the_middle(7, 0b01110)]
    #[case::the_day_after(10, 0b10000)]
    fn what_a_call_closes(#[case] day: u32, #[case] closed: u64) {
        let date = NaiveDate::from_ymd_opt(2023, 6, day).unwrap();
        assert_eq!(june(&[5, 6, 7, 8, 9]).near_date(date), closed);
    }
}
