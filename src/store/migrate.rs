//! Brings a database's schema up to date from the migrations embedded in the binary. Both folders
//! hold the same names; a test says so.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::Conn;
use super::error::{StoreError, StoreResult};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Applies what is missing.
///
/// # Errors
/// The database refused a migration.
pub(super) fn run(conn: &mut Conn) -> StoreResult<()> {
    let fail =
        |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migrate(error.to_string());
    match conn {
        Conn::Sqlite(conn) => conn.run_pending_migrations(SQLITE).map(drop).map_err(fail),
        Conn::Postgres(conn) => conn.run_pending_migrations(POSTGRES).map(drop).map_err(fail),
    }
}
