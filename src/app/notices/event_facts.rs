//! An event as letters tell of it: what, when, where and by whom, with the names of today.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde::Serialize;

use super::letters::Letters;
use super::told::{self, Told};
use crate::app::context::all_areas;
use crate::app::events::{ELSEWHERE, EventMeant, has_no_place};
use crate::domain::event::{EventKind, EventMode};
use crate::domain::event_life::EventState;
use crate::domain::message::Composed;
use crate::domain::notice::{NoticeReason, NoticeState};
use crate::store::catalogues::offices;
use crate::store::event_life::{EventRow, events_by_code};
use crate::store::event_places::{HostRow, VenueRow, hosts, venues};
use crate::store::notices::NoticeRow;
use crate::store::{Conn, StoreResult};

/// An event in a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventFacts {
    /// Code.
    pub code: String,
    /// Kind.
    pub kind: Told,
    /// Day.
    pub day: Told,
    /// `19:00–21:00`
    pub hours: String,
    /// Whether people join through a platform.
    pub is_online: bool,
    /// Venue or platform.
    pub venue: String,
    /// Where to go, or the page on which to join.
    pub address: Option<String>,
    /// Area.
    pub area: String,
    /// Who holds it.
    pub host: String,
    /// Name of the office.
    pub office: String,
    /// Whether it will not be held.
    pub is_off: bool,
    /// Whether no place is left for the reader.
    pub no_place: bool,
    /// Whether that is because the reader keeps an invitation to another event of the week.
    pub elsewhere: bool,
    /// Where and when it was to be held, as the reader was told last; none where that still holds.
    pub was: Option<Told>,
    /// Whether the reader was told that it will not be held, and it will be after all.
    pub again: bool,
    /// Why it was changed.
    pub why: Option<String>,
}

/// The events of notices, with the names of their places and people.
pub(super) struct EventBook {
    events: HashMap<String, EventRow>,
    pub(super) hosts: HashMap<String, HostRow>,
    venues: HashMap<String, VenueRow>,
    offices: HashMap<String, String>,
    /// By code; of several of one code that of today, else the last.
    pub(super) areas: HashMap<String, String>,
}

impl EventBook {
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        notices: &[&NoticeRow],
        (now, letters): (NaiveDateTime, &Letters<'_>),
    ) -> StoreResult<Self> {
        let mut codes: Vec<&str> = notices.iter().map(|notice| notice.period.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        let today = letters.today(now);
        let mut areas: Vec<_> = all_areas(conn)?;
        areas.sort_by_key(|area| (area.valid_to.is_none_or(|to| to >= today), area.valid_from));
        Ok(Self {
            events: events_by_code(conn, province, &codes)?,
            hosts: hosts(conn, province)?.into_iter().map(|row| (row.code.clone(), row)).collect(),
            venues: venues(conn, province)?
                .into_iter()
                .map(|row| (row.code.clone(), row))
                .collect(),
            offices: offices(conn)?.into_iter().map(|row| (row.code, row.name)).collect(),
            areas: areas.into_iter().map(|area| (area.code, area.name)).collect(),
        })
    }

    /// Composes the letters of notices whose events are still to come; the others say why there is nothing to tell.
    pub(super) fn each(
        &self,
        notices: &[&NoticeRow],
        at: (NaiveDateTime, &Letters<'_>),
        letter: impl Fn(&NoticeRow, &EventMeant, &EventRow) -> StoreResult<Composed>,
    ) -> StoreResult<Vec<Composed>> {
        let one = |notice: &&NoticeRow| {
            let meant = EventMeant::of_facts(&notice.facts)?;
            match self.event(notice, at) {
                Ok(event) => letter(notice, &meant, event),
                Err((state, reason)) => Ok(Composed::Not(state, reason)),
            }
        };
        notices.iter().map(one).collect()
    }

    /// Whether the event of this code will not be held.
    pub(super) fn is_off(&self, code: &str) -> bool {
        let event = self.events.get(code);
        event.is_some_and(|event| event.state == EventState::Cancelled.code())
    }

    /// The event of a notice; or why there is nothing to tell.
    pub(super) fn event(
        &self,
        notice: &NoticeRow,
        (now, letters): (NaiveDateTime, &Letters<'_>),
    ) -> Result<&EventRow, (NoticeState, NoticeReason)> {
        let event = self.events.get(&notice.period);
        let event = event.ok_or((NoticeState::Cancelled, NoticeReason::EventOff))?;
        let begins = crate::clock::utc_time(event.starts_at, letters.config.office.time_zone);
        if begins <= now || event.state == EventState::Held.code() {
            return Err((NoticeState::Expired, NoticeReason::TooLate));
        }
        Ok(event)
    }

    fn venue(&self, code: &str) -> String {
        self.venues.get(code).map_or(code, |row| &row.name).to_owned()
    }

    /// What a letter says of it.
    pub(super) fn facts(&self, event: &EventRow, meant: &EventMeant) -> EventFacts {
        let own = |code: &String| code.clone();
        let kind = EventKind::from_code(&event.kind);
        let was = meant.was.as_ref().map(|(at, venue)| {
            let (when, venue) = (told::moment(*at), self.venue(venue));
            Told::new(format!("{}, {venue}", when.vi), format!("{}, {venue}", when.en))
        });
        EventFacts {
            code: event.code.clone(),
            kind: kind
                .map(EventKind::in_letters)
                .map_or_else(Told::default, |(vi, en)| Told::new(vi, en)),
            day: told::day(event.date),
            hours: format!("{}–{}", event.starts_at.format("%H:%M"), event.ends_at.format("%H:%M")),
            is_online: event.mode == EventMode::Online.code(),
            venue: self.venue(&event.venue),
            address: self.venues.get(&event.venue).and_then(|row| row.address.clone()),
            area: self.areas.get(&event.area).map_or_else(|| own(&event.area), own),
            host: self
                .hosts
                .get(&event.host)
                .map_or_else(|| own(&event.host), |row| own(&row.name)),
            office: self
                .offices
                .get(&event.office_code)
                .map_or_else(|| own(&event.office_code), own),
            is_off: event.state == EventState::Cancelled.code(),
            no_place: has_no_place(&meant.said),
            elsewhere: meant.said == ELSEWHERE,
            was,
            again: meant.again,
            why: meant.why.clone(),
        }
    }
}
