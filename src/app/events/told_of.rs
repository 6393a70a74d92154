//! How many people a deed tells of events: whoever does it reads it, and its step keeps it.

use std::ops::AddAssign;

use serde::Serialize;

use crate::domain::notice::{NoticeReason, Purpose};

/// How many intents a deed left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ToldOf {
    /// Households that are invited.
    pub invited: usize,
    /// Among them those of whom no address is known: their host invites them in person.
    pub no_address: usize,
    /// Among them those with an address to whom no letter may go: their host invites them in person too.
    pub no_consent: usize,
    /// Households that have an invitation and hear that it is not so any more.
    pub changed: usize,
    /// Households that know of an invitation, get no letter that could say so, and are to be told in person that it is
    /// not so any more.
    pub in_person: usize,
    /// Households that hold an invitation to another event of the week and keep that one.
    pub elsewhere: usize,
    /// Lists for hosts and coordinators.
    pub lists: usize,
    /// Waiting letters that were taken back.
    pub withdrawn: usize,
}

impl AddAssign for ToldOf {
    fn add_assign(&mut self, other: Self) {
        self.invited += other.invited;
        self.no_address += other.no_address;
        self.no_consent += other.no_consent;
        self.changed += other.changed;
        self.in_person += other.in_person;
        self.elsewhere += other.elsewhere;
        self.lists += other.lists;
        self.withdrawn += other.withdrawn;
    }
}

impl ToldOf {
    /// Of those without a letter nobody has to be invited anew.
    pub(super) fn nobody_to_invite(&mut self) {
        self.invited -= self.no_address + self.no_consent;
        (self.no_address, self.no_consent) = (0, 0);
    }

    /// Counts a letter to a household, or why there is none.
    pub(super) fn count(&mut self, purpose: Purpose, why_not: Option<NoticeReason>) {
        match (purpose, why_not) {
            // Nobody is to seek out who asked for silence.
            (_, Some(NoticeReason::OptedOut)) => (),
            (Purpose::EventChanged, Some(_)) => self.in_person += 1,
            (Purpose::EventChanged, None) => self.changed += 1,
            (_, why_not) => {
                self.invited += 1;
                self.no_address += usize::from(why_not == Some(NoticeReason::NoAddress));
                self.no_consent += usize::from(why_not == Some(NoticeReason::NoLegalBasis));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_list_calls_invited_already_is_not_invited_anew() {
        let mut told = ToldOf::default();
        let (invited, changed) = (Purpose::EventInvitation, Purpose::EventChanged);
        for (purpose, why_not) in [
            (invited, None),
            (invited, Some(NoticeReason::NoAddress)),
            (invited, Some(NoticeReason::NoLegalBasis)),
            (invited, Some(NoticeReason::OptedOut)),
            (changed, None),
            (changed, Some(NoticeReason::NoAddress)),
        ] {
            told.count(purpose, why_not);
        }
        let counted =
            ToldOf { invited: 3, no_address: 1, no_consent: 1, changed: 1, in_person: 1, ..told };
        assert_eq!(told, counted);
        told.nobody_to_invite();
        assert_eq!(told, ToldOf { invited: 1, no_address: 0, no_consent: 0, ..counted });
    }
}
