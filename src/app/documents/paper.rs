//! A document before it is laid out: its head, its sections of tables, and who signs it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::sentence::Sentence;

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// The office whose plan it is.
    pub office: String,
    /// The office above it, where there is one.
    pub above: Option<String>,
    /// Where it is signed: the province.
    pub place: String,
    /// The day of which it speaks: nothing younger is in it.
    pub day: NaiveDate,
    /// What it is.
    pub title: Sentence,
    /// The week or month of which it is: `2023-W23`, `2023-06`.
    pub of: String,
    /// The version of a week's plan; none of a month, which shows whatever is in force.
    pub version: Option<i32>,
    /// Of which time, in words.
    pub period: Sentence,
    /// How far it has come: a draft, or approved by whom and when.
    pub status: Sentence,
    /// Whether nobody has approved it yet.
    pub is_draft: bool,
    /// The laws and decisions on which it stands.
    pub grounds: Vec<Sentence>,
    /// Its parts, in order.
    pub sections: Vec<Section>,
    /// Who signs, from left to right.
    pub signatures: Vec<Signature>,
}

impl Paper {
    /// What its files are called, without an ending: another version, office or language is another file,
    /// so that no signed document is overwritten. `office` is the code of the office, empty for the only one.
    #[must_use]
    pub fn file_name(&self, office: &str, is_english: bool) -> String {
        let version = self.version.map(|number| format!("v{number}")).unwrap_or_default();
        let english = if is_english { "en" } else { "" };
        // A code may hold any sign, the name of a file may not.
        let safe = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '_' };
        let office: String = office.chars().map(safe).collect();
        let parts = ["ke-hoach", &self.of, &office, &version, english];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    }
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: Sentence,
    /// What is said before the table.
    pub lead: Vec<Sentence>,
    /// The table, where it has one.
    pub table: Option<Table>,
}

/// A table; every row has as many cells as there are columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// The last row, where sums mean something.
    pub total: Option<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its heading.
    pub name: Sentence,
    /// Width in letters, for workbooks.
    pub width: u8,
    /// Whether it holds numbers.
    pub numbers: bool,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Cell {
    /// Nothing to say.
    Empty,
    /// A name, the same in both languages.
    Name(String),
    /// Words.
    Said(Sentence),
    /// A count.
    Count(i64),
    /// VND.
    Money(i64),
    /// A number in tenths: 169 is 16,9.
    Tenths(i64),
}

/// A place to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// In which office somebody signs.
    pub role: Sentence,
    /// Who, where it is known.
    pub name: Option<String>,
}

impl Column {
    /// A column of words.
    pub(super) fn words(vi: &str, en: &str, width: u8) -> Self {
        Self { name: Sentence::new(vi, en), width, numbers: false }
    }

    /// A column of numbers.
    pub(super) fn numbers(vi: &str, en: &str, width: u8) -> Self {
        Self { name: Sentence::new(vi, en), width, numbers: true }
    }
}

impl Cell {
    /// Words in both languages.
    pub(super) fn said(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Said(Sentence::new(vi, en))
    }

    /// A count as programs hold it.
    pub(super) fn count(count: u64) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}
