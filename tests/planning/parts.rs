//! Weeks whose days have parts, small enough to be planned by hand: 5 to 9 June 2023, a morning and an
//! evening each day. In the evening only who agreed is called.

use chrono::Weekday::{Mon, Tue, Wed};

use vandong::domain::day_part::PartOfDay;
use vandong::domain::touch::TouchChannel;
use vandong::planning::snapshot::{Agreed, Part};

use crate::choices::week;
use crate::world::World;

const PARTS: [Part; 2] = [
    Part { name: PartOfDay::Morning, agreed_only: false },
    Part { name: PartOfDay::Evening, agreed_only: true },
];

/// These days, one agent, so many calls in each part.
fn days(days: &[chrono::Weekday], calls: i32) -> World {
    week().days(days).parts(&PARTS).commune("A").agent("Lan").slots(calls)
}

fn agrees(world: World) -> World {
    world.person(|one| one.agreed = Agreed::ALL)
}

/// Both fit on one day because one of them agreed to evenings, although the other is worth less.
#[test]
fn whoever_agreed_makes_room_in_the_morning() {
    let plan = agrees(days(&[Mon], 1).household("Hoa").due("2023-06-09", 900));
    let plan = plan.household("Phú").due("2023-06-09", 100).plan();
    assert_eq!(
        plan.lines(),
        ["Hoa: call by Lan on Mon in the evening", "Phú: call by Lan on Mon in the morning"]
    );
    assert_eq!(plan.brings().0, 2);
}

#[test]
fn nobody_else_is_called_in_the_evening_and_visits_are_no_calls() {
    let plan = days(&[Mon], 1).household("Hoa").due("2023-06-09", 900);
    let plan = plan.household("Phú").due("2023-06-09", 100).plan();
    assert_eq!(plan.lines(), ["Hoa: call by Lan on Mon in the morning", "Phú: outpriced"]);
    let plan = days(&[Mon], 1).visits(1).household("Hoa").due("2023-06-09", 900);
    let plan = plan.household("Phú").due("2023-06-09", 100).plan();
    assert_eq!(plan.planned(), 2);
    assert_eq!((plan.ways(0, TouchChannel::Call), plan.ways(0, TouchChannel::Visit)), (1, 2));
}

/// A number rests by day: the evening of a day is no other day, and one household may have both parts.
#[test]
fn a_shared_telephone_rests_by_day_and_not_by_part() {
    let shared = |world: World| {
        let world = agrees(world.household("Hoa").phone(84_912_000_001).due("2023-06-20", 900));
        agrees(world.household("Phú").phone(84_912_000_001).due("2023-06-20", 100))
    };
    let plan = shared(days(&[Mon], 5)).plan();
    let called = plan.lines().iter().filter(|line| line.contains("call by")).count();
    assert_eq!(called, 1, "{:?}", plan.lines());
    assert!(plan.lines().iter().any(|line| line.ends_with(": shared_phone")), "{:?}", plan.lines());
    let plan = shared(days(&[Mon, Tue, Wed], 5)).plan();
    assert_eq!(plan.planned(), 2);
    assert_eq!((plan.ways(0, TouchChannel::Call), plan.ways(1, TouchChannel::Call)), (2, 2));
}

#[test]
fn a_promised_hour_and_the_last_attempt_say_the_part() {
    let days = week().days(&[Mon, Tue]).parts(&PARTS).distant_commune("A").agent("Lan").slots(5);
    let plan =
        agrees(days.household("Hoa").due("2023-06-20", 900)).call_back("2023-06-06T18:30:00");
    let plan = agrees(plan.household("Phú").due("2023-06-20", 900))
        .recall(|one| one.not_in = Some(PartOfDay::Evening))
        .household("Mai")
        .due("2023-06-20", 900)
        .recall(|one| one.not_in = Some(PartOfDay::Morning))
        .plan();
    let lines = plan.lines();
    assert_eq!(lines[0], "Hoa: call by Lan on Tue in the evening");
    assert!(lines[1].ends_with("in the morning"), "{lines:?}");
    assert_eq!(lines[2], "Mai: too_recent", "duty alone is no ground for the other part");
}

/// What stands on a list stays in its part, as long as moving it brings next to nothing.
#[test]
fn a_touch_on_a_list_keeps_its_part() {
    let on = |bucket| {
        let one = days(&[Mon, Tue], 5).household("Hoa").due("2023-06-20", 900);
        agrees(one).on_list(TouchChannel::Call, "Lan", bucket).plan().lines().remove(0)
    };
    assert_eq!(on(1), "Hoa: call by Lan on Mon in the evening");
    assert_eq!(on(2), "Hoa: call by Lan on Tue in the morning");
}
