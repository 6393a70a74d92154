//! The amounts that were published, and the edges of the rules.

use rstest::rstest;

use super::*;
use crate::domain::product::Products;

fn pay(code: &str, terms: &Terms<'_>) -> Result<Contribution, AmountError> {
    let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
    let product = products.get(products.find(code).unwrap()).unwrap();
    let rates = Rates::from_toml(include_str!("../../config/rates.toml")).unwrap();
    contribution(product, terms, &rates)
}

fn on(months: u8, day: &str) -> Terms<'static> {
    Terms::new(months, day.parse().unwrap())
}

#[rstest]
#[case("2024-07-01", 1, 12, 1_263_600)]
#[case("2024-07-01", 2, 12, 884_520)]
#[case("2024-07-01", 3, 12, 758_160)]
#[case("2024-07-01", 4, 12, 631_800)]
#[case("2024-07-01", 5, 12, 505_440)]
#[case("2024-07-01", 8, 12, 505_440)]
#[case("2024-07-01", 1, 6, 631_800)]
#[case("2023-07-01", 1, 12, 972_000)]
#[case("2023-07-01", 2, 12, 680_400)]
#[case("2023-06-30", 1, 12, 804_600)]
#[case("2021-06-01", 1, 1, 67_050)]
#[case("2021-06-01", 2, 1, 46_935)]
fn household(#[case] day: &str, #[case] order: u8, #[case] months: u8, #[case] expected: i64) {
    let terms = Terms { household_order: Some(order), ..on(months, day) };
    let paid = pay("household_hi", &terms).unwrap();
    assert_eq!((paid.own, paid.gross), (Vnd(expected), Vnd(expected)));
}

#[rstest]
#[case("2025-07-01", 12, 631_800)]
#[case("2025-07-01", 6, 315_900)]
#[case("2025-07-01", 3, 157_950)]
#[case("2025-06-30", 12, 884_520)]
#[case("2021-09-01", 12, 563_220)]
fn student(#[case] day: &str, #[case] months: u8, #[case] own: i64) {
    assert_eq!(pay("student_hi", &on(months, day)).unwrap().own, Vnd(own));
}

#[rstest]
#[case("2024-07-01", &["near_poor"], 12, 379_080)]
#[case("2024-07-01", &["poor"], 12, 0)]
#[case("2025-07-01", &["ethnic_minority"], 12, 631_800)]
fn subsidised(#[case] day: &str, #[case] groups: &[&str], #[case] months: u8, #[case] own: i64) {
    let terms = Terms { groups, ..on(months, day) };
    assert_eq!(pay("subsidised_hi", &terms).unwrap().own, Vnd(own));
}

#[rstest]
#[case::least_2021("2021-12-31", 700_000, 1, &[], 154_000, 15_400)]
#[case("2021-12-31", 700_000, 1, &["near_poor"], 154_000, 38_500)]
#[case("2021-12-31", 700_000, 1, &["poor"], 154_000, 46_200)]
#[case::least_2022("2022-01-01", 1_500_000, 1, &[], 330_000, 33_000)]
#[case("2022-01-01", 1_500_000, 1, &["near_poor"], 330_000, 82_500)]
#[case("2022-01-01", 1_500_000, 1, &["poor"], 330_000, 99_000)]
#[case::no_group_yet("2025-06-30", 1_500_000, 1, &["ethnic_minority"], 330_000, 33_000)]
#[case::law_of_2024("2025-07-01", 1_500_000, 1, &[], 330_000, 66_000)]
#[case("2025-07-01", 1_500_000, 1, &["ethnic_minority"], 330_000, 99_000)]
#[case("2025-07-01", 1_500_000, 1, &["near_poor"], 330_000, 132_000)]
#[case("2025-07-01", 1_500_000, 1, &["poor"], 330_000, 165_000)]
#[case("2025-07-01", 1_500_000, 1, &["island"], 330_000, 165_000)]
#[case::highest("2025-07-01", 1_500_000, 1, &["ethnic_minority", "poor"], 330_000, 165_000)]
#[case::six_months("2025-07-01", 2_000_000, 6, &["near_poor"], 2_640_000, 792_000)]
#[case::greatest("2025-07-01", 46_800_000, 1, &[], 10_296_000, 66_000)]
fn voluntary(
    #[case] day: &str,
    #[case] income: i64,
    #[case] months: u8,
    #[case] groups: &[&str],
    #[case] gross: i64,
    #[case] support: i64,
) {
    let terms = Terms { chosen_income: Some(Vnd(income)), groups, ..on(months, day) };
    let paid = pay("voluntary_si", &terms).unwrap();
    assert_eq!((paid.gross, paid.state_support), (Vnd(gross), Vnd(support)));
    assert_eq!(paid.own, Vnd(gross - support));
}

#[rstest]
#[case::province_adds(4_000, 0, 396_000)]
#[case::never_below_zero(9_000, 0, 0)]
#[case::limit_reached(0, 120, 3_960_000)]
#[case::limit_within_the_cycle(0, 114, 2_970_000)]
fn a_year_of_a_poor_person_with(#[case] local: u32, #[case] before: u16, #[case] own: i64) {
    let terms = Terms {
        chosen_income: Some(Vnd(1_500_000)),
        groups: &["poor"],
        local_support: BasisPoints(local),
        supported_months: before,
        ..on(12, "2025-07-01")
    };
    let paid = pay("voluntary_si", &terms).unwrap();
    assert_eq!(paid.own, Vnd(own));
    let parts = [paid.state_support, paid.local_support, paid.own];
    assert_eq!(parts.iter().map(|part| part.0).sum::<i64>(), paid.gross.0);
}

#[rstest]
#[case("voluntary_si", on(1, "2025-07-01"), "the chosen income")]
#[case("household_hi", on(12, "2025-07-01"), "the order in the household")]
#[case("household_hi", Terms { household_order: Some(0), ..on(12, "2025-07-01") }, "from 1")]
#[case("subsidised_hi", on(12, "2025-07-01"), "a support group")]
#[case("student_hi", on(12, "2001-07-01"), "rates.base_salary: nothing is in force on 2001-07-01")]
#[case(
    "voluntary_si",
    Terms { chosen_income: Some(Vnd(1_000_000)), ..on(1, "2022-01-01") },
    "1.000.000 ₫ is not between 1.500.000 ₫ and 29.800.000 ₫"
)]
fn amounts_that_cannot_be_named(
    #[case] code: &str,
    #[case] terms: Terms<'_>,
    #[case] expected: &str,
) {
    let error = pay(code, &terms).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn the_shipped_tables_know_each_other() {
    use crate::domain::segment::{SegmentSet, Segments};

    let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
    let segments = Segments::from_toml(include_str!("../../config/segments.toml")).unwrap();
    let rates = Rates::from_toml(include_str!("../../config/rates.toml")).unwrap();
    let day = "2025-07-01".parse().unwrap();
    let schemes = || products.iter().filter_map(|(_, product)| product.support_scheme.as_deref());
    let all: SegmentSet = segments.iter().map(|(id, _)| id).collect();
    for group in segments.support_groups(all) {
        let known = |scheme| rates.support(scheme, day).unwrap().groups.contains_key(group);
        assert!(schemes().any(known), "{group}");
    }
    for (_, product) in products.iter().filter(|(_, product)| product.default_group.is_some()) {
        let support = rates.support(product.support_scheme.as_ref().unwrap(), day).unwrap();
        assert!(support.groups.contains_key(product.default_group.as_ref().unwrap()));
    }
}
