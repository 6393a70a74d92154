//! What counts towards how often somebody was contacted, beside the outcomes themselves: which touches were
//! visits, and what was sent to participants.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::bulk::KEYS_PER_QUERY;
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{notices, outcomes, touches};

/// The visits that have a result since a moment, by the key of their touch.
///
/// # Errors
/// The database refused.
pub fn visits_since(conn: &mut Conn, province: i64, since: NaiveDateTime) -> StoreResult<Vec<i64>> {
    let told = touches::province_id
        .eq(outcomes::province_id)
        .and(touches::id.nullable().eq(outcomes::touch_id));
    Ok(on_backend!(conn, inner => outcomes::table
        .inner_join(touches::table.on(told))
        .filter(outcomes::province_id.eq(province))
        .filter(outcomes::at.ge(since))
        .filter(touches::channel.eq("visit"))
        .select(touches::id)
        .distinct()
        .load(inner))?)
}

/// The channels of touches.
///
/// # Errors
/// The database refused.
pub fn touch_channels(
    conn: &mut Conn,
    province: i64,
    ids: &[i64],
) -> StoreResult<Vec<(i64, String)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(KEYS_PER_QUERY) {
        found.extend(on_backend!(conn, inner => touches::table
            .filter(touches::province_id.eq(province))
            .filter(touches::id.eq_any(chunk))
            .select((touches::id, touches::channel))
            .load::<(i64, String)>(inner))?);
    }
    Ok(found)
}

/// What went out to participants since a moment, UTC: to whom and when.
///
/// # Errors
/// The database refused.
pub fn notices_since(
    conn: &mut Conn,
    province: i64,
    since: NaiveDateTime,
) -> StoreResult<Vec<(i64, NaiveDateTime)>> {
    Ok(on_backend!(conn, inner => notices::table
        .filter(notices::province_id.eq(province))
        .filter(notices::person_id.is_not_null())
        .filter(notices::sent_at.ge(since))
        .order(notices::id)
        .select((notices::person_id.assume_not_null(), notices::sent_at.assume_not_null()))
        .load(inner))?)
}

/// The same of a few people: when.
///
/// # Errors
/// The database refused.
pub fn notices_to(
    conn: &mut Conn,
    province: i64,
    people: &[i64],
    since: NaiveDateTime,
) -> StoreResult<Vec<NaiveDateTime>> {
    let mut found = Vec::new();
    for chunk in people.chunks(KEYS_PER_QUERY) {
        found.extend(on_backend!(conn, inner => notices::table
            .filter(notices::province_id.eq(province))
            .filter(notices::person_id.eq_any(chunk.iter().map(|id| Some(*id))))
            .filter(notices::sent_at.ge(since))
            .order(notices::id)
            .select(notices::sent_at.assume_not_null())
            .load::<NaiveDateTime>(inner))?);
    }
    Ok(found)
}
