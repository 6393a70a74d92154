//! The rhythm of the week: which tasks ran when, which processes keep it; and the counts for those
//! who watch an installation.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::plans::configured;
use crate::app::context::Context;
use crate::app::plan::PlanError;
use crate::clock::local_time;
use crate::domain::plan_life::PlanState;
use crate::store::boards::{Gauges, gauges};
use crate::store::processes::processes;
use crate::store::runs::newest_runs;

/// A run of a task. All times are those of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunSeen {
    /// Task.
    pub task: String,
    /// The time for which it was due.
    pub slot: NaiveDateTime,
    /// State.
    pub state: String,
    /// How often it was begun.
    pub attempts: i32,
    /// When it began.
    pub started_at: NaiveDateTime,
    /// When it ended.
    pub ended_at: Option<NaiveDateTime>,
    /// What it says of itself.
    pub report: Option<RunTold>,
}

/// What a run says of itself, as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunTold {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
    /// Counts and codes.
    #[serde(default)]
    pub facts: Value,
}

/// A process. All times are those of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProcessSeen {
    /// Name.
    pub id: String,
    /// What it does.
    pub role: String,
    /// Since when.
    pub started_at: NaiveDateTime,
    /// When it was last heard of.
    pub seen_at: NaiveDateTime,
}

/// What ran, and who runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rhythm {
    /// Runs, the newest first.
    pub runs: Vec<RunSeen>,
    /// Processes, the one that was heard of last first.
    pub processes: Vec<ProcessSeen>,
}

/// Reads the newest runs of the installation's province, at most `limit`.
///
/// # Errors
/// The database refused.
pub fn rhythm(context: &mut Context<'_>, limit: usize) -> Result<Rhythm, PlanError> {
    let (province, zone) = (configured(context), context.config.office.time_zone);
    let local = move |at| local_time(at, zone);
    context.store.read(|conn| {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let seen = newest_runs(conn, &province, limit)?.into_iter();
        let runs = seen.map(|run| RunSeen {
            task: run.task,
            slot: local(run.slot),
            state: run.state,
            attempts: run.attempts,
            started_at: local(run.started_at),
            ended_at: run.ended_at.map(local),
            report: run.report.as_deref().and_then(|report| serde_json::from_str(report).ok()),
        });
        let processes = processes(conn)?.into_iter().map(|one| ProcessSeen {
            id: one.id,
            role: one.role,
            started_at: local(one.started_at),
            seen_at: local(one.seen_at),
        });
        Ok(Rhythm { runs: runs.collect(), processes: processes.collect() })
    })
}

/// Counts over everything that is stored; tasks are those of the installation's province. Times are UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Plan versions by state: every state, also with none.
    pub versions: Vec<(String, i64)>,
    /// Notices by channel and state.
    pub notices: Vec<(String, String, i64)>,
    /// Imports by kind of list, with the time of the last.
    pub imports: Vec<(String, i64, Option<NaiveDateTime>)>,
    /// When each task last ended in each state.
    pub tasks: Vec<(String, String, NaiveDateTime)>,
}

/// Counts what is watched.
///
/// # Errors
/// The database refused.
pub fn watched(context: &mut Context<'_>) -> Result<Watched, PlanError> {
    let province = configured(context);
    let Gauges { versions, notices, imports, tasks } =
        context.store.read(|conn| Ok::<_, PlanError>(gauges(conn, &province)?))?;
    let count = |state: &PlanState| {
        let count = versions.get(state.code()).copied().unwrap_or_default();
        (state.code().to_owned(), count)
    };
    Ok(Watched {
        versions: PlanState::ALL.iter().map(count).collect(),
        notices: notices.into_iter().map(|((way, state), n)| (way, state, n)).collect(),
        imports: imports.into_iter().map(|(thing, (n, at))| (thing, n, at)).collect(),
        tasks: tasks.into_iter().map(|((task, state), at)| (task, state, at)).collect(),
    })
}
