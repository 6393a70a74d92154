//! Runs that hang, fail or fall over beside others that do not; and runs by hand.

use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use chrono::TimeDelta;
use chrono_tz::Asia::Ho_Chi_Minh;
use vandong::schedule::alarm::Alarm;
use vandong::schedule::now::{Ran, run_now};
use vandong::schedule::task::{Report, Run, Task};
use vandong::store::Store;
use vandong::store::runs::lines_of;

use super::{Diary, Driving, HandClock, RHYTHM, fails, ledger, rows, task, told, utc, wait_until};
use crate::harness::databases;

const DAILY: &str = "0 0 13 * * *";

fn codes(alarms: &[Alarm]) -> Vec<(&'static str, &'static str)> {
    let mut codes: Vec<_> = alarms.iter().map(|alarm| (alarm.task(), alarm.code())).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn a_run_that_hangs_or_fails_is_told_and_blocks_no_other() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let (clock, diary) = (HandClock::at("2023-06-02T12:00:00"), Diary::default());
        let gate = Arc::new(Mutex::new(()));
        let closed = gate.lock().unwrap();
        let hangs: Run = {
            let gate = gate.clone();
            Arc::new(move |_| {
                drop(gate.lock().unwrap());
                Ok(Report::default())
            })
        };
        let tried = Arc::new(AtomicI32::new(0));
        let comes_round: Run = {
            let tried = tried.clone();
            Arc::new(move |_| match tried.fetch_add(1, Ordering::Relaxed) {
                0 | 1 => Err(fails(true)),
                _ => Ok(Report::default()),
            })
        };
        let mut stuck = task("stuck", DAILY, hangs);
        // More than a round of the loop takes on a busy machine: what ends at once is never told.
        let limit = Duration::from_secs(2);
        stuck.limit = limit;
        let tasks = vec![
            stuck,
            task("fails", DAILY, Arc::new(|_| Err(fails(false)))),
            task("never", DAILY, Arc::new(|_| Err(fails(true)))),
            task("falls", DAILY, Arc::new(|_| panic!("as it should"))),
            task("comes_round", DAILY, comes_round),
            task("fine", "0 */30 13 * * *", diary.work("", "fine", Duration::ZERO)),
        ];
        let driving = Driving::begin(url, clock.clone(), tasks, RHYTHM);
        wait_until("noted", || store.read(|conn| lines_of(conn, "")).unwrap().len() == 6);
        clock.set("2023-06-02T13:00:00");
        wait_until("the stuck one is told", || {
            clock.advance(TimeDelta::milliseconds(100));
            codes(&driving.alarms.lock().unwrap()).contains(&("stuck", "task_stuck"))
        });
        wait_until("the fine one runs", || diary.all().len() == 1);
        // The others go on, for an hour and into the next day.
        for (time, count) in [("02T13:30:00", 2), ("03T13:00:00", 3)] {
            clock.set(&format!("2023-06-{time}"));
            wait_until("the fine one runs", || {
                clock.advance(TimeDelta::milliseconds(100));
                diary.all().len() == count
            });
        }
        assert_eq!(told(&mut store, "stuck"), ["Fri 02 13:00 running"], "never twice at once");
        thread::sleep(limit);
        drop(closed);
        for name in ["stuck", "fails", "never", "falls", "comes_round"] {
            wait_until(name, || {
                clock.advance(TimeDelta::milliseconds(100));
                let rows = rows(&mut store, name);
                rows.len() == 2 && rows.iter().all(|row| row.ended_at.is_some())
            });
        }
        let state = |store: &mut Store, name| {
            let rows = rows(store, name);
            rows.iter().map(|row| (row.state.clone(), row.attempts)).collect::<Vec<_>>()
        };
        let twice = |state: &str, attempts| vec![(state.to_owned(), attempts); 2];
        assert_eq!(state(&mut store, "stuck"), twice("done", 1));
        assert_eq!(state(&mut store, "fails"), twice("failed", 1));
        assert_eq!(state(&mut store, "falls"), twice("failed", 1));
        assert_eq!(state(&mut store, "never"), twice("failed", 3));
        let came = [("done".to_owned(), 3), ("done".to_owned(), 1)];
        assert_eq!(state(&mut store, "comes_round"), came);
        let report = rows(&mut store, "fails").remove(0).report.unwrap();
        assert!(report.contains("hỏng") && report.contains("broken"), "{report}");
        let alarms = driving.end();
        let failed = ["fails", "falls", "never"];
        let mut expected: Vec<_> =
            failed.iter().flat_map(|task| [(*task, "task_failed"); 2]).collect();
        expected.extend([("stuck", "task_stuck")]);
        // Waiting for the gate of the first day, the second day's run is not stuck.
        assert_eq!(codes(&alarms), expected);
    }
}

#[test]
fn a_run_by_hand_stands_in_the_ledger_like_every_other() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let (clock, diary) = (HandClock::at("2023-06-02T12:00:00"), Diary::default());
        let slot = utc("2023-06-02T13:00:00");
        // Whichever of two has it is at work until the other one has its answer.
        let answered = Arc::new(AtomicBool::new(false));
        let (work, heard) = (diary.work("", "slow", Duration::ZERO), answered.clone());
        let slow: Run = Arc::new(move |slot| {
            wait_until("the other one is answered", || heard.load(Ordering::Acquire));
            work(slot)
        });
        let slow = task("slow", DAILY, slow);
        let run = |task: &Task| {
            let mut ledger = ledger(url, clock.clone());
            let ran = run_now(&mut ledger, task, slot, (Ho_Chi_Minh, RHYTHM)).unwrap();
            answered.store(true, Ordering::Release);
            ran
        };
        // Asked for by two at once, and then again.
        let (one, other) = thread::scope(|scope| {
            let one = scope.spawn(|| run(&slow));
            let other = scope.spawn(|| run(&slow));
            (one.join().unwrap(), other.join().unwrap())
        });
        let both = [&one, &other];
        assert!(both.iter().any(|ran| matches!(ran, Ran::Done(_))), "{both:?}");
        assert!(both.iter().any(|ran| matches!(ran, Ran::AtWork(_))), "{both:?}");
        assert!(matches!(run(&slow), Ran::Before(row) if row.attempts == 1));
        // The scheduler finds it done.
        let driving = Driving::begin(url, clock.clone(), vec![slow], RHYTHM);
        wait_until("noted", || {
            store
                .read(|conn| lines_of(conn, ""))
                .unwrap()
                .iter()
                .any(|(_, line, _)| !line.is_empty())
        });
        clock.set("2023-06-03T13:00:00");
        wait_until("the next day", || diary.all().len() == 2);
        assert_eq!(driving.end(), []);
        assert_eq!(told(&mut store, "slow"), ["Fri 02 13:00 done", "Sat 03 13:00 done"]);
        // What failed is tried again when somebody asks for it.
        let broken = task("odd", DAILY, Arc::new(|_| Err(fails(true))));
        assert!(matches!(run(&broken), Ran::Failed(error) if error.en == "broken"));
        let repaired = task("odd", DAILY, diary.work("", "odd", Duration::ZERO));
        assert!(matches!(run(&repaired), Ran::Done(_)));
        let row = rows(&mut store, "odd").remove(0);
        assert_eq!((row.state.as_str(), row.attempts), ("done", 2));
    }
}
