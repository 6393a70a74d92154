//! Differences by hand, and against a walk through every commune and day.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::scenario::Entry;
use super::super::scenario::tests::{areas, day, entry};
use super::*;

const LIMITED: Mode = Mode::Limited { at_most: 20 };

#[test]
fn a_district_goes_into_distancing_but_for_a_commune_of_its_own() {
    let before = Scenario {
        entries: vec![
            entry(1, "2021-10-11", Some("2021-10-31"), LIMITED, "2021-10-01"),
            entry(5, "2021-10-01", Some("2021-10-31"), Mode::Normal, "2021-10-03"),
        ],
    };
    let mut after = before.clone();
    let distancing = entry(2, "2021-10-04", Some("2021-10-15"), Mode::Distancing, "2021-10-02");
    after.entries.push(distancing);
    let season = (day("2021-09-01"), day("2021-12-31"));
    let found = changes(&before, &after, &areas(), season);
    let told: Vec<String> = found.iter().map(|change| change.told(&change.code).en).collect();
    assert_eq!(
        told,
        [
            "04252: 2021-10-04 to 2021-10-10, social distancing instead of normal",
            "04252: 2021-10-11 to 2021-10-15, social distancing instead of limited gatherings (at most 20 people)",
        ]
    );
    assert_eq!(found.iter().map(Change::days).sum::<u64>(), 12);
    assert_eq!(
        found[1].told("Xã An Phú").vi,
        "Xã An Phú: từ 11/10/2021 đến 15/10/2021, giãn cách xã hội thay cho hạn chế tụ tập (không quá 20 \
         người)"
    );
    let back = changes(&after, &before, &areas(), season);
    assert_eq!(back.len(), 2);
    assert_eq!((back[0].before, back[0].after), (Mode::Distancing, Mode::Normal));
}

#[test]
fn nothing_changes_nothing_and_no_days_have_no_changes() {
    let scenario =
        Scenario { entries: vec![entry(1, "2021-10-01", None, Mode::Distancing, "2021-09-30")] };
    let season = (day("2021-09-01"), day("2021-12-31"));
    assert_eq!(changes(&scenario, &scenario, &areas(), season), Vec::new());
    let none = Scenario::default();
    let between = |from, to| changes(&none, &scenario, &areas(), (day(from), day(to)));
    assert_eq!(between("2021-10-02", "2021-10-01"), Vec::new());
    assert_eq!(between("2021-10-02", "2021-10-02").len(), 4);
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let one = (1i64..10, 0i64..40, 0i64..20, 0usize..3, 0u8..6, any::<bool>()).prop_map(
        |(area, from, length, mode, decided, open)| {
            let from = day("2025-06-10") + chrono::TimeDelta::days(from);
            let to = from + chrono::TimeDelta::days(length);
            let mode = [Mode::Normal, LIMITED, Mode::Distancing][mode];
            let decided = day("2025-06-01") + chrono::TimeDelta::days(decided.into());
            let to = (!open).then(|| to.to_string());
            entry(area, &from.to_string(), to.as_deref(), mode, &decided.to_string())
        },
    );
    vec(one, 0..8).prop_map(|entries| Scenario { entries })
}

/// The mode by the words of the rule, one commune and one day at a time: a decision counts unless some later
/// one of the same area or inside it says that all is normal, and of those that count the strictest does.
fn by_hand(scenario: &Scenario, code: &str, on: NaiveDate) -> Mode {
    let all = areas();
    let stands = |code: &str| all.iter().find(|area| area.code == code && area.stands_on(on));
    let mut path = Vec::new();
    let mut area = stands(code);
    while let Some(here) = area {
        path.push(here.id);
        area = here.parent_code.as_deref().and_then(stands);
    }
    let decided: Vec<(usize, usize, &Entry)> = scenario
        .entries
        .iter()
        .enumerate()
        .filter(|(_, one)| one.from <= on && one.to.is_none_or(|to| to >= on))
        .filter_map(|(at, one)| Some((path.iter().position(|id| *id == one.area)?, at, one)))
        .collect();
    let lifted = |(depth, at, one): &&(usize, usize, &Entry)| {
        decided.iter().any(|(inside, later, by)| {
            by.mode == Mode::Normal
                && inside <= depth
                && (by.decided_at, later) > (one.decided_at, at)
        })
    };
    let counts = decided.iter().filter(|one| !lifted(one)).map(|(_, _, one)| one.mode);
    counts.min_by_key(|mode| mode.most().unwrap_or(u32::MAX)).unwrap_or_default()
}

proptest! {
    #[test]
    fn changes_are_those_of_every_commune_and_day(before in scenario(), after in scenario()) {
        let (first, last) = (day("2025-06-05"), day("2025-08-05"));
        let found = changes(&before, &after, &areas(), (first, last));
        let mut days = 0;
        for on in first.iter_days().take_while(|on| *on <= last) {
            for area in areas().iter().filter(|one| one.kind == AreaKind::Commune && one.stands_on(on)) {
                let (old, new) = (by_hand(&before, &area.code, on), by_hand(&after, &area.code, on));
                let told: Vec<&Change> = found
                    .iter()
                    .filter(|one| one.area == area.id && one.from <= on && on <= one.to)
                    .collect();
                if old == new {
                    prop_assert!(told.is_empty(), "{} {on}", area.code);
                } else {
                    prop_assert_eq!(told.len(), 1);
                    prop_assert_eq!((told[0].before, told[0].after), (old, new));
                    days += 1;
                }
            }
        }
        prop_assert_eq!(found.iter().map(Change::days).sum::<u64>(), days);
        for pair in found.windows(2) {
            let touches = pair[0].area == pair[1].area && pair[0].to.succ_opt() == Some(pair[1].from);
            let alike = (pair[0].before, pair[0].after) == (pair[1].before, pair[1].after);
            prop_assert!(!(touches && alike), "one change was told as two");
        }
    }
}
