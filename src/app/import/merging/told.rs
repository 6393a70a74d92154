//! What an office is told of people who were merged: how many, and the rows that said so, so that
//! somebody can look whether the source means the same people.

use super::super::row_numbers::RowNumbers;
use crate::exchange::read::Warning;

/// Rows that told who somebody is.
#[derive(Default)]
pub(in crate::app::import) struct Told(RowNumbers<20>);

impl Told {
    /// A row told that two people are one.
    pub(in crate::app::import) fn merged(&mut self, row: u64) {
        self.0.add(row);
    }

    /// The words, if there is anything to say.
    pub(in crate::app::import) fn warning(&self) -> Option<Warning> {
        let Self(named) = self;
        let (first, count) = (named.first()?, named.count());
        Some(Warning {
            sheet: String::new(),
            code: "people_merged",
            column: String::new(),
            row: first,
            count,
            message_vi: format!(
                "{count} người trước đây chỉ có mã tham chiếu của nguồn nay được gộp vào người đã có \
                 mang số trong dòng: dòng {named}. Lịch sử liên hệ và yêu cầu không liên hệ được giữ \
                 chung. Hãy kiểm tra nếu nguồn có thể đã đánh số lại danh sách."
            ),
            message_en: format!(
                "{count} people who were known by the source's reference alone were merged into the \
                 person on record who has the number in the row: rows {named}. Their history and \
                 opt-outs are kept together. Check them if the source may have numbered its list anew."
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_as_far_as_anybody_reads_them() {
        let mut told = Told::default();
        assert_eq!(told.warning(), None);
        (2..=40).for_each(|row| told.merged(row));
        let warning = told.warning().unwrap();
        assert_eq!((warning.row, warning.count), (2, 39));
        assert!(warning.message_vi.starts_with("39 người"), "{}", warning.message_vi);
        assert!(warning.message_vi.contains(" 20, 21, …") && !warning.message_en.contains("22"));
    }
}
