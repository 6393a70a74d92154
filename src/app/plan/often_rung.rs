//! Telephones of several households that rang as often as allowed, for whichever of them: another number of the
//! household is called, and without one it rests. A number of one household rests with it.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::domain::frequency::{ContactKind, Most};
use crate::domain::touch::TouchChannel;
use crate::planning::snapshot::{Person, Snapshot};

/// Closes such numbers; `rang` says number by number on which days it was called. A household keeps the number
/// at which somebody was promised a call.
pub(super) fn rest_numbers(
    snapshot: &mut Snapshot,
    rang: &HashMap<u64, Vec<NaiveDate>>,
    first: NaiveDate,
    most: &Most,
) {
    let mut owners: HashMap<u64, BTreeSet<u32>> = HashMap::new();
    for person in snapshot.persons.iter().filter(|person| rang.contains_key(&person.phone)) {
        owners.entry(person.phone).or_default().insert(person.household);
    }
    let shared = owners.into_iter().filter(|(_, households)| households.len() > 1);
    let rests = shared.filter_map(|(phone, _)| {
        let days = rang.get(&phone)?.iter();
        let calls: Vec<_> = days.map(|day| (*day, ContactKind::Call)).collect();
        Some((phone, most.reached(&calls, first)?.free_from))
    });
    let rests: HashMap<u64, NaiveDate> = rests.collect();
    if rests.is_empty() {
        return;
    }
    let promised = |person: &Person| {
        let recall = snapshot.recalls.get(person.household as usize);
        let recall = recall.filter(|recall| recall.call_back.is_some());
        recall.is_some_and(|recall| recall.promised_to == Some(person.id))
    };
    let promised: Vec<bool> = snapshot.persons.iter().map(promised).collect();
    let mut open: BTreeSet<u32> = BTreeSet::new();
    let mut waits: HashMap<u32, NaiveDate> = HashMap::new();
    for (person, promised) in snapshot.persons.iter().zip(&promised) {
        match rests.get(&person.phone) {
            None if !may_ring(person) => {}
            None => {
                open.insert(person.household);
            }
            Some(_) if *promised => {}
            Some(day) => {
                let earliest = waits.entry(person.household).or_insert(*day);
                *earliest = (*earliest).min(*day);
            }
        }
    }
    for (person, promised) in snapshot.persons.iter_mut().zip(promised) {
        if !promised && rests.contains_key(&person.phone) && open.contains(&person.household) {
            person.phone = 0;
        }
    }
    for (household, day) in waits {
        if !open.contains(&household) {
            not_before(snapshot, household, day);
        }
    }
}

/// A household is not spoken to before a day; what it was promised is kept.
pub(super) fn not_before(snapshot: &mut Snapshot, household: u32, day: NaiveDate) {
    let recall = snapshot.recalls.get_mut(household as usize);
    if let Some(recall) = recall.filter(|recall| recall.call_back.is_none()) {
        recall.not_before = recall.not_before.max(Some(day));
    }
}

/// Whether somebody can be called about anything.
fn may_ring(person: &Person) -> bool {
    let lawful = person.service.union(person.advocacy);
    person.phone != 0 && !person.do_not_call && lawful.contains(TouchChannel::Call)
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use rstest::rstest;

    use super::*;
    use crate::domain::calendar::Week;
    use crate::domain::frequency::FrequencyRules;
    use crate::domain::ids::PersonId;
    use crate::domain::segment::SegmentSet;
    use crate::planning::learning::evidence::Evidence;
    use crate::planning::snapshot::{Agreed, Bucket, ChannelSet, Recall};

    /// The number of both households, and another one of the first alone.
    const SHARED: u64 = 84_900_000_001;
    const OWN: u64 = 84_900_000_002;

    fn monday() -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 6, 5).unwrap()
    }

    fn person(id: i64, household: u32, phone: u64) -> Person {
        Person {
            id: PersonId(id),
            household,
            commune: 0,
            hamlet: 0,
            language: 0,
            phone,
            do_not_call: false,
            service: ChannelSet::BOTH,
            advocacy: ChannelSet::NONE,
            agreed: Agreed::default(),
            opted_out: ChannelSet::NONE,
            segments: SegmentSet::EMPTY,
        }
    }

    /// Two households at one number; a second person of the first has another.
    fn snapshot() -> Snapshot {
        let bucket = |day| Bucket::whole(monday() + Days::new(day));
        Snapshot {
            week: Week::containing(monday()),
            buckets: (0..5).map(bucket).collect(),
            communes: Vec::new(),
            languages: vec!["vi".to_owned()],
            agents: Vec::new(),
            households: vec![None, None],
            persons: vec![person(1, 0, SHARED), person(2, 0, OWN), person(3, 1, SHARED)],
            cases: Vec::new(),
            recalls: vec![Recall::default(); 2],
            late_calls: Vec::new(),
            evidence: Evidence::default(),
            kept: Vec::new(),
            without: Vec::new(),
        }
    }

    /// The number rang on each of the eight days that begin so many days before the Monday.
    fn rested(snapshot: &mut Snapshot, phone: u64, ago: u64) {
        let rules =
            FrequencyRules::from_toml(include_str!("../../../config/frequency.toml")).unwrap();
        let days = (0..8).map(|day| monday() - Days::new(ago - day)).collect();
        let most = rules.on(monday()).unwrap().most;
        rest_numbers(snapshot, &HashMap::from([(phone, days)]), monday(), most);
    }

    fn phones(snapshot: &Snapshot) -> Vec<u64> {
        snapshot.persons.iter().map(|person| person.phone).collect()
    }

    #[rstest]
    #[case::long(10)]
    // It may ring again on Thursday: until then the other number is there all the same.
    #[case::within_the_week(27)]
    fn another_number_is_called_or_the_household_rests(#[case] ago: u64) {
        let mut all = snapshot();
        rested(&mut all, SHARED, ago);
        assert_eq!(phones(&all), [0, OWN, SHARED]);
        let free = monday() - Days::new(ago) + Days::new(30);
        assert_eq!(all.recalls[0], Recall::default());
        assert_eq!(all.recalls[1].not_before, Some(free));
    }

    #[test]
    fn a_promised_call_rings_where_it_was_promised() {
        let mut all = snapshot();
        all.recalls[0].call_back = monday().and_hms_opt(15, 0, 0);
        all.recalls[0].promised_to = Some(PersonId(1));
        rested(&mut all, SHARED, 10);
        assert_eq!(phones(&all), [SHARED, OWN, SHARED]);
    }

    #[test]
    fn a_number_that_must_not_be_called_is_no_other_number() {
        let mut all = snapshot();
        all.persons[1].do_not_call = true;
        rested(&mut all, SHARED, 10);
        assert_eq!(phones(&all), [SHARED, OWN, SHARED]);
        assert!(all.recalls.iter().all(|recall| recall.not_before.is_some()));
    }

    #[test]
    fn calls_at_another_number_of_the_household_do_not_count() {
        let mut all = snapshot();
        rested(&mut all, OWN, 10);
        assert_eq!((phones(&all), &all.recalls), (phones(&snapshot()), &snapshot().recalls));
    }
}
