//! What an office should know of a list that came back although its rows were taken: remarks beside
//! which no outcome stands, and lists that a newer version of their plan has replaced.

use std::collections::BTreeMap;

use crate::exchange::read::Warning;
use crate::store::plan_ages::{VersionAge, version_ages};
use crate::store::{Conn, StoreResult};

/// Numbers of rows that a message names; a list of a thousand would be read by nobody.
const NAMED: usize = 20;

/// Rows of one kind: how many, and the first of them.
type Named = (u64, Vec<u64>);

fn name_one((count, rows): &mut Named, row: u64) {
    *count += 1;
    if rows.len() < NAMED {
        rows.push(row);
    }
}

/// What was remarkable so far.
#[derive(Default)]
pub(super) struct Remarks {
    /// Rows with a note and no outcome: how many, and the first of them.
    noted: Named,
    /// Rows with the code of an agent who is not on record.
    unknown_agent: Named,
    /// Version by version the rows of its lists: how many, and the first.
    rows_of: BTreeMap<i64, (u64, u64)>,
    told: Vec<Warning>,
}

impl Remarks {
    /// Somebody wrote into a row and left the outcome empty.
    pub(super) fn noted(&mut self, row: u64) {
        name_one(&mut self.noted, row);
    }

    /// A row tells of an agent whom no list has brought.
    pub(super) fn unknown_agent(&mut self, row: u64) {
        name_one(&mut self.unknown_agent, row);
    }

    /// A row is one of a list of this version.
    pub(super) fn of_version(&mut self, version: i64, row: u64) {
        self.rows_of.entry(version).or_insert((0, row)).0 += 1;
    }

    /// Puts it all into words, once the last row was read.
    pub(super) fn end(&mut self, conn: &mut Conn, province: i64) -> StoreResult<()> {
        self.told.extend(notes(&self.noted));
        self.told.extend(unknown_agents(&self.unknown_agent));
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

/// The numbers of the rows as a message lists them, and the first.
fn listed((count, rows): &Named) -> Option<(String, u64)> {
    let first = *rows.first()?;
    let mut named = rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if *count > rows.len() as u64 {
        named.push_str(", …");
    }
    Some((named, first))
}

fn unknown_agents(rows: &Named) -> Option<Warning> {
    let ((named, first), count) = (listed(rows)?, rows.0);
    Some(Warning {
        sheet: String::new(),
        code: "unknown_agent",
        column: "agent_code".to_owned(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng ghi mã nhân viên thu chưa có trong dữ liệu: dòng {named}; kết quả vẫn được \
             ghi nhận. Hãy kiểm tra mã, hoặc nhập danh sách nhân viên thu (agents)."
        ),
        message_en: format!(
            "{count} rows have the code of an agent who is not on record: rows {named}. Their \
             outcomes count all the same; check the code, or import the agents."
        ),
    })
}

fn notes(rows: &Named) -> Option<Warning> {
    let ((named, first), count) = (listed(rows)?, rows.0);
    Some(Warning {
        sheet: String::new(),
        code: "note_without_outcome",
        column: String::new(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng có ghi chú, lý do hoặc ngày hẹn nhưng không có kết quả, nên chưa ghi nhận \
             gì: dòng {named}. Hãy điền kết quả rồi nhập lại."
        ),
        message_en: format!(
            "{count} rows have a note, a reason or a promised date but no outcome: nothing was \
             recorded of rows {named}. Fill in the outcome and import them again."
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
