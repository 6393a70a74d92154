//! Who has an invitation already: whom the plan in force invites to events that are settled. A plan that is
//! made again keeps these promises, also to households that it touches besides: what is due comes first, and
//! a letter that went out is not taken back for it.

use std::collections::HashMap;

use super::choose::named;
use super::desk::Desk;
use super::pools::Guest;
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
    households: HashMap<(String, String), (String, Option<i64>)>,
    /// By who was invited.
    people: HashMap<i64, String>,
}

/// An event to which a household has an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// Index of the event.
    pub(super) event: u32,
    /// Who has the letter: it is not written anew to somebody else of the household.
    pub(super) person: Option<i64>,
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
            if home.is_some() {
                promises.people.insert(person, code.clone());
            }
            let lives_there = home.is_some_and(|home| {
                row.contact.starts_with('#') || home.as_deref() == Some(&*row.contact)
            });
            let own = (code, lives_there.then_some(person));
            promises.households.insert((row.commune, row.contact), own);
        }
        Ok(promises)
    }

    fn of(
        &self,
        household: &(String, String),
        mut people: impl Iterator<Item = i64>,
    ) -> Option<(&str, Option<i64>)> {
        let own = people.find_map(|id| Some((self.people.get(&id)?.as_str(), Some(id))));
        own.or_else(|| {
            let (code, person) = self.households.get(household)?;
            Some((code, *person))
        })
    }
}

impl Desk {
    /// The code of the event to which a guest's household has an invitation, and who has the letter.
    pub(super) fn promised(
        &self,
        snapshot: &Snapshot,
        week: &WeekPlan,
        guest: &Guest,
    ) -> Option<(&str, Option<i64>)> {
        let people = week.contacts.cases_of(guest.contact, snapshot);
        let people = people.filter_map(|case| snapshot.persons.get(case.person as usize));
        let household = named(snapshot, week, guest)?;
        self.promises.of(&household, people.map(|person| person.id.0))
    }

    /// Guest by guest the event to which the household has an invitation already: it is not asked to come to
    /// another one, nor forgotten, as long as no more people are expected than may meet. `chances` are those of
    /// the communes, event by event, in millionths.
    pub(super) fn kept(
        &self,
        snapshot: &Snapshot,
        week: &WeekPlan,
        guests: &[Guest],
        (events, chances): (&[PlanEventRow], &[Vec<i64>]),
    ) -> Vec<Option<Kept>> {
        let mut room: Vec<i64> = events.iter().map(|row| i64::from(row.size) * MILLION).collect();
        let mut keep = |guest: &Guest| {
            let (code, person) = self.promised(snapshot, week, guest)?;
            let event = events.iter().position(|row| row.code == *code)?;
            let chance = chances.get(event)?.get(guest.commune as usize).copied()?;
            let room = room.get_mut(event).filter(|room| chance > 0 && **room >= chance)?;
            *room -= chance;
            Some(Kept { event: u32::try_from(event).ok()?, person })
        };
        guests.iter().map(&mut keep).collect()
    }
}
