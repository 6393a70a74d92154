//! The real binary: what it prints, where, and how it ends.

use std::fs;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// What a run came to.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// Runs `vandong` in a folder, without whatever the environment says about it.
pub(crate) fn vandong(folder: &TempDir, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_vandong"))
        .current_dir(folder.path())
        .env_clear()
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    Run { code, out: text(output.stdout), err: text(output.stderr) }
}

pub(crate) fn empty() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A folder with the default database, in which one province and one commune stand.
pub(crate) fn with_areas() -> TempDir {
    let folder = empty();
    let areas = "Mã;Từ ngày;Loại;Tên;Mã cấp trên\n\
                 15;01/01/2020;province;Yên Bái;\n\
                 04252;01/01/2020;commune;Yên Thịnh;15\n";
    fs::write(folder.path().join("areas.csv"), areas).unwrap();
    let run = vandong(&folder, &["import", "areas", "areas.csv", "--strict", "--quiet"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    folder
}

pub(crate) const PEOPLE: &str = "Mã số BHXH;Họ tên;Mã xã;Ghi chú\n\
                      1512345678;Hoàng Thị Mai;04252;a\n\
                      1512345679;Lò Văn Pành;99999;b\n";

#[test]
fn help_names_the_commands_in_vietnamese_and_english() {
    let run = vandong(&empty(), &["--help"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for word in ["import", "config", "--database", "Nhập danh sách", "Imports a list"] {
        assert!(run.out.contains(word), "{word}: {}", run.out);
    }
    let version = vandong(&empty(), &["--version"]);
    assert_eq!(version.out.trim(), concat!("vandong ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    for line in [&["fly"][..], &["import", "cats", "a.csv"], &["import", "people"], &[]] {
        let run = vandong(&empty(), line);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{line:?}: {}", run.err);
    }
    let run = vandong(&empty(), &["fly", "--json"]);
    assert_eq!((run.code, run.json()["error"]["code"].as_str()), (2, Some("usage")));
    assert!(run.json()["error"]["message_vi"].as_str().unwrap().contains("“fly”"), "{}", run.out);
    let run = vandong(&empty(), &["plan", "show", "--week", "23"]);
    assert!(run.err.contains("lỗi: --week <WEEK> không nhận giá trị “23”"), "{}", run.err);
}

#[test]
fn config_check_works_in_an_empty_folder_and_leaves_it_empty() {
    let folder = empty();
    let run = vandong(&folder, &["config", "check"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let printed: toml::Table = run.out.parse().unwrap();
    assert!(printed.contains_key("database") && run.out.contains("sha256"), "{}", run.out);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let document = vandong(&folder, &["config", "check", "--json"]).json();
    assert_eq!(document["database"]["state"], "not_yet");
}

#[test]
fn passwords_are_not_printed_and_a_server_that_is_not_there_may_come_back() {
    let (plain, unescaped) = ("postgres://a:hunter2@127.0.0.1:1/d", "postgres://a:hun@ter2@h:1/d");
    for (verb, url, code) in [("show", plain, 0), ("check", plain, 75), ("check", unescaped, 1)] {
        let run = vandong(&empty(), &["config", verb, "--database", url]);
        assert_eq!(run.code, code, "{}", run.err);
        assert!(run.out.contains("postgres://a:***@"), "{}", run.out);
        assert!(!format!("{}{}", run.out, run.err).contains("ter2"), "{}{}", run.out, run.err);
    }
}

#[test]
fn a_database_that_is_no_address_and_a_folder_for_a_list_are_told_in_vietnamese() {
    for address in ["mysql://x", ""] {
        let run = vandong(&empty(), &["config", "check", "--database", address]);
        assert_eq!(run.code, 4, "{}", run.err);
        assert!(run.err.contains("lỗi: --database không phải địa chỉ"), "{}", run.err);
    }
    let folder = with_areas();
    let run = vandong(&folder, &["import", "people", "."]);
    assert_eq!(run.code, 4, "{}", run.err);
    assert!(run.err.contains("đây là thư mục"), "{}", run.err);
}

#[test]
fn no_way_to_write_a_password_brings_it_into_an_error_or_a_log() {
    let forms = [
        ("postgres://a:hunter2@127.0.0.1:1/d", 75),
        ("postgres://127.0.0.1:1/d?user=a&password=hunter2", 75),
        ("postgres://127.0.0.1:1/d?password=x&hunter2", 1),
        ("host=127.0.0.1 port=1 user=a password=hunter2", 4),
    ];
    let lines = [&["plan", "show", "--log-level", "debug"][..], &["demo", "--json"]];
    for (url, code) in forms {
        for line in lines {
            let folder = empty();
            let run = vandong(&folder, &[line, &["--database", url]].concat());
            assert_eq!(run.code, code, "{url}: {}{}", run.out, run.err);
            assert!(!format!("{}{}", run.out, run.err).contains("hunter2"), "{}", run.err);
            let named = |name: String| name.contains("hunter2");
            let made = fs::read_dir(folder.path()).unwrap().flatten();
            assert!(!made.map(|one| one.file_name().into_string().unwrap()).any(named));
        }
    }
}

#[test]
fn a_wrong_configuration_ends_with_4_and_a_missing_one_with_3() {
    let folder = empty();
    fs::write(folder.path().join("own.toml"), "[database]\nulr = \"a.db\"\n").unwrap();
    let run = vandong(&folder, &["--config", "own.toml", "config", "show"]);
    assert_eq!((run.code, run.out.as_str()), (4, ""));
    assert!(run.err.starts_with("error: own.toml: unknown key `database.ulr`"), "{}", run.err);
    assert_eq!(vandong(&folder, &["--config", "no.toml", "config", "show"]).code, 3);
}

#[test]
fn the_columns_of_a_list_can_be_asked_for() {
    let run = vandong(&empty(), &["import", "people", "--columns"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("si_number") && run.out.contains("Mã số BHXH"), "{}", run.out);
    let run = vandong(&empty(), &["import", "people", "--columns", "--json"]);
    assert_eq!(run.json()["columns"][0]["name"], "si_number");
    let run = vandong(&empty(), &["import", "consents", "--columns"]);
    assert!(run.out.contains("advocacy") && run.out.contains("Vận động"), "{}", run.out);
}

#[test]
fn without_areas_or_file_an_import_ends_with_3() {
    let run = vandong(&empty(), &["import", "people", "people.csv"]);
    assert_eq!((run.code, run.out.as_str()), (3, ""), "{}", run.err);
    let run = vandong(&with_areas(), &["import", "people", "people.csv", "--json"]);
    assert_eq!((run.code, run.json()["error"]["code"].as_str()), (3, Some("file_not_found")));
}

#[test]
fn a_header_without_the_needed_columns_ends_with_4_in_both_languages() {
    let folder = with_areas();
    fs::write(folder.path().join("people.csv"), "a;b\n1;2\n").unwrap();
    let run = vandong(&folder, &["import", "people", "people.csv"]);
    assert_eq!((run.code, run.out.as_str()), (4, ""));
    assert!(run.err.contains("error: people.csv, row 1: missing column"), "{}", run.err);
    assert!(run.err.contains("lỗi: people.csv, dòng 1: Thiếu cột"), "{}", run.err);
}

#[test]
fn good_rows_are_taken_and_bad_ones_come_back_with_reasons() {
    let folder = with_areas();
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    let run = vandong(&folder, &["import", "people", "people.csv", "--json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    let report = run.json();
    assert_eq!((&report["rows"]["inserted"], &report["rows"]["rejected"]), (&1.into(), &1.into()));
    assert_eq!(report["unknown_columns"][0], "Ghi chú");
    let rejects = folder.path().join(report["reject_file"].as_str().unwrap());
    assert!(fs::read_to_string(&rejects).unwrap().contains("99999"));

    let run = vandong(&folder, &["import", "people", "people.csv", "--strict"]);
    assert_eq!(run.code, 4, "{}", run.err);
    assert!(run.out.contains("vandong import people "), "{}", run.out);
    assert!(run.out.contains("không đổi / unchanged  1"), "{}", run.out);
    let second = folder.path().join("vandong-data/rejects/people.rejected-2.csv");
    assert!(second.exists() && rejects.exists());
}

#[test]
fn a_sheet_that_is_left_out_is_told_of_and_strict_ends_with_4() {
    let folder = with_areas();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Người dân").unwrap();
    sheet.write(0, 0, "DANH SÁCH NGƯỜI DÂN").unwrap();
    for (column, (name, cell)) in
        [("Mã số BHXH", "1512345678"), ("Họ tên", "Hoàng Thị Mai"), ("Mã xã", "04252")]
            .into_iter()
            .enumerate()
    {
        sheet.write(2, column as u16, name).unwrap();
        sheet.write(3, column as u16, cell).unwrap();
    }
    book.add_worksheet().set_name("Người lập").unwrap().write(0, 0, "Lò A").unwrap();
    book.save(folder.path().join("people.xlsx")).unwrap();
    let run = vandong(&folder, &["import", "people", "people.xlsx"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let new = run.out.lines().find(|line| line.contains("mới / new"));
    assert!(new.is_some_and(|line| line.ends_with(" 1")), "{}", run.out);
    assert!(run.out.contains("Chú ý, trang “Người lập”: trang này không được đọc"), "{}", run.out);
    assert!(run.out.contains("sheets left out  1"), "{}", run.out);
    let run = vandong(&folder, &["import", "people", "people.xlsx", "--strict", "--json"]);
    assert_eq!(run.code, 4, "{}", run.err);
    let report = run.json();
    assert_eq!(report["warnings"][0]["code"], "sheet_without_header");
    assert_eq!(report["warnings"][0]["sheet"], "Người lập");
    assert_eq!(report["rows"]["unchanged"], 1);
}

#[test]
fn what_is_printed_for_copying_names_the_database_and_the_configuration() {
    let folder = with_areas();
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    fs::write(folder.path().join("own.toml"), "").unwrap();
    fs::rename(folder.path().join("vandong-data/vandong.db"), folder.path().join("a b.db"))
        .unwrap();
    let own = ["--database", "a b.db", "--config", "own.toml"];
    let run = |rest: &[&str]| vandong(&folder, &[&own[..], rest].concat());
    let begins = "vandong --config own.toml --database \"a b.db\"";
    let partly = run(&["import", "people", "people.csv"]);
    let again = format!("  {begins} import people vandong-data/rejects/people.rejected.csv\n");
    assert!(partly.out.ends_with(&again), "{}{}", partly.out, partly.err);
    assert!(partly.out.contains("1 dòng, đầu tiên là dòng 3: "), "{}", partly.out);
    let areas = run(&["--today", "2019-01-01", "plan", "show", "--week", "2019-W23"]);
    for file in ["FILE", "TỆP"] {
        assert!(areas.err.contains(&format!("`{begins} import areas {file}`")), "{}", areas.err);
    }
}

#[test]
fn a_dry_run_stores_nothing_and_a_list_is_never_its_own_reject_file() {
    let folder = with_areas();
    let list = folder.path().join("people.csv");
    fs::write(&list, PEOPLE).unwrap();
    let inserted = |arguments: &[&str]| {
        let line = [&["import", "people", "people.csv", "--json"], arguments].concat();
        vandong(&folder, &line).json()["rows"]["inserted"].clone()
    };
    assert_eq!(inserted(&["--dry-run"]), 1);
    assert_eq!(inserted(&[]), 1);
    assert_eq!(inserted(&[]), 0);
    let same = ["import", "people", "people.csv", "--rejects", "./people.csv"];
    assert_eq!(vandong(&folder, &same).code, 2);
    assert_eq!(fs::read_to_string(&list).unwrap(), PEOPLE);
    assert!(!folder.path().join("people.rejected.csv").exists());
}

#[test]
fn reading_a_database_that_is_not_there_makes_none() {
    for line in [
        &["plan", "show"][..],
        &["plan", "diff"],
        &["plan", "verify"],
        &["plan", "explain", "HD-001"],
        &["plan", "make", "--week", "2023-W23"],
        &["lists", "write"],
    ] {
        let folder = empty();
        let run = vandong(&folder, &[line, &["--database", "sqlite:mistyped/a.db"]].concat());
        assert_eq!((run.code, run.out.as_str()), (3, ""), "{line:?}: {}", run.err);
        assert!(run.err.contains("lỗi: chưa có cơ sở dữ liệu mistyped/a.db"), "{}", run.err);
        assert!(run.err.contains("mistyped/a.db import areas"), "{}", run.err);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{line:?}");
    }
}

#[test]
fn what_is_wrong_with_a_plan_is_told_in_both_languages() {
    let folder = with_areas();
    let run = vandong(&folder, &["plan", "show", "--week", "2023-W23"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("error: there is no plan of office 15 for 2023-W23"), "{}", run.err);
    assert!(run.err.contains("lỗi: cơ quan 15 chưa có kế hoạch tuần 2023-W23"), "{}", run.err);
    let run = vandong(&folder, &["plan", "make", "--week", "2023-W23", "--today", "02/06/2023"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("lỗi: tuần 2023-W23 không có ai để lập kế hoạch"), "{}", run.err);
    let run = vandong(&folder, &["lists", "write", "--week", "2023-W23", "--json"]);
    let error = run.json()["error"].clone();
    assert!(error["message_vi"].as_str().unwrap().contains("chưa có kế hoạch"), "{error}");
}

#[test]
fn areas_of_another_time_are_not_taken_for_none() {
    let folder = with_areas();
    let run = vandong(&folder, &["plan", "show", "--today", "01/12/2019"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(
        run.err.contains("no province of the list of areas stands on 2019-11-25"),
        "{}",
        run.err
    );
    assert!(run.err.contains("vào ngày 25/11/2019"), "{}", run.err);
    assert!(run.err.contains("có hiệu lực từ 01/01/2020;"), "{}", run.err);
    assert!(run.err.contains("--today"), "{}", run.err);
    let wrong = vandong(&folder, &["plan", "show", "--today", "2023/06/02"]);
    assert_eq!(wrong.code, 2, "{}", wrong.err);
}

#[test]
fn a_demo_leaves_the_files_of_others_alone() {
    let folder = empty();
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    let run = vandong(&folder, &["demo", "--scale", "small", "--dir", "."]);
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
    assert!(run.err.contains("lỗi: . có tệp không phải của tỉnh mẫu"), "{}", run.err);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
