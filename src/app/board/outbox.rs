//! The outbox: how many notices are in which state, and which they are. No name and no address: a
//! participant is a key here.

use chrono::NaiveDateTime;
use serde::Serialize;

use super::plans::configured;
use crate::app::context::{Context, province};
use crate::app::plan::PlanError;
use crate::clock::local_time;
use crate::domain::notice::Recipient;
use crate::store::boards::{NoticeLine, notice_counts, notices_before};

/// Notices of one channel, purpose and state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outbox {
    /// Code of `domain::notice::NoticeChannel`.
    pub channel: String,
    /// Code of `domain::notice::Purpose`.
    pub purpose: String,
    /// Code of `domain::notice::NoticeState`.
    pub state: String,
    /// How many.
    pub count: i64,
}

/// A notice. All times are those of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutboxLine {
    /// Number.
    pub id: i64,
    /// `agent`, `person`, `committee`, `coordinator` or `endpoint`.
    pub kind: &'static str,
    /// Code, key or name of the recipient.
    pub who: String,
    /// What for.
    pub purpose: String,
    /// About when.
    pub period: String,
    /// By which channel.
    pub channel: String,
    /// State.
    pub state: String,
    /// Why, where the state has a reason.
    pub reason: Option<String>,
    /// When it was made.
    pub made_at: NaiveDateTime,
    /// When it is tried next.
    pub next_at: NaiveDateTime,
    /// Attempts so far.
    pub attempts: i32,
    /// When it went out, or may have.
    pub sent_at: Option<NaiveDateTime>,
}

/// How many notices are in which state.
///
/// # Errors
/// The province is not clear, or the database refused.
pub fn outbox_counts(context: &mut Context<'_>) -> Result<Vec<Outbox>, PlanError> {
    let (today, code) = (context.today(), configured(context));
    context.store.read(|conn| {
        let province = province(conn, &code, today)?;
        let counts = notice_counts(conn, province.id.0)?.into_iter();
        let one = |(channel, purpose, state, count)| Outbox { channel, purpose, state, count };
        Ok(counts.map(one).collect())
    })
}

/// At most `limit` notices older than `before`, the newest first; of one state, where it is named.
///
/// # Errors
/// The province is not clear, or the database refused.
pub fn outbox(
    context: &mut Context<'_>,
    state: Option<&str>,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<OutboxLine>, PlanError> {
    let (today, code) = (context.today(), configured(context));
    let zone = context.config.office.time_zone;
    context.store.read(|conn| {
        let province = province(conn, &code, today)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = notices_before(conn, province.id.0, (state, before), limit)?;
        let line = |row: NoticeLine| {
            let (kind, who) = recipient(&row.recipient);
            OutboxLine {
                id: row.id,
                kind,
                who,
                purpose: row.purpose,
                period: row.period,
                channel: row.channel,
                state: row.state,
                reason: row.reason,
                made_at: local_time(row.made_at, zone),
                next_at: local_time(row.next_at, zone),
                attempts: row.attempts,
                sent_at: row.sent_at.map(|at| local_time(at, zone)),
            }
        };
        Ok(rows.into_iter().map(line).collect())
    })
}

fn recipient(text: &str) -> (&'static str, String) {
    match Recipient::from_text(text) {
        Some(Recipient::Agent(code)) => ("agent", code),
        Some(Recipient::Person(id)) => ("person", format!("#{id}")),
        Some(Recipient::Host(code)) => ("host", code),
        Some(Recipient::Committee(name)) => ("committee", name),
        Some(Recipient::Coordinator(name)) => ("coordinator", name),
        Some(Recipient::Endpoint(name)) => ("endpoint", name),
        None => ("unknown", String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_participant_is_a_key() {
        assert_eq!(recipient("person:7"), ("person", "#7".to_owned()));
        assert_eq!(recipient("agent:NV-01"), ("agent", "NV-01".to_owned()));
        assert_eq!(recipient("?"), ("unknown", String::new()));
    }
}
