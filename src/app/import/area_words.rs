//! What a cell says of an area: its code, a code that lost its leading zero in a spreadsheet, or
//! the name of a commune. Only what can mean one area alone is taken.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::cells::refused;
use super::fields::unknown_area;
use crate::domain::area::{Area, AreaKind};
use crate::domain::spelling::distance;
use crate::exchange::columns::Slot;
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::text;
use crate::exchange::values::ValueError;

/// Different names that are remembered; a list that has more is not written from names.
const REMEMBERED: usize = 4_096;
/// Letters of a name; what is longer is none and is compared with none.
const LONGEST_NAME: usize = 60;

/// Digits of the longest codes, those of communes.
const LONGEST: usize = 5;

/// The areas that the cells of a list may name, shared with the reading thread.
pub(super) struct AreaWords {
    kinds: HashMap<String, AreaKind>,
    /// The lengths of codes of communes that are numbers.
    lengths: BTreeSet<usize>,
    /// Codes of communes by their names, folded, with the kind before it and without.
    named: HashMap<String, Vec<String>>,
    /// Communes by their codes as messages name them.
    told: HashMap<String, String>,
    /// What was probably meant by names that nobody has: a million rows have a few of them.
    meant: Mutex<HashMap<String, Option<String>>>,
}

impl AreaWords {
    pub(super) fn of<'a>(areas: impl Iterator<Item = &'a Area>) -> Arc<Self> {
        let mut words = Self {
            kinds: HashMap::new(),
            lengths: BTreeSet::new(),
            named: HashMap::new(),
            told: HashMap::new(),
            meant: Mutex::default(),
        };
        for area in areas {
            words.kinds.insert(area.code.clone(), area.kind);
            if area.kind == AreaKind::Commune {
                if is_number(&area.code) {
                    words.lengths.insert(area.code.len());
                }
                let told = format!("“{}” ({})", area.name, area.code);
                words.told.insert(area.code.clone(), told);
                let names = BTreeSet::from([text::key(&area.name), bare(&area.name)]);
                for name in names.into_iter().filter(|name| !name.is_empty()) {
                    words.named.entry(name).or_default().push(area.code.clone());
                }
            }
        }
        Arc::new(words)
    }

    /// What the area of a code is.
    pub(super) fn kind(&self, code: &str) -> Option<AreaKind> {
        self.kinds.get(code).copied()
    }

    /// The code that a cell means where an area of any kind may stand. A name could be that of a
    /// commune, of a district and of a province at once, so codes alone are taken; `unknown` makes the
    /// reject of any other.
    ///
    /// # Errors
    /// The reject of the row: `zero_lost`, `ambiguous_area` or the unknown one.
    pub(super) fn code_of_any_kind<'s>(
        &'s self,
        row: &Row<'_>,
        slot: Slot,
        cell: &str,
        unknown: impl FnOnce() -> Reject,
    ) -> Result<&'s str, Reject> {
        if let Some((code, _)) = self.kinds.get_key_value(cell) {
            return Ok(code);
        }
        if !is_number(cell) || cell.starts_with('0') {
            return Err(unknown());
        }
        let padded = |zeros: usize| format!("{}{cell}", "0".repeat(zeros));
        let found = (1..LONGEST).filter_map(|zeros| self.kinds.get_key_value(&padded(zeros)));
        let found: Vec<&str> = found.map(|(code, _)| code.as_str()).collect();
        match found.as_slice() {
            [] => Err(unknown()),
            [code] if code.len() == cell.len() + 1 => Ok(code),
            // With more zeros it could as well be a code that does not exist.
            [_] => Err(slot.reject(row, ValueError::ZeroLost)),
            several => Err(refused(
                row,
                slot,
                "ambiguous_area",
                &format!(
                    "mã {cell} đã mất số 0 ở đầu và có thể là nhiều địa bàn; hãy ghi đủ mã, một trong: {}",
                    several.join(", ")
                ),
                &format!(
                    "{cell} lost its leading zeros and could be several areas; give the whole code, one \
                     of: {}",
                    several.join(", ")
                ),
            )),
        }
    }

    /// The code that a cell means. The usual cell, a code, costs one look.
    ///
    /// # Errors
    /// The reject of the row: `unknown_area`, `zero_lost` or `ambiguous_area`.
    pub(super) fn code<'s>(
        &'s self,
        row: &Row<'_>,
        slot: Slot,
        cell: &str,
    ) -> Result<&'s str, Reject> {
        if let Some((code, _)) = self.kinds.get_key_value(cell) {
            return Ok(code);
        }
        if is_number(cell) {
            // With more than one zero added, the code of a district would become a commune's.
            let padded = self.kinds.get_key_value(format!("0{cell}").as_str());
            if let Some((code, _)) = padded.filter(|_| !cell.starts_with('0')) {
                return Ok(code);
            }
            let mut longer = self.lengths.iter().filter(|length| **length > cell.len());
            let near = longer.any(|length| {
                *length == cell.len() + 1
                    || self.kinds.contains_key(format!("{cell:0>length$}").as_str())
            });
            return Err(if near {
                slot.reject(row, ValueError::ZeroLost)
            } else {
                unknown_area(row, slot, cell)
            });
        }
        let found = self.named.get(&text::key(cell)).or_else(|| self.named.get(&bare(cell)));
        match found.map(Vec::as_slice) {
            Some([code]) => Ok(code),
            Some(codes) => Err(ambiguous(row, slot, codes)),
            None if cell.bytes().any(|byte| byte.is_ascii_digit()) => {
                Err(unknown_area(row, slot, cell))
            }
            None => Err(self.unknown_name(row, slot, cell)),
        }
    }
}

impl AreaWords {
    /// The reject of a name that no commune has, with the one that was probably meant.
    fn unknown_name(&self, row: &Row<'_>, slot: Slot, cell: &str) -> Reject {
        let [vi, en] = match self.nearest(cell) {
            Some(near) => [format!(", có phải {near}?"), format!("; is {near} meant?")],
            None => [".", "."].map(str::to_owned),
        };
        let name: String = cell.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        let vi = format!(
            "trong tỉnh không có xã tên “{name}” vào ngày nhập{vi} Hãy sửa tên, ghi mã xã, hoặc nhập \
             danh mục địa bàn trước"
        );
        let en = format!(
            "no commune of the province is called “{name}” today{en} Correct the name, give the \
             code, or import the areas first"
        );
        refused(row, slot, "unknown_area", &vi, &en)
    }

    /// The commune whose name is nearest, if one is near; of two that are as near none.
    fn nearest(&self, cell: &str) -> Option<String> {
        let wrong = bare(cell);
        let letters = wrong.chars().count();
        if letters > LONGEST_NAME {
            return None;
        }
        let mut meant = self.meant.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(near) = meant.get(&wrong) {
            return near.clone();
        }
        if meant.len() >= REMEMBERED {
            return None;
        }
        let away = self.named.iter().map(|(name, codes)| (distance(&wrong, name), codes));
        let close: Vec<_> = away.filter(|(away, _)| *away * 4 <= letters).collect();
        let least = close.iter().map(|(away, _)| *away).min();
        let codes = close.iter().filter(|(away, _)| Some(*away) == least);
        let codes: BTreeSet<&String> = codes.flat_map(|(_, codes)| codes.iter()).collect();
        let one = codes.first().filter(|_| codes.len() == 1);
        let near = one.and_then(|code| self.told.get(*code)).cloned();
        meant.insert(wrong, near.clone());
        near
    }
}

fn is_number(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// A name without the kind before it, folded: `Thị trấn Mù Cang Chải` is `mucangchai`.
fn bare(name: &str) -> String {
    const KINDS: [&str; 6] = ["xa ", "phuong ", "thi tran ", "dac khu ", "p. ", "x. "];
    let folded = text::fold(name);
    let rest = KINDS.iter().find_map(|kind| folded.strip_prefix(kind));
    text::key(rest.unwrap_or(&folded))
}

fn ambiguous(row: &Row<'_>, slot: Slot, codes: &[String]) -> Reject {
    let codes = codes.join(", ");
    refused(
        row,
        slot,
        "ambiguous_area",
        &format!("nhiều xã, phường cùng tên này; hãy ghi mã, một trong: {codes}"),
        &format!("several communes have this name; give the code, one of: {codes}"),
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::one_row;
    use crate::domain::ids::AreaId;
    use crate::exchange::columns::Thing;

    fn words() -> Arc<AreaWords> {
        let area = |code: &str, kind, name: &str| Area {
            id: AreaId(1),
            code: code.into(),
            valid_from: "2020-01-01".parse().unwrap(),
            valid_to: None,
            kind,
            name: name.into(),
            parent_code: None,
            population: None,
            successors: Vec::new(),
        };
        let areas = [
            area("15", AreaKind::Province, "Yên Bái"),
            area("02", AreaKind::Province, "Hà Giang"),
            area("002", AreaKind::District, "Hoàn Kiếm"),
            area("08", AreaKind::Province, "Tuyên Quang"),
            area("132", AreaKind::District, "Yên Bái"),
            area("04282", AreaKind::Commune, "Xã Nậm Có"),
            area("04252", AreaKind::Commune, "Yên Thịnh"),
            area("04300", AreaKind::Commune, "Xã Mường Lai"),
            area("04301", AreaKind::Commune, "Thị trấn Mường Lai"),
            area("00131", AreaKind::Commune, "Minh Tân"),
            area("00132", AreaKind::Commune, "Tân Lập"),
            area("04303", AreaKind::Commune, "Tân Lập"),
            area("04303-1", AreaKind::Hamlet, "Bản Tà Ghênh"),
        ];
        AreaWords::of(areas.iter())
    }

    #[rstest]
    #[case("04282", Ok("04282"))]
    #[case("4282", Ok("04282"))]
    #[case("132", Ok("132"))]
    #[case("4999", Err("zero_lost"))]
    #[case::of_a_district_or_a_commune("131", Err("zero_lost"))]
    #[case::a_zero_is_there("0131", Err("zero_lost"))]
    #[case("77", Err("unknown_area"))]
    #[case("09999", Err("unknown_area"))]
    #[case("nậm có", Ok("04282"))]
    #[case("XA NAM CO", Ok("04282"))]
    #[case("Phường Yên Thịnh", Ok("04252"))]
    #[case("Thị trấn Mường Lai", Ok("04301"))]
    #[case("Mường Lai", Err("ambiguous_area"))]
    #[case("Xã Tân Lập", Err("ambiguous_area"))]
    #[case("Yên Bái", Err("unknown_area"))]
    #[case("Bản Tà Ghênh", Err("unknown_area"))]
    #[case("04303-1", Ok("04303-1"))]
    fn cells(#[case] cell: &str, #[case] expected: Result<&str, &str>) {
        let words = words();
        let found = one_row(Thing::People, "si_number,name,area_code", "1,A,x", |row, binding| {
            words.code(row, binding.slot("area_code"), cell).map(str::to_owned)
        });
        let found = found.map_err(|reject| reject.code);
        assert_eq!(found.as_deref().map_err(|code| *code), expected);
    }

    #[rstest]
    #[case::province("15", Ok("15"))]
    #[case::district("132", Ok("132"))]
    #[case::commune("4282", Ok("04282"))]
    #[case::province_less_a_zero("8", Ok("08"))]
    #[case::province_or_district("2", Err("ambiguous_area"))]
    #[case::two_zeros("131", Err("zero_lost"))]
    #[case("0131", Err("missing"))]
    #[case("99", Err("missing"))]
    #[case::a_name("Nậm Có", Err("missing"))]
    fn codes_of_any_kind(#[case] cell: &str, #[case] expected: Result<&str, &str>) {
        let words = words();
        let found = one_row(Thing::Offices, "code,name,area_codes", "1,A,x", |row, binding| {
            let slot = binding.slot("area_codes");
            let unknown = || slot.reject(row, ValueError::Missing);
            words.code_of_any_kind(row, slot, cell, unknown).map(str::to_owned)
        });
        let found = found.map_err(|reject| reject.code);
        assert_eq!(found.as_deref().map_err(|code| *code), expected);
    }

    #[rstest]
    #[case("Nậm Cố B", "xã tên “Nậm Cố B” vào ngày nhập, có phải “Xã Nậm Có” (04282)? Hãy sửa")]
    #[case("Xã Yên Thinhj", ", có phải “Yên Thịnh” (04252)?")]
    #[case("Tân Lậ", "xã tên “Tân Lậ” vào ngày nhập. Hãy sửa")]
    #[case("Đồng Văn", "xã tên “Đồng Văn” vào ngày nhập. Hãy sửa")]
    fn a_misspelt_name_is_told_with_the_nearest(#[case] cell: &str, #[case] expected: &str) {
        let words = words();
        for _ in 0..2 {
            let found =
                one_row(Thing::People, "si_number,name,area_code", "1,A,x", |row, binding| {
                    words.code(row, binding.slot("area_code"), cell).map(str::to_owned)
                });
            let told = found.unwrap_err().message_vi;
            assert!(told.contains(expected), "{told}");
        }
    }

    #[test]
    fn candidates_are_named() {
        let words = words();
        let found = one_row(Thing::People, "si_number,name,area_code", "1,A,x", |row, binding| {
            words.code(row, binding.slot("area_code"), "tân lập").map(str::to_owned)
        });
        assert!(found.unwrap_err().message_vi.contains("một trong: 00132, 04303"));
    }
}
