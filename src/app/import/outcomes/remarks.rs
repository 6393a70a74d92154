//! What an office should know of a list that came back although its rows were taken: remarks beside
//! which no outcome stands, and lists that a newer version of their plan has replaced.

use std::collections::BTreeMap;

use super::super::row_numbers::RowNumbers;
use super::super::row_places::RowPlaces;
use super::facts::Withdrawn;
use super::reopened::StayClosed;
use crate::exchange::read::Warning;
use crate::store::plan_ages::{VersionAge, version_ages};
use crate::store::{Conn, StoreResult};

/// Rows of one kind.
type Named = RowNumbers<20>;

/// What was remarkable so far.
#[derive(Default)]
pub(super) struct Remarks {
    /// Rows with a note and no outcome.
    noted: RowPlaces<20>,
    /// Rows with the code of an agent who is not on record.
    unknown_agent: Named,
    /// Rows whose outcome took the place of one that an earlier file had told.
    replaced: Named,
    /// Corrected rows whose person stays closed all the same.
    person_closed: Named,
    /// Corrected rows whose number stays closed all the same.
    number_closed: Named,
    /// Version by version the rows of its lists: how many, and the first.
    rows_of: BTreeMap<i64, (u64, u64)>,
    told: Vec<Warning>,
}

impl Remarks {
    /// Somebody wrote into a row and left the outcome empty.
    pub(super) fn noted(&mut self, sheet: &str, row: u64) {
        self.noted.add(sheet, row);
    }

    /// A row tells of an agent whom no list has brought.
    pub(super) fn unknown_agent(&mut self, row: u64) {
        self.unknown_agent.add(row);
    }

    /// Rows took the place of what was on record.
    pub(super) fn replaced(&mut self, withdrawn: &[Withdrawn]) {
        withdrawn.iter().for_each(|one| self.replaced.add(one.row));
    }

    /// Rows took back what had closed a person or a number, and another report says the same.
    pub(super) fn stay_closed(&mut self, rows: &StayClosed) {
        rows.people.iter().for_each(|row| self.person_closed.add(*row));
        rows.numbers.iter().for_each(|row| self.number_closed.add(*row));
    }

    /// A row is one of a list of this version.
    pub(super) fn of_version(&mut self, version: i64, row: u64) {
        self.rows_of.entry(version).or_insert((0, row)).0 += 1;
    }

    /// Puts it all into words, once the last row was read.
    pub(super) fn end(&mut self, conn: &mut Conn, province: i64) -> StoreResult<()> {
        self.told.extend(notes(&self.noted));
        self.told.extend(unknown_agents(&self.unknown_agent));
        self.told.extend(outcome_replaced(&self.replaced));
        self.told.extend(person_stays_closed(&self.person_closed));
        self.told.extend(number_stays_closed(&self.number_closed));
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

fn outcome_replaced(rows: &Named) -> Option<Warning> {
    let (first, count) = (rows.first()?, rows.count());
    Some(Warning {
        sheet: String::new(),
        code: "outcome_replaced",
        column: "outcome".to_owned(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng đã thay kết quả ghi nhận trước đó của cùng lần liên hệ: dòng {rows}. Nếu đây là \
             tệp cũ, hãy nhập lại tệp có kết quả đúng."
        ),
        message_en: format!(
            "{count} rows took the place of outcomes on record of the same contacts: rows {rows}. If \
             this is an older file, import the one with the right outcomes again."
        ),
    })
}

fn notes(rows: &RowPlaces<20>) -> Option<Warning> {
    let (first, count) = (rows.first()?, rows.count());
    Some(Warning {
        sheet: rows.sheet(),
        code: "note_without_outcome",
        column: String::new(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng có ghi chú, lý do hoặc ngày hẹn nhưng không có kết quả, nên chưa ghi nhận \
             gì: {}. Hãy điền kết quả rồi nhập lại.",
            rows.vi()
        ),
        message_en: format!(
            "{count} rows have a note, a reason or a promised date but no outcome: nothing was \
             recorded of {}. Fill in the outcome and import them again.",
            rows.en()
        ),
    })
}

fn person_stays_closed(rows: &Named) -> Option<Warning> {
    let (first, count) = (rows.first()?, rows.count());
    Some(Warning {
        sheet: String::new(),
        code: "person_stays_closed",
        column: "outcome".to_owned(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng đã được sửa kết quả, nhưng người này vẫn không được liên hệ vì còn báo cáo \
             khác cùng nội dung: dòng {rows}. {CORRECT_VI}"
        ),
        message_en: format!(
            "{count} rows have their outcome corrected, but the person is not contacted all the same, \
             since another report says the same: rows {rows}. {CORRECT_EN}"
        ),
    })
}

fn number_stays_closed(rows: &Named) -> Option<Warning> {
    let (first, count) = (rows.first()?, rows.count());
    Some(Warning {
        sheet: String::new(),
        code: "number_stays_closed",
        column: "outcome".to_owned(),
        row: first,
        count,
        message_vi: format!(
            "{count} dòng đã được sửa kết quả, nhưng số điện thoại vẫn bị khóa vì hộ này còn báo cáo \
             khác là sai số: dòng {rows}. Nếu hộ đã có số khác, hãy nhập số mới (people); nhập lại \
             đúng số cũ thì không mở khóa. {CORRECT_VI}"
        ),
        message_en: format!(
            "{count} rows have their outcome corrected, but the number stays closed, since another \
             report of the household says that it is wrong: rows {rows}. If there is another number, \
             import it (people); importing the same number again opens nothing. {CORRECT_EN}"
        ),
    })
}

/// What can be done about another report, however it named its case.
const CORRECT_VI: &str = "Nếu báo cáo đó cũng nhầm, hãy nhập lại nó với kết quả đúng, trong một tệp \
                          khác: giữ nguyên mã dòng (row_id), hoặc nếu báo cáo không có mã dòng thì \
                          giữ nguyên mã số, loại hình và thời điểm (at).";
const CORRECT_EN: &str = "If that report is a mistake too, import it again with the right outcome, in \
                          another file: with its row_id, or, if it had none, with the same number of \
                          the person, product and time (at).";

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
        (2..=40).for_each(|row| remarks.noted("", row));
        let told = notes(&remarks.noted).unwrap();
        assert_eq!((told.row, told.count), (2, 39));
        assert!(told.message_vi.contains("39 dòng") && told.message_vi.contains(" 20, 21, …"));
        assert!(!told.message_en.contains("22"), "{}", told.message_en);
    }

    #[test]
    fn what_stays_closed_is_told_with_what_opens_it() {
        let mut remarks = Remarks::default();
        remarks.stay_closed(&StayClosed { people: vec![2], numbers: vec![3, 4] });
        let (person, number) = (
            person_stays_closed(&remarks.person_closed),
            number_stays_closed(&remarks.number_closed),
        );
        let (person, number) = (person.unwrap(), number.unwrap());
        assert_eq!((person.row, person.count, number.row, number.count), (2, 1, 3, 2));
        for told in [&person, &number] {
            assert!(told.message_vi.contains("row_id") && told.message_vi.contains("(at)"));
            assert!(told.message_en.contains("row_id") && told.message_en.contains("(at)"));
        }
        // No number brings the dead back.
        assert!(!person.message_vi.contains("people") && number.message_vi.contains("people"));
    }
}
