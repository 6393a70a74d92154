//! What is known of each task: its line, its last run, what was missed, and when it comes next.

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use serde::Serialize;

use super::cron::Line;
use super::task::{Report, Task};
use crate::clock::local_time;
use crate::domain::run_state::RunState;
use crate::store::runs::{RunRow, last_runs};
use crate::store::{Conn, StoreResult};

/// Next runs that are shown.
pub const NEXT: usize = 3;
/// Days back that missed and failed slots are shown.
const DAYS: i64 = 14;
/// Most of them.
const MOST: i64 = 20;

/// A task, with all times as the office's clock shows them.
#[derive(Clone, Debug, Serialize)]
pub struct ShownTask {
    /// Name.
    pub task: &'static str,
    /// The line without its zone; empty where it never runs by itself.
    pub line: String,
    /// The run of the newest slot that somebody has begun.
    pub last: Option<ShownRun>,
    /// Slots of the last 14 days that were missed or failed, the newest first.
    pub not_done: Vec<ShownRun>,
    /// The next times.
    pub next: Vec<NaiveDateTime>,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownRun {
    /// When it was due.
    pub slot: NaiveDateTime,
    /// A code of `domain::run_state::RunState`.
    pub state: &'static str,
    /// How often it was begun.
    pub attempts: i32,
    /// Who runs it, or did.
    pub process: String,
    /// When it was last begun.
    pub started_at: NaiveDateTime,
    /// When it ended.
    pub ended_at: Option<NaiveDateTime>,
    /// What came of it.
    pub report: Option<Report>,
}

/// What is known of these tasks of a province, at `now`.
///
/// # Errors
/// The database refused, or holds a state that nobody knows.
pub fn show(
    conn: &mut Conn,
    province: &str,
    tasks: &[Task],
    (now, zone): (NaiveDateTime, Tz),
) -> StoreResult<Vec<ShownTask>> {
    const BEGUN: [RunState; 3] = [RunState::Running, RunState::Done, RunState::Failed];
    const NOT_DONE: [RunState; 2] = [RunState::Missed, RunState::Failed];
    let since = now - TimeDelta::days(DAYS);
    let mut shown = Vec::with_capacity(tasks.len());
    // A handful of tasks: two questions for each.
    for task in tasks {
        let key = (province, task.name);
        let last = last_runs(conn, key, &BEGUN, 1)?;
        let last = last.iter().map(|row| run(row, zone)).next().transpose()?;
        let not_done = last_runs(conn, key, &NOT_DONE, MOST)?;
        let not_done = not_done.iter().filter(|row| row.slot >= since);
        let not_done = not_done.map(|row| run(row, zone)).collect::<StoreResult<_>>()?;
        let line = task.line.as_ref();
        let next = line.map(|line| next(line, now)).unwrap_or_default();
        let line = line.map(ToString::to_string).unwrap_or_default();
        shown.push(ShownTask { task: task.name, line, last, not_done, next });
    }
    Ok(shown)
}

/// The next times of a line after `now`, as the office's clock shows them.
pub fn next(line: &Line, now: NaiveDateTime) -> Vec<NaiveDateTime> {
    line.after(now).take(NEXT).map(|at| local_time(at, line.zone())).collect()
}

fn run(row: &RunRow, zone: Tz) -> StoreResult<ShownRun> {
    Ok(ShownRun {
        slot: local_time(row.slot, zone),
        state: row.run_state()?.code(),
        attempts: row.attempts,
        process: row.process.clone(),
        started_at: local_time(row.started_at, zone),
        ended_at: row.ended_at.map(|at| local_time(at, zone)),
        // What an older version wrote may have another form: the state says enough.
        report: row.report.as_deref().and_then(|report| serde_json::from_str(report).ok()),
    })
}
