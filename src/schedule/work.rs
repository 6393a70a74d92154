//! A run at work: in a thread of its own, so that a stuck task blocks no other.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Instant;

use super::task::{Report, Slot, Task, TaskError};
use crate::store::runs::RunRow;

/// What came of a run.
pub(super) type Outcome = Result<Report, TaskError>;

/// A run that this process holds.
#[derive(Debug)]
pub(super) struct Work {
    /// Its row as it was claimed.
    pub(super) run: RunRow,
    /// Its task.
    pub(super) task: Task,
    /// Since when, by the machine.
    pub(super) begun: Instant,
    /// Whether another process has taken it: then this one is seen to its end, and counts for nothing.
    pub(super) lost: bool,
}

impl Work {
    /// Starts the thread; it sends `number` with what came of the run.
    pub(super) fn begin(
        run: RunRow,
        task: &Task,
        slot: Slot,
        (number, ended): (u64, Sender<(u64, Outcome)>),
    ) -> io::Result<Self> {
        let todo = task.run.clone();
        thread::Builder::new().name(task.name.to_owned()).spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| todo(&slot)));
            // Whoever started it may be gone: then its lease lapses.
            let _ = ended.send((number, outcome.unwrap_or_else(|_| Err(TaskError::lost()))));
        })?;
        Ok(Self { run, task: task.clone(), begun: Instant::now(), lost: false })
    }

    /// Whether it takes longer than it should.
    pub(super) fn is_stuck(&self) -> bool {
        self.begun.elapsed() > self.task.limit
    }
}
