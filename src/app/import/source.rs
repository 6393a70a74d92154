//! A file opened for reading: where its lists begin, in which columns, and which sheets are none.
//! Headers are found before the first row is read, so that every reader of rows can be made while
//! the importer is still free.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::ImportError;
use crate::exchange::columns::{Binding, HeaderSearch, NoHeader, Thing};
use crate::exchange::read::{CsvOptions, CsvRows, ReadError, RowSource, Warning, XlsxFile};
use crate::exchange::reject::{Layout, Origin, own_columns};
use crate::exchange::text;

/// One list of a file: the file itself, or a sheet of a workbook.
pub(super) struct Head {
    /// The sheet's name; empty for CSV.
    pub sheet: String,
    /// The row of the header, from 1.
    row: u64,
    /// Its cells.
    pub header: Vec<String>,
    /// What stands where.
    pub binding: Binding,
}

/// Either kind of file, opened.
pub(super) struct Source<'a> {
    pub rows: Rows<'a>,
    /// The lists in it, at least one.
    pub heads: Vec<Head>,
    /// The sheets in which no list was found.
    pub left_out: Vec<Warning>,
}

pub(super) enum Rows<'a> {
    Csv(Box<CsvRows<Counted<'a, File>>>),
    Xlsx(Box<XlsxFile<BufReader<File>>>),
}

impl<'a> Source<'a> {
    pub(super) fn open(
        thing: Thing,
        mut file: File,
        path: &Path,
        (read, sha): (&'a AtomicU64, &'a Mutex<Sha256>),
    ) -> Result<Self, ImportError> {
        let fail = |source| ImportError::Read { path: path.to_owned(), source };
        let is_book = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
        if !is_book {
            return Self::open_csv(thing, Counted { file, read, sha }, path);
        }
        // A workbook is read out of order: its digest is taken beforehand.
        let mut counted = Counted { file: &mut file, read, sha };
        let rewound = io::copy(&mut counted, &mut io::sink()).and_then(|_| file.rewind());
        rewound.map_err(|error| fail(error.into()))?;
        let mut file = XlsxFile::open(BufReader::new(file)).map_err(fail)?;
        let (mut heads, mut without) = (Vec::new(), Vec::new());
        for sheet in file.list_names() {
            match head_of(thing, &mut file, &sheet).map_err(fail)? {
                Some(Ok(head)) => heads.push(head),
                Some(Err(error)) if !is_beside(thing, &mut file, &sheet).map_err(fail)? => {
                    without.push((sheet, error));
                }
                // Another list of the same workbook: it has an import of its own.
                Some(Err(_)) => {}
                // Nothing stands there, so nothing is lost.
                None => {}
            }
        }
        if heads.is_empty() {
            let nearest = without.into_iter().reduce(|best, next| {
                if next.1.source.found > best.1.source.found { next } else { best }
            });
            let Some((sheet, NoHeader { row, source })) = nearest else {
                return Err(fail(ReadError::Empty));
            };
            return Err(ImportError::Header {
                path: path.to_owned(),
                sheet,
                row,
                source: Box::new(source),
            });
        }
        let left_out = without.iter().map(|(sheet, error)| left_out(sheet, error)).collect();
        Ok(Self { rows: Rows::Xlsx(Box::new(file)), heads, left_out })
    }

    fn open_csv(
        thing: Thing,
        counted: Counted<'a, File>,
        path: &Path,
    ) -> Result<Self, ImportError> {
        let mut search = HeaderSearch::new(thing);
        let is_header = &mut |row: u64, cells: &[String]| search.is_header(row, cells);
        let opened = CsvRows::open_below_titles(counted, CsvOptions::default(), is_header);
        let header = |NoHeader { row, source }| ImportError::Header {
            path: path.to_owned(),
            sheet: String::new(),
            row,
            source: Box::new(source),
        };
        let rows = match opened {
            Ok(rows) => rows,
            Err(source) => {
                let read = |source| ImportError::Read { path: path.to_owned(), source };
                return Err(match (source, search.end()) {
                    (ReadError::NoHeader, Err(error)) => header(error),
                    (source, _) => read(source),
                });
            }
        };
        let (row, binding) = search.end().map_err(header)?;
        let head = Head { sheet: String::new(), row, header: rows.header().to_vec(), binding };
        Ok(Self { rows: Rows::Csv(Box::new(rows)), heads: vec![head], left_out: Vec::new() })
    }

    /// The separator of the reject file: that of the list, `;` for a workbook.
    pub(super) fn separator(&self) -> u8 {
        match &self.rows {
            Rows::Csv(rows) => rows.separator(),
            Rows::Xlsx(_) => b';',
        }
    }

    /// The names of the sheets, where the workbook has more than one; else none.
    pub(super) fn sheets(&self) -> Vec<String> {
        if self.heads.len() > 1 || !self.left_out.is_empty() {
            self.heads.iter().map(|head| head.sheet.clone()).collect()
        } else {
            Vec::new()
        }
    }

    /// The names of columns that mean nothing here, each once.
    pub(super) fn unknown_columns(&self) -> Vec<String> {
        let mut unknown: Vec<String> = Vec::new();
        for name in self.heads.iter().flat_map(|head| head.binding.unknown()) {
            if !unknown.contains(name) {
                unknown.push(name.clone());
            }
        }
        unknown
    }

    /// The columns of the reject file: those of the first list, then what others have besides.
    /// Columns that mean the same are one, whatever they are called.
    pub(super) fn layout(&self) -> Layout {
        let mut header: Vec<String> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut origins = Vec::new();
        for Head { sheet, header: names, binding, .. } in &self.heads {
            let mut places: Vec<Option<usize>> = vec![None; header.len()];
            for (at, name) in names.iter().enumerate().take(own_columns(names)) {
                let slot = binding.slots().iter().find(|slot| slot.position == Some(at));
                let meaning = match slot {
                    Some(slot) => slot.name.to_owned(),
                    // A column without a name is its place; its cells come back all the same.
                    None if text::key(name).is_empty() => format!(" {at}"),
                    None => format!(" {}", text::key(name)),
                };
                match known.get(&meaning) {
                    Some(there) if places.get(*there) == Some(&None) => {
                        if let Some(place) = places.get_mut(*there) {
                            *place = Some(at);
                        }
                    }
                    _ => {
                        known.entry(meaning).or_insert(header.len());
                        header.push(name.clone());
                        places.push(Some(at));
                    }
                }
            }
            origins.push(Origin { sheet: sheet.clone(), places });
        }
        Layout { header, origins }
    }
}

/// Whether a sheet is another list that stands beside this kind in a workbook of ours.
fn is_beside(
    thing: Thing,
    file: &mut XlsxFile<BufReader<File>>,
    sheet: &str,
) -> Result<bool, ReadError> {
    for other in thing.beside() {
        if let Some(Ok(_)) = head_of(*other, file, sheet)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The header of a sheet, or why there is none; `None` for a sheet without cells.
fn head_of(
    thing: Thing,
    file: &mut XlsxFile<BufReader<File>>,
    sheet: &str,
) -> Result<Option<Result<Head, NoHeader>>, ReadError> {
    let mut search = HeaderSearch::new(thing);
    let opened = file.rows_below_titles(sheet, &mut |row, cells| search.is_header(row, cells));
    let header = match opened {
        Ok(rows) => rows.header().to_vec(),
        Err(ReadError::Empty) => return Ok(None),
        Err(ReadError::NoHeader | ReadError::BadHeader) => Vec::new(),
        Err(error) => return Err(error),
    };
    let head = |(row, binding)| Head { sheet: sheet.to_owned(), row, header, binding };
    Ok(Some(search.end().map(head)))
}

impl Head {
    /// Whether a row is this header; for reading a sheet again.
    pub(super) fn is_row(&self, row: u64) -> bool {
        row == self.row
    }
}

/// What is told of a sheet that is not read.
fn left_out(sheet: &str, NoHeader { row, source }: &NoHeader) -> Warning {
    Warning {
        code: "sheet_without_header",
        sheet: sheet.to_owned(),
        column: String::new(),
        row: *row,
        count: 0,
        message_vi: format!(
            "trang này không được đọc vì không tìm thấy dòng tiêu đề; gần đúng nhất là dòng {row}. \
             {}",
            source.vi()
        ),
        message_en: format!(
            "this sheet was not read because no header row was found; row {row} comes nearest: \
             {source}"
        ),
    }
}

/// Counts and digests what is read.
pub(super) struct Counted<'a, F> {
    file: F,
    read: &'a AtomicU64,
    sha: &'a Mutex<Sha256>,
}

impl<F: Read> Read for Counted<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        if let Ok(mut sha) = self.sha.lock() {
            sha.update(buffer.get(..count).unwrap_or_default());
        }
        Ok(count)
    }
}
