//! What an invited household is told at the moment of sending: where and when the event is held, or that it
//! is held otherwise or not at all; or why nothing is sent.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::event_facts::{EventBook, EventFacts};
use super::letters::Letters;
use super::register::Register;
use crate::app::events::EventMeant;
use crate::config::Tables;
use crate::domain::event_life::EventState;
use crate::domain::message::Composed;
use crate::domain::notice::{NoticeReason, NoticeState, Purpose, Recipient};
use crate::store::notices::{NoticeCaseRow, NoticeRow, notice_cases_of};
use crate::store::people::PersonRow;
use crate::store::{Conn, StoreResult};

/// What the template of an invitation, or of a change, is filled in with. No identity number is among it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvitationFacts {
    /// Whom it goes to.
    pub name: String,
    /// The event.
    pub event: EventFacts,
    /// Whether it is about joining, and carries the label of advertising.
    pub is_advocacy: bool,
    /// Where to write to get no more of these letters; none to answer the letter.
    pub stop_address: Option<String>,
}

/// Notices about events with the people whom they go to and speak of.
pub(super) struct Guests<'t> {
    register: Register<'t>,
    cases: HashMap<i64, Vec<NoticeCaseRow>>,
}

impl<'t> Guests<'t> {
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        notices: &[&NoticeRow],
        tables: &'t Tables,
    ) -> StoreResult<Self> {
        let ids: Vec<i64> = notices.iter().map(|notice| notice.id).collect();
        let mut cases: HashMap<i64, Vec<NoticeCaseRow>> = HashMap::new();
        for case in notice_cases_of(conn, province, &ids)? {
            cases.entry(case.notice_id).or_default().push(case);
        }
        let mut people: BTreeSet<i64> =
            cases.values().flatten().map(|case| case.person_id).collect();
        for notice in notices {
            people.extend(notice.person_id);
            people.extend(EventMeant::of_facts(&notice.facts)?.guest);
        }
        let people: Vec<i64> = people.into_iter().collect();
        Ok(Self { register: Register::read(conn, province, &people, tables)?, cases })
    }

    /// Who reads a notice; or why it is not sent, whatever becomes of its event.
    pub(super) fn reader(
        &self,
        notice: &NoticeRow,
        meant: &EventMeant,
        today: NaiveDate,
    ) -> Result<&PersonRow, (NoticeState, NoticeReason)> {
        let Some(Recipient::Person(id)) = Recipient::from_text(&notice.recipient) else {
            return Err((NoticeState::Suppressed, NoticeReason::NoAddress));
        };
        let lives = |id: i64| self.register.person(id).filter(|person| person.closed.is_none());
        let guest = meant.guest.unwrap_or(id);
        if lives(guest).is_none() {
            return Err((NoticeState::Cancelled, NoticeReason::PersonClosed));
        }
        // Who has an invitation hears of a change, whatever was paid since.
        if notice.purpose == Purpose::EventInvitation.code()
            && let Some(reason) = self.settled(notice.id, today)
        {
            return Err((NoticeState::Cancelled, reason));
        }
        // Where nobody is left who read for the guest, the host asks the guest in person.
        let person = lives(id);
        match self.register.why_no_letter(meant.kind(), guest, person) {
            None => person.ok_or((NoticeState::Suppressed, NoticeReason::NoAddress)),
            Some(reason) => Err((NoticeState::Suppressed, reason)),
        }
    }

    /// Why there is nothing left to talk about, if none of the cases is open any more.
    fn settled(&self, notice: i64, today: NaiveDate) -> Option<NoticeReason> {
        let cases = self.cases.get(&notice)?;
        let over =
            |case: &NoticeCaseRow| self.register.is_over((case.person_id, &case.product), today);
        let over: Vec<NoticeReason> = cases.iter().map_while(over).collect();
        if over.len() < cases.len() {
            return None;
        }
        let paid = over.contains(&NoticeReason::Paid);
        Some(if paid { NoticeReason::Paid } else { NoticeReason::Settled })
    }
}

/// Composes letters about events to people of one province.
pub(super) fn compose(
    conn: &mut Conn,
    province: i64,
    notices: &[&NoticeRow],
    now: NaiveDateTime,
    letters: &Letters<'_>,
) -> StoreResult<Vec<Composed>> {
    let book = EventBook::read(conn, province, notices, (now, letters))?;
    let guests = Guests::read(conn, province, notices, letters.tables)?;
    let today = letters.today(now);
    book.each(notices, (now, letters), |notice, meant, event| {
        let is_invitation = notice.purpose == Purpose::EventInvitation.code();
        if is_invitation && event.state == EventState::Cancelled.code() {
            return Ok(Composed::Not(NoticeState::Cancelled, NoticeReason::EventOff));
        }
        let person = match guests.reader(notice, meant, today) {
            Ok(person) => person,
            Err((state, reason)) => return Ok(Composed::Not(state, reason)),
        };
        let said = InvitationFacts {
            name: person.name.clone(),
            event: book.facts(event, meant),
            is_advocacy: meant.is_advocacy,
            stop_address: letters.config.reminders.stop_address.clone(),
        };
        letters.letter_to(person, &said)
    })
}
