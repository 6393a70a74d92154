//! A coordinator asks for an event. Every reason against it is told at once; what may be held stands from
//! then on, and the next plan of its week takes it in as settled.

use chrono::NaiveDate;
use serde_json::json;

use super::error::EventError;
use super::record::{Doer, hold_events, record};
use crate::app::context::{Context, province};
use crate::app::plan::events::{Desk, Fill, Wish};
use crate::app::plan::office;
use crate::domain::calendar::Week;
use crate::domain::event::EventKind;
use crate::domain::event_life::{EventAction, EventState};
use crate::domain::sentence::Sentence;
use crate::planning::events::situation::{Held, Situation};
use crate::planning::events::wish::check;
use crate::store::event_life::EventRow;

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Office; empty for the one above all others.
    pub office: String,
    /// Kind.
    pub kind: EventKind,
    /// Code of the venue or platform.
    pub venue: String,
    /// Code of the host.
    pub host: String,
    /// Day.
    pub date: NaiveDate,
    /// Part of the day.
    pub part: String,
}

/// Puts a wish on record, and gives it its code.
///
/// # Errors
/// Every rule that it breaks, or what the catalogues do not know.
pub fn wish(
    context: &mut Context<'_>,
    province_code: &str,
    asked: &Asked,
    (by, why): (&str, &str),
) -> Result<String, EventError> {
    let (local, now, rules) = (context.local_now(), context.clock.now(), &context.tables.events);
    let today = local.date();
    let doer = Doer::of(by, why, now)?;
    if asked.date < today {
        return Err(EventError::Over { date: asked.date });
    }
    let week = Week::containing(asked.date);
    context.store.write(|conn| {
        let province = province(conn, province_code, week.monday())?;
        hold_events(conn, province.id.0)?;
        let office = office(conn, &asked.office, &province, week.monday())?;
        let desk = Desk::of(conn, (&province, &office), (week, local), rules, None)?;
        let wish = Wish {
            kind: asked.kind,
            venue: asked.venue.clone(),
            host: asked.host.clone(),
            date: asked.date,
            part: asked.part.clone(),
        };
        let (held, situation) = allowed(&desk, &wish, Some(today))?;
        let mut row = EventRow {
            province_id: province.id.0,
            id: 0,
            code: desk.code_of(&held),
            office_code: office.code.clone(),
            kind: asked.kind.code().to_owned(),
            mode: String::new(),
            host: String::new(),
            venue: String::new(),
            area: String::new(),
            date: asked.date,
            part: asked.part.clone(),
            starts_at: now,
            ends_at: now,
            size: 0,
            expected: 0,
            turnout: 0,
            state: EventState::Proposed.code().to_owned(),
            sequence: 0,
            changed_at: now,
            attended: None,
            joined: None,
        };
        place(&mut row, &desk, &situation, held);
        let facts =
            json!({ "host": row.host, "venue": row.venue, "date": row.date, "part": row.part });
        record(conn, &mut row, (EventAction::Wish, EventState::Proposed), doer, &facts)?;
        Ok(row.code)
    })
}

/// The place of a wish, if nothing stands against it; the notice of its kind counts from `since`, where it has
/// to be kept.
pub(super) fn allowed(
    desk: &Desk,
    wish: &Wish,
    since: Option<NaiveDate>,
) -> Result<(Held, Situation), EventError> {
    let held = desk.held(wish).map_err(|what| unknown(desk, what, wish))?;
    let situation = Situation { planned_on: since, ..desk.situation(&[], Fill::Month) };
    let mut reasons: Vec<Sentence> = check(&situation, &situation.settled, held)
        .into_iter()
        .map(|why| desk.refused(why))
        .collect();
    reasons.dedup();
    if reasons.is_empty() { Ok((held, situation)) } else { Err(EventError::Refused { reasons }) }
}

fn unknown(desk: &Desk, what: &'static str, wish: &Wish) -> EventError {
    let (given, known): (String, Vec<String>) = match what {
        "venue" => (wish.venue.clone(), desk.venues.iter().map(|row| row.code.clone()).collect()),
        "host" => (wish.host.clone(), desk.hosts.iter().map(|row| row.code.clone()).collect()),
        _ => {
            let mut days: Vec<String> =
                desk.slots.iter().map(|slot| slot.date.format("%d/%m").to_string()).collect();
            days.dedup();
            let mut known: Vec<String> = Vec::new();
            for slot in &desk.slots {
                let part = format!("{} ({})", slot.part.code, slot.part.name_vi.to_lowercase());
                if !known.contains(&part) {
                    known.push(part);
                }
            }
            known.push(days.join(" "));
            (format!("{} {}", wish.date.format("%d/%m/%Y"), wish.part), known)
        }
    };
    EventError::UnknownPlace { what, given, known }
}

/// Puts an event where it is to be held.
pub(super) fn place(row: &mut EventRow, desk: &Desk, situation: &Situation, held: Held) {
    if let Some(slot) = desk.slots.get(usize::from(held.slot)) {
        (row.date, row.part) = (slot.date, slot.part.code.clone());
        (row.starts_at, row.ends_at) = slot.times();
    }
    if let Some(venue) = situation.venues.get(held.venue as usize) {
        let rule = situation.rule(held.kind, venue);
        let size =
            rule.map_or(venue.capacity, |rule| situation.size(rule, venue, usize::from(held.slot)));
        row.size = i32::try_from(size).unwrap_or(i32::MAX);
    }
    row.mode = desk.mode(held.venue).code().to_owned();
    row.area = desk.area(held.venue);
    let venue = desk.venues.get(held.venue as usize);
    row.venue = venue.map(|one| one.code.clone()).unwrap_or_default();
    let host = desk.hosts.get(held.host as usize);
    row.host = host.map(|one| one.code.clone()).unwrap_or_default();
}
