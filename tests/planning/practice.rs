//! How offices work a week without a plan: every agent goes down a fixed list in due order.

use chrono::Weekday::{Mon, Tue};

use vandong::planning::practice::Habit;

use crate::world::World;

fn week() -> World {
    World::week("2023-W23").days(&[Mon, Tue]).commune("A").agent("Lan").slots(1)
}

/// One call a day: first who is due first, then the next; who could join comes last of all.
#[test]
fn a_list_is_worked_in_the_order_of_last_useful_days() {
    let plan = week()
        .household("Joins")
        .consents()
        .potential(9_000)
        .household("Later")
        .due("2023-06-20", 900)
        .household("Soon")
        .due("2023-06-09", 100)
        .plan();
    let (lines, brings) = plan.as_fixed_lists();
    assert_eq!(
        lines,
        ["Joins: outpriced", "Later: call by Lan on Tue", "Soon: call by Lan on Mon"]
    );
    assert_eq!(brings, (1, 1, 500));
}

/// Minh has called all of them before, so all stand on his list: two calls, and Lan, who could
/// make the third, has no list. A plan gives her one.
#[test]
fn a_list_is_not_shared() {
    let mut world = week().agent("Minh").slots(1);
    for name in ["One", "Two", "Three"] {
        world = world.household(name).due("2023-06-20", 100).last_spoke_with("Minh");
    }
    let plan = world.plan();
    let (lines, brings) = plan.as_fixed_lists();
    assert_eq!(lines, ["One: call by Minh on Mon", "Two: call by Minh on Tue", "Three: outpriced"]);
    assert_eq!(brings, (0, 2, 110));
    assert_eq!(plan.brings(), (0, 3, 160));
}

/// Nobody has called them yet: they are dealt out in turn.
#[test]
fn lists_without_a_past_are_dealt_out_evenly() {
    let mut world = week().agent("Minh").slots(1);
    for name in ["One", "Two", "Three"] {
        world = world.household(name).due("2023-06-20", 100);
    }
    let (lines, _) = world.plan().as_fixed_lists();
    assert_eq!(
        lines,
        ["One: call by Lan on Mon", "Two: call by Minh on Mon", "Three: call by Lan on Tue"]
    );
}

/// Who has a telephone is called, although a visit would bring more; who has none is visited, and
/// while no visit is left, whoever is next on the list is called.
#[test]
fn calls_where_there_is_a_number_and_visits_where_there_is_none() {
    let plan = World::week("2023-W23")
        .days(&[Mon])
        .commune("A")
        .agent("Lan")
        .slots(2)
        .visits(1)
        .household("First")
        .no_phone()
        .due("2023-06-07", 100)
        .household("Second")
        .no_phone()
        .due("2023-06-08", 100)
        .household("Third")
        .due("2023-06-09", 100)
        .plan();
    let (lines, brings) = plan.as_fixed_lists();
    assert_eq!(
        lines,
        ["First: visit by Lan on Mon", "Second: outpriced", "Third: call by Lan on Mon"]
    );
    assert_eq!(brings, (2, 0, 150));
}

/// Agents who like to go out visit as long as the day has visits, and call after that.
#[test]
fn an_agent_who_visits_first_calls_when_the_visits_are_used_up() {
    let mut world = World::week("2023-W23").days(&[Mon]).commune("A").agent("Lan");
    world = world.slots(2).visits(1);
    for (name, last_day) in [("First", "2023-06-07"), ("Second", "2023-06-08")] {
        world = world.household(name).due(last_day, 100);
    }
    let (lines, _) = world.plan().as_fixed_lists_by(Habit::Visiting);
    assert_eq!(lines, ["First: visit by Lan on Mon", "Second: call by Lan on Mon"]);
}
