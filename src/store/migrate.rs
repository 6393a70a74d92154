//! Brings a database's schema up to date from the migrations embedded in the binary. Both folders
//! hold the same names; a test says so. Whoever comes while another migrates waits for it.

use std::error::Error;

use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::Conn;
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
