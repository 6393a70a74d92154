//! Workbooks that can be worked in: typed columns, text that keeps its leading zeros, drop-down
//! lists for what is to be filled in, a header that stays in view and is printed on every page.

use super::Cell;
use crate::exchange::text;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet, XlsxError,
};
use std::io::{self, Write};

/// What a column holds; it decides how Excel shows and prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, also keys and telephone numbers: leading zeros stay.
    Text,
    /// Whole numbers.
    Int,
    /// VND, `1.234.567` on a Vietnamese machine.
    Money,
    /// `dd/mm/yyyy`.
    Date,
    /// `dd/mm/yyyy hh:mm`.
    Time,
}

/// One column of a table.
#[derive(Clone, Debug)]
pub struct TableColumn<'a> {
    header: &'a str,
    width: u8,
    kind: Kind,
    list: &'a [&'a str],
}

impl<'a> TableColumn<'a> {
    /// A column with its header, its width in characters and what it holds.
    pub fn new(header: &'a str, width: u8, kind: Kind) -> Self {
        Self { header, width, kind, list: &[] }
    }

    /// Only these texts may be filled in; Excel offers them in a drop-down list.
    pub fn choices(self, list: &'a [&'a str]) -> Self {
        Self { list, ..self }
    }
}

/// Excel takes no longer list than this inside a rule, in UTF-16 units.
const LONGEST_RULE: usize = 255;
/// Letters of one part of a printed title.
const LONGEST_TITLE: usize = 76;
/// The sheet that holds longer lists, hidden.
pub(in crate::exchange) const LISTS: &str = "_lists";

/// What stands above and below the table on every printed page. It is no part of the sheet's rows:
/// the header of the table stays the first row, where imports look for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintTitle {
    /// Top left: whose list it is. Lines are parted by `\n`.
    pub left: String,
    /// Top middle: what it is.
    pub middle: String,
    /// Top right: from whom and of when.
    pub right: String,
}

impl PrintTitle {
    /// As Excel writes it: `&` starts a code there, and all three together are short.
    pub(super) fn code(&self) -> String {
        let part = |letter: &str, text: &str| {
            let text: String = text.chars().take(LONGEST_TITLE).collect();
            // A blank, or a number at the front would be a size of letters.
            format!("&{letter} {}", text.replace('&', "&&"))
        };
        let parts = [("L", &self.left), ("C", &self.middle), ("R", &self.right)];
        let mut code: String = parts.map(|(letter, text)| part(letter, text)).concat();
        while code.encode_utf16().count() > LONGEST_RULE {
            code.pop();
        }
        code
    }
}

/// A workbook being written. The same cells and the same `created` make the same bytes.
pub struct XlsxBook {
    book: Workbook,
    header: Format,
    formats: [Format; 6],
    names: Vec<String>,
    lists: Vec<Vec<String>>,
    title: PrintTitle,
}

impl XlsxBook {
    /// What mail and browsers are told that a workbook is.
    pub const MEDIA_TYPE: &'static str =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// An empty workbook whose properties say that it was made at `created`, local time.
    ///
    /// # Errors
    /// When Excel has no such date (before 1900).
    pub fn new(created: NaiveDateTime) -> io::Result<Self> {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_creation_datetime(&moment(created)?));
        let cell = || Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Ok(Self {
            book,
            header: cell()
                .set_bold()
                .set_background_color(0x00E2_EFDA)
                .set_border(FormatBorder::Thin),
            formats: [
                cell().set_num_format("@"),
                cell().set_num_format("0"),
                cell().set_num_format("#,##0"),
                cell().set_num_format("dd/mm/yyyy"),
                cell().set_num_format("dd/mm/yyyy hh:mm"),
                cell().set_num_format("#,##0.0"),
            ],
            names: Vec::new(),
            lists: Vec::new(),
            title: PrintTitle::default(),
        })
    }

    /// Packs the file lightly: a third larger, in half the time. For the thousands of small workbooks
    /// that go out with a morning's letters.
    #[must_use]
    pub fn packed_lightly(mut self) -> Self {
        self.book.set_zip_compression_level(1);
        self
    }

    /// Prints this above the pages of the sheets that are added from now on.
    pub fn print_title(&mut self, title: PrintTitle) {
        self.title = title;
    }

    /// Adds a sheet with one table: the header, then the rows. A name that Excel would refuse is
    /// made fit. `Cell`s beyond the last column are left out.
    ///
    /// # Errors
    /// When there are more rows than a sheet holds (1,048,576), or text longer than a cell.
    pub fn sheet<'c, R: AsRef<[Cell<'c>]>>(
        &mut self,
        name: &str,
        columns: &[TableColumn<'_>],
        rows: impl IntoIterator<Item = R>,
    ) -> io::Result<()> {
        let name = sheet_name(name, &self.names);
        let sheet = self.book.add_worksheet();
        sheet.set_name(&name).map_err(failed)?;
        self.names.push(name);
        for (at, column) in (0_u16..).zip(columns) {
            sheet.set_column_width(at, column.width).map_err(failed)?;
            let header = text::neutralise(column.header);
            sheet.write_string_with_format(0, at, header, &self.header).map_err(failed)?;
            // Cells that are filled in later are typed as text too.
            let [format, ..] = &self.formats;
            if column.kind == Kind::Text {
                sheet.set_column_format(at, format).map_err(failed)?;
            }
        }
        let mut last = 0;
        for row in rows {
            last += 1;
            for ((at, column), cell) in (0_u16..).zip(columns).zip(row.as_ref()) {
                let format = format(&self.formats, cell, column.kind);
                write_cell(sheet, (last, at), cell, format)?;
            }
        }
        let width = u16::try_from(columns.len().max(1) - 1).unwrap_or(u16::MAX);
        for (at, column) in (0_u16..).zip(columns).filter(|(_, column)| !column.list.is_empty()) {
            let rule = rule(column.list, &mut self.lists)?;
            sheet.add_data_validation(1, at, last.max(1), at, &rule).map_err(failed)?;
        }
        sheet.autofilter(0, 0, last, width).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        sheet.set_repeat_rows(0, 0).map_err(failed)?;
        // A4, all columns on one page; narrow margins leave room for larger letters.
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.25, 0.25, 0.8, 0.5, 0.25, 0.25);
        if self.title != PrintTitle::default() {
            sheet.set_header(self.title.code());
        }
        sheet.set_footer("&L&A&RTrang &P/&N");
        Ok(())
    }

    /// Ends the workbook and writes it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        if !self.lists.is_empty() {
            let sheet = self.book.add_worksheet();
            sheet.set_name(LISTS).map_err(failed)?;
            sheet.set_hidden(true);
            for (column, list) in (0_u16..).zip(&self.lists) {
                for (row, choice) in (0_u32..).zip(list) {
                    sheet.write_string(row, column, choice).map_err(failed)?;
                }
            }
        }
        out.write_all(&self.book.save_to_buffer().map_err(failed)?)
    }
}

fn format<'f>(formats: &'f [Format; 6], cell: &Cell<'_>, kind: Kind) -> &'f Format {
    let [text, int, money, date, time, tenths] = formats;
    match (cell, kind) {
        (Cell::Text(_), _) | (Cell::Empty, Kind::Text) => text,
        (Cell::Money(_), _) | (Cell::Int(_) | Cell::Empty, Kind::Money) => money,
        (Cell::Int(_), _) | (Cell::Empty, Kind::Int) => int,
        (Cell::Tenths(_), _) => tenths,
        (Cell::Date(_), _) | (Cell::Empty, Kind::Date) => date,
        (Cell::Time(_), _) | (Cell::Empty, Kind::Time) => time,
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'_>,
    format: &Format,
) -> io::Result<()> {
    match cell {
        Cell::Empty => sheet.write_blank(row, column, format),
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, text::neutralise(text), format)
        }
        // Beyond 15 digits a spreadsheet would round; no count and no amount is so large.
        Cell::Int(number) | Cell::Money(number) => {
            sheet.write_number_with_format(row, column, *number as f64, format)
        }
        Cell::Tenths(number) => {
            sheet.write_number_with_format(row, column, *number as f64 / 10.0, format)
        }
        Cell::Date(day) => sheet.write_number_with_format(row, column, serial(*day) as f64, format),
        Cell::Time(moment) => {
            let seconds = f64::from(moment.num_seconds_from_midnight());
            let serial = serial(moment.date()) as f64 + seconds / 86_400.0;
            sheet.write_number_with_format(row, column, serial, format)
        }
    }
    .map(drop)
    .map_err(failed)
}

/// Excel's number of a day: 1900-03-01 is 61, and no list is older.
fn serial(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce()) - 693_594
}

fn moment(at: NaiveDateTime) -> io::Result<ExcelDateTime> {
    let year = u16::try_from(at.year()).unwrap_or(0);
    let (month, day) = (at.month() as u8, at.day() as u8);
    let (hour, minute) = (at.hour() as u16, at.minute() as u8);
    ExcelDateTime::from_ymd(year, month, day)
        .and_then(|date| date.and_hms(hour, minute, at.second()))
        .map_err(failed)
}

/// The drop-down list, in a sheet of its own when it is long or has commas.
fn rule(list: &[&str], lists: &mut Vec<Vec<String>>) -> io::Result<DataValidation> {
    let length = list.iter().map(|choice| choice.encode_utf16().count() + 1).sum::<usize>();
    if length <= LONGEST_RULE && list.iter().all(|choice| !choice.contains([',', '"'])) {
        return DataValidation::new().allow_list_strings(list).map_err(failed);
    }
    let at = lists.iter().position(|known| known.iter().eq(list.iter())).unwrap_or(lists.len());
    if at == lists.len() {
        lists.push(list.iter().map(|choice| (*choice).to_owned()).collect());
    }
    let column = rust_xlsxwriter::utility::column_number_to_name(at as u16);
    let area = format!("={LISTS}!${column}$1:${column}${}", list.len());
    Ok(DataValidation::new().allow_list_formula(Formula::new(area)))
}

/// A name that Excel takes: at most 31 characters, none of `[]:*?/\`, no other sheet's.
pub(super) fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let clean: String = wanted
        .chars()
        .map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c })
        .collect();
    let clean = clean.trim().trim_matches('\'');
    let clean = if clean.is_empty() { "Sheet" } else { clean };
    let free = |name: &String| {
        name != LISTS && taken.iter().all(|other| other.to_lowercase() != name.to_lowercase())
    };
    let numbered = (1..).map(|number| match number {
        1 => clean.chars().take(31).collect(),
        _ => format!("{} {number}", clean.chars().take(26).collect::<String>()),
    });
    numbered.into_iter().find(free).unwrap_or_default()
}

fn failed(error: XlsxError) -> io::Error {
    io::Error::other(error)
}
