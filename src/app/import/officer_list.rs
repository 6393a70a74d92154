//! The list of officers as a whole: officers who are in charge of nothing, for whom no target is ever shown,
//! and a code that stands twice for two people or two charges, of which only the second would be kept.

use std::collections::{HashMap, HashSet};

use super::ImportError;
use super::engine::{Entry, Importer, RowReader};
use super::keyed::Keyed;
use super::officers::Officers;
use super::row_places::RowPlaces;
use super::tally::Ledger;
use crate::app::context::Province;
use crate::exchange::columns::Binding;
use crate::exchange::read::{KeptRow, Warning};
use crate::exchange::reject::Reject;
use crate::store::officers::{OfficerRow, officers};
use crate::store::{Conn, StoreResult};

/// The importer of officers.
pub(super) struct OfficerList {
    officers: Keyed<Officers>,
    /// Codes of those who are in charge of something, on record or in the file.
    charged: HashSet<String>,
    /// By code the first row of the file, and what it says.
    first: HashMap<String, (u64, OfficerRow)>,
    idle: RowPlaces<20>,
}

impl OfficerList {
    /// The importer, with the officers, offices and organisations on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Self> {
        let charged = officers(conn, province.id.0)?.into_iter().filter(is_charged);
        Ok(Self {
            charged: charged.map(|row| row.code).collect(),
            officers: Officers::new(conn, province)?,
            first: HashMap::new(),
            idle: RowPlaces::default(),
        })
    }

    /// Why a row is not taken: an earlier row of the file says something else of the same code.
    fn at_odds(&mut self, row: &KeptRow, item: &OfficerRow) -> Option<Reject> {
        let first =
            self.first.entry(item.code.clone()).or_insert_with(|| (row.number(), item.clone()));
        (first.1 != *item).then(|| twice(row.number(), &item.code, first.0))
    }
}

fn is_charged(row: &OfficerRow) -> bool {
    row.area_codes.is_some() || row.organisation_codes.is_some()
}

impl Importer for OfficerList {
    type Item = OfficerRow;

    fn reader(&self, binding: &Binding) -> RowReader<OfficerRow> {
        self.officers.reader(binding)
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<OfficerRow>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        for entry in batch {
            let (row, item) = (&entry.row, &entry.item);
            if let Some(reject) = self.at_odds(row, item) {
                ledger.reject(row, &reject)?;
                continue;
            }
            if is_charged(item) {
                self.charged.insert(item.code.clone());
            }
            if !self.charged.contains(&item.code) {
                self.idle.add(ledger.sheet(row), row.number());
            }
            self.officers.store(conn, std::slice::from_ref(entry), ledger)?;
        }
        Ok(())
    }

    fn warnings(&self) -> Vec<Warning> {
        in_charge_of_nothing(&self.idle).into_iter().collect()
    }
}

fn twice(row: u64, code: &str, first: u64) -> Reject {
    Reject {
        row,
        column: Some("code"),
        code: "code_twice",
        message_vi: format!(
            "mã {code} đã có ở dòng {first} với nội dung khác; mỗi cán bộ một mã và một dòng, nhiều địa bàn cách \
             nhau bằng dấu ;"
        )
        .into(),
        message_en: format!(
            "row {first} says something else of {code}; give each officer one code and one row, with areas \
             separated by ;"
        )
        .into(),
    }
}

fn in_charge_of_nothing(rows: &RowPlaces<20>) -> Option<Warning> {
    Some(Warning {
        code: "in_charge_of_nothing",
        sheet: rows.sheet(),
        column: String::new(),
        row: rows.first()?,
        count: rows.count(),
        message_vi: format!(
            "{} cán bộ chưa được giao địa bàn hay tổ chức nào: {}. Chỉ tiêu và kết quả chưa tính cho họ. Hãy điền \
             cột “Mã địa bàn” (area_codes) hoặc “Mã tổ chức” (organisation_codes) rồi nhập lại.",
            rows.count(),
            rows.vi()
        ),
        message_en: format!(
            "{} officers are in charge of neither areas nor organisations: {}. Neither targets nor results count \
             for them. Fill in area_codes or organisation_codes and import them again.",
            rows.count(),
            rows.en()
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Report;
    use super::super::desk::Desk;
    use crate::exchange::columns::Thing;

    fn told(report: &Report) -> Vec<(&'static str, u64, u64)> {
        report.warnings.iter().map(|one| (one.code, one.row, one.count)).collect()
    }

    #[test]
    fn whoever_is_in_charge_of_nothing_is_told() {
        let mut desk = Desk::new();
        // As offices head their lists.
        let list = ["Mã,Họ tên,Cơ quan BHXH,Địa bàn,Tổ chức", "CB1,Mai,15,15,", "CB2,Páo,15,,"];
        let report = desk.import(Thing::Officers, &list);
        assert_eq!(report.unknown_columns, Vec::<String>::new());
        assert_eq!(
            (report.tally.inserted, told(&report)),
            (2, vec![("in_charge_of_nothing", 3, 1)])
        );
        // What a later list does not say stays known.
        let later = ["code,name,office_code", "CB1,Mai,15", "CB2,Páo,15"];
        let report = desk.import(Thing::Officers, &later);
        assert_eq!(told(&report), [("in_charge_of_nothing", 3, 1)]);
    }

    #[test]
    fn one_code_for_two_is_refused() {
        let mut desk = Desk::new();
        let list =
            ["code,name,office_code,area_codes", "CB1,Mai,15,15", "CB1,Mai,15,15", "CB1,Páo,15,15"];
        let report = desk.import(Thing::Officers, &list);
        let tally = report.tally;
        assert_eq!((tally.inserted, tally.unchanged, tally.rejected), (1, 1, 1));
        assert_eq!((report.reasons[0].code, report.reasons[0].count), ("code_twice", 1));
        // A correction in another file is one.
        let later = ["code,name,office_code", "CB1,Páo,15"];
        assert_eq!(desk.import(Thing::Officers, &later).tally.updated, 1);
    }
}
