//! What binds and what it costs: slots, visits and telephones, in weeks planned by hand.

use chrono::Weekday::{Mon, Wed};

use vandong::domain::touch::TouchChannel;
use vandong::planning::certificate::GroupPrices;
use vandong::planning::snapshot::ChannelSet;

use crate::choices::{one_day, week};

/// Lan may make three touches on the day but only one visit. Two households can only be visited;
/// the poorer one gets nothing although a slot stays free. The price says so: a slot is worth
/// nothing, one more visit is worth at least the touch that was left out.
#[test]
fn visits_run_out_before_slots() {
    let plan = one_day(3)
        .visits(1)
        .household("P")
        .no_phone()
        .due("2023-06-20", 100)
        .household("Q")
        .no_phone()
        .due("2023-06-20", 90)
        .household("R")
        .due("2023-06-20", 20)
        .plan();
    assert_eq!(plan.lines(), ["P: visit by Lan on Mon", "Q: outpriced", "R: call by Lan on Mon"]);
    assert_eq!(plan.brings(), (0, 2, 100 + 10));
    let price = plan.price(0, 0);
    assert_eq!(price.slot, 0);
    let weights = plan.plan.weights;
    assert!(weights.due + 90 <= price.visit && price.visit <= weights.due + 100);
}

/// Two visits are allowed but there is one slot: the slot binds, and its price proves the plan.
#[test]
fn more_visits_than_slots_are_no_more_than_the_slots() {
    let plan = one_day(1)
        .visits(2)
        .household("P")
        .no_phone()
        .due("2023-06-20", 100)
        .household("Q")
        .no_phone()
        .due("2023-06-20", 90)
        .plan();
    assert_eq!(plan.lines(), ["P: visit by Lan on Mon", "Q: outpriced"]);
}

/// Outpriced means: the cheapest place that could serve the household costs at least what a touch
/// of it brings. The price lies between the call that was made and the one that was not.
#[test]
fn prices_explain_who_is_outpriced() {
    let plan = one_day(1)
        .household("Hoa")
        .due("2023-06-20", 100)
        .household("Phú")
        .due("2023-06-20", 200)
        .plan();
    let weights = plan.plan.weights;
    let price = plan.price(0, 0).slot;
    assert!(weights.due + 50 <= price && price <= weights.due + 100, "{price}");
    let prices = GroupPrices::new(&plan.plan.problem, &plan.plan.solution.prices);
    let (group, offers) = (plan.plan.problem.group[0], plan.plan.problem.offers.row(0));
    assert_eq!(plan.lines()[0], "Hoa: outpriced");
    for offer in offers {
        let cheapest = prices.cheapest(group, offer);
        assert!(cheapest.is_none_or(|price| offer.gain <= price));
    }
}

/// One number, three households: no two are called on the same day or on neighbouring ones. Giữa rests
/// until Friday and Cuối until Wednesday, so that Đầu has the Monday and no other day.
#[test]
fn a_shared_number_rests_for_a_day() {
    let plan = week()
        .distant_commune("A")
        .agent("Lan")
        .slots(3)
        .household("Đầu")
        .phone(84_912_345_678)
        .due("2023-06-09", 100)
        .household("Giữa")
        .phone(84_912_345_678)
        .due("2023-06-20", 100)
        .not_before("2023-06-09")
        .household("Cuối")
        .phone(84_912_345_678)
        .due("2023-06-20", 100)
        .not_before("2023-06-07")
        .plan();
    assert_eq!(
        plan.lines(),
        ["Đầu: call by Lan on Mon", "Giữa: call by Lan on Fri", "Cuối: call by Lan on Wed"]
    );
}

/// One number, two days with a day between. Đầu is more urgent and could have the Monday, but the card of Cuối, who is
/// overdue since March, can be saved on Monday only: Đầu makes room.
#[test]
fn who_shares_a_number_makes_room() {
    let plan = week()
        .days(&[Mon, Wed])
        .distant_commune("A")
        .agent("Lan")
        .slots(2)
        .household("Đầu")
        .phone(84_912_345_678)
        .due("2023-06-09", 100)
        .due_for("student_hi", "2023-06-09", 100)
        .household("Cuối")
        .phone(84_912_345_678)
        .due("2023-03-05", 100)
        .plan();
    assert_eq!(plan.lines(), ["Đầu: call by Lan on Wed", "Cuối: call by Lan on Mon"]);
    assert_eq!(plan.brings(), (3, 0, 150));
}

/// Ông Ba asked not to be called, and the only telephone of the house is his: his wife, who has a
/// card to renew, is visited.
#[test]
fn the_number_of_somebody_who_asked_not_to_be_called_is_not_called() {
    let plan = one_day(1)
        .visits(1)
        .household("Ba")
        .opted_out_of(ChannelSet::of(TouchChannel::Call))
        .due("2023-06-20", 100)
        .with_member()
        .due("2023-06-20", 100)
        .plan();
    assert_eq!(plan.lines(), ["Ba: visit by Lan on Mon"]);
    assert_eq!(plan.ways(0, TouchChannel::Call), 0);
    assert_eq!(plan.brings(), (0, 2, 200));
}
