//! Consents and their withdrawal: the evidence that a person may be spoken to, or may no longer be.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::ImportError;
use super::engine::{Entry, Importer, RowReader};
use super::fields::{KeySlots, PersonKey};
use super::persons::{OnRecord, on_record};
use super::tally::{Done, Ledger};
use crate::domain::consent::{Basis, Channel, Purpose};
use crate::exchange::columns::Binding;
use crate::exchange::values::{self, ValueError};
use crate::store::facts::{ConsentRow, consents_of, insert_consents, update_consents};
use crate::store::{Conn, take_ids};

/// The importer of consents.
pub(super) struct Consents {
    province: i64,
}

impl Consents {
    pub(super) fn new(province: i64) -> Self {
        Self { province }
    }
}

/// One row of consents.
pub(super) struct Item {
    key: PersonKey,
    channel: &'static str,
    purpose: &'static str,
    basis: &'static str,
    given_at: NaiveDateTime,
    withdrawn_at: Option<NaiveDateTime>,
    evidence: Option<String>,
}

/// A record of a person: channel, purpose, and since when.
type RecordKey = (i64, &'static str, &'static str, NaiveDateTime);

impl Importer for Consents {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let key = KeySlots::of(binding);
        let slot = |name| binding.slot(name);
        let (channel, purpose, basis) = (slot("channel"), slot("purpose"), slot("basis"));
        let (given, withdrawn, evidence) = (slot("given"), slot("withdrawn"), slot("evidence"));
        let channels: Vec<_> = Channel::ALL_VALUES.iter().map(|one| (one.code(), *one)).collect();
        let purposes: Vec<_> = Purpose::ALL_VALUES.iter().map(|one| (one.code(), *one)).collect();
        let bases: Vec<_> = Basis::ALL_VALUES.iter().map(|one| (one.code(), *one)).collect();
        Box::new(move |row| {
            let channel =
                channel.required(row, |cell| values::choice(cell, &channels, CHANNEL_WORDS))?;
            let purpose =
                purpose.required(row, |cell| values::choice(cell, &purposes, PURPOSE_WORDS))?;
            let basis = basis.required(row, |cell| values::choice(cell, &bases, BASIS_WORDS))?;
            let given_at = given.value(row, values::date_time)?;
            let withdrawn_at = withdrawn.value(row, values::date_time)?;
            // A withdrawal alone is on record from the moment it was made.
            let since = given_at.or(withdrawn_at);
            Ok(Item {
                key: key.required(row)?,
                channel: channel.code(),
                purpose: purpose.code(),
                basis: basis.code(),
                given_at: since.ok_or_else(|| given.reject(row, ValueError::Missing))?,
                withdrawn_at,
                evidence: evidence.value(row, values::text)?.map(|text| text.into_owned()),
            })
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let known = on_record(conn, self.province, batch, |item| &item.key, ledger)?;
        let ids: Vec<i64> = known.iter().map(|one| one.person).collect();
        let stored = consents_of(conn, self.province, &ids)?;
        let mut records: HashMap<(i64, String, String, NaiveDateTime), ConsentRow> =
            stored.into_iter().map(|row| (record_key(&row), row)).collect();
        let (mut new, mut changed): (Vec<RecordKey>, Vec<RecordKey>) = Default::default();
        for OnRecord { person, entry, .. } in known {
            let item = &entry.item;
            let short = (person, item.channel, item.purpose, item.given_at);
            let row = ConsentRow {
                province_id: self.province,
                id: 0,
                person_id: person,
                channel: item.channel.to_owned(),
                purpose: item.purpose.to_owned(),
                basis: item.basis.to_owned(),
                given_at: item.given_at,
                withdrawn_at: item.withdrawn_at,
                evidence: item.evidence.clone(),
            };
            let done = match records.get_mut(&record_key(&row)) {
                None => {
                    new.push(short);
                    records.insert(record_key(&row), row);
                    Done::Inserted
                }
                Some(before) => {
                    let after = ConsentRow {
                        id: before.id,
                        // A withdrawal is never taken back; a new consent is a new record.
                        withdrawn_at: before.withdrawn_at.or(row.withdrawn_at),
                        evidence: row.evidence.clone().or_else(|| before.evidence.clone()),
                        ..row
                    };
                    if *before == after {
                        Done::Unchanged
                    } else {
                        *before = after;
                        changed.push(short);
                        Done::Updated
                    }
                }
            };
            ledger.count(done);
        }
        let row = |key: &RecordKey| {
            records.get(&(key.0, key.1.to_owned(), key.2.to_owned(), key.3)).cloned()
        };
        let mut inserts: Vec<ConsentRow> = new.iter().filter_map(row).collect();
        let updates: Vec<ConsentRow> =
            changed.iter().filter_map(row).filter(|row| row.id != 0).collect();
        if !inserts.is_empty() {
            let first = take_ids(conn, self.province, "consents", inserts.len())?;
            for (id, row) in (first..).zip(&mut inserts) {
                row.id = id;
            }
            insert_consents(conn, &inserts)?;
        }
        Ok(update_consents(conn, &updates)?)
    }
}

fn record_key(row: &ConsentRow) -> (i64, String, String, NaiveDateTime) {
    (row.person_id, row.channel.clone(), row.purpose.clone(), row.given_at)
}

const CHANNEL_WORDS: &str = "call, visit, sms, email, zalo, facebook, all";
const PURPOSE_WORDS: &str = "service, advocacy";
const BASIS_WORDS: &str = "consent, duty, contract";
