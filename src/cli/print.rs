//! What goes to standard output: text and aligned tables for people, JSON for programs.

use std::fmt;
use std::io::{self, ErrorKind, Write, stdout};
use std::time::Duration;

use serde::Serialize;
use unicode_normalization::char::is_combining_mark;

pub use crate::domain::digits::thousands;

/// Standard output could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to standard output: {0}")]
pub struct NotPrinted(#[from] io::Error);

/// Prints text as it is.
///
/// # Errors
/// Standard output cannot be written. A reader that has read enough (`| head`) is no error.
pub fn text(text: &str) -> Result<(), NotPrinted> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Prints one JSON document.
///
/// # Errors
/// As [`text`].
pub fn json<T: Serialize>(document: &T) -> Result<(), NotPrinted> {
    let json = serde_json::to_string_pretty(document).map_err(io::Error::from)?;
    text(&format!("{json}\n"))
}

/// `0.379` as `0,38`, as decimals are written in Vietnam.
pub fn decimal(number: f64, places: usize) -> String {
    format!("{number:.places$}").replace('.', ",")
}

/// `0,8 giây`, from a minute on `2 phút 05 giây`.
pub fn duration(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{} giây", decimal(time.as_secs_f64(), 1)),
        seconds => format!("{} phút {:02} giây", thousands(seconds / 60), seconds % 60),
    }
}

/// Text from a file on one line, without what would move the cursor or change colours.
pub fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// Places that a text takes on a terminal: an accent typed as a mark of its own takes none.
fn width(text: &str) -> usize {
    text.chars().filter(|letter| !is_combining_mark(*letter)).count()
}

/// Which side of its column a text keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows in aligned columns. The widest cell of a column makes its width.
#[derive(Clone, Debug)]
pub struct Table {
    sides: Vec<Side>,
    /// The header, when there is one, and the rows.
    rows: Vec<Vec<String>>,
    headed: bool,
}

impl Table {
    /// A table whose columns have names.
    pub fn new<const N: usize>(columns: [(&str, Side); N]) -> Self {
        let names = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        Self { sides: columns.map(|(_, side)| side).to_vec(), rows: vec![names], headed: true }
    }

    /// A table of as many columns as there are names.
    pub fn of(columns: Vec<(String, Side)>) -> Self {
        let (names, sides) = columns.into_iter().unzip();
        Self { sides, rows: vec![names], headed: true }
    }

    /// A table that needs no names.
    pub fn without_names<const N: usize>(sides: [Side; N]) -> Self {
        Self { sides: sides.to_vec(), rows: Vec::new(), headed: false }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.iter().map(|cell| one_line(cell)).collect());
    }

    /// Adds a row of such a table.
    pub fn cells(&mut self, cells: impl Iterator<Item = String>) {
        self.rows.push(cells.map(|cell| one_line(&cell)).collect());
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths = vec![0; self.sides.len()];
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = width(cell).max(*widest);
            }
        }
        widths
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for (number, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for ((cell, side), wide) in row.iter().zip(&self.sides).zip(&widths) {
                let gap = " ".repeat(wide.saturating_sub(width(cell)));
                match side {
                    Side::Left => line.extend([cell, gap.as_str(), "  "]),
                    Side::Right => line.extend([gap.as_str(), cell, "  "]),
                }
            }
            writeln!(f, "{}", line.trim_end())?;
            if number == 0 && self.headed {
                let rules: Vec<String> = widths.iter().map(|wide| "─".repeat(*wide)).collect();
                writeln!(f, "{}", rules.join("  "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_take_no_place_and_numbers_keep_right() {
        let mut table = Table::new([("Xã", Side::Left), ("Số hộ", Side::Right)]);
        // Composed and decomposed: the same to the eye.
        table.row(["Yên Bái".into(), thousands(1_234_567)]);
        table.row(["Ye\u{302}n Ba\u{301}i".into(), thousands(9)]);
        let expected = "Xã           Số hộ\n\
                        ───────  ─────────\n\
                        Yên Bái  1.234.567\n\
                        Ye\u{302}n Ba\u{301}i          9\n";
        assert_eq!(table.to_string(), expected);
    }

    #[test]
    fn a_cell_cannot_move_the_cursor_and_a_line_has_no_blanks_at_its_end() {
        let mut table = Table::without_names([Side::Right, Side::Left]);
        table.row(["1".into(), "a\u{1b}[2J\nb".into()]);
        table.row(["10".into(), String::new()]);
        assert_eq!(table.to_string(), " 1  a [2J b\n10\n");
    }

    #[test]
    fn numbers_have_dots_and_decimals_a_comma() {
        let shown = [0, 12, 123, 1_234, -123_456, i64::MIN].map(thousands);
        assert_eq!(shown[..5], ["0", "12", "123", "1.234", "-123.456"]);
        assert_eq!(shown[5], "-9.223.372.036.854.775.808");
        assert_eq!([decimal(0.379, 2), decimal(-18.71, 1)], ["0,38", "-18,7"]);
        assert_eq!(duration(Duration::from_millis(840)), "0,8 giây");
        assert_eq!(duration(Duration::from_secs(125)), "2 phút 05 giây");
    }
}
