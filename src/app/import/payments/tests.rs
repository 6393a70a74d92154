//! Payments: what renews, what joins, and what is told twice.

use rstest::rstest;

use super::super::desk::{Desk, day, si};
use crate::exchange::columns::Thing;

const HEADER: &str = "si_number,product,paid_on,months,paid_through,amount,receipt,agent_code";

fn pay(desk: &mut Desk, rows: &[String]) -> ([u64; 3], Vec<String>) {
    let lines: Vec<&str> = [HEADER].into_iter().chain(rows.iter().map(String::as_str)).collect();
    desk.counts(Thing::Payments, &lines)
}

fn row(person: i64, rest: &str) -> String {
    format!("{},{rest}", si(person))
}

#[rstest]
#[case::a_card("household_hi", "2023-06-30", "2023-06-10,12,,972000,A1,NV1", "2024-06-30")]
#[case::a_period("voluntary_si", "2023-05-31", "2023-06-10,3,,990000,A1,NV1", "2023-08-31")]
#[case::through("voluntary_si", "2023-05-31", "2023-06-10,,08/2023,990000,A1,NV1", "2023-08-31")]
#[case::never_back("voluntary_si", "2023-12-31", "2023-06-10,,2023-08,990000,A1,NV1", "2023-12-31")]
fn a_payment_renews_once(
    #[case] product: &str,
    #[case] before: &str,
    #[case] paid: &str,
    #[case] after: &str,
) {
    let mut desk = Desk::new();
    desk.person(1, "", "");
    desk.enrolment(1, product, before, "2023-06-01");
    let rows = [row(1, &format!("{product},{paid}"))];
    assert_eq!(pay(&mut desk, &rows).0, [1, 0, 0]);
    let first = desk.get_enrolment(1);
    assert_eq!((first.covered_to, first.cycle_months), (day(after), Some(12)));
    assert_eq!(
        (first.last_agent_code.as_deref(), first.as_of),
        (Some("NV1"), Some(day("2023-06-01")))
    );
    // The same file, and the same row twice in one file, change nothing.
    assert_eq!(pay(&mut desk, &rows).0, [0, 1, 0]);
    assert_eq!(pay(&mut desk, &[rows[0].clone(), rows[0].clone()]).0, [0, 2, 0]);
    assert_eq!((desk.get_enrolment(1), desk.payments(1).len()), (first, 1));
}

#[test]
fn a_prospect_joins() {
    let mut desk = Desk::new();
    desk.person(1, "", "");
    desk.prospect(1, "household_hi", "2023-06-01");
    pay(&mut desk, &[row(1, "household_hi,2023-06-10,3,,243000,,NV1")]);
    let prospect = desk.get_prospect(1);
    assert_eq!(
        (prospect.closed.as_deref(), prospect.closed_on),
        (Some("joined"), Some(day("2023-06-10")))
    );
    let enrolment = desk.get_enrolment(1);
    assert_eq!(enrolment.covered_to, day("2023-10-09"));
    assert_eq!((enrolment.cycle_months, enrolment.as_of, enrolment.closed), (Some(3), None, None));
}

#[test]
fn a_payment_of_long_ago_is_no_joining() {
    let mut desk = Desk::new();
    desk.person(1, "", "");
    desk.prospect(1, "voluntary_si", "2023-06-01");
    pay(&mut desk, &[row(1, "voluntary_si,2019-06-10,2,,243000,,")]);
    assert_eq!(desk.get_prospect(1).closed, None);
    assert_eq!(desk.get_enrolment(1).cycle_months, None);
}

#[test]
fn months_count_from_the_oldest_payment_on_and_not_twice() {
    let mut desk = Desk::new();
    desk.person(1, "", "");
    let newest_first = [
        row(1, "voluntary_si,2023-06-10,1,,330000,B2,NV2"),
        row(1, "voluntary_si,2023-05-10,1,,330000,B1,NV1"),
    ];
    assert_eq!(pay(&mut desk, &newest_first).0, [2, 0, 0]);
    let after = desk.get_enrolment(1);
    assert_eq!(
        (after.covered_to, after.last_agent_code.as_deref()),
        (day("2023-06-30"), Some("NV2"))
    );
    // One that comes a file later, and had ended before the newest began, moves nothing.
    pay(&mut desk, &[row(1, "voluntary_si,2023-04-10,1,,330000,B0,NV0")]);
    assert_eq!(desk.get_enrolment(1), after);
    // A due list of a later date knows the payment already; a stated day counts all the same.
    desk.person(2, "", "");
    desk.enrolment(2, "household_hi", "2024-06-30", "2023-06-12");
    pay(&mut desk, &[row(2, "household_hi,2023-06-10,12,,972000,A1,NV1")]);
    assert_eq!(desk.get_enrolment(2).covered_to, day("2024-06-30"));
    pay(&mut desk, &[row(2, "household_hi,2023-06-11,12,2025-06-30,972000,A2,NV1")]);
    assert_eq!(desk.get_enrolment(2).covered_to, day("2025-06-30"));
}

#[test]
fn five_years_may_be_paid_at_once() {
    let mut desk = Desk::new();
    desk.person(1, "", "");
    desk.enrolment(1, "voluntary_si", "2023-06-30", "2023-06-01");
    assert_eq!(pay(&mut desk, &[row(1, "voluntary_si,2023-06-12,60,,19800000,A1,")]).0, [1, 0, 0]);
    assert_eq!(desk.get_enrolment(1).covered_to, day("2028-06-30"));
    // Past years that are paid for now do not reach ahead.
    let past = "voluntary_si,2023-06-12,120,2023-06,39600000,A2,";
    assert_eq!(pay(&mut desk, &[row(1, past)]).0, [1, 0, 0]);
    assert_eq!(desk.get_enrolment(1).covered_to, day("2028-06-30"));
}

#[rstest]
#[case::left_out_by_a_list("missing_from_list", "2023-06-12", None)]
#[case::reported_before("moved", "2023-06-08", None)]
#[case::reported_since("moved", "2023-06-12", Some("moved"))]
fn a_payment_opens_what_was_closed(
    #[case] why: &str,
    #[case] since: &str,
    #[case] left: Option<&str>,
) {
    let mut desk = Desk::new();
    desk.person(1, "", "");
    desk.enrolment(1, "household_hi", "2023-06-30", "2023-06-01");
    let mut closed = desk.get_enrolment(1);
    (closed.closed, closed.closed_on) = (Some(why.into()), Some(day(since)));
    desk.put(|conn| crate::store::cases::update_enrolments(conn, &[closed]));
    pay(&mut desk, &[row(1, "household_hi,2023-06-10,12,,972000,A1,")]);
    let after = desk.get_enrolment(1);
    assert_eq!((after.closed.as_deref(), after.covered_to), (left, day("2024-06-30")));
}

#[rstest]
#[case("1500000009,household_hi,2023-06-10,3,,1000,,", "unknown_person")]
#[case("1500000001,life,2023-06-10,3,,1000,,", "unknown_product")]
#[case("1500000001,household_hi,2023-06-10,,,1000,,", "no_period")]
#[case("1500000001,household_hi,2023-06-10,0,,1000,,", "out_of_range")]
#[case("1500000001,household_hi,2023-06-10,ba,,1000,,", "bad_months")]
#[case("1500000001,household_hi,2023-06-10,3,,0,,", "amount_not_positive")]
#[case("1500000001,household_hi,2023-06-10,3,,,,", "missing")]
#[case("1500000001,household_hi,2023-05-10,3,,2000,R,", "already_recorded")]
#[case("1500000001,household_hi,2023-06-13,3,,1000,,", "future_date")]
#[case("1500000001,voluntary_si,2023-06-10,,2028-08,1000,,", "cover_too_far")]
#[case("1500000001,voluntary_si,2023-06-10,62,,1000,,", "cover_too_far")]
fn rows_that_are_rejected(#[case] line: &str, #[case] code: &str) {
    let mut desk = Desk::new();
    desk.person(1, "", "");
    let known = row(1, "household_hi,2023-05-10,3,,1000,R,");
    assert_eq!(pay(&mut desk, &[known]).0, [1, 0, 0]);
    assert_eq!(pay(&mut desk, &[line.to_owned()]), ([0, 0, 1], vec![code.to_owned()]));
    assert_eq!(desk.payments(1).len(), 1);
}

#[test]
fn a_day_that_a_corrected_file_adds_is_not_dropped() {
    let mut desk = Desk::new();
    desk.person(1, "", "");
    desk.enrolment(1, "voluntary_si", "2023-05-31", "2023-06-01");
    pay(&mut desk, &[row(1, "voluntary_si,2023-06-10,3,,990000,A1,")]);
    assert_eq!(desk.get_enrolment(1).covered_to, day("2023-08-31"));
    // What lies within what the months moved is no news.
    assert_eq!(pay(&mut desk, &[row(1, "voluntary_si,2023-06-10,3,2023-07,990000,A1,")]).0[1], 1);
    let line = row(1, "voluntary_si,2023-06-10,3,2023-10,990000,A1,");
    for (updated, unchanged) in [(1, 0), (0, 1)] {
        let tally = desk.import(Thing::Payments, &[HEADER, &line]).tally;
        assert_eq!((tally.updated, tally.unchanged), (updated, unchanged));
        assert_eq!(desk.get_enrolment(1).covered_to, day("2023-10-31"));
    }
    assert_eq!(desk.payments(1)[0].paid_through, Some(day("2023-10-31")));
    assert_eq!(desk.payments(1).len(), 1);
}

#[rstest]
#[case::fits("2023-06-10,12,,972000,A1,", &[])]
#[case::part_of_the_cycle("2023-06-10,3,,243000,A1,", &[])]
#[case::far_too_little("2023-06-10,12,,1000,A1,", &["doubtful_amount"])]
#[case::far_too_much("2023-06-10,12,,9720000,A1,", &["doubtful_amount"])]
#[case::no_months("2023-06-10,,2024-06-30,1000,A1,", &[])]
#[case::receipt("2023-06-10,12,,972000,B1,", &["receipt_of_another"])]
fn doubtful_payments_are_taken_and_told(#[case] paid: &str, #[case] codes: &[&str]) {
    let mut desk = Desk::new();
    for person in [1, 2] {
        desk.person(person, "", "");
        desk.enrolment(person, "household_hi", "2023-06-30", "2023-06-01");
    }
    let mut known = desk.get_enrolment(1);
    known.amount = Some(972_000);
    desk.put(|conn| crate::store::cases::update_enrolments(conn, &[known]));
    pay(&mut desk, &[row(2, "household_hi,2023-06-09,12,,972000,B1,")]);
    let line = row(1, &format!("household_hi,{paid}"));
    let report = desk.import(Thing::Payments, &[HEADER, &line]);
    assert_eq!(report.tally.inserted, 1);
    let told: Vec<_> = report.warnings.iter().map(|one| (one.code, one.row, one.count)).collect();
    assert_eq!(told, codes.iter().map(|code| (*code, 2, 1)).collect::<Vec<_>>());
}
