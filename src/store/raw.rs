//! SQL as it is written, past every rule of the program: for tests that make databases, damage rows
//! and compare whole tables. The program itself has no use for it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::conn::{Conn, connect, on_backend};
use super::error::StoreResult;

/// A connection whose schema nobody brought up to date.
pub struct Raw {
    conn: Conn,
}

/// The one column that [`Raw::texts`] asks for.
#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

impl Raw {
    /// Connects to an address as [`super::Store::open`] takes it.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub fn open(url: &str) -> StoreResult<Self> {
        Ok(Self { conn: connect(url)? })
    }

    /// Runs statements.
    ///
    /// # Errors
    /// The database refused.
    pub fn run(&mut self, sql: &str) -> StoreResult<()> {
        Ok(self.conn.batch_execute(sql)?)
    }

    /// The rows of a query with one text column, which must be called `line`.
    ///
    /// # Errors
    /// The database refused.
    pub fn texts(&mut self, query: &str) -> StoreResult<Vec<String>> {
        let lines = on_backend!(&mut self.conn, inner => {
            diesel::sql_query(query).load::<Line>(inner)
        })?;
        Ok(lines.into_iter().map(|one| one.line).collect())
    }
}
