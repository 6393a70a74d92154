//! Events by the rules that offices know: plans that a person can make, and what they leave out and why.

use chrono::NaiveDate;
use vandong::domain::event::{EventKind, EventMode, ToldBy};
use vandong::domain::scenario::Mode;
use vandong::planning::events::explain::{Standing, explain};
use vandong::planning::events::offers::Offers;
use vandong::planning::events::reason::Refusal;
use vandong::planning::events::search::Effort;
use vandong::planning::events::situation::{
    Commune, Held, Host, KindRule, Quota, Situation, Slot, Venue,
};
use vandong::planning::events::{Plan, plan, wish};

pub(crate) const CONFERENCE: EventKind = EventKind::CustomerConference;
pub(crate) const GROUP: EventKind = EventKind::SmallGroup;
pub(crate) const LIVE: EventKind = EventKind::Livestream;
pub(crate) const ALL: u64 = u64::MAX;

pub(crate) fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 6, day).unwrap()
}

/// Three communes, 2 km apart along a road, each with a hall; a platform for all of them; two hosts
/// who can do everything; Monday to Wednesday, a morning each.
pub(crate) fn week() -> Situation {
    let commune = |at: usize, people: u32| Commune {
        position: Some((at as f64 * 2.0, 0.0)),
        people,
        ..Commune::default()
    };
    let hall = |commune: u32| Venue {
        commune: Some(commune),
        capacity: 100,
        kinds: vec![CONFERENCE, GROUP],
        free: ALL,
        ..Venue::default()
    };
    let platform = Venue {
        audience: vec![0, 1, 2],
        capacity: 1_000,
        kinds: vec![LIVE],
        free: ALL,
        ..Venue::default()
    };
    let host =
        Host { venues: vec![0, 1, 2, 3], kinds: EventKind::ALL.to_vec(), most: 3, free: ALL };
    Situation {
        slots: (5..8).map(|date| Slot { date: day(date), holiday: false }).collect(),
        communes: vec![commune(0, 900), commune(1, 600), commune(2, 300)],
        venues: vec![hall(0), hall(1), hall(2), platform],
        hosts: vec![host.clone(), host],
        kinds: vec![
            KindRule::usual(CONFERENCE, EventMode::InPerson),
            KindRule::usual(GROUP, EventMode::InPerson),
            KindRule::usual(LIVE, EventMode::Online),
        ],
        quotas: vec![Quota { kinds: EventKind::ALL.to_vec(), most: 9, ..Quota::default() }],
        settled: Vec::new(),
        winnable: 0.08,
        least_chance: 0.0,
        planned_on: None,
    }
}

pub(crate) fn only(kind: EventKind) -> Situation {
    let mut one = week();
    one.kinds.retain(|rule| rule.kind == kind);
    for venue in &mut one.venues {
        venue.kinds.retain(|own| *own == kind);
    }
    one
}

pub(crate) fn planned(situation: &Situation) -> (Offers, Plan) {
    let offers = Offers::of(situation);
    let plan = plan(&offers.problem, Effort { rounds: 20, price_steps: 300, seed: 1 }).unwrap();
    (offers, plan)
}

pub(crate) fn held(situation: &Situation) -> Vec<Held> {
    let (offers, plan) = planned(situation);
    plan.events.iter().map(|event| offers.held(event).unwrap()).collect()
}

pub(crate) fn wanted() -> Held {
    Held { kind: CONFERENCE, venue: 0, slot: 1, host: 0 }
}

#[test]
fn the_one_conference_goes_where_most_people_come() {
    let mut week = only(CONFERENCE);
    week.quotas[0].most = 1;
    let (offers, plan) = planned(&week);
    let venues: Vec<u32> = plan.events.iter().map(|e| offers.held(e).unwrap().venue).collect();
    // commune 0: 72 of its own, 600 * 0.1 * exp(-1/2) = 36.4 next door and 300 * 0.1 / e = 11.0
    // behind, but 100 places; commune 1 gives 48 + 54.6 + 18.2, also 100; the first one is taken
    assert_eq!(venues, [0]);
    assert_eq!(plan.value, 100_000_000);
    assert_eq!(plan.bound, 100_000_000, "proven best");
}

#[test]
fn people_are_counted_once_however_many_events_reach_them() {
    let (offers, plan) = planned(&only(CONFERENCE));
    assert_eq!(plan.events.len(), 3, "{:?}", offers.impossible);
    // 8 % of 1,800 people, though the halls would hold 300; two conferences reach them all, and the
    // third is held because it is wanted
    assert_eq!(plan.value, 144_000_000);
    assert_eq!(plan.bound, 144_000_000, "proven best");
}

#[test]
fn what_is_left_out_says_why() {
    let mut week = only(CONFERENCE);
    week.quotas[0].most = 1;
    let (offers, plan) = planned(&week);
    let explained = explain(&offers, &plan.events).unwrap();
    assert_eq!(explained.adds, [100]);
    assert_eq!(explained.quotas, [Standing { wanted: 1, planned: 1 }]);
    let outbid = |adds| Refusal::Outbid { quota: 0, most: 1, adds, least: 100 };
    assert_eq!(explained.left, [(1, outbid(44)), (2, outbid(44))]);

    week.quotas[0].most = 3;
    week.hosts.iter_mut().for_each(|host| host.most = 1);
    let (offers, plan) = planned(&week);
    let left = explain(&offers, &plan.events).unwrap().left;
    assert_eq!(plan.events.len(), 2);
    let quotas = explain(&offers, &plan.events).unwrap().quotas;
    assert_eq!(quotas.iter().map(|quota| quota.short()).collect::<Vec<_>>(), [1]);
    assert!(
        matches!(left[..], [(_, Refusal::HostsTaken { able: 2, .. } | Refusal::NobodyLeft { .. })]),
        "{left:?}"
    );
}

/// Whoever was invited a short while ago gets no letter, and may watch what is announced to all.
#[test]
fn whoever_rests_is_counted_where_nobody_is_invited() {
    let all = planned(&only(LIVE)).1.value;
    for (resting, by_letter) in [([0, 0, 0], 144_000_000), ([450, 300, 150], 72_000_000)] {
        let rests = |mut week: Situation| {
            for (commune, resting) in week.communes.iter_mut().zip(resting) {
                commune.resting = resting;
            }
            week.kinds.iter_mut().filter(|rule| rule.kind == LIVE).for_each(|rule| {
                rule.told_by = ToldBy::Channel;
            });
            week
        };
        let (_, plan) = planned(&rests(only(CONFERENCE)));
        assert_eq!(plan.value, by_letter);
        let (offers, plan) = planned(&rests(only(LIVE)));
        assert_eq!(plan.value, all);
        assert!(offers.problem.check().is_ok() && i128::from(plan.value) <= plan.bound);
    }
}

#[test]
fn distancing_leaves_the_platform_alone() {
    let mut week = week();
    for commune in &mut week.communes {
        commune.gathering = vec![Mode::Distancing];
    }
    let offers = Offers::of(&week);
    assert!(offers.offers.iter().all(|offer| offer.kind == LIVE));
    let halls = offers.impossible.iter().filter(|(offer, _)| offer.venue < 3);
    assert_eq!(halls.clone().count(), 6);
    assert!(halls.into_iter().all(|(_, why)| matches!(why, Refusal::Distancing { .. })));
    let events = held(&week);
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].kind, events[0].venue), (LIVE, 3));
}

#[test]
fn a_limit_makes_events_smaller_while_it_lasts() {
    let mut week = only(GROUP);
    week.communes[0].gathering =
        vec![Mode::Limited { at_most: 10 }, Mode::Limited { at_most: 10 }, Mode::Normal];
    let offers = Offers::of(&week);
    let sizes = offers.offers.iter().zip(&offers.problem.candidates);
    let sizes = sizes.filter(|(offer, _)| offer.venue == 0);
    let sizes: Vec<(u32, u64)> = sizes.map(|(offer, one)| (offer.size, one.slots)).collect();
    assert_eq!(sizes, [(10, 0b011), (25, 0b100)]);
    let day_of = held(&week).into_iter().find(|held| held.venue == 0).unwrap();
    assert_eq!(day_of.slot, 2, "a group of 25 on the day without a limit");
}

#[test]
fn two_small_groups_a_week_where_the_rule_allows_it() {
    let mut week = only(GROUP);
    week.communes.truncate(1);
    week.venues.truncate(1);
    week.venues.push(week.venues[0].clone());
    week.hosts[0].venues = vec![0, 1];
    assert_eq!(held(&week).len(), 1);
    week.kinds[0].days_apart = 2;
    let events = held(&week);
    assert_eq!(events.len(), 2);
    assert!(events[0].slot.abs_diff(events[1].slot) >= 2, "{events:?}");
}

#[test]
fn quotas_bound_kinds_and_areas() {
    let mut week = week();
    week.kinds.iter_mut().for_each(|rule| rule.days_apart = 0);
    week.quotas = vec![
        Quota { kinds: vec![CONFERENCE], most: 2, ..Quota::default() },
        Quota { kinds: EventKind::ALL.to_vec(), communes: vec![0, 1], most: 1, ..Quota::default() },
        Quota { kinds: vec![GROUP], ..Quota::default() },
    ];
    let events = held(&week);
    let count = |test: &dyn Fn(&Held) -> bool| events.iter().filter(|held| test(held)).count();
    assert_eq!(count(&|held| held.kind == GROUP), 0);
    assert!(count(&|held| held.kind == CONFERENCE) <= 2);
    assert_eq!(count(&|held| held.venue < 2), 1, "{events:?}");
    assert_eq!(count(&|held| held.kind == LIVE), 1, "its communes are not all in the area");
    assert_eq!(events.len(), 3, "a conference in commune 2 counts in no area");
}

#[test]
fn a_place_without_people_or_hosts_is_no_candidate() {
    let mut week = only(CONFERENCE);
    week.communes.iter_mut().for_each(|commune| commune.people = 20);
    let offers = Offers::of(&week);
    assert!(offers.offers.is_empty());
    let few = |why: &Refusal| matches!(why, Refusal::TooFew { expected: 0..=5, smallest: 15 });
    assert!(offers.impossible.iter().all(|(_, why)| few(why)), "{:?}", offers.impossible);

    let mut week = only(CONFERENCE);
    week.hosts.iter_mut().for_each(|host| host.free = 0b100);
    week.venues[0].free = 0b011;
    week.hosts[1].venues = vec![1];
    let offers = Offers::of(&week);
    let hall = offers.impossible.iter().find(|(offer, _)| offer.venue == 0);
    assert_eq!(hall.map(|(_, why)| *why), Some(Refusal::NoHost { able: 1 }));
}

#[test]
fn a_quota_of_a_month_counts_only_its_own_slots() {
    let mut week = only(GROUP);
    week.kinds[0].days_apart = 0;
    // Monday belongs to one month, the days after it to the next.
    let of =
        |slots, most| Quota { kinds: vec![GROUP], slots: Some(slots), most, ..Quota::default() };
    week.quotas = vec![of(0b001, 2), of(0b110, 1)];
    let events = held(&week);
    let early = events.iter().filter(|held| held.slot == 0).count();
    assert_eq!((early, events.len()), (2, 3), "{events:?}");
    // A wish is held against the quota of its own slot.
    let settled = events.clone();
    let more = |slot| Held { kind: GROUP, venue: 2, slot, host: 1 };
    let full = |slot| {
        let against = wish::check(&week, &settled, more(slot));
        against.iter().any(|why| matches!(why, Refusal::QuotaFull { .. }))
    };
    assert!(full(0) && full(1));
    week.quotas[1].most = 2;
    let full = |slot| {
        let against = wish::check(&week, &settled, more(slot));
        against.iter().any(|why| matches!(why, Refusal::QuotaFull { .. }))
    };
    assert!(full(0) && !full(1));
}

#[test]
fn an_event_counts_in_the_nearest_area_that_has_a_quota() {
    let mut week = week();
    week.kinds.iter_mut().for_each(|rule| rule.days_apart = 0);
    let all = |most| Quota {
        kinds: vec![CONFERENCE, LIVE],
        communes: vec![0, 1, 2],
        nearer: vec![vec![0]],
        most,
        ..Quota::default()
    };
    let own =
        Quota { kinds: vec![CONFERENCE, LIVE], communes: vec![0], most: 1, ..Quota::default() };
    week.quotas = vec![all(2), own, Quota { kinds: vec![GROUP], ..Quota::default() }];
    let events = held(&week);
    let inside = events.iter().filter(|held| held.venue == 0).count();
    assert_eq!((inside, events.len()), (1, 3), "{events:?}");
    // A platform that serves this one area alone counts there.
    let mut platform = week.venues[3].clone();
    assert!(week.quotas[0].counts(LIVE, &platform) && !week.quotas[1].counts(LIVE, &platform));
    platform.audience = vec![0];
    assert!(!week.quotas[0].counts(LIVE, &platform) && week.quotas[1].counts(LIVE, &platform));
}

#[test]
fn the_same_kind_can_be_settled_at_a_venue_on_two_days() {
    let mut week = only(GROUP);
    week.kinds[0].days_apart = 1;
    let on = |slot| Held { kind: GROUP, venue: 0, slot, host: 0 };
    week.settled = vec![on(0), on(2)];
    let (offers, plan) = planned(&week);
    assert!(offers.unsettled.is_empty(), "{:?}", offers.unsettled);
    let events: Vec<Held> = plan.events.iter().map(|event| offers.held(event).unwrap()).collect();
    assert!(week.settled.iter().all(|held| events.contains(held)), "{events:?}");
    assert!(i128::from(plan.value) <= plan.bound);
}
