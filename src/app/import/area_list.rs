//! The list of areas as a whole: codes that lost their zero in a spreadsheet beside those that kept
//! it, and areas that hang below nobody. Either makes a commune in which nobody can be registered.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::ImportError;
use super::areas::Areas;
use super::engine::{Entry, Importer, RowReader};
use super::keyed::Keyed;
use super::row_places::RowPlaces;
use super::tally::{Ledger, Tally};
use crate::domain::area::AreaKind;
use crate::exchange::columns::Binding;
use crate::exchange::read::Warning;
use crate::exchange::reject::Reject;
use crate::store::catalogues::{AreaRow, areas};
use crate::store::{Conn, StoreResult};

/// Rows of one kind.
type Named = RowPlaces<20>;

/// The importer of areas.
pub(super) struct AreaList {
    areas: Keyed<Areas>,
    /// Kinds by code, of record and file: a code may have been of several.
    kinds: HashMap<String, HashSet<String>>,
    /// Areas on record that are below another.
    placed: HashSet<(String, NaiveDate)>,
    /// Row by row the area above, where the row names one.
    parents: Vec<(String, u64, String)>,
    orphans: Named,
    told: Vec<Warning>,
}

impl AreaList {
    /// The importer, with the areas on record.
    pub(super) fn new(conn: &mut Conn) -> StoreResult<Self> {
        let mut list = Self {
            areas: Areas::new(conn)?,
            kinds: HashMap::new(),
            placed: HashSet::new(),
            parents: Vec::new(),
            orphans: Named::default(),
            told: Vec::new(),
        };
        for area in areas(conn)? {
            list.note(&area);
            if area.parent_code.is_some() {
                list.placed.insert((area.code, area.valid_from));
            }
        }
        Ok(list)
    }

    fn note(&mut self, area: &AreaRow) {
        self.kinds.entry(area.code.clone()).or_default().insert(area.kind.clone());
    }

    /// Whether the same code with a zero before it is an area of this kind.
    fn lost_a_zero(&self, area: &AreaRow) -> bool {
        let number = area.code.bytes().all(|byte| byte.is_ascii_digit());
        let whole = number.then(|| self.kinds.get(&format!("0{}", area.code))).flatten();
        whole.is_some_and(|kinds| kinds.contains(&area.kind))
    }

    /// Notes where an area hangs, or that it hangs nowhere.
    fn place(&mut self, area: &AreaRow, sheet: &str, row: u64) {
        use AreaKind::{Commune, District, Hamlet};
        let below = [Commune, District, Hamlet].map(AreaKind::code);
        if !below.contains(&area.kind.as_str()) {
            return;
        }
        match &area.parent_code {
            Some(parent) => self.parents.push((sheet.to_owned(), row, parent.clone())),
            None if self.placed.contains(&(area.code.clone(), area.valid_from)) => {}
            None => self.orphans.add(sheet, row),
        }
    }
}

impl Importer for AreaList {
    type Item = AreaRow;

    fn reader(&self, binding: &Binding) -> RowReader<AreaRow> {
        self.areas.reader(binding)
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<AreaRow>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        batch.iter().for_each(|entry| self.note(&entry.item));
        let lost: HashSet<u64> = (batch.iter().enumerate())
            .filter(|(_, entry)| self.lost_a_zero(&entry.item))
            .map(|(at, _)| at as u64)
            .collect();
        let mut at = 0;
        for taken in batch.split(|_| {
            at += 1;
            lost.contains(&(at - 1))
        }) {
            self.areas.store(conn, taken, ledger)?;
            for entry in taken {
                self.place(&entry.item, ledger.sheet(&entry.row), entry.row.number());
            }
        }
        let rows = (0u64..).zip(batch).filter(|(at, _)| lost.contains(at));
        for (_, entry) in rows {
            ledger.reject(&entry.row, &zero_lost(&entry.row, &entry.item.code))?;
        }
        Ok(())
    }

    fn finish(&mut self, _conn: &mut Conn, _tally: &mut Tally) -> Result<(), ImportError> {
        let mut unknown = Named::default();
        for (sheet, row, parent) in &self.parents {
            if !self.kinds.contains_key(parent) {
                unknown.add(sheet, *row);
            }
        }
        self.told.extend(unknown_parent(&unknown));
        self.told.extend(no_parent(&self.orphans));
        Ok(())
    }

    fn warnings(&self) -> Vec<Warning> {
        self.told.clone()
    }
}

fn zero_lost(row: &crate::exchange::read::KeptRow, code: &str) -> Reject {
    Reject {
        row: row.number(),
        column: Some("code"),
        code: "zero_lost",
        message_vi: format!(
            "mã {code} đã mất số 0 ở đầu: danh mục có địa bàn cùng loại mang mã 0{code}; hãy định dạng \
             cột mã là văn bản (Text) và điền lại"
        )
        .into(),
        message_en: format!(
            "{code} lost its leading 0: the list has an area of this kind with the code 0{code}; format \
             the column as text and fill it in again"
        )
        .into(),
    }
}

fn unknown_parent(rows: &Named) -> Option<Warning> {
    Some(Warning {
        code: "unknown_parent",
        sheet: rows.sheet(),
        column: String::new(),
        row: rows.first()?,
        count: rows.count(),
        message_vi: format!(
            "{} địa bàn có mã cấp trên không có trong danh mục hoặc trong tệp này: {}. Chưa nhập được \
             người dân ở đó. Hãy sửa cột “Mã cấp trên” (parent_code), hoặc nhập cấp trên (tỉnh, huyện) \
             bằng danh mục địa bàn (areas).",
            rows.count(),
            rows.vi()
        ),
        message_en: format!(
            "{} areas hang below a code that neither the record nor this file has: {}. Nobody can be \
             registered there. Correct parent_code, or import the areas above (province, district).",
            rows.count(),
            rows.en()
        ),
    })
}

fn no_parent(rows: &Named) -> Option<Warning> {
    Some(Warning {
        code: "no_parent",
        sheet: rows.sheet(),
        column: String::new(),
        row: rows.first()?,
        count: rows.count(),
        message_vi: format!(
            "{} huyện, xã hoặc thôn không ghi mã cấp trên: {}. Chưa nhập được người dân ở đó. Hãy điền \
             cột “Mã cấp trên” (parent_code) rồi nhập lại.",
            rows.count(),
            rows.vi()
        ),
        message_en: format!(
            "{} districts, communes or hamlets name no area above them: {}. Nobody can be registered \
             there. Fill in parent_code and import them again.",
            rows.count(),
            rows.en()
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::desk::Desk;
    use crate::exchange::columns::Thing;

    const HEADER: &str = "code,valid_from,kind,name,parent_code";

    /// How many were new, and why others were not taken.
    fn lost(desk: &mut Desk, list: &[&str]) -> (u64, Vec<(&'static str, u64)>) {
        let report = desk.import(Thing::Areas, list);
        let reasons = report.reasons.iter().map(|reason| (reason.code, reason.count)).collect();
        (report.tally.inserted, reasons)
    }

    #[test]
    fn a_code_without_its_zero_is_no_new_commune() {
        let mut desk = Desk::new();
        let own = [HEADER, "04303,2004-01-01,commune,Tà Ghênh,15"];
        assert_eq!(lost(&mut desk, &own), (1, vec![]));
        let robbed =
            [HEADER, "4303,2004-01-01,commune,Tà Ghênh,15", "4304,2004-01-01,commune,X,15"];
        assert_eq!(lost(&mut desk, &robbed), (1, vec![("zero_lost", 1)]));
        // In one file in any order; a code of another kind is another area.
        let both = [
            HEADER,
            "4400,2004-01-01,commune,A,15",
            "04400,2004-01-01,commune,A,15",
            "4401,2004-01-01,hamlet,A,04400",
            "04401,2004-01-01,commune,A,15",
        ];
        assert_eq!(lost(&mut desk, &both), (3, vec![("zero_lost", 1)]));
    }

    #[test]
    fn areas_below_nobody_are_told() {
        let mut desk = Desk::new();
        let list = [
            HEADER,
            "04303,2004-01-01,commune,A,132",
            "04304,2004-01-01,commune,B,",
            "04305,2004-01-01,commune,C,15",
            "04305-1,2004-01-01,hamlet,D,04305",
            "17,2004-01-01,province,E,VN",
        ];
        let told = |desk: &mut Desk, list: &[&str]| -> Vec<(&'static str, u64, u64)> {
            let report = desk.import(Thing::Areas, list);
            report.warnings.iter().map(|one| (one.code, one.row, one.count)).collect()
        };
        assert_eq!(told(&mut desk, &list), [("unknown_parent", 2, 1), ("no_parent", 3, 1)]);
        // What is on record hangs where it did, whatever a later list leaves out.
        let later = [HEADER, "04305,2004-01-01,commune,C,", "132,2004-01-01,district,F,15"];
        assert_eq!(told(&mut desk, &later), []);
    }
}
