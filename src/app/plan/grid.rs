//! The columns of a week's grid: the days that are worked, or the parts of these days that the office
//! sets, and what of an agent's day belongs to each.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::taken::TakenDay;
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

/// The places of an agent bucket by bucket, where `of_agent` are those of a day and what other offices take of
/// them: a day is divided over its parts by their shares, in whole places by largest remainders, and of each
/// part what is taken of it is taken away.
pub(super) fn capacities<'t>(
    buckets: &[Bucket],
    parts: &DayParts,
    of_agent: impl Fn(NaiveDate) -> (Capacity, Option<&'t TakenDay>),
) -> Vec<Capacity> {
    let mut divided: HashMap<Capacity, Vec<Capacity>> = HashMap::new();
    let days = buckets.chunk_by(|a, b| a.date == b.date);
    let of_day = |day: &[Bucket]| {
        let (all, taken) = day.first().map(|first| of_agent(first.date)).unwrap_or_default();
        let divided = divided.entry(all).or_insert_with(|| divide(all, parts.parts()));
        let left = taken.map(|taken| left(all, divided, (parts.parts(), taken)));
        let divided = left.as_ref().unwrap_or(divided);
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
    let slots = by_share(all.slots, parts, &vec![all.slots; parts.len()]);
    let visits = by_share(all.visits.min(all.slots), parts, &slots);
    places(slots, visits)
}

/// What is left of a day and its divided places: no part has more than its own places less what is taken of
/// it, and all of them no more than the day has less what is taken in all. Plans that were made before an
/// absence was known may have asked for more than there is.
fn left(
    all: Capacity,
    divided: &[Capacity],
    (parts, taken): (&[DayPart], &TakenDay),
) -> Vec<Capacity> {
    let slots = all.slots.saturating_sub(taken.all.slots).max(0);
    let visits = all.visits.saturating_sub(taken.all.visits).clamp(0, slots);
    if parts.is_empty() {
        return vec![Capacity { slots, visits }];
    }
    let own = parts.iter().zip(divided).map(|(part, own)| {
        let taken = taken.parts.get(&part.name).copied().unwrap_or_default();
        let left = |all: i32, taken: i32| all.saturating_sub(taken).max(0);
        (left(own.slots, taken.slots), left(own.visits, taken.visits))
    });
    let (most_slots, most_visits): (Vec<i32>, Vec<i32>) = own.unzip();
    let slots = by_share(slots, parts, &most_slots);
    let most: Vec<i32> =
        slots.iter().zip(&most_visits).map(|(one, other)| *one.min(other)).collect();
    let visits = by_share(visits, parts, &most);
    places(slots, visits)
}

/// As much of a total as there is room for, by the shares of the parts.
fn by_share(total: i32, parts: &[DayPart], most: &[i32]) -> Vec<i32> {
    let claim = |(part, most): (&DayPart, &i32)| Claim {
        weight: part.share.into(),
        least: 0,
        most: (*most).max(0).into(),
    };
    let claims: Vec<Claim> = parts.iter().zip(most).map(claim).collect();
    let room = claims.iter().map(|claim| claim.most).sum();
    let shares = share(i64::from(total.max(0)).min(room), &claims);
    let shares = shares.unwrap_or_else(|| vec![0; parts.len()]);
    shares.into_iter().map(|number| i32::try_from(number).unwrap_or(0)).collect()
}

fn places(slots: Vec<i32>, visits: Vec<i32>) -> Vec<Capacity> {
    let both = slots.into_iter().zip(visits);
    both.map(|(slots, visits)| Capacity { slots, visits }).collect()
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

    /// 12 slots, 3 of them visits, are 6 and 1, 4 and 1, 2 and 1; `PART SLOTS VISITS` is taken, `-` of no part.
    #[rstest]
    #[case::nothing("", &[(6, 1), (4, 1), (2, 1)])]
    #[case::of_one_part("morning 4 1", &[(2, 0), (4, 1), (2, 1)])]
    #[case::of_all_parts("morning 6 0, afternoon 4 1, evening 2 1", &[(0, 0), (0, 0), (0, 0)])]
    #[case::more_than_a_part_has("evening 5 0", &[(4, 1), (3, 1), (0, 0)])]
    #[case::of_the_whole_day("- 6 1", &[(3, 1), (2, 1), (1, 0)])]
    #[case::of_both("morning 3 0, - 3 0", &[(3, 1), (2, 1), (1, 1)])]
    #[case::more_than_the_day_has("- 20 5", &[(0, 0), (0, 0), (0, 0)])]
    fn what_others_take_of_a_part_is_taken_of_that_part(
        #[case] text: &str,
        #[case] expected: &[(i32, i32)],
    ) {
        let mut taken = TakenDay::default();
        for one in text.split(", ").filter(|one| !one.is_empty()) {
            let [part, slots, visits] =
                one.split(' ').collect::<Vec<_>>().try_into().unwrap_or_default();
            let own = Capacity { slots: slots.parse().unwrap(), visits: visits.parse().unwrap() };
            taken.all.slots += own.slots;
            taken.all.visits += own.visits;
            if let Some(part) = PartOfDay::from_code(part) {
                taken.parts.insert(part, own);
            }
        }
        let (all, parts) = (Capacity { slots: 12, visits: 3 }, parts(&THIRDS));
        let left = left(all, &divide(all, parts.parts()), (parts.parts(), &taken));
        let told: Vec<_> = left.iter().map(|one| (one.slots, one.visits)).collect();
        assert_eq!(told, expected);
        let whole = super::left(all, &[all], (&[], &taken));
        assert_eq!(whole[0].slots, (12 - taken.all.slots).max(0));
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
        let free = |date| {
            let slots = if date == day(5) { 3 } else { 0 };
            (Capacity { slots, visits: 0 }, None)
        };
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
        let free = |_| (Capacity { slots: 10, visits: 0 }, None);
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
