//! To which event of a version a household is invited.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreResult;
use super::plan_events::{PlanEventRow, events_of_version};
use super::schema::plan_invitations;

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
