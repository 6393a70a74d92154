//! What can go wrong in the store, said without personal data and without internals that a reader
//! cannot act on.

use diesel::result::{DatabaseErrorKind, Error};

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened or reached.
    #[error("cannot open the database {url}: {reason}; {}", access_todo(reason).unwrap_or(OTHER_ADDRESS))]
    Open {
        /// Address without secrets.
        url: String,
        /// What the database said.
        reason: String,
    },
    /// The schema could not be brought up to date.
    #[error("cannot bring the database schema up to date: {0}{todo}", todo = and(access_todo(.0)))]
    Migrate(String),
    /// Somebody else writes, and goes on for longer than we wait.
    #[error(
        "another command is writing to the database; nothing was stored, try again in a moment \
         ({0})"
    )]
    Busy(String),
    /// A statement failed.
    #[error("the database refused a statement: {0}{todo}", todo = and(access_todo(&.0.to_string())))]
    Statement(#[source] Error),
    /// A clock that somebody set would date what an office did.
    #[error(
        "an office works with this database: what it records has the machine's time, and --today or \
         --fast-clock would give it another. Leave the option out; or rehearse on a copy: `vandong backup \
         --rehearsal COPY.db`, then the same command with --database COPY.db"
    )]
    Real,
    /// A stored value cannot be read back.
    #[error("{table} holds a value that cannot be read: {what}")]
    Corrupt {
        /// Table name.
        table: &'static str,
        /// The value, without personal data.
        what: String,
    },
}

/// What to do about a database that cannot be opened, where nothing better is known.
const OTHER_ADDRESS: &str = "look at the address of --database or of the configuration";

/// What to do where an account or a disk is in the way of a file.
fn access_todo(said: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 4] = [
        (
            "readonly database",
            "let the account that runs this program write to the file and to its folder (chown, chmod), \
             or run it as the account that owns them",
        ),
        (
            "unable to open",
            "look at the path, and let the account that runs this program write to the folder (chown, \
             chmod)",
        ),
        (
            "Permission denied",
            "let the account that runs this program write to the folder (chown, chmod), or name another \
             with --database",
        ),
        ("disk is full", "make room on the disk and try again"),
    ];
    WORDS.iter().find(|(word, _)| said.contains(word)).map(|(_, todo)| *todo)
}

fn and(todo: Option<&str>) -> String {
    todo.map(|todo| format!("; {todo}")).unwrap_or_default()
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        // Deadlocks and all that SQLite says have no kind of their own.
        let passes = match &error {
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
            Error::DatabaseError(_, said) => {
                let said = said.message();
                ["is locked", "deadlock detected"].iter().any(|word| said.contains(word))
            }
            _ => false,
        };
        if passes { Self::Busy(error.to_string()) } else { Self::Statement(error) }
    }
}

/// Result of the store.
pub type StoreResult<T> = Result<T, StoreError>;
