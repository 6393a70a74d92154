//! Rows that could not be taken, given back to the office: the original row with its place and the
//! reason, in a file that can be corrected and imported again. One bad row never stops a list.

use super::{read::Row, text};
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// The columns that the reject file adds after those of the original.
pub const ADDED: [&str; 5] = ["row", "column", "code", "message_vi", "message_en"];

/// Why one row was not taken. The messages hold no personal data: the row itself stands beside
/// them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: {message_en}")]
pub struct Reject {
    /// The row as a spreadsheet program counts it: the header is 1.
    pub row: u64,
    /// The canonical name of the column, when one is to blame.
    pub column: Option<&'static str>,
    /// A stable code for programs, such as `bad_date`.
    pub code: &'static str,
    /// What is wrong and what to do, in Vietnamese.
    pub message_vi: Cow<'static, str>,
    /// The same in English.
    pub message_en: Cow<'static, str>,
}

impl Reject {
    /// A reject of a whole row, with fixed texts.
    pub fn whole(row: u64, code: &'static str, vi: &'static str, en: &'static str) -> Self {
        Self { row, column: None, code, message_vi: vi.into(), message_en: en.into() }
    }
}

/// How many of the columns are the office's own: a reject file that comes back corrected still
/// carries [`ADDED`] at its end, which are left out.
pub fn own_columns(header: &[String]) -> usize {
    match header.len().checked_sub(ADDED.len()) {
        Some(own) if header.iter().skip(own).map(String::as_str).eq(ADDED) => own,
        _ => header.len(),
    }
}

/// Writes the reject file (CSV, UTF-8 with BOM), which exists only once there is a reject.
pub struct RejectWriter<W: Write, F> {
    header: Vec<String>,
    separator: u8,
    open: Option<F>,
    out: Option<csv::Writer<W>>,
    count: u64,
}

impl<W: Write, F: FnOnce() -> io::Result<W>> RejectWriter<W, F> {
    /// For a list with this header; `open` makes the file when the first reject comes. The
    /// separator (`;`, `,` or tab) should be that of the original.
    pub fn new(header: &[String], separator: u8, open: F) -> Self {
        let header = header.iter().take(own_columns(header)).cloned().collect();
        Self { header, separator, open: Some(open), out: None, count: 0 }
    }

    /// Adds one row with its reason.
    ///
    /// # Errors
    /// When the file cannot be made or written.
    pub fn write(&mut self, row: &Row<'_>, reject: &Reject) -> io::Result<()> {
        self.start()?;
        let Some(out) = self.out.as_mut() else { return Ok(()) };
        for position in 0..self.header.len() {
            out.write_field(text::neutralise(row.get(position)).as_bytes())?;
        }
        out.write_field(reject.row.to_string())?;
        out.write_field(reject.column.unwrap_or_default())?;
        out.write_field(reject.code)?;
        out.write_field(text::neutralise(&reject.message_vi).as_bytes())?;
        out.write_field(text::neutralise(&reject.message_en).as_bytes())?;
        out.write_record(None::<&[u8]>)?;
        self.count += 1;
        Ok(())
    }

    fn start(&mut self) -> io::Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let mut file = open()?;
        file.write_all(super::write::BOM)?;
        let mut out = csv::WriterBuilder::new()
            .delimiter(self.separator)
            .terminator(csv::Terminator::CRLF)
            .from_writer(file);
        for name in &self.header {
            out.write_field(text::neutralise(name).as_bytes())?;
        }
        for name in ADDED {
            out.write_field(name)?;
        }
        out.write_record(None::<&[u8]>)?;
        self.out = Some(out);
        Ok(())
    }

    /// Ends the file and gives it back, when there is one, with the number of rejects.
    ///
    /// # Errors
    /// When the last rows cannot be written.
    pub fn finish(mut self) -> io::Result<(u64, Option<W>)> {
        let Some(out) = self.out.take() else { return Ok((0, None)) };
        let file = out.into_inner().map_err(|error| error.into_error())?;
        Ok((self.count, Some(file)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::{CsvOptions, CsvRows, Next, RowSource};
    use super::*;

    fn names(header: &str) -> Vec<String> {
        header.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn no_reject_no_file() {
        let writer = RejectWriter::new(&names("code,name"), b',', || -> io::Result<Vec<u8>> {
            panic!("opened without need")
        });
        assert_eq!(writer.finish().unwrap(), (0, None));
    }

    #[test]
    fn a_reject_file_can_come_back_and_be_rejected_again() {
        let mut input = "Mã,Tên\n01,=x\n".as_bytes().to_vec();
        for _ in 0..2 {
            let mut rows = CsvRows::open(input.as_slice(), CsvOptions::default()).unwrap();
            let mut writer = RejectWriter::new(rows.header(), b',', || Ok(Vec::new()));
            let Some(Next::Row(row)) = rows.next_row().unwrap() else { panic!("no row") };
            let reject = Reject::whole(row.number(), "unknown_area", "Không có", "No such");
            writer.write(&row, &reject).unwrap();
            let (count, file) = writer.finish().unwrap();
            assert_eq!(count, 1);
            input = file.unwrap();
            let text = std::str::from_utf8(&input).unwrap();
            assert_eq!(
                text,
                "\u{feff}Mã,Tên,row,column,code,message_vi,message_en\r\n\
                 01,'=x,2,,unknown_area,Không có,No such\r\n"
            );
            // What a person corrects keeps its apostrophe; a second pass must not add another.
            input = text.replace("'=x", "=x").into_bytes();
        }
    }
}
