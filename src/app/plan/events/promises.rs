//! Who has an invitation already: whom the newest plan that was published and knows a settled event invites to it, also
//! where a later one knew nothing of it because it was off or in another week by then. A plan that is
//! made again keeps these promises, also to households that it touches besides: what is due comes first, and
//! a letter that went out is not taken back for it. After a merger two households of a commune may have one name: a
//! promise is that of the people who live with who was invited.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::desk::Desk;
use super::pools::{Guest, may_be_asked, named};
use crate::app::context::{all_areas, registering_communes_of};
use crate::app::events::holders;
use crate::planning::events::problem::MILLION;
use crate::planning::snapshot::Snapshot;
use crate::planning::week::WeekPlan;
use crate::store::invited::invited_at_last;
use crate::store::merged::{Survivors, survivors};
use crate::store::plan_events::{InvitationRow, PlanEventRow};
use crate::store::residents::{ResidentRow, residents_by_id, residents_of_households};
use crate::store::{Conn, StoreResult};

/// Invitations that are out, to events by their codes.
#[derive(Default)]
pub(super) struct Promises {
    /// By everybody of the household; with who of it has the letter, where that person still lives there.
    people: foldhash::HashMap<i64, (Promise, Option<i64>)>,
    /// By commune and contact, of households that who was invited left since.
    households: HashMap<(String, String), Promise>,
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
    /// The promises of published plans to events, given as code and kind, for a plan that begins on this day.
    pub(super) fn read(
        conn: &mut Conn,
        (province, day): (i64, NaiveDate),
        events: &[(String, String)],
    ) -> StoreResult<Self> {
        let mut invited = invited_at_last(conn, province, events)?;
        if invited.is_empty() {
            return Ok(Self::default());
        }
        let ids: Vec<i64> = invited.iter().map(|(_, row)| row.person_id).collect();
        let now = survivors(conn, province, &ids)?;
        let ids: Vec<i64> = ids.into_iter().map(|id| now.of(id)).collect();
        let rows = residents_by_id(conn, province, &ids)?;
        let homes = Homes::read(conn, (province, day), &rows)?;
        let rows: HashMap<i64, ResidentRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let torn = torn(&invited, (&now, &rows), &homes);
        if !torn.is_empty() {
            // Of a household with two the invitation counts that it holds, else what was promised last.
            let codes: Vec<&str> = torn.iter().map(String::as_str).collect();
            let held = holders(conn, province, &codes)?;
            let is_held = |one: &(String, InvitationRow)| {
                held.contains(&(one.0.clone(), now.of(one.1.person_id)))
            };
            invited.sort_by_cached_key(|one| (!is_held(one), Reverse(one.1.version_id)));
        }
        let mut promises = Self::default();
        for (code, row) in invited {
            let person = rows.get(&now.of(row.person_id));
            promises.take(
                Promise { code, worth: row.worth },
                (row.commune, row.contact),
                person,
                &homes,
            );
        }
        Ok(promises)
    }

    /// Takes a promise to a household, of which this person was invited, unless another one was taken before.
    fn take(
        &mut self,
        promise: Promise,
        household: (String, String),
        invited: Option<&ResidentRow>,
        homes: &Homes,
    ) {
        let contact = household.1.as_str();
        let alone = contact.starts_with('#');
        let lives = invited.filter(|one| one.closed.is_none()).map(|one| one.id);
        let stayed = invited.filter(|one| alone || one.household_code.as_deref() == Some(contact));
        let is_free = |(own, _): &(Promise, Option<i64>)| own.code == promise.code;
        if let Some(person) = lives.filter(|id| self.people.get(id).is_none_or(is_free)) {
            self.people.insert(person, (promise.clone(), lives));
        }
        match stayed {
            Some(one) if !alone => {
                for other in homes.with(one) {
                    self.people.entry(*other).or_insert_with(|| (promise.clone(), lives));
                }
            }
            Some(_) => {}
            None => _ = self.households.entry(household).or_insert(promise),
        }
    }

    fn is_empty(&self) -> bool {
        self.people.is_empty() && self.households.is_empty()
    }

    fn of(
        &self,
        household: &(String, String),
        mut people: impl Iterator<Item = i64>,
    ) -> Option<(&Promise, Option<i64>)> {
        let own = people.find_map(|id| self.people.get(&id));
        own.map(|(promise, person)| (promise, *person))
            .or_else(|| Some((self.households.get(household)?, None)))
    }
}

/// The events to which a household is invited beside another one, as after a decision that had cancelled the one
/// and was taken back when the other was promised already.
fn torn(
    invited: &[(String, InvitationRow)],
    (now, rows): (&Survivors, &HashMap<i64, ResidentRow>),
    homes: &Homes,
) -> BTreeSet<String> {
    let (mut torn, mut first) = (BTreeSet::new(), HashMap::with_capacity(invited.len()));
    for (code, row) in invited {
        let person = now.of(row.person_id);
        let home = rows.get(&person).and_then(|one| homes.of(one)).ok_or(person);
        let other = *first.entry(home).or_insert(code);
        if other != code {
            torn.extend([other.clone(), code.clone()]);
        }
    }
    torn
}

/// Who lives with whom.
pub(super) struct Homes {
    /// By area of registration, the commune that gives households their codes.
    communes: HashMap<i64, i64>,
    /// By that commune and the code.
    people: foldhash::HashMap<(i64, String), Vec<i64>>,
}

impl Homes {
    /// The households of these people on a day.
    pub(super) fn read(
        conn: &mut Conn,
        (province, day): (i64, NaiveDate),
        people: &[ResidentRow],
    ) -> StoreResult<Self> {
        let communes = registering_communes_of(&all_areas(conn)?, day);
        let mut homes = Self { communes, people: foldhash::HashMap::default() };
        let mut codes: Vec<&str> =
            people.iter().filter_map(|one| one.household_code.as_deref()).collect();
        codes.sort_unstable();
        codes.dedup();
        for one in residents_of_households(conn, province, &codes)? {
            if let Some(home) = homes.of(&one) {
                homes.people.entry(home).or_default().push(one.id);
            }
        }
        Ok(homes)
    }

    fn of(&self, person: &ResidentRow) -> Option<(i64, String)> {
        let commune = self.communes.get(&person.area_id).copied().unwrap_or(person.area_id);
        Some((commune, person.household_code.clone()?))
    }

    /// Everybody of somebody's household.
    pub(super) fn with(&self, person: &ResidentRow) -> &[i64] {
        let home = self.of(person).and_then(|home| self.people.get(&home));
        home.map_or(&[], Vec::as_slice)
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
        if self.promises.is_empty() {
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

    /// Whether somebody of a contact with an open case belongs to a household with an invitation.
    pub(super) fn has_letter(&self, snapshot: &Snapshot, week: &WeekPlan, contact: usize) -> bool {
        let mut cases = week.contacts.cases_of(contact, snapshot);
        cases.any(|case| {
            let person = snapshot.persons.get(case.person as usize);
            person.is_some_and(|person| self.promises.people.contains_key(&person.id.0))
        })
    }

    /// Whether no invitation is out.
    pub(super) fn is_free_of_promises(&self) -> bool {
        self.promises.is_empty()
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
