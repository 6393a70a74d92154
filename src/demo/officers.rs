//! Who of the demo's offices answers for what: in each district office one officer for every few communes,
//! and one who follows the post there.

use std::path::Path;

use super::dice::Dice;
use super::gazetteer::{Commune, Gazetteer};
use super::names::Names as PeopleNames;
use super::offices::office;
use super::table::{DemoError, Names, Table, WrittenFile};
use super::tongue::Tongue;
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// Communes in one officer's charge.
const COMMUNES: usize = 6;

/// Writes `officers.csv`.
pub(super) fn write_officers(
    dir: &Path,
    gazetteer: &Gazetteer,
    names: &PeopleNames,
    seed: u64,
) -> Result<WrittenFile, DemoError> {
    let columns = ["code", "name", "office_code", "area_codes", "organisation_codes"];
    let mut table = Table::create(dir, Thing::Officers, Names::English, &columns)?;
    let mut dice = Dice::new(seed, "officers");
    for (at, district) in gazetteer.districts.iter().enumerate() {
        let office = office(gazetteer, at + 1);
        let own = gazetteer.communes.iter().filter(|commune| commune.district == at);
        let own: Vec<&Commune> = own.collect();
        let shares = own.chunks(COMMUNES).map(|share| {
            let codes: Vec<&str> =
                share.iter().map(|commune| commune.place.code.as_str()).collect();
            (codes.join(";"), String::new())
        });
        let post = (String::new(), format!("BD-{}", district.code));
        for (number, (areas, follows)) in (1..).zip(shares.chain([post])) {
            let surname = names.surname(Tongue::Vietnamese, &mut dice).to_owned();
            let male = dice.chance(0.4);
            let name = names.full(&surname, Tongue::Vietnamese, male, &mut dice);
            let code = format!("CB{}-{number}", district.code);
            let cells = [&code, &name, &office, &areas, &follows];
            table.row(&cells.map(|cell| Cell::Text(cell.as_str())))?;
        }
    }
    table.finish()
}
