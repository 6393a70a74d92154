//! What an office should know of a list that came back although its rows were taken: remarks beside
//! which no outcome stands, and lists that a newer version of their plan has replaced.

use std::collections::BTreeMap;

use super::super::row_numbers::RowNumbers;
use crate::exchange::read::Warning;
use crate::store::plan_ages::{VersionAge, version_ages};
use crate::store::{Conn, StoreResult};

/// Rows of one kind.
type Named = RowNumbers<20>;

/// What was remarkable so far.
#[derive(Default)]
pub(super) struct Remarks {
    /// Rows with a note and no outcome.
    noted: Named,
    /// Rows with the code of an agent who is not on record.
    unknown_agent: Named,
    /// Corrected rows whose person or number stays closed all the same.
    stays_closed: Named,
    /// Version by version the rows of its lists: how many, and the first.
    rows_of: BTreeMap<i64, (u64, u64)>,
    told: Vec<Warning>,
}

impl Remarks {
    /// Somebody wrote into a row and left the outcome empty.
    pub(super) fn noted(&mut self, row: u64) {
        self.noted.add(row);
    }

    /// A row tells of an agent whom no list has brought.
    pub(super) fn unknown_agent(&mut self, row: u64) {
        self.unknown_agent.add(row);
    }

    /// A row took back what had closed a person or a number, and another report says the same.
    pub(super) fn stays_closed(&mut self, row: u64) {
        self.stays_closed.add(row);
    }

    /// A row is one of a list of this version.
    pub(super) fn of_version(&mut self, version: i64, row: u64) {
        self.rows_of.entry(version).or_insert((0, row)).0 += 1;
    }

    /// Puts it all into words, once the last row was read.
    pub(super) fn end(&mut self, conn: &mut Conn, province: i64) -> StoreResult<()> {
        self.told.extend(notes(&self.noted));
        self.told.extend(unknown_agents(&self.unknown_agent));
        self.told.extend(stays_closed(&self.stays_closed));
        let versions: Vec<i64> = self.rows_of.keys().copied().collect();
        for age in version_ages(conn, province, &versions)? {
            let Some(rows) = self.rows_of.get(&age.id) else { continue };
            if age.number < age.newest {
                self.told.push(superseded(&age, *rows));
            }
        }
        Ok(())
    }

    /// The words.
    pub(super) fn told(&self) -> Vec<Warning> {
        self.told.clone()
    }
}

fn unknown_agents(rows: &Named) -> Option<Warning> {
    let (first, count) = (rows.first()?, rows.count());
    Some(Warning {
        sheet: String::new(),
        code: "unknown_agent",
        column: "agent_code".to_owned(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng ghi mã nhân viên thu chưa có trong dữ liệu: dòng {rows}; kết quả vẫn được \
             ghi nhận. Hãy kiểm tra mã, hoặc nhập danh sách nhân viên thu (agents)."
        ),
        message_en: format!(
            "{count} rows have the code of an agent who is not on record: rows {rows}. Their \
             outcomes count all the same; check the code, or import the agents."
        ),
    })
}

fn notes(rows: &Named) -> Option<Warning> {
    let (first, count) = (rows.first()?, rows.count());
    Some(Warning {
        sheet: String::new(),
        code: "note_without_outcome",
        column: String::new(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng có ghi chú, lý do hoặc ngày hẹn nhưng không có kết quả, nên chưa ghi nhận \
             gì: dòng {rows}. Hãy điền kết quả rồi nhập lại."
        ),
        message_en: format!(
            "{count} rows have a note, a reason or a promised date but no outcome: nothing was \
             recorded of rows {rows}. Fill in the outcome and import them again."
        ),
    })
}

fn stays_closed(rows: &Named) -> Option<Warning> {
    let (first, count) = (rows.first()?, rows.count());
    Some(Warning {
        sheet: String::new(),
        code: "stays_closed",
        column: "outcome".to_owned(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng đã được sửa kết quả, nhưng người này hoặc số điện thoại vẫn bị khóa vì còn \
             báo cáo khác cùng nội dung: dòng {rows}. Hãy sửa cả báo cáo đó, hoặc nhập số điện thoại \
             mới (people)."
        ),
        message_en: format!(
            "{count} rows have their outcome corrected, but the person or the number stays closed, \
             since another report says the same: rows {rows}. Correct that report too, or import a \
             new number (people)."
        ),
    })
}

fn superseded(age: &VersionAge, (count, row): (u64, u64)) -> Warning {
    let VersionAge { week, office, number, newest, .. } = age;
    Warning {
        sheet: String::new(),
        code: "superseded_version",
        column: String::new(),
        row,
        count,
        message_vi: format!(
            "{count} dòng thuộc danh sách gọi của phương án {week} (cơ quan {office}), lần {number}, \
             nay đã được thay bằng lần {newest}; kết quả vẫn được ghi nhận. Hãy phát danh sách mới \
             cho nhân viên thu."
        ),
        message_en: format!(
            "{count} rows are of the call lists of plan {week} (office {office}), version {number}; \
             version {newest} is current. Their outcomes count all the same; give the agents the new \
             lists."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_as_far_as_anybody_reads_them() {
        let mut remarks = Remarks::default();
        assert_eq!(notes(&remarks.noted), None);
        (2..=40).for_each(|row| remarks.noted(row));
        let told = notes(&remarks.noted).unwrap();
        assert_eq!((told.row, told.count), (2, 39));
        assert!(told.message_vi.contains("39 dòng") && told.message_vi.contains(" 20, 21, …"));
        assert!(!told.message_en.contains("22"), "{}", told.message_en);
    }
}
