//! Raising an alarm: the coordinators are told once of each thing that needs attention, and whoever
//! has no address stands in the outbox with the reason.

use chrono::{Days, NaiveDateTime};
use serde_json::json;

use crate::app::context::{Context, province};
use crate::app::plan::PlanError;
use crate::config::Config;
use crate::domain::notice::{NoticeChannel, NoticeReason, Purpose, Recipient};
use crate::store::notices::{NewNotice, Times, insert_notices};
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

/// Somebody to tell.
pub(super) struct Reader {
    recipient: Recipient,
    channel: NoticeChannel,
    has_address: bool,
}

/// The coordinators, by mail.
pub(super) fn coordinators(config: &Config) -> Vec<Reader> {
    let members = config.approval.coordinators.iter();
    let reader = members.map(|member| Reader {
        recipient: Recipient::Coordinator(member.name.clone()),
        channel: NoticeChannel::Email,
        has_address: member.email.is_some(),
    });
    reader.collect()
}

/// The other systems, by their webhooks.
pub(super) fn endpoints(config: &Config) -> Vec<Reader> {
    let reader = config.webhooks.names().into_iter().map(|name| Reader {
        recipient: Recipient::Endpoint(name),
        channel: NoticeChannel::Webhook,
        has_address: true,
    });
    reader.collect()
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
    let readers = coordinators(context.config);
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
        let to = (&reader.recipient, reader.channel);
        let mut new = NewNotice::waiting(to, (Purpose::Alarm, concern.key, 1), times);
        new.row.facts.clone_from(&facts);
        if reader.has_address { new } else { new.suppressed(NoticeReason::NoAddress) }
    });
    insert_notices(conn, province, new.collect())
}
