//! What lies around an event: communes that keep distance, and events of its commune before and after it.

use chrono::NaiveDate;
use vandong::domain::scenario::Mode;
use vandong::planning::events::offers::Offers;
use vandong::planning::events::reason::Refusal;
use vandong::planning::events::situation::Neighbour;

use crate::events::{CONFERENCE, only, planned, week};

/// Commune 0 keeps distance on Monday and Tuesday; 2 km away nothing is decided.
#[test]
fn whoever_keeps_distance_is_not_drawn_to_a_hall_elsewhere() {
    let mut week = only(CONFERENCE);
    week.communes[0].gathering = vec![Mode::Distancing, Mode::Distancing, Mode::Normal];
    let offers = Offers::of(&week);
    let next_door = (0u32..).zip(&offers.offers).filter(|(_, offer)| offer.venue == 1);
    let next_door: Vec<(u64, Vec<u32>)> = next_door
        .map(|(at, _)| {
            let pools = offers.problem.draws.row(at as usize).iter().map(|draw| draw.pool);
            (offers.problem.candidates[at as usize].slots, pools.collect())
        })
        .collect();
    assert_eq!(next_door, [(0b011, vec![1, 2]), (0b100, vec![0, 1, 2])]);
    let (rule, hall) = (week.rule(CONFERENCE, &week.venues[1]).unwrap(), &week.venues[1]);
    let chance = |commune, slot| week.chance(rule, hall, commune, slot);
    assert_eq!((chance(0, 0), chance(0, 1)), (0.0, 0.0));
    assert!(chance(0, 2) > 0.0 && chance(1, 0) > 0.0);
    assert_eq!(week.kept_home(rule, hall, 1), [0]);
}

#[test]
fn nobody_may_meet_where_nobody_may_meet_elsewhere_but_a_platform_is_open_to_all() {
    let mut week = week();
    week.communes[0].gathering = vec![Mode::Limited { at_most: 0 }];
    let platform = &week.venues[3];
    let rule = week.rule(platform.kinds[0], platform).unwrap();
    assert!(week.chance(rule, platform, 0, 0) > 0.0);
    assert_eq!(week.kept_home(rule, platform, 0), Vec::<u32>::new());
    let hall = &week.venues[1];
    let rule = week.rule(CONFERENCE, hall).unwrap();
    assert_eq!(week.chance(rule, hall, 0, 0).to_bits(), 0.0_f64.to_bits());
}

/// Another office holds a conference in commune 0 on Wednesday of this week, and one is approved in commune 1
/// for the Monday after it.
#[test]
fn events_that_stand_keep_planned_ones_away_before_and_after_them() {
    let mut week = only(CONFERENCE);
    let on =
        |date| Neighbour { date: NaiveDate::from_ymd_opt(2023, 6, date).unwrap(), days_apart: 7 };
    week.communes[0].neighbours = vec![on(7)];
    week.communes[1].neighbours = vec![on(12)];
    let (offers, plan) = planned(&week);
    let days = |venue: u32| {
        let own = offers.offers.iter().zip(&offers.problem.candidates);
        own.filter(|(offer, _)| offer.venue == venue).map(|(_, one)| one.slots).collect::<Vec<_>>()
    };
    assert_eq!(days(0), Vec::<u64>::new());
    assert_eq!(days(1), [0b001], "a week before the other one, Monday alone");
    assert_eq!(days(2), [0b111]);
    let why = offers.impossible.iter().find(|(offer, _)| offer.venue == 0).map(|(_, why)| *why);
    assert_eq!(why, Some(Refusal::TooClose { days: 2, apart: 7 }));
    assert_eq!(plan.events.len(), 2);
}
