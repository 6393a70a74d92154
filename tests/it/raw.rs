//! SQL as it is written, past every rule of the program: to make databases, to damage rows and to
//! compare whole tables.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

/// A connection that the program knows nothing of.
pub(crate) enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The one column that [`Raw::texts`] asks for.
#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

impl Raw {
    /// Connects to an address as the program takes it.
    pub(crate) fn open(url: &str) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path).unwrap();
                conn.batch_execute("PRAGMA busy_timeout = 30000").unwrap();
                Self::Sqlite(conn)
            }
            None => Self::Postgres(PgConnection::establish(url).unwrap()),
        }
    }

    /// Runs statements.
    pub(crate) fn run(&mut self, sql: &str) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(sql),
            Self::Postgres(conn) => conn.batch_execute(sql),
        }
    }

    /// The rows of a query with one text column, which must be called `line`.
    pub(crate) fn texts(&mut self, query: &str) -> Vec<String> {
        let query = diesel::sql_query(query);
        let lines: QueryResult<Vec<Line>> = match self {
            Self::Sqlite(conn) => query.load(conn),
            Self::Postgres(conn) => query.load(conn),
        };
        lines.unwrap().into_iter().map(|one| one.line).collect()
    }
}
