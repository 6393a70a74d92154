//! What is told of cells that were dropped while their rows were taken: once for each value that no
//! catalogue has, once for each kind of mistake, however many rows share it.

use std::collections::HashMap;

use super::names::Names;
use super::row_numbers::RowNumbers;
use crate::exchange::columns::Slot;
use crate::exchange::read::{Row, Warning};
use crate::exchange::reject::Reject;
use crate::exchange::values::ValueError;

/// Different unknown values of one column that are told one by one.
const TOLD: usize = 20;
/// Letters of an unknown value that are shown.
const SHOWN: usize = 40;

/// Why a cell was dropped.
pub(super) enum Remark {
    /// It cannot be understood. Its text is personal data and not told.
    Malformed(ValueError),
    /// It names no value of its catalogue.
    Unknown {
        /// The value as the file has it.
        value: String,
        /// The value that was probably meant, in both languages.
        meant: Option<[String; 2]>,
    },
}

impl Remark {
    pub(super) fn malformed(error: ValueError) -> Self {
        Self::Malformed(error)
    }

    pub(super) fn unknown(value: &str, names: &Names) -> Self {
        Self::Unknown { value: shown(value), meant: names.suggestion(value) }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Malformed(error) => error.code(),
            Self::Unknown { .. } => "unknown_value",
        }
    }

    /// What is wrong, in Vietnamese and in English.
    fn texts(&self) -> [String; 2] {
        match self {
            Self::Malformed(error) => [error.vi(), error.en()],
            Self::Unknown { value, meant } => {
                let [vi, en] = meant.as_ref().map_or_else(Default::default, |[vi, en]| {
                    [format!("; có phải là {vi}?"), format!("; is {en} meant?")]
                });
                [
                    format!("danh mục không có “{value}”{vi}"),
                    format!("the catalogue has no “{value}”{en}"),
                ]
            }
        }
    }

    /// The same as a reason why a row was not taken, for rows that have others too.
    pub(super) fn reject(self, row: &Row<'_>, slot: Slot) -> Reject {
        let [vi, en] = self.texts();
        Reject {
            row: row.number(),
            column: Some(slot.name),
            code: self.code(),
            message_vi: format!("Cột “{}”: {vi}.", slot.vi).into(),
            message_en: format!("Column “{}”: {en}.", slot.name).into(),
        }
    }
}

/// An unknown value without line breaks and not longer than a line bears.
fn shown(value: &str) -> String {
    let mut shown: String =
        value.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// The remarks on the rows of one file or sheet.
#[derive(Default)]
pub(super) struct Remarks {
    columns: HashMap<&'static str, Column>,
}

/// The remarks on one column.
#[derive(Default)]
struct Column {
    slot: Option<Slot>,
    kinds: Vec<(Remark, Seen)>,
    unknown: HashMap<String, (Remark, Seen)>,
    /// Unknown values beyond those that are told one by one.
    beyond: Seen,
}

/// Where a remark was made.
type Seen = RowNumbers<5>;

impl Remarks {
    /// Notes that a cell of this row was dropped.
    pub(super) fn add(&mut self, row: &Row<'_>, slot: Slot, remark: Remark) {
        let column = self.columns.entry(slot.name).or_default();
        column.slot = Some(slot);
        let full = column.unknown.len() >= TOLD;
        let seen = match &remark {
            Remark::Malformed(error) => {
                let same = |(one, _): &(Remark, Seen)| one.code() == error.code();
                match column.kinds.iter().position(same) {
                    Some(at) => column.kinds.get_mut(at).map(|(_, seen)| seen),
                    None => {
                        column.kinds.push((remark, Seen::default()));
                        column.kinds.last_mut().map(|(_, seen)| seen)
                    }
                }
            }
            Remark::Unknown { value, .. } if full && !column.unknown.contains_key(value) => {
                Some(&mut column.beyond)
            }
            Remark::Unknown { value, .. } => {
                let value = value.clone();
                let entry = column.unknown.entry(value);
                Some(&mut entry.or_insert_with(|| (remark, Seen::default())).1)
            }
        };
        if let Some(seen) = seen {
            seen.add(row.number());
        }
    }

    /// The remarks as they are told, in the order of the first rows; `header` are the names of the
    /// columns in the file, `sheet` is the sheet's name where there are several.
    pub(super) fn warnings(self, header: &[String], sheet: &str) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for column in self.columns.into_values() {
            let Some(slot) = column.slot else { continue };
            let name = slot.position.and_then(|at| header.get(at));
            let name = name.map_or(slot.vi, String::as_str);
            let mut told = |code, seen: &Seen, [vi, en]: [String; 2]| {
                warnings.push(Warning {
                    code,
                    sheet: sheet.to_owned(),
                    column: name.to_owned(),
                    row: seen.first().unwrap_or_default(),
                    count: seen.count(),
                    message_vi: format!("{vi}. Ô được bỏ qua, dòng vẫn được nhận (dòng {}).", seen),
                    message_en: format!(
                        "{en}. The cell was left out, the row was taken (row {}).",
                        seen
                    ),
                });
            };
            for (remark, seen) in column.kinds.iter().chain(column.unknown.values()) {
                told(remark.code(), seen, remark.texts());
            }
            if column.beyond.count() > 0 {
                let texts = [
                    "còn nhiều giá trị khác không có trong danh mục".to_owned(),
                    "there are more values that the catalogue does not have".to_owned(),
                ];
                told("unknown_values", &column.beyond, texts);
            }
        }
        warnings.sort_by(|a, b| (a.row, &a.message_vi).cmp(&(b.row, &b.message_vi)));
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::import::keyed::trial::one_row;
    use crate::exchange::columns::Thing;

    #[test]
    fn a_million_different_values_are_told_of_in_a_few_lines() {
        one_row(Thing::People, "CCCD,Họ tên,Mã xã,Tiếng", ",,,?", |row, binding| {
            let (slot, names) = (binding.slot("language"), Names::of([], &[]));
            let mut remarks = Remarks::default();
            for at in 0..1_000 {
                remarks.add(row, slot, Remark::unknown(&format!("tiếng {at}"), &names));
            }
            for _ in 0..7 {
                remarks.add(row, slot, Remark::unknown("tiếng 3", &names));
                remarks.add(row, slot, Remark::malformed(ValueError::BadText));
            }
            let header = ["CCCD", "Họ tên", "Mã xã", "Tiếng"].map(str::to_owned);
            let warnings = remarks.warnings(&header, "Trang 1");
            assert_eq!(warnings.len(), TOLD + 2);
            assert_eq!(warnings.iter().map(|one| one.count).sum::<u64>(), 1_014);
            assert!(warnings.iter().all(|one| one.column == "Tiếng" && one.sheet == "Trang 1"));
            let count = |part: &str| {
                let mut found = warnings.iter().filter(|one| one.message_vi.contains(part));
                found.next().map(|one| (one.code, one.count))
            };
            assert_eq!(count("“tiếng 3”"), Some(("unknown_value", 8)));
            assert_eq!(count("nhiều giá trị khác"), Some(("unknown_values", 980)));
            assert_eq!(count("không đọc được"), Some(("bad_text", 7)));
        });
    }

    #[test]
    fn a_value_is_shown_on_one_line() {
        assert_eq!(shown("a\nb"), "a b");
        assert_eq!(shown(&"x".repeat(41)), format!("{}…", "x".repeat(40)));
    }
}
