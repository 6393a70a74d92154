//! How many events the demo's districts and its province must hold in each month of the campaign.

use std::path::Path;

use super::campaign::{DOCUMENT, MONTHS};
use super::dice::Dice;
use super::gazetteer::Gazetteer;
use super::table::{DemoError, Names, Table, WrittenFile};
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// Writes `quotas.csv`.
pub(super) fn write_quotas(
    dir: &Path,
    gazetteer: &Gazetteer,
    seed: u64,
) -> Result<WrittenFile, DemoError> {
    let columns = ["kind", "area_code", "month", "required", "source"];
    let mut table = Table::create(dir, Thing::Quotas, Names::English, &columns)?;
    let mut dice = Dice::new(seed, "quotas");
    let mut require = |kind: &str, area: &str, month: &str, many: i64| {
        let cells = [kind.into(), area.into(), month.into(), Cell::Int(many), DOCUMENT.into()];
        table.row(&cells)
    };
    for month in MONTHS {
        for district in &gazetteer.districts {
            require("customer_conference", &district.code, month, dice.between(2, 5))?;
            require("small_group", &district.code, month, dice.between(4, 8))?;
        }
        require("livestream", &gazetteer.province.code, month, 2)?;
        require("online_conference", &gazetteer.province.code, month, 3)?;
    }
    table.finish()
}
