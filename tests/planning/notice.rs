//! When events are held and who is asked to come: spread over days, hosts and parts, not sooner than their
//! notice, and nobody from where too many letters bring too few.

use rstest::rstest;
use vandong::domain::scenario::Mode;
use vandong::planning::events::offers::Offers;
use vandong::planning::events::reason::Refusal;
use vandong::planning::events::situation::{Commune, Held, Situation, Slot, Venue};
use vandong::planning::events::wish;

use crate::events::{ALL, CONFERENCE, GROUP, day, held, only, wanted};

/// Six halls of six villages that lie far from each other, two hosts, three days of three parts: every village
/// gets its group whenever it is held, so that only the spread decides when.
#[test]
fn events_that_could_be_at_any_time_are_spread_over_days_hosts_and_parts() {
    let mut week = only(GROUP);
    week.communes = (0..6)
        .map(|at| Commune {
            position: Some((f64::from(at) * 50.0, 0.0)),
            people: 500,
            ..Commune::default()
        })
        .collect();
    week.venues = (0..6)
        .map(|commune| Venue {
            commune: Some(commune),
            capacity: 100,
            kinds: vec![GROUP],
            free: ALL,
            ..Venue::default()
        })
        .collect();
    week.slots = (0..9).map(|at| Slot { date: day(5 + at / 3), holiday: false }).collect();
    for host in &mut week.hosts {
        host.venues = (0..6).collect();
    }
    let held = held(&week);
    assert_eq!(held.len(), 6);
    let times = |key: fn(&Held) -> u32| -> Vec<usize> {
        let mut counts = std::collections::BTreeMap::new();
        for one in &held {
            *counts.entry(key(one)).or_insert(0) += 1;
        }
        counts.into_values().collect()
    };
    assert_eq!(times(|one| u32::from(one.slot) / 3), [2, 2, 2], "days of {held:?}");
    assert_eq!(times(|one| u32::from(one.slot) % 3), [2, 2, 2], "parts of the day of {held:?}");
    assert_eq!(times(|one| u32::from(one.slot)), [1; 6], "slots of {held:?}");
    assert_eq!(times(|one| one.host * 3 + u32::from(one.slot) / 3), [1; 6], "hosts of {held:?}");
}

#[test]
fn what_comes_sooner_than_its_notice_is_no_candidate_unless_it_stands() {
    let mut week = only(CONFERENCE);
    week.planned_on = Some(day(4));
    week.kinds[0].notice_days = 2;
    let slots = |week: &Situation| Offers::of(week).problem.candidates[0].slots;
    assert_eq!(slots(&week), 0b110, "Monday is too soon");
    let soon = Refusal::TooSoon { days: 1, notice: 2 };
    let monday = Held { slot: 0, ..wanted() };
    assert_eq!(wish::check(&week, &[], monday), [soon]);
    week.settled = vec![monday];
    let offers = Offers::of(&week);
    assert_eq!((offers.problem.fixed.len(), offers.unsettled.len()), (1, 0));
    week.kinds[0].notice_days = 9;
    week.settled.clear();
    let offers = Offers::of(&week);
    assert!(offers.offers.is_empty());
    let all_soon = |why: &Refusal| matches!(why, Refusal::TooSoon { notice: 9, .. });
    assert!(offers.impossible.iter().all(|(_, why)| all_soon(why)), "{:?}", offers.impossible);
}

/// Monday is too soon, Tuesday and Wednesday would be in time.
#[rstest]
#[case::nothing_else(ALL, vec![], 9, Refusal::TooSoon { days: 1, notice: 9 })]
#[case::distancing_from_tuesday(
    ALL, vec![Mode::Normal, Mode::Distancing], 2, Refusal::Distancing { commune: 0 }
)]
#[case::distancing_all_week(ALL, vec![Mode::Distancing], 9, Refusal::Distancing { commune: 0 })]
#[case::taken_from_tuesday(0b001, vec![], 2, Refusal::VenueTaken { slot: 1 })]
fn what_forbids_an_event_in_time_goes_before_what_is_too_soon(
    #[case] free: u64,
    #[case] gathering: Vec<Mode>,
    #[case] notice_days: i32,
    #[case] expected: Refusal,
) {
    let mut week = only(CONFERENCE);
    week.planned_on = Some(day(4));
    week.kinds[0].notice_days = notice_days;
    week.communes[0].gathering = gathering;
    week.venues[0].free = free;
    let offers = Offers::of(&week);
    let own = offers.impossible.iter().find(|(offer, _)| offer.venue == 0);
    assert_eq!(own.map(|(_, why)| *why), Some(expected));
}

/// Whoever lives 2 km away comes with 6 %: at most ten invitations for a place leave them out.
#[test]
fn nobody_is_invited_from_where_too_many_letters_bring_too_few() {
    let mut week = only(CONFERENCE);
    let drawn = |week: &Situation| -> Vec<u32> {
        Offers::of(week).problem.draws.row(0).iter().map(|draw| draw.pool).collect()
    };
    assert_eq!(drawn(&week), [0, 1, 2]);
    week.least_chance = 0.1;
    assert_eq!(drawn(&week), [0]);
    week.kinds[0].told_by = vandong::domain::event::ToldBy::Channel;
    assert_eq!(drawn(&week), [0, 1, 2], "an announcement costs no letters");
}
