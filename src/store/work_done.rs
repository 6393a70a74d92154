//! How much work stands in a database: enough to see whether somebody has worked on it since.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreResult;
use super::schema::{attempts, imports, job_runs, notices, plan_steps, plan_versions};

/// How many rows each kind of work has left behind. All work but letting a server take notices again adds
/// a row to one of these tables.
///
/// # Errors
/// The database refused.
pub fn work_done(conn: &mut Conn) -> StoreResult<[(&'static str, i64); 6]> {
    Ok([
        ("imports", imports::table.select(count_star()).get_result(conn)?),
        ("plan_versions", plan_versions::table.select(count_star()).get_result(conn)?),
        ("plan_steps", plan_steps::table.select(count_star()).get_result(conn)?),
        ("notices", notices::table.select(count_star()).get_result(conn)?),
        ("attempts", attempts::table.select(count_star()).get_result(conn)?),
        ("job_runs", job_runs::table.select(count_star()).get_result(conn)?),
    ])
}
