//! Payments that come without any touch: some people remember by themselves. Without them every
//! renewal would look like the merit of a call.

use chrono::Weekday;

use super::dice::Dice;
use super::respond::Payment;
use crate::domain::calendar::Week;
use crate::domain::due::{DueLadder, DueState};

/// Somebody on the due list whom nobody spoke to.
#[derive(Clone, Copy, Debug)]
pub struct Waiting<'a> {
    /// The person's number.
    pub person: &'a str,
    /// Code of the product.
    pub product: &'a str,
    /// What the person would pay, VND.
    pub amount: i64,
    /// Months of one payment.
    pub cycle_months: u8,
    /// The days of the ladder.
    pub ladder: DueLadder,
}

/// The payment that a person makes in this week without being asked, if any. More likely in the
/// last days; unlikely before the window and after it.
#[must_use]
pub fn pays_unprompted(seed: u64, waiting: &Waiting<'_>, week: Week) -> Option<Payment> {
    let monday = week.monday();
    let chance = match waiting.ladder.state(monday) {
        DueState::Due if (waiting.ladder.deadline - monday).num_days() < 14 => 0.08,
        DueState::Due => 0.035,
        DueState::Overdue => 0.02,
        DueState::Upcoming => 0.008,
        DueState::NotYet | DueState::Lapsed => 0.001,
    };
    let name = week.to_string();
    let mut dice = Dice::of(seed, &["unprompted", waiting.person, waiting.product, &name]);
    if !dice.chance(chance) {
        return None;
    }
    use Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};
    let weekday = dice.pick(&[Mon, Tue, Wed, Thu, Fri, Sat]).copied().unwrap_or(Mon);
    Some(Payment {
        paid_on: week.day(weekday),
        months: waiting.cycle_months,
        amount: waiting.amount,
        receipt: format!("TD-{name}-{:010}", dice.below(10_000_000_000)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn more_in_the_last_days() {
        let day = |month, day| NaiveDate::from_ymd_opt(2023, month, day).unwrap();
        let week = Week::containing(day(6, 5));
        let paid = |deadline: NaiveDate| {
            let ladder = DueLadder {
                upcoming_from: day(4, 1),
                window_from: day(5, 1),
                deadline,
                overdue_until: day(12, 31),
            };
            let persons = (0..10_000).map(|number| format!("{number:010}"));
            persons
                .filter_map(|person| {
                    let (product, amount) = ("household_hi", 804_600);
                    let cycle_months = 12;
                    let person = person.as_str();
                    let waiting = Waiting { person, product, amount, cycle_months, ladder };
                    pays_unprompted(1, &waiting, week)
                })
                .inspect(|payment| assert!(week.contains(payment.paid_on)))
                .count()
        };
        assert!((700..900).contains(&paid(day(6, 9))));
        assert!((280..420).contains(&paid(day(7, 31))));
        assert!((140..260).contains(&paid(day(5, 31))));
    }
}
