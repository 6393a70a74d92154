//! The loop of one process: asks for slots that are due, runs each in a thread of its own, renews their
//! leases, takes over what other processes left behind, and tells what needs attention. It goes on
//! when the database is away, and catches up when it is back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use tracing::{info, warn};

use super::alarm::Alarm;
use super::due::owed;
use super::ledger::Ledger;
use super::recorded::{Recorded, recorded};
use super::rhythm::Rhythm;
use super::stop::Stop;
use super::taking::MOST_ATTEMPTS;
use super::task::{Report, Slot, Task};
use super::work::{Outcome, Work};
use crate::clock::Pulse;
use crate::domain::run_state::RunState;
use crate::store::StoreResult;
use crate::store::runs::RunRow;

/// Is told what needs attention, and says why nobody could be told: then it is told again. The same may
/// be told more than once, by this process and by others.
pub type Tell = Arc<dyn Fn(&Alarm) -> Result<(), String> + Send + Sync>;

/// How whoever reads the log must write the commands of a text.
pub type Commands = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// A task and when to look at it next.
struct Lane {
    task: Task,
    /// Up to when its ledger is complete; none before the ledger was reached.
    complete_to: Option<NaiveDateTime>,
    /// The next slot of which the ledger knows nothing yet.
    next: Option<NaiveDateTime>,
    /// Not before, because another run must end first or the database refused.
    rests_until: Option<Instant>,
}

/// The scheduler of one process.
pub struct Driver {
    ledger: Ledger,
    lanes: Vec<Lane>,
    tell: Tell,
    commands: Commands,
    rhythm: Rhythm,
    zone: Tz,
    /// What is at work, by number.
    works: BTreeMap<u64, Work>,
    /// What has ended and is not in the ledger yet.
    ended: Vec<(Work, Outcome)>,
    sender: Sender<(u64, Outcome)>,
    receiver: Receiver<(u64, Outcome)>,
    /// What needs attention, by key, and whether it is told.
    told: BTreeMap<String, bool>,
    /// Whether something was recorded since then that needs attention.
    untold: bool,
    /// Whether the last word with the database was a refusal.
    away: bool,
    pulse: Pulse,
}

impl Driver {
    /// A driver of these tasks, for an office in this zone. Nothing runs yet.
    pub fn new(ledger: Ledger, tasks: Vec<Task>, zone: Tz, tell: Tell, rhythm: Rhythm) -> Self {
        let (sender, receiver) = channel();
        let lane = |task| Lane { task, complete_to: None, next: None, rests_until: None };
        Self {
            ledger,
            lanes: tasks.into_iter().map(lane).collect(),
            tell,
            commands: Arc::new(str::to_owned),
            rhythm,
            zone,
            works: BTreeMap::new(),
            ended: Vec::new(),
            sender,
            receiver,
            told: BTreeMap::new(),
            untold: false,
            away: false,
            pulse: Pulse::default(),
        }
    }

    /// The same driver, which gives this sign of life after each round in which the ledger answered.
    #[must_use]
    pub fn with_pulse(self, pulse: Pulse) -> Self {
        Self { pulse, ..self }
    }

    /// The same driver, which writes the commands of its log so.
    #[must_use]
    pub fn with_commands(self, commands: Commands) -> Self {
        Self { commands, ..self }
    }

    /// Keeps the rhythm until it is wished that it ends; then begins nothing more, and waits for what is
    /// at work. What has not ended by then is taken over by others, or at the next start.
    pub fn run(mut self, stop: &Stop) {
        while !stop.is_wished() && !self.begin() {
            std::thread::sleep(self.rhythm.tick);
        }
        let mut beat = None::<Instant>;
        while !stop.is_wished() {
            if beat.is_none_or(|last| last.elapsed() >= self.rhythm.beat) {
                self.beat();
                self.take_over();
                self.set_back();
                self.untold = true;
                beat = Some(Instant::now());
            }
            self.start_due();
            if std::mem::take(&mut self.untold) {
                self.tell_all();
            }
            self.sleep();
            self.write_ended();
            if !self.away {
                self.pulse.beat();
            }
        }
        self.end(beat);
    }

    /// Notes the lines; whether all could be noted.
    fn begin(&mut self) -> bool {
        self.set_back();
        for at in 0..self.lanes.len() {
            let Some(lane) = self.lanes.get(at) else { continue };
            let noted = self.ledger.begin(&lane.task);
            let Some(complete_to) = self.heard(noted) else { return false };
            if let Some(lane) = self.lanes.get_mut(at) {
                lane.look_after(complete_to);
            }
        }
        let tidied = self.ledger.tidy();
        self.heard(tidied);
        true
    }

    /// What the database answered; a refusal is logged when it is the first.
    fn heard<T>(&mut self, answer: StoreResult<T>) -> Option<T> {
        match answer {
            Ok(answer) => {
                if std::mem::take(&mut self.away) {
                    info!("the ledger of tasks can be reached again");
                }
                Some(answer)
            }
            Err(error) => {
                if !std::mem::replace(&mut self.away, true) {
                    warn!(%error, "the ledger of tasks cannot be reached; trying on");
                }
                None
            }
        }
    }

    fn beat(&mut self) {
        let numbers: Vec<u64> = self.works.keys().copied().collect();
        // What has ended is held as well until the ledger knows.
        let ended = self.ended.iter().map(|(work, _)| &work.run);
        let held: Vec<&RunRow> = self.works.values().map(|work| &work.run).chain(ended).collect();
        let lost = self.ledger.beat(&held, self.rhythm.lease);
        for place in self.heard(lost).unwrap_or_default() {
            // What has ended finds out by itself.
            let work = numbers.get(place).and_then(|number| self.works.get_mut(number));
            let Some(work) = work.filter(|work| !work.lost) else { continue };
            work.lost = true;
            let slot = Slot::new(work.run.slot, self.zone).local;
            warn!(task = work.task.name, %slot, "another process took this run");
        }
    }

    fn take_over(&mut self) {
        let tasks = self.tasks();
        let ended = self.ended.iter().map(|(work, _)| &work.run);
        let held: Vec<&RunRow> = self.works.values().map(|work| &work.run).chain(ended).collect();
        let taken = self.ledger.take_lapsed(&tasks, &held, self.rhythm.lease);
        let Some(taken) = self.heard(taken) else { return };
        self.untold |= taken.ended > 0;
        for run in taken.again {
            if let Some(task) = tasks.iter().find(|task| task.name == run.task) {
                self.start(run, task);
            }
        }
    }

    /// Sees to it that a clock which once ran ahead does not silence the schedule until then.
    fn set_back(&mut self) {
        let (tasks, now) = (self.tasks(), self.ledger.seconds());
        let back = self.ledger.set_back(&tasks, self.rhythm.lease);
        let zone = self.zone;
        let local = |time| Slot::new(time, zone).local;
        for (task, complete_to) in self.heard(back).unwrap_or_default() {
            warn!(
                task, complete_to = %local(complete_to), now = %local(now),
                "the ledger was ahead of the clock, and was set back to now: look at the clocks of the machines"
            );
        }
        // Whoever set it back: a process that read the ledger while it was ahead must look at it again.
        for lane in &mut self.lanes {
            if lane.complete_to.is_some_and(|complete_to| complete_to > now) {
                lane.look_after(now);
            }
        }
    }

    fn tasks(&self) -> Vec<Task> {
        self.lanes.iter().map(|lane| lane.task.clone()).collect()
    }

    /// Begins what is due, in the order of the slots that will be run: who is waited for is in the ledger
    /// before who waits.
    fn start_due(&mut self) {
        let now = self.ledger.seconds();
        let lanes = self.lanes.iter().enumerate();
        let mut due: Vec<_> = lanes.filter_map(|(at, lane)| Some((lane.due(now)?, at))).collect();
        due.sort_unstable();
        for (_, at) in due {
            self.claim(at);
        }
    }

    /// Asks for the next slot of a task, which may have to wait.
    fn claim(&mut self, at: usize) {
        let Some(task) = self.lanes.get(at).map(|lane| lane.task.clone()) else { return };
        let first = self.lanes.iter().map(|lane| &lane.task);
        let first: Vec<&Task> = first.filter(|other| task.after.contains(&other.name)).collect();
        let claim = self.ledger.claim(&task, &first, self.rhythm.lease);
        let claim = self.heard(claim).filter(|claim| !claim.waits);
        let Some(lane) = self.lanes.get_mut(at) else { return };
        let Some(claim) = claim else {
            lane.rests_until = Some(Instant::now() + self.rhythm.tick);
            return;
        };
        lane.rests_until = None;
        lane.look_after(claim.complete_to);
        self.untold |= claim.missed;
        if let Some(run) = claim.run {
            self.start(run, &task);
        }
    }

    fn start(&mut self, run: RunRow, task: &Task) {
        let number = self.works.keys().last().map_or(1, |last| last + 1);
        let slot = Slot::new(run.slot, self.zone);
        info!(task = task.name, slot = %slot.local, attempt = run.attempts, "begins");
        match Work::begin(run.clone(), task, slot, (number, self.sender.clone())) {
            Ok(work) => {
                self.works.insert(number, work);
            }
            Err(error) => {
                warn!(task = task.name, %error, "the machine has no thread for it; trying again");
                let released = self.ledger.let_go(&run, self.rhythm.tick, &Report::default());
                self.heard(released);
            }
        }
    }

    /// Tells what needs attention and is not told yet: what the ledger says, and runs that take too long.
    fn tell_all(&mut self) {
        let rows = self.ledger.not_done(self.rhythm.lease);
        let Some(rows) = self.heard(rows) else { return };
        let process = self.ledger.process().to_owned();
        let mut all = recorded(&rows, &self.tasks(), self.zone);
        all.extend(self.works.values().filter(|work| work.is_stuck()).map(|work| {
            let (task, slot) = (work.task.name, Slot::new(work.run.slot, self.zone));
            let alarm = Alarm::Stuck { task, slot, process: process.clone() };
            Recorded { alarm, process: process.clone() }
        }));
        let mut told = BTreeMap::new();
        for Recorded { alarm, process: by } in all {
            let key = alarm.key();
            let before = self.told.get(&key).copied();
            if before.is_none() && by == process {
                warn!(task = alarm.task(), code = alarm.code(), "{}", (self.commands)(&alarm.en()));
            }
            let is_told = before == Some(true) || self.tell(&alarm, before.is_none());
            told.insert(key, is_told);
        }
        self.told = told;
    }

    /// Whether somebody was told; why not is logged when it is `new`.
    fn tell(&self, alarm: &Alarm, new: bool) -> bool {
        let told = (self.tell)(alarm);
        if let (Err(error), true) = (&told, new) {
            warn!(
                code = alarm.code(),
                task = alarm.task(),
                error,
                "nobody could be told; trying on"
            );
        }
        told.is_ok()
    }

    /// Waits until something may be due, or something has ended.
    fn sleep(&mut self) {
        let now = self.ledger.clock.now();
        let next = self.lanes.iter().filter(|lane| lane.rests_until.is_none());
        let next = next.filter_map(|lane| lane.next).min();
        let until = next.and_then(|next| (next - now).to_std().ok());
        let machine = until.map(|until| until / self.ledger.clock.pace());
        let pause = machine.unwrap_or(self.rhythm.tick).min(self.rhythm.tick);
        // Never without a pause: a clock may stand still just before a slot.
        self.receive(pause.max(Duration::from_millis(1)));
    }

    fn receive(&mut self, longest: Duration) {
        let first = self.receiver.recv_timeout(longest).ok();
        let all: Vec<_> = first.into_iter().chain(self.receiver.try_iter()).collect();
        for (number, outcome) in all {
            self.ended.extend(self.works.remove(&number).map(|work| (work, outcome)));
        }
    }

    /// Writes what came of runs; what the database refuses is kept for the next time.
    fn write_ended(&mut self) {
        for (work, outcome) in std::mem::take(&mut self.ended) {
            let passes = |attempts| attempts < MOST_ATTEMPTS;
            let written = match &outcome {
                Ok(report) => self.ledger.end(&work.run, RunState::Done, report),
                Err(error) => {
                    let report = error.report();
                    if error.passes && passes(work.run.attempts) {
                        self.ledger.let_go(&work.run, self.rhythm.pause, &report)
                    } else {
                        self.ledger.end(&work.run, RunState::Failed, &report)
                    }
                }
            };
            let Some(ours) = self.heard(written) else {
                self.ended.push((work, outcome));
                continue;
            };
            let (task, attempt) = (work.task.name, work.run.attempts);
            let slot = Slot::new(work.run.slot, self.zone).local;
            match outcome {
                _ if !ours => warn!(task, %slot, "ended here after another process took it"),
                Ok(report) => info!(task, %slot, attempt, said = report.en, "done"),
                Err(error) if error.passes && passes(attempt) => {
                    let error = (self.commands)(&error.en);
                    warn!(task, %slot, attempt, error, "failed for now; tried again");
                }
                Err(_) => self.untold = true,
            }
        }
    }

    /// Waits for what is at work, as long as it is given, and says good-bye.
    fn end(&mut self, mut beat: Option<Instant>) {
        let began = Instant::now();
        while !(self.works.is_empty() && self.ended.is_empty())
            && began.elapsed() < self.rhythm.grace
        {
            if beat.is_none_or(|last| last.elapsed() >= self.rhythm.beat) {
                self.beat();
                beat = Some(Instant::now());
            }
            self.receive(self.rhythm.tick);
            self.write_ended();
        }
        self.tell_all();
        for work in self.works.values() {
            let (task, slot) = (work.task.name, Slot::new(work.run.slot, self.zone).local);
            warn!(task, %slot, "still at work when the process ends: it is taken over");
        }
        let left = self.ledger.leave();
        self.heard(left);
    }
}

impl Lane {
    fn look_after(&mut self, complete_to: NaiveDateTime) {
        self.complete_to = Some(complete_to);
        self.next = self.task.line.as_ref().and_then(|line| line.after(complete_to).next());
    }

    /// The slot that would be run now, or where all that is owed is too late the first of it; none where
    /// nothing is due or it rests.
    fn due(&self, now: NaiveDateTime) -> Option<NaiveDateTime> {
        let first = self.next.filter(|next| *next <= now)?;
        if self.rests_until.is_some_and(|until| until > Instant::now()) {
            return None;
        }
        let owed = owed(self.task.line.as_ref()?, self.complete_to?, now, self.task.window);
        Some(owed.due.unwrap_or(first))
    }
}
