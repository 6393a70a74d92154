//! A week that is planned again keeps what stands on lists, unless moving it is worth it or it cannot be.

use rstest::rstest;
use vandong::domain::touch::TouchChannel::{self, Call, Visit};

use crate::planned::Planned;
use crate::world::World;

const WED: u8 = 2;

/// Lan and Mai, each with so many slots a day, call and visit in the commune A.
fn two_agents(slots: i32) -> World {
    let world = World::week("2023-W23").commune("A");
    world.agent("Lan").slots(slots).visits(1).agent("Mai").slots(slots).visits(1)
}

fn kept(plan: &Planned) -> usize {
    let fates = &plan.plan.fates;
    plan.plan.keeping.kept(|at| match fates[at] {
        vandong::planning::week::Fate::Planned(place) => Some(place),
        vandong::planning::week::Fate::Left(_) => None,
    })
}

#[test]
fn among_equal_places_the_one_on_the_list_is_kept() {
    let hoa = || two_agents(1).household("Hoa").no_phone().due("2023-06-09", 100);
    let anew = hoa().plan();
    assert_ne!(anew.lines(), ["Hoa: visit by Mai on Wed"]);
    let again = hoa().on_list(Visit, "Mai", WED).plan();
    assert_eq!(again.lines(), ["Hoa: visit by Mai on Wed"]);
    assert_eq!((again.plan.keeping.possible(), kept(&again)), (1, 1));
    // The points for keeping it are on top of what it brings.
    let (last, due, value) = anew.brings();
    assert_eq!(again.brings(), (last, due, value + 10));
}

/// Hoa stands on Lan's list for the only slot there is; Phú came later.
fn one_slot(hoa: (&str, i64), phu: (&str, i64)) -> Vec<String> {
    let week = World::week("2023-W23").days(&[chrono::Weekday::Mon]).distant_commune("A");
    let hoa = week.agent("Lan").slots(1).household("Hoa").due(hoa.0, hoa.1).on_list(Call, "Lan", 0);
    hoa.household("Phú").due(phu.0, phu.1).plan().lines()
}

#[rstest]
// A call brings half: 50 points and 10 for keeping it, against 59, and against 61.
#[case::not_enough(("2023-06-09", 100), ("2023-06-09", 118), "Hoa")]
#[case::worth_more(("2023-06-09", 100), ("2023-06-09", 122), "Phú")]
#[case::duty_first(("2023-06-20", 900), ("2023-06-09", 10), "Phú")]
#[case::duty_stays(("2023-06-09", 10), ("2023-06-20", 900), "Hoa")]
fn value_moves_a_touch_when_it_is_worth_more_than_keeping(
    #[case] hoa: (&str, i64),
    #[case] phu: (&str, i64),
    #[case] called: &str,
) {
    let told = |name: &str| match name == called {
        true => format!("{name}: call by Lan on Mon"),
        false => format!("{name}: outpriced"),
    };
    assert_eq!(one_slot(hoa, phu), [told("Hoa"), told("Phú")]);
}

#[rstest]
#[case::the_agent_is_ill("Mai", Call)]
#[case::nobody_visits_there("Lan", Visit)]
fn what_cannot_be_kept_is_moved(#[case] agent: &str, #[case] channel: TouchChannel) {
    let world = World::week("2023-W23").distant_commune("A").agent("Lan").slots(1);
    let world = world.agent("Mai").slots(0).household("Hoa").due("2023-06-09", 100);
    let plan = world.on_list(channel, agent, WED).plan();
    assert!(plan.lines()[0].starts_with("Hoa: call by Lan"), "{:?}", plan.lines());
    assert_eq!((plan.plan.keeping.possible(), kept(&plan)), (0, 0));
}

#[test]
fn whoever_has_paid_leaves_the_place_to_others() {
    let week = World::week("2023-W23").days(&[chrono::Weekday::Mon]).distant_commune("A");
    // Hoa's only case is settled: the household is no contact any more.
    let paid = week.agent("Lan").slots(1).household("Hoa").on_list(Call, "Lan", 0);
    let plan = paid.household("Phú").due("2023-06-09", 100).plan();
    assert_eq!(plan.lines(), ["Phú: call by Lan on Mon"]);
}

#[test]
fn households_with_one_number_keep_their_days() {
    let number = 84_912_345_678;
    let world = World::week("2023-W23").distant_commune("A").agent("Lan").slots(2);
    let hoa = world.household("Hoa").phone(number).due("2023-06-20", 100).on_list(Call, "Lan", 4);
    let both = hoa.household("Phú").phone(number).due("2023-06-20", 100).on_list(Call, "Lan", 1);
    let plan = both.plan();
    assert_eq!(plan.lines(), ["Hoa: call by Lan on Fri", "Phú: call by Lan on Tue"]);
}

#[test]
fn a_more_urgent_household_has_its_days_of_a_shared_number_first() {
    let number = 84_912_345_678;
    let week = World::week("2023-W23").days(&[chrono::Weekday::Mon]).distant_commune("A");
    let hoa = week.agent("Lan").slots(2).household("Hoa").phone(number).due("2023-06-20", 100);
    let both = hoa.on_list(Call, "Lan", 0).household("Phú").phone(number).due("2023-06-09", 100);
    assert_eq!(both.plan().lines(), ["Hoa: shared_phone", "Phú: call by Lan on Mon"]);
}
