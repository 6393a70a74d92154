//! Which coming events a decision about the situation could forbid. Read once, however many decisions are
//! supposed: a list of them looks at each of its rows.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::record::state_of;
use super::turned::Look;
use crate::app::context::{Province, all_areas};
use crate::app::plan::{PlanError, Situation as Allowed, SupposedScenarios, decisions};
use crate::domain::area::Area;
use crate::domain::event::EventMode;
use crate::domain::event_life::EventState;
use crate::domain::scenario::Mode;
use crate::store::Conn;
use crate::store::event_life::{EventRow, all_events};
use crate::store::event_places::venues;

/// Coming events in which people meet.
pub(crate) struct Coming {
    events: Vec<EventRow>,
    /// The areas of all times.
    areas: Vec<Area>,
    /// The commune of each venue as the catalogue has it today; an event keeps that of its last change.
    lies_in: HashMap<String, Option<String>>,
}

impl Coming {
    /// Reads them.
    ///
    /// # Errors
    /// The database refused.
    pub(crate) fn read(conn: &mut Conn, look: &Look<'_>) -> Result<Self, PlanError> {
        let province = look.province.id.0;
        let mut events = Vec::new();
        for row in all_events(conn, province)? {
            let live = matches!(state_of(&row)?, EventState::Proposed | EventState::Approved);
            let meets = row.mode == EventMode::InPerson.code();
            if live && meets && row.starts_at > look.now {
                events.push(row);
            }
        }
        if events.is_empty() {
            return Ok(Self { events, areas: Vec::new(), lies_in: HashMap::new() });
        }
        let lies_in = venues(conn, province)?.into_iter().map(|row| (row.code, row.area_code));
        Ok(Self { events, areas: all_areas(conn)?, lies_in: lies_in.collect() })
    }

    /// Whether one of them is on a day like that.
    pub(crate) fn is_any(&self, on: impl Fn(NaiveDate) -> bool) -> bool {
        self.events.iter().any(|row| on(row.date))
    }

    /// Those whose place is not normal then under what is supposed, but for events that are supposed
    /// themselves: only these are worth a look at all that their office has to choose from.
    ///
    /// # Errors
    /// The database refused.
    pub(super) fn restricted(
        &self,
        conn: &mut Conn,
        province: &Province,
        supposed: &SupposedScenarios,
    ) -> Result<Vec<EventRow>, PlanError> {
        let known = |row: &&EventRow| supposed.events.iter().any(|one| one.code == row.code);
        let open = self.events.iter().filter(|row| !known(row));
        let mut open: Vec<EventRow> = open.cloned().collect();
        if open.is_empty() {
            return Ok(open);
        }
        let decisions = decisions(conn, province.id.0, &self.areas, supposed)?;
        let today = |row: &EventRow| self.lies_in.get(&row.venue).cloned().flatten();
        let mut codes: Vec<String> = open.iter().map(|row| row.area.clone()).collect();
        codes.extend(open.iter().filter_map(today));
        codes.sort_unstable();
        codes.dedup();
        let mut days: Vec<NaiveDate> = open.iter().map(|row| row.date).collect();
        days.sort_unstable();
        days.dedup();
        let allowed = Allowed::of(&decisions, &self.areas, &codes, &days);
        let is_normal =
            |code: &str, row: &EventRow| matches!(allowed.gathering(code, row.date), Mode::Normal);
        open.retain(|row| {
            !is_normal(&row.area, row) || today(row).is_some_and(|code| !is_normal(&code, row))
        });
        Ok(open)
    }
}
