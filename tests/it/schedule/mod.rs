//! The scheduler on both databases: drivers in threads of their own, each with its own connection, on a
//! clock that the test moves or on one that runs fast.

mod commands;
mod outage;
mod rehearsal;
mod serving;
mod trouble;
mod wayward;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Asia::Ho_Chi_Minh;
use vandong::clock::Clock;
use vandong::config::cron_line::CronLine;
use vandong::domain::run_state::RunState;
use vandong::schedule::alarm::Alarm;
use vandong::schedule::cron::Line;
use vandong::schedule::driver::Driver;
use vandong::schedule::ledger::Ledger;
use vandong::schedule::rhythm::Rhythm;
use vandong::schedule::stop::Stop;
use vandong::schedule::task::{Report, Run, Slot, Task, TaskError};
use vandong::store::Store;
use vandong::store::runs::{RunRow, last_runs};

/// Quick enough for a test, with a lease that a busy machine does not let lapse.
const RHYTHM: Rhythm = Rhythm {
    tick: Duration::from_millis(2),
    beat: Duration::from_millis(20),
    lease: Duration::from_secs(60),
    pause: Duration::from_millis(1),
    grace: Duration::from_secs(20),
};

/// A clock that stands until the test moves it.
#[derive(Clone)]
struct HandClock(Arc<Mutex<NaiveDateTime>>);

impl HandClock {
    fn at(text: &str) -> Self {
        Self(Arc::new(Mutex::new(utc(text))))
    }

    fn set(&self, text: &str) {
        *self.0.lock().unwrap() = utc(text);
    }

    fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for HandClock {
    fn now(&self) -> NaiveDateTime {
        *self.0.lock().unwrap()
    }
}

/// The clock of a process that can be killed: whoever asks for the time then never comes back, and never
/// ends, renews or tells anything.
#[derive(Clone)]
struct Mortal<C> {
    clock: C,
    dead: Arc<AtomicBool>,
}

impl<C> Mortal<C> {
    fn new(clock: C) -> Self {
        Self { clock, dead: Arc::default() }
    }
}

fn stand_still_while(dead: &AtomicBool) {
    while dead.load(Ordering::Acquire) {
        thread::sleep(Duration::from_millis(20));
    }
}

impl<C: Clock> Clock for Mortal<C> {
    fn now(&self) -> NaiveDateTime {
        stand_still_while(&self.dead);
        self.clock.now()
    }

    fn pace(&self) -> u32 {
        self.clock.pace()
    }
}

/// A time at the office, in Vietnam, in UTC.
fn utc(local: &str) -> NaiveDateTime {
    local.parse::<NaiveDateTime>().unwrap() - TimeDelta::hours(7)
}

/// By whom, task, the office's time of the slot.
type Entry = (String, &'static str, NaiveDateTime);

/// What was run, in the order in which it ended.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<Entry>>>);

impl Diary {
    fn note(&self, by: &str, task: &'static str, slot: &Slot) {
        self.0.lock().unwrap().push((by.to_owned(), task, slot.local));
    }

    fn all(&self) -> Vec<Entry> {
        self.0.lock().unwrap().clone()
    }

    /// Work that takes a while and is noted when it is done.
    fn work(&self, by: &str, task: &'static str, takes: Duration) -> Run {
        let (diary, by) = (self.clone(), by.to_owned());
        Arc::new(move |slot| {
            thread::sleep(takes);
            diary.note(&by, task, slot);
            Ok(Report { en: format!("by {by}"), ..Report::default() })
        })
    }
}

fn task(name: &'static str, line: &str, run: Run) -> Task {
    let line = CronLine::try_from(line.to_owned()).unwrap();
    let line = Line::read(&line, Ho_Chi_Minh).unwrap();
    let (window, limit) = (TimeDelta::days(7), Duration::from_secs(600));
    Task { name, line, window, limit, after: &[], run }
}

fn fails(passes: bool) -> TaskError {
    TaskError { vi: "hỏng".into(), en: "broken".into(), passes }
}

fn ledger(url: &str, clock: impl Clock + 'static) -> Ledger {
    let url = url.parse().unwrap();
    Ledger::new(Arc::new(move || Store::open(&url)), Arc::new(clock), "", "test")
}

/// A driver in its thread.
struct Driving {
    stop: Stop,
    thread: JoinHandle<()>,
    process: String,
    alarms: Arc<Mutex<Vec<Alarm>>>,
}

impl Driving {
    fn begin(url: &str, clock: impl Clock + 'static, tasks: Vec<Task>, rhythm: Rhythm) -> Self {
        let (stop, alarms) = (Stop::default(), Arc::new(Mutex::new(Vec::new())));
        let ledger = ledger(url, clock);
        let process = ledger.process().to_owned();
        let told = alarms.clone();
        let tell = Arc::new(move |alarm: &Alarm| {
            told.lock().unwrap().push(alarm.clone());
            Ok(())
        });
        let driver = Driver::new(ledger, tasks, Ho_Chi_Minh, tell, rhythm);
        let wish = stop.clone();
        let thread = thread::spawn(move || driver.run(&wish));
        Self { stop, thread, process, alarms }
    }

    fn end(self) -> Vec<Alarm> {
        self.stop.stop();
        self.thread.join().unwrap();
        let alarms = self.alarms.lock().unwrap();
        alarms.clone()
    }
}

/// The rows of a task, oldest slot first.
fn rows(store: &mut Store, task: &str) -> Vec<RunRow> {
    let all = store.read(|conn| last_runs(conn, ("", task), RunState::ALL, 10_000));
    let mut all = all.unwrap();
    all.reverse();
    all
}

/// The rows of a task as `Fri 02 15:00 done`.
fn told(store: &mut Store, task: &str) -> Vec<String> {
    let local = |row: &RunRow| (row.slot + TimeDelta::hours(7)).format("%a %d %H:%M").to_string();
    rows(store, task).iter().map(|row| format!("{} {}", local(row), row.state)).collect()
}

/// Comes back when something is so; fails when it does not become so, on however slow a machine.
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(300), "waited too long: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
