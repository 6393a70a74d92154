//! A new intent, as the use cases of this room write one.

use chrono::NaiveDateTime;

use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use crate::store::notices::{NewNotice, NoticeRow};

/// When a notice may be sent, UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) now: NaiveDateTime,
    pub(super) not_before: NaiveDateTime,
    pub(super) expires_at: NaiveDateTime,
}

/// An intent to write a letter that waits for its time.
pub(super) fn letter(
    recipient: &Recipient,
    purpose: Purpose,
    (period, step): (String, i32),
    times: Times,
) -> NewNotice {
    let not_before = times.not_before.max(times.now);
    let row = NoticeRow {
        province_id: 0,
        id: 0,
        recipient: recipient.to_string(),
        purpose: purpose.code().to_owned(),
        period,
        channel: NoticeChannel::Email.code().to_owned(),
        step,
        person_id: match recipient {
            Recipient::Person(id) => Some(*id),
            _ => None,
        },
        version_id: None,
        state: NoticeState::Scheduled.code().to_owned(),
        reason: None,
        made_at: times.now,
        not_before,
        expires_at: times.expires_at,
        next_at: not_before,
        attempts: 0,
        doubtful: 0,
        worker: None,
        lease_until: None,
        address_key: None,
        destination: None,
        sent_at: None,
        facts: "{}".to_owned(),
    };
    NewNotice { row, cases: Vec::new() }
}

/// The same, ended before it began: it is there so that nobody vanishes.
pub(super) fn suppressed(mut notice: NewNotice, reason: NoticeReason) -> NewNotice {
    notice.row.state = NoticeState::Suppressed.code().to_owned();
    notice.row.reason = Some(reason.code().to_owned());
    notice
}
