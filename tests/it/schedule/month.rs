//! A month on a fast clock: three drivers, one of which is killed in the middle of a run; all are stopped
//! over a weekend, and others go on. Every slot ends up done, and stands in the ledger once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use chrono::{Datelike, NaiveDateTime, TimeDelta, Weekday};
use vandong::clock::{Clock, FastClock};
use vandong::domain::run_state::RunState;
use vandong::schedule::driver::Rhythm;
use vandong::schedule::task::{Report, Run, Task};
use vandong::store::Store;

use super::{Diary, Driving, Mortal, RHYTHM, rows, stand_still_while, task, utc, wait_until};
use crate::harness::databases;

const TASKS: [(&str, &str); 4] = [
    ("make_plans", "0 0 15 * * Fri"),
    ("call_lists", "0 15 6 * * Mon-Fri"),
    ("reconcile", "0 0 5 * * *"),
    ("often", "0 0 */3 * * *"),
];

/// The slots of a span, worked out without the lines.
fn expected(name: &str, from: NaiveDateTime, to: NaiveDateTime) -> Vec<NaiveDateTime> {
    let hours = |hour: i64, minute: i64| TimeDelta::minutes(hour * 60 + minute);
    let days = std::iter::successors(Some(from.date()), |day| day.succ_opt());
    let slots = days.take_while(|day| *day <= to.date() + TimeDelta::days(1)).flat_map(|day| {
        let times: Vec<TimeDelta> = match (name, day.weekday()) {
            ("make_plans", Weekday::Fri) => vec![hours(15, 0)],
            ("call_lists", Weekday::Sat | Weekday::Sun) => Vec::new(),
            ("call_lists", _) => vec![hours(6, 15)],
            ("reconcile", _) => vec![hours(5, 0)],
            ("often", _) => (0..8).map(|third| hours(third * 3, 0)).collect(),
            _ => Vec::new(),
        };
        let midnight = day.and_hms_opt(0, 0, 0).unwrap() - TimeDelta::hours(7);
        times.into_iter().map(move |time| midnight + time)
    });
    slots.filter(|slot| *slot > from && *slot <= to).collect()
}

fn tasks(diary: &Diary, by: &str) -> Vec<Task> {
    let work = |name| diary.work(by, name, Duration::from_millis(2));
    TASKS.iter().map(|(name, line)| task(name, line, work(name))).collect()
}

/// Tasks of the process that dies: in the first run of a slot from `death` on.
fn mortal_tasks(diary: &Diary, clock: &Mortal<FastClock>, death: NaiveDateTime) -> Vec<Task> {
    let mortal = |task: Task| {
        let (run, dead) = (task.run.clone(), clock.dead.clone());
        let run: Run = Arc::new(move |slot| {
            if slot.at >= death {
                dead.store(true, Ordering::Release);
            }
            if dead.load(Ordering::Acquire) {
                stand_still_while(&dead);
                return Ok(Report { en: "from beyond".into(), ..Report::default() });
            }
            run(slot)
        });
        Task { run, ..task }
    };
    tasks(diary, "the mortal").into_iter().map(mortal).collect()
}

fn sleep_until(clock: &FastClock, when: NaiveDateTime) {
    let left = (when - clock.now()).to_std().unwrap_or_default();
    thread::sleep(left / clock.speed);
}

#[test]
fn every_slot_of_a_month_is_done_whoever_dies_and_whoever_comes() {
    // Four days a second. A lease that lapses soon, so that the dead are noticed.
    const SPEED: u32 = 4 * 86_400;
    let rhythm = Rhythm { lease: Duration::from_millis(800), ..RHYTHM };
    for database in databases() {
        println!("on {}", database.name());
        let url = &database.url;
        let mut store = Store::open(&url.parse().unwrap()).unwrap();
        // Thursday; the month ends on a Wednesday.
        let (start, end) = (utc("2023-06-01T12:00:00"), utc("2023-06-28T12:00:00"));
        let clock = FastClock::starting(start, SPEED);
        let diary = Diary::default();
        let first = Driving::begin(url, clock, tasks(&diary, "the first"), rhythm);
        let second = Driving::begin(url, clock, tasks(&diary, "the second"), rhythm);
        let mortal = Mortal::new(clock);
        let death = utc("2023-06-09T00:00:00");
        let third =
            Driving::begin(url, mortal.clone(), mortal_tasks(&diary, &mortal, death), rhythm);
        let (from, dead) = (start + TimeDelta::hours(12), third.process.clone());

        // Over the second weekend from then on nobody is there.
        sleep_until(&clock, utc("2023-06-16T18:00:00"));
        wait_until("the third dies in a run", || mortal.dead.load(Ordering::Acquire));
        let mut alarms = first.end();
        alarms.extend(second.end());
        sleep_until(&clock, utc("2023-06-19T07:00:00"));
        let late = Driving::begin(url, clock, tasks(&diary, "the late"), rhythm);
        let latest = Driving::begin(url, clock, tasks(&diary, "the latest"), rhythm);
        sleep_until(&clock, end);
        for (name, _) in TASKS {
            let last = expected(name, from, end).pop().unwrap();
            wait_until(name, || {
                let rows = rows(&mut store, name);
                let mut until_the_end = rows.iter().filter(|row| row.slot <= end);
                rows.iter().any(|row| row.slot == last)
                    && until_the_end.all(|row| row.state == RunState::Done.code())
            });
        }
        alarms.extend(late.end());
        alarms.extend(latest.end());
        assert_eq!(alarms, [], "nothing was missed and nothing failed");

        let mut done = BTreeMap::new();
        for (_, task, local) in diary.all() {
            *done.entry((task, local - TimeDelta::hours(7))).or_insert(0) += 1;
        }
        for (name, _) in TASKS {
            let all = rows(&mut store, name);
            let slots = all.iter().map(|row| row.slot);
            let slots: Vec<_> = slots.filter(|slot| *slot > from && *slot <= end).collect();
            assert_eq!(slots, expected(name, from, end), "{name}");
            for row in all.iter().filter(|row| row.slot <= end) {
                assert_eq!(row.state, RunState::Done.code(), "{row:?}");
                assert_ne!(row.process, if row.slot >= death { &*dead } else { "" }, "{row:?}");
                let times = done.get(&(name, row.slot)).copied().unwrap_or(0);
                assert!(1 <= times && times <= row.attempts, "{times} times: {row:?}");
                assert!(!row.report.as_ref().unwrap().contains("beyond"), "{row:?}");
            }
        }
        let taken = TASKS.iter().flat_map(|(name, _)| rows(&mut store, name));
        assert!(taken.into_iter().any(|row| row.attempts > 1), "the dead one held a run");
        let by = |who: &str| diary.all().iter().any(|(by, _, _)| by == who);
        assert!(by("the late") || by("the latest"), "others went on");
    }
}
