//! The last look before the network, in one transaction: time, quiet hours, caps, whether the server
//! takes anything. What may go out is written into the chain as an attempt before a single byte leaves.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDateTime, TimeDelta};

use super::prepare::{Prepared, Ready};
use super::recent::{Recent, recipients};
use super::{Report, Worker, ended, over, waiting};
use crate::clock::local_date;
use crate::dispatch::breaker::{Admission, admission};
use crate::dispatch::error::DispatchError;
use crate::dispatch::rules::{Asked, Verdict, last_moment, verdict};
use crate::dispatch::takes::tried;
use crate::domain::notice::{MessageClass, NoticeReason, NoticeState};
use crate::domain::sending::Protection;
use crate::store::attempts::{
    AttemptTextRow, LinkRow, insert_attempt_texts, insert_links, links_of,
};
use crate::store::claims::{Step, renew, take_steps};
use crate::store::destinations::destinations;
use crate::store::notices::NoticeRow;
use crate::store::sent::hold_recipients;

/// A notice whose attempt is open.
pub(super) struct Job {
    pub(super) ready: Box<Ready>,
    /// Attempts that were made before this one.
    pub(super) tried: usize,
    /// When this one was opened, UTC.
    pub(super) opened_at: NaiveDateTime,
    /// From when on it may not be made any more, UTC.
    pub(super) not_after: NaiveDateTime,
}

/// What a notice does after its step.
enum Next {
    /// It goes out, until the hours are over or it expires.
    GoesOut(Box<Ready>, NaiveDateTime),
    /// It has ended, or waits until a rule lets it go.
    Stays,
    /// Its server takes nothing now.
    ServerRests,
}

/// What becomes of a notice now.
type Decided = (Step, Next);

impl Worker<'_> {
    /// Opens the attempts that may be made now, with leases that begin anew; the other notices get the
    /// state that they deserve. Returns until when the leases last, too.
    ///
    /// # Errors
    /// The database refused, or a table of law has no row for today: nothing is opened.
    pub(super) fn open(
        &mut self,
        prepared: Vec<Prepared>,
        report: &mut Report,
    ) -> Result<(Vec<Job>, NaiveDateTime), DispatchError> {
        let (now, zone, province) = (self.now(), self.zone(), self.setting.province);
        let protections = self.protections(now)?;
        let lease_until = now + self.lease();
        let mut head = self.head.clone();
        let mut counted = *report;
        let name = self.name.as_str();
        let jobs = self.store.write(|conn| -> Result<_, DispatchError> {
            let (keys, addresses, people) = recipients(&prepared, province);
            hold_recipients(conn, keys)?;
            let mut desk = Desk {
                now,
                zone,
                protections,
                recent: Recent::load(conn, province, now, (&addresses, &people))?,
                servers: destinations(conn)?
                    .into_iter()
                    .map(|row| ((row.channel.clone(), row.name.clone()), admission(&row, now)))
                    .collect(),
            };
            let again: Vec<i64> = prepared.iter().filter_map(Prepared::again).collect();
            let before = tried(&links_of(conn, province, &again)?);
            let decided: Vec<Decided> =
                prepared.into_iter().filter_map(|one| desk.decide(one)).collect();
            let steps: Vec<Step> = decided.iter().map(|(step, _)| step.clone()).collect();
            let taken: HashSet<i64> = take_steps(conn, province, &steps)?.into_iter().collect();
            let mut jobs = Vec::new();
            for (step, next) in decided {
                match next {
                    _ if !taken.contains(&step.id) => counted.lost += 1,
                    Next::GoesOut(ready, not_after) => {
                        let tried = before.get(&step.id).copied().unwrap_or_default();
                        jobs.push(Job { ready, tried, opened_at: now, not_after });
                    }
                    Next::ServerRests => counted.resting += 1,
                    Next::Stays
                        if NoticeState::from_code(step.state).is_some_and(|s| s.is_final()) =>
                    {
                        counted.count(step.state);
                    }
                    Next::Stays => counted.deferred += 1,
                }
            }
            let held: Vec<i64> = jobs.iter().map(|job| job.ready.row.id).collect();
            renew(conn, (province, name), &held, lease_until)?;
            let mut links: Vec<LinkRow> = jobs.iter().map(|job| opened(job, name)).collect();
            head.append(&mut links);
            insert_links(conn, &links)?;
            let texts: Vec<AttemptTextRow> = jobs.iter().map(|job| text(job, None)).collect();
            insert_attempt_texts(conn, &texts)?;
            Ok(jobs)
        })?;
        self.head = head;
        *report = counted;
        Ok((jobs, lease_until))
    }

    fn protections(
        &self,
        now: NaiveDateTime,
    ) -> Result<HashMap<MessageClass, Option<Protection>>, DispatchError> {
        let day = local_date(now, self.zone());
        let on = |class: &MessageClass| Ok((*class, self.setting.rules.on(*class, day)?));
        MessageClass::ALL.iter().map(on).collect()
    }
}

/// The link of an attempt that begins; its number and digests come with the chain.
fn opened(job: &Job, chain: &str) -> LinkRow {
    LinkRow {
        province_id: job.ready.row.province_id,
        chain: chain.to_owned(),
        number: 0,
        notice_id: job.ready.row.id,
        attempt: job.ready.row.attempts,
        event: "opened".into(),
        at: job.opened_at,
        address_key: job.ready.address_key.clone(),
        content_sha256: job.ready.content_sha256.clone(),
        destination: job.ready.destination.clone(),
        outcome: String::new(),
        reply_sha256: String::new(),
        previous: String::new(),
        hash: String::new(),
    }
}

/// The link of an attempt that ended.
pub(super) fn closed(
    job: &Job,
    chain: &str,
    at: NaiveDateTime,
    (outcome, reply_sha256): (&str, String),
) -> LinkRow {
    let (event, outcome) = ("closed".to_owned(), outcome.to_owned());
    LinkRow { event, at, outcome, reply_sha256, ..opened(job, chain) }
}

/// What was written to whom, and what came back.
pub(super) fn text(job: &Job, reply: Option<String>) -> AttemptTextRow {
    AttemptTextRow {
        province_id: job.ready.row.province_id,
        notice_id: job.ready.row.id,
        attempt: job.ready.row.attempts,
        address: job.ready.address.clone(),
        message_id: job.ready.message_id.clone(),
        subject: job.ready.subject.clone(),
        reply,
    }
}

/// What decisions are made with.
struct Desk {
    now: NaiveDateTime,
    zone: chrono_tz::Tz,
    protections: HashMap<MessageClass, Option<Protection>>,
    recent: Recent,
    servers: HashMap<(String, String), Admission>,
}

impl Desk {
    fn decide(&mut self, prepared: Prepared) -> Option<Decided> {
        if prepared.row().expires_at <= self.now {
            return Some((over(prepared.row(), NoticeReason::TooLate)?, Next::Stays));
        }
        let ready = match prepared {
            Prepared::Ready(ready) => ready,
            Prepared::Later(row, until) => return Some((later(&row, until)?, Next::Stays)),
            Prepared::Not(row, state, reason) => {
                return Some((ended(&row, state, reason.code())?, Next::Stays));
            }
        };
        let row = &ready.row;
        let protection = self.protections.get(&ready.purpose.class()).copied().flatten();
        let (to_address, to_person) = self.recent.of(&ready);
        let asked = Asked {
            not_before: row.not_before,
            expires_at: row.expires_at,
            hours: protection.map(|protection| protection.hours),
            cap: protection.and_then(|protection| protection.cap(ready.channel)),
            to_address: &to_address,
            to_person: &to_person,
        };
        match verdict(&asked, self.now, self.zone) {
            Verdict::Wait(until) => return Some((later(row, until)?, Next::Stays)),
            Verdict::Expired(reason) => return Some((over(row, reason)?, Next::Stays)),
            Verdict::Send => {}
        }
        if let Some(until) = self.shut(&ready) {
            return Some((later(row, until)?, Next::ServerRests));
        }
        let not_after = last_moment(&asked, self.now, self.zone);
        self.recent.add(&ready, self.now);
        let step = Step {
            address_key: Some(ready.address_key.clone()),
            destination: Some(ready.destination.clone()),
            sent_at: Some(self.now),
            reason: row.reason.clone(),
            ..Step::to(row, NoticeState::Leased)?
        };
        Some((step, Next::GoesOut(ready, not_after)))
    }

    /// Until when the server of a message takes nothing. Of one that is tried, the first message is let
    /// in, and the others wait for what becomes of it.
    fn shut(&mut self, ready: &Ready) -> Option<NaiveDateTime> {
        let key = (ready.channel.code().to_owned(), ready.destination.clone());
        let server = self.servers.get_mut(&key)?;
        let soon = self.now + TimeDelta::minutes(1);
        match *server {
            Admission::All => None,
            Admission::One => {
                *server = Admission::NoneUntil(soon);
                None
            }
            Admission::NoneUntil(until) => Some(until),
            Admission::Never => Some(self.now + TimeDelta::hours(1)),
        }
    }
}

/// Left for later, and never beyond the moment at which it expires.
fn later(row: &NoticeRow, until: NaiveDateTime) -> Option<Step> {
    let step = Step::to(row, waiting(row))?;
    let next_at = until.min(row.expires_at);
    Some(Step { next_at, reason: row.reason.clone(), late: false, ..step })
}
