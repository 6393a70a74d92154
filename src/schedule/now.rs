//! A run that somebody asks for by hand: at once, and under the ledger like every other.

use std::sync::mpsc::{RecvTimeoutError, channel};

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::ledger::Ledger;
use super::order::waits_for;
use super::rhythm::Rhythm;
use super::task::{Report, Slot, Task, TaskError};
use super::work::Work;
use crate::domain::run_state::RunState;
use crate::store::StoreResult;
use crate::store::runs::{RunRow, add_runs, find_run, hold_task, running, take_run};

/// What came of it.
#[derive(Debug)]
pub enum Ran {
    /// It was done.
    Done(Report),
    /// It failed.
    Failed(TaskError),
    /// The slot was done before; nothing was run.
    Before(Box<RunRow>),
    /// This run is at work somewhere: one of the task, or of a task that it does not overtake. Nothing
    /// was run, or another process took over what was.
    AtWork(Box<RunRow>),
}

/// Runs a slot of a task in a thread, and waits for it. A slot that failed or was missed is run again.
///
/// # Errors
/// The database refused. Whether the run was begun then is told by the ledger.
pub fn run_now(
    ledger: &mut Ledger,
    task: &Task,
    slot: NaiveDateTime,
    (zone, rhythm): (Tz, Rhythm),
) -> StoreResult<Ran> {
    let run = match claim(ledger, task, slot, rhythm)? {
        Ok(run) => run,
        Err(not) => return Ok(not),
    };
    let (sender, receiver) = channel();
    let begun = Work::begin(run.clone(), task, Slot::new(slot, zone), (0, sender));
    let outcome = match begun {
        Err(error) => Err(TaskError { vi: error.to_string(), en: error.to_string(), passes: true }),
        Ok(_) => loop {
            match receiver.recv_timeout(rhythm.beat) {
                Ok((_, outcome)) => break outcome,
                // A refusal is not the end of the run: the next sign of life may come through.
                Err(RecvTimeoutError::Timeout) => drop(ledger.beat(&[&run], rhythm.lease)),
                Err(RecvTimeoutError::Disconnected) => break Err(TaskError::lost()),
            }
        },
    };
    let (state, report) = match &outcome {
        Ok(report) => (RunState::Done, report.clone()),
        Err(error) => (RunState::Failed, error.report()),
    };
    let ours = ledger.end(&run, state, &report)?;
    ledger.leave()?;
    if !ours {
        let key = (run.province.as_str(), run.task.as_str());
        let now = ledger.write(|conn| find_run(conn, key, slot))?;
        return Ok(Ran::AtWork(Box::new(now.unwrap_or(run))));
    }
    Ok(outcome.map_or_else(Ran::Failed, Ran::Done))
}

fn claim(
    ledger: &mut Ledger,
    task: &Task,
    slot: NaiveDateTime,
    rhythm: Rhythm,
) -> StoreResult<Result<RunRow, Ran>> {
    let fresh = ledger.fresh(task, slot, rhythm.lease);
    let (now, limit) = (ledger.clock.now(), ledger.span(task.limit));
    ledger.write(|conn| {
        hold_task(conn, (&fresh.province, task.name), now)?;
        let mut running = running(conn, &fresh.province)?;
        // Whose process has died is waited for by nobody: perhaps no scheduler runs that takes it over.
        running.retain(|run| run.lease_until >= now);
        if let Some(run) = waits_for((task.name, task.after), limit, &running, now) {
            return Ok(Err(Ran::AtWork(Box::new(run.clone()))));
        }
        let Some(seen) = find_run(conn, (&fresh.province, &fresh.task), slot)? else {
            let added = add_runs(conn, std::slice::from_ref(&fresh))?;
            let taken = || Ran::AtWork(Box::new(fresh.clone()));
            return Ok(if added.is_empty() { Err(taken()) } else { Ok(fresh.clone()) });
        };
        if seen.run_state()? == RunState::Done {
            return Ok(Err(Ran::Before(Box::new(seen))));
        }
        // Why it was missed or failed before is no word about this run, should it be broken off.
        let by = RunRow { attempts: seen.attempts + 1, report: None, ..fresh.clone() };
        let taken = take_run(conn, &seen, &by)?;
        Ok(if taken { Ok(by) } else { Err(Ran::AtWork(Box::new(seen))) })
    })
}
