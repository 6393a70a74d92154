//! The ledger as one process works with it: which slot it may run, which it takes over, how a run ends.
//! The database decides who runs what; a connection that is lost is opened anew.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta, Timelike};

use super::alarm::missed_report;
use super::due::{Why, owed};
use super::order::{owes_first, waits_for};
use super::task::{Report, Task};
use crate::clock::Clock;
use crate::domain::run_state::RunState;
use crate::store::processes::{ProcessRow, beat, forget_processes, leave};
use crate::store::runs::{
    RunRow, add_runs, complete_line, end_run, ended_since, hold_line, let_run_go, lines_of,
    note_line, renew_run, running, set_line_back,
};
use crate::store::{Conn, Store, StoreError, StoreResult};

/// Opens the database.
pub type Open = Arc<dyn Fn() -> StoreResult<Store> + Send + Sync>;

/// Days after which a process that was killed is forgotten.
const KEPT_DAYS: i64 = 30;
/// Days for which what was not done is told to whoever does not know it yet.
const TOLD_DAYS: i64 = 7;
/// Days that a ledger may be ahead of the clock before the clock that made it so is not believed.
const AHEAD_DAYS: i64 = 1;

/// The ledger of a province, and who works with it.
pub struct Ledger {
    open: Open,
    store: Option<Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) province: String,
    pub(super) process: ProcessRow,
}

/// What came of asking for work.
#[derive(Debug, Default)]
pub(super) struct Claim {
    /// The run that is ours now.
    pub(super) run: Option<RunRow>,
    /// Whether slots were recorded as missed.
    pub(super) missed: bool,
    /// Whether another run must end, or begin and end, first.
    pub(super) waits: bool,
    /// Up to when the ledger is complete.
    pub(super) complete_to: NaiveDateTime,
}

impl Ledger {
    /// The ledger of a province, for a process of this role. Opens nothing yet.
    pub fn new(open: Open, clock: Arc<dyn Clock>, province: &str, role: &str) -> Self {
        let now = clock.now();
        // Process numbers come again; this one does not.
        let id = format!(
            "{role}-{}-{:08x}",
            std::process::id(),
            RandomState::new().hash_one(role) & 0xffff_ffff
        );
        let process = ProcessRow { id, role: role.to_owned(), started_at: now, seen_at: now };
        Self { open, store: None, clock, province: province.to_owned(), process }
    }

    /// Who works with it: different for each start of the program.
    pub fn process(&self) -> &str {
        &self.process.id
    }

    /// Now, in whole seconds as slots are.
    pub fn seconds(&self) -> NaiveDateTime {
        let now = self.clock.now();
        now.with_nanosecond(0).unwrap_or(now)
    }

    /// A span of the machine's time as the clock measures it.
    pub(super) fn span(&self, machine: Duration) -> TimeDelta {
        self.clock.span(machine)
    }

    /// Writes in one transaction.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Conn) -> StoreResult<T>,
    ) -> StoreResult<T> {
        self.ask(|store| store.write(work))
    }

    /// Asks the database, on the connection that there is or on a new one. One that failed is given up.
    fn ask<T>(&mut self, work: impl FnOnce(&mut Store) -> StoreResult<T>) -> StoreResult<T> {
        let store = match &mut self.store {
            Some(store) => store,
            none => none.insert((self.open)()?),
        };
        let done = work(store);
        if matches!(&done, Err(error) if !matches!(error, StoreError::Busy(_))) {
            self.store = None;
        }
        done
    }

    /// Notes the line of a task, and gives the time up to which its ledger is complete.
    pub(super) fn begin(&mut self, task: &Task) -> StoreResult<NaiveDateTime> {
        let (now, province) = (self.seconds(), self.province.clone());
        let line = task.line.as_ref().map(super::cron::Line::id).unwrap_or_default();
        self.write(|conn| note_line(conn, (&province, task.name), &line, now))
    }

    /// The row of a run that begins now.
    pub(super) fn fresh(&self, task: &Task, slot: NaiveDateTime, lease: Duration) -> RunRow {
        let now = self.clock.now();
        RunRow {
            province: self.province.clone(),
            task: task.name.to_owned(),
            slot,
            state: RunState::Running.code().to_owned(),
            attempts: 1,
            process: self.process.id.clone(),
            started_at: now,
            lease_until: now + self.span(lease),
            ended_at: None,
            report: None,
        }
    }

    /// Asks for the next slot of a task, and records those that it will never run. `first` are the tasks
    /// that it does not overtake.
    pub(super) fn claim(
        &mut self,
        task: &Task,
        first: &[&Task],
        lease: Duration,
    ) -> StoreResult<Claim> {
        let (now, limit) = (self.seconds(), self.span(task.limit));
        let row = self.fresh(task, now, lease);
        let Some(line) = &task.line else { return Ok(Claim::default()) };
        let key = (row.province.as_str(), task.name);
        self.write(|conn| {
            let complete_to = hold_line(conn, key.0, key.1)?;
            let mut claim = Claim { complete_to, ..Claim::default() };
            let owed = owed(line, complete_to, now, task.window);
            let Some(to) = owed.complete_to else { return Ok(claim) };
            // In this order: whoever is begun between both questions is owed, or at work.
            let lines = lines_of(conn, key.0)?;
            let running = running(conn, key.0)?;
            let complete_to = |name: &str| {
                lines
                    .iter()
                    .find(|(task, _, _)| task == name)
                    .map(|(_, _, complete_to)| *complete_to)
            };
            let goes_first = |slot| owes_first(first, complete_to, (slot, limit), &running, now);
            if waits_for((task.name, task.after), limit, &running, now).is_some()
                || owed.due.is_some_and(goes_first)
            {
                claim.waits = true;
                return Ok(claim);
            }
            let missed: Vec<RunRow> =
                owed.missed.iter().map(|(slot, why)| missed_row(&row, *slot, *why)).collect();
            claim.missed = !add_runs(conn, &missed)?.is_empty();
            if let Some(slot) = owed.due {
                let row = RunRow { slot, ..row.clone() };
                // It may stand there already: somebody ran it by hand.
                claim.run =
                    (!add_runs(conn, std::slice::from_ref(&row))?.is_empty()).then_some(row);
            }
            complete_line(conn, key, to)?;
            claim.complete_to = to;
            Ok(claim)
        })
    }

    /// Sets back the ledgers of tasks that a clock which ran ahead has carried away: nothing would run
    /// until then. Gives which, and how far they were.
    pub(super) fn set_back(
        &mut self,
        tasks: &[Task],
        lease: Duration,
    ) -> StoreResult<Vec<(&'static str, NaiveDateTime)>> {
        let (now, province) = (self.seconds(), self.province.clone());
        // A writer that waited for others read its clock that much earlier.
        let most = now + TimeDelta::days(AHEAD_DAYS) + self.span(lease);
        self.write(|conn| {
            let lines = lines_of(conn, &province)?;
            let ahead = |name: &str| lines.iter().any(|(task, _, to)| task == name && *to > most);
            let mut back = Vec::new();
            for task in tasks.iter().filter(|task| ahead(task.name)) {
                let complete_to = hold_line(conn, &province, task.name)?;
                if complete_to > most {
                    set_line_back(conn, (&province, task.name), now)?;
                    back.push((task.name, complete_to));
                }
            }
            Ok(back)
        })
    }

    /// What was missed or failed in the last days, in the order in which it was recorded.
    pub(super) fn not_done(&mut self, lease: Duration) -> StoreResult<Vec<RunRow>> {
        // On a fast clock days are short: what somebody recorded a moment ago belongs to it too.
        let since = self.clock.now() - TimeDelta::days(TOLD_DAYS) - self.span(lease);
        let province = self.province.clone();
        let states = [RunState::Missed, RunState::Failed];
        self.ask(|store| store.read(|conn| ended_since(conn, &province, &states, since)))
    }

    /// Says that the process lives and so do its runs; gives the places of those that others have taken.
    pub(super) fn beat(&mut self, held: &[&RunRow], lease: Duration) -> StoreResult<Vec<usize>> {
        let now = self.clock.now();
        let until = now + self.span(lease);
        self.process.seen_at = now;
        let process = self.process.clone();
        self.write(|conn| {
            beat(conn, &process)?;
            let mut lost = Vec::new();
            for (place, run) in held.iter().enumerate() {
                if !renew_run(conn, run, until)? {
                    lost.push(place);
                }
            }
            Ok(lost)
        })
    }

    /// Ends a run; false where somebody else has taken it.
    pub(super) fn end(
        &mut self,
        run: &RunRow,
        state: RunState,
        report: &Report,
    ) -> StoreResult<bool> {
        let now = self.clock.now();
        self.write(|conn| end_run(conn, run, state, now, &json(report)))
    }

    /// Lets go of a run, to be taken again after a pause.
    pub(super) fn let_go(
        &mut self,
        run: &RunRow,
        pause: Duration,
        report: &Report,
    ) -> StoreResult<bool> {
        let from = self.clock.now() + self.span(pause);
        self.write(|conn| let_run_go(conn, run, from, &json(report)))
    }

    /// Forgets processes that were killed long ago.
    pub(super) fn tidy(&mut self) -> StoreResult<()> {
        let before = self.clock.now() - TimeDelta::days(KEPT_DAYS);
        self.write(|conn| forget_processes(conn, before))
    }

    /// Forgets this process.
    pub(super) fn leave(&mut self) -> StoreResult<()> {
        let id = self.process.id.clone();
        self.write(|conn| leave(conn, &id))
    }
}

/// The row of a slot that nobody runs.
fn missed_row(fresh: &RunRow, slot: NaiveDateTime, why: Why) -> RunRow {
    RunRow {
        slot,
        state: RunState::Missed.code().to_owned(),
        attempts: 0,
        lease_until: fresh.started_at,
        ended_at: Some(fresh.started_at),
        report: Some(json(&missed_report(why))),
        ..fresh.clone()
    }
}

/// A report as the ledger keeps it.
pub(super) fn json(report: &Report) -> String {
    // Text and counts: it cannot fail.
    serde_json::to_string(report).unwrap_or_default()
}
