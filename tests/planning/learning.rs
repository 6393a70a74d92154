//! Chances from outcomes, and households that are held out, in weeks that a person can plan by hand.

use chrono::Weekday::Mon;

use vandong::domain::touch::{ReasonCode, TouchChannel};
use vandong::planning::coverage::coverage;
use vandong::planning::drawn::draw_key;
use vandong::planning::learning::hold_out::Draw;
use vandong::planning::learning::path::{Aim, Path};
use vandong::planning::week::Fate;

use crate::catalogues::Catalogues;
use crate::choices::one_day;
use crate::world::World;

fn calls(product: &str, aim: Aim) -> Path {
    Path::base(product, aim, Some(TouchChannel::Call)).segment(None).attempt(0)
}

fn both() -> World {
    let first = one_day(1).household("Card").consents().potential(400);
    first.household("Pension").consents().potential_for("voluntary_si", 300)
}

/// Half of all calls succeed, says the assumption: 200 points go before 150.
#[test]
fn without_outcomes_a_plan_is_what_it_was() {
    let lines = ["Card: call by Lan on Mon", "Pension: outpriced"];
    let plan = both().plan();
    assert_eq!((plan.lines(), plan.brings()), (lines.map(str::to_owned).to_vec(), (0, 0, 200)));
    let plan = both().learns().plan();
    assert_eq!((plan.lines(), plan.brings()), (lines.map(str::to_owned).to_vec(), (0, 0, 200)));
}

/// 20 of 100 calls about cards succeeded. Of the product: (20 + 100 x 0.5) / 200 = 0.35; of those of no
/// segment (20 + 35) / 200 = 0.275; of first attempts (20 + 27.5) / 200 = 0.2375, 95 points. Of the other
/// product nothing was heard: 150 points stand.
#[test]
fn outcomes_take_the_place_of_the_assumption_step_by_step() {
    let card = calls("household_hi", Aim::Joining);
    let plan = both().learns().observed(card.clone(), 100, 20).plan();
    assert_eq!(plan.lines(), ["Card: outpriced", "Pension: call by Lan on Mon"]);
    let alone = one_day(1).household("Card").consents().potential(400);
    assert_eq!(alone.learns().observed(card, 100, 20).plan().brings(), (0, 0, 95));
}

/// Of those who were left in peace 10 in 100 joined: (10 + 0) / 200 = 0.05 of the product, of those of no
/// segment (10 + 5) / 200 = 0.075. A call adds 0.2375 - 0.075 = 0.1625: 65 points.
#[test]
fn what_comes_of_itself_is_not_the_merit_of_a_call() {
    let alone = one_day(1).household("Card").consents().potential(400).learns();
    let untouched = Path::base("household_hi", Aim::Joining, None).segment(None);
    let plan = alone.observed(calls("household_hi", Aim::Joining), 100, 20);
    assert_eq!(plan.observed(untouched, 100, 10).plan().brings(), (0, 0, 65));
}

/// 60 of 100 renewals: 0.55, 0.575, 0.5875 step by step, of 200 points: 117.5, to the even number.
#[test]
fn renewals_have_chances_of_their_own() {
    let due = one_day(1).household("Hoa").due("2023-06-20", 200).learns();
    let joining = calls("household_hi", Aim::Joining);
    let plan = due.observed(calls("household_hi", Aim::Renewal), 100, 60).observed(joining, 100, 0);
    assert_eq!(plan.plan().brings(), (0, 1, 118));
}

/// Two hundred households who could join; every tenth has a due card beside it.
fn many() -> World {
    let mut world = World::week("2023-W23").days(&[Mon]).commune("A").agent("Lan").slots(200);
    for at in 0..200 {
        world = world.household(&format!("H{at:03}")).consents().potential(400);
        if at % 10 == 0 {
            world = world.with_member().due("2023-06-20", 100);
        }
    }
    world
}

#[test]
fn the_lot_of_a_household_decides_and_whoever_is_due_is_never_held_out() {
    let draw = Draw { seed: 2, period: "2023-W19" };
    let drawn = |at: &usize| draw.of(&draw_key("A", &format!("H{at:03}"))) < 0.05;
    let (due, open): (Vec<usize>, Vec<usize>) = (0..200).filter(drawn).partition(|at| at % 10 == 0);
    assert!(!due.is_empty() && open.len() > 3, "{due:?} {open:?}");

    let plan = many().learns().draws_by(2).plan();
    let held: Vec<usize> =
        (0..200).filter(|at| plan.plan.fates[*at] == Fate::Left(ReasonCode::HeldOut)).collect();
    assert_eq!(held, open);
    let told =
        |lines: Vec<String>| lines.iter().filter(|line| line.ends_with(": held_out")).count();
    assert_eq!(told(plan.lines()), open.len());
    // All others have their call, as many as there are households.
    let planned = plan.plan.fates.iter().filter(|fate| matches!(fate, Fate::Planned(_)));
    assert_eq!(planned.count(), 200 - open.len());
    let cells = &plan.plan.drawn.cells;
    assert_eq!(cells.len(), 1);
    assert_eq!((cells[0].1.households, cells[0].1.held), (180, open.len()));
    assert_eq!(cells[0].0.to_string(), "household_hi/joining/held_out/-");
    assert_eq!(plan.plan.drawn.of.iter().flatten().count(), 180);

    // Whoever draws not holds out nobody, nor does an office without terms.
    assert_eq!(told(many().learns().plan().lines()), 0);
    assert_eq!(told(many().draws_by(2).plan().lines()), 0);
}

#[test]
fn a_promised_call_is_owed_and_who_is_held_out_could_have_been_reached() {
    let draw = Draw { seed: 2, period: "2023-W19" };
    let names = (0..200).map(|at| format!("H{at:03}"));
    let name = names.into_iter().find(|name| draw.of(&draw_key("A", name)) < 0.05).unwrap();
    let alone = || one_day(1).household(&name).consents().potential(400).learns().draws_by(2);
    assert_eq!(alone().plan().lines(), [format!("{name}: held_out")]);
    let promised = alone().call_back("2023-06-05T09:00:00").plan();
    assert_eq!(promised.lines(), [format!("{name}: call by Lan on Mon")]);
    let plan = alone().plan();
    let segments = Catalogues::new().segments;
    let told = coverage(&plan.snapshot, &plan.plan, &plan.plan.fates, &segments);
    assert_eq!((told.all.contacts, told.all.reachable, told.all.planned), (1, 1, 0));
}
