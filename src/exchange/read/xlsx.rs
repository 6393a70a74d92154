//! XLSX as offices bring it, with the same rows as CSV. Numbers that are keys stay as they look
//! (no `1E+9`, no `.0`), date cells become `yyyy-mm-dd`, and a formula counts by the value that was
//! stored with it.

use super::{IsHeader, Next, OtherKind, ReadError, Row, RowSource, Warning, cell_text};
use crate::exchange::{columns::WITHIN, reject::Reject, text, write::LISTS};
use calamine::{
    DataRef, Reader, Sheet, SheetVisible, Xlsx, XlsxCellFormulaMetadataRecord, XlsxCellReader,
};
use std::io::{Read, Seek};

/// Bytes that tell a file of another kind.
const MAGIC: u64 = 8;

/// A workbook; its sheets are read one at a time.
pub struct XlsxFile<R: Read + Seek> {
    book: Xlsx<R>,
}

impl<R: Read + Seek> XlsxFile<R> {
    /// Opens the workbook. Its table of texts is held in memory, its cells are not.
    ///
    /// # Errors
    /// [`ReadError::OtherKind`] and [`ReadError::Workbook`] when it is damaged, protected or no XLSX.
    pub fn open(mut input: R) -> Result<Self, ReadError> {
        let mut head = Vec::new();
        input.by_ref().take(MAGIC).read_to_end(&mut head)?;
        input.rewind()?;
        if let Some(kind) = OtherKind::of(&head) {
            return Err(ReadError::OtherKind(kind));
        }
        Ok(Self { book: Xlsx::new(input).map_err(damaged)? })
    }

    /// The names of the sheets in their order.
    pub fn sheet_names(&self) -> Vec<String> {
        self.book.sheet_names()
    }

    /// The names of the sheets that people fill in: all but the hidden one in which our own
    /// workbooks keep their drop-down lists.
    pub fn list_names(&self) -> Vec<String> {
        let sheets = self.book.sheets_metadata().iter();
        let own = |sheet: &&Sheet| sheet.name == LISTS && sheet.visible != SheetVisible::Visible;
        sheets.filter(|sheet| !own(sheet)).map(|sheet| sheet.name.clone()).collect()
    }

    /// The rows of the named sheet, or of the first; the first row that is not blank is the
    /// header. Case and accents of the name do not matter.
    ///
    /// # Errors
    /// When there is no such sheet, or no header in it.
    pub fn rows(&mut self, sheet: Option<&str>) -> Result<XlsxRows<'_, R>, ReadError> {
        let names = self.book.sheet_names();
        let name = match sheet {
            Some(wanted) => names.iter().find(|name| text::fold(name) == text::fold(wanted)),
            None => names.first(),
        };
        let Some(name) = name.cloned() else {
            let wanted = sheet.unwrap_or_default().to_owned();
            return Err(ReadError::NoSheet { wanted, present: names.join(", ") });
        };
        self.sheet_rows(&name, 1, &mut |_, _| true)
    }

    /// The rows of the sheet with exactly this name. The header is looked for among the first
    /// rows; what stands above it is left out.
    ///
    /// # Errors
    /// [`ReadError::NoHeader`] when none of them is, [`ReadError::Empty`] for a sheet without
    /// cells, or what keeps the workbook from being read.
    pub fn rows_below_titles(
        &mut self,
        sheet: &str,
        is_header: IsHeader<'_>,
    ) -> Result<XlsxRows<'_, R>, ReadError> {
        self.sheet_rows(sheet, WITHIN, is_header)
    }

    fn sheet_rows(
        &mut self,
        name: &str,
        within: u64,
        is_header: IsHeader<'_>,
    ) -> Result<XlsxRows<'_, R>, ReadError> {
        let mut rows = XlsxRows {
            cells: self.book.worksheet_cells_reader(name).map_err(damaged)?,
            ahead: None,
            more: true,
            sheet: 0,
            header: Vec::new(),
            text: String::new(),
            bounds: Vec::new(),
            formulas: Vec::new(),
        };
        let mut nothing_found = ReadError::Empty;
        while let Some((number, wrong)) = rows.read_row(usize::MAX)? {
            let first = matches!(nothing_found, ReadError::Empty);
            if number > within && !first {
                break;
            }
            if wrong.is_some() {
                // A cell with an error is no name of a column; above the header it is no matter.
                nothing_found = if first { ReadError::BadHeader } else { ReadError::NoHeader };
                continue;
            }
            let row = Row::new(number, &rows.text, &rows.bounds);
            let header: Vec<String> =
                row.fields().map(|name| text::nfc(name.trim()).into_owned()).collect();
            if is_header(number, &header) {
                rows.formulas = vec![(0, 0); header.len()];
                rows.header = header;
                return Ok(rows);
            }
            nothing_found = ReadError::NoHeader;
        }
        Err(nothing_found)
    }
}

type Record<'a> = XlsxCellFormulaMetadataRecord<'a>;

/// The rows of one sheet. What stands right of the header's last column is left alone.
pub struct XlsxRows<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    /// The first cell of the next row.
    ahead: Option<Record<'a>>,
    /// Whether there are more cells; behind the last one the cells must not be asked again.
    more: bool,
    sheet: u16,
    header: Vec<String>,
    text: String,
    bounds: Vec<(u32, u32)>,
    /// Of every column, how many formulas there were and in which row the first.
    formulas: Vec<(u64, u64)>,
}

impl<'a, R: Read + Seek> XlsxRows<'a, R> {
    /// The same rows, each of which says that it is of this sheet ([`Row::sheet`]).
    #[must_use]
    pub fn of_sheet(self, sheet: u16) -> Self {
        Self { sheet, ..self }
    }

    fn next_cell(&mut self) -> Result<Option<Record<'a>>, ReadError> {
        if !self.more {
            return Ok(None);
        }
        let cell = self.cells.next_cell_with_formula_metadata().map_err(damaged)?;
        self.more = cell.is_some();
        Ok(cell)
    }

    /// Reads the next row that is not blank into `text` and `bounds`; its number and what is wrong.
    fn read_row(&mut self, columns: usize) -> Result<Option<(u64, Option<Reject>)>, ReadError> {
        loop {
            let first = match self.ahead.take() {
                Some(cell) => Some(cell),
                None => self.next_cell()?,
            };
            let Some(first) = first else { return Ok(None) };
            let row = first.pos.0;
            let number = u64::from(row) + 1;
            self.text.clear();
            self.bounds.clear();
            let mut wrong = self.take(&first, columns, number);
            loop {
                match self.next_cell()? {
                    Some(cell) if cell.pos.0 == row => {
                        wrong = self.take(&cell, columns, number).or(wrong);
                    }
                    next => {
                        self.ahead = next;
                        break;
                    }
                }
            }
            if wrong.is_some() || !self.text.trim().is_empty() {
                if columns != usize::MAX {
                    let end = self.text.len() as u32;
                    self.bounds.resize(columns, (end, end));
                }
                return Ok(Some((number, wrong)));
            }
        }
    }

    /// Adds one cell to the row; what is wrong with it.
    fn take(&mut self, cell: &Record<'_>, columns: usize, row: u64) -> Option<Reject> {
        let column = cell.pos.1 as usize;
        // Beyond the last column of any workbook (XFD) nothing is a cell.
        if column >= columns || column >= 16_384 || column < self.bounds.len() {
            return None;
        }
        let start = self.text.len() as u32;
        self.bounds.resize(column, (start, start));
        let wrong = match &cell.value {
            DataRef::Error(_) => Some(CELL_ERROR),
            DataRef::Empty if cell.formula.is_some() => Some(NO_VALUE),
            value => {
                cell_text::push(value, &mut self.text);
                None
            }
        };
        self.bounds.push((start, self.text.len() as u32));
        if let (Some(_), Some((count, first))) = (&cell.formula, self.formulas.get_mut(column)) {
            *first = if *count == 0 { row } else { *first };
            *count += 1;
        }
        wrong.map(|(code, vi, en)| {
            let name = self.header.get(column).map_or("", String::as_str);
            let mut reject = Reject::whole(row, code, "", "");
            reject.message_vi = format!("Cột “{name}”: {vi}").into();
            reject.message_en = format!("Column “{name}”: {en}").into();
            reject
        })
    }
}

const CELL_ERROR: (&str, &str, &str) = (
    "cell_error",
    "ô báo lỗi (như #N/A, #REF!); hãy sửa công thức hoặc gõ giá trị.",
    "the cell shows an error (such as #N/A or #REF!); correct the formula or type the value.",
);

const NO_VALUE: (&str, &str, &str) = (
    "formula_without_value",
    "công thức chưa có kết quả; hãy mở tệp bằng Excel, lưu lại, hoặc gõ giá trị.",
    "the formula has no stored result; open and save the file in Excel, or type the value.",
);

impl<R: Read + Seek> RowSource for XlsxRows<'_, R> {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next_row(&mut self) -> Result<Option<Next<'_>>, ReadError> {
        let Some((number, wrong)) = self.read_row(self.header.len())? else { return Ok(None) };
        let row = Row::new(number, &self.text, &self.bounds).of_sheet(self.sheet);
        Ok(Some(match wrong {
            None => Next::Row(row),
            Some(reject) => Next::Rejected(row, reject),
        }))
    }

    fn warnings(&self) -> Vec<Warning> {
        let columns = self.header.iter().zip(&self.formulas).filter(|(_, (count, _))| *count > 0);
        columns.map(|(name, (count, row))| formula_warning(name, *count, *row)).collect()
    }
}

fn formula_warning(column: &str, count: u64, row: u64) -> Warning {
    Warning {
        code: "formula",
        sheet: String::new(),
        column: column.to_owned(),
        row,
        count,
        message_vi: format!(
            "Cột “{column}” có {count} ô công thức (đầu tiên ở dòng {row}); đã lấy kết quả được \
             lưu trong tệp."
        ),
        message_en: format!(
            "Column “{column}” has {count} formulas (the first in row {row}); their stored \
             results were taken."
        ),
    }
}

fn damaged(error: calamine::XlsxError) -> ReadError {
    ReadError::Workbook(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Format, Formula, Workbook};
    use std::io::Cursor;

    fn sample() -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Danh sách").unwrap();
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let time = Format::new().set_num_format("dd/mm/yyyy hh:mm");
        for (column, name) in ["Mã", "Ngày", "Số", "Giờ"].into_iter().enumerate() {
            sheet.write(1, column as u16, name).unwrap();
        }
        sheet.write(2, 0, "0115123456").unwrap();
        sheet.write_with_format(2, 1, 45_100.0, &day).unwrap();
        sheet.write(2, 2, 912_345_678_901.0).unwrap();
        sheet.write_with_format(2, 3, 45_100.604_166_666_664, &time).unwrap();
        sheet.write(3, 0, "  ").unwrap();
        sheet.write(4, 0, 1.234).unwrap();
        sheet.write(4, 2, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_with_format(4, 3, 0.381_944_444_444_444_4, &time).unwrap();
        sheet.write(4, 7, "ghi chú").unwrap();
        sheet.write(5, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write(6, 1, true).unwrap();
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn cells_become_what_people_would_type() {
        let mut file = XlsxFile::open(Cursor::new(sample())).unwrap();
        assert!(matches!(file.rows(Some("khac")), Err(ReadError::NoSheet { .. })));
        let mut rows = file.rows(Some("danh sach")).unwrap();
        assert_eq!(rows.header(), ["Mã", "Ngày", "Số", "Giờ"]);
        let mut seen = Vec::new();
        while let Some(next) = rows.next_row().unwrap() {
            seen.push(match next {
                Next::Row(row) => (row.number(), row.fields().collect::<Vec<_>>().join("|")),
                Next::Rejected(row, reject) => (row.number(), reject.code.to_owned()),
            });
        }
        let expected = [
            (3, "0115123456|2023-06-23|912345678901|2023-06-23 14:30:00"),
            // An hour alone, in a column of days and hours.
            (5, "1.2340||2|09:10"),
            (6, "cell_error"),
            (7, "|true||"),
        ];
        assert!(seen.iter().map(|(n, s)| (*n, s.as_str())).eq(expected), "{seen:?}");
        let warnings = rows.warnings();
        assert_eq!((warnings[0].column.as_str(), warnings[0].row, warnings[0].count), ("Số", 5, 2));
    }

    #[test]
    fn the_header_is_found_below_titles() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("A").unwrap();
        let bold = Format::new();
        sheet.merge_range(0, 0, 0, 3, "DANH SÁCH NGƯỜI THAM GIA", &bold).unwrap();
        sheet.write(2, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        for (column, name) in ["Mã", "Tên"].into_iter().enumerate() {
            sheet.write(4, column as u16, name).unwrap();
        }
        sheet.write(5, 0, "01").unwrap();
        book.add_worksheet().set_name("B").unwrap();
        let mut file = XlsxFile::open(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
        let mut asked = Vec::new();
        let mut rows = file
            .rows_below_titles("A", &mut |number, cells| {
                asked.push(number);
                cells.len() == 2 && cells[0] == "Mã"
            })
            .unwrap()
            .of_sheet(3);
        assert_eq!(rows.header(), ["Mã", "Tên"]);
        let Some(Next::Row(row)) = rows.next_row().unwrap() else { panic!("no row") };
        assert_eq!((row.number(), row.sheet(), row.get(0)), (6, 3, "01"));
        assert_eq!(row.keep().as_row().sheet(), 3);
        drop(rows);
        assert_eq!(asked, [1, 5]);
        let none = file.rows_below_titles("A", &mut |_, _| false).err();
        assert!(matches!(none, Some(ReadError::NoHeader)));
        let none = file.rows_below_titles("B", &mut |_, _| true).err();
        assert!(matches!(none, Some(ReadError::Empty)));
    }

    #[test]
    fn other_bytes_are_no_workbook() {
        let bytes = Cursor::new(b"PK\x03\x04 not really".to_vec());
        assert!(matches!(XlsxFile::open(bytes), Err(ReadError::Workbook(_))));
    }
}
