//! The way of every list from its file into the store: one thread reads and understands rows, the
//! other writes them in batches inside one transaction. Memory stays flat however long the list
//! is; a row that cannot be taken goes to the reject file and stops nothing.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use sha2::{Digest, Sha256};

use super::ImportError;
use super::page_lines::PageLines;
use super::reasons::{Reason, Reasons};
use super::remarks::Remarks;
use super::source::{Head, Rows, Source};
use super::tally::{Ledger, Tally};
use crate::exchange::columns::{Binding, Thing};
use crate::exchange::read::{KeptRow, Next, ReadError, Row, RowSource, Warning};
use crate::exchange::reject::{Reject, RejectWriter, Rejects};
use crate::store::Conn;

/// Rows of a batch: enough to amortise a statement, few enough to stay in the cache.
const BATCH: usize = 2_048;

/// A row that was understood.
pub(super) struct Entry<I> {
    pub row: KeptRow,
    pub item: I,
}

/// Understands one row and remarks on cells that it drops, or says everything that is wrong.
pub(super) type RowReader<I> =
    Box<dyn Fn(&Row<'_>, &mut Remarks) -> Result<I, Rejects> + Send + Sync>;

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

    /// Of whom the list says something that may leave nothing to remind them of.
    fn people(&mut self) -> BTreeSet<i64> {
        BTreeSet::new()
    }
}

/// What the reading thread hands over.
enum Message<I> {
    Batch(Vec<Entry<I>>, Vec<(KeptRow, Rejects)>),
    End(Vec<Warning>),
    Failed(ImportError),
}

/// The end of a file that was taken.
pub(super) struct Taken {
    pub tally: Tally,
    pub unknown_columns: Vec<String>,
    pub warnings: Vec<Warning>,
    pub reasons: Vec<Reason>,
    pub reject_file: Option<PathBuf>,
    pub sha256: String,
    /// Whose reminders are to be looked at again.
    pub people: BTreeSet<i64>,
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
    let opened = Source::open(thing, file, path, (&read, &sha))?;
    // The readers are made before the thread starts, so that the importer is free to store.
    let readers: Vec<_> = opened.heads.iter().map(|head| importer.reader(&head.binding)).collect();
    let unknown_columns = opened.unknown_columns();
    let writer = RejectWriter::new(opened.layout(), opened.separator(), || create(reject_path));
    let sheets = opened.sheets();
    let tally = Tally { sheets_left_out: opened.left_out.len() as u64, ..Tally::default() };
    std::thread::scope(|scope| {
        let source = path.to_owned();
        let handle = scope.spawn(move || {
            if let Err(error) = read_all(opened, &readers, &send) {
                let error = ImportError::Read { path: source, source: error };
                // The writer may have given up already; then nobody waits for it.
                let _ = send.send(Message::Failed(error));
            }
        });
        let stored =
            store_all(conn, &receive, (writer, reject_path, &sheets), tally, importer, &|| {
                progress(read.load(Ordering::Relaxed), size);
            });
        drop(receive);
        // A reader that panicked sent no end: what came before it is not the whole list.
        let whole = handle.join().is_ok();
        let mut taken = stored?;
        if !whole || !taken.ended {
            return Err(ImportError::Interrupted { path: path.to_owned() });
        }
        (taken.sha256, taken.unknown_columns) = (hex(&sha), unknown_columns);
        Ok(taken)
    })
}

fn read_all<I>(
    source: Source<'_>,
    readers: &[RowReader<I>],
    send: &SyncSender<Message<I>>,
) -> Result<(), ReadError> {
    let sheets = source.sheets();
    let Source { rows, heads, left_out: mut warnings } = source;
    let mut lists = heads.iter().zip(readers);
    match rows {
        Rows::Csv(mut rows) => {
            for (head, reader) in lists.by_ref() {
                warnings.extend(read_list(&mut *rows, (head, ""), reader, send)?);
            }
        }
        Rows::Xlsx(mut file) => {
            for (at, (head, reader)) in (0u16..).zip(lists) {
                let sheet = sheets.get(usize::from(at)).map_or("", String::as_str);
                let again = &mut |row: u64, _: &[String]| head.is_row(row);
                let mut rows = file.rows_below_titles(&head.sheet, again)?.of_sheet(at);
                warnings.extend(read_list(&mut rows, (head, sheet), reader, send)?);
            }
        }
    }
    // The writer may have given up already; then nobody waits for the end.
    let _ = send.send(Message::End(warnings));
    Ok(())
}

/// Reads one list to its end; what the office should know about it.
fn read_list<I>(
    rows: &mut dyn RowSource,
    (head, sheet): (&Head, &str),
    reader: &RowReader<I>,
    send: &SyncSender<Message<I>>,
) -> Result<Vec<Warning>, ReadError> {
    let (mut remarks, mut lines) = (Remarks::default(), PageLines::of(&head.binding));
    read_rows(rows, &mut |row| reader(row, &mut remarks), &mut lines, send)?;
    let of_sheet = |warning| Warning { sheet: sheet.to_owned(), ..warning };
    let mut warnings: Vec<Warning> = rows.warnings().into_iter().map(of_sheet).collect();
    warnings.extend(remarks.warnings(&head.header, sheet));
    warnings.extend(lines.warning(sheet));
    Ok(warnings)
}

fn read_rows<I>(
    rows: &mut dyn RowSource,
    reader: &mut dyn FnMut(&Row<'_>) -> Result<I, Rejects>,
    lines: &mut PageLines,
    send: &SyncSender<Message<I>>,
) -> Result<(), ReadError> {
    let (mut entries, mut rejected) = (Vec::with_capacity(BATCH), Vec::new());
    loop {
        let next = rows.next_row()?;
        let ended = next.is_none();
        match next {
            Some(Next::Row(row)) => match reader(&row) {
                Ok(item) => {
                    rejected.extend(lines.taken());
                    entries.push(Entry { row: row.keep(), item });
                }
                Err(rejects) => rejected.extend(lines.refused(&row, rejects)),
            },
            Some(Next::Rejected(row, reject)) => {
                rejected.extend(lines.refused(&row, reject.into()));
            }
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

fn store_all<P: Importer, F: FnOnce() -> io::Result<File>>(
    conn: &mut Conn,
    receive: &Receiver<Message<P::Item>>,
    (mut writer, reject_path, sheets): (RejectWriter<File, F>, &Path, &[String]),
    mut tally: Tally,
    importer: &mut P,
    progress: &dyn Fn(),
) -> Result<Taken, ImportError> {
    let refused = |source: io::Error| ImportError::Rejects { path: reject_path.to_owned(), source };
    let (mut warnings, mut reasons, mut ended) = (Vec::new(), Reasons::default(), false);
    for message in receive {
        match message {
            Message::Batch(entries, rejected) => {
                tally.read += (entries.len() + rejected.len()) as u64;
                let mut write = |row: &KeptRow, rejects: &[Reject]| {
                    let row = row.as_row();
                    let sheet = sheets.get(usize::from(row.sheet()));
                    reasons.add(sheet.map_or("", String::as_str), row.number(), rejects);
                    writer.write(&row, rejects).map_err(refused)
                };
                let mut ledger = Ledger { tally: &mut tally, sheets, rejects: &mut write };
                for (row, rejects) in &rejected {
                    ledger.reject_all(row, rejects)?;
                }
                importer.store(conn, &entries, &mut ledger)?;
                progress();
            }
            Message::End(told) => (warnings, ended) = (told, true),
            Message::Failed(error) => return Err(error),
        }
    }
    importer.finish(conn, &mut tally)?;
    warnings.extend(importer.warnings());
    warnings.extend((tally.read == 0).then(no_rows));
    let (written, _) = writer.finish().map_err(refused)?;
    Ok(Taken {
        tally,
        unknown_columns: Vec::new(),
        warnings,
        reasons: reasons.told(),
        reject_file: (written > 0).then(|| reject_path.to_owned()),
        sha256: String::new(),
        people: importer.people(),
        ended,
    })
}

/// What is told of a list that is a header and nothing else.
fn no_rows() -> Warning {
    Warning {
        code: "no_rows",
        sheet: String::new(),
        column: String::new(),
        row: 1,
        count: 0,
        message_vi:
            "tệp chỉ có dòng tiêu đề, không có dòng dữ liệu nào; hãy kiểm tra có xuất nhầm tệp \
                     hoặc đang lọc hết các dòng không"
                .to_owned(),
        message_en:
            "the file has a header and no rows; check whether it is the right one, or whether \
                     all rows were filtered out"
                .to_owned(),
    }
}

fn create(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    File::create(path)
}

fn hex(sha: &Mutex<Sha256>) -> String {
    let sha = sha.lock().map(|sha| sha.clone().finalize()).unwrap_or_default();
    sha.iter().map(|byte| format!("{byte:02x}")).collect()
}
