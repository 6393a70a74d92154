//! Notices that still wait, those of which nobody knows whether they went out, and how many there are
//! of each kind.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::bulk::KEYS_PER_QUERY;
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::notices::NoticeRow;
use super::schema::{notice_cases, notices};

/// The notices of a purpose that wait to be sent, and speak of one of these people or go to one.
///
/// # Errors
/// The database refused.
pub fn waiting_about(
    conn: &mut Conn,
    province: i64,
    purpose: &str,
    people: &[i64],
) -> StoreResult<Vec<NoticeRow>> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for people in people.chunks(KEYS_PER_QUERY / 2) {
        let rows: Vec<NoticeRow> = on_backend!(conn, inner => {
            let spoken_of: Vec<i64> = notice_cases::table
                .filter(notice_cases::province_id.eq(province))
                .filter(notice_cases::person_id.eq_any(people))
                .select(notice_cases::notice_id)
                .load(inner)?;
            let mut rows: Vec<NoticeRow> = notices::table
                .filter(notices::province_id.eq(province))
                .filter(notices::person_id.eq_any(people.iter().map(|id| Some(*id))))
                .filter(notices::purpose.eq(purpose))
                .filter(notices::state.eq_any(["scheduled", "retry"]))
                .select(NoticeRow::as_select())
                .load(inner)?;
            for ids in spoken_of.chunks(KEYS_PER_QUERY) {
                rows.extend(notices::table
                    .filter(notices::province_id.eq(province))
                    .filter(notices::id.eq_any(ids))
                    .filter(notices::purpose.eq(purpose))
                    .filter(notices::state.eq_any(["scheduled", "retry"]))
                    .select(NoticeRow::as_select())
                    .load::<NoticeRow>(inner)?);
            }
            QueryResult::Ok(rows)
        })?;
        found.extend(rows.into_iter().filter(|row| seen.insert(row.id)));
    }
    Ok(found)
}

/// The notices of a purpose and of these periods, by key.
///
/// # Errors
/// The database refused.
pub fn notices_of_periods(
    conn: &mut Conn,
    province: i64,
    purpose: &str,
    periods: &[&str],
) -> StoreResult<Vec<NoticeRow>> {
    Ok(on_backend!(conn, inner => notices::table
        .filter(notices::province_id.eq(province))
        .filter(notices::purpose.eq(purpose))
        .filter(notices::period.eq_any(periods))
        .order(notices::id)
        .select(NoticeRow::as_select())
        .load(inner))?)
}

/// The notices of which nobody knows whether they went out, the oldest first.
///
/// # Errors
/// The database refused.
pub fn unknown(conn: &mut Conn, province: i64) -> StoreResult<Vec<NoticeRow>> {
    Ok(notices::table
        .filter(notices::province_id.eq(province))
        .filter(notices::state.eq("unknown"))
        .order((notices::sent_at, notices::id))
        .select(NoticeRow::as_select())
        .load(conn)?)
}

/// The waiting notices of a province whose time has run out, by key: nobody will send them, and a
/// worker that ran would have ended them.
///
/// # Errors
/// The database refused.
pub fn overdue(conn: &mut Conn, province: i64, now: NaiveDateTime) -> StoreResult<Vec<NoticeRow>> {
    Ok(on_backend!(conn, inner => notices::table
        .filter(notices::province_id.eq(province))
        .filter(notices::state.eq_any(["scheduled", "retry", "leased"]))
        .filter(notices::expires_at.le(now))
        .order(notices::id)
        .select(NoticeRow::as_select())
        .load(inner))?)
}
