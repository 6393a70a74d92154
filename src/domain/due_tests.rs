//! The ladder of both kinds, day by day.

use rstest::rstest;

use super::*;
use crate::domain::product::Products;

const SHIPPED: &str = include_str!("../../config/due.toml");

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn build(code: &str, covered_to: &str, cycle: u8) -> Result<DueLadder, DueError> {
    let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
    let product = products.get(products.find(code).unwrap()).unwrap();
    ladder(product, day(covered_to), cycle, &DueRules::from_toml(SHIPPED).unwrap())
}

#[rstest]
#[case::monthly("voluntary_si", "2023-03-31", 1, "2023-03-02 2023-04-01 2023-04-30 2023-07-30")]
#[case::three("voluntary_si", "2023-03-31", 3, "2023-03-02 2023-04-01 2023-06-30 2023-09-30")]
#[case::six("voluntary_si", "2023-03-31", 6, "2023-03-02 2023-04-01 2023-07-31 2023-10-31")]
#[case::year("voluntary_si", "2023-03-31", 12, "2023-03-02 2023-04-01 2023-10-31 2024-01-31")]
#[case::law_of_2024("voluntary_si", "2025-06-30", 6, "2025-06-01 2025-07-01 2025-10-31 2026-01-31")]
#[case::any_day_of_the_month(
    "voluntary_si",
    "2023-03-15",
    1,
    "2023-03-02 2023-04-01 2023-04-30 2023-07-30"
)]
#[case::over_new_year(
    "voluntary_si",
    "2023-12-31",
    1,
    "2023-12-02 2024-01-01 2024-01-31 2024-04-30"
)]
#[case::leap_year("voluntary_si", "2024-01-31", 1, "2024-01-02 2024-02-01 2024-02-29 2024-05-29")]
#[case::card("household_hi", "2023-12-31", 12, "2023-11-01 2023-12-01 2023-12-31 2024-03-31")]
#[case::short_month("household_hi", "2022-11-30", 6, "2022-10-01 2022-10-31 2022-11-30 2023-02-28")]
#[case::student("student_hi", "2024-09-30", 12, "2024-08-01 2024-08-31 2024-09-30 2024-12-30")]
fn ladders(#[case] code: &str, #[case] to: &str, #[case] cycle: u8, #[case] expected: &str) {
    let found = build(code, to, cycle).unwrap();
    let days = [found.upcoming_from, found.window_from, found.deadline, found.overdue_until];
    assert_eq!(days.map(|day| day.to_string()).join(" "), expected);
}

#[rstest]
#[case("2023-11-30", DueState::NotYet, None)]
#[case("2023-12-02", DueState::Upcoming, Some("2024-01-31"))]
#[case("2023-12-31", DueState::Upcoming, Some("2024-01-31"))]
#[case("2024-01-01", DueState::Due, Some("2024-01-31"))]
#[case("2024-01-31", DueState::Due, Some("2024-01-31"))]
#[case("2024-02-01", DueState::Overdue, Some("2024-04-30"))]
#[case("2024-04-30", DueState::Overdue, Some("2024-04-30"))]
#[case("2024-05-01", DueState::Lapsed, None)]
fn states(#[case] on: &str, #[case] state: DueState, #[case] useful: Option<&str>) {
    let ladder = build("voluntary_si", "2023-12-31", 1).unwrap();
    assert_eq!(ladder.state(day(on)), state);
    assert_eq!(ladder.last_useful_day(day(on)), useful.map(day));
}

#[test]
fn the_days_before_the_window_are_configuration() {
    let rules = DueRules::from_toml(SHIPPED).unwrap().with_upcoming_days(60);
    let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
    let product = products.get(products.find("voluntary_si").unwrap()).unwrap();
    let ladder = ladder(product, day("2023-03-31"), 1, &rules).unwrap();
    assert_eq!(ladder.upcoming_from, day("2023-01-31"));
}

#[rstest]
#[case("voluntary_si", "2023-03-31", 4, "known are 1, 3, 6, 12")]
#[case("voluntary_si", "2001-03-31", 1, "due.period: nothing is in force on 2001-04-01")]
#[case("household_hi", "2001-03-31", 1, "due.card: nothing is in force on 2001-03-31")]
#[case("household_hi", "+262142-12-31", 12, "leaves the calendar")]
#[case("voluntary_si", "+262142-12-31", 12, "leaves the calendar")]
fn what_cannot_be_built(
    #[case] code: &str,
    #[case] to: &str,
    #[case] cycle: u8,
    #[case] expected: &str,
) {
    let error = build(code, to, cycle).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[rstest]
#[case("by_end_of_month = 4", "by_end_of_month = 7", "between 1 and the cycle")]
#[case("cycle_months = 3", "cycle_months = 1", "ascending")]
#[case("upcoming_days", "coming_days", "unknown field `coming_days`")]
fn tables_that_are_refused(#[case] good: &str, #[case] bad: &str, #[case] expected: &str) {
    assert!(SHIPPED.contains(good));
    let error = DueRules::from_toml(&SHIPPED.replacen(good, bad, 1)).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn every_payment_method_on_offer_has_a_ladder() {
    let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
    for (_, product) in products.iter() {
        for cycle in &product.cycles {
            for to in ["2019-06-30", "2026-06-30"] {
                let ladder = build(&product.code, to, *cycle).unwrap();
                assert!(ladder.upcoming_from < ladder.window_from);
                assert!(ladder.window_from < ladder.deadline);
                assert!(ladder.deadline < ladder.overdue_until);
            }
        }
    }
}

#[rstest]
#[case::card_and_months("2023-06-20", &["2023-06-20", "2023-07-31", "2023-09-30", "2023-10-31", "2024-01-31"])]
#[case::before_every_rule("2001-03-31", &[])]
#[case::beyond_the_calendar("+262142-12-31", &[])]
fn a_product_that_nobody_knows_may_be_a_card_or_months(#[case] to: &str, #[case] ends: &[&str]) {
    let rules = DueRules::from_toml(SHIPPED).unwrap();
    let ladders = ladders_of_any_product(day(to), &rules);
    let told: Vec<NaiveDate> = ladders.iter().map(|ladder| ladder.deadline).collect();
    assert_eq!(told, ends.iter().map(|end| day(end)).collect::<Vec<_>>());
}

/// A card that runs out on Wednesday and can be saved until September.
fn wednesday() -> DueLadder {
    DueLadder {
        upcoming_from: day("2023-05-01"),
        window_from: day("2023-05-08"),
        deadline: day("2023-06-07"),
        overdue_until: day("2023-09-07"),
    }
}

#[rstest]
#[case::before_its_end(&["2023-06-05", "2023-06-08"], Some("2023-06-07"))]
#[case::after_its_end(&["2023-06-08", "2023-06-09"], Some("2023-09-07"))]
#[case::due_later_in_the_week(&["2023-05-05", "2023-05-08"], Some("2023-06-07"))]
#[case::not_yet(&["2023-05-05"], None)]
#[case::over(&["2023-09-08"], None)]
fn the_first_due_day_decides(#[case] days: &[&str], #[case] until: Option<&str>) {
    let days: Vec<NaiveDate> = days.iter().map(|text| day(text)).collect();
    assert_eq!(wednesday().due_until(&days), until.map(day));
}
