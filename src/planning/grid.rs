//! Finding one's way in the grid of a week: which buckets are of one day, and in which bucket a promised
//! hour is kept. Whatever holds by day (telephones, urgency, last chances) asks for days here; without
//! parts of the day every bucket is a day of its own.

use chrono::{NaiveDate, NaiveDateTime};

use super::snapshot::Bucket;
use crate::domain::day_part::PartOfDay;
use crate::domain::plan_turns::When;

/// The days of a grid, each once, in order.
pub fn days(buckets: &[Bucket]) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = buckets.iter().map(|bucket| bucket.date).collect();
    days.dedup();
    days
}

/// Bucket by bucket its part of the day; none where days are whole.
pub fn parts(buckets: &[Bucket]) -> Vec<PartOfDay> {
    buckets.iter().filter_map(|bucket| bucket.part.map(|part| part.name)).collect()
}

/// How many days of the grid come after a day.
pub fn days_after(buckets: &[Bucket], day: NaiveDate) -> usize {
    let starts = |two: &&[Bucket]| matches!(two, [a, b] if a.date < b.date && b.date > day);
    let first = buckets.first().is_some_and(|first| first.date > day);
    buckets.windows(2).filter(starts).count() + usize::from(first)
}

/// The bucket of a day and a part: of another part of the same day where the grid has no such part, the
/// last one before it, else the first one. Nothing of a day that the grid does not have.
pub fn bucket_of(buckets: &[Bucket], time: When) -> Option<u8> {
    let times = buckets.iter().map(|bucket| (bucket.date, bucket.part.map(|part| part.name)));
    nearest(times, time)
}

/// The same of a grid that is told bucket by bucket, as a version stores it.
pub fn nearest(times: impl Iterator<Item = When>, (day, part): When) -> Option<u8> {
    let own = (0u8..u8::MAX).zip(times).filter(|(_, (date, _))| *date == day);
    let own: Vec<(u8, Option<PartOfDay>)> = own.map(|(at, (_, part))| (at, part)).collect();
    let until = own.iter().rfind(|(_, own)| *own <= part);
    until.or(own.first()).map(|(at, _)| *at)
}

/// The bucket in which an hour that was promised is kept: on its day, or on the first day after it where
/// nobody works on that day or it has passed; none where that comes after the week.
pub fn kept_in(buckets: &[Bucket], promised: NaiveDateTime) -> Option<u8> {
    let mut days = buckets.iter().map(|bucket| bucket.date);
    let day = days.find(|day| *day >= promised.date())?;
    bucket_of(buckets, (day, Some(PartOfDay::at(promised.time()))))
}

/// The days of some buckets as bits, each counted by its place in [`days`].
pub fn days_of(buckets: &[Bucket], bits: u64) -> u64 {
    let own = (0u32..64).zip(places(buckets)).filter(|(at, _)| bits >> at & 1 == 1);
    own.fold(0, |days, (_, place)| days | 1 << place)
}

/// All buckets of some days, as bits.
pub fn buckets_of(buckets: &[Bucket], days: u64) -> u64 {
    let own = (0u32..64).zip(places(buckets)).filter(|(_, place)| days >> place & 1 == 1);
    own.fold(0, |bits, (at, _)| bits | 1 << at)
}

/// Bucket by bucket the place of its day, below 64.
fn places(buckets: &[Bucket]) -> impl Iterator<Item = u32> {
    let mut day = None;
    let mut place = 0;
    buckets.iter().map(move |bucket| {
        place += u32::from(day.is_some_and(|day| day != bucket.date));
        day = Some(bucket.date);
        place.min(63)
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::planning::snapshot::Part;

    fn grid(text: &str) -> Vec<Bucket> {
        let bucket = |word: &str| {
            let (day, part) = word.split_at(1);
            let date = NaiveDate::from_ymd_opt(2023, 6, day.parse().unwrap()).unwrap();
            let part = PartOfDay::ALL.into_iter().find(|one| one.code().starts_with(part));
            let part =
                part.filter(|_| word.len() > 1).map(|name| Part { name, agreed_only: false });
            Bucket { date, part }
        };
        text.split(' ').filter(|word| !word.is_empty()).map(bucket).collect()
    }

    #[rstest]
    #[case::whole_days("5 6 8", "2023-06-06T18:00:00", Some(1))]
    #[case::nobody_works_on_it("5 6 8", "2023-06-07T09:00:00", Some(2))]
    #[case::it_has_passed("6 8", "2023-06-05T09:00:00", Some(0))]
    #[case::after_the_week("5 6", "2023-06-07T09:00:00", None)]
    #[case::in_its_part("5m 5a 5e 6m 6a 6e", "2023-06-06T13:30:00", Some(4))]
    #[case::before_the_break_ends("5m 5a", "2023-06-05T12:00:00", Some(1))]
    #[case::no_evening("5m 5a 6m 6a", "2023-06-05T18:00:00", Some(1))]
    #[case::no_morning("5a 5e 6a", "2023-06-05T08:00:00", Some(0))]
    #[case::the_same_part_of_a_later_day("5m 5a 7m 7a", "2023-06-06T15:00:00", Some(3))]
    fn a_promise_is_kept_in_its_part_of_the_day(
        #[case] text: &str,
        #[case] promised: &str,
        #[case] expected: Option<u8>,
    ) {
        assert_eq!(kept_in(&grid(text), promised.parse().unwrap()), expected);
    }

    #[rstest]
    #[case::as_it_was("5m 5a", Some(PartOfDay::Afternoon), Some(1))]
    #[case::days_became_parts("5m 5a", None, Some(0))]
    #[case::parts_became_days("4 5", Some(PartOfDay::Evening), Some(1))]
    #[case::nobody_works("6", None, None)]
    fn a_touch_finds_its_place_in_another_grid(
        #[case] text: &str,
        #[case] part: Option<PartOfDay>,
        #[case] expected: Option<u8>,
    ) {
        let day = NaiveDate::from_ymd_opt(2023, 6, 5).unwrap();
        assert_eq!(bucket_of(&grid(text), (day, part)), expected);
    }

    #[rstest]
    #[case::whole_days("5 6 8", 0b101, 0b101, 0b101)]
    #[case::an_afternoon_is_its_day("5m 5a 6m 6a", 0b0010, 0b01, 0b0011)]
    #[case::parts_of_two_days("5m 5a 6m 6a 6e", 0b10010, 0b11, 0b11111)]
    #[case::no_days("", 0, 0, 0)]
    fn buckets_and_their_days(
        #[case] text: &str,
        #[case] bits: u64,
        #[case] own: u64,
        #[case] all: u64,
    ) {
        let grid = grid(text);
        assert_eq!((days_of(&grid, bits), buckets_of(&grid, own)), (own, all));
        assert_eq!(days_of(&grid, u64::MAX).count_ones() as usize, days(&grid).len());
    }

    #[rstest]
    #[case::whole_days("5 6 8", "2023-06-05", 2)]
    #[case::parts("5m 5a 6m 6a", "2023-06-05", 1)]
    #[case::the_last("5m 5a 6m 6a", "2023-06-06", 0)]
    #[case::before_the_first("5m 5a 6m 6a", "2023-06-01", 2)]
    fn days_that_are_left(#[case] text: &str, #[case] day: &str, #[case] expected: usize) {
        assert_eq!(days_after(&grid(text), day.parse().unwrap()), expected);
    }
}
