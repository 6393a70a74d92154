//! Random small weeks: a few communes, agents with few places, and households with everything that
//! can stand in the way of a touch.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use vandong::domain::calendar::Week;
use vandong::domain::day_part::PartOfDay;
use vandong::domain::ids::{AgentId, PersonId};
use vandong::domain::money::Vnd;
use vandong::domain::product::{ProductId, ProductSet};
use vandong::domain::segment::SegmentSet;
use vandong::domain::touch::TouchChannel;
use vandong::planning::learning::evidence::Evidence;
use vandong::planning::loads::LoadLimits;
use vandong::planning::problem::Capacity;
use vandong::planning::snapshot::{
    Agent, Agreed, Bucket, Case, CaseKind, ChannelSet, Commune, Kept, LateCall, Part, Person,
    Recall, Snapshot, StandIn,
};

use crate::world::ladder;

const COMMUNES: u32 = 4;

/// How large a random week may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) days: usize,
    pub(crate) agents: usize,
    pub(crate) households: usize,
}

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 6, 5).unwrap()
}

/// A day some days before or after the Monday of the week.
fn from_monday(days: i64) -> NaiveDate {
    monday() + chrono::TimeDelta::days(days)
}

/// First day of the plan after a random week.
pub(crate) fn next_plan() -> NaiveDate {
    from_monday(7)
}

pub(crate) fn snapshots(size: Size) -> impl Strategy<Value = Snapshot> {
    let days = 1..=size.days;
    days.prop_flat_map(move |days| {
        let visits = prop_oneof![6 => Just(u64::MAX), 2 => Just(0), 2 => any::<u64>()];
        let visits = vec(visits, COMMUNES as usize);
        let agents = vec(agent(days), 1..=size.agents);
        let households = vec(household(size.agents as u32), 1..=size.households);
        let pairs = (vec((any::<u32>(), any::<u32>()), 0..=3), vec(on_list(size), 0..=12));
        (Just(days), visits, agents, households, vec(late_call(), 0..=2), pairs)
    })
    .prop_map(|(days, visits, agents, households, mut late_calls, (without, mut kept))| {
        late_calls.sort_unstable();
        let (some, others) = (households.len() as u32, agents.len() as u32);
        let without =
            without.into_iter().map(|(household, agent)| (household % some, agent % others));
        let mut without: Vec<(u32, u32)> = without.collect();
        without.sort_unstable();
        without.dedup();
        kept.iter_mut().for_each(|one| one.household %= some);
        kept.sort_by_key(|one| one.household);
        kept.dedup_by_key(|one| one.household);
        Snapshot { late_calls, without, kept, ..snapshot(days, visits, agents, households) }
    })
}

/// A row of a list in force, of an agent and on a day that there may not be any more.
fn on_list(size: Size) -> impl Strategy<Value = Kept> {
    let channel = prop_oneof![Just(TouchChannel::Call), Just(TouchChannel::Visit)];
    (any::<u32>(), 0..=size.agents as u32, 0..=size.days as u8, channel)
        .prop_map(|(household, agent, bucket, channel)| Kept { household, agent, bucket, channel })
}

/// The same weeks, where two buckets each are the parts of a day: the second is the afternoon or the evening,
/// in which only who agreed may be called.
pub(crate) fn snapshots_with_parts(size: Size) -> impl Strategy<Value = Snapshot> {
    let second = prop_oneof![
        Just(Part { name: PartOfDay::Afternoon, agreed_only: false }),
        Just(Part { name: PartOfDay::Evening, agreed_only: true }),
    ];
    let not_in = vec(option::weighted(0.4, prop::sample::select(&PartOfDay::ALL)), size.households);
    let hours = vec(0..24u32, size.households);
    let agreed = vec((any::<bool>(), any::<bool>()), 2 * size.households);
    (snapshots(size), second, not_in, hours, agreed).prop_map(
        |(mut snapshot, second, not_in, hours, agreed)| {
            let first = Part { name: PartOfDay::Morning, agreed_only: false };
            for (at, bucket) in snapshot.buckets.iter_mut().enumerate() {
                let part = if at % 2 == 0 { first } else { second };
                *bucket = Bucket { date: monday() + Days::new(at as u64 / 2), part: Some(part) };
            }
            for ((recall, not_in), hour) in snapshot.recalls.iter_mut().zip(not_in).zip(hours) {
                let at = |promised: NaiveDateTime| promised.date().and_hms_opt(hour, 0, 0);
                recall.call_back = recall.call_back.and_then(at);
                recall.not_in = not_in;
            }
            for (person, (service, advocacy)) in snapshot.persons.iter_mut().zip(agreed) {
                person.agreed = Agreed { service, advocacy };
            }
            snapshot
        },
    )
}

fn agent(days: usize) -> impl Strategy<Value = Agent> {
    let capacity = (0..=2i32, 0..=2i32).prop_map(|(slots, visits)| Capacity { slots, visits });
    let territory = prop::sample::subsequence((0..COMMUNES).collect::<Vec<_>>(), 1..=2);
    let products = prop_oneof![Just(7u32), Just(7), 0..8u32];
    let limits = (option::weighted(0.3, 0..4i32), prop_oneof![2 => Just(0), 1 => 1..3i32])
        .prop_map(|(most, least)| LoadLimits { most, least });
    let absent = (0..4u32, 0..16u64).prop_map(|(agent, buckets)| StandIn {
        agent,
        buckets,
        communes: Vec::new(),
    });
    let stands_in = vec(absent, 0..=1);
    let work = (limits, stands_in, vec(capacity, days));
    (option::of(0..COMMUNES), territory, 1..4u64, products, work).prop_map(
        |(home, communes, languages, products, (limits, stands_in, capacity))| Agent {
            id: AgentId(0),
            code: String::new(),
            home,
            communes,
            languages,
            products: ProductSet(products),
            capacity,
            limits,
            stands_in,
        },
    )
}

type Household = (Recall, Vec<Person>, Vec<Case>);

fn household(agents: u32) -> impl Strategy<Value = Household> {
    let home = (0..COMMUNES, 0..3u32, prop::bool::weighted(0.2).prop_map(u8::from));
    (home, recall(), vec(person(), 1..=2), vec(case(agents), 1..=3)).prop_map(
        |((commune, hamlet, language), recall, mut persons, mut cases)| {
            for person in &mut persons {
                (person.commune, person.hamlet, person.language) = (commune, hamlet, language);
            }
            for case in &mut cases {
                case.person %= persons.len() as u32;
            }
            (recall, persons, cases)
        },
    )
}

fn person() -> impl Strategy<Value = Person> {
    let phone = prop_oneof![1 => Just(0u64), 2 => 1..4u64, 5 => 100..1_000_000u64];
    let channels = || prop_oneof![3 => Just(3u8), 1 => 0..4u8].prop_map(ChannelSet);
    let opted_out = prop_oneof![6 => Just(0u8), 1 => 1..4u8].prop_map(ChannelSet);
    (phone, prop::bool::weighted(0.1), channels(), channels(), opted_out).prop_map(
        |(phone, do_not_call, service, advocacy, opted_out)| Person {
            id: PersonId(0),
            household: 0,
            commune: 0,
            hamlet: 0,
            language: 0,
            phone,
            do_not_call,
            service: service.without(opted_out),
            advocacy: advocacy.without(opted_out),
            agreed: Agreed::default(),
            opted_out,
            segments: SegmentSet::EMPTY,
        },
    )
}

fn recall() -> impl Strategy<Value = Recall> {
    let not_before = option::weighted(0.2, (-3..9i64).prop_map(from_monday));
    let call_back = (-2..9i64).prop_map(|day| from_monday(day).and_time(NaiveTime::MIN));
    let exhausted = prop::bool::weighted(0.1);
    let only_on = option::weighted(0.2, (0..8i64).prop_map(from_monday));
    (not_before, option::weighted(0.2, call_back), 0..3u8, exhausted, only_on).prop_map(
        |(not_before, call_back, attempts, calls_exhausted, only_on)| Recall {
            not_before,
            call_back,
            promised_to: call_back.map(|_| PersonId(1)),
            attempts,
            calls_exhausted,
            only_on,
            not_in: None,
            calls_after: None,
        },
    )
}

/// A call on one of the shared numbers, on the eve of the week or on its first day.
fn late_call() -> impl Strategy<Value = LateCall> {
    (1..4u64, -1..=0i64, option::of(0..4u32)).prop_map(|(phone, day, household)| LateCall {
        phone,
        date: from_monday(day),
        household,
    })
}

fn case(agents: u32) -> impl Strategy<Value = Case> {
    let enrolled = prop_oneof![3 => 0..12i64, 2 => -120..70i64]
        .prop_map(|day| CaseKind::Enrolled(ladder(from_monday(day))));
    let kind = prop_oneof![3 => enrolled, 1 => Just(CaseKind::Potential)];
    let premium = (0..400i64).prop_map(|thousands| Vnd(thousands * 1000));
    let rest = option::weighted(0.2, (-3..8i64).prop_map(from_monday));
    (0..2u32, 0..3u8, kind, premium, option::of(0..agents), rest).prop_map(
        |(person, product, kind, premium, last_agent, not_before)| Case {
            person,
            product: ProductId(product),
            kind,
            covered_to: None,
            premium,
            last_agent,
            not_before,
        },
    )
}

fn snapshot(
    days: usize,
    visits: Vec<u64>,
    mut agents: Vec<Agent>,
    households: Vec<Household>,
) -> Snapshot {
    for (id, agent) in (1..).zip(&mut agents) {
        (agent.id, agent.code) = (AgentId(id), format!("agent {id}"));
    }
    let commune = |(at, visits)| Commune { code: format!("commune {at}"), visits };
    let territories: Vec<Vec<u32>> = agents.iter().map(|agent| agent.communes.clone()).collect();
    for (own, agent) in (0u32..).zip(&mut agents) {
        agent.stands_in.retain_mut(|one| {
            one.agent %= territories.len() as u32;
            one.buckets &= (1 << days) - 1;
            one.communes = territories[one.agent as usize].clone();
            one.agent != own && one.buckets != 0
        });
    }
    let bucket = |day| Bucket::whole(monday() + Days::new(day as u64));
    let mut all = Snapshot {
        week: Week::containing(monday()),
        buckets: (0..days).map(bucket).collect(),
        communes: visits.into_iter().enumerate().map(commune).collect(),
        languages: vec!["vi".to_owned(), "hmn".to_owned()],
        agents,
        households: vec![None; households.len()],
        persons: Vec::new(),
        cases: Vec::new(),
        recalls: Vec::new(),
        late_calls: Vec::new(),
        evidence: Evidence::default(),
        kept: Vec::new(),
        without: Vec::new(),
    };
    for (at, (recall, persons, mut cases)) in (0u32..).zip(households) {
        let first = all.persons.len() as u32;
        all.recalls.push(recall);
        for mut person in persons {
            person.id = PersonId(all.persons.len() as i64 + 1);
            person.household = at;
            all.persons.push(person);
        }
        cases.sort_by_key(|case| case.person);
        all.cases
            .extend(cases.into_iter().map(|case| Case { person: first + case.person, ..case }));
    }
    all
}
