//! What goes wrong around the runs: letters that cannot be stored, a clock that ran ahead, a run by hand
//! beside others, an office that cannot be planned.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use chrono::TimeDelta;
use chrono_tz::Asia::Ho_Chi_Minh;
use vandong::schedule::driver::Driver;
use vandong::schedule::now::{Ran, run_now};
use vandong::schedule::stop::Stop;
use vandong::schedule::task::{Report, Task};
use vandong::store::Store;
use vandong::store::processes::processes;
use vandong::store::runs::{complete_line, lines_of};

use super::{
    Diary, Driving, HandClock, Mortal, RHYTHM, fails, ledger, rows, task, told, utc, wait_until,
};
use crate::harness::{databases, on_both};

const DAILY: &str = "0 0 13 * * *";

/// A task that fails for good whenever it runs.
fn broken() -> Vec<Task> {
    vec![task("broken", DAILY, Arc::new(|_| Err(fails(false))))]
}

#[test]
fn what_could_not_be_told_is_told_again_until_it_is_and_by_whoever_lives() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let clock = HandClock::at("2023-06-02T12:00:00");
        let (tries, works) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
        let stop = Stop::default();
        let (wish, asked, open) = (stop.clone(), tries.clone(), works.clone());
        let driver = Driver::new(
            ledger(url, clock.clone()),
            broken(),
            Ho_Chi_Minh,
            Arc::new(move |_| {
                asked.fetch_add(1, Ordering::Relaxed);
                if open.load(Ordering::Relaxed) { Ok(()) } else { Err("no letter".into()) }
            }),
            RHYTHM,
        );
        let driving = thread::spawn(move || driver.run(&wish));
        wait_until("noted", || store.read(|conn| lines_of(conn, "")).unwrap().len() == 1);
        clock.set("2023-06-02T13:00:00");
        wait_until("tried again", || tries.load(Ordering::Relaxed) > 3);
        works.store(true, Ordering::Relaxed);
        let before = tries.load(Ordering::Relaxed);
        wait_until("told", || tries.load(Ordering::Relaxed) > before);
        // Some beats later nobody has been told once more.
        let told = tries.load(Ordering::Relaxed);
        thread::sleep(RHYTHM.beat * 5);
        assert!(tries.load(Ordering::Relaxed) <= told + 1, "{told}");
        stop.stop();
        driving.join().unwrap();

        // Another process finds it in the ledger: the first may have died before it told anybody.
        let heir = Driving::begin(url, clock.clone(), broken(), RHYTHM);
        wait_until("told by the heir", || !heir.alarms.lock().unwrap().is_empty());
        let codes: Vec<_> = heir.end().iter().map(|alarm| alarm.key()).collect();
        assert_eq!(codes, ["task_failed broken 2023-06-02 13:00:00"]);
        // A week and some days later that is history.
        clock.set("2023-06-12T09:00:00");
        let other = Driving::begin(url, clock, vec![], RHYTHM);
        assert_eq!(other.end(), []);
    }
}

#[test]
fn a_clock_that_once_ran_ahead_does_not_stop_the_schedule() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let (clock, diary) = (HandClock::at("2023-06-02T12:00:00"), Diary::default());
        let tasks = || vec![task("daily", DAILY, diary.work("", "daily", Duration::ZERO))];
        let ahead = HandClock::at("2031-01-01T12:00:00");
        let wrong = Driving::begin(url, ahead.clone(), tasks(), RHYTHM);
        wait_until("noted", || store.read(|conn| lines_of(conn, "")).unwrap().len() == 1);
        ahead.set("2031-01-01T13:00:00");
        wait_until("run ahead of its time", || diary.all().len() == 1);
        wrong.end();

        let right = Driving::begin(url, clock.clone(), tasks(), RHYTHM);
        let complete_to =
            |store: &mut Store| store.read(|conn| lines_of(conn, "")).unwrap().remove(0).2;
        wait_until("set back", || complete_to(&mut store) < utc("2023-06-03T00:00:00"));
        assert_eq!(rows(&mut store, "daily"), [], "what was not yet is not known");
        clock.set("2023-06-02T13:00:00");
        wait_until("run in time", || diary.all().len() == 2);
        // It ran ahead while the process works on, too.
        let far = utc("2040-01-01T00:00:00");
        store.write(|conn| complete_line(conn, ("", "daily"), far)).unwrap();
        wait_until("set back again", || complete_to(&mut store) < utc("2023-06-03T00:00:00"));
        clock.set("2023-06-03T13:00:00");
        wait_until("run on the next day", || diary.all().len() == 3);
        assert_eq!(right.end(), []);
        assert_eq!(told(&mut store, "daily"), ["Fri 02 13:00 done", "Sat 03 13:00 done"]);
    }
}

#[test]
fn a_process_that_ran_ahead_goes_on_when_another_has_set_the_ledger_back() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let diary = Diary::default();
        let tasks = |by| vec![task("daily", DAILY, diary.work(by, "daily", Duration::ZERO))];
        let ahead = HandClock::at("2031-01-01T12:00:00");
        let mortal = Mortal::new(ahead.clone());
        let first = Driving::begin(url, mortal.clone(), tasks("first"), RHYTHM);
        wait_until("noted", || store.read(|conn| lines_of(conn, "")).unwrap().len() == 1);
        ahead.set("2031-01-01T13:00:00");
        wait_until("run ahead of its time", || {
            rows(&mut store, "daily").iter().any(|row| row.ended_at.is_some())
        });
        // It stands still while another one, whose clock is right, finds the ledger ahead.
        mortal.dead.store(true, Ordering::Release);
        let right = HandClock::at("2023-06-02T12:00:00");
        let other = Driving::begin(url, right, tasks("other"), RHYTHM);
        wait_until("set back", || {
            store.read(|conn| lines_of(conn, "")).unwrap()[0].2 < utc("2023-06-03T00:00:00")
        });
        other.end();
        ahead.set("2023-06-02T12:00:00");
        mortal.dead.store(false, Ordering::Release);
        // Between two signs of life it looks where the ledger is.
        for now in ["2023-06-02T12:00:00", "2023-06-02T12:00:01"] {
            ahead.set(now);
            wait_until("a sign of life", || {
                let all = store.read(processes).unwrap();
                all.iter().any(|one| one.id == first.process && one.seen_at == utc(now))
            });
        }
        ahead.set("2023-06-02T13:00:00");
        wait_until("run in time", || diary.all().len() == 2);
        first.end();
        assert_eq!(told(&mut store, "daily")[0], "Fri 02 13:00 done");
        assert_eq!(diary.all()[1].0, "first");
    }
}

#[test]
fn one_outage_is_one_alarm_whatever_is_run_by_hand_since() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let (clock, diary) = (HandClock::at("2023-06-02T12:00:00"), Diary::default());
        let daily = || {
            let daily = task("daily", DAILY, diary.work("", "daily", Duration::ZERO));
            Task { window: TimeDelta::hours(1), ..daily }
        };
        let begin = || Driving::begin(url, clock.clone(), vec![daily()], RHYTHM);
        let before = begin();
        wait_until("noted", || store.read(|conn| lines_of(conn, "")).unwrap().len() == 1);
        before.end();
        clock.set("2023-06-05T09:00:00");
        let driving = begin();
        wait_until("told", || !driving.alarms.lock().unwrap().is_empty());
        let all = ["Fri 02 13:00 missed", "Sat 03 13:00 missed", "Sun 04 13:00 missed"];
        assert_eq!(told(&mut store, "daily"), all);
        for slot in ["2023-06-04T13:00:00", "2023-06-02T13:00:00"] {
            let mut ledger = ledger(url, clock.clone());
            let ran = run_now(&mut ledger, &daily(), utc(slot), (Ho_Chi_Minh, RHYTHM)).unwrap();
            assert!(matches!(ran, Ran::Done(_)), "{ran:?}");
            thread::sleep(RHYTHM.beat * 5);
        }
        let alarms = driving.end();
        assert_eq!(alarms.len(), 1, "{alarms:?}");
        // What another process tells is the same to whoever was told.
        let again = begin();
        wait_until("told again", || !again.alarms.lock().unwrap().is_empty());
        let again = again.end();
        assert_eq!((again.len(), again[0].key()), (1, alarms[0].key()));
        assert!(again[0].en().contains("of 13:00 03/06/2023 was missed"), "{}", again[0].en());
    }
}

#[test]
fn a_missed_slot_that_is_run_by_hand_and_killed_is_told_as_broken_off() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let clock = HandClock::at("2023-06-02T12:00:00");
        let (gate, mortal) = (Arc::new(Mutex::new(())), Mortal::new(clock.clone()));
        let inside = gate.clone();
        let hangs = task(
            "hangs",
            DAILY,
            Arc::new(move |_| {
                drop(inside.lock().unwrap());
                Ok(Report::default())
            }),
        );
        let hangs = Task { window: TimeDelta::hours(1), ..hangs };
        let begin = || Driving::begin(url, clock.clone(), vec![hangs.clone()], RHYTHM);
        let before = begin();
        wait_until("noted", || store.read(|conn| lines_of(conn, "")).unwrap().len() == 1);
        before.end();
        clock.set("2023-06-03T09:00:00");
        let missing = begin();
        wait_until("missed", || told(&mut store, "hangs") == ["Fri 02 13:00 missed"]);
        missing.end();
        let why = |store: &mut Store| rows(store, "hangs").remove(0).report;
        assert!(why(&mut store).unwrap().contains("too_late"));

        let closed = gate.lock().unwrap();
        thread::scope(|scope| {
            let by_hand = scope.spawn(|| {
                let mut ledger = ledger(url, mortal.clone());
                let slot = utc("2023-06-02T13:00:00");
                run_now(&mut ledger, &hangs, slot, (Ho_Chi_Minh, RHYTHM)).unwrap()
            });
            wait_until("at work", || told(&mut store, "hangs") == ["Fri 02 13:00 running"]);
            mortal.dead.store(true, Ordering::Release);
            clock.advance(TimeDelta::minutes(10));
            let heir = begin();
            wait_until("ended", || told(&mut store, "hangs") == ["Fri 02 13:00 missed"]);
            let alarms = heir.end();
            assert!(alarms.len() == 1 && alarms[0].en().contains("broken off"), "{alarms:?}");
            assert!(why(&mut store).unwrap().contains("broken_off"));
            drop(closed);
            mortal.dead.store(false, Ordering::Release);
            assert!(matches!(by_hand.join().unwrap(), Ran::AtWork(_)));
        });
    }
}

#[test]
fn an_error_that_was_not_overcome_in_time_is_what_the_ledger_keeps() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let clock = HandClock::at("2023-06-02T12:00:00");
        let mut never = task("never", DAILY, Arc::new(|_| Err(fails(true))));
        never.window = TimeDelta::hours(1);
        let rhythm = super::Rhythm { pause: Duration::from_secs(3_600), ..RHYTHM };
        let driving = Driving::begin(url, clock.clone(), vec![never], rhythm);
        wait_until("noted", || store.read(|conn| lines_of(conn, "")).unwrap().len() == 1);
        clock.set("2023-06-02T13:00:00");
        wait_until("failed for now", || {
            rows(&mut store, "never").iter().any(|row| row.report.is_some())
        });
        clock.set("2023-06-02T15:00:00");
        wait_until("given up", || told(&mut store, "never") == ["Fri 02 13:00 failed"]);
        let report = rows(&mut store, "never").remove(0).report.unwrap();
        assert!(report.contains("broken"), "{report}");
        let alarms = driving.end();
        assert!(alarms.len() == 1 && alarms[0].en().contains("broken"), "{alarms:?}");
    }
}

#[test]
fn a_run_by_hand_waits_for_whom_its_task_does_not_overtake() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let (clock, diary) = (HandClock::at("2023-06-02T13:30:00"), Diary::default());
        let slot = utc("2023-06-02T13:00:00");
        let gate = Arc::new(Mutex::new(()));
        let closed = gate.lock().unwrap();
        let (inside, work) = (gate.clone(), diary.work("", "first", Duration::ZERO));
        let first = task(
            "first",
            DAILY,
            Arc::new(move |slot| {
                drop(inside.lock().unwrap());
                work(slot)
            }),
        );
        let then = task("then", DAILY, diary.work("", "then", Duration::ZERO));
        let then = Task { after: &["first"], ..then };
        let run = |task: &Task| {
            let mut ledger = ledger(url, clock.clone());
            run_now(&mut ledger, task, slot, (Ho_Chi_Minh, RHYTHM)).unwrap()
        };
        thread::scope(|scope| {
            let long = scope.spawn(|| run(&first));
            wait_until("at work", || rows(&mut store, "first").len() == 1);
            let waits = run(&then);
            assert!(matches!(&waits, Ran::AtWork(row) if row.task == "first"), "{waits:?}");
            assert_eq!(rows(&mut store, "then"), []);
            // Another process takes the long run over: what its holder says counts for nothing.
            let steal =
                "UPDATE job_runs SET process = 'another', attempts = 2 WHERE task = 'first'";
            crate::raw::Raw::open(url).run(steal).unwrap();
            drop(closed);
            let lost = long.join().unwrap();
            assert!(matches!(&lost, Ran::AtWork(row) if row.process == "another"), "{lost:?}");
        });
        assert_eq!(diary.all().len(), 1);
        // No line was noted by that: the first start of a scheduler owes nothing from before.
        let driving = Driving::begin(url, clock, vec![Task { after: &[], ..then }], RHYTHM);
        wait_until("noted", || {
            let lines = store.read(|conn| lines_of(conn, "")).unwrap();
            lines.iter().any(|(task, line, _)| task == "then" && !line.is_empty())
        });
        assert_eq!(driving.end(), []);
        assert_eq!(rows(&mut store, "then"), []);
    }
}

#[test]
fn an_office_that_cannot_be_planned_keeps_no_other_from_it() {
    on_both(|office| {
        office.take_lists();
        let offices = [("SCHEDULE__OFFICES", "99999;01500".to_owned())];
        let ended = office.ask("2023-06-02", &offices, &["schedule", "run", "make_plans"]);
        assert_eq!(ended.code, 1, "{ended:?}");
        let said = ended.said.to_string();
        assert!(said.contains("99999:") && !said.contains("01500:"), "{said}");
        let made = office.texts("SELECT CAST(COUNT(*) AS TEXT) AS line FROM plan_versions");
        assert_eq!(made, ["1"]);
    });
}
