//! Two commands at once: whoever must wait waits, nobody else does, and nothing is stored twice.

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use vandong::app::plan::{SupposedScenarios, prepare};
use vandong::exchange::columns::Thing;
use vandong::store::imports::{imports_after, record_import};
use vandong::store::{Store, StoreError};

use crate::harness::{Office, databases, day, on_both, told, version, week};
use crate::kills::fed::{WRITING, feed};
use crate::province::si;
use crate::running::Running;

const ROWS: usize = 9_000;

/// A source's list of people whom nobody knows yet.
fn list() -> String {
    let row = |at: usize| format!("{};tax;V-{at};voluntary_si;Hà A;04282\n", si(200_000 + at));
    let rows: String = (1..=ROWS).map(row).collect();
    format!("si_number;source;source_ref;product;name;area_code\n{rows}")
}

/// Starts an import of prospects.
fn import(office: &Office, file: &str, input: Stdio) -> Running {
    office.start(&["import", "prospects", file, "--strict"], input)
}

/// How many of a finished import's people were new.
fn inserted(import: Running) -> u64 {
    let told = told(import);
    assert_eq!(told["rows"]["read"], ROWS, "{told}");
    told["rows"]["inserted"].as_u64().unwrap()
}

/// Comes back when somebody waits for a lock on the server.
pub(crate) fn wait_for_a_waiter(office: &mut Office) {
    let query = "SELECT 'waits' AS line FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
                 WHERE NOT l.granted AND a.datname = current_database()";
    wait_for(office, query, "nobody waits");
}

/// Comes back when somebody else on the server has written something that is not committed: whoever begins now
/// comes after them. On SQLite whoever reads a list has begun to write.
fn wait_for_a_writer(office: &mut Office) {
    let query = "SELECT 'writes' AS line FROM pg_stat_activity WHERE datname = current_database() AND \
                 pid <> pg_backend_pid() AND backend_xid IS NOT NULL";
    if office.store.is_postgres() {
        wait_for(office, query, "nobody writes");
    }
}

fn wait_for(office: &mut Office, query: &str, wrong: &str) {
    let begun = Instant::now();
    while office.texts(query).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(120), "{wrong}");
        std::thread::sleep(Duration::from_millis(10));
    }
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
        wait_for_a_writer(office);
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

#[test]
fn a_list_of_people_and_outcomes_of_the_same_people_keep_what_the_other_wrote() {
    on_both(|office| {
        office.take_lists();
        // Nobody is new: the list takes no keys, and what it changed first is not committed.
        let row = format!("{};Lò Thị Mai;04282;Nhà mới\n", si(1));
        let people = format!("si_number;name;area_code;address\n{}", row.repeat(ROWS));
        let mut first = office.start(&["import", "people", "/dev/stdin"], Stdio::piped());
        let mut pipe = first.stdin.take().unwrap();
        pipe.write_all(people.as_bytes()).unwrap();
        wait_for_a_writer(office);
        let died = format!(
            "si_number;product;at;outcome\n{};household_hi;2023-06-01 09:00;deceased\n",
            si(1)
        );
        let file = office.file("csv", died.as_bytes());
        let line = ["import", "outcomes", file.to_str().unwrap(), "--strict"];
        let second = office.start(&line, Stdio::null());
        if office.store.is_postgres() {
            wait_for_a_waiter(office);
        }
        drop(pipe);
        assert_eq!(told(first)["rows"]["updated"], 1);
        assert_eq!(told(second)["rows"]["inserted"], 1);
        let person = format!(
            "SELECT address || ' ' || closed AS line FROM persons WHERE si_number = '{}'",
            si(1)
        );
        assert_eq!(office.texts(&person), ["Nhà mới deceased"]);
    });
}

#[test]
fn two_imports_of_what_no_province_owns_keep_what_the_other_wrote() {
    // Kind, columns of both lists, and what is on record of the one row when both are through.
    let lists = [
        (
            "do-not-call",
            ["phone;calls;messages\n0912999999;yes;no\n", "phone;messages\n0912999999;yes\n"],
            "SELECT CAST(count(*) AS TEXT) AS line FROM do_not_call WHERE phone = '84912999999' AND \
             calls AND messages",
        ),
        (
            "holidays",
            [
                "date;name;name_en\n2023-12-25;Nghỉ;Christmas\n",
                "date;name;working\n2023-12-25;Nghỉ;yes\n",
            ],
            "SELECT CAST(count(*) AS TEXT) AS line FROM holidays WHERE name_en = 'Christmas' AND working",
        ),
        (
            "offices",
            [
                "code;name;area_codes;director\n01599;BHXH;15;Hà A\n",
                "code;name;area_codes;email\n01599;BHXH;15;a@bhxh.example\n",
            ],
            "SELECT CAST(count(*) AS TEXT) AS line FROM offices WHERE director = 'Hà A' AND \
             email = 'a@bhxh.example'",
        ),
        (
            "areas",
            [
                "code;valid_from;kind;name;parent_code;population\n\
                 04299;2004-01-01;commune;Xã mới;15;5000\n",
                "code;valid_from;kind;name;parent_code;name_en\n\
                 04299;2004-01-01;commune;Xã mới;15;New\n",
            ],
            "SELECT CAST(count(*) AS TEXT) AS line FROM areas WHERE code = '04299' AND \
             population = 5000 AND name_en = 'New'",
        ),
    ];
    on_both(|office| {
        office.take_lists();
        for (thing, [one, other], both) in &lists {
            let (header, row) = one.split_once('\n').unwrap();
            let mut first =
                office.start(&["import", thing, "/dev/stdin", "--strict"], Stdio::piped());
            let mut pipe = first.stdin.take().unwrap();
            // So long that its first rows are stored, and not committed, when the other one begins.
            pipe.write_all(format!("{header}\n{}", row.repeat(ROWS)).as_bytes()).unwrap();
            wait_for_a_writer(office);
            let file = office.file("csv", other.as_bytes());
            let line = ["import", thing, file.to_str().unwrap(), "--strict"];
            let second = office.start(&line, Stdio::null());
            if office.store.is_postgres() {
                wait_for_a_waiter(office);
            }
            drop(pipe);
            assert_eq!(told(first)["rows"]["inserted"], 1, "{thing}");
            assert_eq!(told(second)["rows"]["updated"], 1, "{thing}");
            assert_eq!(office.texts(both), ["1"], "{thing}");
        }
    });
}

#[test]
fn provinces_do_not_wait_for_each_other_on_a_server() {
    on_both(|office| {
        office.take_lists();
        let areas = "code;valid_from;kind;name;parent_code\n\
                     16;2004-01-01;province;Tỉnh bên;\n00001;2004-01-01;commune;Xã bên;16\n";
        office.import(Thing::Areas, areas);
        if !office.store.is_postgres() {
            return;
        }
        // The list of the first province has been read and is not committed.
        let line = ["import", "prospects", "/dev/stdin", "--strict", "--province", "15"];
        let mut first = office.start(&line, Stdio::piped());
        let mut pipe = first.stdin.take().unwrap();
        pipe.write_all(list().as_bytes()).unwrap();
        wait_for_a_writer(office);
        let file = office.file("csv", list().replace(";04282", ";00001").as_bytes());
        let line = ["import", "prospects", file.to_str().unwrap(), "--strict", "--province", "16"];
        assert_eq!(inserted(office.start(&line, Stdio::null())), ROWS as u64);
        drop(pipe);
        assert_eq!(inserted(first), ROWS as u64);
    });
}

#[test]
fn plans_that_are_made_at_once_become_versions_one_after_the_other() {
    on_both(|office| {
        office.take_lists();
        let line = ["plan", "make", "--week", "2023-W23"];
        let made: Vec<Running> = (0..4).map(|_| office.start(&line, Stdio::null())).collect();
        let mut numbers: Vec<i64> =
            made.into_iter().map(|one| told(one)["version"].as_i64().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2, 3, 4]);
        for number in 1..=4 {
            assert!(office.wrong(&version(week(), number)).is_empty());
        }
    });
}

#[test]
fn lists_come_in_while_a_week_is_being_planned() {
    on_both(|office| {
        office.take_lists();
        // Somebody writes when the week is read and solved: neither waits for the other.
        let (import, pipe) = feed(office, WRITING);
        let prepared =
            prepare(&mut office.context(), "", "", week(), &SupposedScenarios::default()).unwrap();
        drop(pipe);
        assert_eq!(told(import)["rows"]["inserted"], WRITING);
        // And somebody else before the plan is stored; nothing of this list was new.
        let holiday = "date;name;name_en;working\n2023-09-02;Quốc khánh;National Day;no\n";
        assert_eq!(office.import(Thing::Holidays, holiday).tally.unchanged, 1);
        let made = prepared.store(&mut office.context()).unwrap();
        let newer: Vec<&str> = made.newer.iter().map(|one| one.thing.as_str()).collect();
        assert_eq!((made.version.number, newer), (1, vec!["people"]));
        assert!(office.wrong(&version(week(), 1)).is_empty());
        // Who plans again has them all.
        office.is_on(day("2023-06-03"));
        assert!(office.make(week()).newer.is_empty());
    });
}

#[test]
fn whoever_reads_sees_one_moment() {
    on_both(|office| {
        office.take_lists();
        let mut other = Store::open(&office.database.url.parse().unwrap()).unwrap();
        let seen = office.store.read(|conn| {
            let before = imports_after(conn, 0, 0)?;
            let last = before.last().unwrap().clone();
            other.write(|conn| record_import(conn, last))?;
            let after = imports_after(conn, 0, 0)?;
            Ok::<_, StoreError>((before, after))
        });
        let (before, after) = seen.unwrap();
        assert_eq!(before, after);
        let later = office.store.read(|conn| imports_after(conn, 0, 0)).unwrap();
        assert_eq!(later.len(), before.len() + 1);
    });
}

#[test]
fn a_fresh_database_is_opened_by_many_at_once() {
    for database in databases() {
        println!("on {}", database.name());
        let address = database.url.parse().unwrap();
        std::thread::scope(|scope| {
            let open = || Store::open(&address).map(drop);
            let opened: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
            for one in opened {
                one.join().unwrap().unwrap();
            }
        });
        let mut office = Office::on(database);
        office.take_lists();
        let people = office.everything().remove("persons").unwrap();
        assert!(!people.is_empty());
    }
}
