//! The proof that no guest of a coming event was forgotten: everybody whom a version in force invites to an
//! event that will be held has a letter, in whatever state, or stands on the host's list without one.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDateTime;
use serde::Serialize;

use crate::app::events::{EventMeant, telling};
use crate::domain::event_life::EventState;
use crate::domain::notice::{NoticeState, Purpose};
use crate::store::event_life::all_events;
use crate::store::invited::invited_at_last;
use crate::store::merged::survivors;
use crate::store::notices::NoticeRow;
use crate::store::waiting::notices_of_periods;
use crate::store::{Conn, StoreResult};

/// The guests of coming events. Each is counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Invited {
    /// Events that are still to come and will be held.
    pub events: usize,
    /// Households invited to them: the sum of those below.
    pub guests: usize,
    /// Those who were told.
    pub sent: usize,
    /// Those whose letter waits or is being sent.
    pub waiting: usize,
    /// Those of whose letter nobody knows whether it arrived.
    pub unknown: usize,
    /// Those whose letter ended otherwise, by reason; the host invites in person whom no letter can reach.
    pub not_sent: BTreeMap<String, usize>,
    /// Those without a letter, as code of the event and key of the person.
    pub missing: Vec<String>,
}

/// Guests and letters of the events that begin after `now`, local time.
pub(super) fn invited(conn: &mut Conn, province: i64, now: NaiveDateTime) -> StoreResult<Invited> {
    let rows = all_events(conn, province)?.into_iter();
    let coming: Vec<(String, String)> = rows
        .filter(|row| row.starts_at > now && row.state == EventState::Approved.code())
        .map(|row| (row.code, row.kind))
        .collect();
    let periods: Vec<&str> = coming.iter().map(|(code, _)| code.as_str()).collect();
    let mut letters: Vec<(i64, NoticeRow)> = Vec::new();
    for purpose in [Purpose::EventInvitation, Purpose::EventChanged] {
        for row in notices_of_periods(conn, province, purpose.code(), &periods)? {
            letters.extend(EventMeant::of_facts(&row.facts)?.guest.map(|guest| (guest, row)));
        }
    }
    let invited = invited_at_last(conn, province, &coming)?;
    let people = letters.iter().map(|(guest, _)| *guest);
    let people: Vec<i64> = people.chain(invited.iter().map(|(_, row)| row.person_id)).collect();
    let people = survivors(conn, province, &people)?;
    letters.sort_unstable_by_key(|(_, row)| row.id);
    let mut own: HashMap<(&str, i64), Vec<&NoticeRow>> = HashMap::new();
    for (guest, row) in &letters {
        own.entry((&row.period, people.of(*guest))).or_default().push(row);
    }
    let guests: HashSet<(&str, i64)> =
        invited.iter().map(|(code, row)| (code.as_str(), people.of(row.person_id))).collect();
    let mut all = Invited { events: coming.len(), guests: guests.len(), ..Invited::default() };
    for guest in guests {
        let own = own.get(&guest).map_or(&[][..], Vec::as_slice);
        let Some(last) = telling(own.iter().copied()) else {
            all.missing.push(format!("{} #{}", guest.0, guest.1));
            continue;
        };
        match NoticeState::from_code(&last.state) {
            Some(NoticeState::Sent | NoticeState::Delivered) => all.sent += 1,
            Some(NoticeState::Unknown) => all.unknown += 1,
            Some(state) if !state.is_final() => all.waiting += 1,
            _ => {
                let why = last.reason.clone().unwrap_or_else(|| last.state.clone());
                *all.not_sent.entry(why).or_default() += 1;
            }
        }
    }
    all.missing.sort_unstable();
    Ok(all)
}
