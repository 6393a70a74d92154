//! The order of the chances, and that households agree with themselves.

use std::collections::BTreeMap;

use super::*;

fn touched<'a>(row_id: &'a str, contact: &'a str) -> Touched<'a> {
    Touched {
        row_id,
        contact,
        day: NaiveDate::from_ymd_opt(2023, 6, 7).unwrap(),
        channel: TouchChannel::Call,
        due: true,
        product: "household_hi",
        amount: 804_600,
        cycle_months: 12,
        attempts: 0,
        first_of_contact: true,
    }
}

/// Shares of outcomes, and of payments under the key `None`.
fn shares(change: impl Fn(&mut Touched<'_>)) -> BTreeMap<Option<OutcomeCode>, f64> {
    let mut shares = BTreeMap::new();
    let n = 20_000;
    for number in 0..n {
        let (row, contact) = (format!("r{number}"), format!("h{number}"));
        let mut case = touched(&row, &contact);
        change(&mut case);
        let response = respond(1, &case);
        *shares.entry(Some(response.outcome)).or_default() += 1.0 / f64::from(n);
        if response.payment.is_some() {
            *shares.entry(None).or_default() += 1.0 / f64::from(n);
        }
    }
    shares
}

#[test]
fn asked_twice_people_say_the_same() {
    assert_eq!(respond(1, &touched("a", "h")), respond(1, &touched("a", "h")));
}

#[test]
fn every_outcome_happens_and_one_in_four_does_not_answer() {
    let mut all = shares(|case| case.due = false);
    let due = shares(|_| ());
    assert!((due[&Some(OutcomeCode::NoAnswer)] - 0.25).abs() < 0.015);
    all.extend(due);
    for code in OutcomeCode::ALL {
        assert!(all.contains_key(&Some(*code)), "{}", code.code());
    }
}

#[test]
fn chances_have_the_published_order() {
    let paid = |change: &dyn Fn(&mut Touched<'_>)| shares(change)[&None];
    let call = paid(&|_| ());
    assert!((0.12..0.25).contains(&call), "{call}");
    assert!(paid(&|case| case.channel = TouchChannel::Visit) > call * 1.2);
    assert!(paid(&|case| case.attempts = 3) < call);
    assert!(paid(&|case| case.amount = 4_000_000) < call);
    assert!(paid(&|case| case.product = "voluntary_si") < call);
    let joining = paid(&|case| case.due = false);
    assert!((0.01..0.04).contains(&joining), "{joining}");
}

#[test]
fn a_household_answers_as_one() {
    for number in 0..3_000 {
        let contact = format!("h{number}");
        let [one, two] = ["a", "b"].map(|row| {
            let row = format!("{row}{number}");
            respond(1, &touched(&row, &contact))
        });
        let silent = |response: &Response| {
            use OutcomeCode::{Busy, CallBack, Moved, NoAnswer, OptOut, WrongNumber};
            [Busy, CallBack, Moved, NoAnswer, OptOut, WrongNumber].contains(&response.outcome)
        };
        assert_eq!(silent(&one), silent(&two));
        if silent(&one) {
            assert_eq!(one, two);
        }
        assert_eq!(one.at, two.at);
        if let Some(promised) = one.promised_on {
            assert!(promised > one.at.date() && promised.weekday() != Weekday::Sun);
        }
        if let Some(payment) = &one.payment {
            assert!(payment.paid_on >= one.at.date());
        }
        let needs = [OutcomeCode::Refused, OutcomeCode::WrongNumber].contains(&one.outcome);
        assert_eq!(one.reason.is_some(), needs);
    }
}
