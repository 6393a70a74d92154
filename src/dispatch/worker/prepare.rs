//! From claimed notices to bytes: what they say is asked for at this moment, and put into the form of
//! their channel.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::available_parallelism;

use chrono::{NaiveDateTime, SecondsFormat, TimeDelta};
use serde_json::json;

use super::{ANOTHER_LOOK, Worker};
use crate::config::Config;
use crate::dispatch::address::AddressKey;
use crate::dispatch::chain::sha256;
use crate::dispatch::channels::letter::{Identity, NoLetter, write};
use crate::dispatch::channels::webhook::Request;
use crate::dispatch::channels::{Channels, Parcel};
use crate::dispatch::error::DispatchError;
use crate::dispatch::render::Templates;
use crate::domain::message::{Composed, Message};
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose};
use crate::store::StoreError;
use crate::store::notices::NoticeRow;

/// A notice that could be sent.
pub(super) struct Ready {
    pub(super) row: NoticeRow,
    pub(super) purpose: Purpose,
    pub(super) channel: NoticeChannel,
    pub(super) parcel: Parcel,
    pub(super) address: String,
    pub(super) address_key: String,
    pub(super) destination: String,
    pub(super) message_id: String,
    pub(super) subject: String,
    pub(super) content_sha256: String,
}

/// What came of looking at a notice.
pub(super) enum Prepared {
    Ready(Box<Ready>),
    /// It will not be sent.
    Not(NoticeRow, NoticeState, NoticeReason),
    /// It cannot be sent as things are.
    Later(NoticeRow, NaiveDateTime),
}

impl Prepared {
    /// The notice.
    pub(super) fn row(&self) -> &NoticeRow {
        match self {
            Self::Ready(ready) => &ready.row,
            Self::Not(row, ..) | Self::Later(row, _) => row,
        }
    }

    /// The message, where there is one.
    pub(super) fn ready(&self) -> Option<&Ready> {
        match self {
            Self::Ready(ready) => Some(ready),
            Self::Not(..) | Self::Later(..) => None,
        }
    }

    /// The key of a notice that could be sent, and was claimed before.
    pub(super) fn again(&self) -> Option<i64> {
        self.ready().filter(|ready| ready.row.attempts > 1).map(|ready| ready.row.id)
    }
}

impl Worker<'_> {
    /// Looks at claimed notices. One that nobody can put together keeps no other waiting: it is looked at
    /// again later, until its time is over.
    ///
    /// # Errors
    /// The database refused.
    pub(super) fn prepare_all(
        &mut self,
        claimed: Vec<NoticeRow>,
    ) -> Result<Vec<Prepared>, DispatchError> {
        let whole = match self.prepare(claimed.clone()) {
            Err(error) if !error.is_busy() => error,
            done => return done,
        };
        let until = self.now() + TimeDelta::seconds(ANOTHER_LOOK);
        let (mut prepared, mut bad, mut clear) = (Vec::with_capacity(claimed.len()), Vec::new(), 0);
        for row in claimed {
            match self.prepare(vec![row.clone()]) {
                Ok(one) => {
                    clear += 1;
                    prepared.extend(one);
                }
                Err(error) if error.is_busy() => return Err(error),
                Err(error) => {
                    clear += usize::from(matches!(
                        error,
                        DispatchError::Store(StoreError::Corrupt { .. })
                    ));
                    bad.push(row.id);
                    prepared.push(Prepared::Later(row, until));
                }
            }
        }
        if clear == 0 {
            // None can be read and none is at fault: the database is.
            return Err(whole);
        }
        for notice in bad {
            // What is wrong may lie in what it says: that is not for the log.
            tracing::error!(notice, "a notice cannot be put together; it waits");
        }
        Ok(prepared)
    }

    /// Looks at notices together.
    ///
    /// # Errors
    /// The database refused, or holds a notice that nobody can read.
    fn prepare(&mut self, claimed: Vec<NoticeRow>) -> Result<Vec<Prepared>, DispatchError> {
        let (now, compose) = (self.now(), self.setting.compose);
        let composed = self.store.read(|conn| compose.compose(conn, &claimed, now))?;
        if composed.len() != claimed.len() {
            let what = format!("{} of {} notices put together", composed.len(), claimed.len());
            return Err(StoreError::Corrupt { table: "notices", what }.into());
        }
        let pen = Pen {
            templates: &self.templates,
            channels: &self.channels,
            config: self.setting.config,
            key: &self.key,
        };
        pen.all(claimed.into_iter().zip(composed).collect(), now)
    }
}

/// What messages are written with; the database is not needed any more.
struct Pen<'a> {
    templates: &'a Templates,
    channels: &'a Channels,
    config: &'a Config,
    key: &'a AddressKey,
}

impl Pen<'_> {
    /// Writes messages, in their order, on all cores.
    fn all(
        &self,
        mut claimed: Vec<(NoticeRow, Composed)>,
        now: NaiveDateTime,
    ) -> Result<Vec<Prepared>, DispatchError> {
        let count = claimed.len();
        let threads = available_parallelism().map_or(1, NonZero::get);
        let mut parts = Vec::with_capacity(threads);
        while !claimed.is_empty() {
            let rest = claimed.split_off(count.div_ceil(threads).min(claimed.len()));
            parts.push(std::mem::replace(&mut claimed, rest));
        }
        let write = |part: Vec<(NoticeRow, Composed)>| -> Result<Vec<Prepared>, DispatchError> {
            part.into_iter().map(|(row, composed)| self.one(row, composed, now)).collect()
        };
        std::thread::scope(|scope| {
            let write = &write;
            let parts = parts.into_iter().map(|part| scope.spawn(move || write(part)));
            let parts: Vec<_> = parts.collect();
            let mut all = Vec::with_capacity(count);
            for part in parts {
                all.extend(part.join().unwrap_or_else(|panic| resume_unwind(panic))?);
            }
            Ok(all)
        })
    }

    fn one(
        &self,
        row: NoticeRow,
        composed: Composed,
        now: NaiveDateTime,
    ) -> Result<Prepared, DispatchError> {
        let message = match composed {
            Composed::Message(message) => message,
            Composed::Not(state, reason) => return Ok(Prepared::Not(row, state, reason)),
        };
        let corrupt = |what: &str| StoreError::Corrupt { table: "notices", what: what.to_owned() };
        let purpose = Purpose::from_code(&row.purpose).ok_or_else(|| corrupt(&row.purpose))?;
        let channel =
            NoticeChannel::from_code(&row.channel).ok_or_else(|| corrupt(&row.channel))?;
        Ok(match channel {
            NoticeChannel::Email => self.letter(row, purpose, &message, now),
            NoticeChannel::Webhook => self.request(row, purpose, &message),
        })
    }

    fn letter(
        &self,
        row: NoticeRow,
        purpose: Purpose,
        message: &Message,
        now: NaiveDateTime,
    ) -> Prepared {
        let later = now + TimeDelta::seconds(ANOTHER_LOOK);
        let said = match self.templates.letter(purpose, message) {
            Ok(said) => said,
            Err(error) => {
                tracing::error!(notice = row.id, %error, "a letter cannot be written; it waits");
                return Prepared::Later(row, later);
            }
        };
        let mail = &self.config.mail;
        let name = identity(&row);
        let message_id = format!("<{name}@{}>", mail.domain());
        let who =
            Identity { name, message_id: message_id.clone(), from: mail.from.clone(), date: now };
        match write(&who, &said, message) {
            Ok(letter) => {
                let parcel = Parcel::Letter(letter);
                let destination = self.channels.mail_destination().to_owned();
                self.ready(
                    row,
                    purpose,
                    parcel,
                    Place {
                        destination,
                        message_id,
                        subject: said.subject,
                        address: message.address.clone(),
                    },
                )
            }
            Err(NoLetter::BadAddress) => {
                Prepared::Not(row, NoticeState::Failed, NoticeReason::BadAddress)
            }
            Err(NoLetter::BadLetter) => {
                tracing::error!(
                    notice = row.id,
                    "a letter cannot be written: see mail.from and its files"
                );
                Prepared::Later(row, later)
            }
        }
    }

    fn request(&self, row: NoticeRow, purpose: Purpose, message: &Message) -> Prepared {
        let endpoint = message.address.clone();
        if !self.channels.knows_endpoint(&endpoint) {
            return Prepared::Not(row, NoticeState::Failed, NoticeReason::NoAddress);
        }
        let kind = format!("vandong.{}", purpose.code());
        // The time of the cause: the body is the same on every attempt.
        let timestamp = row.made_at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
        let body = json!({ "type": kind, "timestamp": timestamp, "data": message.facts });
        let id = identity(&row);
        let request = Request {
            endpoint: endpoint.clone(),
            id: id.clone(),
            body: body.to_string().into_bytes(),
        };
        let place = Place {
            destination: endpoint.clone(),
            message_id: id,
            subject: kind,
            address: endpoint,
        };
        self.ready(row, purpose, Parcel::Request(request), place)
    }

    fn ready(&self, row: NoticeRow, purpose: Purpose, parcel: Parcel, place: Place) -> Prepared {
        let channel = match parcel {
            Parcel::Letter(_) => NoticeChannel::Email,
            Parcel::Request(_) => NoticeChannel::Webhook,
        };
        let Place { destination, message_id, subject, address } = place;
        Prepared::Ready(Box::new(Ready {
            address_key: self.key.digest(channel, &address),
            content_sha256: sha256(parcel.bytes()),
            row,
            purpose,
            channel,
            parcel,
            address,
            destination,
            message_id,
            subject,
        }))
    }
}

/// Where a message goes, and under which name.
struct Place {
    destination: String,
    message_id: String,
    subject: String,
    address: String,
}

/// The name of a notice towards servers: the same on every attempt. Keys come again after a restore or in
/// a new database, and receivers drop what they know by its name: the time of its making tells them apart.
fn identity(row: &NoticeRow) -> String {
    let made = row.made_at.and_utc().timestamp();
    format!("notice-{}-{}-{made}", row.province_id, row.id)
}
