//! What becomes of an event: approved, moved, cancelled, held. Each verb is one transaction in which nobody
//! else decides about events of the province; what people are told of says whom it tells.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

use super::error::EventError;
use super::invitations::{Post, tell};
use super::record::{Doer, after, find, hold_events, record};
use super::told_of::ToldOf;
use super::turned::forget_turnout;
use super::wish::{allowed, place};
use crate::app::context::{Context, Province, province};
use crate::app::plan::events::{Desk, Wish};
use crate::app::plan::office;
use crate::domain::calendar::Week;
use crate::domain::event::{EventKind, EventMode};
use crate::domain::event_life::{Attendance, EventAction};
use crate::domain::event_rules::EventRules;
use crate::planning::events::situation::{Held, Situation};
use crate::store::event_life::{EventRow, attendance_counts};
use crate::store::{Conn, StoreError};

/// Where an event is moved; what is not said stays.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// Day.
    pub date: Option<NaiveDate>,
    /// Part of the day.
    pub part: Option<String>,
    /// Venue or platform.
    pub venue: Option<String>,
    /// Host.
    pub host: Option<String>,
}

/// What an event came to, as whoever held it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// People who came.
    pub attended: Option<u32>,
    /// People who joined.
    pub joined: Option<u32>,
}

/// Approves an event by itself, before its plan is published or without one. The rules may have come to
/// stand against it since somebody asked for it. Where a plan in force invites to it already, those are told.
///
/// # Errors
/// No such event, one that does not wait for approval, a day that is over, or every rule that it breaks.
pub fn approve(
    context: &mut Context<'_>,
    province: &str,
    code: &str,
    (by, why): (&str, &str),
) -> Result<(EventRow, ToldOf), EventError> {
    let doer = Doer::of(by, why, context.clock.now())?;
    let post = Post::of((context.config, context.tables), doer.now, None);
    let (local, rules) = (context.local_now(), &context.tables.events);
    change(context, province, code, |conn, province, mut row| {
        let state = after(&row, EventAction::Approve)?;
        let place = moved(&row, &Target::default())?;
        free(conn, province, (&row, &place), (local, rules))?;
        record(conn, &mut row, (EventAction::Approve, state), doer, &json!({}))?;
        let told = tell(conn, &row, None, &post)?;
        Ok((row, told))
    })
}

/// Calls an event off, and tells those who were invited.
///
/// # Errors
/// No such event, one that was held or cancelled, or no reason.
pub fn cancel(
    context: &mut Context<'_>,
    province: &str,
    code: &str,
    (by, why): (&str, &str),
) -> Result<(EventRow, ToldOf), EventError> {
    let doer = Doer::of(by, why, context.clock.now())?.explained()?;
    let post = Post::of((context.config, context.tables), doer.now, doer.comment);
    change(context, province, code, |conn, _, mut row| {
        let state = after(&row, EventAction::Cancel)?;
        row.sequence += 1;
        record(conn, &mut row, (EventAction::Cancel, state), doer, &json!({}))?;
        let told = tell(conn, &row, None, &post)?;
        Ok((row, told))
    })
}

/// Moves an event to another day, part, venue or host. It keeps its code, and those who were
/// invited are told.
///
/// # Errors
/// No such event, one that was held or cancelled, no reason, or every rule that its new place breaks.
pub fn move_to(
    context: &mut Context<'_>,
    province: &str,
    code: &str,
    target: &Target,
    (by, why): (&str, &str),
) -> Result<(EventRow, ToldOf), EventError> {
    let doer = Doer::of(by, why, context.clock.now())?.explained()?;
    let post = Post::of((context.config, context.tables), doer.now, doer.comment);
    let (local, rules) = (context.local_now(), &context.tables.events);
    change(context, province, code, |conn, province, mut row| {
        let state = after(&row, EventAction::Move)?;
        let wish = moved(&row, target)?;
        let (desk, held, situation) = free(conn, province, (&row, &wish), (local, rules))?;
        let before = row.clone();
        place(&mut row, &desk, &situation, held);
        forget_turnout(&before, &mut row);
        row.sequence += 1;
        let facts = json!({ "from": where_it_is(&before), "to": where_it_is(&row) });
        record(conn, &mut row, (EventAction::Move, state), doer, &facts)?;
        let told = tell(conn, &row, None, &post)?;
        Ok((row, told))
    })
}

/// An event where it is moved.
fn moved(row: &EventRow, target: &Target) -> Result<Wish, StoreError> {
    let own = |said: &Option<String>, now: &String| said.as_ref().unwrap_or(now).clone();
    let kind = EventKind::from_code(&row.kind)
        .ok_or_else(|| StoreError::Corrupt { table: "events", what: row.kind.clone() })?;
    Ok(Wish {
        kind,
        venue: own(&target.venue, &row.venue),
        host: own(&target.host, &row.host),
        date: target.date.unwrap_or(row.date),
        part: own(&target.part, &row.part),
    })
}

/// The place of an event, if nothing but the event itself stands against it.
fn free(
    conn: &mut Conn,
    province: &Province,
    (row, wish): (&EventRow, &Wish),
    (local, rules): (NaiveDateTime, &EventRules),
) -> Result<(Desk, Held, Situation), EventError> {
    if wish.date < local.date() {
        return Err(EventError::Over { date: wish.date });
    }
    let week = Week::containing(wish.date);
    let office = office(conn, &row.office_code, province, week.monday())?;
    let desk = Desk::of(conn, (province, &office), (week, local), rules, Some(&row.code))?;
    // People were told of its day, or are told of a later one in time; another hall or host needs no notice.
    let moved = (wish.date != row.date).then(|| local.date());
    let (held, situation) = allowed(&desk, wish, moved)?;
    Ok((desk, held, situation))
}

fn where_it_is(row: &EventRow) -> Value {
    json!({ "date": row.date, "part": row.part, "venue": row.venue, "host": row.host })
}

/// Records that an event was held, and who came.
///
/// # Errors
/// No such event, one that is still to come or was cancelled, no number, or more who joined than came.
pub fn hold(
    context: &mut Context<'_>,
    province: &str,
    code: &str,
    results: Results,
    (by, why): (&str, &str),
) -> Result<EventRow, EventError> {
    let doer = Doer::of(by, why, context.clock.now())?;
    let today = context.today();
    change(context, province, code, |conn, _, mut row| {
        let state = after(&row, EventAction::Hold)?;
        if row.date > today {
            return Err(EventError::NotYet { code: row.code, date: row.date });
        }
        // Without a number it would count as held, and nobody would miss the result.
        if results == Results::default() && !is_listed(conn, &row)? {
            return Err(EventError::NoNumbers { code: row.code });
        }
        let said = |new: Option<u32>, old: Option<i32>| {
            new.map(|count| i32::try_from(count).unwrap_or(i32::MAX)).or(old)
        };
        row.attended = said(results.attended, row.attended);
        row.joined = said(results.joined, row.joined);
        // A number may come later than the other: those of both times must fit.
        if let (Some(attended), Some(joined)) = (row.attended, row.joined)
            && joined > attended
        {
            return Err(EventError::MoreJoined { attended, joined });
        }
        // A slip would be learnt from: whoever means it says why.
        let meets = row.mode == EventMode::InPerson.code();
        if let Some(attended) = row.attended.filter(|count| meets && *count > 2 * row.size)
            && why.trim().is_empty()
        {
            return Err(EventError::TooMany { attended, size: row.size });
        }
        let facts = json!({ "attended": row.attended, "joined": row.joined });
        record(conn, &mut row, (EventAction::Hold, state), doer, &facts)?;
        Ok(row)
    })
}

/// Whether a list says who came.
fn is_listed(conn: &mut Conn, row: &EventRow) -> Result<bool, StoreError> {
    let counts = attendance_counts(conn, row.province_id)?;
    let came = [Attendance::Attended, Attendance::Joined];
    Ok(came.iter().any(|status| counts.contains_key(&(row.id, status.code().to_owned()))))
}

/// Finds an event and does something with it, with nobody else about.
fn change<T>(
    context: &mut Context<'_>,
    province_code: &str,
    code: &str,
    verb: impl FnOnce(&mut Conn, &Province, EventRow) -> Result<T, EventError>,
) -> Result<T, EventError> {
    let today = context.today();
    context.store.write(|conn| {
        let province = province(conn, province_code, today)?;
        hold_events(conn, province.id.0)?;
        let row = find(conn, &province, code, today)?;
        verb(conn, &province, row)
    })
}
