//! What is wrong with the tables of law and practice, by the file that must be corrected.

use std::path::PathBuf;

use crate::domain::catalogue::{CatalogueError, Problem};

/// Tables that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// The folder or one of its files cannot be read.
    #[error("cannot read {}: {source}; correct `folder` of [tables] or the permissions", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the folder whose name is nearly that of a table.
    #[error(
        "{} replaces no table; rename it to {meant} if it should, else move it away",
        path.display()
    )]
    Misnamed {
        /// The file.
        path: PathBuf,
        /// The nearest name of a table.
        meant: &'static str,
    },
    /// One table is wrong in itself.
    #[error("{file}: {source}")]
    Table {
        /// The file, or which built-in one.
        file: String,
        /// What is wrong, and where.
        source: CatalogueError,
    },
    /// Two tables do not go together.
    #[error("{one} and {other} do not agree: {}; correct one of them", problem.en)]
    Disagree {
        /// The table that names something.
        one: String,
        /// The table that should have it.
        other: String,
        /// What is named and missing.
        problem: Problem,
    },
}
