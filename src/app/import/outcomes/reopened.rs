//! What a mistaken outcome had closed opens again when its row comes back corrected: the person who
//! was said to be dead, the number that was said to be wrong. Unless another report says so too: one
//! about this very number, after which nobody was spoken to.

use std::collections::{BTreeSet, HashMap};

use super::super::ImportError;
use super::facts::Withdrawn;
use super::homes::Homes;
use super::numbers::last_spoken;
use crate::domain::outcome::{Closes, OutcomeCode, OutcomeRules};
use crate::store::Conn;
use crate::store::facts::{OutcomeRow, outcomes_of};
use crate::store::people::{PersonRow, update_people};

/// Rows of the file whose correction opened nothing.
#[derive(Debug, Default)]
pub(super) struct StayClosed {
    /// Because the person is reported gone by somebody else too.
    pub people: Vec<u64>,
    /// Because the number is reported wrong by somebody else too.
    pub numbers: Vec<u64>,
}

/// Opens the people and numbers that `withdrawn` closed; the facts that replace them are stored, and
/// have not closed anything yet. Whose person or number stays closed all the same.
pub(super) fn reopen(
    conn: &mut Conn,
    (province, communes): (i64, &HashMap<i64, i64>),
    rules: &OutcomeRules,
    withdrawn: &[Withdrawn],
) -> Result<StayClosed, ImportError> {
    let of = |wanted: Closes| {
        withdrawn.iter().filter(move |one| closes(rules, &one.fact) == Some(wanted))
    };
    let people: BTreeSet<i64> = of(Closes::Person).map(|one| one.fact.person_id).collect();
    let callers: BTreeSet<i64> =
        of(Closes::Phone).flat_map(|one| one.callers.iter().copied()).collect();
    if people.is_empty() && callers.is_empty() {
        return Ok(StayClosed::default());
    }
    let mut homes = Homes::find(conn, (province, communes), &people, &callers)?;
    let ids: Vec<i64> = homes.people.keys().copied().collect();
    let facts = outcomes_of(conn, province, &ids)?;
    let reports = Reports::of(rules, &facts);
    let (mut changed, mut closed) = (BTreeSet::new(), StayClosed::default());
    for one in of(Closes::Person) {
        let Some(person) = homes.people.get_mut(&one.fact.person_id) else { continue };
        if reopen_person(person, one, &reports) {
            changed.insert(person.id);
        }
        closed.people.extend(person.closed.is_some().then_some(one.row));
    }
    for one in of(Closes::Phone) {
        match reopen_number(&mut homes, one, &reports) {
            Number::Open(of) => changed.extend(of),
            Number::StaysClosed => closed.numbers.push(one.row),
        }
    }
    let changed: Vec<PersonRow> =
        changed.iter().filter_map(|id| homes.people.get(id).cloned()).collect();
    update_people(conn, &changed)?;
    Ok(closed)
}

fn closes(rules: &OutcomeRules, fact: &OutcomeRow) -> Option<Closes> {
    OutcomeCode::from_code(&fact.outcome).and_then(|code| rules.of(code).closes)
}

/// What remains on record of people and numbers that are gone.
struct Reports<'f> {
    by_person: HashMap<(i64, Closes), Vec<&'f OutcomeRow>>,
}

impl<'f> Reports<'f> {
    /// Without those after which the person was spoken to: somebody is there, and can be reached.
    fn of(rules: &OutcomeRules, facts: &'f [OutcomeRow]) -> Self {
        let spoken = last_spoken(rules, facts.iter());
        let mut by_person: HashMap<_, Vec<_>> = HashMap::new();
        for fact in facts {
            let Some(what @ (Closes::Person | Closes::Phone)) = closes(rules, fact) else {
                continue;
            };
            if spoken.get(&fact.person_id).is_none_or(|last| *last <= fact.at) {
                by_person.entry((fact.person_id, what)).or_default().push(fact);
            }
        }
        Self { by_person }
    }

    /// The reports about a person or the person's number, oldest record first.
    fn about(&self, person: i64, what: Closes) -> impl Iterator<Item = &'f OutcomeRow> {
        self.by_person.get(&(person, what)).into_iter().flatten().copied()
    }
}

/// Leaves a person who was reported gone to what remains; true when that changed something.
fn reopen_person(person: &mut PersonRow, mistaken: &Withdrawn, reports: &Reports<'_>) -> bool {
    if person.closed.as_deref() != Some(mistaken.fact.outcome.as_str()) {
        return false;
    }
    let other = reports.about(person.id, Closes::Person).next();
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
fn reopen_number(homes: &mut Homes<'_>, mistaken: &Withdrawn, reports: &Reports<'_>) -> Number {
    let why = mistaken.fact.outcome.as_str();
    let shut = |person: &PersonRow| {
        person.phone.clone().filter(|_| person.phone_closed.as_deref() == Some(why))
    };
    let called = mistaken
        .callers
        .iter()
        .find_map(|id| homes.people.get(id).and_then(|owner| Some((shut(owner)?, owner))));
    // It has been replaced since, or was not closed: somebody was spoken to later.
    let Some((number, owner)) = called else { return Number::Open(Vec::new()) };
    // It was open when the report came that closed it: older records are about another number.
    let since = owner.phone_closed_by.unwrap_or(i64::MIN);
    let around = homes.around(owner, &mistaken.callers);
    let mut reported = around.iter().flat_map(|id| reports.about(*id, Closes::Phone));
    if reported.any(|report| report.id >= since) {
        return Number::StaysClosed;
    }
    let mut opened = Vec::new();
    for id in around {
        let Some(person) = homes.people.get_mut(&id) else { continue };
        if shut(person).as_ref() == Some(&number) {
            (person.phone_closed, person.phone_closed_by) = (None, None);
            opened.push(person.id);
        }
    }
    Number::Open(opened)
}
