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
    /// Whether it comes only to what it was promised before: it rests, has or had a touch, or a letter that stands.
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

/// Whether a household that was left for this reason, and is not invited anew, keeps an invitation that it has. A
/// letter that is out counts as a contact itself, and so does a touch of the same week: neither takes it back, nor does a
/// call that was promised for another week. Law and wish do, and chance that leaves the household in peace.
pub(crate) fn keeps_promise(reason: ReasonCode) -> bool {
    use ReasonCode::{NoLanguage, NoValue, OutsideWindow, TooRecent};
    matches!(reason, NoLanguage | NoValue | OutsideWindow | TooRecent)
}

impl Desk {
    /// The households that events can reach, in the order of contacts; behind them those that were promised an event
    /// of the week and have a touch besides, or are not to be spoken to again so soon. Whoever rests comes only to
    /// what was promised.
    pub(super) fn guests(&self, snapshot: &Snapshot, plan: &WeekPlan) -> Vec<Guest> {
        let fates = || plan.fates.iter().enumerate();
        let is_promised = |one: &Guest| self.promised(snapshot, plan, one).is_some();
        let left = fates().filter(|(_, fate)| matches!(fate, Fate::Left(why) if may_come(*why)));
        let left = left.filter_map(|(contact, _)| guest(snapshot, plan, contact));
        let left = left.map(|one| {
            let bound = self.rests(snapshot, plan, &one);
            Guest { bound, rests: bound && !is_promised(&one), ..one }
        });
        let others = fates().filter(|_| !self.is_free_of_promises());
        let others = others.filter(|(contact, fate)| match fate {
            Fate::Planned(_) => true,
            Fate::Left(why) => keeps_promise(*why) && self.has_letter(snapshot, plan, *contact),
        });
        let others = others.filter_map(|(contact, _)| guest(snapshot, plan, contact));
        let others = others.map(|one| Guest { bound: true, ..one });
        // Nobody else of a household that is not to be spoken to gets a letter in place of who had it.
        let is_kept = |one: &Guest| match plan.fates.get(one.contact) {
            Some(Fate::Planned(_)) => is_promised(one),
            _ => self.promised(snapshot, plan, one).is_some_and(|(_, person)| person.is_some()),
        };
        left.chain(others.filter(is_kept)).collect()
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
    use rstest::rstest;

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

    #[rstest]
    #[case::told_of_it_or_touched_just_now(ReasonCode::TooRecent, true)]
    #[case::to_be_called_in_another_week(ReasonCode::OutsideWindow, true)]
    #[case::nobody_speaks_its_language_now(ReasonCode::NoLanguage, true)]
    #[case::brings_nothing_more(ReasonCode::NoValue, true)]
    #[case::asked_for_silence(ReasonCode::OptedOut, false)]
    #[case::on_the_register(ReasonCode::DoNotCall, false)]
    #[case::no_ground_any_more(ReasonCode::NoLegalBasis, false)]
    #[case::nothing_is_open(ReasonCode::NotEligible, false)]
    #[case::left_in_peace(ReasonCode::HeldOut, false)]
    fn rest_takes_no_letter_back_and_law_and_wish_do(
        #[case] reason: ReasonCode,
        #[case] expected: bool,
    ) {
        assert_eq!(keeps_promise(reason), expected);
        assert!(!may_come(reason), "whoever may be invited anew keeps it anyway");
    }
}
