//! Who can be invited to events: households without a touch in the week whom the office may lawfully speak
//! to, each by one person.

use crate::domain::touch::ReasonCode;
use crate::planning::snapshot::{CaseKind, Person, Snapshot};
use crate::planning::week::{Fate, WeekPlan};

/// A household that can be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guest {
    /// Index of the contact.
    pub(super) contact: usize,
    /// Index of the person who is invited.
    pub(super) person: u32,
    /// Index of the commune.
    pub(super) commune: u32,
    /// Whether something is due in the week.
    pub(super) due: bool,
    /// Whether it comes only to what it was promised before: it has a touch, or a letter that stands.
    pub(super) bound: bool,
}

/// Whether a household that was left for this reason may be invited: an event needs no agent, no slot and no
/// telephone. Whoever asked for silence, was spoken to just now or would not be understood is not invited.
pub(crate) fn may_come(reason: ReasonCode) -> bool {
    use ReasonCode::{
        AllAbsent, Invited, NoAgent, NoChannel, NoSkill, Outpriced, SharedPhone, Unreachable,
    };
    matches!(
        reason,
        AllAbsent | Invited | NoAgent | NoChannel | NoSkill | Outpriced | SharedPhone | Unreachable
    )
}

/// The households that can be invited, in the order of contacts.
pub(super) fn guests(snapshot: &Snapshot, plan: &WeekPlan) -> Vec<Guest> {
    let mut guests = Vec::new();
    for (contact, fate) in plan.fates.iter().enumerate() {
        let Fate::Left(reason) = fate else { continue };
        if !may_come(*reason) {
            continue;
        }
        guests.extend(guest(snapshot, plan, contact));
    }
    guests
}

/// The households with a touch of which somebody may be invited, in the order of contacts: they may have an
/// invitation already, which stands.
pub(super) fn touched(snapshot: &Snapshot, plan: &WeekPlan) -> Vec<Guest> {
    let fates = plan.fates.iter().enumerate();
    let planned = fates.filter(|(_, fate)| matches!(fate, Fate::Planned(_)));
    let guests = planned.filter_map(|(contact, _)| guest(snapshot, plan, contact));
    guests.map(|guest| Guest { bound: true, ..guest }).collect()
}

/// Whether there is a ground to speak to somebody of a case of this kind, and no word against it.
pub(super) fn may_be_asked(person: &Person, kind: CaseKind) -> bool {
    let ground = match kind {
        CaseKind::Enrolled(_) => person.service,
        CaseKind::Potential => person.advocacy,
    };
    !ground.is_empty() && person.opted_out.is_empty() && !person.do_not_call
}

/// A contact by the first person whose case gives a ground to speak of it; nobody whose number is barred.
fn guest(snapshot: &Snapshot, plan: &WeekPlan, contact: usize) -> Option<Guest> {
    let (person, commune) = plan.contacts.cases_of(contact, snapshot).find_map(|case| {
        let person = snapshot.persons.get(case.person as usize)?;
        may_be_asked(person, case.kind).then_some((case.person, person.commune))
    })?;
    let due = plan.due.row(contact).iter().any(|case| case.closed.is_none());
    Some(Guest { contact, person, commune, due, bound: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_who_asked_for_silence_or_was_drawn_to_be_left_alone_is_invited() {
        let barred = [
            ReasonCode::NotEligible,
            ReasonCode::OutsideWindow,
            ReasonCode::NoLegalBasis,
            ReasonCode::OptedOut,
            ReasonCode::DoNotCall,
            ReasonCode::TooRecent,
            ReasonCode::NoValue,
            ReasonCode::HeldOut,
            ReasonCode::NoLanguage,
            ReasonCode::OtherCase,
        ];
        let invited = ReasonCode::ALL.iter().filter(|reason| may_come(**reason)).count();
        assert!(barred.iter().all(|reason| !may_come(*reason)));
        assert_eq!(invited + barred.len(), ReasonCode::ALL.len());
    }
}
