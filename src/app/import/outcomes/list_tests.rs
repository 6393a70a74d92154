//! Rows of lists held against what the plan knows of them: whose they are, whose number was called.

use rstest::rstest;

use super::super::desk::{Desk, PROVINCE, day, si};
use super::tests::{PEOPLE, ROWS, case, parts, planned, take, version};
use crate::exchange::columns::Thing;
use crate::store::people::update_people;
use crate::store::plan_parts::insert_version;
use crate::store::plans::{plan_of, touches_by_id};

const SHEET: &str = "Mã dòng,Họ tên,Loại hình,Mã hộ,Mã số BHXH,Kết quả";

#[rstest]
#[case::its_own("1-1,Lò Thị Mai,BHYT hộ gia đình,H1,,Đồng ý", None)]
#[case::folded("1-1,LO  THI MAI,household_hi,h1,,Đồng ý", None)]
#[case::without("1-1,,,,,Đồng ý", None)]
#[case::unknown_product("1-1,Lò Thị Mai,gì đó,,,Đồng ý", None)]
#[case::corrected_since("1-1,Lò Thị May,,,1500000001,Đồng ý", None)]
#[case::name("1-1,Đào Văn Nam,,,,Đồng ý", Some("name"))]
#[case::household("1-1,Lò Thị Mai,,H9,,Đồng ý", Some("household"))]
#[case::product("1-1,Lò Thị Mai,voluntary_si,H1,,Đồng ý", Some("product"))]
fn a_row_of_another_database_is_not_booked(#[case] row: &str, #[case] misfit: Option<&str>) {
    let mut desk = planned();
    let row = row.replace("Đồng ý", "agreed");
    let report = desk.import(Thing::Outcomes, &[SHEET, &row]);
    assert_eq!(desk.outcomes(1).len(), usize::from(misfit.is_none()));
    let Some(misfit) = misfit else { return };
    let told = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
    assert!(told.contains("other_list") && told.contains(&format!("its {misfit} does")), "{told}");
    // Whom the key means here is nobody's business elsewhere.
    assert!(!told.contains(&si(1)), "{told}");
    assert!(row.contains("Lò Thị Mai") || !told.contains("Lò Thị Mai"), "{told}");
}

/// A second touch of the household, key 2.
fn another_touch(desk: &mut Desk, channel: &str, phone_of: Option<i64>) {
    desk.put(|conn| {
        let mut touch = touches_by_id(conn, PROVINCE, &[1])?.remove(0);
        (touch.id, touch.channel, touch.phone_person_id) = (0, channel.into(), phone_of);
        let plan = plan_of(conn, PROVINCE, "15", "2023-W23")?;
        insert_version(conn, version(plan.id), parts(vec![touch], vec![case(1), case(2)])).map(drop)
    });
}

#[rstest]
#[case::who_was_called("call", Some(2), [false, true])]
#[case::by_the_rule_of_plans("call", None, [true, false])]
#[case::nobody("visit", None, [false, false])]
fn a_wrong_number_is_the_one_that_was_called(
    #[case] channel: &str,
    #[case] phone_of: Option<i64>,
    #[case] closed: [bool; 2],
) {
    let mut desk = planned();
    another_touch(&mut desk, channel, phone_of);
    let mut own = desk.get_person(2);
    own.phone = Some("84912345672".into());
    desk.put(|conn| update_people(conn, &[own]));
    assert_eq!(take(&mut desk, ROWS, &["2-1,,,wrong_number,,,,"]).0, [1, 0, 0]);
    assert_eq!([1, 2].map(|id| desk.get_person(id).phone_closed.is_some()), closed);
    // Told again by the other row, it does not cost the household the number it has got since.
    let mut new = desk.get_person(1);
    (new.phone, new.phone_closed) = (Some("84912345673".into()), None);
    desk.put(|conn| update_people(conn, &[new]));
    take(&mut desk, ROWS, &["2-2,,,wrong_number,,,,"]);
    assert_eq!(desk.get_person(1).phone_closed, None);
}

#[test]
fn a_later_list_corrects_its_row() {
    let mut desk = planned();
    let wrong = "1-1,,,moved,,,,";
    take(&mut desk, ROWS, &[wrong]);
    assert_eq!(desk.get_enrolment(1).closed.as_deref(), Some("moved"));
    let updated = |desk: &mut Desk, rows: &[&str]| {
        let lines: Vec<&str> = [ROWS].into_iter().chain(rows.iter().copied()).collect();
        let tally = desk.import(Thing::Outcomes, &lines).tally;
        [tally.inserted, tally.updated, tally.unchanged, tally.rejected]
    };
    // An attempt is no word about the case: what the wrong word closed opens all the same.
    for counts in [[0, 1, 0, 0], [0, 0, 1, 0]] {
        assert_eq!(updated(&mut desk, &["1-1,,,no_answer,,,,"]), counts);
        let facts = desk.outcomes(1);
        assert_eq!((facts.len(), facts[0].outcome.as_str()), (1, "no_answer"));
        assert_eq!(desk.get_enrolment(1).closed, None);
    }
    // And a correction closes as the first word would have.
    assert_eq!(updated(&mut desk, &[wrong]), [0, 1, 0, 0]);
    assert_eq!(desk.get_enrolment(1).closed.as_deref(), Some("moved"));
    // Two rows of one file are no correction, whichever of them is on record.
    for _ in 0..2 {
        assert_eq!(updated(&mut desk, &[wrong, "1-1,,,agreed,,,,"]), [0, 0, 1, 1]);
    }
    assert_eq!(desk.outcomes(1)[0].outcome, "moved");
}

#[rstest]
#[case::no_time("", true)]
#[case::its_day("2023-06-06", true)]
#[case::its_hour("2023-06-06 10:00", true)]
#[case::another_day("2023-06-07", false)]
#[case::another_hour("2023-06-06 11:00", false)]
fn a_row_without_a_time_speaks_of_its_only_contact(#[case] at: &str, #[case] same: bool) {
    let mut desk = planned();
    take(&mut desk, ROWS, &["1-1,,2023-06-06 10:00,deceased,,,,"]);
    assert_eq!(desk.get_person(1).closed.as_deref(), Some("deceased"));
    let row = format!("1-1,,{at},no_answer,,,,");
    let report = desk.import(Thing::Outcomes, &[ROWS, &row]);
    let replaced = report.warnings.iter().any(|one| one.code == "outcome_replaced");
    assert_eq!((report.tally.updated, replaced), (u64::from(same), same));
    assert_eq!(desk.get_person(1).closed.is_none(), same);
    let again = desk.import(Thing::Outcomes, &[ROWS, &row]).tally;
    assert_eq!((again.unchanged, again.updated), (1, 0));
}

#[test]
fn an_earlier_word_that_closed_the_case_stands_when_a_later_one_is_taken_back() {
    let mut desk = planned();
    take(&mut desk, ROWS, &["1-1,,2023-06-06 09:00,not_eligible,,,,", "1-1,,,agreed,,,,"]);
    assert_eq!(desk.get_enrolment(1).closed, None);
    take(&mut desk, ROWS, &["1-1,,,moved,,,,"]);
    assert_eq!(desk.get_enrolment(1).closed.as_deref(), Some("moved"));
    take(&mut desk, ROWS, &["1-1,,,busy,,,,"]);
    let row = desk.get_enrolment(1);
    assert_eq!(
        (row.closed.as_deref(), row.closed_on),
        (Some("not_eligible"), Some(day("2023-06-06")))
    );
}

#[test]
fn what_closed_a_consent_says_what_to_do_instead() {
    let mut desk = planned();
    take(&mut desk, ROWS, &["1-1,,,opt_out,,,,"]);
    let report = desk.import(Thing::Outcomes, &[ROWS, "1-1,,,agreed,,,,"]);
    let told = std::fs::read_to_string(report.reject_file.unwrap()).unwrap();
    assert!(told.contains("contradiction") && told.contains("import a new consent"), "{told}");
    assert_eq!(desk.outcomes(1)[0].outcome, "opt_out");
}

/// Imports rows of a list; the codes of what is told of them beside that they replace what was on
/// record.
fn told(desk: &mut Desk, rows: &[&str]) -> Vec<&'static str> {
    let lines: Vec<&str> = [ROWS].into_iter().chain(rows.iter().copied()).collect();
    let report = desk.import(Thing::Outcomes, &lines);
    assert_eq!((report.tally.rejected, report.tally.unchanged), (0, 0), "{:?}", report.tally);
    report.warnings.iter().map(|one| one.code).filter(|code| *code != "outcome_replaced").collect()
}

#[test]
fn who_was_said_to_be_dead_by_mistake_is_there_again() {
    let mut desk = planned();
    take(&mut desk, ROWS, &["1-2,,,deceased,,,,"]);
    assert_eq!(told(&mut desk, &["1-2,,,agreed,,,,"]), [""; 0]);
    let person = desk.get_person(2);
    assert_eq!((person.closed, person.closed_on), (None, None));
    // Said again, it closes again; and it stays so where somebody else has said it too.
    told(&mut desk, &["1-2,,,deceased,,,,"]);
    assert_eq!(desk.get_person(2).closed_on, Some(day("2023-06-07")));
    let other = format!("{},household_hi,2023-06-09 09:00,deceased,,,,", si(2));
    take(&mut desk, PEOPLE, &[&other]);
    assert_eq!(told(&mut desk, &["1-2,,,no_answer,,,,"]), ["person_stays_closed"]);
    let person = desk.get_person(2);
    assert_eq!(
        (person.closed.as_deref(), person.closed_on),
        (Some("deceased"), Some(day("2023-06-09")))
    );
}

#[test]
fn a_number_that_was_said_to_be_wrong_by_mistake_is_called_again() {
    let mut desk = planned();
    let closed = |desk: &mut Desk| [1, 2].map(|id| desk.get_person(id).phone_closed.is_some());
    take(&mut desk, ROWS, &["1-1,,,wrong_number,,,,"]);
    assert_eq!(closed(&mut desk), [true, true]);
    assert_eq!(told(&mut desk, &["1-1,,,agreed,,,,"]), [""; 0]);
    assert_eq!(closed(&mut desk), [false, false]);
    // Both rows of a touch said so: the number is wrong until both are corrected.
    told(&mut desk, &["1-1,,,wrong_number,,,,", "1-2,,,wrong_number,,,,"]);
    assert_eq!(told(&mut desk, &["1-1,,,agreed,,,,"]), ["number_stays_closed"]);
    assert_eq!(closed(&mut desk), [true, true]);
    assert_eq!(told(&mut desk, &["1-2,,,agreed,,,,"]), [""; 0]);
    assert_eq!(closed(&mut desk), [false, false]);
}

#[test]
fn a_number_that_came_since_is_not_touched_by_the_correction_of_an_older_one() {
    let mut desk = planned();
    take(&mut desk, ROWS, &["1-1,,,wrong_number,,,,"]);
    let mut new = desk.get_person(1);
    (new.phone, new.phone_closed) = (Some("84912345673".into()), Some("moved".into()));
    desk.put(|conn| update_people(conn, &[new.clone()]));
    told(&mut desk, &["1-1,,,agreed,,,,"]);
    assert_eq!(desk.get_person(1), new);
}

#[test]
fn both_reports_of_a_death_can_be_corrected() {
    let by_person = |what: &str, at: &str| format!("{},household_hi,{at},{what},,,,", si(2));
    for at in ["2023-06-09 09:00", "2023-06-09"] {
        let mut desk = planned();
        take(&mut desk, ROWS, &["1-2,,,deceased,,,,"]);
        take(&mut desk, PEOPLE, &[&by_person("deceased", at)]);
        assert_eq!(told(&mut desk, &["1-2,,,agreed,,,,"]), ["person_stays_closed"]);
        // What the warning says to do.
        let lines = [PEOPLE, &by_person("agreed", at)];
        let report = desk.import(Thing::Outcomes, &lines);
        let warned: Vec<&str> = report.warnings.iter().map(|one| one.code).collect();
        assert_eq!((report.tally.updated, warned), (1, vec!["outcome_replaced"]), "{at}");
        assert_eq!(desk.get_person(2).closed, None, "{at}");
        let facts: Vec<String> = desk.outcomes(2).into_iter().map(|row| row.outcome).collect();
        assert_eq!(facts, ["agreed", "agreed"]);
        // Again, it changes nothing; beside what it corrects, it is a contradiction.
        assert_eq!(take(&mut desk, PEOPLE, &[lines[1]]).0, [0, 1, 0]);
        let both = [lines[1].to_owned(), by_person("deceased", at)];
        assert_eq!(take(&mut desk, PEOPLE, &[&both[0], &both[1]]).0, [0, 1, 1]);
    }
}

#[test]
fn who_was_spoken_to_after_another_report_is_there() {
    let mut desk = planned();
    let early = format!("{},household_hi,2023-06-05 09:00,deceased,,,,", si(2));
    take(&mut desk, PEOPLE, &[&early]);
    take(&mut desk, ROWS, &["1-2,,,deceased,,,,"]);
    assert_eq!(desk.get_person(2).closed_on, Some(day("2023-06-05")));
    // Somebody who did not answer may be dead; somebody who agreed is not.
    assert_eq!(told(&mut desk, &["1-2,,,no_answer,,,,"]), ["person_stays_closed"]);
    assert_eq!(desk.get_person(2).closed_on, Some(day("2023-06-05")));
    take(&mut desk, ROWS, &["1-2,,,deceased,,,,"]);
    assert_eq!(told(&mut desk, &["1-2,,,agreed,,,,"]), [""; 0]);
    assert_eq!(desk.get_person(2).closed, None);
}

#[test]
fn a_report_about_a_number_that_was_replaced_does_not_close_the_new_one() {
    let mut desk = planned();
    let old = format!("{},,2023-06-05 09:00,wrong_number,,,,", si(1));
    take(&mut desk, PEOPLE, &[&old]);
    desk.commune("03001");
    let list = format!("{},Lò Thị Mai,03001,0912345679", si(1));
    desk.import(Thing::People, &["si_number,name,area_code,phone", &list]);
    let person = desk.get_person(1);
    assert_eq!((person.phone_closed, person.phone_closed_by), (None, None));
    take(&mut desk, ROWS, &["1-1,,,wrong_number,,,,"]);
    assert!(desk.get_person(1).phone_closed.is_some());
    assert_eq!(told(&mut desk, &["1-1,,,no_answer,,,,"]), [""; 0]);
    assert_eq!(desk.get_person(1).phone_closed, None);
}

#[test]
fn a_list_that_names_two_numbers_does_not_open_the_wrong_one_when_it_comes_again() {
    for thing in [Thing::People, Thing::Prospects] {
        let mut desk = planned();
        desk.commune("03001");
        let row = |phone: &str| format!("{},Lò Thị Mai,03001,{phone},household_hi,tax", si(1));
        let list = [
            "si_number,name,area_code,phone,product,source",
            &row("0912345679"),
            &row("0912345678"),
        ];
        desk.import(thing, &list);
        take(&mut desk, ROWS, &["1-1,,,wrong_number,,,,"]);
        let closed = desk.get_person(1);
        assert!(closed.phone_closed.is_some() && closed.phone.as_deref() == Some("84912345678"));
        desk.import(thing, &list);
        assert_eq!(desk.get_person(1), closed);
        // Where the last row names another number, that one is called.
        desk.import(thing, &list[..2]);
        assert_eq!(desk.get_person(1).phone_closed, None);
    }
}
