//! Who rests from events. A household that was invited a short while ago leaves its place to others, and one of which
//! somebody came has heard it and rests longer; how long is in the table of rules. Whoever is told that an event is
//! off, or is on the list of its guests no more, does not rest. Calls know nothing of it: what is due is asked for.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::desk::Desk;
use super::pools::{Guest, named};
use super::promises::Homes;
use super::standing::Standing;
use crate::domain::calendar::Week;
use crate::domain::event_life::EventState;
use crate::domain::event_rules::EventRules;
use crate::planning::snapshot::Snapshot;
use crate::planning::week::WeekPlan;
use crate::store::event_life::who_came;
use crate::store::invited::invited_at_last;
use crate::store::merged::survivors;
use crate::store::residents::{ResidentRow, residents_by_id};
use crate::store::{Conn, StoreResult};

/// An event that will be held, or was, so near to a week that its people rest in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Near {
    id: i64,
    pub(crate) code: String,
    /// Code of its kind.
    kind: String,
    pub(crate) date: NaiveDate,
    /// The first day on which whoever was invited may be invited again; none of whom it does not bar.
    invited: Option<NaiveDate>,
    /// The same of whoever came.
    attended: Option<NaiveDate>,
}

/// Commune and name of a household, as versions store them.
type Household = (String, String);

/// Why a household is not invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    /// Index of the event.
    event: usize,
    /// Whether somebody came, and was not only invited.
    pub(crate) came: bool,
    /// The first day on which it may be invited again.
    pub(crate) until: NaiveDate,
}

/// Somebody of a household that was invited to an event, or of which somebody came.
struct Mark {
    event: usize,
    came: bool,
    person: i64,
    /// The household by its name, where whoever was invited lives there no more.
    household: Option<Household>,
}

impl Mark {
    fn of(event: usize, came: bool, person: i64) -> Self {
        Self { event, came, person, household: None }
    }
}

/// Who rests in a week.
#[derive(Debug, Default)]
pub(crate) struct Rested {
    events: Vec<Near>,
    people: HashMap<i64, Rest>,
    households: HashMap<Household, Rest>,
}

/// The first day on which somebody may be invited again after an event on a day that lets its people rest so many
/// days, where that bars a week. Within a week nobody is invited twice; of an event in a later week its guests are
/// not asked just before it either.
fn rests(date: NaiveDate, days: i32, week: Week) -> Option<NaiveDate> {
    let between = (week.monday() - date).max(date - week.sunday()).num_days();
    let until = date.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0)))?;
    if between <= 0 {
        return Some(until.max(week.next().monday()));
    }
    (between < i64::from(days)).then_some(until)
}

/// Of all events those by which people rest in a week: approved, or held.
pub(crate) fn near<'s>(
    rules: &EventRules,
    stands: impl Iterator<Item = &'s Standing>,
    week: Week,
) -> Vec<Near> {
    let one = |event: &Standing| {
        let id = event.id?;
        let rule =
            rules.kinds.iter().find(|one| (one.kind, one.mode) == (event.kind, event.mode))?;
        let rests = |days| rests(event.date, days, week);
        Some(Near {
            id,
            code: event.code.clone(),
            kind: event.kind.code().to_owned(),
            date: event.date,
            invited: rests(rule.invited_rest_days),
            attended: rests(rule.attended_rest_days),
        })
    };
    let stands = stands.filter(|one| matches!(one.state, EventState::Approved | EventState::Held));
    let near = stands.filter_map(one);
    near.filter(|one| one.invited.is_some() || one.attended.is_some()).collect()
}

impl Rested {
    /// Who rests by these events; `day` says by which communes households are told apart.
    ///
    /// # Errors
    /// The database refused.
    pub(crate) fn read(
        conn: &mut Conn,
        province: i64,
        events: Vec<Near>,
        day: NaiveDate,
    ) -> StoreResult<Self> {
        let barring = events.iter().filter(|one| one.invited.is_some());
        let barring: Vec<_> = barring.map(|one| (one.code.clone(), one.kind.clone())).collect();
        let invited = invited_at_last(conn, province, &barring)?;
        let barring = events.iter().filter(|one| one.attended.is_some());
        let came = who_came(conn, province, &barring.map(|one| one.id).collect::<Vec<_>>())?;
        let people = invited.iter().map(|(_, row)| row.person_id);
        let people: Vec<i64> = people.chain(came.iter().map(|(_, person)| *person)).collect();
        let now = survivors(conn, province, &people)?;
        let people: Vec<i64> = people.into_iter().map(|id| now.of(id)).collect();
        let rows = residents_by_id(conn, province, &people)?;
        let homes = Homes::read(conn, (province, day), &rows)?;
        let rows: HashMap<i64, ResidentRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let codes: HashMap<&str, usize> =
            events.iter().enumerate().map(|(at, one)| (one.code.as_str(), at)).collect();
        let ids: HashMap<i64, usize> =
            events.iter().enumerate().map(|(at, one)| (one.id, at)).collect();
        let mut marks = Vec::with_capacity(invited.len() + came.len());
        for (code, row) in invited {
            let Some(event) = codes.get(code.as_str()).copied() else { continue };
            let person = now.of(row.person_id);
            let alone = row.contact.starts_with('#');
            let own =
                rows.get(&person).filter(|one| one.household_code.as_ref() == Some(&row.contact));
            let with = own.map_or(&[][..], |one| homes.with(one));
            marks.extend(all_of(person, with).map(|person| Mark::of(event, false, person)));
            // Of one that whoever was invited left since.
            if own.is_none() && !alone {
                let household = Some((row.commune, row.contact));
                marks.push(Mark { household, ..Mark::of(event, false, person) });
            }
        }
        for (event, person) in came {
            let Some(event) = ids.get(&event).copied() else { continue };
            let person = now.of(person);
            let with = rows.get(&person).map_or(&[][..], |one| homes.with(one));
            marks.extend(all_of(person, with).map(|person| Mark::of(event, true, person)));
        }
        Ok(Self::of(events, marks))
    }

    fn of(events: Vec<Near>, marks: Vec<Mark>) -> Self {
        let (mut people, mut households) = (HashMap::new(), HashMap::new());
        let keep = |known: &mut Rest, rest: Rest| *known = known.longer(rest);
        for Mark { event, came, person, household } in marks {
            let one = events.get(event);
            let until = one.and_then(|one| if came { one.attended } else { one.invited });
            let Some(until) = until else { continue };
            let rest = Rest { event, came, until };
            keep(people.entry(person).or_insert(rest), rest);
            if let Some(household) = household {
                keep(households.entry(household).or_insert(rest), rest);
            }
        }
        Self { events, people, households }
    }

    /// Whether nobody rests.
    pub(crate) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// By which event a household of these people rests longest.
    pub(crate) fn by(
        &self,
        household: Option<&Household>,
        people: impl Iterator<Item = i64>,
    ) -> Option<(&Near, Rest)> {
        let own = household.and_then(|household| self.households.get(household));
        let all = people.filter_map(|person| self.people.get(&person)).chain(own).copied();
        let rest = all.reduce(Rest::longer)?;
        Some((self.events.get(rest.event)?, rest))
    }
}

impl Rest {
    fn longer(self, other: Self) -> Self {
        if (other.until, other.came) > (self.until, self.came) { other } else { self }
    }
}

/// Somebody and whoever lives with them.
fn all_of(person: i64, with: &[i64]) -> impl Iterator<Item = i64> {
    std::iter::once(person).chain(with.iter().copied().filter(move |one| *one != person))
}

impl Desk {
    /// Whether a guest's household rests. It keeps whatever it was promised in this week.
    pub(super) fn rests(&self, snapshot: &Snapshot, week: &WeekPlan, guest: &Guest) -> bool {
        if self.rested.is_empty() {
            return false;
        }
        let cases = week.contacts.cases_of(guest.contact, snapshot);
        let people = cases.filter_map(|case| snapshot.persons.get(case.person as usize));
        let household = named(snapshot, week, guest);
        self.rested.by(household.as_ref(), people.map(|person| person.id.0)).is_some()
    }
}

#[cfg(test)]
#[path = "rested_tests.rs"]
mod tests;
