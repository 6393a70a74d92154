//! What can go wrong in the store, said without personal data and without internals that a reader
//! cannot act on.

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened or reached.
    #[error("cannot open the database {url}: {reason}")]
    Open {
        /// Address without secrets.
        url: String,
        /// What the database said.
        reason: String,
    },
    /// The schema could not be brought up to date.
    #[error("cannot bring the database schema up to date: {0}")]
    Migrate(String),
    /// A statement failed.
    #[error("the database refused a statement: {0}")]
    Statement(#[from] diesel::result::Error),
    /// A stored value cannot be read back.
    #[error("{table} holds a value that cannot be read: {what}")]
    Corrupt {
        /// Table name.
        table: &'static str,
        /// The value, without personal data.
        what: String,
    },
}

/// Result of the store.
pub type StoreResult<T> = Result<T, StoreError>;
