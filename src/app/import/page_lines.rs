//! Lines of a page that are no rows of its list: the one below the header that numbers the columns,
//! and the totals and signatures at its end. Vietnamese forms have them by custom. Only a row that
//! would be rejected is ever passed over, and none that names somebody.

use std::mem::take;

use super::row_numbers::RowNumbers;
use crate::exchange::columns::Binding;
use crate::exchange::read::{KeptRow, Row, Warning};
use crate::exchange::reject::Rejects;
use crate::exchange::text;

/// More lines than any page has below its list.
const MOST: usize = 40;

/// The lines of one file or sheet.
pub(super) struct PageLines {
    /// Columns in which a total or a signature has no number.
    needed: Vec<usize>,
    /// Whether a row was read.
    begun: bool,
    /// Rows that are passed over if no row of the list follows.
    held: Vec<(KeptRow, Rejects)>,
    numbering: Option<u64>,
}

impl PageLines {
    /// For a list with these columns.
    pub(super) fn of(binding: &Binding) -> Self {
        // The total of a list of payments is one of its amounts, that of a list of people a number
        // below their names; nobody is known by these.
        let below = |name: &str| matches!(name, "amount" | "name" | "area_code");
        let sums = binding.slots().iter().filter(|slot| below(slot.name));
        let sums: Vec<usize> = sums.filter_map(|slot| slot.position).collect();
        let needed = binding.needed().iter().copied().filter(|at| !sums.contains(at));
        Self { needed: needed.collect(), begun: false, held: Vec::new(), numbering: None }
    }

    /// A row of the list: what was held back before it stood inside the list, and is given up.
    pub(super) fn taken(&mut self) -> Vec<(KeptRow, Rejects)> {
        self.begun = true;
        take(&mut self.held)
    }

    /// A row that cannot be taken; it comes back unless it may be a line of the page.
    pub(super) fn refused(
        &mut self,
        row: &Row<'_>,
        rejects: Rejects,
    ) -> Option<(KeptRow, Rejects)> {
        let first = !std::mem::replace(&mut self.begun, true);
        if first && numbers_columns(row.fields()) {
            self.numbering = Some(row.number());
            return None;
        }
        // In a row that is a cell short nobody knows which cell is below which column.
        let shifted = rejects.as_slice().iter().any(|reject| reject.code == "wrong_field_count");
        let needed = if shifted { &[][..] } else { &self.needed };
        if self.held.len() < MOST && ends_page(row.fields(), needed) {
            self.held.push((row.keep(), rejects));
            return None;
        }
        Some((row.keep(), rejects))
    }

    /// What is told of the lines that were passed over, once the list has ended.
    pub(super) fn warning(&self, sheet: &str) -> Option<Warning> {
        let held = self.held.iter().map(|(row, _)| row.number());
        let rows: RowNumbers<10> = self.numbering.into_iter().chain(held).collect();
        let count = rows.count();
        Some(Warning {
            code: "lines_passed_over",
            sheet: sheet.to_owned(),
            column: String::new(),
            row: rows.first()?,
            count,
            message_vi: format!(
                "bỏ qua {count} dòng không phải dữ liệu: dòng đánh số cột, dòng cộng hoặc phần ký \
                 tên (dòng {rows})"
            ),
            message_en: format!(
                "passed over: {count} {} no data, such as numbers of columns, totals or signatures (row \
                 {rows})",
                if count == 1 { "line that is" } else { "lines that are" }
            ),
        })
    }
}

/// `A B (1) (2) (3)=(1)x(2)`: letters from A, then numbers from 1, one after the other.
fn numbers_columns<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let (mut letters, mut numbers) = (0u8, 0u32);
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        // A spreadsheet program makes -1 of a (1) that is typed in.
        let cell = cell.trim_start_matches(['(', '[', '-', ' ']);
        let (mark, rest) = cell.split_at(cell.find([')', ']', '=']).unwrap_or(cell.len()));
        let computed = |c: char| c.is_ascii_digit() || " ()[]=+-x×*/:%".contains(c);
        let next = match mark.trim().as_bytes() {
            [letter] if letter.is_ascii_alphabetic() && numbers == 0 => {
                letters += 1;
                letters <= 26 && letter.to_ascii_uppercase() == b'A' + letters - 1
            }
            _ => {
                numbers += 1;
                mark.trim().parse() == Ok(numbers)
            }
        };
        if !next || !rest.chars().all(computed) {
            return false;
        }
    }
    u32::from(letters) + numbers >= 2
}

/// Whether a row says nothing but a total or who signs: sums stand beside totals alone, and in a
/// column that the list needs only a count behind words that are nobody's name.
fn ends_page<'c>(cells: impl Iterator<Item = &'c str>, needed: &[usize]) -> bool {
    let (mut total, mut plain, mut signed, mut sums) = (false, false, false, false);
    for (at, cell) in cells.enumerate() {
        let key = text::key(cell);
        if key.is_empty() {
            continue;
        }
        if is_total(&key) {
            total = true;
            plain = plain || !["cong", "tong"].contains(&key.as_str());
        } else if signs(&key) {
            signed = true;
        } else if is_sum(cell.trim()) && (!needed.contains(&at) || (plain && is_count(&key))) {
            sums = true;
        } else {
            return false;
        }
    }
    total || (signed && !sums)
}

/// `Tổng cộng`, `Cộng:`, `Tổng số người`, `Tổng số: 120 người`, whatever is counted; folded.
fn is_total(key: &str) -> bool {
    const WORDS: [&str; 5] = ["tongcong", "tongso", "congtrang", "cong", "tong"];
    const UNITS: [&str; 8] = ["", "nguoi", "truonghop", "ho", "dong", "tien", "the", "hoso"];
    let rest = WORDS.iter().find_map(|word| key.strip_prefix(word));
    let counts = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    rest.is_some_and(|rest| counts(rest) || UNITS.contains(&rest))
}

/// Whoever makes, checks and signs a list, and the line of place and date above them; folded.
fn signs(key: &str) -> bool {
    const WORDS: [&str; 17] = [
        "nguoilap",
        "lapbieu",
        "lapbang",
        "nguoikiemtra",
        "nguoikiemsoat",
        "nguoigiao",
        "nguoinhan",
        "thutruong",
        "giamdoc",
        "phogiamdoc",
        "chutich",
        "phochutich",
        "ketoan",
        "phutrach",
        "tmubnd",
        "kyghiro",
        "kyten",
    ];
    WORDS.iter().any(|word| key.starts_with(word)) || is_dated(key)
}

/// `Yên Bái, ngày 5 tháng 6 năm 2023`, with days or dots; folded.
fn is_dated(key: &str) -> bool {
    let digits = |rest: &str| -> String { rest.chars().skip_while(char::is_ascii_digit).collect() };
    let Some((_, day)) = key.split_once("ngay") else { return false };
    let day = digits(day);
    let Some(month) = day.strip_prefix("thang").map(digits) else { return false };
    month.strip_prefix("nam").map(digits).is_some_and(|rest| rest.is_empty())
}

/// A number of rows, too short to be anybody's; folded.
fn is_count(key: &str) -> bool {
    key.len() <= 6 && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// A sum, perhaps with its unit; a number that begins with 0 is a telephone or a code.
fn is_sum(cell: &str) -> bool {
    let number = text::key(cell);
    let number = ["vnd", "dong", "d"].iter().find_map(|unit| number.strip_suffix(unit));
    let key = text::key(cell);
    let number = number.unwrap_or(&key);
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits && (number == "0" || !number.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("(1)|(2)|(3)", true)]
    #[case("1|2|3", true)]
    #[case("A|B|1|2|(3)=(1)x(2)", true)]
    #[case("-1|-2|-3", true)]
    #[case("1||2|3", true)]
    #[case("1|3|2", false)]
    #[case("2|3|4", false)]
    #[case("1|Nguyễn Văn A|04282", false)]
    #[case("1|", false)]
    #[case("A|C|1", false)]
    #[case("1|A|2", false)]
    #[case("", false)]
    fn lines_that_number_columns(#[case] row: &str, #[case] expected: bool) {
        assert_eq!(numbers_columns(row.split('|')), expected, "{row}");
    }

    #[rstest]
    // The first two columns are needed, the third is not.
    #[case("Tổng cộng||", true)]
    #[case("|Cộng:|12.000.000 đ", true)]
    #[case("||TỔNG SỐ: 120 người", true)]
    #[case("Tổng cộng|1|", true)]
    #[case("Tổng số|120|15.000.000", true)]
    #[case("Tổng cộng|1512345678|", false)]
    #[case("Cộng|12|", false)]
    #[case("Tổng cộng: 2 nhân viên||", true)]
    #[case("|Người lập biểu|Thủ trưởng đơn vị", true)]
    #[case("(Ký, ghi rõ họ tên)||", true)]
    #[case("|Yên Bái, ngày … tháng … năm 2023|", true)]
    #[case("||Ngày 5 tháng 6 năm 2023", true)]
    #[case("0123456789|Tổng cộng|", false)]
    #[case("|120|Tổng cộng", false)]
    #[case("|Cộng|0977000111", false)]
    #[case("|Người lập biểu|12", false)]
    #[case("|Cộng Hoà|", false)]
    #[case("|Nguyễn Văn A|", false)]
    #[case("||12", false)]
    #[case("||", false)]
    fn lines_that_end_a_page(#[case] row: &str, #[case] expected: bool) {
        assert_eq!(ends_page(row.split('|'), &[0, 1]), expected, "{row}");
    }

    /// Of a list with four columns, whether its second row, a refused one, is passed over.
    #[rstest]
    #[case("Tổng cộng;;;15", true)]
    #[case("Tổng cộng;;;", true)]
    #[case("Tổng cộng: 2 nhân viên;;;", true)]
    #[case("Tổng cộng;;15", true)]
    #[case("Tổng cộng;1;;", true)]
    #[case(";1512345678;;Tổng cộng", false)]
    #[case(";;04282;Cộng Hoà", false)]
    #[case(";;;15", false)]
    fn totals_below_people(#[case] line: &str, #[case] expected: bool) {
        use crate::exchange::columns::Thing;
        use crate::exchange::read::{CsvOptions, CsvRows, Next, RowSource};
        use crate::exchange::reject::Reject;

        let list = format!("Ghi chú;Mã số BHXH;Mã xã;Họ tên\n{line}\n");
        let mut rows = CsvRows::open(list.as_bytes(), CsvOptions::default()).unwrap();
        let mut lines = PageLines::of(&Binding::bind(Thing::People, rows.header()).unwrap());
        let returned = match rows.next_row().unwrap().unwrap() {
            Next::Row(row) => lines.refused(&row, Reject::whole(2, "no_key", "", "").into()),
            Next::Rejected(row, reject) => lines.refused(&row, reject.into()),
        };
        assert_eq!(returned.is_none(), expected);
    }
}
