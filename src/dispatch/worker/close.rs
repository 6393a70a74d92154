//! After the network: the attempts are closed in the chain, the notices get their state, and what was
//! learnt of the servers is shared with the other workers; all in one transaction.

use std::collections::{BTreeMap, HashSet};

use chrono::{NaiveDateTime, TimeDelta};

use super::open::{Job, closed, text};
use super::{Report, Worker, ended};
use crate::dispatch::answer::{Answer, Reply};
use crate::dispatch::breaker::{Health, after, fresh, is_given_up};
use crate::dispatch::chain::sha256;
use crate::dispatch::error::DispatchError;
use crate::dispatch::retry::{self, Failed};
use crate::domain::notice::{NoticeReason, NoticeState};
use crate::store::attempts::{LinkRow, insert_links, update_attempt_texts};
use crate::store::claims::{Step, take_steps};
use crate::store::destinations::{DestinationRow, hold_destination, save_destination};
use crate::store::{Conn, StoreResult};

/// Closes attempts.
///
/// # Errors
/// The database refused: nothing is written, and where it was busy the same may be closed again.
pub(super) fn close(
    worker: &mut Worker<'_>,
    answered: &[(Job, Reply)],
    report: &mut Report,
) -> Result<(), DispatchError> {
    let (now, province, compose) = (worker.now(), worker.setting.province, worker.setting.compose);
    let mut head = worker.head.clone();
    let mut counted = *report;
    let name = worker.name.as_str();
    let mut links: Vec<LinkRow> = answered
        .iter()
        .map(|(job, reply)| {
            closed(job, name, now, (reply.answer.code(), sha256(reply.text.as_bytes())))
        })
        .collect();
    head.append(&mut links);
    let texts: Vec<_> =
        answered.iter().map(|(job, reply)| text(job, Some(reply.text.clone()))).collect();
    let steps: Vec<Step> =
        answered.iter().filter_map(|(job, reply)| step(job, &reply.answer, now)).collect();
    worker.store.write(|conn| -> Result<_, DispatchError> {
        let taken: HashSet<i64> = take_steps(conn, province, &steps)?.into_iter().collect();
        for step in &steps {
            if taken.contains(&step.id) {
                counted.count(step.state);
            } else {
                counted.lost += 1;
            }
        }
        // The links tell what happened, also where the notice was lost meanwhile.
        insert_links(conn, &links)?;
        update_attempt_texts(conn, &texts)?;
        for server in learn(conn, answered, now)? {
            let DestinationRow { channel, name, reason, .. } = &server;
            tracing::error!(%channel, %name, ?reason, "a server is given up until it is enabled");
            compose.given_up(conn, province, &server, now)?;
        }
        Ok(())
    })?;
    worker.head = head;
    *report = counted;
    Ok(())
}

/// What becomes of a notice after an attempt.
fn step(job: &Job, answer: &Answer, now: NaiveDateTime) -> Option<Step> {
    let row = &job.ready.row;
    let step = match answer {
        Answer::Delivered => {
            let step = Step::to(row, NoticeState::Sent)?;
            Step { sent_at: Some(job.opened_at), reason: None, ..step }
        }
        Answer::PermanentRecipient => {
            ended(row, NoticeState::Failed, NoticeReason::BadAddress.code())?
        }
        Answer::Refused => ended(row, NoticeState::Failed, NoticeReason::Refused.code())?,
        Answer::Unknown => Step {
            doubtful: row.doubtful + 1,
            sent_at: Some(job.opened_at),
            next_at: next(job, now, None).unwrap_or(row.expires_at),
            reason: Some(NoticeReason::NoAnswer.code().to_owned()),
            ..Step::to(row, NoticeState::Unknown)?
        },
        Answer::NotTried => again(job, (now + TimeDelta::minutes(1)).min(row.expires_at))?,
        Answer::Retry { .. } | Answer::ConfigBroken => {
            let asked = match answer {
                Answer::Retry { after } => *after,
                _ => None,
            };
            match next(job, now, asked) {
                Some(at) => again(job, at)?,
                // What may have gone out stays so until a receipt comes or somebody settles it.
                None if row.doubtful > 0 => again(job, row.expires_at)?,
                None if retry::is_exhausted(job.tried + 1) => {
                    ended(row, NoticeState::Failed, NoticeReason::TriedEnough.code())?
                }
                None => ended(row, NoticeState::Expired, NoticeReason::TooLate.code())?,
            }
        }
    };
    Some(Step {
        address_key: Some(job.ready.address_key.clone()),
        destination: Some(job.ready.destination.clone()),
        ..step
    })
}

/// It was not taken; an earlier attempt may have been.
fn again(job: &Job, next_at: NaiveDateTime) -> Option<Step> {
    let row = &job.ready.row;
    let state = if row.doubtful > 0 { NoticeState::Unknown } else { NoticeState::Retry };
    let reason = row.reason.clone();
    Some(Step { next_at, reason, late: false, ..Step::to(row, state)? })
}

fn next(job: &Job, now: NaiveDateTime, asked: Option<TimeDelta>) -> Option<NaiveDateTime> {
    let row = &job.ready.row;
    let failed = Failed { province: row.province_id, notice: row.id, tried: job.tried + 1 };
    retry::next(failed, now, asked, row.expires_at)
}

/// Writes down what the answers tell about their servers. Servers that are well and were never ill have
/// no row. Returns those that were given up by it.
fn learn(
    conn: &mut Conn,
    answered: &[(Job, Reply)],
    now: NaiveDateTime,
) -> StoreResult<Vec<DestinationRow>> {
    let mut given_up = Vec::new();
    let mut heard: BTreeMap<(&str, &str), Vec<&Reply>> = BTreeMap::new();
    for (job, reply) in answered {
        let key = (job.ready.channel.code(), job.ready.destination.as_str());
        heard.entry(key).or_default().push(reply);
    }
    for ((channel, name), replies) in heard {
        let known = hold_destination(conn, channel, name)?;
        let well = replies.iter().all(|r| matches!(r.health, Health::Well | Health::Silent));
        if known.is_none() && well {
            continue;
        }
        let before = known.unwrap_or_else(|| fresh(channel, name));
        let next = replies
            .iter()
            .fold(before.clone(), |server, reply| after(&server, reply.health, now, &said(reply)));
        if next != before {
            save_destination(conn, &next)?;
            if is_given_up(&next) && !is_given_up(&before) {
                given_up.push(next);
            }
        }
    }
    Ok(given_up)
}

/// What may be said of a server: its code, or our own words; its words may name a recipient.
fn said(reply: &Reply) -> String {
    let code: String = reply.text.chars().take_while(char::is_ascii_digit).collect();
    if code.is_empty() { reply.text.chars().take(200).collect() } else { code }
}
