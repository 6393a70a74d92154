//! One connection type over SQLite and PostgreSQL, and the only two ways to use it: `read`, and
//! `write` in one transaction. On SQLite a write begins IMMEDIATE: a plain BEGIN would fail with
//! "database is locked" as soon as two processes write.

use std::path::Path;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;

use super::error::{StoreError, StoreResult};
use super::migrate;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// The embedded database of one office.
    Sqlite(SqliteConnection),
    /// The server of a province or the country.
    Postgres(PgConnection),
}

/// Runs the same expression on the concrete connection: for batch inserts and whatever else the
/// common type does not cover.
macro_rules! on_backend {
    ($conn:expr, $inner:ident => $body:expr) => {
        match $conn {
            $crate::store::conn::Conn::Sqlite($inner) => $body,
            $crate::store::conn::Conn::Postgres($inner) => $body,
        }
    };
}
pub(super) use on_backend;

/// An open database.
pub struct Store {
    conn: Conn,
}

impl Store {
    /// Opens `sqlite:PATH`, a plain path, or `postgres://...`, and brings its schema up to date.
    ///
    /// # Errors
    /// The database cannot be reached, or its schema cannot be migrated.
    pub fn open(url: &str) -> StoreResult<Self> {
        let mut store = Self { conn: connect(url)? };
        migrate::run(&mut store.conn)?;
        Ok(store)
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }

    /// Reads; nothing that is written inside is promised to stay.
    ///
    /// # Errors
    /// Whatever the closure returns.
    pub fn read<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        work(&mut self.conn)
    }

    /// Writes in one transaction: all of it is stored when the closure returns `Ok`, else nothing.
    ///
    /// # Errors
    /// Whatever the closure returns, or the database's refusal.
    pub fn write<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.begin().map_err(StoreError::from)?;
        match work(&mut self.conn) {
            Ok(value) => {
                commit(&mut self.conn).map_err(StoreError::from)?;
                Ok(value)
            }
            Err(error) => {
                // The closure's own error is what the caller must see.
                let _ = rollback(&mut self.conn);
                Err(error)
            }
        }
    }

    /// Writes in a transaction that is always taken back: what a dry run does.
    ///
    /// # Errors
    /// Whatever the closure returns, or the database's refusal.
    pub fn rehearse<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.begin().map_err(StoreError::from)?;
        let result = work(&mut self.conn);
        let taken_back = rollback(&mut self.conn).map_err(StoreError::from);
        let value = result?;
        taken_back?;
        Ok(value)
    }

    fn begin(&mut self) -> QueryResult<()> {
        match &mut self.conn {
            Conn::Sqlite(conn) => {
                AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
            }
            Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
        }
    }
}

/// Connects, and sets what every connection needs.
pub(super) fn connect(url: &str) -> StoreResult<Conn> {
    let fail = |reason: String| StoreError::Open { url: without_secrets(url), reason };
    let conn = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Conn::Postgres(PgConnection::establish(url).map_err(|error| fail(error.to_string()))?)
    } else {
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        if let Some(folder) = Path::new(path).parent().filter(|_| path != ":memory:") {
            std::fs::create_dir_all(folder).map_err(|error| fail(error.to_string()))?;
        }
        let mut conn =
            SqliteConnection::establish(path).map_err(|error| fail(error.to_string()))?;
        // busy_timeout first: the switch to WAL itself may have to wait for another process.
        conn.batch_execute(
            "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = \
             NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store \
             = MEMORY;",
        )
        .map_err(|error| fail(error.to_string()))?;
        Conn::Sqlite(conn)
    };
    Ok(conn)
}

fn commit(conn: &mut Conn) -> QueryResult<()> {
    on_backend!(conn, inner => AnsiTransactionManager::commit_transaction(inner))
}

fn rollback(conn: &mut Conn) -> QueryResult<()> {
    on_backend!(conn, inner => AnsiTransactionManager::rollback_transaction(inner))
}

/// Tries a step inside a running transaction: taken back alone when it fails.
pub(super) fn attempt<T>(
    conn: &mut Conn,
    step: impl FnOnce(&mut Conn) -> QueryResult<T>,
) -> QueryResult<T> {
    on_backend!(conn, inner => AnsiTransactionManager::begin_transaction(inner))?;
    let result = step(conn);
    match result {
        Ok(value) => commit(conn).map(|()| value),
        Err(error) => rollback(conn).and(Err(error)),
    }
}

/// The address with its password replaced.
fn without_secrets(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.split_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:***@{host}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_never_reach_a_message() {
        assert_eq!(without_secrets("postgres://a:b@h/d"), "postgres://a:***@h/d");
        assert_eq!(without_secrets("postgres://h/d"), "postgres://h/d");
    }

    #[test]
    fn a_rehearsal_leaves_nothing_and_a_failed_step_leaves_the_rest() {
        let mut store = Store::open(":memory:").unwrap();
        let put = |conn: &mut Conn, name: &str| {
            conn.batch_execute(&format!("INSERT INTO id_blocks VALUES (1, '{name}', 1)"))
        };
        let count = |store: &mut Store| -> i64 {
            use crate::store::schema::id_blocks::dsl::id_blocks;
            store.read(|conn| id_blocks.count().get_result(conn)).unwrap()
        };
        store.rehearse(|conn| put(conn, "a").map_err(StoreError::from)).unwrap();
        assert_eq!(count(&mut store), 0);
        store
            .write(|conn| {
                put(conn, "a")?;
                assert!(
                    attempt(conn, |conn| put(conn, "b").and_then(|()| put(conn, "a"))).is_err()
                );
                put(conn, "c")?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(count(&mut store), 2);
    }
}
