//! An autumn with distancing, by hand, in a tree whose districts end in July 2025.

use rstest::rstest;

use super::super::area::AreaKind;
use super::*;

/// A province with two districts of two communes each until July 2025; then its code stands for a larger
/// province, and one commune's code for a larger commune.
pub(in crate::domain) fn areas() -> Vec<Area> {
    use AreaKind::{Commune, District, Province};
    let area = |id: i64, code: &str, kind, parent: Option<&str>, old: bool| Area {
        id: AreaId(id),
        code: code.into(),
        valid_from: if old { day("2004-01-01") } else { day("2025-07-01") },
        valid_to: old.then(|| day("2025-07-01")),
        kind,
        name: code.into(),
        parent_code: parent.map(Into::into),
        population: None,
        successors: Vec::new(),
    };
    vec![
        area(1, "15", Province, None, true),
        area(2, "132", District, Some("15"), true),
        area(3, "133", District, Some("15"), true),
        area(4, "04252", Commune, Some("132"), true),
        area(5, "04255", Commune, Some("132"), true),
        area(6, "04300", Commune, Some("133"), true),
        area(7, "04303", Commune, Some("133"), true),
        area(8, "15", Province, None, false),
        area(9, "04252", Commune, Some("15"), false),
    ]
}

pub(in crate::domain) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(in crate::domain) fn entry(
    area: i64,
    from: &str,
    to: Option<&str>,
    mode: Mode,
    decided: &str,
) -> Entry {
    let decided_at = day(decided).and_hms_opt(8, 0, 0).unwrap();
    Entry { area: AreaId(area), from: day(from), to: to.map(day), mode, decided_at }
}

const LIMITED: Mode = Mode::Limited { at_most: 20 };

/// The province limits gatherings all autumn; district 132 keeps distance in October; commune 04255 in
/// it is back to normal in its second half; 133 is free of it until it is decided there again.
fn autumn() -> Scenario {
    let entries = vec![
        entry(1, "2021-09-01", Some("2021-11-30"), LIMITED, "2021-08-25"),
        entry(2, "2021-10-01", Some("2021-10-31"), Mode::Distancing, "2021-09-28"),
        entry(5, "2021-10-16", None, Mode::Normal, "2021-10-14"),
        entry(3, "2021-10-01", Some("2021-10-20"), Mode::Normal, "2021-09-29"),
        entry(3, "2021-10-05", Some("2021-10-10"), Mode::Distancing, "2021-09-28"),
        entry(3, "2021-10-12", Some("2021-10-14"), Mode::Distancing, "2021-10-11"),
    ];
    Scenario { entries }
}

#[rstest]
#[case::before("2021-08-31", [Mode::Normal; 4])]
#[case::from_the_first_day("2021-09-01", [LIMITED; 4])]
#[case::inherited_and_lifted("2021-10-01", [Mode::Distancing, Mode::Distancing, Mode::Normal, Mode::Normal])]
#[case::lifted_later_although_recorded_before(
    "2021-10-07", [Mode::Distancing, Mode::Distancing, Mode::Normal, Mode::Normal])]
#[case::decided_again_for_its_days("2021-10-12", [Mode::Distancing; 4])]
#[case::lifted_again("2021-10-15", [Mode::Distancing, Mode::Distancing, Mode::Normal, Mode::Normal])]
#[case::a_commune_apart("2021-10-16", [Mode::Distancing, Mode::Normal, Mode::Normal, Mode::Normal])]
#[case::back_to_the_province("2021-10-21", [Mode::Distancing, Mode::Normal, LIMITED, LIMITED])]
#[case::to_the_last_day("2021-11-30", [LIMITED, Mode::Normal, LIMITED, LIMITED])]
#[case::after("2021-12-01", [Mode::Normal; 4])]
fn each_commune_on_each_day(#[case] on: &str, #[case] expected: [Mode; 4]) {
    let codes = ["04252", "04255", "04300", "04303"];
    let rulings = autumn().over(&[day(on)], &areas(), codes);
    let modes: Vec<Mode> = rulings[0].iter().map(|ruling| ruling.mode).collect();
    assert_eq!(modes, expected);
}

#[test]
fn a_ruling_names_its_decision() {
    let tree = AreaTree::on(day("2021-10-12"), areas());
    let rulings = autumn().on(day("2021-10-12"), &tree, ["04255", "04300", "99999"]);
    assert_eq!(rulings.iter().map(|one| one.by).collect::<Vec<_>>(), [Some(1), Some(5), None]);
    assert_eq!(rulings[2].mode, Mode::Normal);
}

const TEN: Mode = Mode::Limited { at_most: 10 };

/// All decisions hold on one October day; 132 and 04252 lie in 15, each inside the one before.
#[rstest]
#[case::the_stricter_of_one_area(&[(1, Mode::Distancing, 1), (1, LIMITED, 2)], (Mode::Distancing, Some(0)))]
#[case::the_smaller_gatherings(&[(1, LIMITED, 2), (2, TEN, 1), (4, LIMITED, 3)], (TEN, Some(1)))]
#[case::the_stricter_further_out(&[(4, LIMITED, 2), (1, Mode::Distancing, 1)], (Mode::Distancing, Some(1)))]
#[case::the_stricter_further_in(&[(4, Mode::Distancing, 1), (1, LIMITED, 2)], (Mode::Distancing, Some(0)))]
#[case::of_two_alike_the_later(&[(1, LIMITED, 2), (4, LIMITED, 1)], (LIMITED, Some(0)))]
#[case::lifted_inside(&[(1, Mode::Distancing, 1), (4, Mode::Normal, 2)], (Mode::Normal, Some(1)))]
#[case::lifted_too_early(&[(1, Mode::Distancing, 2), (4, Mode::Normal, 1)], (Mode::Distancing, Some(0)))]
#[case::lifted_outside_alone(&[(4, Mode::Distancing, 1), (1, Mode::Normal, 2)], (Mode::Distancing, Some(0)))]
#[case::lifted_between(
    &[(1, Mode::Distancing, 1), (2, Mode::Normal, 2), (4, TEN, 1)], (TEN, Some(2)))]
#[case::lifted_and_decided_again(
    &[(1, Mode::Distancing, 1), (1, Mode::Normal, 2), (1, LIMITED, 3)], (LIMITED, Some(2)))]
fn of_decisions_that_overlap_the_strictest_holds(
    #[case] decided: &[(i64, Mode, u32)],
    #[case] (mode, by): (Mode, Option<usize>),
) {
    let one = |(area, mode, on): &(i64, Mode, u32)| {
        entry(*area, "2021-10-01", None, *mode, &format!("2021-09-{on:02}"))
    };
    let scenario = Scenario { entries: decided.iter().map(one).collect() };
    let rulings = scenario.over(&[day("2021-10-01")], &areas(), ["04252"]);
    assert_eq!(rulings, [[Ruling { mode, by }]]);
}

#[test]
fn a_decision_ends_with_its_area_and_a_code_used_again_is_free() {
    let scenario = Scenario {
        entries: vec![
            entry(2, "2025-06-20", Some("2025-07-10"), Mode::Distancing, "2025-06-19"),
            entry(1, "2025-06-20", Some("2025-06-30"), LIMITED, "2025-06-19"),
            entry(8, "2025-07-05", None, LIMITED, "2025-07-04"),
        ],
    };
    let days = [day("2025-06-30"), day("2025-07-01"), day("2025-07-05")];
    let modes: Vec<Mode> =
        scenario.over(&days, &areas(), ["04252"]).iter().map(|one| one[0].mode).collect();
    assert_eq!(modes, [Mode::Distancing, Mode::Normal, LIMITED]);
    assert_eq!(scenario.cut_short(&areas()), [0]);
}

#[rstest]
#[case(Mode::Normal, 200, Gathering::Allowed)]
#[case(LIMITED, 20, Gathering::Allowed)]
#[case(LIMITED, 21, Gathering::TooLarge { at_most: 20 })]
#[case(Mode::Limited { at_most: 0 }, 1, Gathering::Forbidden)]
#[case(Mode::Distancing, 2, Gathering::Forbidden)]
#[case::online(Mode::Distancing, 0, Gathering::Allowed)]
fn what_follows_for_events(#[case] mode: Mode, #[case] people: u32, #[case] expected: Gathering) {
    assert_eq!(mode.gathering(people), expected);
}

#[test]
fn what_follows_for_visits_and_what_the_store_writes() {
    for (mode, visits) in [(Mode::Normal, true), (LIMITED, true), (Mode::Distancing, false)] {
        assert_eq!(mode.allows_visits(), visits);
        assert_eq!(Mode::from_code(mode.code(), Some(20)), Some(mode));
    }
    assert_eq!((Mode::from_code("limited", None), Mode::from_code("war", Some(1))), (None, None));
}

#[test]
fn a_mode_limits_how_many_may_meet() {
    let most = [Mode::Normal, Mode::Limited { at_most: 20 }, Mode::Distancing].map(Mode::most);
    assert_eq!(most, [None, Some(20), Some(0)]);
}
