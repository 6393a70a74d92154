//! The columns of a week's grid: the days that are worked, or the parts of these days that the office
//! sets, and what of an agent's day belongs to each.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::day_part::{DayPart, DayParts, PartOfDay};
use crate::domain::plan_turns::When;
use crate::domain::sending::Hours;
use crate::planning::problem::Capacity;
use crate::planning::snapshot::{Bucket, Part};
use crate::planning::targets::share::{Claim, share};

/// The buckets of some days, in order; `law` are the hours that the law leaves to calls.
pub(super) fn buckets(days: &[NaiveDate], parts: &DayParts, law: Hours) -> Vec<Bucket> {
    let of_day = |date: &NaiveDate| {
        let date = *date;
        let part = move |part: &DayPart| Bucket {
            date,
            part: Some(Part { name: part.name, agreed_only: !part.is_within(law) }),
        };
        match parts.parts() {
            [] => vec![Bucket::whole(date)],
            parts => parts.iter().map(part).collect(),
        }
    };
    days.iter().flat_map(of_day).collect()
}

/// The same from a time on, and the part of the first day with which they begin, where it is not the first.
pub(super) fn buckets_from(
    first: When,
    days: &[NaiveDate],
    (parts, law): (&DayParts, Hours),
) -> (Vec<Bucket>, Option<PartOfDay>) {
    let mut all = buckets(days, parts, law);
    let of_week = all.len();
    all.retain(|bucket| (bucket.date, bucket.part.map(|part| part.name)) >= first);
    let begins = first.1.filter(|_| all.len() < of_week);
    (all, begins)
}

/// What can still be planned when the lists of a day are in hands: the parts of it that have not begun, but not
/// its first one, with which agents may have begun; else the next day.
pub(super) fn after_lists(now: NaiveDateTime, parts: &DayParts) -> When {
    let mut ahead = parts.parts().iter().skip(1).filter(|part| now.time() < part.hours.from);
    match ahead.next() {
        Some(part) => (now.date(), Some(part.name)),
        None => (now.date().succ_opt().unwrap_or(now.date()), None),
    }
}

/// The places of an agent bucket by bucket, where `free` are those of a day: a day is divided over its
/// parts by their shares, in whole places by largest remainders.
pub(super) fn capacities(
    buckets: &[Bucket],
    parts: &DayParts,
    free: impl Fn(NaiveDate) -> Capacity,
) -> Vec<Capacity> {
    let mut divided: HashMap<Capacity, Vec<Capacity>> = HashMap::new();
    let days = buckets.chunk_by(|a, b| a.date == b.date);
    let of_day = |day: &[Bucket]| {
        let all = day.first().map(|first| free(first.date)).unwrap_or_default();
        let divided = divided.entry(all).or_insert_with(|| divide(all, parts.parts()));
        let at = |bucket: &Bucket| match bucket.part {
            None => Some(0),
            Some(own) => parts.parts().iter().position(|part| part.name == own.name),
        };
        // Of a day that has begun some parts are left.
        let place = |bucket: &Bucket| divided.get(at(bucket)?).copied();
        day.iter().map(|bucket| place(bucket).unwrap_or_default()).collect::<Vec<_>>()
    };
    days.flat_map(of_day).collect()
}

/// Slots by the shares of the parts, then visits by the same shares, in no part more than its slots.
fn divide(all: Capacity, parts: &[DayPart]) -> Vec<Capacity> {
    if parts.is_empty() {
        return vec![all];
    }
    let by_share = |total: i32, most: &[i64]| {
        let claims: Vec<Claim> = parts
            .iter()
            .zip(most)
            .map(|(part, most)| Claim { weight: part.share.into(), least: 0, most: *most })
            .collect();
        share(total.max(0).into(), &claims).unwrap_or_else(|| vec![0; parts.len()])
    };
    let slots = by_share(all.slots, &vec![i64::from(all.slots.max(0)); parts.len()]);
    let visits = by_share(all.visits.min(all.slots), &slots);
    let whole = |number: i64| i32::try_from(number).unwrap_or(0);
    let both = slots.into_iter().zip(visits);
    both.map(|(slots, visits)| Capacity { slots: whole(slots), visits: whole(visits) }).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const HALF_DAYS: [&str; 2] = ["morning 08:00-11:30 60", "afternoon 13:30-17:00 40"];
    const THIRDS: [&str; 3] =
        ["morning 08:00-11:30 50", "afternoon 13:30-17:00 30", "evening 17:00-20:00 20"];

    fn parts(list: &[&str]) -> DayParts {
        list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>().try_into().unwrap()
    }

    #[rstest]
    #[case::whole_days(&[], (8, 3), &[(8, 3)])]
    #[case::by_largest_remainder(&HALF_DAYS, (8, 3), &[(5, 2), (3, 1)])]
    #[case::three_parts(&THIRDS, (12, 3), &[(6, 1), (4, 1), (2, 1)])]
    #[case::the_largest_share_first(&THIRDS, (1, 1), &[(1, 1), (0, 0), (0, 0)])]
    #[case::visits_where_there_are_slots(&THIRDS, (3, 3), &[(1, 1), (1, 1), (1, 1)])]
    #[case::a_day_off(&THIRDS, (0, 0), &[(0, 0), (0, 0), (0, 0)])]
    fn a_day_is_divided_to_the_last_place(
        #[case] list: &[&str],
        #[case] (slots, visits): (i32, i32),
        #[case] expected: &[(i32, i32)],
    ) {
        let divided = divide(Capacity { slots, visits }, parts(list).parts());
        let told: Vec<_> = divided.iter().map(|one| (one.slots, one.visits)).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn no_place_is_lost_or_made() {
        let parts = parts(&THIRDS);
        for slots in 0..60 {
            for visits in 0..=slots {
                let all = divide(Capacity { slots, visits }, parts.parts());
                assert_eq!(all.iter().map(|one| one.slots).sum::<i32>(), slots);
                assert_eq!(all.iter().map(|one| one.visits).sum::<i32>(), visits);
                assert!(all.iter().all(|one| one.visits <= one.slots), "{all:?}");
            }
        }
    }

    #[test]
    fn every_day_has_the_parts_and_the_evening_is_for_who_agreed() {
        let day = |day| NaiveDate::from_ymd_opt(2023, 6, day).unwrap();
        let hour = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let law = Hours { from: hour(8), to: hour(17) };
        let grid = buckets(&[day(5), day(6)], &parts(&THIRDS), law);
        let told = grid.iter().map(|one| (one.date, one.part.map(|part| part.name)));
        let expected = [day(5), day(6)]
            .into_iter()
            .flat_map(|date| PartOfDay::ALL.map(|name| (date, Some(name))));
        assert!(told.eq(expected));
        let agreed: Vec<bool> = grid.iter().map(Bucket::is_for_agreed_calls).collect();
        assert_eq!(agreed, [false, false, true, false, false, true]);
        assert_eq!(buckets(&[day(5)], &DayParts::default(), law), [Bucket::whole(day(5))]);
        let free = |date| Capacity { slots: if date == day(5) { 3 } else { 0 }, visits: 0 };
        let slots: Vec<i32> =
            capacities(&grid, &parts(&THIRDS), free).iter().map(|one| one.slots).collect();
        assert_eq!(slots, [1, 1, 1, 0, 0, 0]);
    }

    #[test]
    fn in_the_middle_of_a_day_its_other_parts_keep_their_places() {
        let day = |day| NaiveDate::from_ymd_opt(2023, 6, day).unwrap();
        let hour = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let law = Hours { from: hour(8), to: hour(17) };
        let (days, parts) = ([day(5), day(6)], parts(&THIRDS));
        let of = |first| buckets_from(first, &days, (&parts, law));
        let (grid, begins) = of((day(5), Some(PartOfDay::Afternoon)));
        assert_eq!((grid.len(), begins), (5, Some(PartOfDay::Afternoon)));
        let free = |_| Capacity { slots: 10, visits: 0 };
        let slots: Vec<i32> = capacities(&grid, &parts, free).iter().map(|one| one.slots).collect();
        assert_eq!(slots, [3, 2, 5, 3, 2]);
        assert_eq!((of((day(5), None)).0.len(), of((day(5), None)).1), (6, None));
        assert_eq!(of((day(4), Some(PartOfDay::Evening))).1, None, "that day is not worked");
    }

    #[rstest]
    #[case::before_the_morning(&THIRDS, "07:00", (6, Some(PartOfDay::Afternoon)))]
    #[case::in_the_morning(&THIRDS, "11:00", (6, Some(PartOfDay::Afternoon)))]
    #[case::at_noon(&THIRDS, "13:00", (6, Some(PartOfDay::Afternoon)))]
    #[case::in_the_afternoon(&THIRDS, "13:30", (6, Some(PartOfDay::Evening)))]
    #[case::in_the_evening(&THIRDS, "17:00", (7, None))]
    #[case::whole_days(&[], "07:00", (7, None))]
    fn with_lists_in_hands_a_day_is_planned_from_its_next_part_on(
        #[case] list: &[&str],
        #[case] now: &str,
        #[case] (day, part): (u32, Option<PartOfDay>),
    ) {
        let now = format!("2023-06-06T{now}:00").parse().unwrap();
        let expected = (NaiveDate::from_ymd_opt(2023, 6, day).unwrap(), part);
        assert_eq!(after_lists(now, &parts(list)), expected);
    }
}
