//! The whole main job through the real binary, on a demo province.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;
use vandong::app::due_list::due_list;
use vandong::app::lists::due_left;
use vandong::domain::due::DueState;
use vandong::store::people::{PersonKeys, find_people};

use crate::browser::{get, links, well_formed};
use crate::harness::{Database, Office, databases, newest, week};
use crate::running::Running;

/// What is the same of a week whenever it is played.
const PARTS: [&str; 16] = [
    "week",
    "summary",
    "proof",
    "checks",
    "lists",
    "diff",
    "submitted",
    "approved",
    "published",
    "sent",
    "reconciled",
    "results",
    "closed",
    "targets",
    "quotas",
    "learned",
];

/// Runs the demo; what it prints. It is not asked to keep pages open, and its output is no terminal: it
/// has to end by itself.
fn demo(dir: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_vandong"))
        .current_dir(dir)
        .env_clear()
        .args(["demo", "--scale", "small", "--dir", "demo"])
        .args(arguments)
        .timeout(Duration::from_secs(1_800))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(output.stderr));
    text(output.stdout)
}

/// Every command that the page names to go on with does what it says; `serve` would not end, and nobody
/// has the code of a household.
fn follows(folder: &Path, page: &str) {
    let commands: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("  vandong ")).collect();
    assert!(commands.len() > 4, "{page}");
    let ends = |command: &&&str| !command.contains(" serve") && !command.contains("MÃ_HỘ");
    for command in commands.iter().filter(ends) {
        let output = Command::new(env!("CARGO_BIN_EXE_vandong"))
            .current_dir(folder)
            .env_clear()
            .args(command.split(' '))
            .timeout(Duration::from_secs(600))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "vandong {command}: {said}");
    }
}

/// The document of a run, without what depends on the clock and the folder.
fn document(dir: &Path, database: &str) -> Value {
    let mut document: Value =
        serde_json::from_str(&demo(dir, &["--json", "--no-serve", "--database", database]))
            .unwrap();
    strip(&mut document);
    document
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for key in ["seconds", "dir", "folder", "coordinator", "letters"] {
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
        follows(folder.path(), &page);
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
        told_of_its_weeks(first, second);
        letters_are_as_many_as_told(&page, &dir);
        every_due_household_is_on_one_list(database);
    }
}

/// Who decided, what was sent, what the first week reached.
fn told_of_its_weeks(first: &str, second: &str) {
    for week in [first, second] {
        assert!(week.contains("Lò Thị Hiền, cán bộ điều phối, trình kế hoạch lúc"), "{week}");
        assert!(week.contains("Hà Thị Minh Châu, Trưởng ban chỉ đạo, duyệt lúc"), "{week}");
        assert!(week.contains("không trường hợp đến hạn nào bị bỏ sót"), "{week}");
    }
    assert!(first.contains("Đối soát ngày 09/06/2023: khớp, "), "{first}");
    assert!(first.contains("Tham gia mới BHYT hộ gia đình"), "{first}");
    assert!(first.contains("Sự kiện: xếp ") && first.contains("Đã tổ chức "), "{first}");
    assert!(first.contains("theo giả định, chưa có kết quả để học;\n"), "{first}");
    assert!(second.contains("học từ ") && second.contains("hộ tiềm năng"), "{second}");
    assert!(first.contains("Kết thúc tuần: thực hiện "), "{first}");
    assert!(first.contains("trong số tiền trên, thu được "), "{first}");
    assert!(second.contains("Đối soát ngày 12/06/2023: khớp, "), "{second}");
    assert!(!second.contains("Kết thúc tuần"), "the last week is under way: {second}");
    assert!(second.contains("đã kiểm chứng là nguyên vẹn"), "{second}");
}

/// Every letter is a file, and no other file is among them.
fn letters_are_as_many_as_told(page: &str, dir: &Path) {
    let number = |text: &str| -> usize {
        text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
    };
    let told = number(page.split_once("Thư: ").unwrap().1.split_once(" tệp .eml").unwrap().0);
    let files: Vec<PathBuf> =
        std::fs::read_dir(dir.join("thu")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), told);
    let (mut books, mut readers) = (0, BTreeSet::new());
    for file in &files {
        let letter = std::fs::read_to_string(file).unwrap();
        let to = letter.lines().find_map(|line| line.strip_prefix("To: ")).unwrap();
        assert!(to.trim().trim_end_matches('>').ends_with(".example"), "{to}");
        readers.insert(to.trim().trim_matches(['<', '>']).to_owned());
        // Lists of guests are workbooks, too.
        books += usize::from(letter.contains(".xlsx") && !letter.contains("\"moi-"));
    }
    let lists = |text: &str| number(text.rsplit_once("đã gửi ").unwrap().1);
    let sent = page.split(" danh sách gọi cho nhân viên thu").map(lists);
    let weeks = page.matches(" danh sách gọi cho nhân viên thu").count();
    assert_eq!((weeks, books), (2, sent.take(weeks).sum()));
    // The committee reads too.
    assert!(readers.iter().any(|to| to.contains("chau.ha@banchidao.example")), "{readers:?}");
}

#[test]
fn the_demo_opens_pages_on_its_own_day_until_it_is_told_to_end() {
    let folder = TempDir::new().unwrap();
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_vandong"));
    program
        .current_dir(folder.path())
        .env_clear()
        // A mail server of the house is none of the demo's.
        .env("VANDONG__MAIL__SMTP", "smtp://127.0.0.1:1")
        .args(["demo", "--scale", "small", "--dir", "demo", "--quiet", "--serve"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = Running::start(&mut program);
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut found: Vec<String> = Vec::new();
    // The last of the links.
    while !found.last().is_some_and(|link| link.ends_with("/notices")) {
        let line = out.next().unwrap().unwrap();
        found.extend(
            line.split_whitespace().find(|word| word.starts_with("http://")).map(str::to_owned),
        );
    }
    let at = found[0].trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
    let path = |link: &String| link.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap();
    for link in &found {
        let page = path(link).split('#').next().unwrap().to_owned();
        let answer = get(at, &page);
        assert_eq!(answer.status, 200, "{link}");
        if let Some((_, id)) = link.split_once('#') {
            assert!(answer.text().contains(&format!("id=\"{id}\"")), "{link}");
        }
        if !page.starts_with("/api") {
            well_formed(answer.text()).unwrap();
        }
    }
    let home = get(at, "/");
    assert!(home.text().contains("Hôm nay: Thứ Hai, 12/06/2023"), "{}", home.text());
    let first = get(at, "/plans/2023-W23/01500");
    for step in ["Lò Thị Hiền", "Hà Thị Minh Châu", "02/06/2023"] {
        assert!(first.text().contains(step), "{step}: {}", first.text());
    }
    assert!(!links(home.text()).is_empty());
    // Nobody takes the folder away from under the pages.
    let again = Command::new(env!("CARGO_BIN_EXE_vandong"))
        .current_dir(folder.path())
        .env_clear()
        .args(["demo", "--scale", "small", "--dir", "demo", "--no-serve"])
        .output()
        .unwrap();
    assert_eq!(again.status.code(), Some(75));
    child.signal("-INT");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(std::fs::read_dir(folder.path().join("demo/thu")).unwrap().count() > 300);
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
    let nothing = |part: &&&str| first["weeks"][0][**part].is_null();
    assert_eq!(PARTS.iter().filter(nothing).collect::<Vec<_>>(), [&"diff"]);
    assert_eq!(first["weeks"][0]["closed"]["results"]["planned"], week["summary"]["planned"]);
    for database in databases() {
        let folder = TempDir::new().unwrap();
        let again = document(folder.path(), &database.url);
        for (at, name) in [(0, "the first week"), (1, "the second week")] {
            for part in PARTS {
                let (then, now) = (&first["weeks"][at][part], &again["weeks"][at][part]);
                assert!(then == now, "{}, {name}, {part}: {then} {now}", database.name());
            }
        }
        for part in ["imports", "outbox", "log"] {
            assert_eq!(first[part], again[part], "{}, {part}", database.name());
        }
    }
}
