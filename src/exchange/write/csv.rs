//! CSV for Excel in Vietnam: UTF-8 with byte order mark, `;` unless another separator is asked for,
//! dates as `yyyy-mm-dd`, amounts as digits. No `sep=` line: it would make Excel overlook the mark.

use super::{BOM, Cell};
use crate::exchange::text;
use std::io::{self, Write};

/// What stands between fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Separator {
    /// `;`, what Excel with Vietnamese settings expects.
    #[default]
    Semicolon,
    /// `,`.
    Comma,
    /// A tab.
    Tab,
}

impl Separator {
    /// The byte.
    pub fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }

    /// From what a user writes: `;`, `,` or `tab`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            ";" | "semicolon" => Some(Self::Semicolon),
            "," | "comma" => Some(Self::Comma),
            "tab" | "\t" => Some(Self::Tab),
            _ => None,
        }
    }
}

/// A CSV file being written.
pub struct CsvSheet<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> CsvSheet<W> {
    /// Writes the mark and the header.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn create(mut out: W, separator: Separator, header: &[&str]) -> io::Result<Self> {
        out.write_all(BOM)?;
        let mut builder = csv::WriterBuilder::new();
        builder.delimiter(separator.byte()).terminator(csv::Terminator::CRLF);
        let mut sheet = Self { out: builder.from_writer(out) };
        for name in header {
            sheet.out.write_field(text::neutralise(name).as_bytes())?;
        }
        sheet.out.write_record(None::<&[u8]>)?;
        Ok(sheet)
    }

    /// Adds one row; it must have as many cells as the header.
    ///
    /// # Errors
    /// When the file cannot be written, or the number of cells differs.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for cell in cells {
            match cell {
                Cell::Empty => self.out.write_field("")?,
                Cell::Text(text) => self.out.write_field(text::neutralise(text).as_bytes())?,
                Cell::Int(number) | Cell::Money(number) => {
                    self.out.write_field(number.to_string())?;
                }
                Cell::Tenths(number) => {
                    self.out.write_field(format!("{:.1}", *number as f64 / 10.0))?;
                }
                Cell::Date(day) => self.out.write_field(day.to_string())?,
                Cell::Time(moment) => {
                    self.out.write_field(moment.format("%Y-%m-%d %H:%M").to_string())?;
                }
            }
        }
        self.out.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is left and gives the file back.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(|error| error.into_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{
        read::{CsvOptions, CsvRows, Next, RowSource},
        values,
    };
    use chrono::NaiveDate;
    use proptest::prelude::*;

    #[test]
    fn looks_right_to_excel() {
        let day = NaiveDate::from_ymd_opt(2023, 6, 23).unwrap();
        let mut sheet =
            CsvSheet::create(Vec::new(), Separator::default(), &["Mã", "Tiền"]).unwrap();
        sheet.row(&["0115;1".into(), Cell::Money(297_000)]).unwrap();
        sheet.row(&["=1+1".into(), day.and_hms_opt(7, 5, 0).into()]).unwrap();
        sheet.row(&[Cell::Empty, Some(day).into()]).unwrap();
        assert_eq!(
            String::from_utf8(sheet.finish().unwrap()).unwrap(),
            "\u{feff}Mã;Tiền\r\n\"0115;1\";297000\r\n'=1+1;2023-06-23 07:05\r\n;2023-06-23\r\n"
        );
    }

    proptest! {
        #[test]
        fn every_text_comes_back(texts in prop::collection::vec("[=+@'a-zà-ỹ ;\"\n-]{1,9}", 1..9)) {
            let mut sheet = CsvSheet::create(Vec::new(), Separator::Comma, &["a", "b"]).unwrap();
            for text in &texts {
                sheet.row(&["1".into(), text.as_str().into()]).unwrap();
            }
            let bytes = sheet.finish().unwrap();
            let mut rows = CsvRows::open(bytes.as_slice(), CsvOptions::default()).unwrap();
            for text in &texts {
                let Some(Next::Row(row)) = rows.next_row().unwrap() else { panic!("lost") };
                let read = values::text(row.get(1)).unwrap().unwrap_or_default();
                prop_assert_eq!(read, text::nfc(text.trim()));
            }
        }
    }
}
