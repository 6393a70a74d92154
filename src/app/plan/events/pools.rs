//! Who can be invited to events: households without a touch in the week whom the office may lawfully speak
//! to, each by one person.

use super::desk::Desk;
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
    /// Whether it comes only to what it was promised before: it rests, has a touch, or a letter that stands.
    pub(super) bound: bool,
    /// Whether it rests and was promised nothing in the week: it may hear of what is announced to all.
    pub(super) rests: bool,
}

/// Commune and name of a guest's household, as a version stores them.
pub(super) fn named(
    snapshot: &Snapshot,
    week: &WeekPlan,
    guest: &Guest,
) -> Option<(String, String)> {
    let contact = week.contacts.contacts.get(guest.contact)?;
    let head = snapshot.persons.get(contact.head as usize)?;
    let household = snapshot.households.get(contact.household as usize).cloned().flatten();
    let commune = snapshot.communes.get(head.commune as usize)?.code.clone();
    Some((commune, household.unwrap_or_else(|| format!("#{}", head.id))))
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

impl Desk {
    /// The households that events can reach, in the order of contacts; behind them those that were promised an event
    /// of the week and have a touch besides. Whoever rests comes only to what was promised.
    pub(super) fn guests(&self, snapshot: &Snapshot, plan: &WeekPlan) -> Vec<Guest> {
        let fates = || plan.fates.iter().enumerate();
        let is_promised = |one: &Guest| self.promised(snapshot, plan, one).is_some();
        let left = fates().filter(|(_, fate)| matches!(fate, Fate::Left(why) if may_come(*why)));
        let left = left.filter_map(|(contact, _)| guest(snapshot, plan, contact));
        let left = left.map(|one| {
            let bound = self.rests(snapshot, plan, &one);
            Guest { bound, rests: bound && !is_promised(&one), ..one }
        });
        let touched = fates().filter(|(_, fate)| matches!(fate, Fate::Planned(_)));
        let touched = touched.filter(|_| !self.is_free_of_promises());
        let touched = touched.filter_map(|(contact, _)| guest(snapshot, plan, contact));
        let touched = touched.map(|one| Guest { bound: true, ..one });
        left.chain(touched.filter(is_promised)).collect()
    }
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
    Some(Guest { contact, person, commune, due, bound: false, rests: false })
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
