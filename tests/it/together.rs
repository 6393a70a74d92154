//! Two imports at once: one waits for the other, and nobody is stored twice.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::harness::{Office, on_both};
use crate::province::si;

const ROWS: usize = 9_000;

/// A source's list of people whom nobody knows yet.
fn list() -> String {
    let row = |at: usize| format!("{};tax;V-{at};voluntary_si;Hà A;04282\n", si(200_000 + at));
    let rows: String = (1..=ROWS).map(row).collect();
    format!("si_number;source;source_ref;product;name;area_code\n{rows}")
}

/// Starts an import of prospects.
fn import(office: &Office, file: &str, input: Stdio) -> Child {
    Command::new(env!("CARGO_BIN_EXE_vandong"))
        .current_dir(office.database.folder())
        .env_clear()
        .args(["import", "prospects", file, "--strict", "--json", "--today", "2023-06-02"])
        .args(["--database", &office.database.url])
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// How many of a finished import's people were new.
fn inserted(import: Child) -> u64 {
    let output = import.wait_with_output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    assert_eq!(told["rows"]["read"], ROWS, "{told}");
    told["rows"]["inserted"].as_u64().unwrap()
}

/// Comes back when somebody waits for a lock on the server.
fn wait_for_a_waiter(office: &mut Office) {
    let query = "SELECT 'waits' AS line FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
                 WHERE NOT l.granted AND a.datname = current_database()";
    for _ in 0..3_000 {
        if !office.texts(query).is_empty() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the second import waits for nobody");
}

#[test]
fn two_imports_of_the_same_new_people_store_each_of_them_once() {
    on_both(|office| {
        office.take_lists();
        std::fs::write(office.database.folder().join("list.csv"), list()).unwrap();
        // The first has read the whole list and not yet heard that it ends: what it has stored is
        // not committed.
        let mut first = import(office, "/dev/stdin", Stdio::piped());
        let mut pipe = first.stdin.take().unwrap();
        pipe.write_all(list().as_bytes()).unwrap();
        let second = import(office, "list.csv", Stdio::null());
        // SQLite does not let the second begin before the first has ended, and tells nobody.
        if office.store.is_postgres() {
            wait_for_a_waiter(office);
        }
        drop(pipe);
        assert_eq!((inserted(first), inserted(second)), (ROWS as u64, 0));
        let people = "SELECT CAST(count(*) AS TEXT) AS line FROM persons WHERE name = 'Hà A'";
        assert_eq!(office.texts(people), [ROWS.to_string()]);
        let orphans = "SELECT CAST(c.id AS TEXT) AS line FROM prospects c LEFT JOIN persons p ON \
                       p.province_id = c.province_id AND p.id = c.person_id WHERE p.id IS NULL";
        assert_eq!(office.texts(orphans).len(), 0, "cases of nobody");
        let cases =
            "SELECT CAST(count(*) AS TEXT) AS line FROM prospects WHERE source_ref LIKE 'V-%'";
        assert_eq!(office.texts(cases), [ROWS.to_string()]);
    });
}
