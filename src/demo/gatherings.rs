//! The demo's events after they were held: guests come, some join and pay, and whoever held them reports it.

use std::path::Path;

use chrono::{NaiveDateTime, Weekday};
use serde::Serialize;

use super::answers::PersonKey;
use super::attendance::{Came, comes, watch};
use super::committee::COORDINATOR;
use super::respond::Payment;
use super::stage::{RunError, Stage};
use super::table::{DemoError, Names, Table, WrittenFile};
use crate::app::events::{
    EventLine, Guest, QuotaBoard, Results, guests, hold, quota, week as listed,
};
use crate::domain::calendar::Week;
use crate::domain::event::EventMode;
use crate::domain::event_life::{Attendance, EventState};
use crate::domain::month::Month;
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// An event that was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldEvent {
    /// Its code.
    pub code: String,
    /// People who came; some cannot be named in a list.
    pub attended: u32,
    /// People who joined.
    pub joined: u32,
}

/// The events that are over at a moment and not reported yet: the evening of the week before may be among
/// them.
///
/// # Errors
/// The database refused.
pub fn over(
    stage: &mut dyn Stage,
    week: Week,
    now: NaiveDateTime,
) -> Result<Vec<EventLine>, RunError> {
    stage.on(now, |context| -> Result<Vec<EventLine>, RunError> {
        let mut events = listed(context, "", None, week.previous())?.events;
        events.extend(listed(context, "", None, week)?.events);
        let is_over =
            |event: &EventLine| event.state == EventState::Approved.code() && event.ends_at <= now;
        events.retain(is_over);
        Ok(events)
    })
}

/// Lets the guests of these events come, and writes who did: attendance in a file of its own, what they paid
/// among the payments of the week: `paid` is told person, product and payment of each.
///
/// # Errors
/// The database refused, or a file cannot be written.
pub fn play(
    stage: &mut dyn Stage,
    (folder, week, seed): (&Path, Week, u64),
    (events, now): (&[EventLine], NaiveDateTime),
    mut paid: impl FnMut(PersonKey<'_>, &str, &Payment) -> Result<(), DemoError>,
) -> Result<(Option<WrittenFile>, Vec<HeldEvent>), RunError> {
    if events.is_empty() {
        return Ok((None, Vec::new()));
    }
    let columns = ["event_code", "si_number", "citizen_id", "status"];
    let (thing, name) = (Thing::Attendance, format!("attendance-{week}"));
    let mut table = Table::named(folder, &name, thing, Names::Vietnamese, &columns)?;
    let mut held = Vec::with_capacity(events.len());
    for event in events {
        let invited = stage.on(now, |context| guests(context, "", &event.code))?;
        let online = event.mode == EventMode::Online.code();
        let (mut attended, mut joined) = (0, 0);
        for (number, guest) in invited.iter().enumerate() {
            // Whoever comes to a full hall goes home again.
            if i64::from(attended) >= i64::from(event.size) {
                break;
            }
            // Somebody without any number is a guest as others are, and joins when there is one.
            let known = guest.si_number.as_deref().or(guest.citizen_id.as_deref());
            let chances = (guest.chance, guest.could_join.is_some() && known.is_some());
            let named = known.map_or_else(|| format!("#{number}"), str::to_owned);
            let came = comes(seed, (&event.code, &named), chances, online);
            attended += u32::from(came != Came::Not);
            joined += u32::from(came == Came::Joined);
            let status = match came {
                Came::Not => continue,
                Came::Listened => Attendance::Attended,
                Came::Joined => Attendance::Joined,
            };
            if known.is_some() {
                table.row(&[
                    event.code.as_str().into(),
                    guest.si_number.as_deref().into(),
                    guest.citizen_id.as_deref().into(),
                    Cell::Text(status.code()),
                ])?;
            }
            if came == Came::Joined {
                pays(event, guest, joined, &mut paid)?;
            }
        }
        // Who watches what was announced to all is counted by the page, without names.
        if invited.is_empty() && online {
            attended = watch(seed, &event.code, event.expected);
        }
        held.push(HeldEvent { code: event.code.clone(), attended, joined });
    }
    Ok((Some(table.finish()?), held))
}

fn pays(
    event: &EventLine,
    guest: &Guest,
    number: u32,
    paid: &mut impl FnMut(PersonKey<'_>, &str, &Payment) -> Result<(), DemoError>,
) -> Result<(), DemoError> {
    let Some(one) = &guest.could_join else { return Ok(()) };
    let (si_number, citizen_id) = (guest.si_number.as_deref(), guest.citizen_id.as_deref());
    let payment = Payment {
        paid_on: event.date,
        months: one.months,
        amount: one.amount,
        receipt: format!("SK-{}-{number:03}", event.code),
    };
    paid(PersonKey { si_number, citizen_id }, &one.product, &payment)
}

/// Reports what the events came to.
///
/// # Errors
/// An event that cannot be held, or a database that refused.
pub fn report(
    stage: &mut dyn Stage,
    held: &[HeldEvent],
    now: NaiveDateTime,
) -> Result<(), RunError> {
    for event in held {
        let results = Results { attended: Some(event.attended), joined: Some(event.joined) };
        let by = (COORDINATOR.name, "Báo cáo của người chủ trì");
        stage.on(now, |context| hold(context, "", &event.code, results, by))?;
    }
    Ok(())
}

/// The ledger of the month of a week.
pub(super) fn ledger(
    stage: &mut dyn Stage,
    week: Week,
    now: NaiveDateTime,
) -> Result<QuotaBoard, RunError> {
    let month = Month::containing(week.day(Weekday::Thu));
    stage.on(now, |context| quota(context, "", month))
}
