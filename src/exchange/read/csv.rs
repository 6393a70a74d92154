//! CSV as offices bring it, row by row with flat memory. A bad row is handed out as rejected and
//! the reading goes on with the line after it.

use super::{
    Encoding, IsHeader, Next, OtherKind, ReadError, Row, RowSource,
    encoding::Utf8Reader,
    layout, malformed,
    quoted::{self, Scan},
};
use crate::exchange::{columns::WITHIN, text};
use memchr::{memchr_iter, memchr2};
use std::io::Read;

/// The buffer at the beginning, in bytes.
const BUFFER: usize = 256 * 1024;
/// No row of a list is longer than this, in bytes.
const LONGEST_ROW: usize = 1024 * 1024;
/// Nor does it have more line breaks inside quotes.
const MOST_BREAKS: usize = 50;

/// What need not be guessed.
#[derive(Clone, Copy, Debug, Default)]
pub struct CsvOptions {
    /// The separator; without one the header line decides between `;`, `,` and tab.
    pub separator: Option<u8>,
    /// The encoding; without one the first 64 KiB decide.
    pub encoding: Option<Encoding>,
}

/// A CSV list being read.
pub struct CsvRows<R> {
    input: Utf8Reader<R>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    separator: u8,
    header: Vec<String>,
    number: u64,
    bounds: Vec<(u32, u32)>,
    unquoted: Vec<u8>,
    composed: String,
}

/// Where the record that was found stands.
enum Found {
    /// In the buffer, without quotes.
    Plain(usize, usize),
    /// In `unquoted`.
    Quoted,
    /// In the buffer, one line that cannot be split.
    Broken(usize, usize),
}

impl<R: Read> CsvRows<R> {
    /// Looks at the beginning of the file and reads its header, which is the first row.
    ///
    /// # Errors
    /// When there is no header, or it cannot be read.
    pub fn open(input: R, options: CsvOptions) -> Result<Self, ReadError> {
        Self::open_below(input, options, 1, &mut |_, _| true)
    }

    /// Looks for the header among the first rows; what stands above it is left out. Titles have
    /// other separators than the list, or none: each row is tried with its own.
    ///
    /// # Errors
    /// [`ReadError::NoHeader`] when none of them is, or what keeps the file from being read.
    pub fn open_below_titles(
        input: R,
        options: CsvOptions,
        is_header: IsHeader<'_>,
    ) -> Result<Self, ReadError> {
        Self::open_below(input, options, WITHIN, is_header)
    }

    fn open_below(
        input: R,
        options: CsvOptions,
        within: u64,
        is_header: IsHeader<'_>,
    ) -> Result<Self, ReadError> {
        let mut rows = Self {
            input: Utf8Reader::open(input, options.encoding)?,
            buffer: vec![0; BUFFER],
            start: 0,
            end: 0,
            at_end: false,
            separator: options.separator.unwrap_or(b','),
            header: Vec::new(),
            number: 0,
            bounds: Vec::new(),
            unquoted: Vec::new(),
            composed: String::new(),
        };
        if OtherKind::is_packed(rows.input.head()) {
            return Err(ReadError::Misnamed);
        }
        if let Some(kind) = OtherKind::of(rows.input.head()) {
            return Err(ReadError::OtherKind(kind));
        }
        let (mut any, mut unreadable) = (false, false);
        while !any || rows.number < within {
            if options.separator.is_none() {
                rows.sniff()?;
            }
            let (number, cells) = match rows.read_record()? {
                None => break,
                Some(Next::Rejected(_, reject)) if reject.code != "wrong_field_count" => {
                    (any, unreadable) = (true, unreadable || !any);
                    continue;
                }
                Some(Next::Row(row) | Next::Rejected(row, _)) => {
                    let name = |name: &str| text::nfc(text::restore(name.trim())).into_owned();
                    (row.number(), row.fields().map(name).collect::<Vec<String>>())
                }
            };
            any = true;
            if is_header(number, &cells) {
                rows.header = cells;
                return Ok(rows);
            }
        }
        Err(match (any, unreadable) {
            (false, _) => ReadError::Empty,
            (true, true) => ReadError::BadHeader,
            (true, false) => ReadError::NoHeader,
        })
    }

    /// Takes the separator of the next line that is not blank.
    fn sniff(&mut self) -> Result<(), ReadError> {
        let blank = |byte: &u8| matches!(byte, b'\r' | b'\n' | b' ');
        loop {
            let waiting = self.waiting();
            let begin = waiting.iter().position(|byte| !blank(byte)).unwrap_or(waiting.len());
            let rest = waiting.get(begin..).unwrap_or_default();
            if let Some(line) = layout::first_line(rest) {
                self.separator = layout::sniff_separator(rest.get(..line).unwrap_or_default());
                return Ok(());
            }
            if !self.more()? {
                self.separator =
                    layout::sniff_separator(self.waiting().get(begin..).unwrap_or_default());
                return Ok(());
            }
        }
    }

    /// The separator in use, for the reject file.
    pub fn separator(&self) -> u8 {
        self.separator
    }

    /// The encoding in use.
    pub fn encoding(&self) -> Encoding {
        self.input.encoding()
    }

    fn waiting(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Brings more bytes behind those that wait; `false` at the end of the file.
    fn more(&mut self) -> Result<bool, ReadError> {
        if self.at_end {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end + 16 > self.buffer.len() {
            if self.end > LONGEST_ROW {
                return Err(ReadError::EndlessRow { row: self.number.max(1) });
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let free = self.buffer.get_mut(self.end..).unwrap_or_default();
        let count = self.input.fill(free)?;
        self.end += count;
        self.at_end = count == 0;
        Ok(count > 0)
    }

    /// Finds the next record that is not blank and steps behind it.
    fn find(&mut self) -> Result<Option<Found>, ReadError> {
        self.number += 1;
        let mut searched = 0;
        loop {
            let waiting = self.buffer.get(self.start..self.end).unwrap_or_default();
            let hit = waiting.get(searched..).and_then(|rest| memchr2(b'\n', b'"', rest));
            let hit = hit.map(|at| at + searched);
            let (length, ended) = match hit.and_then(|at| Some((at, *waiting.get(at)?))) {
                Some((_, b'"')) => return self.find_quoted().map(Some),
                Some((at, _)) => (at, 1),
                None if self.at_end && waiting.is_empty() => return Ok(None),
                None if self.at_end => (waiting.len(), 0),
                None => {
                    searched = waiting.len();
                    self.more()?;
                    continue;
                }
            };
            let line = layout::without_return(waiting.get(..length).unwrap_or_default());
            let found = (self.start, self.start + line.len());
            let blank = layout::is_blank(line, self.separator);
            if !blank {
                layout::split(line, self.separator, &mut self.bounds);
            }
            self.start += length + ended;
            if !blank {
                return Ok(Some(Found::Plain(found.0, found.1)));
            }
            self.number += 1;
            searched = 0;
        }
    }

    fn find_quoted(&mut self) -> Result<Found, ReadError> {
        loop {
            let waiting = self.buffer.get(self.start..self.end).unwrap_or_default();
            let scan = quoted::scan(
                waiting,
                self.separator,
                self.at_end,
                &mut self.unquoted,
                &mut self.bounds,
            );
            match scan {
                Scan::Complete(length) if !self.has_swallowed_rows() => {
                    self.start += length;
                    return Ok(Found::Quoted);
                }
                Scan::NeedMore if self.end - self.start <= LONGEST_ROW => {
                    self.more()?;
                }
                // The line alone is given up; what follows may be sound.
                _ => {
                    let length = layout::first_line(waiting).unwrap_or(waiting.len());
                    let line = layout::without_return(waiting.get(..length).unwrap_or_default());
                    let found = Found::Broken(self.start, self.start + line.len());
                    self.start = (self.start + length + 1).min(self.end);
                    return Ok(found);
                }
            }
        }
    }

    /// Whether the quoted record is rather one with a stray quote and the rows up to the next.
    fn has_swallowed_rows(&self) -> bool {
        let breaks = memchr_iter(b'\n', &self.unquoted).count();
        let unfit = !self.header.is_empty() && self.bounds.len() != self.header.len();
        breaks > MOST_BREAKS || (breaks > 0 && unfit)
    }

    fn read_record(&mut self) -> Result<Option<Next<'_>>, ReadError> {
        let Some(found) = self.find()? else { return Ok(None) };
        let (bytes, broken) = match found {
            Found::Plain(start, end) => (self.buffer.get(start..end).unwrap_or_default(), false),
            Found::Quoted => (self.unquoted.as_slice(), false),
            Found::Broken(start, end) => (self.buffer.get(start..end).unwrap_or_default(), true),
        };
        let decoded = std::str::from_utf8(bytes);
        let replaced = self.input.encoding() != Encoding::Utf8
            && decoded.is_ok_and(|text| text.contains('\u{fffd}'));
        let number = self.number;
        let text = match decoded {
            Ok(text) if !broken && !replaced => text,
            _ => {
                self.composed = String::from_utf8_lossy(bytes).into_owned();
                self.bounds = vec![(0, self.composed.len() as u32)];
                let row = Row::new(number, &self.composed, &self.bounds);
                let reject = if broken {
                    malformed::bad_quote(number)
                } else {
                    malformed::bad_bytes(number)
                };
                return Ok(Some(Next::Rejected(row, reject)));
            }
        };
        let text = match self.input.encoding() {
            Encoding::Windows1258 => compose(text, &mut self.bounds, &mut self.composed),
            _ => text,
        };
        let (columns, fields) = (self.header.len(), self.bounds.len());
        let row = Row::new(number, text, &self.bounds);
        let spare = row.fields().skip(columns).all(|field| field.trim().is_empty());
        if fields == columns || (fields > columns && spare) {
            return Ok(Some(Next::Row(row)));
        }
        Ok(Some(Next::Rejected(row, malformed::wrong_count(number, columns, fields))))
    }
}

/// Tone marks joined with their letters, field by field.
fn compose<'a>(text: &str, bounds: &mut [(u32, u32)], composed: &'a mut String) -> &'a str {
    composed.clear();
    for (start, end) in bounds {
        let field = text.get(*start as usize..*end as usize).unwrap_or_default();
        *start = composed.len() as u32;
        composed.push_str(&text::nfc(field));
        *end = composed.len() as u32;
    }
    composed
}

impl<R: Read> RowSource for CsvRows<R> {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next_row(&mut self) -> Result<Option<Next<'_>>, ReadError> {
        self.read_record()
    }
}
