//! A copy of an embedded database while others write: what was committed when it began, in one file.

use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::conn::{Conn, connect};
use super::error::{StoreError, StoreResult};
use crate::config::database_url::DatabaseUrl;

/// What SQLite says of itself.
#[derive(diesel::QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

/// Copies an embedded database into a file that is empty or not there. Nobody waits for it; it reads one
/// moment, on a connection of its own.
///
/// # Errors
/// The database cannot be opened or read, or the file cannot be written.
pub fn copy_sqlite(from: &DatabaseUrl, to: &Path) -> StoreResult<()> {
    let Conn::Sqlite(mut conn) = connect(from)? else { return Err(no_file(from)) };
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(to.display().to_string())
        .execute(&mut conn)?;
    Ok(())
}

/// What is wrong with a copy, as SQLite's own check finds it; `None` when nothing is.
///
/// # Errors
/// The copy cannot be read at all.
pub fn check_sqlite(copy: &Path) -> StoreResult<Option<String>> {
    // Not as databases are opened otherwise: that would write to it.
    let fail = |reason: String| StoreError::Open { url: copy.display().to_string(), reason };
    let mut conn = SqliteConnection::establish(&copy.display().to_string())
        .map_err(|error| fail(error.to_string()))?;
    let mut said = Vec::new();
    for check in ["integrity_check", "foreign_key_check"] {
        let column = if check == "integrity_check" { "integrity_check" } else { "\"table\"" };
        let query = format!("SELECT {column} AS said FROM pragma_{check}");
        let lines: Vec<Said> = diesel::sql_query(query).load(&mut conn)?;
        said.extend(lines.into_iter().map(|line| line.said).filter(|said| said != "ok"));
    }
    Ok((!said.is_empty()).then(|| said.join(", ")))
}

fn no_file(url: &DatabaseUrl) -> StoreError {
    StoreError::Open { url: url.to_string(), reason: "it is not a file".to_owned() }
}
