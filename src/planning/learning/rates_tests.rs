//! Rates by hand, and what holds for any outcomes.

use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;
use rstest::rstest;

use super::super::path::Aim;
use super::super::tally::Results;
use super::super::terms::Strengths;
use super::super::terms::tests::{TEXT, fixed};
use super::*;
use crate::domain::area::AreaKind;
use crate::domain::touch::TouchChannel;

fn base() -> Path {
    Path::base("household_hi", Aim::Joining, Some(TouchChannel::Call))
}

fn today() -> NaiveDate {
    "2023-06-30".parse().unwrap()
}

fn seen(path: &Path, age: u64, made: u32, came: u32) -> Observed {
    let results = Results { made, came, ended: 0 };
    Observed { path: path.clone(), day: today() - Days::new(age), results }
}

/// No touch is open, no outcome is old, and the weights are round.
fn plain() -> Terms {
    let strength =
        Strengths { base: 100.0, segment: 50.0, attempt: 50.0, place: 50.0, ..fixed().strength };
    Terms { half_life_days: 1_000_000, maturity_days: 0, strength, ..fixed() }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

/// The assumptions of the shipped file: near-poor people answer 1.2 times as often.
fn assumed(path: &Path) -> f64 {
    let near_poor =
        path.steps().iter().any(|step| *step == Step::Segment(Some("near_poor".to_owned())));
    if near_poor { 0.1 * 1.2 } else { 0.1 }
}

#[test]
fn three_levels_by_hand() {
    let (poor, other) = (base().segment(Some("poor")), base().segment(None));
    let commune = poor.clone().place(AreaKind::Commune, "04252");
    // 300 touches with 60 successes: (60 + 100 x 0.1) / 400 = 0.175.
    // Of the poor 100 with 30: (30 + 50 x 0.175) / 150 = 0.25833.
    // In one commune 50 with 20: (20 + 50 x 0.25833) / 100 = 0.3291667.
    let elsewhere = poor.clone().place(AreaKind::Commune, "04255");
    let observed =
        [seen(&commune, 0, 50, 20), seen(&elsewhere, 0, 50, 10), seen(&other, 0, 200, 30)];
    let rates = learn(&observed, today(), &plain(), |_| 0.1);
    let rate = |path: &Path| rates.get(path).unwrap().rate;
    assert!(close(rate(&base()), 0.175));
    assert!(close(rate(&poor), 38.75 / 150.0));
    assert!(close(rate(&commune), (20.0 + 50.0 * 38.75 / 150.0) / 100.0));
    let (came, not) = rates.get(&poor).unwrap().beta();
    assert!(close(came, 38.75) && close(came / (came + not), rate(&poor)));
    assert_eq!(rates.iter().count(), 5);
    assert!(close(rates.strengths()[&Level::Segment].touches, 50.0));
}

#[test]
fn without_outcomes_every_chance_is_the_assumed_one() {
    let rates = learn(&[], today(), &plain(), assumed);
    assert_eq!(rates, Rates::default());
    assert!(close(rates.chance(&base().segment(Some("near_poor")), 0.12), 0.12));
    assert!(close(rates.chance(&base(), 0.1), 0.1));
}

#[test]
fn outcomes_as_assumed_change_no_chance() {
    let (near_poor, other) = (base().segment(Some("near_poor")), base().segment(None));
    let observed = [seen(&near_poor, 0, 1_000, 120), seen(&other, 0, 3_000, 300)];
    let rates = learn(&observed, today(), &plain(), assumed);
    let chance = |path: &Path| rates.chance(path, assumed(path));
    assert!(close(chance(&near_poor), 0.12) && close(chance(&other), 0.1));
    assert!(close(chance(&near_poor.attempt(0)), 0.12));
    assert!(close(chance(&base().segment(Some("poor"))), 0.1));
}

#[rstest]
// Of all touches 20 % succeed instead of 10 %: (200 + 10) / 1100.
#[case::another_segment(base().segment(Some("poor")), 0.1, 210.0 / 1_100.0)]
// The segment's factor still holds where nobody has looked.
#[case::a_better_segment(base().segment(Some("near_poor")), 0.12, 1.2 * 210.0 / 1_100.0)]
#[case::another_product(Path::base("student_hi", Aim::Joining, None), 0.04, 0.04)]
#[case::never_above_certainty(base().segment(Some("x")), 0.9, 1.0)]
fn a_cell_without_outcomes_follows_the_one_around_it(
    #[case] path: Path,
    #[case] assumed: f64,
    #[case] chance: f64,
) {
    let observed = [seen(&base().segment(None), 0, 1_000, 200)];
    let rates = learn(&observed, today(), &plain(), |_| 0.1);
    assert!(close(rates.chance(&path, assumed), chance));
}

#[test]
fn what_is_assumed_impossible_is_learnt_all_the_same() {
    let held_out = Path::base("household_hi", Aim::Joining, None).segment(None);
    let rates = learn(&[seen(&held_out, 0, 100, 10)], today(), &plain(), |_| 0.0);
    // (10 + 100 x 0) / 200, then (10 + 50 x 0.05) / 150.
    assert!(close(rates.get(&held_out).unwrap().rate, 12.5 / 150.0));
}

#[test]
fn communes_that_differ_keep_their_own_rates_and_those_that_do_not_share_one() {
    let terms: Terms = toml::from_str(TEXT).unwrap();
    let terms = Terms { maturity_days: 0, ..terms };
    let commune = |at: u32| base().place(AreaKind::Commune, &format!("{at:05}"));
    let learnt = |came: fn(u32) -> u32| {
        let observed: Vec<Observed> =
            (0..20).map(|at| seen(&commune(at), 0, 200, came(at))).collect();
        let rates = learn(&observed, today(), &terms, |_| 0.1);
        (rates.get(&commune(0)).unwrap().rate, rates.get(&base()).unwrap().rate)
    };
    let (own, province) = learnt(|at| if at % 2 == 0 { 10 } else { 50 });
    assert!((own - 0.05).abs() < 0.02 && (province - 0.15).abs() < 0.01, "{own} {province}");
    let (own, province) = learnt(|at| if at % 2 == 0 { 29 } else { 31 });
    assert!((own - province).abs() < 0.001, "{own} {province}");
}

/// Outcomes of a few communes and segments on some days; each has more touches than successes.
fn outcomes() -> impl Strategy<Value = Vec<Observed>> {
    let one = (0u8..3, 0u8..4, 0u64..400, 0u32..60, 0.0..=1.0).prop_map(
        |(segment, commune, age, made, share)| {
            let path =
                base().segment([None, Some("poor"), Some("near_poor")][usize::from(segment)]);
            let path = path.place(AreaKind::Commune, &format!("{commune:05}"));
            seen(&path, age, made, (f64::from(made) * share) as u32)
        },
    );
    vec(one, 0..40)
}

proptest! {
    #[test]
    fn a_rate_lies_between_its_own_share_and_what_is_expected(
        observed in outcomes(), estimated in any::<bool>(),
    ) {
        let terms: Terms = toml::from_str(TEXT).unwrap();
        let terms = if estimated { terms } else { fixed() };
        let rates = learn(&observed, today(), &terms, assumed);
        for (path, rate) in rates.iter() {
            let own = rate.counts.own().unwrap_or(rate.expected);
            let (low, high) = (own.min(rate.expected), own.max(rate.expected));
            prop_assert!(low - 1e-12 <= rate.rate && rate.rate <= high + 1e-12, "{path} {rate:?}");
            prop_assert!((0.0..=1.0).contains(&rate.expected) && own <= 1.0 + 1e-12);
            let parent = path.parent().map(|parent| *rates.get(&parent).unwrap());
            let expected = parent.map_or(rate.assumed, |parent| {
                (parent.rate * rate.assumed / parent.assumed).min(1.0)
            });
            prop_assert!((rate.expected - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn the_order_of_the_outcomes_changes_no_bit(
        (observed, shuffled) in outcomes().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let terms: Terms = toml::from_str(TEXT).unwrap();
        let learnt = |observed: &[Observed]| learn(observed, today(), &terms, assumed);
        prop_assert_eq!(learnt(&observed), learnt(&shuffled));
    }

    #[test]
    fn more_touches_with_the_same_share_move_a_rate_towards_it(
        made in 1u32..500, share in 0.0..=1.0, expected in 0.0..=1.0, weight in 1.0..1_000.0f64,
    ) {
        let came = (f64::from(made) * share) as u32;
        let of = |times: u32| {
            let (trials, successes) = (f64::from(made * times), f64::from(came * times));
            let counts = Counts { trials, successes, ..Counts::default() };
            (shrunk(&counts, expected, weight), counts.own().unwrap())
        };
        let ((less, own), (more, _)) = (of(1), of(2));
        prop_assert!((more - own).abs() <= (less - own).abs());
        prop_assert!((less - own).abs() < 1e-9 || (more - own).abs() < (less - own).abs());
    }

    #[test]
    fn outcomes_fade_into_the_assumption(observed in outcomes(), half_lives in 1u64..10) {
        // All answers are in, so that only age changes; after whole half-lives all weigh alike less.
        let terms = Terms { maturity_days: 0, ..fixed() };
        let off = |as_of: NaiveDate| {
            let rates = learn(&observed, as_of, &terms, |_| 0.1);
            rates.get(&base()).map_or(0.0, |rate| (rate.rate - 0.1).abs())
        };
        let (now, then) = (off(today()), off(today() + Days::new(180 * half_lives)));
        prop_assert!(then <= now + 1e-12, "{now} {then}");
        prop_assert!(now < 1e-9 || then < now);
        prop_assert!(off(today() + Days::new(180 * 60)) < 1e-9);
    }
}
