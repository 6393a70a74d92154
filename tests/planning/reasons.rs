//! Who is not touched is told one reason, and exactly the right one. The household Hoa would be
//! called in the commune A, where homes may not be visited, if it were not for one thing.

use chrono::Weekday::{Mon, Tue};
use rstest::rstest;

use vandong::domain::touch::TouchChannel;
use vandong::planning::snapshot::ChannelSet;

use crate::world::World;

fn agent() -> World {
    let world = World::week("2023-W23").days(&[Mon]).distant_commune("A").commune("B");
    world.agent("Lan").slots(1)
}

fn hoa() -> World {
    agent().household("Hoa")
}

fn due(world: World) -> World {
    world.due("2023-06-09", 100)
}

#[test]
fn without_any_obstacle_hoa_is_called() {
    assert_eq!(due(hoa()).plan().lines(), ["Hoa: call by Lan on Mon"]);
}

#[rstest]
// The ladder begins 45 days before the deadline: in November.
#[case::the_ladder_has_not_begun(hoa().due("2023-12-31", 100), "outside_window")]
#[case::promised_for_next_week(
    hoa().due("2023-06-20", 100).call_back("2023-06-14T09:00:00"),
    "outside_window"
)]
#[case::could_join_but_never_agreed(hoa().potential(100), "no_legal_basis")]
// Overdue until 30 April: now a new participant, whom only a consent lets us call.
#[case::lapsed_in_april(hoa().due("2023-01-31", 100), "no_legal_basis")]
#[case::asked_not_to_be_contacted(due(hoa().opted_out_of(ChannelSet::BOTH)), "opted_out")]
#[case::asked_not_to_be_called(
    due(hoa().opted_out_of(ChannelSet::of(TouchChannel::Call))),
    "opted_out"
)]
#[case::on_the_register(due(hoa().person(|one| one.do_not_call = true)), "do_not_call")]
#[case::called_often_enough(due(hoa()).recall(|one| one.calls_exhausted = true), "unreachable")]
#[case::no_telephone(due(hoa().no_phone()), "no_channel")]
#[case::called_last_week(due(hoa()).not_before("2023-06-12"), "too_recent")]
#[case::brings_nothing(hoa().consents().potential(0), "no_value")]
#[case::outside_every_territory(due(hoa().lives_in("B")), "no_agent")]
#[case::speaks_another_language(due(hoa().speaks_at_home("hmn")), "no_language")]
#[case::asks_for_another_product(
    due(agent().handles(&["voluntary_si"]).household("Hoa")),
    "no_skill"
)]
#[case::the_agent_is_away(due(agent().slots(0).household("Hoa")), "all_absent")]
fn one_obstacle_one_reason(#[case] world: World, #[case] reason: &str) {
    assert_eq!(world.plan().lines(), [format!("Hoa: {reason}")]);
}

#[test]
fn the_only_slot_goes_to_a_larger_premium() {
    let plan = due(hoa()).household("Phú").due("2023-06-09", 200).plan();
    assert_eq!(plan.lines(), ["Hoa: outpriced", "Phú: call by Lan on Mon"]);
}

#[test]
fn the_shared_number_rings_elsewhere() {
    // One day, one number: the last chance is called.
    let later = agent().household("Hoa").phone(84_912_345_678).due("2023-06-20", 900);
    let plan = due(later.household("Phú").phone(84_912_345_678)).plan();
    assert_eq!(plan.lines(), ["Hoa: shared_phone", "Phú: call by Lan on Mon"]);
}

/// A day that nobody works helps no household, whatever number it is called by.
#[test]
fn who_shares_a_number_and_an_absent_agent_waits_for_the_agent() {
    let away = World::week("2023-W23").distant_commune("A").agent("Lan").slots(0);
    let first = away.household("Hoa").phone(84_912_345_678).due("2023-06-20", 900);
    let plan = due(first.household("Phú").phone(84_912_345_678)).plan();
    assert_eq!(plan.lines(), ["Hoa: all_absent", "Phú: all_absent"]);
}

/// Lan is at work and makes no visits; a substitute would not help, a number would.
#[test]
fn who_can_only_be_visited_where_nobody_visits_has_no_channel() {
    let world = World::week("2023-W23").days(&[Mon]).commune("A").agent("Lan").slots(1);
    assert_eq!(due(world.household("Hoa").no_phone()).plan().lines(), ["Hoa: no_channel"]);
}

#[test]
fn lapsed_people_who_agreed_are_called() {
    let plan = hoa().consents().due("2023-01-31", 100).plan();
    assert_eq!(plan.lines(), ["Hoa: call by Lan on Mon"]);
    assert_eq!(plan.brings(), (0, 0, 50), "value, no duty");
}

/// A permitted visit replaces the call that the register, the patience or the telephone forbids.
#[rstest]
#[case::on_the_register(|world: World| world.person(|one| one.do_not_call = true))]
#[case::called_often_enough(|world: World| world.recall(|one| one.calls_exhausted = true))]
#[case::no_telephone(World::no_phone)]
fn where_visits_are_allowed_hoa_is_visited(#[case] obstacle: fn(World) -> World) {
    let world = World::week("2023-W23").days(&[Mon]).commune("A").agent("Lan").slots(1).visits(1);
    let plan = due(obstacle(world.household("Hoa"))).plan();
    assert_eq!(plan.lines(), ["Hoa: visit by Lan on Mon"]);
}

/// Homes may not be visited on days of distancing: who can only be visited waits for another day, and has
/// no channel where there is none; with a telephone there is a call.
#[rstest]
#[case::before(&[1], "Hoa: visit by Lan on Mon", "Hoa: visit by Lan on Mon")]
#[case::on_the_first_day(&[0], "Hoa: visit by Lan on Tue", "Hoa: visit by Lan on Tue")]
#[case::all_week(&[0, 1], "Hoa: no_channel", "Hoa: call by Lan on Mon")]
fn on_days_of_distancing_nobody_is_visited(
    #[case] distant: &[u8],
    #[case] without_phone: &str,
    #[case] with_phone: &str,
) {
    let world = || {
        let world = World::week("2023-W23").days(&[Mon, Tue]).commune("A").distant_in(distant);
        world.agent("Lan").slots(1).visits(1).household("Hoa")
    };
    assert_eq!(due(world().no_phone()).plan().lines(), [without_phone]);
    assert_eq!(due(world()).plan().lines(), [with_phone]);
}

/// The first reason in the order of the codes is told: what only the office can mend comes after
/// what the person decides.
#[test]
fn of_two_reasons_the_first_is_told() {
    let refused = hoa().opted_out_of(ChannelSet::BOTH).no_phone();
    assert_eq!(due(refused).not_before("2023-06-12").plan().lines(), ["Hoa: opted_out"]);
    let silent = due(hoa().no_phone()).not_before("2023-06-12");
    assert_eq!(silent.plan().lines(), ["Hoa: no_channel"]);
    let resting = due(agent().slots(0).household("Hoa")).not_before("2023-06-12");
    assert_eq!(resting.plan().lines(), ["Hoa: too_recent"]);
}

/// The office agreed that Lan does not work with Hoa: Mai does, and without Mai nobody.
#[test]
fn who_an_agent_does_not_work_with_goes_to_another_or_to_nobody() {
    let world = || agent().agent("Mai").slots(1).household("Hoa");
    assert_eq!(due(world()).not_with("Lan").plan().lines(), ["Hoa: call by Mai on Mon"]);
    assert_eq!(due(world()).not_with("Mai").plan().lines(), ["Hoa: call by Lan on Mon"]);
    let nobody = due(world()).not_with("Lan").not_with("Mai").plan();
    assert_eq!(nobody.lines(), ["Hoa: no_agent"]);
    // Her neighbours stay with Lan.
    let two = due(due(agent().household("Hoa")).not_with("Lan").household("Phú")).plan();
    assert_eq!(two.lines(), ["Hoa: no_agent", "Phú: call by Lan on Mon"]);
}

/// A day that the office agreed to is the only one, unless a deadline comes before it.
#[test]
fn a_day_that_was_agreed_to_is_kept() {
    let on = |deadline, day: &str| {
        let world = World::week("2023-W23").distant_commune("A").agent("Lan").slots(1);
        let day = day.parse().unwrap();
        world
            .household("Hoa")
            .due(deadline, 100)
            .recall(|one| one.only_on = Some(day))
            .plan()
            .lines()
    };
    assert_eq!(on("2023-06-20", "2023-06-07"), ["Hoa: call by Lan on Wed"]);
    assert_eq!(on("2023-06-20", "2023-06-14"), ["Hoa: outside_window"]);
    assert_eq!(on("2023-06-06", "2023-06-14"), ["Hoa: call by Lan on Mon"]);
}
