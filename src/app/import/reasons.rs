//! Why rows were rejected, reason by reason: whoever reads the report should know what to look for
//! before opening the reject file. A list of a million rows has as few reasons as a short one.

use std::collections::BTreeMap;

use crate::exchange::reject::Reject;

/// One reason and the rows that have it; a row may have several.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// The stable code, such as `bad_date`.
    pub code: &'static str,
    /// The column to blame, if there is one.
    pub column: Option<&'static str>,
    /// How many rows.
    pub count: u64,
    /// The sheet of the first of them, where the workbook has more than one list; else empty.
    pub sheet: String,
    /// The number of the first of them in its file or sheet.
    pub row: u64,
    /// What is said of the first of them, in Vietnamese.
    pub message_vi: String,
    /// The same in English.
    pub message_en: String,
}

/// The reasons of one file.
#[derive(Default)]
pub(super) struct Reasons(BTreeMap<(&'static str, Option<&'static str>), Reason>);

impl Reasons {
    /// A row was rejected for all of this.
    pub(super) fn add(&mut self, sheet: &str, row: u64, rejects: &[Reject]) {
        for (at, reject) in rejects.iter().enumerate() {
            let key = (reject.code, reject.column);
            let before = rejects.iter().take(at);
            if before.into_iter().any(|one| (one.code, one.column) == key) {
                continue;
            }
            let reason = self.0.entry(key).or_insert_with(|| Reason {
                code: reject.code,
                column: reject.column,
                count: 0,
                sheet: sheet.to_owned(),
                row,
                message_vi: reject.message_vi.clone().into_owned(),
                message_en: reject.message_en.clone().into_owned(),
            });
            reason.count += 1;
        }
    }

    /// The most frequent first; of two that are as frequent the one that came first.
    pub(super) fn told(self) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self.0.into_values().collect();
        reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.count), reason.row));
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_reason_comes_first_and_a_row_counts_once_for_each() {
        let reject = |row, code| Reject::whole(row, code, "vì", "why");
        let mut reasons = Reasons::default();
        reasons.add("", 2, &[reject(2, "rare")]);
        reasons.add("", 3, &[reject(3, "often"), reject(3, "often")]);
        reasons.add(
            "T3",
            5,
            &[reject(5, "often"), Reject { column: Some("at"), ..reject(5, "rare") }],
        );
        let told = reasons.told();
        let counts = told.iter().map(|one| (one.code, one.column, one.count, one.row));
        let counts: Vec<_> = counts.collect();
        assert_eq!(
            counts,
            [("often", None, 2, 3), ("rare", None, 1, 2), ("rare", Some("at"), 1, 5)]
        );
        assert_eq!(told.last().map(|one| one.sheet.as_str()), Some("T3"));
    }
}
