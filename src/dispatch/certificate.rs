//! The certificate of sending: of one notice, who sent which bytes where and when, what the server
//! replied, and the links of the chain that prove it.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde::{Serialize, Serializer};

use super::chain::{digest, sha256};
use super::error::DispatchError;
use crate::store::Store;
use crate::store::attempts::{AttemptTextRow, LinkRow, links_of, texts_of};
use crate::store::nature::{Nature, nature};
use crate::store::notices::{NoticeRow, notices_by_id};

/// A certificate; times are UTC, and marked so in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Whether the database is a rehearsal: times were set, and nothing is certified.
    pub rehearsal: bool,
    /// Province.
    pub province: i64,
    /// Notice.
    pub notice: i64,
    /// Whom it is for.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// About when.
    pub period: String,
    /// How it travels.
    pub channel: String,
    /// How far it has come.
    pub state: String,
    /// Why, where the state has a reason.
    pub reason: Option<String>,
    /// Attempts of which it is not known whether they reached the server.
    pub doubtful: i32,
    /// Its attempts, in order.
    pub attempts: Vec<Attempt>,
}

/// One attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// Its number.
    pub number: i32,
    /// Where it was sent; none where nothing was, or once it has been erased.
    pub address: Option<String>,
    /// Keyed digest of the address.
    pub address_key: String,
    /// Message-ID, or webhook-id.
    pub message_id: Option<String>,
    /// Subject of the letter, type of the request.
    pub subject: Option<String>,
    /// SHA-256 of the bytes.
    pub content_sha256: String,
    /// Server, or name of the endpoint.
    pub destination: String,
    /// When it was opened.
    #[serde(serialize_with = "utc")]
    pub opened_at: Option<NaiveDateTime>,
    /// When it was closed.
    #[serde(serialize_with = "utc")]
    pub closed_at: Option<NaiveDateTime>,
    /// How it ended; none while it is open.
    pub outcome: Option<String>,
    /// What the server replied; none where nothing came back, or once it has been erased.
    pub reply: Option<String>,
    /// Of `address`, `message_id` and `reply`, what the links say was written, and stands there no more.
    pub erased: Vec<&'static str>,
    /// Whether the links say what they said when they were written, and the reply is the one that
    /// they hold the digest of.
    pub holds: bool,
    /// The links that prove it.
    pub links: Vec<Proof>,
}

/// A time of the store, with the mark of UTC.
fn utc<S: Serializer>(at: &Option<NaiveDateTime>, to: S) -> Result<S::Ok, S::Error> {
    at.map(|at| at.and_utc()).serialize(to)
}

/// A link of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The chain: the name of a worker.
    pub chain: String,
    /// Its number in the chain.
    pub number: i64,
    /// `opened`, `closed` or `settled`.
    pub event: String,
    /// Digest of the link before.
    pub previous: String,
    /// Digest of this one.
    pub hash: String,
}

/// The certificate of a notice.
///
/// # Errors
/// There is no such notice, or the database refused.
pub fn certify(
    store: &mut Store,
    province: i64,
    notice: i64,
) -> Result<Certificate, DispatchError> {
    store.read(|conn| {
        let row = notices_by_id(conn, province, &[notice])?.pop();
        let row = row.ok_or(DispatchError::NoNotice { id: notice })?;
        let links = links_of(conn, province, &[notice])?;
        let texts = texts_of(conn, province, notice)?;
        let rehearsal = nature(conn)? == Some(Nature::Rehearsal);
        Ok(Certificate { rehearsal, ..certificate(row, &links, &texts) })
    })
}

/// What was written with an attempt and is gone. A person who settles a notice writes to no address, and
/// from a worker that was lost no reply came: nothing of that is erased.
fn erased(attempt: &Attempt, links: &[LinkRow]) -> Vec<&'static str> {
    let mut own = links.iter().filter(|link| link.attempt == attempt.number);
    let was_sent = own.clone().any(|link| link.event == "opened");
    let nothing = sha256(b"");
    let was_answered = own.any(|link| link.event != "opened" && link.reply_sha256 != nothing);
    [
        ("address", was_sent && attempt.address.is_none()),
        ("message_id", was_sent && attempt.message_id.is_none()),
        ("reply", was_answered && attempt.reply.is_none()),
    ]
    .into_iter()
    .filter_map(|(what, is_gone)| is_gone.then_some(what))
    .collect()
}

fn certificate(row: NoticeRow, links: &[LinkRow], texts: &[AttemptTextRow]) -> Certificate {
    let mut attempts: BTreeMap<i32, Attempt> = BTreeMap::new();
    for link in links {
        let attempt = attempts.entry(link.attempt).or_insert_with(|| Attempt {
            number: link.attempt,
            holds: true,
            ..Attempt::default()
        });
        attempt.address_key.clone_from(&link.address_key);
        attempt.content_sha256.clone_from(&link.content_sha256);
        attempt.destination.clone_from(&link.destination);
        attempt.holds &= link.hash == digest(&link.previous, link);
        let text = texts.iter().find(|text| text.attempt == link.attempt);
        if link.event == "opened" {
            attempt.opened_at = Some(link.at);
        } else {
            attempt.closed_at = Some(link.at);
            attempt.outcome = Some(link.outcome.clone());
        }
        if let Some(text) = text {
            let filled = |text: &String| (!text.is_empty()).then(|| text.clone());
            attempt.address = filled(&text.address);
            attempt.message_id = filled(&text.message_id);
            attempt.subject = filled(&text.subject);
            attempt.reply = text.reply.as_ref().and_then(filled);
        }
        attempt.links.push(Proof {
            chain: link.chain.clone(),
            number: link.number,
            event: link.event.clone(),
            previous: link.previous.clone(),
            hash: link.hash.clone(),
        });
    }
    for attempt in attempts.values_mut() {
        attempt.erased = erased(attempt, links);
        let Some(reply) = &attempt.reply else { continue };
        // A worker that was believed lost may have closed its attempt late: one of the two ends tells of
        // the reply.
        let told = sha256(reply.as_bytes());
        let mut ends = links.iter().filter(|link| link.event != "opened");
        attempt.holds &=
            ends.any(|link| link.attempt == attempt.number && link.reply_sha256 == told);
    }
    Certificate {
        rehearsal: false,
        province: row.province_id,
        notice: row.id,
        recipient: row.recipient,
        purpose: row.purpose,
        period: row.period,
        channel: row.channel,
        state: row.state,
        reason: row.reason,
        doubtful: row.doubtful,
        attempts: attempts.into_values().collect(),
    }
}
