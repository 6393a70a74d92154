//! Outcomes that contradict each other, remarks without an outcome, lists that come too early or of a
//! version that was replaced.

use super::super::Report;
use super::super::desk::{PROVINCE, day, si};
use super::tests::{PEOPLE, ROWS, case, parts, planned, take, version};
use crate::exchange::columns::Thing;
use crate::store::plan_parts::insert_version;
use crate::store::plans::{plan_of, touches_by_id};

#[test]
fn a_contact_has_one_outcome_and_the_earlier_one_is_named() {
    let mut desk = planned();
    let rows = ["1-1,,,agreed,,,,", "1-1,,,refused,,,đắt,", "1-1,,,agreed,,,,"];
    let (counts, codes) = take(&mut desk, ROWS, &rows);
    assert_eq!((counts, codes), ([1, 1, 1], vec!["contradiction".into()]));
    assert_eq!(desk.outcomes(1)[0].outcome, "agreed");
    // Against what is on record, by the row of the list or by the person.
    let by_person = format!("{},household_hi,2023-06-07 12:00,refused,,,,", si(1));
    let late = take(&mut desk, PEOPLE, &[&by_person]);
    assert_eq!(late, ([0, 0, 1], vec!["contradiction".into()]));
    // Another contact, and another case of the household, are no contradiction.
    let other = ["1-1,,2023-06-08 09:00,refused,,,,", "1-2,,,refused,,,,"];
    assert_eq!(take(&mut desk, ROWS, &other).0, [2, 0, 0]);
    assert_eq!(desk.outcomes(1).len(), 2);
}

#[test]
fn a_contradiction_says_where_the_first_word_stands() {
    let mut desk = planned();
    let read =
        |report: &Report| std::fs::read_to_string(report.reject_file.as_ref().unwrap()).unwrap();
    let report = desk.import(Thing::Outcomes, &[ROWS, "1-1,,,agreed,,,,", "1-1,,,busy,,,,"]);
    let told = read(&report);
    assert!(told.contains("lúc 12:00 07/06/2023") && told.contains("ghi nhận ở dòng 2"), "{told}");
    let by_person = format!("{},household_hi,2023-06-07,busy,,,,", si(1));
    let report = desk.import(Thing::Outcomes, &[PEOPLE, &by_person]);
    let told = read(&report);
    assert!(told.contains("“Agreed to join (agreed)”, recorded before"), "{told}");
}

#[test]
fn a_note_without_an_outcome_is_told_and_counted_apart() {
    let mut desk = planned();
    let header = "row_id,outcome,promised_on,reason,note";
    let rows = ["1-1,,,,Mai gọi lại", "1-2,,,,", "1-2,,2023-06-09,,", "1-1,agreed,,,Vui"];
    let lines: Vec<&str> = [header].into_iter().chain(rows).collect();
    let report = desk.import(Thing::Outcomes, &lines);
    let tally = report.tally;
    assert_eq!((tally.noted, tally.unfilled, tally.inserted), (2, 1, 1), "{tally:?}");
    assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
    let told = &report.warnings[0];
    assert_eq!((told.code, told.row, told.count), ("note_without_outcome", 2, 2));
    assert!(told.message_vi.contains("dòng 2, 4.") && told.message_en.contains("rows 2, 4."));
}

#[test]
fn unfilled_rows_of_another_database_are_told() {
    let mut desk = planned();
    let rows = [ROWS, "1-1,,,,,,,", "7001-1,,,,,,,", "7001-2,,,,,,,", "x,,,,,,,"];
    let report = desk.import(Thing::Outcomes, &rows);
    assert_eq!((report.tally.unfilled, report.tally.unchanged), (4, 0));
    let [told] = report.warnings.as_slice() else { panic!("{:?}", report.warnings) };
    assert_eq!((told.code, told.row, told.count), ("unknown_list", 3, 2));
    assert!(told.message_vi.contains("2 dòng") && told.message_vi.contains("dòng 3, 4."));
}

#[test]
fn a_list_whose_week_has_not_begun_must_say_when_the_call_was_made() {
    let mut desk = planned();
    desk.put(|conn| {
        let mut touch = touches_by_id(conn, PROVINCE, &[1])?.remove(0);
        (touch.id, touch.day) = (0, day("2023-06-21"));
        let plan = plan_of(conn, PROVINCE, "15", "2023-W25")?;
        insert_version(conn, version(plan.id), parts(vec![touch], vec![case(1)])).map(drop)
    });
    let early = take(&mut desk, ROWS, &["2-1,,,agreed,,,,"]);
    assert_eq!(early, ([0, 0, 1], vec!["future_date".into()]));
    assert_eq!(take(&mut desk, ROWS, &["2-1,,2023-06-12 08:00,agreed,,,,"]).0, [1, 0, 0]);
}

#[test]
fn lists_of_a_replaced_version_count_and_are_told() {
    let mut desk = planned();
    let first = desk.import(Thing::Outcomes, &[ROWS, "1-1,,,agreed,,,,"]);
    assert_eq!(first.warnings, []);
    desk.put(|conn| {
        let plan = plan_of(conn, PROVINCE, "15", "2023-W23")?;
        for _ in 0..2 {
            insert_version(conn, version(plan.id), parts(Vec::new(), Vec::new()))?;
        }
        Ok(())
    });
    let report = desk.import(Thing::Outcomes, &[ROWS, "1-1,,,agreed,,,,", "1-2,,,busy,,,,"]);
    assert_eq!((report.tally.inserted, report.tally.unchanged), (1, 1));
    let [told] = report.warnings.as_slice() else { panic!("{:?}", report.warnings) };
    assert_eq!((told.code, told.row, told.count), ("superseded_version", 2, 2));
    let wanted = "2 rows are of the call lists of plan 2023-W23 (office 15), version 1; version 3";
    assert!(told.message_en.starts_with(wanted), "{}", told.message_en);
}

#[test]
fn an_agent_whom_nobody_knows_is_told() {
    let mut desk = planned();
    let rows = ["1-1,,,agreed,,,,NV7", "1-2,,,busy,,,,NV999"];
    let report = desk.import(Thing::Outcomes, &[ROWS, rows[0], rows[1]]);
    assert_eq!(report.tally.inserted, 2);
    let [told] = report.warnings.as_slice() else { panic!("{:?}", report.warnings) };
    assert_eq!((told.code, told.row, told.count), ("unknown_agent", 3, 1));
    assert!(told.message_vi.contains("dòng 3;"), "{}", told.message_vi);
}
