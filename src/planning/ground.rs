//! What every contact of a week allows, commune by commune: the ground on which a draft stands. What a household
//! may be asked follows from its people, from the agents, and from what its own commune allows; so of a week that
//! is looked at under another situation only the communes that allow something else are looked at again.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::contacts::Contacts;
use super::due_cases::{DueCase, due_cases};
use super::eligibility::{Examination, Rules};
use super::layout::Examined;
use super::learning::evidence::Learnt;
use super::rows::Rows;
use super::snapshot::Snapshot;
use super::territory::{Group, Territory};
use super::week::{Basis, PlanError};

/// The contacts of a week with what each allows.
pub(super) struct Ground {
    pub learnt: Learnt,
    pub contacts: Contacts,
    /// In the order of contacts, whose communes stand together.
    parts: Vec<Arc<Part>>,
}

/// The contacts of one commune.
#[derive(Clone)]
struct Part {
    commune: u32,
    contacts: Range<usize>,
    /// Its groups, numbered from 0.
    groups: Vec<Group>,
    examined: Vec<Examined>,
    due: Rows<DueCase>,
}

/// A ground put together under one numbering of groups.
pub(super) struct Laid<'s> {
    pub learnt: Learnt,
    pub contacts: Contacts,
    pub territory: Territory<'s>,
    pub examined: Vec<Examined>,
    pub due: Rows<DueCase>,
}

impl Ground {
    /// Looks at all contacts, on at most `threads` threads.
    ///
    /// # Errors
    /// Assumptions that name unknown codes.
    pub(super) fn of(
        snapshot: &Snapshot,
        basis: &Basis<'_>,
        threads: usize,
    ) -> Result<Self, PlanError> {
        let learnt = Learnt::of(&snapshot.evidence, basis)?;
        let contacts = Contacts::of(snapshot);
        let runs = runs(snapshot, &contacts);
        let look = |runs: &[(u32, Range<usize>)]| {
            look((snapshot, basis), (&learnt, &contacts), runs.iter().cloned())
        };
        let parts: Vec<Vec<Part>> = std::thread::scope(|scope| {
            let mut own = runs.chunks(runs.len().div_ceil(threads.max(1)).max(1));
            let first = own.next();
            let beside: Vec<_> = own.map(|runs| scope.spawn(move || look(runs))).collect();
            let mut all: Vec<Vec<Part>> = first.map(look).into_iter().collect();
            let joined = beside.into_iter().map(|one| one.join());
            all.extend(joined.map(|one| one.unwrap_or_else(|why| std::panic::resume_unwind(why))));
            all
        });
        let parts = parts.into_iter().flatten().map(Arc::new).collect();
        Ok(Self { learnt, contacts, parts })
    }

    /// The ground of a week that differs from this one's in what the `moved` communes allow, in what is remembered
    /// of their households, in touches to be kept and in late calls, and in nothing else.
    pub(super) fn under(&self, snapshot: &Snapshot, basis: &Basis<'_>, moved: &[bool]) -> Self {
        let is_moved = |commune: u32| moved.get(commune as usize).is_none_or(|moved| *moved);
        let anew = self.parts.iter().filter(|part| is_moved(part.commune));
        let anew = anew.map(|part| (part.commune, part.contacts.clone()));
        let mut anew = look((snapshot, basis), (&self.learnt, &self.contacts), anew).into_iter();
        let part = |part: &Arc<Part>| match is_moved(part.commune) {
            true => anew.next().map_or_else(|| part.clone(), Arc::new),
            false => part.clone(),
        };
        let parts = self.parts.iter().map(part).collect();
        Self { learnt: self.learnt.clone(), contacts: self.contacts.clone(), parts }
    }

    /// Puts the communes together.
    pub(super) fn lay(self, snapshot: &Snapshot) -> Laid<'_> {
        let Self { learnt, contacts, parts } = self;
        let mut territory = Territory::of(snapshot);
        let mut examined = Vec::with_capacity(contacts.contacts.len());
        let mut due = Rows::with_capacity(contacts.contacts.len(), snapshot.cases.len() / 4);
        for part in parts {
            let own = Arc::unwrap_or_clone(part);
            let first = territory.take(&own.groups);
            examined.extend(own.examined.into_iter().map(|one| Ok(one?.renumbered(first))));
            own.due.iter().for_each(|row| due.push_row(row.iter().copied()));
        }
        Laid { learnt, contacts, territory, examined, due }
    }
}

/// The contacts of each commune, one commune after the other.
fn runs(snapshot: &Snapshot, contacts: &Contacts) -> Vec<(u32, Range<usize>)> {
    let mut runs: Vec<(u32, Range<usize>)> = Vec::new();
    for (at, contact) in contacts.contacts.iter().enumerate() {
        let head = snapshot.persons.get(contact.head as usize);
        let commune = head.map_or(u32::MAX, |head| head.commune);
        match runs.last_mut().filter(|(own, _)| *own == commune) {
            Some((_, run)) => run.end = at + 1,
            None => runs.push((commune, at..at + 1)),
        }
    }
    runs
}

/// Looks at the contacts of some communes.
fn look(
    (snapshot, basis): (&Snapshot, &Basis<'_>),
    (learnt, contacts): (&Learnt, &Contacts),
    runs: impl Iterator<Item = (u32, Range<usize>)>,
) -> Vec<Part> {
    let rules = Rules {
        assumptions: basis.assumptions,
        resolved: &learnt.resolved,
        chances: &learnt.chances,
        next_plan: basis.next_plan,
    };
    let mut territory = Territory::of(snapshot);
    let part = |(commune, run): (u32, Range<usize>)| {
        let mut examined: Vec<Examined> = Vec::with_capacity(run.len());
        let mut due = Rows::with_capacity(run.len(), run.len() / 4);
        for at in run.clone() {
            if let Some(examination) = Examination::of(snapshot, contacts, at, &rules) {
                examined.push(territory.place(&examination, snapshot));
                due.push_row(due_cases(snapshot, contacts, at, &examination, &mut territory));
            }
        }
        Part { commune, contacts: run, groups: territory.give(), examined, due }
    };
    runs.map(part).collect()
}

/// The communes of a second week that allow something else than in a first, or of whose households something else is
/// remembered; nothing where the two differ in anything else that says what households may be asked.
pub(super) fn moved(
    (first, basis): (&Snapshot, &Basis<'_>),
    (second, other): (&Snapshot, &Basis<'_>),
) -> Option<Vec<bool>> {
    // Lots are drawn, numbers shared and kept touches marked on each ground for itself.
    let Basis { assumptions, products, segments, next_plan, draw: _ } = *basis;
    let same_rules = *assumptions == *other.assumptions
        && std::ptr::eq(products, other.products)
        && std::ptr::eq(segments, other.segments)
        && next_plan == other.next_plan;
    #[rustfmt::skip]
    let Snapshot {
        week, buckets, communes, languages, agents, households, persons, cases, recalls,
        late_calls: _, evidence, kept: _, without,
    } = first;
    let same_people = households.len() == second.households.len()
        && *persons == second.persons
        && *cases == second.cases
        && recalls.len() == second.recalls.len();
    let same_week = *week == second.week
        && *buckets == second.buckets
        && *languages == second.languages
        && *agents == second.agents
        && *evidence == second.evidence
        && *without == second.without;
    let both = || communes.iter().zip(&second.communes);
    let same_places =
        communes.len() == second.communes.len() && both().all(|(then, now)| then.code == now.code);
    let all = same_rules && same_week && same_places && same_people;
    all.then(|| {
        let mut moved: Vec<bool> = both().map(|(then, now)| then != now).collect();
        // Homes that are closed on a day that is over say something else of who was visited on it.
        let recalled = (0u32..).zip(recalls.iter().zip(&second.recalls));
        let recalled = recalled.filter(|(_, (then, now))| then != now);
        let recalled: HashSet<u32> = recalled.map(|(household, _)| household).collect();
        if !recalled.is_empty() {
            for person in persons.iter().filter(|one| recalled.contains(&one.household)) {
                if let Some(moved) = moved.get_mut(person.commune as usize) {
                    *moved = true;
                }
            }
        }
        moved
    })
}
