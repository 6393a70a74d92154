//! Who is touched, by whom and when, in weeks small enough to be planned by hand. The week is that
//! of 5 to 9 June 2023; the next plan begins on Monday the 12th.

use chrono::Weekday::{Fri, Mon, Thu, Tue};

use vandong::domain::ids::PersonId;
use vandong::domain::touch::TouchChannel;
use vandong::planning::snapshot::ChannelSet;

use crate::world::World;

pub(crate) fn week() -> World {
    World::week("2023-W23")
}

/// One day, one agent at home in the only commune, so many calls.
pub(crate) fn one_day(calls: i32) -> World {
    week().days(&[Mon]).commune("A").agent("Lan").slots(calls)
}

/// Hoa's card runs out on Friday, before the next plan: one call saves it. Phú's premium is ninety
/// times as large, but his turn can come next week.
#[test]
fn a_last_chance_goes_before_a_large_premium() {
    let plan = one_day(1)
        .household("Hoa")
        .due("2023-06-09", 100)
        .household("Phú")
        .due("2023-06-20", 9_000)
        .plan();
    assert_eq!(plan.lines(), ["Hoa: call by Lan on Mon", "Phú: outpriced"]);
    assert_eq!(plan.brings(), (1, 0, 50));
}

/// Even two other due households do not outweigh one last chance: the levels are not added up.
#[test]
fn one_last_chance_goes_before_any_number_of_other_duties() {
    let plan = one_day(1)
        .household("Both")
        .due("2023-06-20", 500)
        .with_member()
        .due("2023-06-20", 500)
        .household("Hoa")
        .due("2023-06-09", 1)
        .plan();
    assert_eq!(plan.lines(), ["Both: outpriced", "Hoa: call by Lan on Mon"]);
}

/// A duty first, then who could join, however much it would bring.
#[test]
fn a_due_household_goes_before_one_that_could_join() {
    let plan = one_day(1)
        .household("New")
        .consents()
        .potential(9_000)
        .household("Due")
        .due("2023-06-20", 100)
        .plan();
    assert_eq!(plan.lines(), ["New: outpriced", "Due: call by Lan on Mon"]);
    assert_eq!(plan.brings(), (0, 1, 50));
}

/// Three equal duties, two calls: the two larger premiums, half of each: 100 + 75.
#[test]
fn value_decides_among_equals() {
    let plan = one_day(2)
        .household("Least")
        .due("2023-06-20", 100)
        .household("Most")
        .due("2023-06-20", 200)
        .household("Middle")
        .due("2023-06-20", 150)
        .plan();
    assert_eq!(
        plan.lines(),
        ["Least: outpriced", "Most: call by Lan on Mon", "Middle: call by Lan on Mon"]
    );
    assert_eq!(plan.brings(), (0, 2, 175));
}

/// Hoa asked to be called on Wednesday at three. Lan has one call a day, and Wednesday is the only
/// day of Cúc, who is worth more but no duty: she has to wait.
#[test]
fn a_promised_call_back_is_kept_on_its_day() {
    let plan = week()
        .commune("A")
        .agent("Lan")
        .slots(1)
        .household("Hoa")
        .consents()
        .potential(100)
        .call_back("2023-06-07T15:00:00")
        .household("Cúc")
        .consents()
        .potential(9_000)
        .recall(|one| one.call_back = None)
        .plan();
    assert_eq!(plan.lines()[0], "Hoa: call by Lan on Wed");
    // 100 points x 0.5 x 1.5 for the promised hour, and Cúc on one of the four other days.
    assert_eq!(plan.brings(), (0, 1, 75 + 4_500));
}

/// Of a household of three with telephones the first is called, unless a call was promised to another
/// of them, who can be called.
#[test]
fn whoever_was_promised_the_call_is_called() {
    let home = |change: fn(World) -> World| {
        let home = week().commune("A").agent("Lan").household("Hoa").due("2023-06-20", 100);
        let home = home.with_member().phone(84_900_000_007).due("2023-06-20", 100);
        let home = home.with_member().phone(84_900_000_008).due("2023-06-20", 100);
        change(home.call_back("2023-06-07T15:00:00")).plan().called(0)
    };
    assert_eq!(home(|it| it), Some(1));
    assert_eq!(home(|it| it.recall(|one| one.promised_to = Some(PersonId(3)))), Some(3));
    assert_eq!(home(|it| it.recall(|one| one.promised_to = Some(PersonId(9)))), Some(1));
    assert_eq!(home(|it| it.no_phone().recall(|one| one.promised_to = Some(PersonId(3)))), Some(1));
}

/// The call that was promised for last Friday and not made is owed on the first day.
#[test]
fn a_call_back_that_was_missed_is_owed_on_the_first_day() {
    let plan = week()
        .commune("A")
        .agent("Lan")
        .slots(1)
        .household("Hoa")
        .due("2023-06-20", 100)
        .call_back("2023-06-02T09:00:00")
        .plan();
    assert_eq!(plan.lines(), ["Hoa: call by Lan on Mon"]);
    assert_eq!(plan.brings(), (0, 2, 75), "the duty and the promise");
}

/// Called last week, to be left alone until Thursday: of Monday and Friday only Friday is allowed.
#[test]
fn a_rest_is_respected() {
    let plan = week()
        .days(&[Mon, Fri])
        .commune("A")
        .agent("Lan")
        .slots(1)
        .household("Hoa")
        .due("2023-06-20", 100)
        .not_before("2023-06-08")
        .plan();
    assert_eq!(plan.lines(), ["Hoa: call by Lan on Fri"]);
}

/// Lan has one call on Tuesday and one on Thursday. Sớm's window closes on Tuesday; on Thursday he
/// would be overdue, which is no last chance any more. Muộn can wait until Friday.
#[test]
fn who_has_the_earlier_deadline_is_called_earlier() {
    let plan = week()
        .days(&[Tue, Thu])
        .commune("A")
        .agent("Lan")
        .slots(1)
        .household("Muộn")
        .due("2023-06-09", 900)
        .household("Sớm")
        .due("2023-06-06", 100)
        .plan();
    assert_eq!(plan.lines(), ["Muộn: call by Lan on Thu", "Sớm: call by Lan on Tue"]);
    assert_eq!(plan.brings(), (2, 0, 500));
}

/// A deadline on Monday the 12th. If the next plan begins on that day, it comes in time; if that
/// Monday is a holiday, this week is the last chance.
#[test]
fn a_deadline_on_a_holiday_before_the_next_plan_is_a_last_chance() {
    let brings = |next_plan| {
        let hoa = one_day(1).next_plan(next_plan).household("Hoa").due("2023-06-12", 100);
        hoa.plan().brings()
    };
    assert_eq!(brings("2023-06-12"), (0, 1, 50));
    assert_eq!(brings("2023-06-13"), (1, 0, 50));
}

/// Mother and son have each a card: one call speaks about both, and the slot that is left goes to
/// the neighbour.
#[test]
fn all_cases_of_a_household_ride_on_one_touch() {
    let plan = one_day(2)
        .household("Family")
        .due("2023-06-09", 200)
        .with_member()
        .due("2023-06-20", 100)
        .household("Neighbour")
        .due("2023-06-20", 10)
        .plan();
    assert_eq!(plan.lines(), ["Family: call by Lan on Mon", "Neighbour: call by Lan on Mon"]);
    assert_eq!(plan.brings(), (1, 2, 100 + 50 + 5));
}

/// Nobody handles both products of the household. The health card runs out on Friday, the pension
/// has time: Lan calls about the card, although Minh's product is worth more.
#[test]
fn what_no_single_agent_handles_is_reduced_to_the_best_part() {
    let plan = one_day(1)
        .handles(&["household_hi"])
        .agent("Minh")
        .slots(1)
        .handles(&["voluntary_si"])
        .household("Hoa")
        .due("2023-06-09", 100)
        .due_for("voluntary_si", "2023-06-20", 900)
        .plan();
    assert_eq!(plan.lines(), ["Hoa: call by Lan on Mon"]);
    assert_eq!(plan.brings(), (1, 0, 50));
}

/// Lan could speak about both products but is away; Minh is there and handles the card.
#[test]
fn the_part_that_somebody_present_handles_does_not_wait_for_who_is_absent() {
    let plan = one_day(0)
        .agent("Minh")
        .slots(1)
        .handles(&["household_hi"])
        .household("Hoa")
        .due("2023-06-09", 100)
        .due_for("voluntary_si", "2023-06-20", 900)
        .plan();
    assert_eq!(plan.lines(), ["Hoa: call by Minh on Mon"]);
    assert_eq!(plan.brings(), (1, 0, 50));
}

/// Lan handles everything and has one call, which the Bùi household's pension needs. Hoa's card is
/// due as well and her son could have a pension: Minh, who handles cards alone, calls about hers.
#[test]
fn a_due_card_does_not_wait_for_the_agent_who_handles_everything() {
    let plan = one_day(1)
        .agent("Minh")
        .slots(1)
        .handles(&["household_hi"])
        .household("Bùi")
        .due_for("voluntary_si", "2023-06-09", 100)
        .household("Hoa")
        .due("2023-06-09", 100)
        .with_member()
        .consents()
        .potential_for("voluntary_si", 900)
        .plan();
    assert_eq!(plan.lines(), ["Bùi: call by Lan on Mon", "Hoa: call by Minh on Mon"]);
    assert_eq!(plan.brings(), (2, 0, 50 + 50), "the son's pension is not spoken about");
}

/// Lan calls Hoa about her card. Nobody handles her husband's pension and her mother asked not to
/// be contacted: both cases are due, not reached, and each has its own reason.
#[test]
fn a_due_case_that_the_touch_does_not_speak_about_has_a_reason_of_its_own() {
    let plan = one_day(1)
        .handles(&["household_hi"])
        .household("Hoa")
        .due("2023-06-09", 100)
        .with_member()
        .due_for("voluntary_si", "2023-06-09", 900)
        .with_member()
        .opted_out_of(ChannelSet::BOTH)
        .due("2023-06-20", 100)
        .plan();
    assert_eq!(plan.lines(), ["Hoa: call by Lan on Mon"]);
    assert_eq!(plan.due_lines(0), ["spoken", "no_skill", "opted_out"]);
    assert_eq!(plan.brings(), (1, 0, 50));
}

/// Nobody handles both products of Hoa. Lan calls about the card; Minh has time, but one touch is
/// all that a household gets: the pension is told to have been left for the card.
#[test]
fn the_case_that_waits_for_another_of_its_household_is_told_so() {
    let plan = one_day(1)
        .handles(&["household_hi"])
        .agent("Minh")
        .slots(1)
        .handles(&["voluntary_si"])
        .household("Hoa")
        .due("2023-06-09", 100)
        .due_for("voluntary_si", "2023-06-20", 900)
        .plan();
    assert_eq!(plan.due_lines(0), ["spoken", "other_case"]);
}

/// The son promised to be called on Monday and then withdrew his consent to calls; his mother's card
/// may be spoken about by telephone and rests. A call would speak about nothing.
#[test]
fn a_promise_without_anything_to_speak_about_is_no_touch() {
    let plan = one_day(1)
        .visits(1)
        .household("Hoa")
        .due("2023-06-20", 100)
        .rests_until("2023-06-12")
        .with_member()
        .consents()
        .opted_out_of(ChannelSet::of(TouchChannel::Call))
        .potential(100)
        .call_back("2023-06-05T09:00:00")
        .plan();
    assert_eq!(plan.lines(), ["Hoa: visit by Lan on Mon"]);
    assert_eq!(plan.brings(), (0, 0, 100));
    assert_eq!(plan.due_lines(0), ["too_recent"]);
}

/// Both may visit in B. From A the way costs 8 points, so each stays at home: 100 + 60.
#[test]
fn travel_decides_which_agent_visits() {
    let two_communes = |minh_visits| {
        week()
            .days(&[Mon])
            .commune("A")
            .commune("B")
            .agent("Lan")
            .slots(2)
            .visits(2)
            .home("A")
            .covers(&["A", "B"])
            .agent("Minh")
            .slots(1)
            .visits(minh_visits)
            .home("B")
            .covers(&["A", "B"])
            .household("In A")
            .no_phone()
            .due("2023-06-20", 100)
            .household("In B")
            .lives_in("B")
            .no_phone()
            .due("2023-06-20", 60)
            .plan()
    };
    let plan = two_communes(1);
    assert_eq!(plan.lines(), ["In A: visit by Lan on Mon", "In B: visit by Minh on Mon"]);
    assert_eq!(plan.brings(), (0, 2, 160));
    // Minh may not visit: Lan makes the way, for 8 points less.
    let plan = two_communes(0);
    assert_eq!(plan.lines(), ["In A: visit by Lan on Mon", "In B: visit by Lan on Mon"]);
    assert_eq!(plan.brings(), (0, 2, 152));
}

/// A visit that brings 5 points is not worth a way that costs 8, unless it is a duty.
#[test]
fn a_duty_is_worth_any_way_and_a_small_chance_is_not() {
    let from_afar = || {
        let world = week().days(&[Mon]).commune("A").commune("B").agent("Lan").slots(1).visits(1);
        world.covers(&["A", "B"]).household("Hoa").lives_in("B").no_phone()
    };
    assert_eq!(from_afar().consents().potential(5).plan().lines(), ["Hoa: outpriced"]);
    let due = from_afar().due("2023-06-20", 5).plan();
    assert_eq!(due.lines(), ["Hoa: visit by Lan on Mon"]);
    assert_eq!(due.brings(), (0, 1, -3));
}

/// Only Minh speaks Hmông. So Lan calls the Vietnamese household, although Minh could as well, and
/// Minh the other, although it brings less.
#[test]
fn languages_decide_who_calls_whom() {
    let plan = one_day(1)
        .agent("Minh")
        .slots(1)
        .speaks(&["vi", "hmn"])
        .household("Hoa")
        .due("2023-06-20", 900)
        .household("Mỷ")
        .speaks_at_home("hmn")
        .due("2023-06-20", 100)
        .plan();
    assert_eq!(plan.lines(), ["Hoa: call by Lan on Mon", "Mỷ: call by Minh on Mon"]);
}

/// Two equal agents; the one who spoke with the household last calls again: 50 points and a tenth.
#[test]
fn continuity_decides_between_equal_agents() {
    for (last, line) in [("Lan", "Hoa: call by Lan on Mon"), ("Minh", "Hoa: call by Minh on Mon")] {
        let world = one_day(1).agent("Minh").slots(1).household("Hoa").due("2023-06-20", 100);
        let plan = world.last_spoke_with(last).plan();
        assert_eq!(plan.lines(), [line]);
        assert_eq!(plan.brings(), (0, 1, 55));
    }
}
