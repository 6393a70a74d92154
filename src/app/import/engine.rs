//! The way of every list from its file into the store: one thread reads and understands rows, the
//! other writes them in batches inside one transaction. Memory stays flat however long the list
//! is; a row that cannot be taken goes to the reject file and stops nothing.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use sha2::{Digest, Sha256};

use super::ImportError;
use super::tally::{Ledger, Tally};
use crate::exchange::columns::{Binding, Thing};
use crate::exchange::read::{
    CsvOptions, CsvRows, KeptRow, Next, ReadError, Row, RowSource, Warning, XlsxFile,
};
use crate::exchange::reject::{Reject, RejectWriter};
use crate::store::Conn;

/// Rows of a batch: enough to amortise a statement, few enough to stay in the cache.
const BATCH: usize = 2_048;

/// A row that was understood.
pub(super) struct Entry<I> {
    pub row: KeptRow,
    pub item: I,
}

/// Understands one row, or says why it cannot.
pub(super) type RowReader<I> = Box<dyn Fn(&Row<'_>) -> Result<I, Reject> + Send + Sync>;

/// How one kind of list is understood and stored.
pub(super) trait Importer {
    /// What a row becomes.
    type Item: Send;

    /// A reader of rows for a file with these columns; runs in a thread of its own.
    fn reader(&self, binding: &Binding) -> RowReader<Self::Item>;

    /// Stores a batch and counts each of its rows once, or rejects it.
    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Self::Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError>;

    /// After the last batch: what the list as a whole means.
    fn finish(&mut self, _conn: &mut Conn, _tally: &mut Tally) -> Result<(), ImportError> {
        Ok(())
    }

    /// After that: what the office should know although the rows were taken.
    fn warnings(&self) -> Vec<Warning> {
        Vec::new()
    }
}

/// What the reading thread hands over.
enum Message<I> {
    Header(Vec<String>, u8, Vec<String>),
    Batch(Vec<Entry<I>>, Vec<(KeptRow, Reject)>),
    End(Vec<Warning>),
    Failed(ImportError),
}

/// The end of a file that was taken.
pub(super) struct Taken {
    pub tally: Tally,
    pub unknown_columns: Vec<String>,
    pub warnings: Vec<Warning>,
    pub reject_file: Option<PathBuf>,
    pub sha256: String,
    /// Whether the end of the file was reached.
    ended: bool,
}

/// Reads `path` and stores its rows through `importer`, inside the caller's transaction.
pub(super) fn take<P: Importer + Sync>(
    conn: &mut Conn,
    thing: Thing,
    path: &Path,
    reject_path: &Path,
    importer: &mut P,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Taken, ImportError> {
    let fail = |source| ImportError::Open { path: path.to_owned(), source };
    let file = File::open(path).map_err(fail)?;
    let size = file.metadata().map_err(fail)?.len();
    let read = AtomicU64::new(0);
    let sha = Mutex::new(Sha256::new());
    let (send, receive) = sync_channel::<Message<P::Item>>(2);
    let opened = Source::open(file, path, (&read, &sha))?;
    let binding = Binding::bind(thing, opened.header())
        .map_err(|source| ImportError::Header { path: path.to_owned(), source })?;
    // The reader is made before the thread starts, so that the importer is free to store.
    let (reader, unknown) = (importer.reader(&binding), binding.unknown().to_vec());
    std::thread::scope(|scope| {
        let source = path.to_owned();
        let handle = scope.spawn(move || {
            if let Err(error) = read_all(opened, unknown, &*reader, &send) {
                let error = ImportError::Read { path: source, source: error };
                // The writer may have given up already; then nobody waits for it.
                let _ = send.send(Message::Failed(error));
            }
        });
        let stored = store_all(conn, &receive, reject_path, importer, &|| {
            progress(read.load(Ordering::Relaxed), size);
        });
        drop(receive);
        // A reader that panicked sent no end: what came before it is not the whole list.
        let whole = handle.join().is_ok();
        let mut taken = stored?;
        if !whole || !taken.ended {
            return Err(ImportError::Interrupted { path: path.to_owned() });
        }
        taken.sha256 = hex(&sha);
        Ok(taken)
    })
}

/// Either kind of file, opened.
struct Source<'a> {
    rows: Rows<'a>,
}

enum Rows<'a> {
    Csv(Box<CsvRows<Counted<'a, File>>>),
    Xlsx { header: Vec<String>, file: Box<XlsxFile<BufReader<File>>> },
}

impl<'a> Source<'a> {
    fn open(
        mut file: File,
        path: &Path,
        (read, sha): (&'a AtomicU64, &'a Mutex<Sha256>),
    ) -> Result<Self, ImportError> {
        let fail = |source| ImportError::Read { path: path.to_owned(), source };
        let is_book = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
        let rows = if is_book {
            // A workbook is read out of order: its digest is taken beforehand.
            let mut counted = Counted { file: &mut file, read, sha };
            let rewound = io::copy(&mut counted, &mut io::sink()).and_then(|_| file.rewind());
            rewound.map_err(|error| fail(error.into()))?;
            let mut file = XlsxFile::open(BufReader::new(file)).map_err(fail)?;
            let header = file.rows(None).map_err(fail)?.header().to_vec();
            Rows::Xlsx { header, file: Box::new(file) }
        } else {
            let counted = Counted { file, read, sha };
            let rows = CsvRows::open(counted, CsvOptions::default()).map_err(fail)?;
            Rows::Csv(Box::new(rows))
        };
        Ok(Self { rows })
    }

    fn header(&self) -> &[String] {
        match &self.rows {
            Rows::Csv(rows) => rows.header(),
            Rows::Xlsx { header, .. } => header,
        }
    }
}

fn read_all<I>(
    source: Source<'_>,
    unknown: Vec<String>,
    reader: &dyn Fn(&Row<'_>) -> Result<I, Reject>,
    send: &SyncSender<Message<I>>,
) -> Result<(), ReadError> {
    let begin = |header: &[String], separator| {
        let header = Message::Header(header.to_vec(), separator, unknown);
        send.send(header).is_ok()
    };
    let warnings = match source.rows {
        Rows::Csv(mut rows) => {
            if !begin(rows.header(), rows.separator()) {
                return Ok(());
            }
            read_rows(&mut *rows, reader, send)?;
            rows.warnings()
        }
        Rows::Xlsx { header, mut file } => {
            if !begin(&header, b';') {
                return Ok(());
            }
            // A workbook with a sheet for each day is one list: every sheet with the same header.
            let mut warnings = Vec::new();
            for name in file.sheet_names() {
                let mut rows = match file.rows(Some(&name)) {
                    Ok(rows) if rows.header() == header => rows,
                    Ok(_) | Err(ReadError::Empty) => continue,
                    Err(error) => return Err(error),
                };
                read_rows(&mut rows, reader, send)?;
                warnings.extend(rows.warnings());
            }
            warnings
        }
    };
    // The writer may have given up already; then nobody waits for the end.
    let _ = send.send(Message::End(warnings));
    Ok(())
}

fn read_rows<I>(
    rows: &mut dyn RowSource,
    reader: &dyn Fn(&Row<'_>) -> Result<I, Reject>,
    send: &SyncSender<Message<I>>,
) -> Result<(), ReadError> {
    let (mut entries, mut rejected) = (Vec::with_capacity(BATCH), Vec::new());
    loop {
        let next = rows.next_row()?;
        let ended = next.is_none();
        match next {
            Some(Next::Row(row)) => match reader(&row) {
                Ok(item) => entries.push(Entry { row: row.keep(), item }),
                Err(reject) => rejected.push((row.keep(), reject)),
            },
            Some(Next::Rejected(row, reject)) => rejected.push((row.keep(), reject)),
            None => {}
        }
        if ended || entries.len() + rejected.len() >= BATCH {
            let batch = std::mem::replace(&mut entries, Vec::with_capacity(BATCH));
            let message = Message::Batch(batch, std::mem::take(&mut rejected));
            if send.send(message).is_err() {
                return Ok(());
            }
        }
        if ended {
            return Ok(());
        }
    }
}

fn store_all<P: Importer>(
    conn: &mut Conn,
    receive: &Receiver<Message<P::Item>>,
    reject_path: &Path,
    importer: &mut P,
    progress: &dyn Fn(),
) -> Result<Taken, ImportError> {
    let refused = |source: io::Error| ImportError::Rejects { path: reject_path.to_owned(), source };
    let mut tally = Tally::default();
    let mut unknown_columns = Vec::new();
    let mut writer = None;
    let (mut file_warnings, mut ended) = (Vec::new(), false);
    for message in receive {
        match message {
            Message::Header(header, separator, unknown) => {
                unknown_columns = unknown;
                let open = || create(reject_path);
                writer = Some(RejectWriter::new(&header, separator, open));
            }
            Message::Batch(entries, rejected) => {
                tally.read += (entries.len() + rejected.len()) as u64;
                let mut write = |row: &KeptRow, reject: &Reject| match &mut writer {
                    Some(writer) => writer.write(&row.as_row(), reject).map_err(refused),
                    None => Ok(()),
                };
                let mut ledger = Ledger { tally: &mut tally, rejects: &mut write };
                for (row, reject) in &rejected {
                    ledger.reject(row, reject)?;
                }
                importer.store(conn, &entries, &mut ledger)?;
                progress();
            }
            Message::End(warnings) => (file_warnings, ended) = (warnings, true),
            Message::Failed(error) => return Err(error),
        }
    }
    importer.finish(conn, &mut tally)?;
    file_warnings.extend(importer.warnings());
    let written = match writer {
        Some(writer) => writer.finish().map_err(refused)?.0,
        None => 0,
    };
    Ok(Taken {
        tally,
        unknown_columns,
        warnings: file_warnings,
        reject_file: (written > 0).then(|| reject_path.to_owned()),
        sha256: String::new(),
        ended,
    })
}

fn create(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    File::create(path)
}

/// Counts and digests what is read.
struct Counted<'a, F> {
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

fn hex(sha: &Mutex<Sha256>) -> String {
    let sha = sha.lock().map(|sha| sha.clone().finalize()).unwrap_or_default();
    sha.iter().map(|byte| format!("{byte:02x}")).collect()
}
