//! Who holds the demo's events: two hosts of each district, and two of the province for everything that
//! is held through a screen.

use std::path::Path;

use super::dice::Dice;
use super::gazetteer::{Gazetteer, Place};
use super::names::Names as PeopleNames;
use super::table::{DemoError, Names, Table, WrittenFile};
use super::tongue::Tongue;
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// Writes `hosts.csv`.
pub(super) fn write_hosts(
    dir: &Path,
    gazetteer: &Gazetteer,
    names: &PeopleNames,
    seed: u64,
) -> Result<WrittenFile, DemoError> {
    let columns = ["code", "name", "area_codes", "kinds", "slots", "unavailable", "email"];
    let mut table = Table::create(dir, Thing::Hosts, Names::English, &columns)?;
    let mut dice = Dice::new(seed, "hosts");
    let mut add = |place: &Place, number: u32, kinds: &str, slots: i64| {
        let surname = names.surname(Tongue::Vietnamese, &mut dice).to_owned();
        let male = dice.chance(0.4);
        let name = names.full(&surname, Tongue::Vietnamese, male, &mut dice);
        let code = format!("BCV{}-{number}", place.code);
        // One of four is away on a day of the first two weeks.
        let away = dice.chance(0.25).then(|| {
            let day = dice.below(10);
            format!("{:02}/06/2023", 5 + day / 5 * 7 + day % 5)
        });
        table.row(&[
            code.as_str().into(),
            name.as_str().into(),
            place.code.as_str().into(),
            kinds.into(),
            Cell::Int(slots),
            away.as_deref().into(),
            // .example is reserved: no message to it can arrive (RFC 2606).
            format!("{}@baocaovien.example", code.to_lowercase()).as_str().into(),
        ])
    };
    add(&gazetteer.province, 1, "livestream;online_conference", 2)?;
    add(&gazetteer.province, 2, "online_conference", 2)?;
    for district in &gazetteer.districts {
        add(district, 1, "customer_conference;small_group", 3)?;
        add(district, 2, "small_group", 3)?;
    }
    table.finish()
}
