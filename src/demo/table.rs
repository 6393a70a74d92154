//! One list of the demo on its way to a file, row by row: as Excel in Vietnam saves it, with a
//! byte order mark, semicolons and the column names of the catalogue.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::exchange::columns::Thing;
use crate::exchange::write::{Cell, CsvSheet, Separator};

/// A file of the demo that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The disk refuses.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// An embedded file is not as the program expects it.
    #[error("embedded {file}: {problem}")]
    Embedded {
        /// Which file.
        file: &'static str,
        /// What is wrong.
        problem: String,
    },
}

/// A list that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// What it is to be imported as.
    pub thing: Thing,
    /// Where it is.
    pub path: PathBuf,
    /// How many rows it has below the header.
    pub rows: u64,
}

/// In which language the header names the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    English,
    Vietnamese,
}

/// A list being written.
pub(super) struct Table {
    sheet: CsvSheet<BufWriter<File>>,
    written: WrittenFile,
}

impl Table {
    /// Begins `DIR/<name of the list>.csv` with these columns of its catalogue.
    pub(super) fn create(
        dir: &Path,
        thing: Thing,
        names: Names,
        columns: &[&'static str],
    ) -> Result<Self, DemoError> {
        Self::named(dir, thing.name(), thing, names, columns)
    }

    /// Begins a list under another file name.
    pub(super) fn named(
        dir: &Path,
        name: &str,
        thing: Thing,
        names: Names,
        columns: &[&'static str],
    ) -> Result<Self, DemoError> {
        let path = dir.join(format!("{name}.csv"));
        let vi = |name: &&'static str| {
            let found = thing.columns().iter().find(|column| column.name == *name);
            found.map_or(*name, |column| column.vi)
        };
        let header: Vec<&str> = match names {
            Names::English => columns.to_vec(),
            Names::Vietnamese => columns.iter().map(vi).collect(),
        };
        let begun = File::create(&path)
            .and_then(|file| CsvSheet::create(BufWriter::new(file), Separator::Semicolon, &header));
        match begun {
            Ok(sheet) => Ok(Self { sheet, written: WrittenFile { thing, path, rows: 0 } }),
            Err(source) => Err(DemoError::File { path, source }),
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), DemoError> {
        self.written.rows += 1;
        let path = &self.written.path;
        self.sheet.row(cells).map_err(|source| DemoError::File { path: path.clone(), source })
    }

    /// Writes what is left.
    pub(super) fn finish(self) -> Result<WrittenFile, DemoError> {
        let Self { sheet, written } = self;
        match sheet.finish().and_then(|out| out.into_inner().map_err(|error| error.into_error())) {
            Ok(_) => Ok(written),
            Err(source) => Err(DemoError::File { path: written.path, source }),
        }
    }
}

/// A day as people write it: dd/mm/yyyy.
pub(super) fn written_day(day: NaiveDate) -> String {
    use chrono::Datelike;
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}
