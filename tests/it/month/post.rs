//! The post of the month: what the office's worker sends at one moment, and what a mail server got of it.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::NaiveDateTime;
use vandong::app::notices::{Letters, compose};
use vandong::config::{Config, Tables};
use vandong::dispatch::{Compose, Setting, Worker};
use vandong::domain::message::{Composed, Message};
use vandong::store::notices::NoticeRow;
use vandong::store::{Conn, Store, StoreResult};

use crate::harness::Office;
use crate::outbox::Smtp;

/// A letter that arrived.
pub(super) struct Letter {
    /// When, local time.
    pub(super) at: NaiveDateTime,
    /// To which address.
    pub(super) address: String,
    /// The key of its notice.
    pub(super) notice: i64,
    /// Recipient, purpose and period of the notice.
    pub(super) to: String,
    pub(super) purpose: String,
    pub(super) period: String,
    /// What it says.
    pub(super) message: Message,
}

/// Puts letters together as the program does, and keeps what they say.
struct Recorder<'a> {
    config: &'a Config,
    tables: &'a Tables,
    said: Mutex<HashMap<i64, (NoticeRow, Message)>>,
}

impl Compose for Recorder<'_> {
    fn compose(
        &self,
        conn: &mut Conn,
        notices: &[NoticeRow],
        now: NaiveDateTime,
    ) -> StoreResult<Vec<Composed>> {
        let Self { config, tables, .. } = self;
        let all = compose(conn, notices, now, &Letters { config, tables })?;
        let mut said = self.said.lock().unwrap();
        for (row, one) in notices.iter().zip(&all) {
            if let Composed::Message(message) = one {
                said.insert(row.id, (row.clone(), (**message).clone()));
            }
        }
        Ok(all)
    }
}

/// Sends what is due now; what arrived of it.
pub(super) fn send(office: &mut Office, server: &Smtp, province: i64) -> Vec<Letter> {
    let store = Store::open(&office.database.url.parse().unwrap()).unwrap();
    let Office { config, tables, clock, .. } = office;
    let recorder = Recorder { config, tables, said: Mutex::default() };
    let rules = &tables.sending;
    let setting = Setting { province, config, rules, clock, compose: &recorder };
    Worker::new(store, setting).unwrap().run_once().unwrap();
    let said = recorder.said.into_inner().unwrap();
    let at = office.context().local_now();
    let arrived = server.arrived().into_iter().map(|(address, id)| {
        // <notice-PROVINCE-KEY-MADE@...>
        let name = id.trim_start_matches('<').split('@').next().unwrap();
        let notice: i64 = name.split('-').nth(2).unwrap().parse().unwrap();
        let (row, message) = said[&notice].clone();
        assert_eq!(address, message.address, "a letter went astray");
        let NoticeRow { recipient: to, purpose, period, .. } = row;
        Letter { at, address, notice, to, purpose, period, message }
    });
    arrived.collect()
}
