//! What an office is told of people who were merged: how many, and the rows that said so, so that
//! somebody can look whether the source means the same people.

use crate::exchange::read::Warning;

/// Numbers of rows that the message names; a list of a thousand would be read by nobody.
const NAMED: usize = 20;

/// Rows that told who somebody is.
#[derive(Default)]
pub(in crate::app::import) struct Told {
    count: u64,
    rows: Vec<u64>,
}

impl Told {
    /// A row told that two people are one.
    pub(in crate::app::import) fn merged(&mut self, row: u64) {
        self.count += 1;
        if self.rows.len() < NAMED {
            self.rows.push(row);
        }
    }

    /// The words, if there is anything to say.
    pub(in crate::app::import) fn warning(&self) -> Option<Warning> {
        let (first, count) = (*self.rows.first()?, self.count);
        let mut named = self.rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if count > self.rows.len() as u64 {
            named.push_str(", …");
        }
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
