//! Who holds the demo's events: two hosts of each district, and two of the province for everything that
//! is held through a screen. They have other work: on more than half of the days they are not free.

use std::path::Path;

use super::FIRST_MONDAY;
use super::campaign::LAST;
use super::dice::Dice;
use super::gazetteer::{Gazetteer, Place};
use super::names::Names as PeopleNames;
use super::table::{DemoError, Names, Table, WrittenFile};
use super::tongue::Tongue;
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// Share of the days of the campaign on which a host has other work.
const BUSY: f64 = 0.6;

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
        let days = FIRST_MONDAY.iter_days().take_while(|day| *day <= LAST);
        let busy = days.filter(|_| dice.chance(BUSY));
        let busy: Vec<String> = busy.map(|day| day.to_string()).collect();
        table.row(&[
            code.as_str().into(),
            name.as_str().into(),
            place.code.as_str().into(),
            kinds.into(),
            Cell::Int(slots),
            busy.join(";").as_str().into(),
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
