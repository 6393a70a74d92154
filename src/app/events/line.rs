//! An event as lists, pages and programs show it, with the names of its places and people.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use serde::Serialize;

use crate::app::context::Province;
use crate::app::plan::events::Standing;
use crate::clock::local_time;
use crate::domain::calendar::Week;
use crate::domain::event_rules::EventRules;
use crate::domain::sentence::Sentence;
use crate::store::event_life::EventStepRow;
use crate::store::event_places::{hosts, venues};
use crate::store::{Conn, StoreResult};

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventLine {
    /// Code by which people name it.
    pub code: String,
    /// Office.
    pub office: String,
    /// Week in which it is held.
    pub week: String,
    /// Code of the kind, and its name.
    pub kind: String,
    /// Name of the kind.
    pub kind_name: Sentence,
    /// `in_person` or `online`.
    pub mode: String,
    /// Host.
    pub host: String,
    /// Name of the host.
    pub host_name: String,
    /// Venue or platform.
    pub venue: String,
    /// Name of the venue.
    pub venue_name: String,
    /// Where people go, or the page on which they join.
    pub address: Option<String>,
    /// Area in which it counts.
    pub area: String,
    /// Name of the area.
    pub area_name: String,
    /// Day.
    pub date: NaiveDate,
    /// Part of the day.
    pub part: String,
    /// Name of the part.
    pub part_name: Sentence,
    /// Local time at which it begins.
    pub starts_at: NaiveDateTime,
    /// Local time at which it ends.
    pub ends_at: NaiveDateTime,
    /// Most people.
    pub size: i32,
    /// People expected.
    pub expected: i64,
    /// Code of the state.
    pub state: String,
    /// Name of the state.
    pub state_name: Sentence,
    /// Whether somebody decided about it beside a plan's draft.
    pub on_record: bool,
    /// Times that it was changed.
    pub sequence: i32,
    /// Local time at which it was changed last.
    pub changed_at: Option<NaiveDateTime>,
    /// People who came; none where nobody said.
    pub attended: Option<u32>,
    /// People who joined at it; none where nobody said.
    pub joined: Option<u32>,
}

/// A step in the life of an event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventStep {
    /// Code of the action.
    pub action: String,
    /// Name of the action.
    pub name: Sentence,
    /// Who.
    pub by: String,
    /// Local time.
    pub at: NaiveDateTime,
    /// Why.
    pub comment: Option<String>,
}

/// An event with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventShown {
    /// The event.
    #[serde(flatten)]
    pub line: EventLine,
    /// Why it is held, in the plan that names it.
    pub why: Option<Sentence>,
    /// The week of the plan that explains it.
    pub explained: Option<String>,
    /// How many are invited.
    pub places: Option<Sentence>,
    /// Households invited, by commune.
    pub invited: Vec<Guests>,
    /// Its life.
    pub steps: Vec<EventStep>,
}

/// Households of a commune that are invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guests {
    /// Name of the commune.
    pub area: String,
    /// How many.
    pub households: usize,
}

impl EventStep {
    /// A step as people at an office read it.
    pub(super) fn of_row(row: EventStepRow, zone: Tz) -> Self {
        let known = crate::domain::event_life::EventAction::from_code(&row.action);
        let name = known.map_or_else(
            || Sentence::new(row.action.clone(), row.action.clone()),
            |action| Sentence::new(action.name_vi(), action.name_en()),
        );
        let EventStepRow { action, by_name: by, at, comment, .. } = row;
        Self { action, name, by, at: local_time(at, zone), comment }
    }
}

/// The names of places and people of events.
pub(super) struct Names<'a> {
    hosts: HashMap<String, String>,
    venues: HashMap<String, (String, Option<String>)>,
    province: &'a Province,
    rules: &'a EventRules,
    zone: Tz,
}

impl<'a> Names<'a> {
    pub(super) fn of(
        conn: &mut Conn,
        province: &'a Province,
        (rules, zone): (&'a EventRules, Tz),
    ) -> StoreResult<Self> {
        let id = province.id.0;
        let hosts = hosts(conn, id)?.into_iter().map(|row| (row.code, row.name)).collect();
        let venues = venues(conn, id)?.into_iter();
        let venues = venues.map(|row| (row.code, (row.name, row.address))).collect();
        Ok(Self { hosts, venues, province, rules, zone })
    }

    pub(super) fn line(&self, event: Standing) -> EventLine {
        let own = |code: &String| code.clone();
        let part = self.rules.part(&event.part).map_or_else(
            || Sentence::new(event.part.clone(), event.part.clone()),
            |part| Sentence::new(part.name_vi.clone(), part.name_en.clone()),
        );
        let venue = self.venues.get(&event.venue).cloned();
        let (venue_name, address) = venue.unwrap_or_else(|| (event.venue.clone(), None));
        let area = self.province.tree.get(&event.area);
        EventLine {
            week: Week::containing(event.date).to_string(),
            kind: event.kind.code().to_owned(),
            kind_name: Sentence::new(event.kind.name_vi(), event.kind.name_en()),
            mode: event.mode.code().to_owned(),
            host_name: self.hosts.get(&event.host).map_or_else(|| own(&event.host), own),
            host: event.host,
            venue_name,
            address,
            venue: event.venue,
            area_name: area.map_or_else(|| event.area.clone(), |area| area.name.clone()),
            area: event.area,
            part_name: part,
            state: event.state.code().to_owned(),
            state_name: Sentence::new(event.state.name_vi(), event.state.name_en()),
            on_record: event.id.is_some(),
            code: event.code,
            office: event.office,
            date: event.date,
            part: event.part,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            size: event.size,
            expected: event.expected,
            sequence: event.sequence,
            changed_at: event.changed_at.map(|at| local_time(at, self.zone)),
            attended: event.attended,
            joined: event.joined,
        }
    }
}
