//! Where agents live and which communes they work in. Homes follow the people only loosely, so that
//! some agents drown in work and others have none: the skew that makes planning worth while.

use super::dice::{Dice, Weighted};
use super::gazetteer::{Commune, Gazetteer, Region};

/// Share of the communes outside the upland with at least one agent at home.
const SETTLED: f64 = 0.99;
/// The same in the upland.
const SETTLED_UPLAND: f64 = 0.9;
/// Share of agents whose territory may cross the border of the district.
const CROSSING: f64 = 0.04;
/// Nearest communes from which a territory is chosen.
const NEAR: usize = 11;

/// The home communes of `agents` agents, in the order of communes.
pub(super) fn homes(gazetteer: &Gazetteer, agents: usize, dice: &mut Dice) -> Vec<usize> {
    let mut weights = Vec::with_capacity(gazetteer.communes.len());
    let mut homes = Vec::with_capacity(agents);
    for (index, commune) in gazetteer.communes.iter().enumerate() {
        let pull = commune.region.of([1.1, 0.9, 0.55]);
        weights.push((commune.place.population as f64).sqrt() * pull * dice.log_normal(0.8));
        let upland = commune.region == Region::III;
        if dice.chance(if upland { SETTLED_UPLAND } else { SETTLED }) && homes.len() < agents {
            homes.push(index);
        }
    }
    let table = Weighted::new(weights);
    while homes.len() < agents {
        homes.push(table.pick(dice));
    }
    homes.sort_unstable();
    homes
}

/// One to five communes around a home, the home among them, ascending.
pub(super) fn territory(gazetteer: &Gazetteer, home: usize, dice: &mut Dice) -> Vec<usize> {
    let more = dice.weighted(&[0.25, 0.30, 0.22, 0.13, 0.10]);
    let crosses = dice.chance(CROSSING);
    let mut chosen = vec![home];
    let Some(here) = gazetteer.communes.get(home) else { return chosen };
    let mut near: Vec<(f64, usize)> = gazetteer
        .communes
        .iter()
        .enumerate()
        .filter(|(index, there)| *index != home && (crosses || there.district == here.district))
        .map(|(index, there)| (distance_squared(here, there), index))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.truncate(NEAR);
    for _ in 0..more.min(near.len()) {
        let weights: Vec<f64> = near.iter().map(|(square, _)| 1.0 / (1.0 + square / 9.0)).collect();
        let at = dice.weighted(&weights);
        if at < near.len() {
            chosen.push(near.remove(at).1);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// Square of the distance in kilometres, on a flat map around 22° north.
fn distance_squared(a: &Commune, b: &Commune) -> f64 {
    let north = (a.place.lat - b.place.lat) * 111.0;
    let east = (a.place.lon - b.place.lon) * 103.0;
    north * north + east * east
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::scale::Scale;

    #[test]
    fn few_territories_cross_the_border() {
        let gazetteer = Gazetteer::of(Scale::Province, 1).unwrap();
        let mut dice = Dice::new(1, "test");
        let homes = homes(&gazetteer, 500, &mut dice);
        assert_eq!(homes.len(), 500);
        let district = |index: &usize| gazetteer.communes[*index].district;
        let crossing = homes.iter().filter(|home| {
            let communes = territory(&gazetteer, **home, &mut dice);
            assert!((1..=5).contains(&communes.len()) && communes.contains(home));
            assert!(communes.is_sorted_by(|a, b| a < b));
            communes.iter().any(|one| district(one) != district(home))
        });
        assert!((1..=30).contains(&crossing.count()));
    }
}
