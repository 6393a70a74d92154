//! What was told of an event so far: the letters of each guest and the lists of each reader, in their order.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::guests::{Guest, with_cases_of_letters};
use super::left_out::is_left_out;
use super::meant::{EventMeant, is_listed, superseded, telling};
use super::telling::{Earlier, Way};
use crate::domain::notice::{NoticeReason, NoticeState, Purpose, Recipient};
use crate::store::event_life::EventRow;
use crate::store::merged::{Survivors, survivors};
use crate::store::notices::{NoticeRow, notices_of_period, withdraw};
use crate::store::{Conn, StoreError, StoreResult};

/// An earlier intent about the event.
pub(super) struct One {
    pub(super) row: NoticeRow,
    pub(super) way: Way,
    pub(super) meant: EventMeant,
}

/// What was told of an event so far, in order.
#[derive(Default)]
pub(super) struct Known {
    /// By who the guests are now.
    pub(super) guests: BTreeMap<i64, Vec<One>>,
    pub(super) lists: BTreeMap<String, Vec<One>>,
    people: Survivors,
    steps: HashMap<(String, Purpose), i32>,
}

pub(super) fn handed(earlier: Option<&Vec<One>>) -> Vec<Earlier<'_>> {
    let all = earlier.into_iter().flatten();
    all.map(|one| Earlier { way: one.way, said: &one.meant.said }).collect()
}

impl Known {
    /// The intents about an event; who is `invited` now is looked for under what people are known by now.
    pub(super) fn read(conn: &mut Conn, event: &EventRow, invited: &[i64]) -> StoreResult<Self> {
        let (mut known, mut rows) = (Self::default(), Vec::new());
        for purpose in [Purpose::EventInvitation, Purpose::EventChanged, Purpose::EventList] {
            for row in notices_of_period(conn, event.province_id, purpose.code(), &event.code)? {
                let last = known.steps.entry((row.recipient.clone(), purpose)).or_default();
                *last = row.step.max(*last);
                rows.push(row);
            }
        }
        rows.sort_by_key(|row| row.id);
        let mut intents = Vec::with_capacity(rows.len());
        for row in rows {
            let meant = EventMeant::of_facts(&row.facts)?;
            intents.push((meant, row));
        }
        let mut people: Vec<i64> = intents.iter().filter_map(|(meant, _)| meant.guest).collect();
        people.extend_from_slice(invited);
        known.people = survivors(conn, event.province_id, &people)?;
        for (meant, row) in intents {
            let state = NoticeState::from_code(&row.state)
                .ok_or_else(|| StoreError::Corrupt { table: "notices", what: row.state.clone() })?;
            let one = One { way: Way::of(state), meant, row };
            match one.meant.guest.map(|guest| known.people.of(guest)) {
                Some(guest) => known.guests.entry(guest).or_default().push(one),
                None => known.lists.entry(one.row.recipient.clone()).or_default().push(one),
            }
        }
        Ok(known)
    }

    /// Whether nobody was told anything.
    pub(super) fn is_empty(&self) -> bool {
        self.guests.is_empty() && self.lists.is_empty()
    }

    /// Those who are invited still: of whom the last letter was not taken back for themselves.
    pub(super) fn standing(&self, conn: &mut Conn, event: &EventRow) -> StoreResult<Vec<Guest>> {
        let last = self.guests.iter().filter(|(_, all)| !is_left_out(all));
        let last = last.filter_map(|(guest, all)| Some((*guest, &all.last()?.row)));
        let last = last
            .filter(|(_, row)| row.state != NoticeState::Cancelled.code() || superseded(row))
            .map(|(guest, row)| (guest, row.id));
        with_cases_of_letters(conn, event.province_id, last.collect())
    }

    /// Guests under what they are known by now, each once.
    pub(super) fn as_of_now(&self, guests: Vec<Guest>) -> Vec<Guest> {
        let mut now: BTreeMap<i64, Vec<(i64, String)>> = BTreeMap::new();
        for guest in guests {
            let cases = now.entry(self.people.of(guest.person)).or_default();
            cases.extend(guest.cases);
            cases.sort_unstable();
            cases.dedup();
        }
        now.into_iter().map(|(person, cases)| Guest { person, cases }).collect()
    }

    /// Who will be on the list of guests when it is sent: those who are invited now, and those of whom an
    /// earlier letter stands and who do not hear just now that no place is left (`gone`).
    pub(super) fn listed(&self, invited: &[Guest], gone: &[Guest]) -> BTreeSet<i64> {
        let gone: BTreeSet<i64> = gone.iter().map(|guest| guest.person).collect();
        let stand = |all: &Vec<One>| {
            !is_left_out(all) && telling(all.iter().map(|one| &one.row)).is_some_and(is_listed)
        };
        let before = self.guests.iter().filter(|(_, all)| stand(all)).map(|(guest, _)| *guest);
        let before = before.filter(|guest| !gone.contains(guest));
        before.chain(invited.iter().map(|guest| guest.person)).collect()
    }

    /// Whether this was the last that a host or a coordinator was told of the event.
    pub(super) fn hosts_know(&self, said: &str) -> bool {
        let last = |all: &Vec<One>| {
            let gone = all.iter().rev().find(|one| one.way == Way::MayHaveGone);
            gone.is_some_and(|one| one.meant.said == said)
        };
        self.lists.values().any(last)
    }

    pub(super) fn step(&self, recipient: &Recipient, purpose: Purpose) -> i32 {
        self.steps.get(&(recipient.to_string(), purpose)).copied().unwrap_or_default() + 1
    }
}

/// Takes back waiting intents of one reason. What a worker took at this moment may go out: it counts as if it
/// had.
pub(super) fn take_back<'k>(
    conn: &mut Conn,
    province: i64,
    over: impl Iterator<Item = &'k mut One>,
    reason: NoticeReason,
) -> StoreResult<usize> {
    let mut over: Vec<&mut One> = over.filter(|one| one.way == Way::Waits).collect();
    let ids: Vec<i64> = over.iter().map(|one| one.row.id).collect();
    let end = (NoticeState::Cancelled.code(), reason.code());
    let back: HashSet<i64> = withdraw(conn, province, &ids, end)?.into_iter().collect();
    for one in &mut over {
        if back.contains(&one.row.id) {
            (one.row.state, one.row.reason) = (end.0.to_owned(), Some(end.1.to_owned()));
            one.way = Way::TakenBack;
        } else {
            one.way = Way::MayHaveGone;
        }
    }
    Ok(back.len())
}
