//! What notices say at the moment of sending. A batch is read purpose by purpose, whatever its size in
//! a handful of queries: what was true when an intent was written may no longer be.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use super::letters::Letters;
use super::{alarm, call_list, due_reminder, event_letters, event_list, plan_letters};
use crate::domain::message::Composed;
use crate::domain::notice::{NoticeReason, NoticeState, Purpose};
use crate::store::notices::NoticeRow;
use crate::store::{Conn, StoreResult};

/// What each of these notices says at `now` (UTC), in their order, or why it is not sent.
///
/// # Errors
/// The database refused, or holds what cannot be read.
pub fn compose(
    conn: &mut Conn,
    notices: &[NoticeRow],
    now: NaiveDateTime,
    letters: &Letters<'_>,
) -> StoreResult<Vec<Composed>> {
    let mut groups: BTreeMap<(i64, &str), Vec<usize>> = BTreeMap::new();
    for (at, notice) in notices.iter().enumerate() {
        groups.entry((notice.province_id, notice.purpose.as_str())).or_default().push(at);
    }
    let mut all: Vec<Option<Composed>> = vec![None; notices.len()];
    for ((province, purpose), places) in groups {
        let group: Vec<&NoticeRow> = places.iter().filter_map(|at| notices.get(*at)).collect();
        let said = match Purpose::from_code(purpose) {
            Some(Purpose::CallList) => call_list::compose(conn, province, &group, now, letters)?,
            Some(Purpose::DueReminder) => {
                due_reminder::compose(conn, province, &group, now, letters)?
            }
            Some(Purpose::EventInvitation | Purpose::EventChanged) => {
                event_letters::compose(conn, province, &group, now, letters)?
            }
            Some(Purpose::EventList) => event_list::compose(conn, province, &group, now, letters)?,
            Some(Purpose::Alarm) => alarm::compose(conn, &group, letters)?,
            Some(purpose) => plan_letters::compose(conn, (province, purpose), &group, letters)?,
            // Of a later version of the program.
            None => group
                .iter()
                .map(|_| Composed::Not(NoticeState::Failed, NoticeReason::Refused))
                .collect(),
        };
        for (at, one) in places.into_iter().zip(said) {
            if let Some(place) = all.get_mut(at) {
                *place = Some(one);
            }
        }
    }
    let nothing = || Composed::Not(NoticeState::Cancelled, NoticeReason::Settled);
    Ok(all.into_iter().map(|one| one.unwrap_or_else(nothing)).collect())
}
