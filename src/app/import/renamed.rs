//! Rows that give a person on record the name of somebody else: a marriage or a correction, or a
//! mistyped number that is about to overwrite a stranger. Only somebody who looks can tell.

use super::row_places::RowPlaces;
use crate::exchange::read::Warning;

/// Rows that were taken although their number was known under another name.
#[derive(Default)]
pub(super) struct Renamed(RowPlaces<20>);

impl Renamed {
    /// A row of this sheet, which is empty where there is only one list.
    pub(super) fn add(&mut self, sheet: &str, row: u64) {
        self.0.add(sheet, row);
    }

    /// The words, if there is anything to say.
    pub(super) fn warning(&self) -> Option<Warning> {
        let Self(rows) = self;
        let (first, count) = (rows.first()?, rows.count());
        Some(Warning {
            sheet: rows.sheet(),
            code: "renamed",
            column: String::new(),
            row: first,
            count,
            message_vi: format!(
                "{count} dòng mang số đang thuộc người có họ tên khác: {}; dòng vẫn được nhận và họ tên \
                 đã đổi theo. Hãy kiểm tra: nếu gõ nhầm số thì sửa số, nhập lại, và nhập lại họ tên \
                 đúng cho người mang số đó.",
                rows.vi()
            ),
            message_en: format!(
                "{count} rows have a number that belongs to somebody of another name: {}. They were \
                 taken and the names changed. Check them: where a number was mistyped, correct it and \
                 import the row again, and import the right name of the number's owner.",
                rows.en()
            ),
        })
    }
}
