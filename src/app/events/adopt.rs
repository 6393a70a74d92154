//! What publishing a plan makes of its events: those that are new stand from then on, wishes that it takes
//! in are approved with it.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::json;

use super::error::EventError;
use crate::config::Config;
use super::guests::guests_of;
use super::invitations::{Post, ToldOf, tell};
use super::record::{Doer, hold_events, of_plan, record, state_of};
use crate::domain::event_life::{EventAction, EventState};
use crate::store::Conn;
use crate::store::event_life::{EventRow, event, events_between};
use crate::store::plan_events::PlanEventRow;
use crate::store::plan_parts::VersionParts;

/// What became of the events of a version that is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Adopted {
    /// Events that stand from now on.
    pub approved: usize,
    /// Codes of those that cannot: their host or venue was given away since the plan was made.
    pub clashing: Vec<String>,
    /// Who is told of them.
    pub told: ToldOf,
}

/// Takes in the events of a version, and writes the intents to tell those whom it invites.
///
/// # Errors
/// The database refused, or holds an event that cannot be read.
pub(crate) fn adopt(
    conn: &mut Conn,
    (office, version): (&str, i32),
    parts: &VersionParts,
    (by, now): (&str, NaiveDateTime),
    config: &Config,
) -> Result<Adopted, EventError> {
    let mut adopted = approve_new(conn, (office, version), parts.events.events.clone(), (by, now))?;
    let mut guests = guests_of(parts)?;
    let post = Post::of(config, now, None);
    for planned in &parts.events.events {
        let Some(row) = event(conn, planned.province_id, &planned.code)? else { continue };
        if state_of(&row)? == EventState::Approved {
            let invited = guests.remove(&planned.number).unwrap_or_default();
            adopted.told += tell(conn, &row, Some(invited), &post)?;
        }
    }
    Ok(adopted)
}

fn approve_new(
    conn: &mut Conn,
    (office, version): (&str, i32),
    events: Vec<PlanEventRow>,
    (by, now): (&str, NaiveDateTime),
) -> Result<Adopted, EventError> {
    let mut adopted = Adopted::default();
    let days = events.iter().map(|row| row.date);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Ok(adopted) };
    let Some(province) = events.first().map(|row| row.province_id) else { return Ok(adopted) };
    hold_events(conn, province)?;
    let mut taken: HashSet<(NaiveDateTime, String)> = HashSet::new();
    let places = |row: &EventRow| {
        // Codes of hosts and of venues are two kinds of codes.
        [format!("h {}", row.host), format!("v {}", row.venue)]
    };
    for row in events_between(conn, province, (first, last))? {
        if state_of(&row)?.is_live() {
            taken.extend(places(&row).map(|place| (row.starts_at, place)));
        }
    }
    let doer = Doer { by, now, comment: None };
    let facts = json!({ "plan_version": version });
    for planned in events {
        let on_record = event(conn, province, &planned.code)?;
        let mut row = match on_record {
            Some(row) if state_of(&row)? == EventState::Proposed => row,
            // Settled before, or cancelled since.
            Some(_) => continue,
            None => {
                let row = of_plan(planned, office.to_owned(), EventState::Proposed);
                let own = places(&row).map(|place| (row.starts_at, place));
                if own.iter().any(|place| taken.contains(place)) {
                    adopted.clashing.push(row.code);
                    continue;
                }
                taken.extend(own);
                row
            }
        };
        record(conn, &mut row, (EventAction::Approve, EventState::Approved), doer, &facts)?;
        adopted.approved += 1;
    }
    Ok(adopted)
}
