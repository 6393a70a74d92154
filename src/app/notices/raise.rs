//! Raising an alarm: the coordinators are told once of each thing that needs attention, and whoever
//! has no address stands in the outbox with the reason.

use chrono::Days;
use serde_json::json;

use crate::app::context::{Context, province};
use crate::app::plan::PlanError;
use crate::domain::notice::{NoticeChannel, NoticeReason, Purpose, Recipient};
use crate::store::notices::{NewNotice, Times, insert_notices};

/// Days after which an alarm is no longer sent.
const STALE_DAYS: u64 = 3;

/// What needs attention, in Vietnamese and English.
#[derive(Clone, Copy, Debug)]
pub struct Concern<'a> {
    /// What it is about, the same whenever the same thing is told again.
    pub key: &'a str,
    /// In a few words.
    pub title: [&'a str; 2],
    /// What happened and what to do.
    pub what: [&'a str; 2],
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
    let coordinators = &context.config.approval.coordinators;
    let both = |[vi, en]: [&str; 2]| json!({ "vi": vi, "en": en });
    let facts = json!({ "title": both(concern.title), "what": both(concern.what) }).to_string();
    let expires_at = now.checked_add_days(Days::new(STALE_DAYS)).unwrap_or(now);
    let times = Times { made_at: now, not_before: now, expires_at };
    context.store.write(|conn| {
        let province = province(conn, code, today)?.id.0;
        let new = coordinators.iter().map(|member| {
            let recipient = Recipient::Coordinator(member.name.clone());
            let to = (&recipient, NoticeChannel::Email);
            let mut new = NewNotice::waiting(to, (Purpose::Alarm, concern.key, 1), times);
            new.row.facts.clone_from(&facts);
            if member.email.is_none() { new.suppressed(NoticeReason::NoAddress) } else { new }
        });
        Ok(insert_notices(conn, province, new.collect())?)
    })
}
