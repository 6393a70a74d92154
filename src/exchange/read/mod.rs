//! Rows from files. The importer sees one interface ([`RowSource`]) whether an office brought CSV
//! or XLSX. Rows are lent, not given: memory stays flat however long the list is, and a field costs
//! no allocation.

mod cell_text;
mod csv;
#[cfg(test)]
mod csv_tests;
mod encoding;
mod io_vi;
mod kept;
mod kind;
mod layout;
mod malformed;
mod quoted;
mod xlsx;

pub use self::csv::{CsvOptions, CsvRows};
pub use encoding::Encoding;
pub use io_vi::io_vi;
pub use kept::KeptRow;
pub use kind::OtherKind;
pub use xlsx::{XlsxFile, XlsxRows};

use super::{columns::WITHIN, reject::Reject};
use std::{fmt, io};

/// One row, lent by its source until the next is asked for.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    number: u64,
    sheet: u16,
    text: &'a str,
    bounds: &'a [(u32, u32)],
}

impl<'a> Row<'a> {
    fn new(number: u64, text: &'a str, bounds: &'a [(u32, u32)]) -> Self {
        Self { number, sheet: 0, text, bounds }
    }

    fn of_sheet(self, sheet: u16) -> Self {
        Self { sheet, ..self }
    }

    /// Which of the sheets that are read the row is of, from 0; of CSV always 0.
    pub fn sheet(&self) -> u16 {
        self.sheet
    }

    /// The row as a spreadsheet program counts it: the first is 1, blank rows count, a field with
    /// line breaks does not begin a new one.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The text of one field as the file has it; empty when there is no such field.
    pub fn get(&self, position: usize) -> &'a str {
        let Some((start, end)) = self.bounds.get(position) else { return "" };
        self.text.get(*start as usize..*end as usize).unwrap_or_default()
    }

    /// All fields in order.
    pub fn fields(&self) -> impl Iterator<Item = &'a str> {
        let (text, bounds) = (self.text, self.bounds);
        bounds
            .iter()
            .map(move |(start, end)| text.get(*start as usize..*end as usize).unwrap_or_default())
    }

    /// How many fields the row has.
    pub fn len(&self) -> usize {
        self.bounds.len()
    }

    /// Whether the row has no fields at all.
    pub fn is_empty(&self) -> bool {
        self.bounds.is_empty()
    }
}

/// Without the fields: they are personal data.
impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row {} with {} fields", self.number, self.bounds.len())
    }
}

/// What a source has next.
#[derive(Debug)]
pub enum Next<'a> {
    /// A row with as many fields as the header.
    Row(Row<'a>),
    /// A row that could not be split or decoded, as far as it could be read, and why.
    Rejected(Row<'a>, Reject),
}

/// Something that the office should know although the rows were taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A stable code, such as `formula`.
    pub code: &'static str,
    /// The sheet of a workbook that has more than one; else empty.
    pub sheet: String,
    /// The column's name in the file; empty where whole rows, a sheet or the list are
    /// concerned.
    pub column: String,
    /// The first row concerned.
    pub row: u64,
    /// How many cells or rows are concerned; 0 where a whole sheet is.
    pub count: u64,
    /// What was found and what was done, in Vietnamese.
    pub message_vi: String,
    /// The same in English.
    pub message_en: String,
}

/// Whether a row, by its number and cells, is the header; asked row by row from the first on.
pub type IsHeader<'t> = &'t mut dyn FnMut(u64, &[String]) -> bool;

/// A list being read, from whatever kind of file.
pub trait RowSource {
    /// The names of the columns as the file has them.
    fn header(&self) -> &[String];

    /// The next row that is not blank; `None` at the end of the list.
    ///
    /// # Errors
    /// When the file itself cannot be read on. A bad row is no error but [`Next::Rejected`].
    fn next_row(&mut self) -> Result<Option<Next<'_>>, ReadError>;

    /// What was remarkable so far.
    fn warnings(&self) -> Vec<Warning> {
        Vec::new()
    }
}

/// Why a file cannot be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The disk or the network failed.
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Nothing in it.
    #[error("the file is empty: expected one header row and the rows below it")]
    Empty,
    /// None of the first rows is the header that is looked for.
    #[error("no header row was found among the first {WITHIN} rows")]
    NoHeader,
    /// The header row has an open quote or bytes that are no text.
    #[error("row 1: the header cannot be read; save the file as CSV UTF-8 or as XLSX")]
    BadHeader,
    /// No end of line for a megabyte: not a list.
    #[error("row {row}: no end of line found; this is not a CSV file")]
    EndlessRow {
        /// Where it began.
        row: u64,
    },
    /// No list at all, told by its first bytes.
    #[error("this is {en}, not CSV or XLSX; open it and save it as .xlsx", en = .0.names().1)]
    OtherKind(OtherKind),
    /// A workbook whose name does not end in .xlsx.
    #[error(
        "this is an XLSX workbook (or a ZIP file) under another name; rename it to end in .xlsx"
    )]
    Misnamed,
    /// The workbook is damaged, protected by a password or not XLSX.
    #[error("not a readable XLSX workbook ({0}); remove a password and save it as XLSX again")]
    Workbook(String),
    /// No sheet of this name.
    #[error("no sheet named {wanted:?}; the workbook has {present}")]
    NoSheet {
        /// What was asked for.
        wanted: String,
        /// The names of all sheets.
        present: String,
    },
}

impl ReadError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "unreadable",
            Self::Empty => "empty_file",
            Self::NoHeader => "missing_header",
            Self::BadHeader => "bad_header",
            Self::EndlessRow { .. } => "endless_row",
            Self::OtherKind(_) => "not_a_list",
            Self::Misnamed => "misnamed",
            Self::Workbook(_) => "bad_workbook",
            Self::NoSheet { .. } => "no_sheet",
        }
    }

    /// The message in Vietnamese; `Display` is the English one.
    pub fn vi(&self) -> String {
        match self {
            Self::Io(error) => format!("không đọc được tệp: {}", io_vi(error)),
            Self::Empty => "tệp trống: cần một dòng tiêu đề và các dòng dữ liệu bên dưới".into(),
            Self::NoHeader => format!("không tìm thấy dòng tiêu đề trong {WITHIN} dòng đầu"),
            Self::BadHeader => {
                "dòng 1: không đọc được tiêu đề; hãy lưu tệp dạng CSV UTF-8 hoặc XLSX".into()
            }
            Self::EndlessRow { row } => {
                format!("dòng {row}: không tìm thấy chỗ xuống dòng; đây không phải tệp CSV")
            }
            Self::OtherKind(kind) => format!(
                "tệp này là {}, không phải CSV hay XLSX; hãy mở tệp rồi lưu lại dạng .xlsx",
                kind.names().0
            ),
            Self::Misnamed => {
                "nội dung tệp là sổ tính XLSX (hoặc tệp nén ZIP) chứ không phải CSV; hãy đổi \
                               đuôi tên tệp thành .xlsx rồi nhập lại"
                    .into()
            }
            Self::Workbook(_) => {
                "không đọc được tệp XLSX (tệp hỏng, có mật khẩu hoặc không phải XLSX); hãy bỏ mật \
                 khẩu và lưu lại dạng XLSX"
                    .into()
            }
            Self::NoSheet { wanted, present } => {
                format!("không có trang tính “{wanted}”; tệp có: {present}")
            }
        }
    }
}
