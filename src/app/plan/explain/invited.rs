//! To which event a household is invited that has no touch, for whatever reason: whoever is asked on the telephone can
//! say where and when.

use std::collections::HashMap;

use super::super::PlanError;
use super::super::body::LineFate;
use super::super::events::keeps_promise;
use super::super::stored::Stored;
use crate::app::events::PlaceNames;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::event::EventKind;
use crate::domain::touch::ReasonCode;
use crate::store::Conn;
use crate::store::invited::event_of_contact;
use crate::store::plan_events::PlanEventRow;

/// The events of which contacts are told: of all that have an invitation. Contacts are named by their place in the
/// version.
pub(super) fn events_of(
    conn: &mut Conn,
    (stored, contacts): (&Stored, &[usize]),
) -> Result<HashMap<usize, PlanEventRow>, PlanError> {
    let own = (stored.version.province_id, stored.version.id);
    let mut events = HashMap::new();
    for at in contacts {
        let Some((commune, line)) = stored.contacts.get(*at) else { continue };
        if let Some(event) = event_of_contact(conn, own, (commune, &line.contact()))? {
            events.insert(*at, event);
        }
    }
    Ok(events)
}

/// One more sentence in each language for contacts that have no touch and are invited to an event, each named by its
/// place in the version.
pub(super) fn invited(
    conn: &mut Conn,
    stored: &Stored,
    events: &HashMap<usize, PlanEventRow>,
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    let left = |at: usize| match stored.contacts.get(at)?.1.fate {
        LineFate::Left(reason) => Some(reason),
        LineFate::Planned { .. } => None,
    };
    let events = events.iter().filter_map(|(at, event)| Some((*at, event, left(*at)?)));
    let events: Vec<(usize, &PlanEventRow, ReasonCode)> = events.collect();
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    let places = PlaceNames::read(conn, stored.version.province_id)?;
    let told = events.into_iter().map(|(at, event, reason)| {
        let (mut vi, mut en) = sentence(event, places.venue(&event.venue));
        if keeps_promise(reason) {
            vi.push_str(" Giấy mời này có từ trước và vẫn có hiệu lực.");
            en.push_str(" It had this invitation before, which stands.");
        }
        (at, (vi, en))
    });
    Ok(told.collect())
}

fn sentence(event: &PlanEventRow, venue: &str) -> (String, String) {
    let kind = EventKind::from_code(&event.kind);
    let (vi, en) = kind.map_or((&*event.kind, &*event.kind), |it| (it.name_vi(), it.name_en()));
    let (hour, code) = (event.starts_at.format("%H:%M"), &event.code);
    let (vi, en) = (vi.to_lowercase(), en.to_lowercase());
    (
        format!(
            " Hộ được mời dự {vi} tại {venue}, {hour} {} {} (mã {code}).",
            weekday_vi(event.date),
            date_vi(event.date)
        ),
        format!(" It is invited to the {en} at {venue}, {hour} on {} ({code}).", event.date),
    )
}
