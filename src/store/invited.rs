//! Who is invited by which version: the events of a contact, and the invitations of the versions in force.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::plan_events::{InvitationRow, PlanEventRow, events_of_version};
use super::schema::{plan_events, plan_invitations};
use super::steps::states_of;
use crate::domain::event::is_same_event;
use crate::domain::plan_life::PlanState;

/// The event to which a version, named by province and key, invites a contact of a commune.
///
/// # Errors
/// The database refused.
pub fn event_of_contact(
    conn: &mut Conn,
    (province, version): (i64, i64),
    (commune, contact): (&str, &str),
) -> StoreResult<Option<PlanEventRow>> {
    let number: Option<i32> = plan_invitations::table
        .filter(plan_invitations::province_id.eq(province))
        .filter(plan_invitations::version_id.eq(version))
        .filter(plan_invitations::commune.eq(commune))
        .filter(plan_invitations::contact.eq(contact))
        .order(plan_invitations::event)
        .select(plan_invitations::event)
        .first(conn)
        .optional()?;
    let Some(number) = number else { return Ok(None) };
    Ok(events_of_version(conn, province, version)?.into_iter().find(|row| row.number == number))
}

/// An event as a version names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The version.
    pub version_id: i64,
    /// The number of the event in it.
    pub number: i32,
    /// Code of its kind there.
    pub kind: String,
}

/// These events as the newest version has them that is in force or was until its week was over, by code.
///
/// # Errors
/// The database refused.
pub fn named_in_force(
    conn: &mut Conn,
    province: i64,
    codes: &[String],
) -> StoreResult<HashMap<String, Named>> {
    let in_force = |state| matches!(state, PlanState::Published | PlanState::Closed);
    newest_named(conn, province, codes, in_force)
}

/// These events as the newest version has them of those whose state counts, by code.
fn newest_named(
    conn: &mut Conn,
    province: i64,
    codes: &[String],
    counts: impl Fn(PlanState) -> bool,
) -> StoreResult<HashMap<String, Named>> {
    let rows: Vec<(i64, i32, String, String)> = on_backend!(conn, inner => plan_events::table
        .filter(plan_events::province_id.eq(province))
        .filter(plan_events::code.eq_any(codes))
        .order(plan_events::version_id)
        .select((plan_events::version_id, plan_events::number, plan_events::code, plan_events::kind))
        .load(inner))?;
    let versions: Vec<i64> = rows.iter().map(|(version, ..)| *version).collect();
    let states = states_of(conn, province, &versions)?;
    let is_meant = |version: &i64| {
        let state = states.get(version).and_then(|code| PlanState::from_code(code));
        state.is_some_and(&counts)
    };
    let named = rows.into_iter().filter(|(version, ..)| is_meant(version));
    // The newest of each event.
    Ok(named
        .map(|(version_id, number, code, kind)| (code, Named { version_id, number, kind }))
        .collect())
}

/// The invitations to these events, given as code and kind, of the newest version of each that is in force or
/// was, with the code of the event. To another event under the same code nobody is invited.
///
/// # Errors
/// The database refused.
pub fn invited_in_force(
    conn: &mut Conn,
    province: i64,
    events: &[(String, String)],
) -> StoreResult<Vec<(String, InvitationRow)>> {
    let codes: Vec<String> = events.iter().map(|(code, _)| code.clone()).collect();
    let named = named_in_force(conn, province, &codes)?;
    invited_by(conn, province, events, &named)
}

/// The same of the newest version of each that was ever published: a plan that is made again knows nothing of an
/// event that is over by then, and its guests were invited all the same.
///
/// # Errors
/// The database refused.
pub fn invited_at_last(
    conn: &mut Conn,
    province: i64,
    events: &[(String, String)],
) -> StoreResult<Vec<(String, InvitationRow)>> {
    let codes: Vec<String> = events.iter().map(|(code, _)| code.clone()).collect();
    let named = newest_named(conn, province, &codes, PlanState::was_published)?;
    invited_by(conn, province, events, &named)
}

fn invited_by(
    conn: &mut Conn,
    province: i64,
    events: &[(String, String)],
    named: &HashMap<String, Named>,
) -> StoreResult<Vec<(String, InvitationRow)>> {
    let own = |(code, kind): &(String, String)| {
        let own = named.get(code).filter(|named| is_same_event(&named.kind, kind))?;
        Some(((own.version_id, own.number), code.clone()))
    };
    let codes: HashMap<(i64, i32), String> = events.iter().filter_map(own).collect();
    let versions: BTreeSet<i64> = codes.keys().map(|(version, _)| *version).collect();
    let numbers: BTreeSet<i32> = codes.keys().map(|(_, number)| *number).collect();
    let rows: Vec<InvitationRow> = on_backend!(conn, inner => plan_invitations::table
        .filter(plan_invitations::province_id.eq(province))
        .filter(plan_invitations::version_id.eq_any(versions))
        .filter(plan_invitations::event.eq_any(numbers))
        .select(InvitationRow::as_select())
        .load(inner))?;
    let with_code =
        |row: InvitationRow| Some((codes.get(&(row.version_id, row.event))?.clone(), row));
    let mut invited: Vec<(String, InvitationRow)> =
        rows.into_iter().filter_map(with_code).collect();
    invited.sort_unstable_by(|a, b| (&a.0, a.1.person_id).cmp(&(&b.0, b.1.person_id)));
    Ok(invited)
}

/// How many households a version invites to each of its events, by number; none of an event to which nobody is.
///
/// # Errors
/// The database refused.
pub fn invited_counts(
    conn: &mut Conn,
    province: i64,
    version: i64,
) -> StoreResult<HashMap<i32, u64>> {
    let counts: Vec<(i32, i64)> = plan_invitations::table
        .filter(plan_invitations::province_id.eq(province))
        .filter(plan_invitations::version_id.eq(version))
        .group_by(plan_invitations::event)
        .select((plan_invitations::event, diesel::dsl::count_star()))
        .load(conn)?;
    let count = |(event, count)| (event, u64::try_from(count).unwrap_or_default());
    Ok(counts.into_iter().map(count).collect())
}
