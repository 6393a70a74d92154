//! A backup while somebody writes: what it holds is one moment.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;

use chrono::{NaiveDateTime, TimeDelta};
use vandong::app::backup::{BackupError, backup};
use vandong::domain::run_state::RunState;
use vandong::store::Store;
use vandong::store::runs::{RunRow, add_runs};

use crate::harness::{Office, databases};
use crate::raw::Raw;

/// One half of what is always written together.
fn half(task: &str, number: i64) -> RunRow {
    let slot = "2023-06-02T00:00:00".parse::<NaiveDateTime>().unwrap() + TimeDelta::seconds(number);
    RunRow {
        province: String::new(),
        task: task.to_owned(),
        slot,
        state: RunState::Done.code().to_owned(),
        attempts: 1,
        process: "a process".repeat(20),
        started_at: slot,
        lease_until: slot,
        ended_at: None,
        report: None,
    }
}

/// How many of each half stand in a database.
fn halves(raw: &mut Raw) -> (i64, i64) {
    let query = "SELECT CAST(count(*) AS TEXT) AS line FROM job_runs WHERE task =";
    let mut count = |task| raw.texts(&format!("{query} '{task}'"))[0].parse().unwrap();
    (count("left"), count("right"))
}

/// Brings a backup into a fresh database, as docs/operations.md says, and counts.
fn restored(office: &Office, file: &Path) -> (i64, i64) {
    let fresh = office.another();
    if fresh.store.is_postgres() {
        let mut restore = Command::new("pg_restore");
        restore.args(["--clean", "--if-exists", "--no-owner"]);
        let url = format!("--dbname={}", fresh.database.url);
        assert!(restore.arg(url).arg(file).status().unwrap().success());
        return halves(&mut Raw::open(&fresh.database.url));
    }
    let place = fresh.database.folder().join("restored.db");
    std::fs::copy(file, &place).unwrap();
    let url = format!("sqlite:{}", place.display());
    Store::open(&url.parse().unwrap()).unwrap();
    halves(&mut Raw::open(&url))
}

#[test]
fn a_backup_made_while_somebody_writes_is_one_moment() {
    for database in databases() {
        println!("on {}", database.name());
        let mut office = Office::on(database);
        office.take_lists();
        let url = office.database.url.parse().unwrap();
        let (stop, written) = (AtomicBool::new(false), AtomicI64::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut store = Store::open(&url).unwrap();
                while !stop.load(Ordering::Relaxed) {
                    let number = written.load(Ordering::Acquire);
                    let rows = [half("left", number), half("right", number)];
                    store.write(|conn| add_runs(conn, &rows)).unwrap();
                    written.fetch_add(1, Ordering::Release);
                }
            });
            for copy in 0..3 {
                while written.load(Ordering::Acquire) < 50 * (copy + 1) {
                    thread::yield_now();
                }
                let before = written.load(Ordering::Acquire);
                let file = office.database.folder().join(format!("copy-{copy}.backup"));
                match backup(&url, &file) {
                    Err(BackupError::NoPgDump { command }) => {
                        assert!(command.starts_with("pg_dump --format=custom"), "{command}");
                        continue;
                    }
                    other => assert!(other.unwrap().bytes > 10_000),
                }
                let after = written.load(Ordering::Acquire) + 1;
                let (left, right) = restored(&office, &file);
                assert_eq!(left, right);
                assert!(before <= left && left <= after, "{before} {left} {after}");
                let again = backup(&url, &file);
                assert!(matches!(again, Err(BackupError::Exists { .. })), "{again:?}");
            }
            stop.store(true, Ordering::Relaxed);
        });
        let left = std::fs::read_dir(office.database.folder()).unwrap();
        let parts = left.filter(|file| {
            file.as_ref().unwrap().path().extension().is_some_and(|end| end == "part")
        });
        assert_eq!(parts.count(), 0);
    }
}
