//! What is told after an import, and what is left when nobody wants to hear that all went well.

use super::*;
use crate::app::import::Tally;
use crate::exchange::read::Warning;

fn reason(at: u64) -> Reason {
    Reason {
        code: "bad_date",
        column: None,
        count: 1_000 - at,
        sheet: if at == 1 { "T3".into() } else { String::new() },
        row: 2 + at,
        message_vi: format!("ngày sai {at}"),
        message_en: format!("bad date {at}"),
    }
}

fn report(rejected: u64) -> Report {
    let tally = Tally { read: 12_345, inserted: 12_345 - rejected, rejected, ..Tally::default() };
    let reject_file = (rejected > 0).then(|| "my lists/people.rejected.csv".into());
    Report {
        thing: "people",
        tally,
        unknown_columns: Vec::new(),
        warnings: Vec::new(),
        reasons: (0..rejected).map(reason).collect(),
        reject_file,
        dry_run: false,
    }
}

fn invocation() -> Invocation {
    let words = ["vandong", "--database", "it.db", "config", "show"].map(Into::into);
    Invocation::of(&crate::cli::Cli::read(words).unwrap().global)
}

fn shown(report: &Report, quiet: bool) -> String {
    words(report, (Path::new("people.csv"), &invocation()), Duration::from_secs(2), quiet)
}

#[test]
fn counts_are_aligned_and_a_rate_is_given() {
    let text = shown(&report(5), false);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Người dân (people): people.csv");
    assert_eq!(lines[1], "  đọc / read             12.345");
    assert_eq!(lines[5], "  từ chối / rejected          5");
    assert_eq!(lines[6], "  2,0 giây, 6.172 dòng/giây (rows/s)");
    assert!(!text.contains("no longer listed"), "{text}");
}

#[test]
fn the_most_frequent_reasons_are_told() {
    let text = shown(&report(7), true);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "7 dòng bị từ chối / rows were rejected:");
    assert_eq!(lines[1], "  1.000 dòng, đầu tiên là dòng 2: ngày sai 0");
    assert_eq!(lines[2], "    bad date 0");
    assert_eq!(lines[3], "  999 dòng, đầu tiên là trang “T3”, dòng 3: ngày sai 1");
    assert_eq!(lines[11], "  và 2 lý do khác / and 2 more reasons");
    assert!(!text.contains("ngày sai 5"), "{text}");
    let document = json(&report(7), Path::new("people.csv"));
    let first = &document["rejects"][0];
    assert_eq!((&first["code"], &first["count"]), (&"bad_date".into(), &1_000.into()));
    assert_eq!((&first["row"], document["rejects"].as_array().unwrap().len()), (&2.into(), 7));
}

#[test]
fn rejected_rows_are_told_of_even_quietly_and_how_to_bring_them_back() {
    let text = shown(&report(5), true);
    assert!(text.starts_with("5 dòng bị từ chối"), "{text}");
    assert!(
        text.ends_with(
            "  vandong --database it.db import people \"my lists/people.rejected.csv\"\n"
        ),
        "{text}"
    );
    assert_eq!(shown(&report(0), true), "");
}

#[test]
fn names_from_the_file_cannot_write_on_the_terminal() {
    let mut report = report(0);
    report.unknown_columns = vec!["Ghi chú\u{1b}[31m".into()];
    report.warnings.push(Warning {
        code: "formula",
        sheet: String::new(),
        column: "Hạn".into(),
        row: 2,
        count: 3_000,
        message_vi: "Ô có công thức".into(),
        message_en: "The cells are formulas".into(),
    });
    let text = shown(&report, true);
    assert!(text.contains("“Ghi chú [31m”") && !text.contains('\u{1b}'), "{text}");
    assert!(text.contains("cột “Hạn”, từ dòng 2, 3.000 ô: Ô có công thức"), "{text}");
}

#[test]
fn programs_get_the_same_facts() {
    let document = json(&report(5), Path::new("people.csv"));
    assert_eq!(document["rows"]["rejected"], 5);
    assert_eq!(document["reject_file"], "my lists/people.rejected.csv");
}
