//! Call lists that come back, and what follows from each outcome.

use chrono::NaiveDateTime;
use rstest::rstest;

use super::super::desk::{Desk, PROVINCE, day, si};
use crate::domain::consent::{Basis, CaseKind, Channel, ConsentRecord, Purpose, legal_basis};
use crate::exchange::columns::Thing;
use crate::store::catalogues::{AgentRow, insert_agents};
use crate::store::facts::{ConsentRow, consents_of, insert_consents};
use crate::store::plan_events::EventParts;
use crate::store::plan_parts::{VersionParts, insert_version};
use crate::store::plans::{TouchCaseRow, TouchRow, VersionRow, plan_of};

pub(super) const ROWS: &str =
    "row_id,si_number,at,outcome,call_back_at,promised_on,reason,agent_code";
pub(super) const PEOPLE: &str =
    "si_number,product,at,outcome,call_back_at,promised_on,reason,agent_code";

pub(super) type Counts = ([u64; 3], Vec<String>);

/// A household of two on one touch (key 1) on 2023-06-07: a card each, rows 1-1 and 1-2.
pub(super) fn planned() -> Desk {
    let mut desk = Desk::new();
    desk.person(1, "H1", "84912345671");
    desk.person(2, "H1", "84912345671");
    for person in [1, 2] {
        desk.enrolment(person, "household_hi", "2023-06-30", "2023-06-01");
    }
    let agent = AgentRow {
        province_id: PROVINCE,
        id: 7,
        code: "NV7".into(),
        name: "Hà".into(),
        point_code: None,
        area_codes: "15".into(),
        home_area_code: None,
        phone: None,
        email: None,
        zalo_id: None,
        languages: None,
        products: None,
        slots_per_day: 10,
        visit_slots_per_day: None,
        slots_per_week: None,
        least_per_week: None,
        working_days: None,
        active_from: None,
        active_to: None,
    };
    let touch = TouchRow {
        province_id: PROVINCE,
        id: 0,
        version_id: 0,
        contact: "H1".into(),
        person_id: 1,
        commune: "15".into(),
        agent_id: 7,
        day: day("2023-06-07"),
        bucket: 2,
        channel: "call".into(),
        phone_person_id: Some(1),
        call_back_at: None,
        position: 1,
        gain: 1,
        price: 0,
        why: "due".into(),
        attempts: None,
        part: None,
    };
    desk.put(|conn| {
        insert_agents(conn, &[agent])?;
        let plan = plan_of(conn, PROVINCE, "15", "2023-W23")?;
        let parts = parts(vec![touch], vec![case(1), case(2)]);
        insert_version(conn, version(plan.id), parts).map(drop)
    });
    desk
}

pub(super) fn case(number: i32) -> TouchCaseRow {
    TouchCaseRow {
        province_id: PROVINCE,
        touch_id: 0,
        number,
        person_id: number.into(),
        product: "household_hi".into(),
        state: "due".into(),
        covered_to: None,
        last_useful_day: None,
        amount: None,
        segment: None,
        chance_segment: None,
        chance: None,
    }
}

pub(super) fn version(plan: i64) -> VersionRow {
    VersionRow {
        province_id: PROVINCE,
        id: 0,
        plan_id: plan,
        number: 0,
        made_at: day("2023-06-03").into(),
        seed: 0,
        snapshot_digest: String::new(),
        configuration: String::new(),
        proof: String::new(),
        summary: String::new(),
        rows_digest: String::new(),
    }
}

pub(super) fn parts(touches: Vec<TouchRow>, cases: Vec<TouchCaseRow>) -> VersionParts {
    VersionParts {
        agents: Vec::new(),
        communes: Vec::new(),
        touches,
        cases,
        rates: None,
        held_out: Vec::new(),
        events: EventParts::default(),
    }
}

pub(super) fn take(desk: &mut Desk, header: &str, rows: &[&str]) -> Counts {
    let lines: Vec<&str> = [header].into_iter().chain(rows.iter().copied()).collect();
    desk.counts(Thing::Outcomes, &lines)
}

fn time(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

#[test]
fn a_call_list_comes_back_row_by_row() {
    let mut desk = planned();
    let rows = [
        "1-1,,,Hẹn đóng tiền,,2023-06-09,,",
        // A number that the spreadsheet spoilt does not cost a row that is known.
        "1-2,150000002,2023-06-07 09:30,no_answer,,,,NV8",
        "1-2,,,,,,,",
    ];
    assert_eq!(take(&mut desk, ROWS, &rows).0, [2, 1, 0]);
    let first = desk.outcomes(1).remove(0);
    assert_eq!((first.at, first.touch_id), (time("2023-06-07T12:00:00"), Some(1)));
    assert_eq!((first.outcome.as_str(), first.promised_on), ("promised", Some(day("2023-06-09"))));
    assert_eq!(
        (first.product.as_str(), first.agent_code.as_deref()),
        ("household_hi", Some("NV7"))
    );
    let second = desk.outcomes(2).remove(0);
    assert_eq!(
        (second.at, second.agent_code.as_deref()),
        (time("2023-06-07T09:30:00"), Some("NV8"))
    );
    // The same file again changes nothing; another promise of the same row is its correction.
    assert_eq!(take(&mut desk, ROWS, &rows).0, [0, 3, 0]);
    let other = take(&mut desk, ROWS, &["1-1,,,promised,,2023-06-10,,"]);
    assert_eq!(other, ([0, 0, 0], Vec::new()));
    assert_eq!(desk.outcomes(1)[0].promised_on, Some(day("2023-06-10")));
    assert_eq!(desk.outcomes(1).len(), 1);
    let by_person = format!("{},household_hi,2023-06-07,promised,,2023-06-11,,", si(1));
    let other = take(&mut desk, PEOPLE, &[&by_person]);
    assert_eq!(other, ([0, 0, 1], vec!["already_recorded".into()]));
}

#[test]
fn a_call_made_before_its_day_may_promise_an_hour_before_it() {
    let mut desk = planned();
    let row = "1-1,,,call_back,2023-06-06 17:00,,,";
    assert_eq!(take(&mut desk, ROWS, &[row]).0, [1, 0, 0]);
    assert_eq!(desk.outcomes(1)[0].call_back_at, Some(time("2023-06-06T17:00:00")));
}

#[rstest]
#[case("09:10", "2023-06-07T09:10:00")]
#[case("9h", "2023-06-07T09:00:00")]
// What an empty time of a spreadsheet comes as.
#[case("00:00", "2023-06-07T12:00:00")]
fn an_hour_alone_is_of_the_day_of_the_list(#[case] cell: &str, #[case] at: &str) {
    let mut desk = planned();
    let row = format!("1-1,,{cell},agreed,,,,");
    assert_eq!(take(&mut desk, ROWS, &[&row]), ([1, 0, 0], Vec::new()));
    assert_eq!(desk.outcomes(1)[0].at, time(at));
    // With its day it is the same fact.
    let whole = format!("1-1,,{at},agreed,,,,");
    assert_eq!(take(&mut desk, ROWS, &[&whole]).0, [0, 1, 0]);
}

#[test]
fn an_hour_alone_needs_a_list_that_says_of_which_day_it_is() {
    let mut desk = planned();
    let by_person = format!("{},household_hi,09:10,agreed,,,,", si(1));
    let refused = ([0, 0, 1], vec!["bad_date_time".into()]);
    assert_eq!(take(&mut desk, PEOPLE, &[&by_person]), refused);
    // A call-back may be of any day, and what is no hour is none.
    for row in ["1-1,,,call_back,14:30,,,", "1-1,,26:30,agreed,,,,", "1-1,,sáng,agreed,,,,"] {
        assert_eq!(take(&mut desk, ROWS, &[row]), refused, "{row}");
    }
}

#[test]
fn outcomes_by_person_need_a_time_and_mostly_a_product() {
    let mut desk = planned();
    let number = si(1);
    let row = |rest: &str| format!("{number},{rest}");
    let rows = [
        row("household_hi,2023-06-07,agreed,,,,"),
        row(",2023-06-08 08:00,Hẹn gọi lại,2023-06-09 17:30,,,"),
        row(",2023-06-08 09:00,agreed,,,,"),
        row("household_hi,,agreed,,,,"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (counts, mut codes) = take(&mut desk, PEOPLE, &rows);
    codes.sort();
    assert_eq!((counts, codes), ([2, 0, 2], vec!["missing".into(), "missing".into()]));
    let facts = desk.outcomes(1);
    // A date is its noon, so that both ways of naming the case tell one fact.
    assert_eq!((facts[0].at, facts[1].product.as_str()), (time("2023-06-07T12:00:00"), ""));
    assert_eq!(take(&mut desk, ROWS, &["1-1,,,agreed,,,,"]).0, [0, 1, 0]);
}

#[rstest]
#[case(ROWS, "9-1,,,paid,,,,", "unknown_row")]
#[case(ROWS, "1-3,,,paid,,,,", "unknown_row")]
#[case(ROWS, "01/06/2023,,,paid,,,,", "bad_row_id")]
#[case(ROWS, "1-1,1500000002,,paid,,,,", "other_person")]
#[case(ROWS, "1-1,,,bought,,,,", "unknown_outcome")]
#[case(ROWS, "1-1,,,call_back,,,,", "missing")]
#[case(ROWS, "1-1,,,call_back,2023-06-01 08:00,,,", "promise_in_the_past")]
#[case(ROWS, "1-1,,2023-06-07 09:00,call_back,2023-06-06 17:00,,,", "promise_in_the_past")]
#[case(ROWS, "1-1,,2023-06-13 08:00,paid,,,,", "future_date")]
#[case(ROWS, "1-1,,,call_back,2023-12-30 08:00,,,", "promise_too_far")]
#[case(ROWS, "1-1,,,promised,,2032-06-09,,", "promise_too_far")]
#[case(ROWS, "1-1,,2023-06-02 09:00,paid,,,,", "before_the_list")]
#[case(ROWS, ",,2023-06-07,paid,,,,", "no_key; missing")]
#[case(PEOPLE, "1500000009,household_hi,2023-06-07,paid,,,,", "unknown_person")]
#[case(PEOPLE, "1500000001,life,2023-06-07,paid,,,,", "unknown_product")]
fn rows_that_are_rejected(#[case] header: &str, #[case] row: &str, #[case] code: &str) {
    let mut desk = planned();
    assert_eq!(take(&mut desk, header, &[row]), ([0, 0, 1], vec![code.to_owned()]));
    assert_eq!(desk.outcomes(1), []);
}

#[rstest]
#[case("insured_elsewhere", Some("insured_elsewhere"))]
#[case("moved", Some("moved"))]
#[case("not_eligible", Some("not_eligible"))]
#[case("paid", None)]
#[case("refused", None)]
#[case("wrong_number", None)]
fn what_closes_a_case(#[case] outcome: &str, #[case] closed: Option<&str>) {
    let mut desk = planned();
    desk.prospect(1, "household_hi", "2023-06-09");
    assert_eq!(take(&mut desk, ROWS, &[&format!("1-1,,,{outcome},,,,")]).0, [1, 0, 0]);
    let (enrolment, prospect) = (desk.get_enrolment(1), desk.get_prospect(1));
    let since = closed.map(|_| day("2023-06-07"));
    assert_eq!((enrolment.closed.as_deref(), enrolment.closed_on), (closed, since));
    assert_eq!((prospect.closed.as_deref(), prospect.closed_on), (closed, since));
    assert_eq!(desk.get_enrolment(2).closed, None);
}

#[test]
fn the_last_word_counts_in_whatever_order_it_comes() {
    let number = si(1);
    let moved = format!("{number},household_hi,2023-06-07 09:00,moved,,,,");
    let agreed = format!("{number},household_hi,2023-06-08 09:00,agreed,,,,");
    for rows in [[&moved, &agreed], [&agreed, &moved]] {
        let mut desk = planned();
        for row in rows {
            assert_eq!(take(&mut desk, PEOPLE, &[row]).0, [1, 0, 0]);
        }
        assert_eq!(desk.get_enrolment(1).closed, None, "{rows:?}");
    }
}

#[test]
fn newer_lists_and_payments_keep_a_case_open() {
    let mut desk = planned();
    let number = si(1);
    // The due list is of 1 June, the payment of the day itself.
    let old = format!("{number},household_hi,2023-05-30,moved,,,,");
    assert_eq!(take(&mut desk, PEOPLE, &[&old]).0, [1, 0, 0]);
    assert_eq!(desk.get_enrolment(1).closed, None);
    let paid = format!("{number},household_hi,2023-06-07,12,972000");
    desk.import(Thing::Payments, &["si_number,product,paid_on,months,amount", &paid]);
    take(&mut desk, ROWS, &["1-1,,,insured_elsewhere,,,,"]);
    assert_eq!(desk.get_enrolment(1).closed, None);
    // What is reported after the payment closes; the same report again does not close anew.
    let late = format!("{number},household_hi,2023-06-09,moved,,,,");
    take(&mut desk, PEOPLE, &[&late]);
    let mut row = desk.get_enrolment(1);
    assert_eq!(row.closed.as_deref(), Some("moved"));
    (row.closed, row.closed_on) = (None, None);
    desk.put(|conn| crate::store::cases::update_enrolments(conn, &[row]));
    assert_eq!(take(&mut desk, PEOPLE, &[&late]).0, [0, 1, 0]);
    assert_eq!(desk.get_enrolment(1).closed, None);
}

#[test]
fn a_wrong_number_is_closed_once_for_the_household() {
    let mut desk = planned();
    desk.person(3, "H2", "84912345671");
    let mut own = desk.get_person(2);
    own.phone = Some("84912345672".into());
    let rows = ["1-1,,,wrong_number,,,,", "1-2,,,wrong_number,,,,"];
    take(&mut desk, ROWS, &rows);
    let closed = |desk: &mut Desk, id| desk.get_person(id).phone_closed;
    assert_eq!(closed(&mut desk, 1).as_deref(), Some("wrong_number"));
    // The same number at home is closed with it, that of another household is not.
    assert_eq!(closed(&mut desk, 2).as_deref(), Some("wrong_number"));
    assert_eq!(closed(&mut desk, 3), None);
    // Somebody else's own number was not the one that was called, in one file or in two.
    for files in [vec![&rows[..]], vec![&rows[..1], &rows[1..]]] {
        let mut desk = planned();
        let own = own.clone();
        desk.put(|conn| crate::store::people::update_people(conn, &[own]));
        for file in files {
            take(&mut desk, ROWS, file);
        }
        assert!(closed(&mut desk, 1).is_some());
        assert_eq!(closed(&mut desk, 2), None);
    }
}

#[test]
fn a_number_on_which_somebody_spoke_later_stays() {
    let mut desk = planned();
    let number = si(1);
    let spoke = format!("{number},household_hi,2023-06-08 09:00,agreed,,,,");
    take(&mut desk, PEOPLE, &[&spoke]);
    take(&mut desk, ROWS, &["1-1,,,wrong_number,,,,"]);
    assert_eq!(desk.get_person(1).phone_closed, None);
}

#[test]
fn the_dead_are_left_in_peace() {
    let mut desk = planned();
    take(&mut desk, ROWS, &["1-2,,,Đã mất,,,,"]);
    let person = desk.get_person(2);
    assert_eq!(
        (person.closed.as_deref(), person.closed_on),
        (Some("deceased"), Some(day("2023-06-07")))
    );
    assert_eq!(desk.get_person(1).closed, None);
}

#[test]
fn an_opt_out_leaves_no_ground_until_a_new_consent() {
    let mut desk = planned();
    let given = |id: i64, at: &str, channel: Channel| ConsentRow {
        province_id: PROVINCE,
        id: 1_000 + id,
        person_id: 1,
        channel: channel.code().into(),
        purpose: "advocacy".into(),
        basis: "consent".into(),
        given_at: time(at),
        withdrawn_at: None,
        evidence: None,
    };
    let before = given(1, "2023-05-01T08:00:00", Channel::Call);
    desk.put(|conn| insert_consents(conn, &[before]));
    let grounds = |desk: &mut Desk| {
        let rows = desk.store.read(|conn| consents_of(conn, PROVINCE, &[1])).unwrap();
        let record = |row: &ConsentRow| ConsentRecord {
            channel: Channel::from_code(&row.channel).unwrap(),
            purpose: Purpose::from_code(&row.purpose).unwrap(),
            basis: Basis::from_code(&row.basis).unwrap(),
            given_at: row.given_at,
            withdrawn_at: row.withdrawn_at,
        };
        let records: Vec<ConsentRecord> = rows.iter().map(record).collect();
        let on = |kind, channel| legal_basis(kind, channel, &records, &desk.tables.consent);
        let kinds = [CaseKind::Due, CaseKind::Potential];
        (kinds.map(|kind| [Channel::Call, Channel::Visit].map(|way| on(kind, way))), rows)
    };
    assert_eq!(grounds(&mut desk).0[1], [Some(Basis::Consent), None]);
    for counts in [[1, 0, 0], [0, 1, 0]] {
        assert_eq!(take(&mut desk, ROWS, &["1-1,,,opt_out,,,,"]).0, counts);
        let (grounds, rows) = grounds(&mut desk);
        assert_eq!((grounds, rows.len()), ([[None, None], [None, None]], 3));
        assert!(rows.iter().all(|row| row.withdrawn_at == Some(time("2023-06-07T12:00:00"))));
        assert_eq!(rows[0].evidence.as_deref(), Some("outcome 1-1"));
    }
    // A consent after it opens its channel again, and an older opt-out that comes late spares it.
    let after = given(2, "2023-06-10T08:00:00", Channel::Call);
    desk.put(|conn| insert_consents(conn, &[after]));
    take(&mut desk, PEOPLE, &[&format!("{},,2023-06-08 10:00,opt_out,,,,", si(1))]);
    assert_eq!(grounds(&mut desk).0[1], [Some(Basis::Consent), None]);
}
