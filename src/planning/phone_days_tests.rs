//! Days of households that share a telephone, checked by hand.

use chrono::NaiveDate;
use rstest::rstest;

use super::*;

/// Monday to Friday.
fn week() -> DaysApart {
    june(&[5, 6, 7, 8, 9])
}

fn june(days: &[u32]) -> DaysApart {
    let day = |day: &u32| NaiveDate::from_ymd_opt(2023, 6, *day).unwrap();
    DaysApart::of(&days.iter().map(day).collect::<Vec<_>>())
}

fn caller(contact: u32) -> Caller {
    let (open, closed, promised, kept, rank) = (u64::MAX, 0, None, None, (0, 0));
    Caller { contact, phone: 7, open, closed, promised, kept, rank }
}

fn open(contact: u32, open: u64) -> Caller {
    Caller { open, ..caller(contact) }
}

fn promised(contact: u32, bucket: u8) -> Caller {
    Caller { promised: Some(bucket), ..open(contact, 1 << bucket) }
}

fn urgent(rank: (u32, u32), caller: Caller) -> Caller {
    Caller { rank, ..caller }
}

/// The days of the contacts 0, 1, 2 …, Monday to Friday as the lowest bit to the highest.
fn days_of(callers: &[Caller], days: &DaysApart, turn: u32) -> Vec<u64> {
    let found = phone_days(callers, days, turn);
    (0u32..).take(callers.len()).map(|at| found[&at]).collect()
}

#[rstest]
#[case::two_have_a_free_day_between([caller(0), caller(1)], &[0b00011, 0b11000])]
#[case::one_waits_for_a_promise_on_monday([promised(0, 0), caller(1)], &[0b00001, 0b11100])]
#[case::around_a_promise_in_the_middle([promised(0, 2), caller(1)], &[0b00100, 0b10001])]
#[case::promises_on_neighbouring_days_stay([promised(0, 1), promised(1, 2)], &[0b00010, 0b00100])]
#[case::only_one_promise_on_one_day([promised(0, 1), promised(1, 1)], &[0b00010, 0])]
#[case::neighbours_cannot_both_be_called([open(0, 0b00010), open(1, 0b00100)], &[0b00010, 0])]
#[case::the_urgent_one_makes_room(
    [urgent((1, 0), caller(0)), open(1, 0b00001)],
    &[0b11100, 0b00001]
)]
#[case::a_last_chance_before_other_duties(
    [urgent((0, 9), open(0, 0b01010)), urgent((1, 0), open(1, 0b00100))],
    &[0, 0b00100]
)]
#[case::after_a_call_of_another_household(
    [Caller { closed: 0b00001, ..open(0, 0b00011) }, caller(1)],
    &[0b00010, 0b11000]
)]
fn two_households(#[case] callers: [Caller; 2], #[case] days: &[u64]) {
    assert_eq!(days_of(&callers, &week(), 0), days);
}

#[rstest]
#[case::three_on_every_second_day([caller(0), caller(1), caller(2)], &[0b00001, 0b00100, 0b10000])]
#[case::as_many_as_possible(
    [open(0, 0b00010), open(1, 0b00001), open(2, 0b00100)],
    &[0, 0b00001, 0b00100]
)]
#[case::the_urgent_one_though_two_lose_by_it(
    [open(0, 0b00010), open(1, 0b01000), urgent((0, 1), open(2, 0b00100))],
    &[0, 0, 0b00100]
)]
#[case::two_promises_leave_nothing([promised(0, 1), promised(1, 3), caller(2)], &[0b00010, 0b01000, 0])]
#[case::two_promises_leave_monday(
    [promised(0, 3), promised(1, 3), caller(2)],
    &[0b01000, 0, 0b00011]
)]
fn three_households(#[case] callers: [Caller; 3], #[case] days: &[u64]) {
    assert_eq!(days_of(&callers, &week(), 0), days);
}

/// A call of late closes days also where nobody else with the number waits; a number of one household
/// alone has all its days.
#[test]
fn who_is_alone_with_a_number_is_not_asked() {
    let alone = Caller { closed: 0b00011, ..caller(0) };
    assert_eq!(days_of(&[alone], &week(), 0), [0b11100]);
    let others = [caller(0), Caller { phone: 8, ..caller(1) }];
    assert!(phone_days(&others, &week(), 0).is_empty());
}

#[test]
fn when_days_run_out_the_turn_moves_on() {
    let callers: Vec<Caller> = (0..4).map(caller).collect();
    let called = |turn| {
        let days = days_of(&callers, &week(), turn);
        (0..4).filter(|at| days[*at] != 0).collect::<Vec<_>>()
    };
    let turns = [0, 1, 2, 3].map(called);
    assert_eq!(turns, [[0, 1, 2], [1, 2, 3], [0, 2, 3], [0, 1, 3]]);
}

/// Tuesday to Friday are left of a week, and an agent has a call on Thursday on a list.
#[test]
fn a_call_on_a_list_stays_beside_a_more_urgent_household_that_is_visited() {
    let left = june(&[6, 7, 8, 9]);
    let called = Caller { kept: Some((TouchChannel::Call, 2)), ..caller(1) };
    let waits = urgent((0, 2), caller(0));
    let visited = Caller { kept: Some((TouchChannel::Visit, 0)), ..waits };
    assert_eq!(days_of(&[visited, called], &left, 0), [0b0001, 0b0100]);
    // Whoever is more urgent and stands on no list has the days first.
    assert_eq!(days_of(&[waits, called], &left, 0), [0b0011, 0b1000]);
}

#[test]
fn days_around_a_holiday_are_no_neighbours() {
    let both = [caller(0), caller(1)];
    assert_eq!(days_of(&both, &june(&[6, 8]), 0), [0b01, 0b10]);
    assert_eq!(days_of(&both, &june(&[6, 7]), 0), [0b11, 0b00]);
    assert_eq!(days_of(&both, &june(&[10, 12]), 0), [0b01, 0b10], "Saturday and Monday");
}

/// A grid longer than a week: every second day is given, whatever the number of its sets.
#[test]
fn a_long_grid_has_its_days_too() {
    let long = june(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let callers: Vec<Caller> = (0..6).map(caller).collect();
    let days = days_of(&callers, &long, 0);
    assert_eq!(days, [1, 1 << 2, 1 << 4, 1 << 6, (1 << 8) | (1 << 9), 0]);
}
