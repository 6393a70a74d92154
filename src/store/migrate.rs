//! Brings a database's schema up to date from the migrations embedded in the binary. Both folders
//! hold the same names; a test says so. Whoever comes while another migrates waits for it.

use std::error::Error;

use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::{Conn, on_backend};
use super::error::{StoreError, StoreResult};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Held while a schema is looked at and changed: any number, as long as nobody else in the database
/// uses it for something else.
const LOCK: i64 = 0x0076_616e_646f_6e67;

type Failure = Box<dyn Error + Send + Sync>;

/// Applies what is missing.
///
/// # Errors
/// The database refused a migration.
pub(super) fn run(conn: &mut Conn) -> StoreResult<()> {
    let run = match conn {
        Conn::Sqlite(conn) => sqlite(conn),
        Conn::Postgres(conn) => postgres(conn),
    };
    run.map_err(|failure| match failure.downcast::<diesel::result::Error>() {
        Ok(error) => match StoreError::from(*error) {
            busy @ StoreError::Busy(_) => busy,
            other => StoreError::Migrate(other.to_string()),
        },
        Err(failure) => StoreError::Migrate(failure.to_string()),
    })
}

/// Whether nothing is missing. Asked inside a transaction that only reads, where the library's own
/// question fails: it makes its table first.
///
/// # Errors
/// The database does not answer.
pub(super) fn is_current(conn: &mut Conn) -> StoreResult<bool> {
    let applied = diesel::sql_query("SELECT version FROM __diesel_schema_migrations");
    let applied: Vec<Applied> = on_backend!(conn, inner => applied.load(inner))?;
    // Both databases have migrations of the same names.
    let known = MigrationSource::<Sqlite>::migrations(&SQLITE)
        .map_err(|failure| StoreError::Migrate(failure.to_string()))?;
    Ok(known.iter().all(|one| {
        let version = one.name().version().to_string();
        applied.iter().any(|applied| applied.version == version)
    }))
}

/// A migration that was run.
#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

/// A database that is up to date is only read: somebody may be writing to it.
fn sqlite(conn: &mut SqliteConnection) -> Result<(), Failure> {
    if !conn.has_pending_migration(SQLITE)? {
        return Ok(());
    }
    conn.immediate_transaction(|conn| conn.run_pending_migrations(SQLITE).map(drop))
}

fn postgres(conn: &mut PgConnection) -> Result<(), Failure> {
    conn.transaction(|conn| {
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
            .bind::<diesel::sql_types::BigInt, _>(LOCK)
            .execute(conn)?;
        conn.run_pending_migrations(POSTGRES).map(drop)
    })
}
