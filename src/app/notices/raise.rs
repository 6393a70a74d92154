//! Raising an alarm: the coordinators are told once of each thing that needs attention, and whoever
//! has no address stands in the outbox with the reason.

use chrono::{Days, NaiveDateTime};
use serde_json::json;

use crate::app::context::{Context, province};
use crate::app::plan::PlanError;
use crate::app::readers::Reader;
use crate::domain::notice::Purpose;
use crate::store::notices::{Times, insert_notices};
use crate::store::{Conn, StoreResult};

/// Days after which an alarm is no longer sent.
const STALE_DAYS: u64 = 3;

/// What needs attention, in Vietnamese and English.
#[derive(Clone, Copy, Debug)]
pub struct Concern<'a> {
    /// What it is about, the same whenever the same thing is told again.
    pub key: &'a str,
    /// In a few words.
    pub title: [&'a str; 2],
    /// What happened.
    pub what: [&'a str; 2],
    /// What to do; without it, where to look.
    pub what_to_do: Option<[&'a str; 2]>,
}

/// Tells the coordinators, and says how many were not told before.
///
/// # Errors
/// An unclear province, or the database refused.
pub fn raise(
    context: &mut Context<'_>,
    code: &str,
    concern: Concern<'_>,
) -> Result<usize, PlanError> {
    let (now, today) = (context.clock.now(), context.today());
    let readers = Reader::coordinators(context.config);
    context.store.write(|conn| {
        let province = province(conn, code, today)?.id.0;
        Ok(raise_among(conn, province, (&readers, concern), now)?)
    })
}

/// Tells readers, and says how many were not told before.
pub(super) fn raise_among(
    conn: &mut Conn,
    province: i64,
    (readers, concern): (&[Reader], Concern<'_>),
    now: NaiveDateTime,
) -> StoreResult<usize> {
    let both = |[vi, en]: [&str; 2]| json!({ "vi": vi, "en": en });
    let mut facts = json!({ "title": both(concern.title), "what": both(concern.what) });
    if let (Some(todo), Some(facts)) = (concern.what_to_do, facts.as_object_mut()) {
        facts.insert("what_to_do".to_owned(), both(todo));
    }
    let facts = facts.to_string();
    let expires_at = now.checked_add_days(Days::new(STALE_DAYS)).unwrap_or(now);
    let times = Times { made_at: now, not_before: now, expires_at };
    let new = readers.iter().map(|reader| {
        let mut new = reader.notice((Purpose::Alarm, concern.key, 1), times);
        new.row.facts.clone_from(&facts);
        new
    });
    insert_notices(conn, province, new.collect())
}
