//! The ledger of scheduled tasks: one row for each time at which a task was due. Whoever inserts the
//! row runs the task; the key keeps everybody else from running it too, in any number of processes.
//! The holder renews a lease; when the lease has lapsed, somebody else takes the run over.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::{StoreError, StoreResult};
use super::schema::{job_lines, job_runs};
use crate::domain::run_state::RunState;

/// Rows in one INSERT: below SQLite's limit of 32,766 bound values.
const ROWS_PER_INSERT: usize = 2_000;

/// A slot of a task and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = job_runs)]
#[diesel(treat_none_as_default_value = false)]
pub struct RunRow {
    /// The province that the installation works for, as it is configured.
    pub province: String,
    /// Task.
    pub task: String,
    /// When it was due, UTC and in whole seconds.
    pub slot: NaiveDateTime,
    /// A code of [`RunState`].
    pub state: String,
    /// How often it was begun. Whoever holds an older number has lost the run.
    pub attempts: i32,
    /// Who runs it, or did.
    pub process: String,
    /// When it was last begun, UTC.
    pub started_at: NaiveDateTime,
    /// Until when its process is believed to live, UTC.
    pub lease_until: NaiveDateTime,
    /// When it ended, UTC.
    pub ended_at: Option<NaiveDateTime>,
    /// What came of it, JSON.
    pub report: Option<String>,
}

impl RunRow {
    /// Its state.
    ///
    /// # Errors
    /// A word that nobody knows.
    pub fn run_state(&self) -> StoreResult<RunState> {
        RunState::from_code(&self.state)
            .ok_or_else(|| StoreError::Corrupt { table: "job_runs", what: self.state.clone() })
    }
}

/// The row of a run, by its key.
macro_rules! this {
    ($run:expr) => {
        job_runs::table
            .filter(job_runs::province.eq(&$run.province))
            .filter(job_runs::task.eq(&$run.task))
            .filter(job_runs::slot.eq($run.slot))
    };
}

/// The row of a run, as long as nobody else has taken it.
macro_rules! held {
    ($run:expr) => {
        this!($run)
            .filter(job_runs::state.eq(RunState::Running.code()))
            .filter(job_runs::attempts.eq($run.attempts))
            .filter(job_runs::process.eq(&$run.process))
    };
}

/// Notes by which line a task runs, and gives the time up to which the ledger is complete. A line that
/// is new or has changed owes nothing before `now`.
///
/// # Errors
/// The database refused.
pub fn note_line(
    conn: &mut Conn,
    (province, task): (&str, &str),
    line: &str,
    now: NaiveDateTime,
) -> StoreResult<NaiveDateTime> {
    let row = (
        job_lines::province.eq(province),
        job_lines::task.eq(task),
        job_lines::line.eq(line),
        job_lines::complete_to.eq(now),
    );
    on_backend!(conn, inner => diesel::insert_into(job_lines::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    let this =
        job_lines::table.filter(job_lines::province.eq(province)).filter(job_lines::task.eq(task));
    diesel::update(this.filter(job_lines::line.ne(line)))
        .set((job_lines::line.eq(line), job_lines::complete_to.eq(now)))
        .execute(conn)?;
    Ok(this.select(job_lines::complete_to).get_result(conn)?)
}

/// The time up to which the ledger of a task is complete. Until the transaction ends, nobody else comes
/// past here.
///
/// # Errors
/// The database refused, or no line was noted.
pub fn hold_line(conn: &mut Conn, province: &str, task: &str) -> StoreResult<NaiveDateTime> {
    let this = job_lines::table
        .filter(job_lines::province.eq(province))
        .filter(job_lines::task.eq(task))
        .select(job_lines::complete_to);
    Ok(match conn {
        // The transaction itself keeps the others out.
        Conn::Sqlite(conn) => this.get_result(conn)?,
        Conn::Postgres(conn) => this.for_update().get_result(conn)?,
    })
}

/// Holds a task of which perhaps no line is noted yet, as [`hold_line`] does. What is noted then differs
/// from every line: the start at which one is first read owes nothing from before.
///
/// # Errors
/// The database refused.
pub fn hold_task(
    conn: &mut Conn,
    (province, task): (&str, &str),
    now: NaiveDateTime,
) -> StoreResult<()> {
    let row = (
        job_lines::province.eq(province),
        job_lines::task.eq(task),
        job_lines::line.eq(""),
        job_lines::complete_to.eq(now),
    );
    on_backend!(conn, inner => diesel::insert_into(job_lines::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    hold_line(conn, province, task)?;
    Ok(())
}

/// Says that the ledger of a task is complete up to a time.
///
/// # Errors
/// The database refused.
pub fn complete_line(
    conn: &mut Conn,
    (province, task): (&str, &str),
    to: NaiveDateTime,
) -> StoreResult<()> {
    let this =
        job_lines::table.filter(job_lines::province.eq(province)).filter(job_lines::task.eq(task));
    diesel::update(this).set(job_lines::complete_to.eq(to)).execute(conn)?;
    Ok(())
}

/// Sets the ledger of a task back to a time: it is complete up to there, and knows no slot after it.
/// Gives how many it knew.
///
/// # Errors
/// The database refused.
pub fn set_line_back(
    conn: &mut Conn,
    (province, task): (&str, &str),
    to: NaiveDateTime,
) -> StoreResult<usize> {
    complete_line(conn, (province, task), to)?;
    let after = job_runs::table
        .filter(job_runs::province.eq(province))
        .filter(job_runs::task.eq(task))
        .filter(job_runs::slot.gt(to));
    Ok(diesel::delete(after).execute(conn)?)
}

/// The lines of a province: task, line, and up to when its ledger is complete.
///
/// # Errors
/// The database refused.
pub fn lines_of(
    conn: &mut Conn,
    province: &str,
) -> StoreResult<Vec<(String, String, NaiveDateTime)>> {
    Ok(job_lines::table
        .filter(job_lines::province.eq(province))
        .order(job_lines::task)
        .select((job_lines::task, job_lines::line, job_lines::complete_to))
        .load(conn)?)
}

/// Adds rows, and gives the slots of those that were not there.
///
/// # Errors
/// The database refused.
pub fn add_runs(conn: &mut Conn, rows: &[RunRow]) -> StoreResult<Vec<NaiveDateTime>> {
    let mut added = Vec::new();
    for rows in rows.chunks(ROWS_PER_INSERT) {
        match conn {
            Conn::Sqlite(conn) => {
                for row in rows {
                    let done = diesel::insert_into(job_runs::table)
                        .values(row)
                        .on_conflict_do_nothing()
                        .execute(conn)?;
                    added.extend((done == 1).then_some(row.slot));
                }
            }
            Conn::Postgres(conn) => added.extend(
                diesel::insert_into(job_runs::table)
                    .values(rows)
                    .on_conflict_do_nothing()
                    .returning(job_runs::slot)
                    .get_results::<NaiveDateTime>(conn)?,
            ),
        }
    }
    added.sort_unstable();
    Ok(added)
}

/// The runs of a province that have not ended.
///
/// # Errors
/// The database refused.
pub fn running(conn: &mut Conn, province: &str) -> StoreResult<Vec<RunRow>> {
    Ok(job_runs::table
        .filter(job_runs::province.eq(province))
        .filter(job_runs::state.eq(RunState::Running.code()))
        .order((job_runs::slot, job_runs::task))
        .select(RunRow::as_select())
        .load(conn)?)
}

/// Takes a run from whoever held it as `seen` says, for `by`: its process, attempts, times and report.
/// False where somebody was faster, or its holder has come back.
///
/// # Errors
/// The database refused.
pub fn take_run(conn: &mut Conn, seen: &RunRow, by: &RunRow) -> StoreResult<bool> {
    let free = this!(seen)
        .filter(job_runs::state.eq(&seen.state))
        .filter(job_runs::attempts.eq(seen.attempts))
        .filter(job_runs::process.eq(&seen.process))
        .filter(job_runs::lease_until.eq(seen.lease_until));
    let taken = diesel::update(free)
        .set((
            job_runs::state.eq(RunState::Running.code()),
            job_runs::attempts.eq(by.attempts),
            job_runs::process.eq(&by.process),
            job_runs::started_at.eq(by.started_at),
            job_runs::lease_until.eq(by.lease_until),
            job_runs::ended_at.eq(None::<NaiveDateTime>),
            job_runs::report.eq(&by.report),
        ))
        .execute(conn)?;
    Ok(taken == 1)
}

/// Renews the lease of a run. False where somebody else has taken it.
///
/// # Errors
/// The database refused.
pub fn renew_run(conn: &mut Conn, run: &RunRow, until: NaiveDateTime) -> StoreResult<bool> {
    let renewed = diesel::update(held!(run)).set(job_runs::lease_until.eq(until)).execute(conn)?;
    Ok(renewed == 1)
}

/// Ends a run. False where somebody else has taken it: then what its holder did counts for nothing
/// here.
///
/// # Errors
/// The database refused.
pub fn end_run(
    conn: &mut Conn,
    run: &RunRow,
    state: RunState,
    at: NaiveDateTime,
    report: &str,
) -> StoreResult<bool> {
    let ended = diesel::update(held!(run))
        .set((
            job_runs::state.eq(state.code()),
            job_runs::ended_at.eq(at),
            job_runs::report.eq(report),
        ))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Lets go of a run: from `from` on anybody may take it. The report says why.
///
/// # Errors
/// The database refused.
pub fn let_run_go(
    conn: &mut Conn,
    run: &RunRow,
    from: NaiveDateTime,
    report: &str,
) -> StoreResult<bool> {
    let gone = diesel::update(held!(run))
        .set((job_runs::lease_until.eq(from), job_runs::report.eq(report)))
        .execute(conn)?;
    Ok(gone == 1)
}

/// One run.
///
/// # Errors
/// The database refused.
pub fn find_run(
    conn: &mut Conn,
    (province, task): (&str, &str),
    slot: NaiveDateTime,
) -> StoreResult<Option<RunRow>> {
    Ok(job_runs::table
        .find((province, task, slot))
        .select(RunRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// The runs of a province that ended in one of these states at `since` or later, in the order in which
/// they ended.
///
/// # Errors
/// The database refused.
pub fn ended_since(
    conn: &mut Conn,
    province: &str,
    states: &[RunState],
    since: NaiveDateTime,
) -> StoreResult<Vec<RunRow>> {
    let states: Vec<&str> = states.iter().map(|state| state.code()).collect();
    Ok(on_backend!(conn, inner => job_runs::table
        .filter(job_runs::province.eq(province))
        .filter(job_runs::state.eq_any(states))
        .filter(job_runs::ended_at.ge(since))
        .order((job_runs::ended_at, job_runs::task, job_runs::slot))
        .select(RunRow::as_select())
        .load(inner))?)
}

/// The runs of all tasks of a province, the newest slot first.
///
/// # Errors
/// The database refused.
pub fn newest_runs(conn: &mut Conn, province: &str, most: i64) -> StoreResult<Vec<RunRow>> {
    Ok(job_runs::table
        .filter(job_runs::province.eq(province))
        .order((job_runs::slot.desc(), job_runs::task))
        .limit(most)
        .select(RunRow::as_select())
        .load(conn)?)
}

/// The last runs of a task, the newest slot first, in these states alone.
///
/// # Errors
/// The database refused.
pub fn last_runs(
    conn: &mut Conn,
    (province, task): (&str, &str),
    states: &[RunState],
    most: i64,
) -> StoreResult<Vec<RunRow>> {
    let states: Vec<&str> = states.iter().map(|state| state.code()).collect();
    Ok(on_backend!(conn, inner => job_runs::table
        .filter(job_runs::province.eq(province))
        .filter(job_runs::task.eq(task))
        .filter(job_runs::state.eq_any(states))
        .order(job_runs::slot.desc())
        .limit(most)
        .select(RunRow::as_select())
        .load(inner))?)
}
