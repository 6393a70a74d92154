//! Events that somebody decided about, the steps of their lives, and who came. Steps are only added.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::bulk::{inserts, writes};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::ids::take_ids;
use super::schema::{event_attendance, event_steps, events};
use crate::domain::event_life::Attendance;

/// An event.
#[derive(
    Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Identifiable, AsChangeset,
)]
#[diesel(table_name = events, primary_key(province_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct EventRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Code by which people name it; it stays when the event is moved.
    pub code: String,
    /// Office.
    pub office_code: String,
    /// Code of `EventKind`.
    pub kind: String,
    /// Code of `EventMode`.
    pub mode: String,
    /// Code of the host.
    pub host: String,
    /// Code of the venue or platform.
    pub venue: String,
    /// Its commune; of a platform the smallest area that holds its audience.
    pub area: String,
    /// Day.
    pub date: NaiveDate,
    /// Part of the day.
    pub part: String,
    /// Local time at which it begins.
    pub starts_at: NaiveDateTime,
    /// Local time at which it ends.
    pub ends_at: NaiveDateTime,
    /// Most people.
    pub size: i32,
    /// People expected.
    pub expected: i32,
    /// The chance at the place by which they were expected, in millionths; 0 where no plan said so.
    pub turnout: i32,
    /// Code of `EventState`.
    pub state: String,
    /// Times that it was changed since it was first told.
    pub sequence: i32,
    /// When it was changed last, UTC.
    pub changed_at: NaiveDateTime,
    /// People who came, as whoever held it says.
    pub attended: Option<i32>,
    /// People who joined at it, as whoever held it says.
    pub joined: Option<i32>,
}

/// One step in the life of an event.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = event_steps)]
#[diesel(treat_none_as_default_value = false)]
pub struct EventStepRow {
    /// Province.
    pub province_id: i64,
    /// Event.
    pub event_id: i64,
    /// 1, 2, 3 ... in the life of the event.
    pub number: i32,
    /// Code of `EventAction`.
    pub action: String,
    /// Code of `EventState` since then.
    pub state: String,
    /// Who did it.
    pub by_name: String,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Why.
    pub comment: Option<String>,
    /// What was changed, JSON.
    pub facts: String,
}

/// Somebody at an event.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = event_attendance, primary_key(province_id, event_id, who))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct AttendanceRow {
    /// Province.
    pub province_id: i64,
    /// Event.
    pub event_id: i64,
    /// `#` and the person's key, or a telephone.
    pub who: String,
    /// The person, where it is one on record.
    pub person_id: Option<i64>,
    /// Code of `Attendance`.
    pub status: String,
}

writes!(
    events(province_id, id),
    EventRow {
        code,
        office_code,
        kind,
        mode,
        host,
        venue,
        area,
        date,
        part,
        starts_at,
        ends_at,
        size,
        expected,
        turnout,
        state,
        sequence,
        changed_at,
        attended,
        joined
    },
    write_new_events,
    update_events,
    "events"
);
inserts!(event_steps, EventStepRow, insert_event_steps, "steps of events");
writes!(
    event_attendance(province_id, event_id, who),
    AttendanceRow { person_id, status },
    insert_attendance,
    update_attendance,
    "attendance"
);

/// Stores new events and gives them their keys.
///
/// # Errors
/// The database refused.
pub fn insert_events(conn: &mut Conn, province: i64, rows: &mut [EventRow]) -> StoreResult<()> {
    let first = take_ids(conn, province, "events", rows.len())?;
    for (id, row) in (first..).zip(rows.iter_mut()) {
        row.id = id;
    }
    write_new_events(conn, rows)
}

/// All events of a province, in order of time.
///
/// # Errors
/// The database refused.
pub fn all_events(conn: &mut Conn, province: i64) -> StoreResult<Vec<EventRow>> {
    Ok(events::table
        .filter(events::province_id.eq(province))
        .order((events::date, events::starts_at, events::code))
        .select(EventRow::as_select())
        .load(conn)?)
}

/// The events of an office from one day to another.
///
/// # Errors
/// The database refused.
pub fn events_of_days(
    conn: &mut Conn,
    province: i64,
    office: &str,
    (first, last): (NaiveDate, NaiveDate),
) -> StoreResult<Vec<EventRow>> {
    Ok(events::table
        .filter(events::province_id.eq(province))
        .filter(events::office_code.eq(office))
        .filter(events::date.between(first, last))
        .order((events::date, events::starts_at, events::code))
        .select(EventRow::as_select())
        .load(conn)?)
}

/// The event of a code.
///
/// # Errors
/// The database refused.
pub fn event(conn: &mut Conn, province: i64, code: &str) -> StoreResult<Option<EventRow>> {
    Ok(events::table
        .filter(events::province_id.eq(province))
        .filter(events::code.eq(code))
        .select(EventRow::as_select())
        .first(conn)
        .optional()?)
}

/// The events of these codes, by code.
///
/// # Errors
/// The database refused.
pub fn events_by_code(
    conn: &mut Conn,
    province: i64,
    codes: &[&str],
) -> StoreResult<HashMap<String, EventRow>> {
    let rows: Vec<EventRow> = on_backend!(conn, inner => events::table
        .filter(events::province_id.eq(province))
        .filter(events::code.eq_any(codes))
        .select(EventRow::as_select())
        .load(inner))?;
    Ok(rows.into_iter().map(|row| (row.code.clone(), row)).collect())
}

/// An event as it stands, with the steps that brought it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventLife {
    /// The event.
    pub event: EventRow,
    /// Its steps, in order.
    pub steps: Vec<EventStepRow>,
}

/// The events of these codes with their steps, by code.
///
/// # Errors
/// The database refused.
pub fn lives_of_events(
    conn: &mut Conn,
    province: i64,
    codes: &[&str],
) -> StoreResult<HashMap<String, EventLife>> {
    let own =
        events::province_id.eq(event_steps::province_id).and(events::id.eq(event_steps::event_id));
    let rows: Vec<(EventRow, Option<EventStepRow>)> = on_backend!(conn, inner => events::table
        .left_join(event_steps::table.on(own))
        .filter(events::province_id.eq(province))
        .filter(events::code.eq_any(codes))
        .order((events::code, event_steps::number))
        .select((EventRow::as_select(), Option::<EventStepRow>::as_select()))
        .load(inner))?;
    let mut lives: HashMap<String, EventLife> = HashMap::new();
    for (event, step) in rows {
        let code = event.code.clone();
        let life = lives.entry(code).or_insert_with(|| EventLife { event, steps: Vec::new() });
        life.steps.extend(step);
    }
    Ok(lives)
}

/// The steps of an event, in order.
///
/// # Errors
/// The database refused.
pub fn steps_of_event(
    conn: &mut Conn,
    province: i64,
    event: i64,
) -> StoreResult<Vec<EventStepRow>> {
    Ok(event_steps::table
        .filter(event_steps::province_id.eq(province))
        .filter(event_steps::event_id.eq(event))
        .order(event_steps::number)
        .select(EventStepRow::as_select())
        .load(conn)?)
}

/// The steps that decisions about areas caused, or that took back what one had caused, event by event and in
/// order.
///
/// # Errors
/// The database refused.
pub fn steps_of_scenarios(conn: &mut Conn, province: i64) -> StoreResult<Vec<EventStepRow>> {
    let caused = event_steps::facts.like("%\"scenario\":%");
    let undone = event_steps::facts.like("%\"taken_back\":%");
    Ok(event_steps::table
        .filter(event_steps::province_id.eq(province))
        .filter(caused.or(undone))
        .order((event_steps::event_id, event_steps::number))
        .select(EventStepRow::as_select())
        .load(conn)?)
}

/// How many steps events have taken, of all provinces: another number as soon as one is added.
///
/// # Errors
/// The database refused.
pub fn event_changes(conn: &mut Conn) -> StoreResult<i64> {
    Ok(event_steps::table.count().get_result(conn)?)
}

/// The last step of every event of a province, by the key of the event.
///
/// # Errors
/// The database refused.
pub fn last_steps(conn: &mut Conn, province: i64) -> StoreResult<HashMap<i64, EventStepRow>> {
    let steps: Vec<EventStepRow> = event_steps::table
        .filter(event_steps::province_id.eq(province))
        .order((event_steps::event_id, event_steps::number))
        .select(EventStepRow::as_select())
        .load(conn)?;
    Ok(steps.into_iter().map(|step| (step.event_id, step)).collect())
}

/// All attendance of a province.
///
/// # Errors
/// The database refused.
pub fn attendance(conn: &mut Conn, province: i64) -> StoreResult<Vec<AttendanceRow>> {
    Ok(event_attendance::table
        .filter(event_attendance::province_id.eq(province))
        .order((event_attendance::event_id, event_attendance::who))
        .select(AttendanceRow::as_select())
        .load(conn)?)
}

/// Who on record came to these events: the key of the event, and of the person.
///
/// # Errors
/// The database refused.
pub fn who_came(conn: &mut Conn, province: i64, events: &[i64]) -> StoreResult<Vec<(i64, i64)>> {
    let came = [Attendance::Attended.code(), Attendance::Joined.code()];
    let rows: Vec<(i64, Option<i64>)> = on_backend!(conn, inner => event_attendance::table
        .filter(event_attendance::province_id.eq(province))
        .filter(event_attendance::event_id.eq_any(events))
        .filter(event_attendance::status.eq_any(came))
        .select((event_attendance::event_id, event_attendance::person_id))
        .order((event_attendance::event_id, event_attendance::who))
        .load(inner))?;
    Ok(rows.into_iter().filter_map(|(event, person)| Some((event, person?))).collect())
}

/// People by event and status.
///
/// # Errors
/// The database refused.
pub fn attendance_counts(
    conn: &mut Conn,
    province: i64,
) -> StoreResult<HashMap<(i64, String), i64>> {
    let counts: Vec<(i64, String, i64)> = event_attendance::table
        .filter(event_attendance::province_id.eq(province))
        .group_by((event_attendance::event_id, event_attendance::status))
        .select((event_attendance::event_id, event_attendance::status, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(counts.into_iter().map(|(event, status, count)| ((event, status), count)).collect())
}
