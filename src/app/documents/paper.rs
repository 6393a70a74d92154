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
