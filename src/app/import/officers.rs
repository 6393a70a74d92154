//! Officers of offices: who follows which areas and which collection organisations. An officer of an office
//! or an organisation that nobody knows would follow nobody, so those lists come first.

use std::collections::HashSet;
use std::sync::Arc;

use super::area_words::AreaWords;
use super::cells::{backwards, codes, refused, required_text, unknown_organisation};
use super::check::Check;
use super::engine::RowReader;
use super::event_cells::{area, places};
use super::keyed::{Keyed, List, or_known};
use crate::app::context::Province;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::catalogues::{offices, organisations};
use crate::store::officers::{OfficerRow, insert_officers, officers, update_officers};
use crate::store::{Conn, StoreResult};

/// The list of officers.
pub(super) struct Officers {
    province: i64,
    offices: Arc<HashSet<String>>,
    organisations: Arc<HashSet<String>>,
    areas: Arc<AreaWords>,
}

impl Officers {
    /// The importer, with the officers, offices and organisations on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Keyed<Self>> {
        let key = province.id.0;
        let mut known: HashSet<String> = offices(conn)?.into_iter().map(|row| row.code).collect();
        if known.is_empty() {
            // An installation without offices plans for its province.
            known.insert(province.code.clone());
        }
        let organisations = organisations(conn, key)?.into_iter().map(|row| row.code);
        let list = Self {
            province: key,
            offices: Arc::new(known),
            organisations: Arc::new(organisations.collect()),
            areas: places(province),
        };
        Ok(Keyed::new(list, officers(conn, key)?, Self::key))
    }
}

impl List for Officers {
    type Item = OfficerRow;
    type Key = String;
    type Record = OfficerRow;

    fn reader(&self, binding: &Binding) -> RowReader<OfficerRow> {
        let slot = |name| binding.slot(name);
        let (code, name, office) = (slot("code"), slot("name"), slot("office_code"));
        let (in_areas, of) = (slot("area_codes"), slot("organisation_codes"));
        let (from, to) = (slot("active_from"), slot("active_to"));
        let (offices, organisations) = (self.offices.clone(), self.organisations.clone());
        let (province_id, areas) = (self.province, self.areas.clone());
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let office_code = required_text(row, office).and_then(|code| {
                let known = offices.contains(&code);
                if known { Ok(code) } else { Err(unknown_office(row, office, &code)) }
            });
            let follows = codes(row, of, |cell| match organisations.contains(cell) {
                true => Ok(cell.to_owned()),
                false => Err(unknown_organisation(row, of, cell)),
            });
            let (active_from, active_to) =
                (check.cell(from, values::date), check.cell(to, values::date));
            if active_from.zip(active_to).is_some_and(|(first, last)| last < first) {
                check.of::<()>(Err(backwards(row, to)));
            }
            let item = OfficerRow {
                province_id,
                code: check.of(required_text(row, code)),
                name: check.of(required_text(row, name)),
                office_code: check.of(office_code),
                area_codes: check
                    .of(codes(row, in_areas, |cell| area(&areas, row, in_areas, cell))),
                organisation_codes: check.of(follows),
                active_from,
                active_to,
            };
            check.passed(item)
        })
    }

    fn key(item: &OfficerRow) -> String {
        item.code.clone()
    }

    fn merged(
        _: u64,
        item: &OfficerRow,
        before: Option<&OfficerRow>,
    ) -> Result<OfficerRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        Ok(OfficerRow {
            area_codes: or_known(&item.area_codes, &before.area_codes),
            organisation_codes: or_known(&item.organisation_codes, &before.organisation_codes),
            active_from: item.active_from.or(before.active_from),
            active_to: item.active_to.or(before.active_to),
            ..item.clone()
        })
    }

    fn insert(conn: &mut Conn, records: &mut [OfficerRow]) -> StoreResult<()> {
        insert_officers(conn, records)
    }

    fn update(conn: &mut Conn, records: &[OfficerRow]) -> StoreResult<()> {
        update_officers(conn, records)
    }
}

fn unknown_office(row: &Row<'_>, slot: Slot, code: &str) -> Reject {
    refused(
        row,
        slot,
        "unknown_office",
        &format!(
            "không có cơ quan BHXH mang mã {code}; hãy kiểm tra mã, hoặc nhập danh sách cơ quan (offices) trước"
        ),
        &format!("no office has the code {code}; check it, or import the offices first"),
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;
    use crate::store::catalogues::{OrganisationRow, insert_organisations};

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Officers, list, Officers::new)
    }

    fn trial() -> Trial {
        let mut trial = Trial::new();
        let post = OrganisationRow {
            province_id: 1,
            code: "BD".into(),
            name: "Bưu điện".into(),
            kind: "post".into(),
            office_code: None,
        };
        trial.store.write(|conn| insert_organisations(conn, &[post])).unwrap();
        trial
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = trial();
        let list = "Mã cán bộ;Họ tên;Mã cơ quan BHXH;Mã địa bàn;Mã tổ chức;Từ ngày\n\
            CB1;Lò Thị Mai;15;\"04252;04255\";BD;01/05/2023\n";
        assert_eq!(take(&mut trial, list), ([1, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 1, 0]);
        assert_eq!(take(&mut trial, "code;name;office_code\nCB1;Mai;15\n").0, [0, 1, 0, 0]);
        let row = trial.store.read(|conn| officers(conn, 1)).unwrap().remove(0);
        assert_eq!((row.name.as_str(), row.organisation_codes.as_deref()), ("Mai", Some("BD")));
        assert_eq!(row.area_codes.as_deref(), Some("04252;04255"));
        assert_eq!(row.active_from, "2023-05-01".parse().ok());
    }

    #[rstest]
    #[case("CB1;A;15;132;BD;;", "")]
    #[case("CB1;A;15;;;;", "")]
    #[case("CB1;A;99;132;;;", "office_code;unknown_office")]
    #[case("CB1;A;15;77;;;", "area_codes;unknown_area")]
    #[case("CB1;A;15;;HPN;;", "organisation_codes;unknown_organisation")]
    #[case("CB1;A;15;132;;2023-06-02;2023-06-01", "active_to;bad_period")]
    #[case(";A;15;132;;;", "code;missing")]
    fn policies(#[case] cells: &str, #[case] reason: &str) {
        let header = "code;name;office_code;area_codes;organisation_codes;active_from;active_to";
        let (counts, rejects) = take(&mut trial(), &format!("{header}\n{cells}\n"));
        assert_eq!(counts, if reason.is_empty() { [1, 0, 0, 0] } else { [0, 0, 0, 1] });
        assert!(rejects.contains(reason), "{rejects}");
    }
}
