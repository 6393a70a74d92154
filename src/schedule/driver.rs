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
use super::due::Why;
use super::ledger::Ledger;
use super::stop::Stop;
use super::taking::{MOST_ATTEMPTS, Taken, given_up};
use super::task::{Report, Slot, Task};
use super::work::{Outcome, Work};
use crate::domain::run_state::RunState;
use crate::store::StoreResult;
use crate::store::runs::RunRow;

/// Is told what needs attention.
pub type Tell = Arc<dyn Fn(&Alarm) + Send + Sync>;

/// How long things take, in the machine's time.
#[derive(Clone, Copy, Debug)]
pub struct Rhythm {
    /// Longest pause between two looks at the clock.
    pub tick: Duration,
    /// Between two signs of life.
    pub beat: Duration,
    /// How long a process is believed to live without one.
    pub lease: Duration,
    /// Before a run is tried again that failed for now.
    pub pause: Duration,
    /// How long runs are waited for when the driver is to end.
    pub grace: Duration,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            tick: Duration::from_millis(200),
            beat: Duration::from_secs(20),
            // A writer waits for another up to 30 seconds, perhaps twice in one round.
            lease: Duration::from_secs(120),
            pause: Duration::from_secs(300),
            grace: Duration::from_secs(20),
        }
    }
}

/// A task and when to look at it next.
struct Lane {
    task: Task,
    /// The next slot of which the ledger knows nothing yet; none before the ledger was reached.
    next: Option<NaiveDateTime>,
    /// Not before, because another run must end first or the database refused.
    rests_until: Option<Instant>,
}

/// The scheduler of one process.
pub struct Driver {
    ledger: Ledger,
    lanes: Vec<Lane>,
    tell: Tell,
    rhythm: Rhythm,
    zone: Tz,
    /// What is at work, by number.
    works: BTreeMap<u64, Work>,
    /// What has ended and is not in the ledger yet.
    ended: Vec<(Work, Outcome)>,
    sender: Sender<(u64, Outcome)>,
    receiver: Receiver<(u64, Outcome)>,
    /// Whether the last word with the database was a refusal.
    away: bool,
}

impl Driver {
    /// A driver of these tasks, for an office in this zone. Nothing runs yet.
    pub fn new(ledger: Ledger, tasks: Vec<Task>, zone: Tz, tell: Tell, rhythm: Rhythm) -> Self {
        let (sender, receiver) = channel();
        let lane = |task| Lane { task, next: None, rests_until: None };
        let lanes = tasks.into_iter().map(lane).collect();
        let (works, ended) = (BTreeMap::new(), Vec::new());
        Self { ledger, lanes, tell, rhythm, zone, works, ended, sender, receiver, away: false }
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
                beat = Some(Instant::now());
            }
            self.tell_stuck();
            self.start_due();
            self.sleep();
            self.write_ended();
        }
        self.end(beat);
    }

    /// Notes the lines; whether all could be noted.
    fn begin(&mut self) -> bool {
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
            warn!(task = work.task.name, slot = %work.run.slot, "another process took this run");
        }
    }

    fn take_over(&mut self) {
        let tasks: Vec<&Task> = self.lanes.iter().map(|lane| &lane.task).collect();
        let ended = self.ended.iter().map(|(work, _)| &work.run);
        let held: Vec<&RunRow> = self.works.values().map(|work| &work.run).chain(ended).collect();
        let taken = self.ledger.take_lapsed(&tasks, &held, self.rhythm.lease);
        for taken in self.heard(taken).unwrap_or_default() {
            let (Taken::Again(run) | Taken::TooLate(run) | Taken::GivenUp(run)) = &taken;
            let Some(task) = self.task(&run.task) else { continue };
            match taken {
                Taken::Again(run) => self.start(run, &task),
                Taken::TooLate(run) => self.tell_missed(task.name, Why::BrokenOff, &[run.slot]),
                Taken::GivenUp(run) => self.tell_failed(&task, &run, &given_up()),
            }
        }
    }

    fn task(&self, name: &str) -> Option<Task> {
        self.lanes.iter().map(|lane| &lane.task).find(|task| task.name == name).cloned()
    }

    /// Begins what is due, oldest slot first: who is waited for is in the ledger before who waits, or
    /// waits as well.
    fn start_due(&mut self) {
        let now = self.ledger.clock.now();
        let is_due = |lane: &Lane| lane.next.filter(|next| *next <= now);
        let lanes = self.lanes.iter().enumerate();
        let mut due: Vec<_> = lanes.filter_map(|(at, lane)| Some((is_due(lane)?, at))).collect();
        due.sort_unstable();
        let mut waiting = Vec::new();
        for (_, at) in due {
            let Some(lane) = self.lanes.get(at) else { continue };
            let task = lane.task.clone();
            let rests = lane.rests_until.is_some_and(|until| until > Instant::now());
            let follows = waiting.iter().any(|name| task.after.contains(name));
            let begun = !rests && !follows && self.ask(at, &task);
            if !begun {
                waiting.push(task.name);
            }
        }
    }

    /// Asks for the next slot of a task; false where it has to wait.
    fn ask(&mut self, at: usize, task: &Task) -> bool {
        let claim = self.ledger.claim(task, self.rhythm.lease);
        let claim = self.heard(claim).filter(|claim| !claim.waits);
        let Some(lane) = self.lanes.get_mut(at) else { return false };
        let Some(claim) = claim else {
            lane.rests_until = Some(Instant::now() + self.rhythm.tick);
            return false;
        };
        lane.rests_until = None;
        lane.look_after(claim.complete_to);
        for (why, slots) in &claim.missed {
            self.tell_missed(task.name, *why, slots);
        }
        if let Some(run) = claim.run {
            self.start(run, task);
        }
        true
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

    fn tell_stuck(&mut self) {
        let (zone, process) = (self.zone, self.ledger.process().to_owned());
        let stuck = self.works.values_mut().filter(|work| !work.told && work.is_stuck());
        let stuck: Vec<Alarm> = stuck
            .map(|work| {
                work.told = true;
                let (task, slot) = (work.task.name, Slot::new(work.run.slot, zone));
                Alarm::Stuck { task, slot, process: process.clone() }
            })
            .collect();
        stuck.iter().for_each(|alarm| self.tell(alarm));
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
            let (task, slot, attempt) = (work.task.name, work.run.slot, work.run.attempts);
            match outcome {
                _ if !ours => warn!(task, %slot, "ended here after another process took it"),
                Ok(report) => info!(task, %slot, attempt, said = report.en, "done"),
                Err(error) if error.passes && passes(attempt) => {
                    warn!(task, %slot, attempt, error = error.en, "failed for now; tried again");
                }
                Err(error) => {
                    self.tell_failed(&work.task, &work.run, &error.report());
                }
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
        for work in self.works.values() {
            let (task, slot) = (work.task.name, work.run.slot);
            warn!(task, %slot, "still at work when the process ends: it is taken over");
        }
        let left = self.ledger.leave();
        self.heard(left);
    }

    fn tell_missed(&self, task: &'static str, why: Why, slots: &[NaiveDateTime]) {
        let slots = slots.iter().map(|slot| Slot::new(*slot, self.zone)).collect();
        self.tell(&Alarm::Missed { task, slots, why });
    }

    fn tell_failed(&self, task: &Task, run: &RunRow, report: &Report) {
        let (slot, attempts) = (Slot::new(run.slot, self.zone), run.attempts);
        let (vi, en) = (report.vi.clone(), report.en.clone());
        self.tell(&Alarm::Failed { task: task.name, slot, attempts, vi, en });
    }

    fn tell(&self, alarm: &Alarm) {
        warn!(code = alarm.code(), "{}", alarm.en());
        (self.tell)(alarm);
    }
}

impl Lane {
    fn look_after(&mut self, complete_to: NaiveDateTime) {
        self.next = self.task.line.as_ref().and_then(|line| line.after(complete_to).next());
    }
}
