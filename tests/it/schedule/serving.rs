//! Two real processes, `vandong serve`, keep the week of a small province on one database: for a month on
//! a fast clock, while one after the other is killed in the middle of a task, and after a weekend on which
//! nobody was there.
//!
//! How fast the clock may run: a slot must be begun before the next one of its task is due, and within
//! its window. At the highest speed here a day takes 1.5 seconds of the machine. A machine that cannot
//! keep up is given a slower clock; that each slot runs once is asked of every speed.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::thread::sleep;
use std::time::Duration;

use chrono::NaiveDateTime;
use vandong::clock::Clock;
use vandong::domain::run_state::RunState;
use vandong::store::processes::processes;
use vandong::store::runs::{lines_of, running};

use super::outage::tasks;
use super::rehearsal::{Rehearsal, Serving, slots};
use super::{Diary, Driving, HandClock, RHYTHM, utc, wait_until};
use crate::browser::get;
use crate::harness::{Database, Office, databases};
use crate::raw::Raw;
use crate::running::Running;

/// Seconds of the clock in one of the machine, the fastest first.
const SPEEDS: [u32; 3] = [57_600, 28_800, 9_600];
/// Bytes that a pipe of Linux holds.
const PIPE: usize = 65_536;
const START: &str = "2023-06-05T04:00:00";

/// Two processes until a time; every slot until then is begun once, by one of them. True where all were
/// done, which takes a machine that keeps up with the clock.
fn kept(rehearsal: &mut Rehearsal, speed: u32, to: &str) -> bool {
    note_lines(rehearsal);
    rehearsal.set(START, speed, 60);
    let (from, to) = (utc(START), utc(to));
    let both = [rehearsal.serve(), rehearsal.serve()];
    while rehearsal.clock.now() < to {
        rehearsal.decide();
        sleep(Duration::from_millis(50));
    }
    // A slot that began late may end after the last one: all are waited for, and the ledger is read when
    // nobody writes in it any more.
    let expected = slots(from, to);
    wait_until("all slots", || {
        let ledger = rehearsal.ledger();
        expected.iter().all(|slot| ledger.get(slot).is_some_and(|row| row.ended_at.is_some()))
    });
    for one in &both {
        assert_eq!(get(one.at, "/readyz").status, 200);
    }
    let took = both.map(Serving::stop);
    let ledger = rehearsal.ledger();
    let mut by = BTreeMap::<&str, usize>::new();
    for row in ledger.values() {
        *by.entry(&row.process).or_default() += 1;
    }
    println!("runs of each process: {by:?}");
    let begun = rehearsal.diary("begins");
    for (slot, row) in &ledger {
        let times = begun.get(slot).copied().unwrap_or_default();
        assert_eq!(times, usize::from(row.state != "missed"), "{row:?}");
        assert!(row.attempts <= 1, "{row:?}");
    }
    assert!(begun.keys().all(|slot| ledger.contains_key(slot)), "{begun:?}");
    let done = ledger.values().filter(|row| row.state == RunState::Done.code()).count();
    println!("speed {speed}: {done} of {} slots done; stopped in {took:?}", expected.len());
    let is_done = |slot| ledger.get(slot).is_some_and(|row| row.state == RunState::Done.code());
    let kept_up = expected.iter().all(is_done);
    if kept_up {
        assert_eq!(rehearsal.diary("done").values().filter(|times| **times != 1).count(), 0);
        let owed: Vec<_> = ledger.keys().filter(|(_, slot)| *slot <= to).collect();
        assert_eq!(owed.len(), expected.len(), "nothing that was not due");
    }
    kept_up
}

/// Notes the lines as of the start. A first process owes nothing from before: one that a slow machine brings up
/// when the clock has begun to run would leave slots that nobody ever runs.
fn note_lines(rehearsal: &mut Rehearsal) {
    let url = rehearsal.office.database.url.clone();
    let first = Driving::begin(&url, HandClock::at(START), tasks(&Diary::default()), RHYTHM);
    wait_until("the lines are noted", || {
        rehearsal.office.store.read(|conn| lines_of(conn, "")).unwrap().len() == 6
    });
    assert_eq!(first.end(), []);
}

/// The same at the highest speed that the machine keeps up with.
fn kept_until(database: Database, to: &str) -> Rehearsal {
    let mut office = Office::on(database);
    for speed in SPEEDS {
        let next = office.another();
        let mut rehearsal = Rehearsal::on(office);
        if kept(&mut rehearsal, speed, to) {
            return rehearsal;
        }
        office = next;
    }
    panic!("this machine cannot keep up with the slowest clock");
}

#[test]
fn two_processes_on_one_file_never_run_the_same_slot() {
    let mut rehearsal = kept_until(Database::sqlite(), "2023-06-12T12:00:00");
    assert!(rehearsal.sent_once() > 5);
}

#[test]
fn two_processes_keep_a_month_and_outlive_kills_and_a_weekend() {
    let server = databases().into_iter().find(|database| database.name() == "PostgreSQL");
    let Some(database) = server else { return };
    let mut rehearsal = kept_until(database, "2023-07-02T12:00:00");
    let sent = rehearsal.sent_once();
    println!("{sent} letters in the month");
    assert!(sent > 20);
    let versions = "SELECT p.week || ' ' || COUNT(*) AS line FROM plan_versions v JOIN plans p ON \
        p.province_id = v.province_id AND p.id = v.plan_id GROUP BY p.week ORDER BY 1";
    let versions = rehearsal.office.texts(versions);
    let weeks = ["2023-W23 1", "2023-W24 1", "2023-W25 1", "2023-W26 1", "2023-W27 1"];
    assert_eq!(versions, weeks, "one plan for each week, the first made by hand");

    killed_at_work(&mut rehearsal);
    weekend(&mut rehearsal);
    rehearsal.sent_once();
}

/// On a Monday, one after the other of the processes is killed while it runs a task, and another one
/// comes.
fn killed_at_work(rehearsal: &mut Rehearsal) {
    // Twenty minutes a second: five seconds without a sign are less than two hours, and the windows are so much
    // longer that processes which start slowly are there in time.
    rehearsal.set("2023-07-03T04:50:00", 1_200, 5);
    let mut alive = vec![rehearsal.serve(), rehearsal.serve()];
    for _ in 0..3 {
        // Every task looks up where things are: none ends as long as nobody may.
        let mut raw = Raw::open(&rehearsal.office.database.url);
        raw.run("BEGIN; LOCK TABLE areas IN ACCESS EXCLUSIVE MODE").unwrap();
        let mut victim = None;
        wait_until("a task is at work", || {
            let all = rehearsal.office.store.read(|conn| running(conn, "")).unwrap();
            victim = all.into_iter().find_map(|row| {
                let at = alive.iter().position(|one| one.is(&row.process))?;
                Some((at, row))
            });
            victim.is_some()
        });
        let (at, run) = victim.unwrap();
        println!("killed in {} of {}, attempt {}", run.task, run.slot, run.attempts);
        alive.remove(at).kill();
        raw.run("COMMIT").unwrap();
        alive.push(rehearsal.serve());
    }
    let (from, to) = (utc("2023-07-02T12:00:00"), utc("2023-07-03T08:00:00"));
    let ended = |rehearsal: &mut Rehearsal| {
        let ledger = rehearsal.ledger();
        let is_over = |slot| ledger.get(slot).is_some_and(|row| row.ended_at.is_some());
        slots(from, to).iter().all(is_over)
    };
    wait_until("others have taken over", || ended(rehearsal));
    for one in alive {
        one.stop();
    }
    assert_eq!(rehearsal.untold(), []);
    let ledger = rehearsal.ledger();
    let (begun, done) = (rehearsal.diary("begins"), rehearsal.diary("done"));
    let monday = slots(from, to);
    for slot in &monday {
        let row = &ledger[slot];
        // A run that was killed in the moment of its claim stands in no log.
        let begun = begun.get(slot).copied().unwrap_or_default();
        let attempts = usize::try_from(row.attempts).unwrap();
        assert!(begun <= attempts, "begun {begun} times: {row:?}");
        let expected = usize::from(row.state == RunState::Done.code());
        assert_eq!(done.get(slot).copied().unwrap_or_default(), expected, "{row:?}");
    }
    let again = monday.iter().filter(|slot| ledger[*slot].attempts > 1).count();
    println!("{again} of {} tasks of Monday were taken over", monday.len());
    assert!(again > 0, "somebody was killed at work");
}

/// Both are stopped on Friday noon, and started again on Monday morning.
fn weekend(rehearsal: &mut Rehearsal) {
    // So slowly that both have ended long before the next slot that must be missed, on Saturday morning.
    rehearsal.set("2023-07-07T04:00:00", 4_800, 60);
    let both = [rehearsal.serve(), rehearsal.serve()];
    let noon = utc("2023-07-07T12:00:00");
    wait_until("Friday noon", || rehearsal.clock.now() > noon);
    for one in both {
        one.stop();
    }
    rehearsal.set("2023-07-10T09:00:00", 60, 60);
    let both = [rehearsal.serve(), rehearsal.serve()];
    let owed: Vec<(String, NaiveDateTime)> = slots(noon, utc("2023-07-10T09:00:00"));
    assert_eq!(owed.len(), 8, "{owed:?}");
    wait_until("all is caught up", || {
        let ledger = rehearsal.ledger();
        owed.iter().all(|slot| ledger.get(slot).is_some_and(|row| row.ended_at.is_some()))
    });
    wait_until("all is told", || rehearsal.untold().is_empty());
    for one in both {
        one.stop();
    }
    // Whoever copies a command from the log works on this database; a letter names no place of a machine.
    let said = rehearsal.said();
    let missed = "on the server of Vận Động run `vandong --config vandong.toml --database ";
    assert!(said.contains(missed) && !said.contains("`vandong schedule"), "{said}");
    let letters =
        rehearsal.office.texts("SELECT facts AS line FROM notices WHERE purpose = 'alarm'");
    assert!(letters.iter().all(|one| !one.contains("--database")), "{letters:?}");
    let missed = "ở máy chủ chạy Vận Động hãy chạy `vandong schedule run reconcile --slot ";
    assert!(letters.iter().any(|one| one.contains(missed)), "{letters:?}");
    let ledger = rehearsal.ledger();
    for slot in owed {
        // Days are held against what was sent while that can still be mended.
        let late = slot.0 == "reconcile" && slot.1 < utc("2023-07-10T00:00:00");
        assert_eq!(
            ledger[&slot].state,
            if late { "missed" } else { "done" },
            "{:?}",
            ledger[&slot]
        );
    }
}

#[test]
fn a_worker_that_is_told_to_end_before_it_has_said_a_word_ends_in_peace() {
    for database in databases() {
        let mut office = Office::on(database);
        office.take_lists();
        // Nobody reads what it says: its first word waits, and its work has begun.
        let (mut reader, mut writer) = std::io::pipe().unwrap();
        writer.write_all(&vec![b' '; PIPE]).unwrap();
        let mut worker = office.database.program(&["worker"]);
        worker.stdout(writer);
        let mut child = Running::start(&mut worker);
        // The command keeps an end of the pipe open.
        drop(worker);
        wait_until("it works", || !office.store.read(processes).unwrap().is_empty());
        sleep(Duration::from_millis(300));
        child.signal("-TERM");
        let drained = std::thread::spawn(move || {
            let mut said = Vec::new();
            reader.read_to_end(&mut said).map(|_| said)
        });
        assert_eq!(child.wait().unwrap().code(), Some(0), "on {}", office.database.name());
        assert!(drained.join().unwrap().unwrap().ends_with(b"}\n"));
    }
}
