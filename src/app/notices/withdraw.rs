//! Takes reminders and invitations back that have nothing left to say, in the transaction of the import that says so:
//! a payment, an outcome, a consent that was withdrawn. A reminder that still speaks of another case
//! which is due stays, and says less when it is sent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::due_reminder::{Verdict, read, verdict};
use super::event_letters::Guests;
use crate::app::events::EventMeant;
use crate::config::Tables;
use crate::domain::notice::Purpose;
use crate::store::merged::merged_into;
use crate::store::notices::{NoticeRow, withdraw};
use crate::store::waiting::waiting_about;
use crate::store::{Conn, StoreResult};

/// Looks again at the reminders that wait for these people, and ends those that have nothing left to
/// say; says how many.
///
/// # Errors
/// The database refused.
pub(crate) fn withdraw_settled(
    conn: &mut Conn,
    province: i64,
    people: &BTreeSet<i64>,
    (today, tables): (NaiveDate, &Tables),
) -> StoreResult<usize> {
    let mut people: Vec<i64> = people.iter().copied().collect();
    // A notice keeps the key under which its person was known when it was made.
    let before = merged_into(conn, province, &people)?.into_iter();
    people.extend(before.map(|(person, _)| person));
    let invitations = withdraw_invitations(conn, province, &people, (today, tables))?;
    let waiting = waiting_about(conn, province, Purpose::DueReminder.code(), &people)?;
    if waiting.is_empty() {
        return Ok(invitations);
    }
    let rows: Vec<&NoticeRow> = waiting.iter().collect();
    let (register, mut cases) = read(conn, province, &rows, tables)?;
    let mut over: BTreeMap<(&'static str, &'static str), Vec<i64>> = BTreeMap::new();
    for notice in &waiting {
        let cases = cases.remove(&notice.id).unwrap_or_default();
        if let Verdict::Not(state, reason) = verdict(notice, &cases, &register, today) {
            over.entry((state.code(), reason.code())).or_default().push(notice.id);
        }
    }
    Ok(invitations + withdraw_all(conn, province, over)?)
}

/// The same for letters about events: of whoever paid, died or asked for silence none is sent.
fn withdraw_invitations(
    conn: &mut Conn,
    province: i64,
    people: &[i64],
    (today, tables): (NaiveDate, &Tables),
) -> StoreResult<usize> {
    let mut waiting = waiting_about(conn, province, Purpose::EventInvitation.code(), people)?;
    waiting.extend(waiting_about(conn, province, Purpose::EventChanged.code(), people)?);
    if waiting.is_empty() {
        return Ok(0);
    }
    let rows: Vec<&NoticeRow> = waiting.iter().collect();
    let guests = Guests::read(conn, province, &rows, tables)?;
    let mut over: BTreeMap<(&'static str, &'static str), Vec<i64>> = BTreeMap::new();
    for notice in &waiting {
        let meant = EventMeant::of_facts(&notice.facts)?;
        if let Err((state, reason)) = guests.reader(notice, &meant, today) {
            over.entry((state.code(), reason.code())).or_default().push(notice.id);
        }
    }
    withdraw_all(conn, province, over)
}

fn withdraw_all(
    conn: &mut Conn,
    province: i64,
    over: BTreeMap<(&'static str, &'static str), Vec<i64>>,
) -> StoreResult<usize> {
    let mut withdrawn = 0;
    for (end, ids) in over {
        withdrawn += withdraw(conn, province, &ids, end)?.len();
    }
    Ok(withdrawn)
}
