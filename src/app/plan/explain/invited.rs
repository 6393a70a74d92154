//! To which event a household is invited instead of a touch: whoever is asked on the telephone can say where and
//! when.

use std::collections::HashMap;

use super::super::PlanError;
use super::super::body::LineFate;
use super::super::stored::Stored;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::event::EventKind;
use crate::domain::touch::ReasonCode;
use crate::store::Conn;
use crate::store::event_places::venues;
use crate::store::invited::event_of_contact;
use crate::store::plan_events::PlanEventRow;

/// One more sentence in each language for contacts that are invited to an event, each named by its place in the
/// version.
pub(super) fn invited(
    conn: &mut Conn,
    (stored, contacts): (&Stored, &[usize]),
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    let province = stored.version.province_id;
    let mut told = HashMap::new();
    for at in contacts {
        let Some((commune, line)) = stored.contacts.get(*at) else { continue };
        if line.fate != LineFate::Left(ReasonCode::Invited) {
            continue;
        }
        let own = (province, stored.version.id);
        if let Some(event) = event_of_contact(conn, own, (commune, &line.contact()))? {
            let venue = venues(conn, province)?.into_iter().find(|row| row.code == event.venue);
            told.insert(
                *at,
                sentence(&event, venue.as_ref().map_or(&*event.venue, |row| &*row.name)),
            );
        }
    }
    Ok(told)
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
