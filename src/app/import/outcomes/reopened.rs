//! What a mistaken outcome had closed opens again when its row comes back corrected: the person who
//! was said to be dead, the number that was said to be wrong. Unless another report says so too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::ImportError;
use super::facts::Withdrawn;
use super::numbers::{same_home, with_households};
use crate::domain::outcome::{Closes, OutcomeCode, OutcomeRules};
use crate::store::Conn;
use crate::store::facts::{OutcomeRow, outcomes_of};
use crate::store::people::{PersonRow, people_by_id, update_people};

/// Opens the people and numbers that `withdrawn` closed; the facts that replace them are stored, and
/// have not closed anything yet. The rows of the file whose person or number stays closed.
pub(super) fn reopen(
    conn: &mut Conn,
    (province, communes): (i64, &HashMap<i64, i64>),
    rules: &OutcomeRules,
    withdrawn: &[Withdrawn],
) -> Result<Vec<u64>, ImportError> {
    let of = |wanted: Closes| {
        withdrawn.iter().filter(move |one| closes(rules, &one.fact) == Some(wanted))
    };
    let mut ids: BTreeSet<i64> = of(Closes::Person).map(|one| one.fact.person_id).collect();
    ids.extend(of(Closes::Phone).flat_map(|one| one.callers.iter().copied()));
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut found = people_by_id(conn, province, &ids)?;
    if of(Closes::Phone).next().is_some() {
        found = with_households(conn, province, found)?;
    }
    let mut people: BTreeMap<i64, PersonRow> =
        found.into_iter().map(|person| (person.id, person)).collect();
    let ids: Vec<i64> = people.keys().copied().collect();
    let facts = outcomes_of(conn, province, &ids)?;
    let (mut changed, mut closed) = (BTreeSet::new(), Vec::new());
    for one in of(Closes::Person) {
        let Some(person) = people.get_mut(&one.fact.person_id) else { continue };
        if reopen_person(person, one, rules, &facts) {
            changed.insert(person.id);
        }
        closed.extend(person.closed.is_some().then_some(one.row));
    }
    for one in of(Closes::Phone) {
        match reopen_number(&mut people, communes, one, rules, &facts) {
            Number::Open(of) => changed.extend(of),
            Number::StaysClosed => closed.push(one.row),
        }
    }
    let changed: Vec<PersonRow> = changed.iter().filter_map(|id| people.get(id).cloned()).collect();
    update_people(conn, &changed)?;
    Ok(closed)
}

fn closes(rules: &OutcomeRules, fact: &OutcomeRow) -> Option<Closes> {
    OutcomeCode::from_code(&fact.outcome).and_then(|code| rules.of(code).closes)
}

/// Leaves a person whom the mistaken fact closed to what remains; true when that changed something.
fn reopen_person(
    person: &mut PersonRow,
    mistaken: &Withdrawn,
    rules: &OutcomeRules,
    facts: &[OutcomeRow],
) -> bool {
    let fact = &mistaken.fact;
    let by = (Some(fact.outcome.as_str()), Some(fact.at.date()));
    if (person.closed.as_deref(), person.closed_on) != by {
        return false;
    }
    let other = facts
        .iter()
        .find(|one| one.person_id == person.id && closes(rules, one) == Some(Closes::Person));
    let before = (person.closed.clone(), person.closed_on);
    person.closed = other.map(|one| one.outcome.clone());
    person.closed_on = other.map(|one| one.at.date());
    (person.closed.clone(), person.closed_on) != before
}

/// What became of a number.
enum Number {
    /// It is open, and these records were changed for it.
    Open(Vec<i64>),
    /// Somebody else reported it too, or some other number of the household: nobody could tell them
    /// apart.
    StaysClosed,
}

/// Opens the number that the mistaken fact closed, wherever the household has it.
fn reopen_number(
    people: &mut BTreeMap<i64, PersonRow>,
    communes: &HashMap<i64, i64>,
    mistaken: &Withdrawn,
    rules: &OutcomeRules,
    facts: &[OutcomeRow],
) -> Number {
    let why = mistaken.fact.outcome.as_str();
    let shut = |person: &PersonRow| {
        person.phone.clone().filter(|_| person.phone_closed.as_deref() == Some(why))
    };
    let called = mistaken
        .callers
        .iter()
        .find_map(|id| people.get(id).and_then(|owner| Some((shut(owner)?, owner.clone()))));
    // It has been replaced since, or was not closed: somebody was spoken to later.
    let Some((number, owner)) = called else { return Number::Open(Vec::new()) };
    let at_home = |person: &PersonRow| {
        mistaken.callers.contains(&person.id) || same_home(communes, person, &owner)
    };
    let reported = facts.iter().any(|fact| {
        closes(rules, fact) == Some(Closes::Phone)
            && people.get(&fact.person_id).is_some_and(at_home)
    });
    if reported {
        return Number::StaysClosed;
    }
    let mut opened = Vec::new();
    for person in people.values_mut() {
        if at_home(person) && shut(person).as_ref() == Some(&number) {
            person.phone_closed = None;
            opened.push(person.id);
        }
    }
    Number::Open(opened)
}
