//! Rows that could not be taken, given back to the office: the original row with its place and the
//! reason, in a file that can be corrected and imported again. One bad row never stops a list.

use super::{read::Row, text};
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// The columns that the reject file adds after those of the original.
pub const ADDED: [&str; 5] = ["row", "column", "code", "message_vi", "message_en"];

/// The column before them that names the sheet, where the workbook has more than one.
pub const SHEET: &str = "sheet";

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

/// Everything that is wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejects(Vec<Reject>);

impl Rejects {
    /// What is wrong, if anything is.
    pub fn of(wrong: Vec<Reject>) -> Option<Self> {
        (!wrong.is_empty()).then_some(Self(wrong))
    }

    /// One after the other.
    pub fn as_slice(&self) -> &[Reject] {
        &self.0
    }
}

impl From<Reject> for Rejects {
    fn from(reject: Reject) -> Self {
        Self(vec![reject])
    }
}

/// How many of the columns are the office's own: a reject file that comes back corrected still
/// carries [`ADDED`] at its end, perhaps behind [`SHEET`], which are left out.
pub fn own_columns(header: &[String]) -> usize {
    match header.len().checked_sub(ADDED.len()) {
        Some(own) if header.iter().skip(own).map(String::as_str).eq(ADDED) => {
            let sheet = own.checked_sub(1).filter(|last| header.get(*last).is_some_and(is_sheet));
            sheet.unwrap_or(own)
        }
        _ => header.len(),
    }
}

fn is_sheet(name: &String) -> bool {
    name == SHEET
}

/// Where the rows of a reject file come from: a file, or one sheet of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The sheet's name.
    pub sheet: String,
    /// For each column of the reject file where the rows have it.
    pub places: Vec<Option<usize>>,
}

/// The columns of a reject file, and the sheets whose rows it takes by [`Row::sheet`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The office's own columns.
    pub header: Vec<String>,
    /// The sheets; more than one are named row by row.
    pub origins: Vec<Origin>,
}

impl Layout {
    /// Of a file with this one header.
    pub fn of(header: &[String]) -> Self {
        let header: Vec<String> = header.iter().take(own_columns(header)).cloned().collect();
        let places = (0..header.len()).map(Some).collect();
        Self { header, origins: vec![Origin { sheet: String::new(), places }] }
    }
}

/// Writes the reject file (CSV, UTF-8 with BOM), which exists only once there is a reject.
pub struct RejectWriter<W: Write, F> {
    layout: Layout,
    separator: u8,
    open: Option<F>,
    out: Option<csv::Writer<W>>,
    count: u64,
}

impl<W: Write, F: FnOnce() -> io::Result<W>> RejectWriter<W, F> {
    /// For a list with these columns; `open` makes the file when the first reject comes. The
    /// separator (`;`, `,` or tab) should be that of the original.
    pub fn new(layout: Layout, separator: u8, open: F) -> Self {
        Self { layout, separator, open: Some(open), out: None, count: 0 }
    }

    /// Adds one row with everything that is wrong with it: columns and codes joined by `; `,
    /// messages numbered.
    ///
    /// # Errors
    /// When the file cannot be made or written.
    pub fn write(&mut self, row: &Row<'_>, rejects: &[Reject]) -> io::Result<()> {
        self.start()?;
        let Some(out) = self.out.as_mut() else { return Ok(()) };
        let origin = self.layout.origins.get(usize::from(row.sheet()));
        for position in 0..self.layout.header.len() {
            let place = origin.and_then(|origin| *origin.places.get(position)?);
            let cell = place.map_or("", |place| row.get(place));
            out.write_field(text::neutralise(cell).as_bytes())?;
        }
        if self.layout.origins.len() > 1 {
            let sheet = origin.map_or("", |origin| origin.sheet.as_str());
            out.write_field(text::neutralise(sheet).as_bytes())?;
        }
        out.write_field(row.number().to_string())?;
        out.write_field(joined(rejects.iter().filter_map(|reject| reject.column)))?;
        out.write_field(joined(rejects.iter().map(|reject| reject.code)))?;
        let vi: Vec<&str> = rejects.iter().map(|reject| &*reject.message_vi).collect();
        let en: Vec<&str> = rejects.iter().map(|reject| &*reject.message_en).collect();
        out.write_field(text::neutralise(&numbered(&vi)).as_bytes())?;
        out.write_field(text::neutralise(&numbered(&en)).as_bytes())?;
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
        for name in &self.layout.header {
            out.write_field(text::neutralise(name).as_bytes())?;
        }
        if self.layout.origins.len() > 1 {
            out.write_field(SHEET)?;
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

/// Words joined by `; `, in their order.
fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join("; ")
}

/// Several messages as one: `(1) … (2) …`; one as it is.
fn numbered(messages: &[&str]) -> String {
    if let [message] = messages {
        return (*message).to_owned();
    }
    let numbered = (1..).zip(messages).map(|(at, message)| format!("({at}) {message}"));
    numbered.collect::<Vec<_>>().join(" ")
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
        let writer =
            RejectWriter::new(Layout::of(&names("code,name")), b',', || -> io::Result<Vec<u8>> {
                panic!("opened without need")
            });
        assert_eq!(writer.finish().unwrap(), (0, None));
    }

    #[test]
    fn a_reject_file_can_come_back_and_be_rejected_again() {
        let mut input = "Mã,Tên\n01,=x\n".as_bytes().to_vec();
        for _ in 0..2 {
            let mut rows = CsvRows::open(input.as_slice(), CsvOptions::default()).unwrap();
            let mut writer = RejectWriter::new(Layout::of(rows.header()), b',', || Ok(Vec::new()));
            let Some(Next::Row(row)) = rows.next_row().unwrap() else { panic!("no row") };
            let reject = Reject::whole(row.number(), "unknown_area", "Không có", "No such");
            writer.write(&row, &[reject]).unwrap();
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
    #[test]
    fn every_error_of_a_row_is_told_and_its_sheet() {
        let file = "name,code\nA,1\n";
        let mut rows = CsvRows::open(file.as_bytes(), CsvOptions::default()).unwrap();
        let one = Origin { sheet: "Tháng 5".into(), places: vec![Some(1), Some(0), None] };
        let layout =
            Layout { header: names("code,name,phone"), origins: vec![one, Origin::default()] };
        let mut writer = RejectWriter::new(layout, b',', || Ok(Vec::new()));
        let Some(Next::Row(row)) = rows.next_row().unwrap() else { panic!("no row") };
        let mut bad = Reject::whole(2, "bad_code", "Sai mã.", "Bad code.");
        bad.column = Some("code");
        let other =
            Reject { column: Some("name"), ..Reject::whole(2, "missing", "Thiếu.", "No.") };
        writer.write(&row, &[bad, other]).unwrap();
        let text = String::from_utf8(writer.finish().unwrap().1.unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}code,name,phone,sheet,row,column,code,message_vi,message_en\r\n\
             1,A,,Tháng 5,2,code; name,bad_code; missing,(1) Sai mã. (2) Thiếu.,\
             (1) Bad code. (2) No.\r\n"
        );
        let header = names("code,name,phone,sheet,row,column,code,message_vi,message_en");
        assert_eq!((own_columns(&header), own_columns(&names("code,sheet"))), (3, 2));
    }
}
