//! Nobody was there for a while: what is caught up, in which order, and what is told as missed.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use vandong::config::Config;
use vandong::schedule::alarm::Alarm;
use vandong::schedule::due::Why;
use vandong::schedule::task::{Report, Run};
use vandong::schedule::tasks::{WeekWork, week};
use vandong::store::Store;
use vandong::store::processes::processes;
use vandong::store::runs::{lines_of, running};

use super::{Diary, Driving, HandClock, Mortal, RHYTHM, rows, task, told, utc, wait_until};
use crate::harness::databases;

/// The tasks of the week with the lines of the program; planning takes a while.
pub(super) fn tasks(diary: &Diary) -> Vec<vandong::schedule::task::Task> {
    let work = |name, millis| Some(diary.work("", name, Duration::from_millis(millis)));
    let work = WeekWork {
        make_plans: work("make_plans", 60),
        start_of_week: work("start_of_week", 30),
        call_lists: work("call_lists", 0),
        due_reminders: work("due_reminders", 0),
        close_weeks: work("close_weeks", 60),
        reconcile: work("reconcile", 0),
    };
    week(&Config::built_in().unwrap(), &work).unwrap()
}

#[test]
fn after_a_weekend_without_a_process_the_week_is_caught_up_in_its_order() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let (clock, diary) = (HandClock::at("2023-06-02T12:00:00"), Diary::default());
        // The first start: nothing that lies before it is owed.
        let friday = Driving::begin(url, clock.clone(), tasks(&diary), RHYTHM);
        wait_until("the lines are noted", || {
            store.read(|conn| lines_of(conn, "")).unwrap().len() == 6
        });
        assert_eq!(friday.end(), []);
        assert_eq!(diary.all(), []);

        clock.set("2023-06-05T09:00:00");
        let monday = Driving::begin(url, clock.clone(), tasks(&diary), RHYTHM);
        wait_until("all is caught up", || diary.all().len() == 6);
        let alive = store.read(processes).unwrap();
        assert_eq!(alive.len(), 1, "who has ended is forgotten: {alive:?}");
        assert_eq!(alive[0].id, monday.process);
        let alarms = monday.end();
        let places = |name| diary.all().iter().position(|(_, task, _)| *task == name).unwrap();
        assert!(places("close_weeks") < places("start_of_week"), "{:?}", diary.all());
        assert!(places("make_plans") < places("start_of_week"), "{:?}", diary.all());
        assert!(places("start_of_week") < places("call_lists"), "{:?}", diary.all());

        assert_eq!(told(&mut store, "make_plans"), ["Fri 02 15:00 done"]);
        assert_eq!(told(&mut store, "close_weeks"), ["Mon 05 05:30 done"]);
        assert_eq!(told(&mut store, "call_lists"), ["Mon 05 06:15 done"]);
        let reconciled = ["Sat 03 05:00 missed", "Sun 04 05:00 missed", "Mon 05 05:00 done"];
        assert_eq!(told(&mut store, "reconcile"), reconciled);
        let [Alarm::Missed { task: "reconcile", slots, why: Why::TooLate, .. }] = &*alarms else {
            panic!("{alarms:?}");
        };
        assert_eq!(slots.len(), 2);

        // The next start owes nothing twice, and another line owes nothing from before.
        let again = Driving::begin(url, clock.clone(), tasks(&diary), RHYTHM);
        clock.set("2023-06-05T09:30:00");
        let other = task("make_plans", "0 0 9 * * *", diary.work("", "make_plans", Duration::ZERO));
        assert_eq!(again.end(), alarms, "what is told again is the same");
        let changed = Driving::begin(url, clock.clone(), vec![other], RHYTHM);
        wait_until("the new line is noted", || {
            let lines = store.read(|conn| lines_of(conn, "")).unwrap();
            lines.iter().any(|(task, line, _)| task == "make_plans" && line.starts_with("0 0 9"))
        });
        clock.set("2023-06-06T09:01:00");
        wait_until("the new line is kept", || diary.all().len() == 7);
        assert_eq!(changed.end(), []);
        assert_eq!(told(&mut store, "make_plans"), ["Fri 02 15:00 done", "Tue 06 09:00 done"]);
    }
}

#[test]
fn after_a_longer_outage_nobody_overtakes_whom_it_must_wait_for() {
    for (gone, back) in [
        ("2023-06-01T20:00:00", "2023-06-05T09:00:00"),
        ("2023-06-03T10:00:00", "2023-06-12T09:00:00"),
    ] {
        for database in databases() {
            println!("on {}, away from {gone} to {back}", database.name());
            let url = &database.url;
            let mut store = Store::open(&url.parse().unwrap()).unwrap();
            let (clock, diary) = (HandClock::at(gone), Diary::default());
            let first = Driving::begin(url, clock.clone(), tasks(&diary), RHYTHM);
            wait_until("the lines are noted", || {
                store.read(|conn| lines_of(conn, "")).unwrap().len() == 6
            });
            first.end();
            clock.set(back);
            // Two at once: none of them may be asked in the order of the other.
            let both = [(); 2].map(|()| Driving::begin(url, clock.clone(), tasks(&diary), RHYTHM));
            wait_until("all is caught up", || diary.all().len() == 6);
            for driving in both {
                driving.end();
            }
            let all: Vec<&str> = diary.all().iter().map(|(_, task, _)| *task).collect();
            let place = |name| all.iter().position(|task| *task == name).unwrap();
            for (first, then) in [
                ("make_plans", "start_of_week"),
                ("close_weeks", "start_of_week"),
                ("start_of_week", "call_lists"),
            ] {
                assert!(place(first) < place(then), "{first} before {then}: {all:?}");
            }
        }
    }
}

#[test]
fn what_a_killed_process_held_is_taken_over_and_its_late_word_counts_for_nothing() {
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        let clock = HandClock::at("2023-06-02T12:00:00");
        let mortal = Mortal::new(clock.clone());
        let gate = Arc::new(Mutex::new(()));
        let closed = gate.lock().unwrap();
        let hangs: Run = {
            let gate = gate.clone();
            Arc::new(move |_| {
                drop(gate.lock().unwrap());
                Ok(Report { en: "by the dead".into(), ..Report::default() })
            })
        };
        let dying =
            vec![task("early", "0 0 13 * * *", hangs.clone()), task("late", "0 0 14 * * *", hangs)];
        let first = Driving::begin(url, mortal.clone(), dying, RHYTHM);
        wait_until("noted", || store.read(|conn| lines_of(conn, "")).unwrap().len() == 2);
        clock.set("2023-06-02T14:00:00");
        let at_work = |store: &mut Store| store.read(|conn| running(conn, "")).unwrap();
        wait_until("both at work", || at_work(&mut store).len() == 2);
        mortal.dead.store(true, Ordering::Release);

        // As long as the lease runs nobody touches them.
        let diary = Diary::default();
        let work = |name| diary.work("the heir", name, Duration::ZERO);
        let mut tasks = vec![
            task("early", "0 0 13 * * *", work("early")),
            task("late", "0 0 14 * * *", work("late")),
        ];
        tasks[0].window = TimeDelta::hours(1);
        let heir = Driving::begin(url, clock.clone(), tasks, RHYTHM);
        let id = heir.process.clone();
        wait_until("the heir lives", || store.read(processes).unwrap().len() == 2);
        assert!(at_work(&mut store).iter().all(|row| row.process == first.process));
        clock.advance(TimeDelta::minutes(10));
        wait_until("taken over", || at_work(&mut store).is_empty());
        let late = rows(&mut store, "late").remove(0);
        assert_eq!((late.state.as_str(), late.attempts, &late.process), ("done", 2, &id));
        // The other one's time lies too far back by now.
        assert_eq!(told(&mut store, "early"), ["Fri 02 13:00 missed"]);
        assert_eq!(diary.all().len(), 1);
        let alarms = heir.end();
        let broken = [Alarm::Missed {
            task: "early",
            slots: vec![vandong::schedule::task::Slot::new(
                utc("2023-06-02T13:00:00"),
                chrono_tz::Asia::Ho_Chi_Minh,
            )],
            why: Why::BrokenOff,
            recorded: utc("2023-06-02T21:10:00"),
        }];
        assert_eq!(alarms, broken);

        // It was not dead, only away: its word changes nothing.
        drop(closed);
        mortal.dead.store(false, Ordering::Release);
        assert_eq!(first.end(), broken, "it tells what others recorded");
        assert_eq!(rows(&mut store, "late"), [late]);
    }
}
