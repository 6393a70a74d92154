//! Cases of the counting that a person can check by hand.

use rstest::rstest;

use super::super::path::Aim;
use super::super::terms::tests::fixed;
use super::*;
use crate::domain::touch::TouchChannel;

fn cell() -> Path {
    Path::base("household_hi", Aim::Renewal, Some(TouchChannel::Call))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[rstest]
#[case(0, 1.0)]
#[case(90, 0.75)]
#[case(180, 0.5)]
#[case(270, 0.375)]
#[case(360, 0.25)]
#[case(1_800, 1.0 / 1_024.0)]
#[case(u32::MAX, 0.0)]
fn an_outcome_weighs_half_after_each_half_life(#[case] age: u32, #[case] weight: f64) {
    assert!(close(weight_of_age(age, 180), weight));
}

#[rstest]
#[case::nothing_can_have_come(0, 40, 0.2, 0.0)]
#[case::half_of_the_answers(20, 40, 0.2, 0.4 / 0.9)]
#[case::over(40, 40, 0.2, 1.0)]
#[case::long_over(400, 40, 0.2, 1.0)]
#[case::nobody_waits(0, 0, 0.2, 1.0)]
#[case::sure_to_come(20, 40, 1.0, 0.0)]
fn silence_counts_by_what_can_still_come(
    #[case] age: u32,
    #[case] window: u32,
    #[case] chance: f64,
    #[case] weight: f64,
) {
    assert!(close(weight_of_silence(age, window, chance), weight));
}

/// Of 1000 touches 200 succeed in the end, 5 a day for 40 days: whoever looks earlier sees 20 % too.
#[rstest]
#[case(1)]
#[case(10)]
#[case(20)]
#[case(39)]
#[case(40)]
#[case(100)]
fn a_rate_is_right_before_all_answers_are_in(#[case] age: u32) {
    let terms = Terms { half_life_days: 1_000_000, ..fixed() };
    let made = day("2023-06-05");
    let as_of = made + chrono::Days::new(age.into());
    let results = Results { made: 1_000, came: 5 * age.min(40), ended: 0 };
    let cells = tally(&[Observed { path: cell(), day: made, results }], as_of, &terms, |_| 0.2);
    assert!((cells[&cell()].own().unwrap() - 0.2).abs() < 1e-9);
}

#[test]
fn cells_hold_what_is_inside_them_and_old_outcomes_weigh_less() {
    let (near_poor, others) = (cell().segment(Some("near_poor")), cell().segment(None));
    let seen = |path: &Path, on: &str, made, came, ended| Observed {
        path: path.clone(),
        day: day(on),
        results: Results { made, came, ended },
    };
    let observed = [
        // 180 days old: weighs half.
        seen(&near_poor, "2023-01-01", 40, 10, 0),
        // Of this day: 4 came, 2 never will, and the 14 others are too young to count at all.
        seen(&others, "2023-06-30", 20, 4, 2),
        // Not known yet on that day.
        seen(&others, "2023-07-01", 500, 400, 0),
    ];
    let cells = tally(&observed, day("2023-06-30"), &fixed(), |_| 0.25);
    let of = |path: &Path| cells[path];
    assert_eq!((of(&near_poor).made, of(&near_poor).came), (40, 10));
    assert!(close(of(&near_poor).trials, 20.0) && close(of(&near_poor).successes, 5.0));
    assert!(close(of(&near_poor).squares, 10.0));
    assert_eq!((of(&others).made, of(&others).came), (20, 4));
    assert!(close(of(&others).trials, 6.0) && close(of(&others).successes, 4.0));
    assert_eq!((of(&cell()).made, of(&cell()).came), (60, 14));
    assert!(close(of(&cell()).trials, 26.0) && close(of(&cell()).successes, 9.0));
    assert!(close(of(&cell()).expected, 6.5));
    assert_eq!(cells.len(), 3);
}

#[test]
fn more_results_than_touches_are_read_as_so_many_touches() {
    let results = Results { made: 1, came: 2, ended: 1 };
    let on = day("2023-06-05");
    let cells = tally(&[Observed { path: cell(), day: on, results }], on, &fixed(), |_| 0.2);
    assert_eq!(cells[&cell()].made, 3);
    assert!(close(cells[&cell()].own().unwrap(), 2.0 / 3.0));
}
