//! Venues of events, and platforms: these have no commune, and serve those who follow them.

use std::sync::Arc;

use super::area_words::AreaWords;
use super::cells::{codes, ranged, refused, required_text, text};
use super::check::Check;
use super::engine::RowReader;
use super::event_cells::{area, days, kinds, places};
use super::keyed::{Keyed, List, or_known};
use crate::app::context::Province;
use crate::domain::area::AreaKind;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, ValueError};
use crate::store::event_places::{VenueRow, insert_venues, update_venues, venues};
use crate::store::{Conn, StoreResult};

/// People whom a platform can hold at most.
const MOST: i64 = 1_000_000;

/// The list of venues.
pub(super) struct Venues {
    province: i64,
    areas: Arc<AreaWords>,
}

impl Venues {
    /// The importer, with the venues on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Keyed<Self>> {
        let (areas, province) = (places(province), province.id.0);
        Ok(Keyed::new(Self { province, areas }, venues(conn, province)?, Self::key))
    }
}

impl List for Venues {
    type Item = VenueRow;
    type Key = String;
    type Record = VenueRow;

    fn reader(&self, binding: &Binding) -> RowReader<VenueRow> {
        let slot = |name| binding.slot(name);
        let (code, name, address) = (slot("code"), slot("name"), slot("address"));
        let (place, audience, capacity) = (slot("area_code"), slot("area_codes"), slot("capacity"));
        let (of_kinds, taken) = (slot("kinds"), slot("unavailable"));
        let (province_id, areas) = (self.province, self.areas.clone());
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let commune = text(row, place)
                .and_then(|cell| cell.map(|cell| commune(&areas, row, place, &cell)).transpose());
            let serves = codes(row, audience, |cell| area(&areas, row, audience, cell));
            let most = ranged(row, capacity, values::integer, 1..=MOST)
                .and_then(|most| most.ok_or_else(|| capacity.reject(row, ValueError::Missing)));
            let item = VenueRow {
                province_id,
                code: check.of(required_text(row, code)),
                name: check.of(required_text(row, name)),
                area_code: check.of(commune),
                audience: check.of(serves),
                capacity: i32::try_from(check.of(most)).unwrap_or(i32::MAX),
                kinds: check.of(kinds(row, of_kinds)),
                unavailable: check.of(days(row, taken)),
                address: check.text(address),
            };
            check.passed(item)
        })
    }

    fn key(item: &VenueRow) -> String {
        item.code.clone()
    }

    fn merged(_: u64, item: &VenueRow, before: Option<&VenueRow>) -> Result<VenueRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        Ok(VenueRow {
            area_code: or_known(&item.area_code, &before.area_code),
            audience: or_known(&item.audience, &before.audience),
            kinds: or_known(&item.kinds, &before.kinds),
            unavailable: or_known(&item.unavailable, &before.unavailable),
            address: or_known(&item.address, &before.address),
            ..item.clone()
        })
    }

    fn insert(conn: &mut Conn, records: &mut [VenueRow]) -> StoreResult<()> {
        insert_venues(conn, records)
    }

    fn update(conn: &mut Conn, records: &[VenueRow]) -> StoreResult<()> {
        update_venues(conn, records)
    }
}

/// The commune of a venue: distances are those between communes.
fn commune(areas: &AreaWords, row: &Row<'_>, slot: Slot, cell: &str) -> Result<String, Reject> {
    let code = areas.code(row, slot, cell)?;
    if areas.kind(code) == Some(AreaKind::Commune) {
        return Ok(code.to_owned());
    }
    Err(refused(
        row,
        slot,
        "no_commune",
        &format!("{code} không phải là xã; hãy ghi mã xã có địa điểm"),
        &format!("{code} is no commune; give the commune where the venue is"),
    ))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Venues, list, Venues::new)
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = Trial::new();
        let list = "Mã địa điểm,Tên địa điểm,Mã xã,Sức chứa,Loại sự kiện,Địa bàn phục vụ\n\
            NVH1,Nhà văn hóa,Nậm Có,80,nhóm nhỏ,\nFB,Trang Facebook,,5000,livestream,132;04252\n";
        assert_eq!(take(&mut trial, list), ([2, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 2, 0]);
        assert_eq!(take(&mut trial, "code,name,capacity\nNVH1,Hội trường,90\n").0, [0, 1, 0, 0]);
        let rows = trial.store.read(|conn| venues(conn, 1)).unwrap();
        assert_eq!((rows[0].code.as_str(), rows[0].audience.as_deref()), ("FB", Some("132;04252")));
        assert_eq!((rows[1].capacity, rows[1].area_code.as_deref()), (90, Some("04255")));
    }

    #[rstest]
    #[case("A,A,04252,80,", "")]
    #[case("A,A,04252-1,80,", "area_code,no_commune")]
    #[case("A,A,09999,80,", "area_code,unknown_area")]
    #[case("A,A,,0,", "capacity,out_of_range")]
    #[case("A,A,,,", "capacity,missing")]
    #[case("A,A,,80,77", "area_codes,unknown_area")]
    fn policies(#[case] cells: &str, #[case] reason: &str) {
        let list = format!("code,name,area_code,capacity,area_codes\n{cells}\n");
        let (counts, rejects) = take(&mut Trial::new(), &list);
        assert_eq!(counts, if reason.is_empty() { [1, 0, 0, 0] } else { [0, 0, 0, 1] });
        assert!(rejects.contains(reason), "{rejects}");
    }
}
