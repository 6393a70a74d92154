//! From people to contacts: one household is one contact, and all its cases ride on one touch, so
//! that nobody's home is called twice. The person with the lowest key stands for the household.

use super::rows::Rows;
use super::snapshot::{Case, Person, Snapshot};
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
        let mut members: Vec<u32> = (0u32..).take(snapshot.persons.len()).collect();
        members.sort_unstable_by_key(|at| person(snapshot, *at).map(|one| (one.household, one.id)));
        let cases_of = cases_by_person(snapshot);
        let mut found: Vec<(Contact, Vec<u32>)> = Vec::new();
        for &at in &members {
            let Some(one) = person(snapshot, at) else { continue };
            let cases = cases_of.row(at as usize);
            if cases.is_empty() {
                continue;
            }
            let closed = one.do_not_call || one.opted_out.contains(TouchChannel::Call);
            let callable = (one.phone != 0 && !closed).then_some(at);
            let recall = snapshot.recalls.get(one.household as usize);
            let promised = recall.is_some_and(|recall| recall.promised_to == Some(one.id));
            match found.last_mut().filter(|(contact, _)| contact.household == one.household) {
                Some((contact, list)) => {
                    let first = contact.phone_of;
                    contact.phone_of =
                        if promised { callable.or(first) } else { first.or(callable) };
                    list.extend_from_slice(cases);
                }
                None => {
                    let contact =
                        Contact { household: one.household, head: at, phone_of: callable };
                    found.push((contact, cases.to_vec()));
                }
            }
        }
        found.sort_by_key(|(contact, _)| {
            person(snapshot, contact.head).map(|one| (one.commune, one.hamlet, one.id))
        });
        let mut all = Self::default();
        for (contact, cases) in found {
            all.contacts.push(contact);
            all.cases.push_row(cases);
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

fn person(snapshot: &Snapshot, at: u32) -> Option<&Person> {
    snapshot.persons.get(at as usize)
}

/// Case indices person by person, by counting.
fn cases_by_person(snapshot: &Snapshot) -> Rows<u32> {
    let mut order: Vec<u32> = (0u32..).take(snapshot.cases.len()).collect();
    let owner = |at: &u32| snapshot.cases.get(*at as usize).map_or(u32::MAX, |case| case.person);
    order.sort_by_key(owner);
    let mut rows = Rows::with_capacity(snapshot.persons.len(), order.len());
    let mut next = order.into_iter().peekable();
    for at in 0..snapshot.persons.len() {
        while let Some(case) = next.next_if(|case| owner(case) as usize == at) {
            rows.push(case);
        }
        rows.end_row();
    }
    rows
}
