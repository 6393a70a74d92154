//! How much each agent works in a week, and who stands in for whom: weeks that a person can plan by hand.

use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};

use vandong::planning::spread::Spread;

use crate::planned::Planned;
use crate::world::World;

fn week() -> World {
    World::week("2023-W23")
}

/// One household whose card runs out in two weeks: a duty in the payment window.
fn due(world: World, name: &str, thousand_vnd: i64) -> World {
    world.household(name).due("2023-06-20", thousand_vnd)
}

fn joins(world: World, name: &str, thousand_vnd: i64) -> World {
    world.household(name).consents().potential(thousand_vnd)
}

/// Who calls how many.
fn shares(plan: &Planned, agents: &[&str]) -> Vec<usize> {
    let by = |name: &&str| {
        plan.lines().iter().filter(|line| line.contains(&format!("by {name}"))).count()
    };
    agents.iter().map(by).collect()
}

/// Two a day on five days, but three in the week: the three that bring the most.
#[test]
fn a_week_holds_no_more_than_the_agent_says() {
    let mut world = week().commune("A").agent("Lan").slots(2).most_a_week(3);
    for (name, brings) in [("Hoa", 100), ("Mai", 80), ("Cúc", 60), ("Sen", 40), ("Huệ", 20)] {
        world = joins(world, name, brings);
    }
    let plan = world.plan();
    assert_eq!(plan.brings(), (0, 0, 50 + 40 + 30));
    assert_eq!(plan.lines()[3..], ["Sen: outpriced", "Huệ: outpriced"]);
    // Another touch in the week would be worth the 20 points that Sen brings, on any day.
    assert!((0..5).all(|day| (20..=30).contains(&plan.price(0, day).slot)));
}

/// A duty comes before the prices of loads, however high they are.
#[test]
fn a_duty_is_never_left_for_fairness() {
    let world = week().days(&[Mon]).commune("A").commune("B").fairness(1000, 1000);
    let world = world.agent("Lan").slots(4).home("A").agent("Minh").slots(4).covers(&["A", "B"]);
    let world = due(due(due(world, "Hoa", 2), "Mai", 2), "Cúc", 2);
    let plan = world.plan();
    assert_eq!(plan.brings(), (0, 3, 3));
    assert_eq!(plan.planned(), 3);
}

/// Lan and Minh could both call all four. Without a price on loads any sharing is as good; with one
/// each has two.
#[test]
fn the_work_is_shared_evenly_among_those_who_could_do_it() {
    let world = || {
        let world = week().days(&[Mon]).commune("A").agent("Lan").slots(4).agent("Minh").slots(4);
        let world = joins(joins(world, "Hoa", 40), "Mai", 40);
        joins(joins(world, "Cúc", 40), "Sen", 40)
    };
    let plan = world().fairness(0, 1).plan();
    assert_eq!(shares(&plan, &["Lan", "Minh"]), [2, 2]);
    assert_eq!(plan.brings(), (0, 0, 80));
    assert_eq!(plan.spread(), Spread { agents: 2, least: 500, median: 500, most: 500 });
    assert!(plan.unpriced().is_some());
    assert_eq!(world().plan().unpriced(), None, "nothing has a price");
}

/// Continuity is worth 3 points here (a tenth of 30). With a price of 1 point above the even share of two,
/// and 2 for the fourth, those who know Lan stay with Lan; at 4 points the loads count more.
#[test]
fn an_even_load_is_worth_what_it_is_said_to_be_worth() {
    let world = |points| {
        let mut world =
            week().days(&[Mon]).commune("A").agent("Lan").slots(4).agent("Minh").slots(4);
        for name in ["Hoa", "Mai", "Cúc", "Sen"] {
            world = joins(world, name, 60).last_spoke_with("Lan");
        }
        world.fairness(0, points).plan()
    };
    assert_eq!(shares(&world(0), &["Lan", "Minh"]), [4, 0]);
    assert_eq!(shares(&world(1), &["Lan", "Minh"]), [4, 0]);
    assert_eq!(shares(&world(4), &["Lan", "Minh"]), [2, 2]);
}

/// All is full: there is nothing to share out, and no price keeps anybody from a call.
#[test]
fn where_everybody_is_full_nothing_is_shared_out() {
    let world = week().days(&[Mon]).commune("A").agent("Lan").slots(1).agent("Minh").slots(1);
    let plan = joins(joins(joins(world, "Hoa", 2), "Mai", 2), "Cúc", 2).fairness(0, 1000).plan();
    assert_eq!((plan.planned(), plan.unpriced()), (2, None));
}

/// Minh should have two touches and gets them before Lan gets more, although the way to A costs 8 points.
#[test]
fn a_least_load_is_filled_first() {
    let world = |points| {
        let world = week().days(&[Mon]).commune("A").commune("B").fairness(points, 0);
        let world = world.agent("Lan").slots(3).visits(3).home("A");
        let world =
            world.agent("Minh").slots(3).visits(3).home("B").covers(&["A", "B"]).least_a_week(2);
        let visited = |world, name| joins(world, name, 20).no_phone();
        visited(visited(visited(world, "Hoa"), "Mai"), "Cúc").plan()
    };
    assert_eq!(shares(&world(0), &["Lan", "Minh"]), [3, 0]);
    assert_eq!(shares(&world(8 - 1), &["Lan", "Minh"]), [3, 0], "7 points are not worth the way");
    let plan = world(9);
    assert_eq!(shares(&plan, &["Lan", "Minh"]), [1, 2]);
    assert_eq!(plan.brings(), (0, 0, 60 - 2 * 8), "the bonus is not what the touches bring");
}

/// Lan is away on Wednesday and Thursday. Minh, who covers B alone, stands in in A on these days and on
/// no other one.
#[test]
fn the_substitute_serves_the_territory_of_the_absent_on_those_days() {
    let world = |days: &[chrono::Weekday]| {
        let world = week().days(days).commune("A").commune("B").agent("Lan").slots(0).home("A");
        let world = world.agent("Minh").slots(1).home("B").stands_in_for("Lan", &[Wed, Thu]);
        due(world, "Hoa", 100).plan()
    };
    assert_eq!(world(&[Mon, Wed]).lines(), ["Hoa: call by Minh on Wed"]);
    assert_eq!(world(&[Mon, Tue, Fri]).lines(), ["Hoa: all_absent"], "Lan has no places");
}

/// The languages and products of a substitute are the substitute's own.
#[test]
fn a_substitute_speaks_and_handles_what_is_the_substitutes_own() {
    let world = || {
        let world = week().days(&[Mon]).commune("A").commune("B");
        let world = world.agent("Lan").slots(1).home("A").speaks(&["vi", "hmn"]);
        world.agent("Minh").slots(1).home("B")
    };
    let minority = world().stands_in_for("Lan", &[Mon]).household("Mỷ").speaks_at_home("hmn");
    assert_eq!(minority.due("2023-06-20", 100).plan().lines(), ["Mỷ: all_absent"]);
    let pension = world().handles(&["household_hi"]).stands_in_for("Lan", &[Mon]).household("Hoa");
    let plan = pension.due_for("voluntary_si", "2023-06-20", 100).plan();
    assert_eq!(plan.lines(), ["Hoa: all_absent"]);
}

/// Hoa and Mai know Lan, who is away on Monday: on that day the tenth for continuity is Minh's, who
/// stands in, and not An's, who covers A as well.
#[test]
fn the_substitute_of_the_last_agent_continues() {
    let world = week().days(&[Mon]).commune("A").commune("B").agent("Lan").slots(1).home("A");
    let world = world.agent("An").slots(1).home("A");
    let world = world.agent("Minh").slots(1).home("B").stands_in_for("Lan", &[Mon]);
    let plan = due(world, "Hoa", 100).last_spoke_with("Lan").plan();
    assert_eq!(plan.lines(), ["Hoa: call by Minh on Mon"]);
    assert_eq!(plan.brings(), (0, 1, 55));
}
