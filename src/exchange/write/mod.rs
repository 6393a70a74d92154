//! Rows to files that people in Vietnam open in Excel: XLSX first, since there text keeps its
//! leading zeros, and CSV for whoever wants it. Both take the same cells.

mod csv;
pub mod ics;
mod xlsx;
#[cfg(test)]
mod xlsx_tests;

pub use self::csv::{CsvSheet, Separator};
pub(super) use xlsx::LISTS;
pub use xlsx::{Kind, PrintTitle, TableColumn, XlsxBook};

use chrono::{NaiveDate, NaiveDateTime};

/// The byte order mark by which Excel knows UTF-8.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// One cell of an export.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Unknown.
    Empty,
    /// Text, made harmless for spreadsheets on writing.
    Text(&'a str),
    /// A count.
    Int(i64),
    /// VND.
    Money(i64),
    /// A number in tenths: 169 is 16.9.
    Tenths(i64),
    /// A day.
    Date(NaiveDate),
    /// A local date and time, shown to the minute.
    Time(NaiveDateTime),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell<'_> {
    fn from(count: i64) -> Self {
        Self::Int(count)
    }
}

impl From<NaiveDate> for Cell<'_> {
    fn from(day: NaiveDate) -> Self {
        Self::Date(day)
    }
}

impl From<NaiveDateTime> for Cell<'_> {
    fn from(moment: NaiveDateTime) -> Self {
        Self::Time(moment)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}
