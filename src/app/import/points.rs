//! Collection points: where an organisation collects. A point of an organisation that nobody knows
//! would answer to nobody, so the organisations come first.

use std::collections::HashSet;
use std::sync::Arc;

use super::area_words::AreaWords;
use super::cells::{required_text, text, unknown_organisation};
use super::check::Check;
use super::engine::RowReader;
use super::fields::area_words;
use super::keyed::{Keyed, List, or_known};
use crate::app::context::Province;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::store::catalogues::{PointRow, insert_points, organisations, points, update_points};
use crate::store::{Conn, StoreResult};

/// The list of collection points.
pub(super) struct Points {
    province: i64,
    organisations: Arc<HashSet<String>>,
    areas: Arc<AreaWords>,
}

impl Points {
    /// The importer, with the points and organisations on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Keyed<Self>> {
        let areas = area_words(province);
        let province = province.id.0;
        let organisations = organisations(conn, province)?.into_iter().map(|row| row.code);
        let organisations = Arc::new(organisations.collect());
        let stored = points(conn, province)?;
        Ok(Keyed::new(Self { province, organisations, areas }, stored, Self::key))
    }
}

impl List for Points {
    type Item = PointRow;
    type Key = String;
    type Record = PointRow;

    fn reader(&self, binding: &Binding) -> RowReader<PointRow> {
        let slot = |name| binding.slot(name);
        let (code, organisation, name) = (slot("code"), slot("organisation_code"), slot("name"));
        let (area, address) = (slot("area_code"), slot("address"));
        let (organisations, areas) = (self.organisations.clone(), self.areas.clone());
        let province_id = self.province;
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let known = required_text(row, organisation).and_then(|code| {
                let known = organisations.contains(&code);
                if known { Ok(code) } else { Err(unknown_organisation(row, organisation, &code)) }
            });
            let area_code = text(row, area).and_then(|cell| {
                let known = |cell: String| areas.code(row, area, &cell).map(str::to_owned);
                cell.map(known).transpose()
            });
            let item = PointRow {
                province_id,
                code: check.of(required_text(row, code)),
                organisation_code: check.of(known),
                name: check.of(required_text(row, name)),
                area_code: check.of(area_code),
                address: check.text(address),
            };
            check.passed(item)
        })
    }

    fn key(item: &PointRow) -> String {
        item.code.clone()
    }

    fn merged(_: u64, item: &PointRow, before: Option<&PointRow>) -> Result<PointRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        Ok(PointRow {
            area_code: or_known(&item.area_code, &before.area_code),
            address: or_known(&item.address, &before.address),
            ..item.clone()
        })
    }

    fn insert(conn: &mut Conn, records: &mut [PointRow]) -> StoreResult<()> {
        insert_points(conn, records)
    }

    fn update(conn: &mut Conn, records: &[PointRow]) -> StoreResult<()> {
        update_points(conn, records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::app::import::organisations::Organisations;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        let post = "code,name,kind\nBD,Bưu điện,post\n";
        trial.take(Thing::Organisations, post, Organisations::new);
        trial.take(Thing::Points, list, Points::new)
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = Trial::new();
        let list = "Mã điểm thu,Mã tổ chức,Tên điểm thu,Mã xã,Địa chỉ\nD1,BD,Bưu cục,04252,Tổ 1\n";
        assert_eq!(take(&mut trial, list), ([1, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 1, 0]);
        assert_eq!(take(&mut trial, "code,organisation_code,name\nD1,BD,X\n").0, [0, 1, 0, 0]);
        let all = |conn: &mut Conn| points(conn, 1);
        let row = trial.store.read(all).unwrap().remove(0);
        assert_eq!((row.name.as_str(), row.address.as_deref()), ("X", Some("Tổ 1")));
        assert_eq!(row.area_code.as_deref(), Some("04252"));
    }

    #[test]
    fn a_commune_may_be_named_or_have_lost_its_zero() {
        let mut trial = Trial::new();
        let list = "code,organisation_code,name,area_code\nD1,BD,A,4252\nD2,BD,B,nậm có\n";
        assert_eq!(take(&mut trial, list), ([2, 0, 0, 0], String::new()));
        let rows = trial.store.read(|conn: &mut Conn| points(conn, 1)).unwrap();
        let codes: Vec<_> = rows.iter().filter_map(|row| row.area_code.as_deref()).collect();
        assert_eq!(codes, ["04252", "04255"]);
    }

    #[test]
    fn organisation_and_area_must_be_known() {
        let list = "code,organisation_code,name,area_code\nD1,PN,A,\nD2,BD,B,09999\nD3,BD,C,\n";
        let (counts, rejects) = take(&mut Trial::new(), list);
        assert_eq!(counts, [1, 0, 0, 2]);
        assert!(rejects.contains(",2,organisation_code,unknown_organisation,"), "{rejects}");
        assert!(rejects.contains(",3,area_code,unknown_area,"), "{rejects}");
    }
}
