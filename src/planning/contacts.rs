//! From people to contacts: one household is one contact, and all its cases ride on one touch, so
//! that nobody's home is called twice. The person with the lowest key stands for the household.

use std::ops::Range;

use super::rows::Rows;
use super::snapshot::{Case, Snapshot};
use crate::domain::touch::TouchChannel;

/// One household with its open cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Index of the household.
    pub household: u32,
    /// Index of the person who stands for it: the one with the lowest key.
    pub head: u32,
    /// Index of the person whose number is called, if anybody's may be: not one on the do-not-call
    /// register, and not one of somebody who asked not to be called. Whoever was promised a call is
    /// called, else the person with the lowest key.
    pub phone_of: Option<u32>,
}

/// The contacts of a snapshot and their cases.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    /// In the order of commune, hamlet and person: neighbours stand together.
    pub contacts: Vec<Contact>,
    /// Contact by contact the indices of its cases.
    pub cases: Rows<u32>,
}

impl Contacts {
    /// Groups the people of a snapshot.
    pub fn of(snapshot: &Snapshot) -> Self {
        // Sorted beside their keys: of a province the people do not fit the processor's caches.
        let members = (0u32..).zip(&snapshot.persons);
        let mut members: Vec<(u32, i64, u32)> =
            members.map(|(at, one)| (one.household, one.id.0, at)).collect();
        members.sort_unstable();
        let cases_of =
            Rows::by_row(snapshot.persons.len(), snapshot.cases.iter().map(|case| case.person));
        let mut found: Vec<Found> = Vec::new();
        let mut listed: Vec<u32> = Vec::with_capacity(snapshot.cases.len());
        for (_, _, at) in members {
            let Some(one) = snapshot.persons.get(at as usize) else { continue };
            let cases = cases_of.row(at as usize);
            if cases.is_empty() {
                continue;
            }
            let closed = one.do_not_call || one.opted_out.contains(TouchChannel::Call);
            let callable = (one.phone != 0 && !closed).then_some(at);
            let recall = snapshot.recalls.get(one.household as usize);
            let promised = recall.is_some_and(|recall| recall.promised_to == Some(one.id));
            let first = listed.len();
            listed.extend_from_slice(cases);
            match found.last_mut().filter(|one_of| one_of.contact.household == one.household) {
                Some(Found { contact, cases, .. }) => {
                    let first = contact.phone_of;
                    contact.phone_of =
                        if promised { callable.or(first) } else { first.or(callable) };
                    cases.end = listed.len();
                }
                None => {
                    let contact =
                        Contact { household: one.household, head: at, phone_of: callable };
                    let stands = (one.commune, one.hamlet, one.id.0);
                    found.push(Found { stands, contact, cases: first..listed.len() });
                }
            }
        }
        found.sort_unstable_by_key(|one| one.stands);
        let mut all = Self {
            contacts: Vec::with_capacity(found.len()),
            cases: Rows::with_capacity(found.len(), listed.len()),
        };
        for Found { contact, cases, .. } in found {
            all.contacts.push(contact);
            all.cases.push_row(listed.get(cases).unwrap_or_default().iter().copied());
        }
        all
    }

    /// The cases of a contact.
    pub fn cases_of<'a>(
        &self,
        contact: usize,
        snapshot: &'a Snapshot,
    ) -> impl Iterator<Item = &'a Case> + use<'a, '_> {
        self.cases.row(contact).iter().filter_map(|at| snapshot.cases.get(*at as usize))
    }

    /// The agent of a contact's first case that has one.
    pub fn last_agent(&self, contact: usize, snapshot: &Snapshot) -> Option<u32> {
        self.cases_of(contact, snapshot).find_map(|case| case.last_agent)
    }
}

/// A contact while people are grouped.
struct Found {
    /// Commune, hamlet and key of the person who stands for it: its place among all.
    stands: (u32, u32, i64),
    contact: Contact,
    /// Where its cases stand among those of all.
    cases: Range<usize>,
}
