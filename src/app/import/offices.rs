//! Offices of the agency and the areas that each covers. They belong to no province: one list may
//! hold those of the whole country.

use std::sync::Arc;

use super::area_words::AreaWords;
use super::cells::{codes, refused, required_text};
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List, or_known};
use crate::domain::area::AreaTree;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values::ValueError;
use crate::store::catalogues::{OfficeRow, insert_offices, offices, update_offices};
use crate::store::{Conn, StoreResult};

/// The list of offices.
pub(super) struct Offices {
    areas: Arc<AreaWords>,
}

impl Offices {
    /// The importer, with the offices on record and the areas of today.
    pub(super) fn new(conn: &mut Conn, tree: &AreaTree) -> StoreResult<Keyed<Self>> {
        Ok(Keyed::new(Self { areas: AreaWords::of(tree.iter()) }, offices(conn)?, Self::key))
    }
}

impl List for Offices {
    type Item = OfficeRow;
    type Key = String;
    type Record = OfficeRow;

    fn reader(&self, binding: &Binding) -> RowReader<OfficeRow> {
        let slot = |name| binding.slot(name);
        let (code, name, parent, covered) =
            (slot("code"), slot("name"), slot("parent_code"), slot("area_codes"));
        let (email, director) = (slot("email"), slot("director"));
        let areas = self.areas.clone();
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let area_codes = codes(row, covered, |code| {
                let unknown = || unknown_area(row, covered, code);
                areas.code_of_any_kind(row, covered, code, unknown).map(str::to_owned)
            });
            let missing = || covered.reject(row, ValueError::Missing);
            let area_codes = area_codes.and_then(|codes| codes.ok_or_else(missing));
            let item = OfficeRow {
                code: check.of(required_text(row, code)),
                name: check.of(required_text(row, name)),
                parent_code: check.text(parent),
                area_codes: check.of(area_codes),
                email: check.text(email),
                director: check.text(director),
            };
            check.passed(item)
        })
    }

    fn key(item: &OfficeRow) -> String {
        item.code.clone()
    }

    fn merged(_: u64, item: &OfficeRow, before: Option<&OfficeRow>) -> Result<OfficeRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        Ok(OfficeRow {
            parent_code: or_known(&item.parent_code, &before.parent_code),
            email: or_known(&item.email, &before.email),
            director: or_known(&item.director, &before.director),
            ..item.clone()
        })
    }

    fn insert(conn: &mut Conn, records: &mut [OfficeRow]) -> StoreResult<()> {
        insert_offices(conn, records)
    }

    fn update(conn: &mut Conn, records: &[OfficeRow]) -> StoreResult<()> {
        update_offices(conn, records)
    }
}

fn unknown_area(row: &Row<'_>, slot: Slot, code: &str) -> Reject {
    refused(
        row,
        slot,
        "unknown_area",
        &format!(
            "không có địa bàn mang mã {code} vào ngày nhập; hãy kiểm tra mã, hoặc nhập danh mục địa \
             bàn (areas) trước"
        ),
        &format!("no area has the code {code} today; check it, or import the areas first"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Offices, list, |conn, province| Offices::new(conn, &province.tree))
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = Trial::new();
        let list = "Mã,Tên,Mã địa bàn,Giám đốc\n01501,BHXH huyện,04252; 04255;04252,Lý Văn A\n";
        assert_eq!(take(&mut trial, list), ([1, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 1, 0]);
        let next = "code,name,area_codes,director,email\n01501,BHXH,132,,a@bhxh.example\n";
        assert_eq!(take(&mut trial, next).0, [0, 1, 0, 0]);
        let office = trial.store.read(offices).unwrap().remove(0);
        assert_eq!((office.name.as_str(), office.area_codes.as_str()), ("BHXH", "132"));
        assert_eq!(office.director.as_deref(), Some("Lý Văn A"));
    }

    #[test]
    fn codes_that_lost_their_zero_are_whole_again() {
        let mut trial = Trial::new();
        let list = "code,name,area_codes\n1,A,4252;04252;132\n";
        assert_eq!(take(&mut trial, list), ([1, 0, 0, 0], String::new()));
        let office = trial.store.read(offices).unwrap().remove(0);
        assert_eq!(office.area_codes, "04252;132");
    }

    #[test]
    fn an_area_must_stand_today_and_there_must_be_one() {
        let list = "code,name,area_codes\n1,A,04252;09999\n2,B,;\n3,C,15\n";
        let (counts, rejects) = take(&mut Trial::new(), list);
        assert_eq!(counts, [1, 0, 0, 2]);
        assert!(rejects.contains(",2,area_codes,unknown_area,"), "{rejects}");
        assert!(rejects.contains("Cột “Mã địa bàn”: không có địa bàn mang mã 09999"), "{rejects}");
        assert!(rejects.contains("3,area_codes,missing"), "{rejects}");
    }
}
