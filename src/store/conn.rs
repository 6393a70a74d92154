//! One connection type over SQLite and PostgreSQL, and the only ways to use it: `read` in one
//! transaction that sees one moment and holds nobody up, and `write` in one transaction. On SQLite
//! a write begins IMMEDIATE: a plain BEGIN would fail with "database is locked" as soon as two
//! processes write.

use std::path::Path;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;

use super::error::{StoreError, StoreResult};
use super::migrate;
use super::nature::{Nature, record};
use crate::config::database_url::DatabaseUrl;

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

/// What SQLite forgets from one connection to the next. busy_timeout first: the switch to WAL
/// itself may have to wait for another process. In full sync, because a list that was reported as
/// stored must outlive a power cut, and a command commits once or twice.
const SETTINGS: &str = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; \
    PRAGMA temp_store = MEMORY;";

/// An open database.
pub struct Store {
    conn: Conn,
    /// What the next transaction that writes makes of the database, if it records deeds.
    records: Option<Nature>,
    /// What the database became by what was written here.
    became: Option<Nature>,
}

impl Store {
    /// Opens a database and brings its schema up to date. What does not exist yet is made, on
    /// SQLite.
    ///
    /// # Errors
    /// The database cannot be reached, or its schema cannot be migrated.
    pub fn open(address: &DatabaseUrl) -> StoreResult<Self> {
        let mut store = Self { conn: connect(address)?, records: None, became: None };
        migrate::run(&mut store.conn)?;
        Ok(store)
    }

    /// From now on what is written are deeds, dated by a clock of this nature: the first transaction settles
    /// what the database is, or is refused.
    pub fn records(&mut self, nature: Nature) {
        self.records = Some(nature);
    }

    /// What the database became by the first deed in it, if that was written here.
    pub fn became(&self) -> Option<Nature> {
        self.became
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, Conn::Postgres(_))
    }

    /// Reads: all statements of the closure see the database as it was at the first of them,
    /// whatever others commit meanwhile. Nothing that is written inside stays.
    ///
    /// # Errors
    /// Whatever the closure returns, or the database's refusal.
    pub fn read<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.begin("BEGIN DEFERRED", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .map_err(StoreError::from)?;
        self.take_back_after(work)
    }

    /// Writes in one transaction: all of it is stored when the closure returns `Ok`, else nothing.
    ///
    /// # Errors
    /// Whatever the closure returns, or the database's refusal.
    pub fn write<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.begin_writing().map_err(StoreError::from)?;
        let recorded = self.records.map(|nature| record(&mut self.conn, nature)).transpose();
        let done = recorded
            .map_err(E::from)
            .and_then(|settled| Ok((settled.flatten(), work(&mut self.conn)?)));
        match done {
            Ok((became, value)) => {
                commit(&mut self.conn).map_err(StoreError::from)?;
                (self.records, self.became) = (None, became.or(self.became));
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
        self.begin_writing().map_err(StoreError::from)?;
        self.take_back_after(work)
    }

    /// The connection outside of any transaction.
    pub(super) fn bare(&mut self) -> &mut Conn {
        &mut self.conn
    }

    fn take_back_after<T, E>(
        &mut self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let result = work(&mut self.conn);
        let taken_back = rollback(&mut self.conn).map_err(StoreError::from);
        let value = result?;
        taken_back?;
        Ok(value)
    }

    fn begin_writing(&mut self) -> QueryResult<()> {
        // Each statement sees what others have committed: whoever waited for a row must see it as
        // it is now.
        self.begin("BEGIN IMMEDIATE", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
    }

    fn begin(&mut self, sqlite: &str, postgres: &str) -> QueryResult<()> {
        match &mut self.conn {
            Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, sqlite),
            Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, postgres),
        }
    }
}

/// Connects, and sets what every connection needs. SQLite is compiled without locks around a connection
/// (`.cargo/config.toml`): diesel's is `Send` and not `Sync`, so that the compiler keeps a second thread off.
pub(super) fn connect(address: &DatabaseUrl) -> StoreResult<Conn> {
    let fail = |said: String| StoreError::Open {
        url: address.to_string(),
        reason: address.without_secrets(said),
    };
    let url = address.expose();
    let conn = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Conn::Postgres(PgConnection::establish(url).map_err(|error| fail(error.to_string()))?)
    } else {
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        if let Some(folder) = Path::new(path).parent().filter(|_| path != ":memory:") {
            std::fs::create_dir_all(folder).map_err(|error| fail(error.to_string()))?;
        }
        let mut conn =
            SqliteConnection::establish(path).map_err(|error| fail(error.to_string()))?;
        settle(&mut conn).map_err(|error| fail(error.to_string()))?;
        Conn::Sqlite(conn)
    };
    Ok(conn)
}

/// Sets a connection up. Of several processes that open a new file at once SQLite refuses all but
/// one the switch to WAL without waiting, lest they wait for each other: they try again.
fn settle(conn: &mut SqliteConnection) -> QueryResult<()> {
    const PAUSE: Duration = Duration::from_millis(20);
    let mut tries = 0;
    loop {
        match conn.batch_execute(SETTINGS) {
            Err(error) if tries < 500 && error.to_string().contains("is locked") => {
                tries += 1;
                std::thread::sleep(PAUSE);
            }
            done => return done,
        }
    }
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::store::schema::id_blocks::dsl;
    use crate::store::take_ids;

    fn open(path: &str) -> Store {
        Store::open(&path.parse().unwrap()).unwrap()
    }

    fn count(conn: &mut Conn) -> StoreResult<i64> {
        Ok(dsl::id_blocks.count().get_result(conn)?)
    }

    fn put(conn: &mut Conn, name: &str) -> StoreResult<()> {
        take_ids(conn, 1, name, 1).map(drop)
    }

    #[rstest]
    #[case("postgres://a:hunter2@127.0.0.1:1/d")]
    #[case("postgres://127.0.0.1:1/d?user=a&password=hunter2")]
    #[case("postgres://a:x@hunter2@127.0.0.1:1/d")]
    #[case("postgres://a:x/hunter2@127.0.0.1:1/d")]
    #[case("postgres://a:hunter2%zz@127.0.0.1:1/d")]
    #[case("postgres://127.0.0.1:1/d?password=x&hunter2")]
    #[case("postgres://127.0.0.1:1/d?password=x@hunter2")]
    #[case("postgres://a:hunter2@[::1/d")]
    fn passwords_never_reach_a_message(#[case] url: &str) {
        let Err(error) = Store::open(&url.parse().unwrap()) else { panic!("nobody listens there") };
        let said = format!("{error} {error:?}");
        assert!(said.contains("***") && !said.contains("hunter2"), "{said}");
    }

    #[test]
    fn a_rehearsal_leaves_nothing_and_a_failed_step_leaves_the_rest() {
        let mut store = open(":memory:");
        store.rehearse(|conn| put(conn, "a")).unwrap();
        assert_eq!(store.read(count).unwrap(), 0);
        store
            .write(|conn| {
                put(conn, "a")?;
                let failed = attempt(conn, |conn| {
                    let row = (dsl::province_id.eq(1), dsl::name.eq("b"), dsl::next_id.eq(1));
                    let insert = || diesel::insert_into(dsl::id_blocks).values(row);
                    insert().execute(conn).and_then(|_| insert().execute(conn))
                });
                assert!(failed.is_err());
                put(conn, "c")
            })
            .unwrap();
        assert_eq!(store.read(count).unwrap(), 2);
    }

    #[test]
    fn whoever_reads_sees_one_moment_and_whoever_writes_waits_for_no_reader() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db").display().to_string();
        let (mut reader, mut writer) = (open(&path), open(&path));
        let seen = reader.read(|conn| {
            let before = count(conn)?;
            writer.write(|conn| put(conn, "a"))?;
            let after = count(conn)?;
            put(conn, "b").expect_err("the snapshot is old: nothing can be written on it");
            Ok::<_, StoreError>((before, after))
        });
        assert_eq!(seen.unwrap(), (0, 0));
        assert_eq!(reader.read(count).unwrap(), 1);
    }

    #[test]
    fn a_database_that_somebody_writes_to_is_busy_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db").display().to_string();
        let (mut first, mut second) = (open(&path), open(&path));
        on_backend!(&mut second.conn, inner => inner.batch_execute("PRAGMA busy_timeout = 10"))
            .unwrap();
        let waited = first.write(|conn| {
            put(conn, "a")?;
            let refused = second.write(|conn| put(conn, "b")).expect_err("the first is writing");
            assert!(matches!(refused, StoreError::Busy(_)), "{refused:?}");
            assert!(refused.to_string().contains("try again"), "{refused}");
            second.read(count)
        });
        assert_eq!(waited.unwrap(), 0);
    }

    #[test]
    fn a_commit_on_sqlite_outlives_a_power_cut() {
        #[derive(diesel::QueryableByName)]
        struct Setting {
            #[diesel(sql_type = diesel::sql_types::Integer)]
            synchronous: i32,
        }
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder.path().join("a.db").display().to_string());
        let Conn::Sqlite(conn) = &mut store.conn else { panic!("SQLite") };
        let full = diesel::sql_query("PRAGMA synchronous").get_result::<Setting>(conn).unwrap();
        assert_eq!(full.synchronous, 2);
    }

    #[test]
    fn sqlite_is_compiled_as_the_repository_says() {
        #[derive(diesel::QueryableByName)]
        struct Said {
            #[diesel(sql_type = diesel::sql_types::Text)]
            compile_options: String,
        }
        let mut store = open(":memory:");
        let Conn::Sqlite(conn) = &mut store.conn else { panic!("SQLite") };
        let said: Vec<Said> = diesel::sql_query("PRAGMA compile_options").load(conn).unwrap();
        let has = |option: &str| said.iter().any(|one| one.compile_options == option);
        let wrong = "not built with .cargo/config.toml: run cargo inside the repository";
        assert!(has("THREADSAFE=2") && !has("ENABLE_MEMORY_MANAGEMENT"), "{wrong}");
    }
}
