//! Taking runs over whose process has died, and those that were let go to be tried again.

use std::time::Duration;

use chrono::NaiveDateTime;

use super::alarm::missed_report;
use super::due::{Why, is_too_late};
use super::ledger::{Ledger, json};
use super::task::{Report, Task};
use crate::domain::run_state::RunState;
use crate::store::StoreResult;
use crate::store::runs::{RunRow, end_run, running, take_run};

/// How often a run is begun before it is given up: one that kills its process must not do so forever.
pub(super) const MOST_ATTEMPTS: i32 = 3;

/// What came of looking for runs whose process has died.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// They are ours now, and run again.
    pub(super) again: Vec<RunRow>,
    /// How many were recorded as missed or failed.
    pub(super) ended: usize,
}

impl Ledger {
    /// Takes the runs whose lease has lapsed, but for those that this process holds.
    pub(super) fn take_lapsed(
        &mut self,
        tasks: &[Task],
        held: &[&RunRow],
        lease: Duration,
    ) -> StoreResult<Taken> {
        let (now, province) = (self.clock.now(), self.province.clone());
        let (process, until) = (self.process.id.clone(), now + self.span(lease));
        let is_held =
            |run: &RunRow| held.iter().any(|held| held.task == run.task && held.slot == run.slot);
        // Written under one roof: what is taken is ended or ours when others look again.
        self.write(|conn| {
            let mut taken = Taken::default();
            for seen in running(conn, &province)? {
                let Some(task) = tasks.iter().find(|task| task.name == seen.task) else { continue };
                if seen.lease_until >= now || is_held(&seen) {
                    continue;
                }
                let fate = fate(&seen, task, now);
                let by = RunRow {
                    attempts: seen.attempts + i32::from(fate == Fate::Again),
                    process: process.clone(),
                    started_at: now,
                    lease_until: until,
                    ..seen.clone()
                };
                if !take_run(conn, &seen, &by)? {
                    continue;
                }
                let (state, report) = match (fate, seen.report) {
                    (Fate::Again, _) => {
                        taken.again.push(by);
                        continue;
                    }
                    // What it failed by says more than that it was not tried again.
                    (Fate::TooLate, Some(report)) => (RunState::Failed, report),
                    (Fate::TooLate, None) => {
                        (RunState::Missed, json(&missed_report(Why::BrokenOff)))
                    }
                    (Fate::GivenUp, _) => (RunState::Failed, json(&given_up())),
                };
                end_run(conn, &by, state, now, &report)?;
                taken.ended += 1;
            }
            Ok(taken)
        })
    }
}

/// What becomes of a run whose lease has lapsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Again,
    TooLate,
    GivenUp,
}

fn fate(run: &RunRow, task: &Task, now: NaiveDateTime) -> Fate {
    if is_too_late(run.slot, now, task.window) {
        Fate::TooLate
    } else if run.attempts >= MOST_ATTEMPTS {
        Fate::GivenUp
    } else {
        Fate::Again
    }
}

/// What the ledger says of a run that was broken off too often.
fn given_up() -> Report {
    Report {
        vi: "tiến trình bị dừng đột ngột mỗi lần chạy tác vụ này".into(),
        en: "its process died each time that it ran".into(),
        facts: serde_json::Value::Null,
    }
}
