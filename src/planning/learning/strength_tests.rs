//! The estimate by hand, and against chances that were drawn with a known scatter.

use rstest::rstest;

use super::super::path::Aim;
use super::super::terms::tests::fixed;
use super::*;
use crate::domain::area::AreaKind;
use crate::domain::touch::TouchChannel;

fn base() -> Path {
    Path::base("household_hi", Aim::Renewal, Some(TouchChannel::Call))
}

fn unit(made: f64, came: f64, assumed: f64) -> Counts {
    Counts {
        made: made as u64,
        came: came as u64,
        trials: made,
        successes: came,
        squares: made,
        expected: made * assumed,
    }
}

/// Communes of one province, each with its touches, successes and assumed chance.
fn province(communes: &[(f64, f64, f64)]) -> BTreeMap<Path, Counts> {
    let mut cells = BTreeMap::new();
    let all = |of: fn(&(f64, f64, f64)) -> f64| communes.iter().map(of).sum::<f64>();
    let expected = all(|(made, _, assumed)| made * assumed);
    let made = all(|(made, ..)| *made);
    cells.insert(base(), unit(made, all(|(_, came, _)| *came), expected / made));
    for (at, (made, came, assumed)) in communes.iter().enumerate() {
        let path = base().place(AreaKind::Commune, &format!("{at:05}"));
        cells.insert(path, unit(*made, *came, *assumed));
    }
    cells
}

fn of_communes(cells: &BTreeMap<Path, Counts>, from: u32) -> Strength {
    let terms = Strengths { estimated_from_cells: Some(from), least: 1.0, ..fixed().strength };
    strengths(cells, &terms)[&Level::Place(AreaKind::Commune)]
}

#[rstest]
// 10 % and 30 % of 100 touches each, 20 % together: X = 12.5, A = 1, B = 100: r = 11.5 / 99.
#[case::apart(&[(100.0, 10.0, 0.2), (100.0, 30.0, 0.2)], 87.5 / 11.5)]
// The second one was expected to be three times as good, and is.
#[case::as_far_apart_as_assumed(&[(100.0, 10.0, 0.1), (100.0, 30.0, 0.3)], 5_000.0)]
#[case::alike(&[(100.0, 20.0, 0.2), (100.0, 20.0, 0.2)], 5_000.0)]
// X = 200, A = 1, B = 100: nothing but the place decides.
#[case::all_or_nothing(&[(100.0, 0.0, 0.2), (100.0, 100.0, 0.2)], 1.0)]
#[case::nobody_succeeded(&[(100.0, 0.0, 0.2), (100.0, 0.0, 0.2)], 150.0)]
#[case::one_alone(&[(100.0, 10.0, 0.2)], 150.0)]
fn the_weight_follows_from_how_much_communes_differ(
    #[case] communes: &[(f64, f64, f64)],
    #[case] touches: f64,
) {
    let found = of_communes(&province(communes), 2);
    assert!((found.touches - touches).abs() < 1e-9, "{found:?}");
}

#[test]
fn too_few_cells_leave_the_weight_of_the_terms() {
    let cells = province(&[(100.0, 10.0, 0.2), (100.0, 30.0, 0.2)]);
    assert_eq!(of_communes(&cells, 3), Strength { touches: 150.0, estimated_from: None });
    assert_eq!(of_communes(&cells, 2).estimated_from, Some(2));
    let base = strengths(&cells, &fixed().strength)[&Level::Base];
    assert_eq!(base, Strength { touches: 200.0, estimated_from: None });
}

/// 400 communes whose chances scatter as a Beta(10, 40) does (weight 50) by quantiles of a uniform
/// grid, each with exactly as many successes as its chance gives: the estimate finds the weight again,
/// but for the chance that is missing inside the communes, which it takes off.
#[test]
fn a_known_scatter_is_found_again() {
    // Chances at mean plus or minus one standard deviation have the Beta's variance: p(1-p)/(s+1).
    let (mean, weight, made) = (0.2, 50.0, 1_000.0_f64);
    let off = (mean * (1.0 - mean) / (weight + 1.0_f64)).sqrt();
    // And inside each commune plus or minus the standard deviation of its own draw.
    let mut communes = Vec::new();
    for at in 0..400 {
        let chance: f64 = if at % 2 == 0 { mean + off } else { mean - off };
        let inside = (chance * (1.0 - chance) / made).sqrt();
        let drawn = if at % 4 < 2 { chance + inside } else { chance - inside };
        communes.push((made, made * drawn, mean));
    }
    let found = of_communes(&province(&communes), 8).touches;
    assert!((found / weight - 1.0).abs() < 0.03, "{found}");
}
