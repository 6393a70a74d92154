//! The due list: until when people are covered, so that two planned weeks meet every step of the
//! ladder. Shares are assumptions; only that there is something of everything matters.
//!
//! Cards run out on any day. Periods of voluntary social insurance close at the end of a month, so
//! that in the two weeks none has its last useful day: those are all cards.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::dice::Dice;
use super::households::Class;

/// Rows of the list beyond those on the ladder: lapsed, and not yet due.
pub(super) const BEYOND: f64 = 0.04;

/// Kinds of due households with their share of the enrolments.
pub(super) const KINDS: [(DueKind, f64); 4] = [
    (DueKind::Household, 0.60),
    (DueKind::Subsidised, 0.09),
    (DueKind::Voluntary, 0.28),
    (DueKind::Student, 0.03),
];

/// What a household pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DueKind {
    Household,
    Subsidised,
    Voluntary,
    Student,
}

impl DueKind {
    /// Code of the product.
    pub(super) fn product(self) -> &'static str {
        match self {
            Self::Household => "household_hi",
            Self::Subsidised => "subsidised_hi",
            Self::Voluntary => "voluntary_si",
            Self::Student => "student_hi",
        }
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, month, day).unwrap_or_default()
}

fn from(dice: &mut Dice, first: NaiveDate, last: NaiveDate) -> NaiveDate {
    let days = (last - first).num_days();
    first.checked_add_days(Days::new(dice.between(0, days).unsigned_abs())).unwrap_or(first)
}

/// Last day of a card.
pub(super) fn valid_to(dice: &mut Dice) -> NaiveDate {
    let shares = [
        0.15,  // its last useful day is in 2023-W23
        0.12,  // in 2023-W24
        0.20,  // due, with time left
        0.17,  // overdue, with time left
        0.08,  // upcoming
        0.018, // lapsed
        0.010, // not yet due
    ];
    // A card that is due serves until it runs out, an overdue one three months longer.
    match (dice.weighted(&shares), dice.chance(0.3)) {
        (0, false) => from(dice, day(6, 5), day(6, 11)),
        (0, true) => from(dice, day(3, 5), day(3, 11)),
        (1, false) => from(dice, day(6, 12), day(6, 18)),
        (1, true) => from(dice, day(3, 12), day(3, 18)),
        (2, _) => from(dice, day(6, 19), day(7, 18)),
        (3, _) => from(dice, day(3, 19), day(6, 4)),
        (4, _) => from(dice, day(7, 19), day(8, 15)),
        (5, _) => from(dice, day(1, 5), day(2, 27)),
        _ => from(dice, day(9, 5), day(11, 30)),
    }
}

/// Last day of the card of a pupil: the end of a month of the school year.
pub(super) fn school_valid_to(dice: &mut Dice) -> NaiveDate {
    if dice.chance(0.65) { day(6, 30) } else { day(5, 31) }
}

/// Month through which voluntary social insurance is paid, as its first day, and the cycle.
pub(super) fn paid_through(dice: &mut Dice) -> (NaiveDate, u8) {
    // Cycle, and the month of the period at whose end its window closes.
    let cycles = [(1, 1), (3, 3), (6, 4), (12, 7)];
    let at = dice.weighted(&[0.25, 0.35, 0.25, 0.15]);
    let (cycle, by) = cycles.get(at).copied().unwrap_or((1, 1));
    // Months from June 2023 to the month in which the window closes.
    let closes: i32 = match dice.weighted(&[0.45, 0.13, 0.17, 0.06, 0.04, 0.15, 0.025, 0.015]) {
        0 => 0,
        1 => dice.between(0, i64::from(by.min(3) - 1)) as i32,
        2 => -1,
        3 => -2,
        4 => -3,
        5 => by,     // the period begins in July: upcoming
        6 => -5,     // lapsed
        _ => by + 3, // not yet due
    };
    let months = closes - by;
    let june = day(6, 1);
    let shift = Months::new(months.unsigned_abs());
    let through =
        if months < 0 { june.checked_sub_months(shift) } else { june.checked_add_months(shift) };
    (through.unwrap_or(june), cycle)
}

/// `05/2023`, as the lists write a month.
pub(super) fn written_month(month: NaiveDate) -> String {
    format!("{:02}/{}", month.month(), month.year())
}

/// The income chosen as contribution base: at the poverty line for most, for nearly all of the
/// poor.
pub(super) fn chosen_income(class: Class, dice: &mut Dice) -> i64 {
    let least = match class {
        Class::Poor => 0.95,
        Class::NearPoor | Class::NewlyOut => 0.85,
        Class::Other => 0.55,
    };
    if dice.chance(least) {
        return 1_500_000;
    }
    let steps = (dice.log_normal(0.8) * 16.0) as i64;
    1_500_000 + 50_000 * steps.clamp(1, 160)
}

/// Months of a card's cycle.
pub(super) fn card_cycle(dice: &mut Dice) -> u8 {
    [12, 6, 3].get(dice.weighted(&[0.84, 0.11, 0.05])).copied().unwrap_or(12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::due::{DueState, ladder};
    use crate::domain::{due::DueRules, product::Products};
    use std::collections::BTreeMap;

    const RULES: &str = include_str!("../../config/due.toml");
    const PRODUCTS: &str = include_str!("../../config/products.toml");

    fn shares(code: &str, mut throw: impl FnMut(&mut Dice) -> (NaiveDate, u8)) -> Vec<f64> {
        let rules = DueRules::from_toml(RULES).unwrap();
        let products = Products::from_toml(PRODUCTS).unwrap();
        let product = products.get(products.find(code).unwrap()).unwrap();
        let mut dice = Dice::new(1, "test");
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        let n = 20_000;
        for _ in 0..n {
            let (covered, cycle) = throw(&mut dice);
            let ladder = ladder(product, covered, cycle, &rules).unwrap();
            let (monday, end) = (day(6, 5), day(6, 18));
            let last = ladder.last_useful_day(monday).unwrap_or(NaiveDate::MAX);
            let kind = match ladder.state(monday) {
                DueState::Lapsed => 5,
                _ if last < monday + Days::new(7) => 0,
                _ if last <= end => 1,
                DueState::Due => 2,
                DueState::Overdue => 3,
                DueState::Upcoming => 4,
                DueState::NotYet if ladder.state(end) != DueState::NotYet => 4,
                DueState::NotYet => 6,
            };
            *counts.entry(kind).or_default() += 1.0 / f64::from(n);
        }
        (0..7).map(|kind| counts.get(&kind).copied().unwrap_or_default()).collect()
    }

    #[test]
    fn cards_are_on_every_step() {
        let found = shares("household_hi", |dice| (valid_to(dice), 12));
        // On the first Monday, 17 of the 30 days of those with time left are due already.
        let expected = [0.20, 0.16, 0.15, 0.23, 0.22, 0.024, 0.013];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 0.02, "{found} {expected}");
        }
    }

    #[test]
    fn periods_are_on_every_step() {
        let found = shares("voluntary_si", paid_through);
        let expected = [0.0, 0.0, 0.57, 0.24, 0.14, 0.025, 0.015];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 0.03, "{found} {expected}");
        }
    }
}
