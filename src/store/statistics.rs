//! What PostgreSQL knows of the sizes of its tables. It counts them itself, but up to a minute after many
//! rows came in, and until then plans its work as if they were not there: the lists of 200 agents were
//! found in 75 ms among 250,000 touches that it had not counted, and in 2 ms among counted ones. A week is
//! planned, published and mailed sooner than that.

use diesel::connection::SimpleConnection as _;

use super::conn::{Conn, Store};

/// Rows that are worth a count. The server itself waits for a tenth of a table.
const MANY: u64 = 1_000;

/// Tables that are filled together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filled {
    /// Lists of persons and cases.
    Lists,
    /// Versions of plans.
    Plans,
}

impl Filled {
    fn tables(self) -> &'static str {
        match self {
            Self::Lists => "agents, persons, enrolments, prospects, outcomes, payments",
            Self::Plans => "plan_agents, plan_communes, touches, touch_cases",
        }
    }
}

impl Store {
    /// Has tables counted into which `rows` rows were just committed, if those are many. Where the server
    /// will not do it now it does so later: questions are slower until then, and nothing is wrong.
    pub fn count(&mut self, filled: Filled, rows: u64) {
        if rows < MANY {
            return;
        }
        // SQLite works with the statistics of its migrations: docs/decisions/0010.
        let Conn::Postgres(conn) = self.bare() else { return };
        if let Err(error) = conn.batch_execute(&format!("ANALYZE {}", filled.tables())) {
            tracing::warn!(%error, ?filled, "the server has not counted the rows");
        }
    }
}
