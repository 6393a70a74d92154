//! Numbers that are wrong and people who are no longer there: neither is called again. One wrong
//! number is one number, however many cases of the household were to be spoken about.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::super::ImportError;
use super::{News, is_word};
use crate::domain::outcome::{Closes, OutcomeCode, OutcomeRules};
use crate::store::Conn;
use crate::store::facts::OutcomeRow;
use crate::store::people::{PersonRow, people_by_id, people_of_households, update_people};

/// Closes the numbers and people that `news` ends. `history` holds it too, from key `first` on.
pub(super) fn close(
    conn: &mut Conn,
    (province, communes): (i64, &HashMap<i64, i64>),
    rules: &OutcomeRules,
    (history, first): (&[OutcomeRow], i64),
    news: &[News],
) -> Result<(), ImportError> {
    let of =
        |wanted: Closes| news.iter().filter(move |one| rules.of(one.code).closes == Some(wanted));
    let numbers: Vec<&News> = of(Closes::Phone)
        .filter(|one| !spoken_since(rules, history, one) && !told(history, first, one))
        .collect();
    let mut ids: BTreeSet<i64> = of(Closes::Person).map(|one| one.row.person_id).collect();
    ids.extend(numbers.iter().flat_map(|one| one.callers.iter().copied()));
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut found = people_by_id(conn, province, &ids)?;
    if !numbers.is_empty() {
        let codes = found.iter().filter_map(|person| person.household_code.clone());
        let codes: BTreeSet<String> = codes.collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        found.extend(people_of_households(conn, province, &codes)?);
    }
    let mut people: BTreeMap<i64, PersonRow> =
        found.into_iter().map(|person| (person.id, person)).collect();
    let mut changed = BTreeSet::new();
    for one in of(Closes::Person) {
        let Some(person) = people.get_mut(&one.row.person_id) else { continue };
        if person.closed.is_none() {
            person.closed = Some(one.row.outcome.clone());
            person.closed_on = Some(one.row.at.date());
            changed.insert(person.id);
        }
    }
    let mut told = HashSet::new();
    for one in numbers {
        if one.row.touch_id.is_none_or(|touch| told.insert(touch)) {
            changed.extend(close_number(one, communes, &mut people));
        }
    }
    let changed: Vec<PersonRow> = changed.iter().filter_map(|id| people.get(id).cloned()).collect();
    Ok(update_people(conn, &changed)?)
}

/// Closes the number that was called wherever the household has it; whose record that changed.
fn close_number(
    one: &News,
    communes: &HashMap<i64, i64>,
    people: &mut BTreeMap<i64, PersonRow>,
) -> Vec<i64> {
    let open = |person: &PersonRow| person.phone.clone().filter(|_| person.phone_closed.is_none());
    let called =
        one.callers.iter().find_map(|id| Some((open(people.get(id)?)?, people.get(id)?.clone())));
    let Some((number, owner)) = called else { return Vec::new() };
    let at_home = |person: &PersonRow| {
        // The code of a household is unique in its commune, no further.
        let commune = |one: &PersonRow| communes.get(&one.area_id).copied().unwrap_or(one.area_id);
        let same = person.household_code.is_some()
            && person.household_code == owner.household_code
            && commune(person) == commune(&owner);
        same || one.callers.contains(&person.id)
    };
    let mut closed = Vec::new();
    for person in people.values_mut() {
        if at_home(person) && open(person).as_ref() == Some(&number) {
            person.phone_closed = Some(one.row.outcome.clone());
            closed.push(person.id);
        }
    }
    closed
}

/// Whether the person was spoken to later: then there is a number that works.
fn spoken_since(rules: &OutcomeRules, history: &[OutcomeRow], one: &News) -> bool {
    history.iter().any(|row| {
        row.person_id == one.row.person_id
            && row.at > one.row.at
            && OutcomeCode::from_code(&row.outcome).is_some_and(|code| is_word(rules, code))
    })
}

/// Whether another row of the same touch has said so in an earlier batch or file.
fn told(history: &[OutcomeRow], first: i64, one: &News) -> bool {
    let touch = one.row.touch_id;
    touch.is_some()
        && history
            .iter()
            .any(|row| row.id < first && row.touch_id == touch && row.outcome == one.row.outcome)
}
