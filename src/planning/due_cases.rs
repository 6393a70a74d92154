//! The due cases of a week and where each ends. A household that is touched may have a due case that
//! the touch does not speak about (nobody who comes handles the product, the person asked not to be
//! contacted): such a case is not reached, and has a reason of its own.

use super::contacts::Contacts;
use super::eligibility::{Examination, speaks};
use super::problem::Assignment;
use super::snapshot::{Case, Person, Snapshot};
use super::territory::Territory;
use super::value::{Duty, duty};
use crate::domain::touch::ReasonCode;

/// A case with a duty on some day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueCase {
    /// Index of the case.
    pub case: u32,
    /// The heaviest duty of any day.
    pub duty: Duty,
    /// Why no touch could speak about it, if none could.
    pub closed: Option<ReasonCode>,
}

/// The due cases of a contact, each with the reason that closes it whatever the plan is.
pub(super) fn due_cases(
    snapshot: &Snapshot,
    contacts: &Contacts,
    at: usize,
    examination: &Examination<'_>,
    territory: &mut Territory<'_>,
) -> Vec<DueCase> {
    let mut found = Vec::new();
    let alone = contacts.cases.row(at).len() == 1;
    for &number in contacts.cases.row(at) {
        let Some(case) = snapshot.cases.get(number as usize) else { continue };
        let Some(person) = snapshot.persons.get(case.person as usize) else { continue };
        let days = snapshot.buckets.iter().map(|bucket| bucket.date);
        let duty = days.map(|day| duty(case, day, examination.next_plan())).min();
        let Some(duty) = duty.filter(|duty| *duty != Duty::None) else { continue };
        // The only case of a household has the household's own reason.
        let closed = if alone {
            None
        } else {
            match territory.place(&examination.only(case, person), snapshot) {
                Ok(placed) => placed.closed,
                Err(reason) => Some(reason),
            }
        };
        found.push(DueCase { case: number, duty, closed });
    }
    found
}

/// The cases that a touch of a contact speaks about, with their people.
pub fn spoken<'a>(
    snapshot: &'a Snapshot,
    contacts: &'a Contacts,
    at: usize,
    place: &Assignment,
) -> impl Iterator<Item = (u32, &'a Case, &'a Person)> + use<'a> {
    let time = snapshot.buckets.get(usize::from(place.bucket));
    let agent = snapshot.agents.get(place.agent as usize);
    let channel = place.channel;
    contacts.cases.row(at).iter().filter_map(move |number| {
        let case = snapshot.cases.get(*number as usize)?;
        let person = snapshot.persons.get(case.person as usize)?;
        let told = agent?.products.contains(case.product) && speaks(case, person, time?, channel);
        told.then_some((*number, case, person))
    })
}
