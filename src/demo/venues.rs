//! Where the demo's events are held: halls in most communes, a page and a room on the internet.

use std::path::Path;

use super::dice::Dice;
use super::gazetteer::Gazetteer;
use super::table::{DemoError, Names, Table, WrittenFile};
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// Share of the communes whose hall can be had.
const WITH_HALL: f64 = 0.7;

/// Writes `venues.csv`.
pub(super) fn write_venues(
    dir: &Path,
    gazetteer: &Gazetteer,
    seed: u64,
) -> Result<WrittenFile, DemoError> {
    let columns = ["code", "name", "area_code", "area_codes", "capacity", "kinds", "address"];
    let mut table = Table::create(dir, Thing::Venues, Names::Vietnamese, &columns)?;
    let mut dice = Dice::new(seed, "venues");
    for commune in &gazetteer.communes {
        let place = &commune.place;
        if !dice.chance(WITH_HALL) {
            continue;
        }
        let seats = 10 * dice.between(4, commune.region.of([15, 12, 8]));
        let district = gazetteer.district_of(commune).map_or("", |place| place.name.as_str());
        table.row(&[
            format!("NVH-{}", place.code).as_str().into(),
            format!("Nhà văn hóa {}", place.name).as_str().into(),
            place.code.as_str().into(),
            Cell::Empty,
            Cell::Int(seats),
            "customer_conference;small_group".into(),
            format!("Trung tâm {}, {district}", place.name).as_str().into(),
        ])?;
    }
    let top = gazetteer.province.code.as_str();
    let platforms = [
        ("FB", "Trang Facebook BHXH tỉnh mẫu", 500, "livestream", "https://fb.example/bhxh"),
        ("HOP", "Phòng họp trực tuyến", 100, "online_conference", "https://hop.example/bhxh"),
    ];
    for (code, name, seats, kinds, address) in platforms {
        table.row(&[
            format!("{code}-{top}").as_str().into(),
            name.into(),
            Cell::Empty,
            top.into(),
            Cell::Int(seats),
            kinds.into(),
            address.into(),
        ])?;
    }
    table.finish()
}
