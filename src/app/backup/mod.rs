//! A backup while others work: of an embedded database by the program itself, of a server by the
//! server's own `pg_dump`. It is written beside its name and gets the name when it is whole, so that
//! what carries the name of a backup is one.

mod dump;
mod place;

use std::io;
use std::path::{Path, PathBuf};

use crate::config::database_url::DatabaseUrl;
use crate::store::backup::{check_sqlite, copy_sqlite};
use crate::store::nature::make_rehearsal;
use crate::store::{StoreError, StoreResult};

pub use dump::command_in_words;
use place::Place;

/// What makes a rehearsal of a restored database on a server.
pub const MARK_ON_SERVER: &str = "INSERT INTO made_keys VALUES ('nature', 'rehearsal') ON CONFLICT (name) DO \
    UPDATE SET value = 'rehearsal'";

/// A backup that was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Backup {
    /// The file.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// What wrote it: `sqlite` or `pg_dump`.
    pub format: &'static str,
}

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something has the name already.
    #[error("{} is there already; a backup never replaces a file: choose another name", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The file cannot be written.
    #[error("cannot write the backup {}: {source}; correct the path or its permissions", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The copy is not sound; it was removed.
    #[error(
        "the copy is damaged, and so probably is the database: {said}; restore an older backup"
    )]
    Damaged {
        /// What the database's own check said.
        said: String,
    },
    /// There is no `pg_dump`, or no `pg_restore`.
    #[error("the programs of PostgreSQL are not installed here; where they are, run: {command}")]
    NoPgDump {
        /// The command to run.
        command: String,
    },
    /// A copy for rehearsals of a database on a server: it is to be made there.
    #[error(
        "a copy for rehearsals of a database on a server is made there: restore a backup (`vandong backup \
         FILE`) into an empty database, and run in it: {MARK_ON_SERVER}"
    )]
    RehearsalOnServer,
    /// `pg_dump` failed, or `pg_restore` could not read what it wrote; the file was removed.
    #[error("no backup was made ({said}); the command was: {command}")]
    PgDump {
        /// The command.
        command: String,
        /// Its last line, or how it ended.
        said: String,
    },
}

/// Writes a backup of the database to a file that is not there yet.
///
/// # Errors
/// The database or the file cannot be used; then nothing is left behind.
pub fn backup(database: &DatabaseUrl, file: &Path) -> Result<Backup, BackupError> {
    write(database, file, |_| Ok(()))
}

/// Writes a copy for rehearsals, in which the clock may be set: it is one for good, and no backup of
/// what an office records.
///
/// # Errors
/// As [`backup`]; a database on a server, whose copy is no file to work with.
pub fn copy_for_rehearsal(database: &DatabaseUrl, file: &Path) -> Result<Backup, BackupError> {
    if database.is_server() {
        return Err(BackupError::RehearsalOnServer);
    }
    write(database, file, make_rehearsal)
}

/// Writes a copy; `mark` changes an embedded one before it is checked.
fn write(
    database: &DatabaseUrl,
    file: &Path,
    mark: fn(&Path) -> StoreResult<()>,
) -> Result<Backup, BackupError> {
    let place = Place::beside(file)?;
    let format = if database.is_server() {
        dump::dump(database, place.path(), file)?;
        dump::check(database, place.path(), file)?;
        "pg_dump"
    } else {
        copy_sqlite(database, place.path())?;
        mark(place.path())?;
        if let Some(said) = check_sqlite(place.path())? {
            return Err(BackupError::Damaged { said });
        }
        "sqlite"
    };
    let bytes = place.take_its_name()?;
    Ok(Backup { file: file.to_owned(), bytes, format })
}
