//! Who has an invitation already: whom the plan in force invites to events that are settled. A plan that is
//! made again keeps these promises, also to households that it touches besides: what is due comes first, and
//! a letter that went out is not taken back for it.

use std::collections::HashMap;

use super::choose::named;
use super::desk::Desk;
use super::pools::{Guest, may_be_asked};
use crate::planning::events::problem::MILLION;
use crate::planning::snapshot::Snapshot;
use crate::planning::week::WeekPlan;
use crate::store::invited::invited_in_force;
use crate::store::merged::survivors;
use crate::store::people::people_by_id;
use crate::store::plan_events::PlanEventRow;
use crate::store::{Conn, StoreResult};

/// Invitations that are out, to events by their codes.
#[derive(Default)]
pub(super) struct Promises {
    /// By commune and contact; with who of the household has the letter, where that person still lives there.
    households: HashMap<(String, String), (Promise, Option<i64>)>,
    /// By who was invited.
    people: HashMap<i64, Promise>,
}

/// An invitation that is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Promise {
    /// Code of the event.
    code: String,
    /// The chance that somebody comes, in millionths, by which it was given.
    worth: i64,
}

/// An event to which a household has an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// Index of the event.
    pub(super) event: u32,
    /// Who has the letter: it is not written anew to somebody else of the household.
    pub(super) person: Option<i64>,
    /// The chance by which it was promised, in millionths: what is learnt of such events since takes no letter
    /// back.
    pub(super) worth: i64,
}

impl Promises {
    /// The promises of the plan in force to events, given as code and kind.
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        events: &[(String, String)],
    ) -> StoreResult<Self> {
        let invited = invited_in_force(conn, province, events)?;
        let ids: Vec<i64> = invited.iter().map(|(_, row)| row.person_id).collect();
        let now = survivors(conn, province, &ids)?;
        let ids: Vec<i64> = ids.into_iter().map(|id| now.of(id)).collect();
        let living = people_by_id(conn, province, &ids)?.into_iter();
        let living: HashMap<i64, Option<String>> = living
            .filter(|person| person.closed.is_none())
            .map(|person| (person.id, person.household_code))
            .collect();
        let mut promises = Self::default();
        for (code, row) in invited {
            let person = now.of(row.person_id);
            let home = living.get(&person);
            let promise = Promise { code, worth: row.worth };
            if home.is_some() {
                promises.people.insert(person, promise.clone());
            }
            let lives_there = home.is_some_and(|home| {
                row.contact.starts_with('#') || home.as_deref() == Some(&*row.contact)
            });
            let own = (promise, lives_there.then_some(person));
            promises.households.insert((row.commune, row.contact), own);
        }
        Ok(promises)
    }

    fn of(
        &self,
        household: &(String, String),
        mut people: impl Iterator<Item = i64>,
    ) -> Option<(&Promise, Option<i64>)> {
        let own = people.find_map(|id| Some((self.people.get(&id)?, Some(id))));
        own.or_else(|| {
            let (promise, person) = self.households.get(household)?;
            Some((promise, *person))
        })
    }
}

impl Desk {
    /// The invitation that a guest's household has, and who has the letter; nobody is named who asked for
    /// silence since.
    pub(super) fn promised(
        &self,
        snapshot: &Snapshot,
        week: &WeekPlan,
        guest: &Guest,
    ) -> Option<(&Promise, Option<i64>)> {
        if self.promises.households.is_empty() {
            return None;
        }
        let cases = week.contacts.cases_of(guest.contact, snapshot);
        let people = cases.filter_map(|case| {
            let person = snapshot.persons.get(case.person as usize)?;
            Some((person.id.0, may_be_asked(person, case.kind)))
        });
        let people: Vec<(i64, bool)> = people.collect();
        let household = named(snapshot, week, guest)?;
        let (promise, person) = self.promises.of(&household, people.iter().map(|(id, _)| *id))?;
        // Of whoever has nothing open any more nothing is known against it.
        let barred = |id: i64| {
            let mut own = people.iter().filter(|(one, _)| *one == id).peekable();
            own.peek().is_some() && !own.any(|(_, may)| *may)
        };
        let named = person.filter(|id| !barred(*id));
        Some((promise, named))
    }

    /// Whether no invitation is out.
    pub(super) fn is_free_of_promises(&self) -> bool {
        self.promises.households.is_empty()
    }

    /// Guest by guest the event to which the household has an invitation already: it is not asked to come to
    /// another one, nor forgotten, as long as no more people are expected than may meet. `may_come` says
    /// of the index of an event and of a commune whether people are invited from there one by one. A promise that
    /// cannot be counted binds the household all the same, but for one that the event has no room for any more:
    /// who is told so may be asked to come to another one.
    pub(super) fn kept(
        &self,
        snapshot: &Snapshot,
        week: &WeekPlan,
        guests: &mut [Guest],
        (events, may_come): (&[PlanEventRow], impl Fn(usize, u32) -> bool),
    ) -> Vec<Option<Kept>> {
        let mut room: Vec<i64> = events.iter().map(|row| i64::from(row.size) * MILLION).collect();
        let mut keep = |guest: &mut Guest| {
            let (promise, person) = self.promised(snapshot, week, guest)?;
            let touched = std::mem::replace(&mut guest.bound, true);
            let event = events.iter().position(|row| row.code == promise.code)?;
            if !may_come(event, guest.commune) {
                return None;
            }
            let worth = promise.worth.max(1);
            let Some(room) = room.get_mut(event).filter(|room| **room >= worth) else {
                guest.bound = touched;
                return None;
            };
            *room -= worth;
            Some(Kept { event: u32::try_from(event).ok()?, person, worth })
        };
        guests.iter_mut().map(&mut keep).collect()
    }
}
