//! Intents to tell the committee, the coordinators and other systems what happened to a plan.

use std::collections::HashMap;

use chrono::{Days, NaiveDateTime, NaiveTime};
use serde_json::Value;

use super::held::{Held, Life, Moment};
use crate::app::plan::Found;
use crate::app::readers::Reader;
use crate::clock::utc_time;
use crate::domain::calendar::Week;
use crate::domain::notice::Purpose;
use crate::store::notices::{NewNotice, Times, hold_notices, insert_notices, notices_of_period};
use crate::store::{Conn, StoreResult};

/// When an intent may go out: not before the first, and not any more from the second on; UTC.
pub(super) type Span = (NaiveDateTime, NaiveDateTime);

/// From now to the end of the week, and at least a day.
pub(super) fn until_the_end_of(week: Week, moment: &Moment<'_>) -> Span {
    let next = week.next().monday().and_time(NaiveTime::MIN);
    let end = utc_time(next, moment.config.office.time_zone);
    (moment.now, end.max(days_after(moment.now, 1)))
}

/// From now on for a week.
pub(super) fn for_a_week(moment: &Moment<'_>) -> Span {
    (moment.now, days_after(moment.now, 7))
}

fn days_after(now: NaiveDateTime, days: u64) -> NaiveDateTime {
    now.checked_add_days(Days::new(days)).unwrap_or(now)
}

/// An intent that nobody has touched yet.
pub(super) fn intent(
    reader: &Reader,
    (purpose, period, step): (Purpose, &str, i32),
    version: i64,
    ((not_before, expires_at), now): (Span, NaiveDateTime),
) -> NewNotice {
    let times = Times { made_at: now, not_before, expires_at };
    let mut new = reader.notice((purpose, period, step), times);
    new.row.version_id = Some(version);
    new
}

/// The period of a letter about a plan.
pub(super) fn period(found: &Found) -> String {
    period_of(found.week, &found.office.code)
}

/// The period of a letter about the plan of a week and an office, `2023-W23 01500`.
fn period_of(week: Week, office: &str) -> String {
    format!("{week} {office}")
}

/// Tells readers once more, after whatever they were told for the same purpose and period; says how
/// many intents were stored. What letters say is read when they are written.
pub(super) fn tell(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    purpose: Purpose,
    readers: &[Reader],
    times: (Span, NaiveDateTime),
) -> StoreResult<usize> {
    let new = once_more(conn, (held, life), purpose, readers, times)?;
    insert_notices(conn, life.version.province_id, new)
}

/// Tells other systems in the same way. What they are told stays as it is now, however often it is
/// sent.
pub(super) fn tell_systems(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    purpose: Purpose,
    endpoints: &[String],
    times: (Span, NaiveDateTime),
    facts: &Value,
) -> StoreResult<usize> {
    let readers = Reader::endpoints(endpoints);
    let mut new = once_more(conn, (held, life), purpose, &readers, times)?;
    for notice in &mut new {
        notice.row.facts = facts.to_string();
    }
    insert_notices(conn, life.version.province_id, new)
}

fn once_more(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    purpose: Purpose,
    readers: &[Reader],
    times: (Span, NaiveDateTime),
) -> StoreResult<Vec<NewNotice>> {
    let (province, period) = (life.version.province_id, period(&held.found));
    hold_notices(conn, province)?;
    let mut told: HashMap<(String, String), i32> = HashMap::new();
    for row in notices_of_period(conn, province, purpose.code(), &period)? {
        let last = told.entry((row.recipient, row.channel)).or_default();
        *last = row.step.max(*last);
    }
    let step = |reader: &Reader| {
        let key = (reader.recipient.to_string(), reader.channel.code().to_owned());
        told.get(&key).copied().unwrap_or_default() + 1
    };
    let new = readers
        .iter()
        .map(|reader| intent(reader, (purpose, &period, step(reader)), life.version.id, times));
    Ok(new.collect())
}

/// Tells readers unless they were told already for the same purpose and period; says how many intents
/// are new.
pub(super) fn tell_once(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    purpose: Purpose,
    readers: &[Reader],
    times: (Span, NaiveDateTime),
) -> StoreResult<usize> {
    let period = period(&held.found);
    let new =
        readers.iter().map(|reader| intent(reader, (purpose, &period, 1), life.version.id, times));
    insert_notices(conn, life.version.province_id, new.collect())
}

/// Tells readers, unless they were told already, that an office (province, week, code) has no plan. What
/// there is of one is read when the letters are written.
pub(super) fn tell_unplanned(
    conn: &mut Conn,
    (province, week, office): (i64, Week, &str),
    readers: &[Reader],
    ((not_before, expires_at), now): (Span, NaiveDateTime),
) -> StoreResult<usize> {
    let period = period_of(week, office);
    let times = Times { made_at: now, not_before, expires_at };
    let new = readers.iter().map(|one| one.notice((Purpose::NotApproved, &period, 1), times));
    insert_notices(conn, province, new.collect())
}
