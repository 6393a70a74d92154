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

/// A run that was taken.
#[derive(Debug)]
pub(super) enum Taken {
    /// It is run again.
    Again(RunRow),
    /// Its time lies too far back.
    TooLate(RunRow),
    /// It was begun too often.
    GivenUp(RunRow),
}

impl Ledger {
    /// Takes the runs whose lease has lapsed, but for those that this process holds.
    pub(super) fn take_lapsed(
        &mut self,
        tasks: &[&Task],
        held: &[&RunRow],
        lease: Duration,
    ) -> StoreResult<Vec<Taken>> {
        let (now, province) = (self.clock.now(), self.province.clone());
        let (process, until) = (self.process.id.clone(), now + self.span(lease));
        let is_held =
            |run: &RunRow| held.iter().any(|held| held.task == run.task && held.slot == run.slot);
        // Written under one roof: what is taken is ended or ours when others look again.
        self.write(|conn| {
            let mut taken = Vec::new();
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
                let end = |conn: &mut _, state, report: &Report| {
                    end_run(conn, &by, state, now, &json(report))
                };
                match fate {
                    Fate::Again => taken.push(Taken::Again(by)),
                    Fate::TooLate => {
                        end(conn, RunState::Missed, &missed_report(Why::BrokenOff))?;
                        taken.push(Taken::TooLate(by));
                    }
                    Fate::GivenUp => {
                        end(conn, RunState::Failed, &given_up())?;
                        taken.push(Taken::GivenUp(by));
                    }
                }
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
    if is_too_late(run.slot, now, task.catch_up) {
        Fate::TooLate
    } else if run.attempts >= MOST_ATTEMPTS {
        Fate::GivenUp
    } else {
        Fate::Again
    }
}

/// What the ledger says of a run that was broken off too often.
pub(super) fn given_up() -> Report {
    Report {
        vi: "tiến trình bị dừng đột ngột mỗi lần chạy tác vụ này".into(),
        en: "its process died each time that it ran".into(),
        facts: serde_json::Value::Null,
    }
}
