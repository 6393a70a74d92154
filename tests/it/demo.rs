//! The whole main job through the real binary, on a demo province.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;
use vandong::app::due_list::due_list;
use vandong::app::lists::due_left;
use vandong::domain::due::DueState;
use vandong::store::people::{PersonKeys, find_people};

use crate::harness::{Database, Office, databases, newest, week};

/// Runs the demo; what it prints.
fn demo(dir: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_vandong"))
        .current_dir(dir)
        .env_clear()
        .args(["demo", "--scale", "small", "--dir", "demo"])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(output.stderr));
    text(output.stdout)
}

/// The document of a run, without what depends on the clock and the folder.
fn document(dir: &Path, database: &str) -> Value {
    let mut document: Value =
        serde_json::from_str(&demo(dir, &["--json", "--database", database])).unwrap();
    strip(&mut document);
    document
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for key in ["seconds", "dir", "folder", "coordinator"] {
                map.remove(key);
            }
            map.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

#[test]
fn the_demo_ends_with_a_page_a_proof_and_lists() {
    for database in databases() {
        let folder = TempDir::new().unwrap();
        let told = demo(folder.path(), &["--quiet", "--database", &database.url]);
        // Quietly, a line a week and where the page is.
        let lines: Vec<&str> = told.lines().collect();
        assert!(lines.len() == 3 && lines[0].starts_with("2023-W23: "), "{told}");
        assert!(lines[1].ends_with("khoảng cách tới cận trên 0"), "{told}");
        let page = std::fs::read_to_string(folder.path().join(lines[2])).unwrap();
        for line in ["Chứng minh: ", "phương án nào tốt hơn", "TUẦN 2023-W23", "TUẦN 2023-W24"]
        {
            assert!(page.contains(line), "{}: {line}: {page}", database.name());
        }
        let dir = folder.path().join("demo");
        let (first, second) = page.split_once("TUẦN 2023-W24").unwrap();
        let rest = "trường hợp đến hạn vừa được liên hệ, tuần này chưa liên hệ lại";
        assert!(second.contains(rest) && !first.contains(rest), "{page}");
        assert!(first.contains("Đơn vị đếm: hộ") && first.contains(" giây."), "{page}");
        refused_on_a_database_with_lists(folder.path(), &database.url);
        let weeks = std::fs::read_dir(dir.join("danh-sach-goi")).unwrap();
        let mut weeks: Vec<PathBuf> = weeks.map(|week| week.unwrap().path()).collect();
        weeks.sort();
        assert_eq!(weeks.len(), 2, "{weeks:?}");
        for (lists, week) in weeks.iter().zip(["2023-W23", "2023-W24"]) {
            assert!(lists.file_name().unwrap().to_string_lossy().starts_with(week), "{lists:?}");
            assert!(std::fs::read_dir(lists).unwrap().count() > 50, "{lists:?}");
            assert!(lists.join("can-bo-dieu-phoi.csv").is_file(), "{lists:?}");
        }
        every_due_household_is_on_one_list(database);
    }
}

/// A second demo would mix its people with those that are there.
fn refused_on_a_database_with_lists(folder: &Path, url: &str) {
    let again = Command::new(env!("CARGO_BIN_EXE_vandong"))
        .current_dir(folder)
        .env_clear()
        .args(["demo", "--scale", "small", "--dir", "other", "--database", url])
        .output()
        .unwrap();
    let told = String::from_utf8(again.stderr).unwrap();
    assert_eq!(again.status.code(), Some(2), "{told}");
    assert!(told.contains("lỗi: ") && told.contains("đã có dữ liệu"), "{told}");
    assert!(!folder.join("other").exists());
}

/// Touches and the coordinator's list share out the due households of the due list.
fn every_due_household_is_on_one_list(database: Database) {
    let mut office = Office::on(database);
    // As it was planned: before the first week brought payments.
    let touched = office.texts(
        "SELECT t.contact AS line FROM touches t JOIN plan_versions v ON v.id = t.version_id JOIN \
         plans p ON p.id = v.plan_id WHERE p.week = '2023-W24'",
    );
    let touched: BTreeSet<String> = touched.into_iter().collect();
    let next = week().next();
    let left = due_left(&mut office.context(), &newest(next)).unwrap();
    for one in &left {
        assert_eq!(one.touch.is_empty(), !touched.contains(&one.contact), "{one:?}");
        assert!(!one.reason_vi.is_empty() && !one.todo_vi.is_empty(), "{one:?}");
    }
    let left: BTreeSet<String> = left.into_iter().map(|one| one.contact).collect();
    assert!(touched.len() > 1_000 && !left.is_empty());
    let (mut si, mut citizen) = (Vec::new(), Vec::new());
    for ahead in 0..5 {
        let on = next.monday() + chrono::Days::new(ahead);
        for case in due_list(&mut office.context(), "", on).unwrap() {
            if matches!(case.ladder.state(on), DueState::Due | DueState::Overdue) {
                si.extend(case.si_number.clone());
                if case.si_number.is_none() {
                    citizen.extend(case.citizen_id);
                }
            }
        }
    }
    let keys = PersonKeys {
        si_numbers: si.iter().map(String::as_str).collect(),
        citizen_ids: citizen.iter().map(String::as_str).collect(),
        source_keys: Vec::new(),
    };
    let province: i64 = office
        .texts("SELECT CAST(id AS TEXT) AS line FROM areas WHERE kind = 'province'")[0]
        .parse()
        .unwrap();
    let people = office.store.read(|conn| find_people(conn, province, &keys)).unwrap();
    let name = |one: vandong::store::people::PersonRow| {
        one.household_code.unwrap_or_else(|| format!("#{}", one.id))
    };
    let due: BTreeSet<String> = people.into_iter().map(name).collect();
    assert!(due.len() > 500, "{}", due.len());
    let both: BTreeSet<String> = left.union(&touched).cloned().collect();
    let silent: Vec<&String> = due.difference(&both).collect();
    assert!(silent.is_empty(), "{} silent: {silent:?}", silent.len());
    assert!(left.is_subset(&due), "not due: {:?}", left.difference(&due));
}

#[test]
fn the_demo_is_the_same_again_and_the_same_on_both_databases() {
    let folder = TempDir::new().unwrap();
    let own = Database::sqlite();
    let first = document(folder.path(), &own.url);
    let week = &first["weeks"][0];
    assert!(week["summary"]["planned"].as_u64().unwrap() > 1_000, "{week}");
    assert_eq!(week["proof"]["objective"], week["proof"]["bound"]);
    assert_eq!(first["weeks"].as_array().unwrap().len(), 2);
    for database in databases() {
        let folder = TempDir::new().unwrap();
        let again = document(folder.path(), &database.url);
        for (at, name) in [(0, "the first week"), (1, "the second week")] {
            for part in ["week", "summary", "proof", "checks", "lists", "diff", "results"] {
                let (then, now) = (&first["weeks"][at][part], &again["weeks"][at][part]);
                assert!(then == now, "{}, {name}, {part}: {then} {now}", database.name());
            }
        }
        assert_eq!(first["imports"], again["imports"], "{}", database.name());
    }
}
