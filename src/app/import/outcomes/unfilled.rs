//! Rows of call lists that came back without a word. They change nothing; but a list of which no row
//! is known here was made by another database, and whoever is about to fill it in should know.

use std::collections::{BTreeSet, HashSet};

use super::super::row_places::RowPlaces;
use crate::exchange::read::Warning;
use crate::store::plans::touches_by_id;
use crate::store::{Conn, StoreResult};

/// Unfilled rows that no plan of this database has.
#[derive(Default)]
pub(super) struct Unfilled(RowPlaces<10>);

impl Unfilled {
    /// Unfilled rows of a batch: sheet, number, and key of the touch that each names.
    pub(super) fn look(
        &mut self,
        conn: &mut Conn,
        province: i64,
        rows: &[(String, u64, i64)],
    ) -> StoreResult<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let named: BTreeSet<i64> = rows.iter().map(|(_, _, touch)| *touch).collect();
        let known = touches_by_id(conn, province, &named.into_iter().collect::<Vec<_>>())?;
        let known: HashSet<i64> = known.into_iter().map(|touch| touch.id).collect();
        for (sheet, row, _) in rows.iter().filter(|(_, _, touch)| !known.contains(touch)) {
            self.0.add(sheet, *row);
        }
        Ok(())
    }

    /// The words, if there is anything to say.
    pub(super) fn warning(&self) -> Option<Warning> {
        let Self(rows) = self;
        let (first, count) = (rows.first()?, rows.count());
        Some(Warning {
            sheet: rows.sheet(),
            code: "unknown_list",
            column: String::new(),
            row: first,
            count,
            message_vi: format!(
                "{count} dòng chưa điền mang mã dòng không có trong cơ sở dữ liệu này: {}. Có thể danh \
                 sách được lập từ cơ sở dữ liệu khác; hãy xem lại --database trước khi điền.",
                rows.vi()
            ),
            message_en: format!(
                "{count} rows that are not filled in have a row_id that this database does not know: \
                 {}. The list may have been made from another database; check --database before \
                 filling it in.",
                rows.en()
            ),
        })
    }
}
