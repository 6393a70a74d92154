//! What holds for every plan, checked from the snapshot and not from the planner's own tables.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};
use vandong::domain::day_part::PartOfDay;
use vandong::domain::due::DueState;
use vandong::domain::product::ProductSet;
use vandong::domain::touch::{ReasonCode, TouchChannel};
use vandong::planning::certificate;
use vandong::planning::contacts::Contact;
use vandong::planning::levels::TotalWorth;
use vandong::planning::problem::{Assignment, Solution};
use vandong::planning::snapshot::{Agent, Bucket, Case, CaseKind, ChannelSet, Person, Snapshot};
use vandong::planning::week::{Fate, WeekPlan, counts};

/// Last chances, other duties and value.
pub(crate) fn triple(total: &TotalWorth) -> (i128, i128, i128) {
    (total.last_chance, total.due, total.value)
}

/// Fails the test if a plan breaks a rule.
pub(crate) fn check(snapshot: &Snapshot, plan: &WeekPlan) {
    everybody_is_in_one_state(snapshot, plan);
    places_are_not_overbooked(snapshot, plan);
    phones_rest_for_a_day(snapshot, plan);
    for (at, fate) in plan.fates.iter().enumerate() {
        if let Fate::Planned(place) = fate {
            touch_is_allowed(snapshot, plan, at, *place);
        }
    }
    every_due_case_is_told(snapshot, plan);
    levels_add_up(plan);
    proof_closes(plan);
}

/// Every case with a duty in the week is spoken about on its household's touch, or has a reason;
/// a case that is spoken about is one that the agent handles, on a day on which that is lawful.
fn every_due_case_is_told(snapshot: &Snapshot, plan: &WeekPlan) {
    let mut told = HashSet::new();
    for (at, fate) in plan.fates.iter().enumerate() {
        for (due, left) in plan.due_fates(snapshot, at, fate) {
            let case = &snapshot.cases[due.case as usize];
            let person = &snapshot.persons[case.person as usize];
            assert_eq!(person.household, plan.contacts.contacts[at].household);
            assert!(told.insert(due.case), "told once");
            match (fate, left) {
                (Fate::Planned(place), None) => {
                    let time = &snapshot.buckets[usize::from(place.bucket)];
                    let agent = &snapshot.agents[place.agent as usize];
                    assert!(agent.products.contains(case.product), "the agent handles it");
                    assert!(lawful(case, person, time).contains(place.channel), "lawfully");
                    let rested = case.not_before.is_none_or(|from| from <= time.date);
                    assert!(rested, "after its rest");
                }
                (Fate::Left(_), None) => panic!("nobody speaks about a case without a touch"),
                (_, Some(reason)) => assert_ne!(reason, ReasonCode::NotEligible),
            }
        }
    }
    let is_due = |case: &Case| match case.kind {
        CaseKind::Enrolled(ladder) => snapshot
            .buckets
            .iter()
            .any(|one| matches!(ladder.state(one.date), DueState::Due | DueState::Overdue)),
        CaseKind::Potential => false,
    };
    let due = (0u32..).zip(&snapshot.cases).filter(|(_, case)| is_due(case));
    assert_eq!(told, due.map(|(at, _)| at).collect(), "all of them and no other");
}

fn everybody_is_in_one_state(snapshot: &Snapshot, plan: &WeekPlan) {
    let with_cases: HashSet<u32> = snapshot
        .cases
        .iter()
        .map(|case| snapshot.persons[case.person as usize].household)
        .collect();
    let contacts: HashSet<u32> = plan.contacts.contacts.iter().map(|one| one.household).collect();
    assert_eq!(contacts, with_cases, "every household with a case is a contact");
    assert_eq!(contacts.len(), plan.contacts.contacts.len(), "and only one");
    assert_eq!(contacts.len(), plan.fates.len(), "each ends somewhere");
    let (planned, left) = counts(&plan.fates);
    assert_eq!(planned + left.values().sum::<usize>(), contacts.len(), "the counts add up");
}

fn places_are_not_overbooked(snapshot: &Snapshot, plan: &WeekPlan) {
    let mut used: HashMap<(u32, u8), (i32, i32)> = HashMap::new();
    for fate in &plan.fates {
        if let Fate::Planned(place) = fate {
            let (slots, visits) = used.entry((place.agent, place.bucket)).or_default();
            *slots += 1;
            *visits += i32::from(place.channel == TouchChannel::Visit);
        }
    }
    for (at, agent) in (0u32..).zip(&snapshot.agents) {
        let own = used.iter().filter(|((agent, _), _)| *agent == at);
        let week: i32 = own.map(|(_, (slots, _))| slots).sum();
        assert!(
            agent.limits.most.is_none_or(|most| week <= most),
            "agent {at}: {week} in the week"
        );
    }
    for ((agent, bucket), (slots, visits)) in used {
        let free = snapshot.agents[agent as usize].capacity[usize::from(bucket)];
        assert!(slots <= free.slots && visits <= free.visits, "agent {agent}, bucket {bucket}");
    }
}

/// No number is called for different households on the same day or on neighbouring ones. Two promised
/// call-backs may follow each other, and a promise is kept also after another household's call on the
/// eve; but only of a household that can be called on no other day.
fn phones_rest_for_a_day(snapshot: &Snapshot, plan: &WeekPlan) {
    let mut rung: HashMap<u64, Vec<(NaiveDate, bool)>> = HashMap::new();
    for (contact, fate) in plan.contacts.contacts.iter().zip(&plan.fates) {
        let Fate::Planned(Assignment { channel: TouchChannel::Call, bucket, .. }) = fate else {
            continue;
        };
        let person = &snapshot.persons[contact.phone_of.unwrap() as usize];
        assert!(person.phone != 0 && !person.do_not_call, "a number that may be called");
        assert!(!person.opted_out.contains(TouchChannel::Call), "of somebody who lets us");
        let day = snapshot.buckets[usize::from(*bucket)].date;
        let days_to = |other: NaiveDate| day.signed_duration_since(other).num_days().abs();
        let is_promised = kept_on(snapshot, contact) == Some(day)
            && (0u8..).zip(&snapshot.buckets).all(|(at, other)| {
                other.date == day || !may_be_called(snapshot, plan, contact, at)
            });
        for late in snapshot.late_calls.iter().filter(|late| late.phone == person.phone) {
            let is_own = late.household == Some(contact.household);
            assert!(is_own || is_promised || days_to(late.date) > 1, "just called: {late:?}");
        }
        let others = rung.entry(person.phone).or_default();
        for (other, other_promised) in others.iter() {
            let least = if is_promised && *other_promised { 1 } else { 2 };
            assert!(days_to(*other) >= least, "{}: {other} and {day}", person.phone);
        }
        others.push((day, is_promised));
    }
}

/// The day on which a promised call-back of the household would be kept.
fn kept_on(snapshot: &Snapshot, contact: &Contact) -> Option<NaiveDate> {
    let promised = snapshot.recalls[contact.household as usize].call_back?.date();
    snapshot.buckets.iter().map(|one| one.date).find(|day| *day >= promised)
}

/// Whether a bucket is of the part of the day in which a promised call-back is kept: that of its hour, else
/// the last one before it, else the first one of the day.
fn is_promised_part(snapshot: &Snapshot, hour: NaiveDateTime, bucket: u8) -> bool {
    let own = snapshot.buckets[usize::from(bucket)];
    let Some(name) = own.part.map(|part| part.name) else { return true };
    let there = snapshot.buckets.iter().filter(|one| one.date == own.date);
    let mut there: Vec<PartOfDay> = there.map(|one| one.part.unwrap().name).collect();
    there.sort();
    let wanted = PartOfDay::at(hour.time());
    name == there.iter().rev().find(|part| **part <= wanted).copied().unwrap_or(there[0])
}

/// Whether a promise, or else the only day that suits, leaves the bucket open to an agent: it is that one, or
/// a last chance of what the agent handles ends before its day.
fn promise_allows(
    snapshot: &Snapshot,
    plan: &WeekPlan,
    (contact, handled): (&Contact, ProductSet),
    bucket: u8,
) -> bool {
    let day = snapshot.buckets[usize::from(bucket)].date;
    let recall = snapshot.recalls[contact.household as usize];
    let days = || snapshot.buckets.iter().map(|one| one.date);
    let promised = recall.call_back.filter(|hour| Some(hour.date()) >= days().next());
    let Some(asked) = promised.map(|hour| hour.date()).or(recall.only_on) else { return true };
    let kept = days().find(|day| *day >= asked);
    if kept == Some(day) && promised.is_none_or(|hour| is_promised_part(snapshot, hour, bucket)) {
        return true;
    }
    own_cases(snapshot, contact).any(|case| match case.kind {
        CaseKind::Enrolled(ladder) if handled.contains(case.product) => {
            let is_due = matches!(ladder.state(day), DueState::Due | DueState::Overdue);
            let last = ladder.last_useful_day(day).filter(|last| is_due && *last < plan.next_plan);
            last.is_some_and(|last| kept.is_none_or(|kept| last < kept))
        }
        CaseKind::Enrolled(_) | CaseKind::Potential => false,
    })
}

fn own_cases<'a>(snapshot: &'a Snapshot, contact: &Contact) -> impl Iterator<Item = &'a Case> {
    let own = contact.household;
    let of = move |case: &&Case| snapshot.persons[case.person as usize].household == own;
    snapshot.cases.iter().filter(of)
}

/// Whether the commune is the agent's, or an absent colleague's on the day.
fn works_in(agent: &Agent, commune: u32, bucket: usize) -> bool {
    let mut away = agent.stands_in.iter().filter(|one| one.buckets & (1 << bucket) != 0);
    agent.communes.contains(&commune) || away.any(|one| one.communes.contains(&commune))
}

/// Whether there is something to call the household about on the day, and an agent who may.
fn may_be_called(snapshot: &Snapshot, plan: &WeekPlan, contact: &Contact, bucket: u8) -> bool {
    let recall = snapshot.recalls[contact.household as usize];
    let head = &snapshot.persons[contact.head as usize];
    let time = &snapshot.buckets[usize::from(bucket)];
    let day = time.date;
    let works = |at: u32| !snapshot.without.contains(&(contact.household, at));
    let agents = (0u32..).zip(&snapshot.agents).filter(|(at, _)| works(*at));
    let mut agents = agents.map(|(_, agent)| agent).filter(|agent| {
        works_in(agent, head.commune, bucket.into()) && agent.languages & (1 << head.language) != 0
    });
    recall.not_before.is_none_or(|from| from <= day)
        && agents.any(|agent| {
            !is_tried(snapshot, plan, (contact, agent.products), bucket)
                && promise_allows(snapshot, plan, (contact, agent.products), bucket)
                && own_cases(snapshot, contact).any(|case| {
                    is_worth_a_call(case, day)
                        && speaks(snapshot, case, agent, time, TouchChannel::Call)
                })
        })
}

/// Whether nobody answered lately in the part of the day of a bucket, there are others, and no case of the
/// household that the agent handles has its last chance on the day.
fn is_tried(
    snapshot: &Snapshot,
    plan: &WeekPlan,
    (contact, handled): (&Contact, ProductSet),
    bucket: u8,
) -> bool {
    let time = snapshot.buckets[usize::from(bucket)];
    let Some(name) = time.part.map(|part| part.name) else { return false };
    let others = snapshot.buckets.iter().any(|one| one.part.unwrap().name != name);
    let last = |case: &Case| match case.kind {
        CaseKind::Enrolled(ladder) => {
            handled.contains(case.product)
                && matches!(ladder.state(time.date), DueState::Due | DueState::Overdue)
                && ladder.last_useful_day(time.date).is_some_and(|last| last < plan.next_plan)
        }
        CaseKind::Potential => false,
    };
    snapshot.recalls[contact.household as usize].not_in == Some(name)
        && others
        && !own_cases(snapshot, contact).any(last)
}

/// Whether a call about the case surely brings something: it is due, or its money is more than the
/// rounding of the points of a call after some attempts takes away.
fn is_worth_a_call(case: &Case, day: NaiveDate) -> bool {
    let is_due = match case.kind {
        CaseKind::Enrolled(ladder) => {
            matches!(ladder.state(day), DueState::Due | DueState::Overdue)
        }
        CaseKind::Potential => false,
    };
    is_due || case.premium.0 >= 10_000
}

/// Whether the agent handles the case and may speak about it on the day.
fn speaks(
    snapshot: &Snapshot,
    case: &Case,
    agent: &Agent,
    time: &Bucket,
    channel: TouchChannel,
) -> bool {
    agent.products.contains(case.product)
        && lawful(case, &snapshot.persons[case.person as usize], time).contains(channel)
        && case.not_before.is_none_or(|from| from <= time.date)
}

/// Channels that the law leaves open for a case in a bucket.
fn lawful(case: &Case, person: &Person, time: &Bucket) -> ChannelSet {
    let joining = (person.advocacy, person.agreed.advocacy);
    let (channels, agreed) = match case.kind {
        CaseKind::Potential => joining,
        CaseKind::Enrolled(ladder) => match ladder.state(time.date) {
            DueState::NotYet => (ChannelSet::NONE, false),
            DueState::Lapsed => joining,
            DueState::Upcoming | DueState::Due | DueState::Overdue => {
                (person.service, person.agreed.service)
            }
        },
    };
    match time.part {
        Some(part) if part.agreed_only && !agreed => {
            channels.intersection(ChannelSet::of(TouchChannel::Visit))
        }
        _ => channels,
    }
}

fn touch_is_allowed(snapshot: &Snapshot, plan: &WeekPlan, at: usize, place: Assignment) {
    let contact = plan.contacts.contacts[at];
    let head = &snapshot.persons[contact.head as usize];
    let agent = &snapshot.agents[place.agent as usize];
    let time = &snapshot.buckets[usize::from(place.bucket)];
    let day = time.date;
    let pair = (contact.household, place.agent);
    assert!(!snapshot.without.contains(&pair), "with an agent who works with the household");
    let there = works_in(agent, head.commune, place.bucket.into());
    assert!(there, "inside the territory, or that of an absent colleague");
    assert!(agent.languages & (1 << head.language) != 0, "in the household's language");
    let recall = snapshot.recalls[contact.household as usize];
    assert!(recall.not_before.is_none_or(|from| from <= day), "after the cool-down");
    assert!(
        promise_allows(snapshot, plan, (&contact, ProductSet(u32::MAX)), place.bucket),
        "on the promised day, or before a last chance ends"
    );
    match place.channel {
        TouchChannel::Call => {
            assert!(!recall.calls_exhausted, "not called too often");
            let tried = is_tried(snapshot, plan, (&contact, agent.products), place.bucket);
            assert!(!tried, "in another part of the day");
        }
        TouchChannel::Visit => {
            let commune = &snapshot.communes[head.commune as usize];
            assert!(commune.may_be_visited(place.bucket), "visits allowed");
        }
    }
    assert!(
        own_cases(snapshot, &contact).any(|case| speaks(
            snapshot,
            case,
            agent,
            time,
            place.channel
        )),
        "something to speak about, lawfully, that the agent handles"
    );
}

/// The levels are the sums over the touches: duties as counted, value with continuity and travel.
fn levels_add_up(plan: &WeekPlan) {
    let mut sum = (0i128, 0i128);
    for (at, fate) in plan.fates.iter().enumerate() {
        let Fate::Planned(place) = fate else { continue };
        let skill = plan.problem.serving_of(at, place.agent).unwrap().skill;
        let wanted = (skill, place.channel, place.bucket);
        let mut ways = plan.ways.row(at).iter();
        let worth = ways.find(|w| (w.skill, w.channel, w.bucket) == wanted).unwrap().worth;
        sum = (sum.0 + i128::from(worth.last_chance), sum.1 + i128::from(worth.due));
    }
    assert_eq!(sum, (plan.total.last_chance, plan.total.due));
}

fn proof_closes(plan: &WeekPlan) {
    let objective = plan.solution.objective;
    assert_eq!(certificate::objective(&plan.problem, &plan.solution.assigned), Ok(objective));
    let Solution { prices, week_prices, assigned, .. } = &plan.solution;
    let bound = certificate::upper_bound(&plan.problem, prices, week_prices);
    assert_eq!(bound, Some(objective));
    assert_eq!(certificate::load_cost(&plan.problem, assigned), plan.load_cost);
    let total = i128::from(plan.weights.last_chance) * plan.total.last_chance
        + i128::from(plan.weights.due) * plan.total.due
        + plan.total.value;
    assert_eq!(total - plan.load_cost, objective, "what touches bring less what loads cost");
    let outpriced = plan.fates.iter().filter(|one| **one == Fate::Left(ReasonCode::Outpriced));
    let open = (0..plan.fates.len()).filter(|at| plan.problem.has_place(*at)).count();
    let planned = plan.solution.assigned.iter().flatten().count();
    assert_eq!(planned + outpriced.count(), open, "who may be touched is touched or outpriced");
}
