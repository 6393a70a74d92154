//! Wishes for events: each rule refuses them with its reason, as it binds what is planned, and what may not meet
//! moves to a platform.

use chrono::NaiveDate;
use rstest::rstest;
use vandong::domain::event::{EventKind, EventMode};
use vandong::domain::scenario::Mode;
use vandong::planning::events::reason::Refusal;
use vandong::planning::events::situation::{Held, KindRule, Neighbour, Quota, Situation};
use vandong::planning::events::wish;

use crate::events::{CONFERENCE, GROUP, LIVE, day, planned, wanted, week};

fn beside(date: u32, days_apart: i32) -> Neighbour {
    Neighbour { date: day(date), days_apart }
}

#[rstest]
#[case::nothing(|_: &mut Situation| (), &[])]
#[case::distancing(
    |week: &mut Situation| week.communes[0].gathering = vec![Mode::Distancing],
    &[Refusal::Distancing { commune: 0 }]
)]
#[case::distancing_ends_before(
    |week: &mut Situation| week.communes[0].gathering = vec![Mode::Distancing, Mode::Normal],
    &[]
)]
#[case::fewer_may_meet(
    |week: &mut Situation| week.communes[0].gathering = vec![Mode::Limited { at_most: 10 }],
    &[Refusal::GatheringLimit { most: 10, smallest: 15 }]
)]
#[case::enough_may_meet(
    |week: &mut Situation| week.communes[0].gathering = vec![Mode::Limited { at_most: 20 }],
    &[]
)]
#[case::small_hall(
    |week: &mut Situation| week.venues[0].capacity = 12,
    &[Refusal::VenueSmall { capacity: 12, smallest: 15 }]
)]
#[case::holiday(|week: &mut Situation| week.slots[1].holiday = true, &[Refusal::Holiday { slot: 1 }])]
#[case::hall_taken(|week: &mut Situation| week.venues[0].free = 0b101, &[Refusal::VenueTaken { slot: 1 }])]
#[case::another_last_week(
    |week: &mut Situation| week.communes[0].neighbours = vec![beside(2, 7)],
    &[Refusal::TooClose { days: 4, apart: 7 }]
)]
#[case::another_long_ago(
    |week: &mut Situation| week.communes[0].neighbours = vec![Neighbour {
        date: NaiveDate::from_ymd_opt(2023, 5, 30).unwrap(),
        days_apart: 7,
    }],
    &[]
)]
#[case::another_next_week(
    |week: &mut Situation| week.communes[0].neighbours = vec![beside(16, 7), beside(12, 7)],
    &[Refusal::TooClose { days: 6, apart: 7 }]
)]
#[case::another_that_wants_more_room(
    |week: &mut Situation| week.communes[0].neighbours = vec![beside(13, 30)],
    &[Refusal::TooClose { days: 7, apart: 30 }]
)]
#[case::another_on_the_same_day(
    |week: &mut Situation| week.communes[0].neighbours = vec![beside(6, 1)],
    &[Refusal::TooClose { days: 0, apart: 7 }]
)]
#[case::not_there(|week: &mut Situation| week.venues[0].kinds = vec![LIVE], &[Refusal::KindNotThere])]
#[case::host_elsewhere(
    |week: &mut Situation| week.hosts[0].venues = vec![1],
    &[Refusal::HostNotAble { host: 0 }]
)]
#[case::host_of_others(
    |week: &mut Situation| week.hosts[0].kinds = vec![LIVE],
    &[Refusal::HostNotAble { host: 0 }]
)]
#[case::host_away(
    |week: &mut Situation| week.hosts[0].free = 0b101,
    &[Refusal::HostAway { host: 0, slot: 1 }]
)]
#[case::host_idle(
    |week: &mut Situation| week.hosts[0].most = 0,
    &[Refusal::HostFull { host: 0, planned: 1, most: 0 }]
)]
#[case::quota(
    |week: &mut Situation| week.quotas[0].most = 0,
    &[Refusal::QuotaFull { quota: 0, planned: 0, most: 0 }]
)]
#[case::quota_of_others(
    |week: &mut Situation| week.quotas[0] = Quota { kinds: vec![LIVE], ..Quota::default() },
    &[]
)]
#[case::everything_at_once(
    |week: &mut Situation| {
        week.slots[1].holiday = true;
        week.communes[0].gathering = vec![Mode::Distancing];
        week.hosts[0].free = 0;
    },
    &[
        Refusal::Distancing { commune: 0 },
        Refusal::Holiday { slot: 1 },
        Refusal::HostAway { host: 0, slot: 1 },
    ]
)]
fn a_wish_is_refused_with_every_reason(
    #[case] change: fn(&mut Situation),
    #[case] expected: &[Refusal],
) {
    let mut situation = week();
    change(&mut situation);
    assert_eq!(wish::check(&situation, &[], wanted()), expected);
    // the planner keeps the same rules
    situation.settled = vec![wanted()];
    let (offers, plan) = planned(&situation);
    let stands = plan.events.iter().any(|event| offers.held(event) == Some(wanted()));
    assert_eq!(stands, expected.is_empty(), "{:?}", offers.unsettled);
    assert_eq!(offers.unsettled.is_empty(), expected.is_empty());
}

#[rstest]
#[case::same_host(
    Held { kind: CONFERENCE, venue: 1, slot: 1, host: 0 },
    &[Refusal::HostTaken { host: 0, slot: 1 }]
)]
#[case::same_hall(
    Held { kind: GROUP, venue: 0, slot: 1, host: 1 },
    &[Refusal::VenueTaken { slot: 1 }, Refusal::TooClose { days: 0, apart: 7 }]
)]
#[case::same_commune(
    Held { kind: GROUP, venue: 0, slot: 2, host: 1 },
    &[Refusal::TooClose { days: 1, apart: 7 }]
)]
#[case::elsewhere(Held { kind: CONFERENCE, venue: 1, slot: 1, host: 1 }, &[])]
fn a_wish_clashes_with_what_is_planned(#[case] other: Held, #[case] expected: &[Refusal]) {
    assert_eq!(wish::check(&week(), &[other], wanted()), expected);
}

#[test]
fn an_event_that_may_not_meet_moves_to_a_platform() {
    let mut week = week();
    week.venues[3].kinds = vec![EventKind::OnlineConference];
    week.kinds.push(KindRule::usual(EventKind::OnlineConference, EventMode::Online));
    let online =
        |slot, host| Some(Held { kind: EventKind::OnlineConference, venue: 3, slot, host });
    let instead = |week: &Situation, others: &[Held]| {
        wish::online_instead(week, &[others, &[wanted()]].concat(), wanted())
    };
    assert_eq!(instead(&week, &[]), online(1, 0), "same slot, same host");
    let busy = Held { kind: CONFERENCE, venue: 1, slot: 1, host: 0 };
    assert_eq!(instead(&week, &[busy]), online(1, 1), "same slot, another host");
    week.venues[3].free = 0b101;
    assert_eq!(instead(&week, &[busy]), online(2, 0), "the next slot");
    week.slots[2].holiday = true;
    assert_eq!(instead(&week, &[busy]), online(0, 0), "an earlier one");
    week.venues[3].audience = vec![1, 2];
    assert_eq!(instead(&week, &[busy]), None, "nobody serves the commune");
}
