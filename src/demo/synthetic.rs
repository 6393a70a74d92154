//! The made-up gazetteer of the large demo: a province with code 90 that has never existed, 24
//! districts and 400 communes in clusters, with log-normal sizes. Nothing in it is a fact; its only
//! purpose is the size.

use super::dice::{Dice, Weighted};
use super::gazetteer::{Commune, Gazetteer, Place, Region};
use super::shares::apportion;
use super::tongue::Tongue;

const DISTRICTS: usize = 24;
const COMMUNES: usize = 400;
/// Yên Bái's people per commune, for 400 communes, rounded.
const PEOPLE: u64 = 2_000_000;

/// Makes the areas.
pub(super) fn gazetteer(seed: u64) -> Gazetteer {
    let mut dice = Dice::new(seed, "gazetteer");
    let upland: Vec<bool> = (0..DISTRICTS).map(|_| dice.chance(0.4)).collect();
    let centres: Vec<(f64, f64)> =
        (0..DISTRICTS).map(|_| (dice.uniform(20.6, 22.2), dice.uniform(103.8, 105.4))).collect();
    let mut home: Vec<usize> = (0..DISTRICTS).collect();
    home.extend((DISTRICTS..COMMUNES).map(|_| dice.below(DISTRICTS as u64) as usize));
    home.sort_unstable();
    let tongues = Weighted::new([36.0, 4.0, 14.0, 20.0, 22.0, 4.0]);
    let mut communes: Vec<Commune> = Vec::with_capacity(COMMUNES);
    let mut weights = Vec::with_capacity(COMMUNES);
    for (number, district) in (1..).zip(home) {
        let high = upland.get(district).copied().unwrap_or_default();
        let (lat, lon) = centres.get(district).copied().unwrap_or_default();
        let urban = dice.chance(if high { 0.08 } else { 0.2 });
        let region = match dice.weighted(if high { &[0.1, 0.25, 0.65] } else { &[0.7, 0.2, 0.1] }) {
            _ if urban => Region::I,
            0 => Region::I,
            1 => Region::II,
            _ => Region::III,
        };
        let minority = region.of([0.15, 0.6, 0.9]) + 0.05 * dice.normal();
        weights.push(dice.log_normal(0.5) * if urban { 2.2 } else { region.of([1.0, 0.9, 0.75]) });
        let kind = if urban { ("Phường", "Ward") } else { ("Xã", "Commune") };
        communes.push(Commune {
            place: Place {
                code: format!("90{number:03}"),
                name: format!("{} Mẫu {number:03}", kind.0),
                name_en: format!("Mau {number:03} {}", kind.1),
                population: 0,
                lat: lat + 0.06 * dice.normal(),
                lon: lon + 0.06 * dice.normal(),
            },
            district,
            urban,
            region,
            minority_share: minority.clamp(0.02, 0.99),
            tongue: Tongue::MINORITY
                .get(tongues.pick(&mut dice))
                .copied()
                .unwrap_or(Tongue::Vietnamese),
        });
    }
    let mut districts: Vec<Place> = (1..=DISTRICTS)
        .zip(centres)
        .map(|(number, (lat, lon))| Place {
            code: format!("9{number:02}"),
            name: format!("Huyện Mẫu {number:02}"),
            name_en: format!("Mau {number:02} District"),
            population: 0,
            lat,
            lon,
        })
        .collect();
    for (commune, people) in communes.iter_mut().zip(apportion(PEOPLE as usize, &weights)) {
        commune.place.population = people as u64;
        if let Some(district) = districts.get_mut(commune.district) {
            district.population += people as u64;
        }
    }
    let province = Place {
        code: "90".into(),
        name: "Tỉnh Mẫu (giả định)".into(),
        name_en: "Mau Province (made up)".into(),
        population: PEOPLE,
        lat: 21.4,
        lon: 104.6,
    };
    // No province registers births under 090: no number can be a real person's.
    Gazetteer { province, citizen_code: "090", districts, communes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_hold_and_codes_differ() {
        let made = gazetteer(1);
        assert_eq!(made.communes.len(), COMMUNES);
        assert_eq!(made.communes.iter().map(|one| one.place.population).sum::<u64>(), PEOPLE);
        assert_eq!(made.districts.iter().map(|one| one.population).sum::<u64>(), PEOPLE);
        let mut codes: Vec<_> = made.communes.iter().map(|one| &one.place.code).collect();
        codes.dedup();
        assert_eq!(codes.len(), COMMUNES);
    }
}
