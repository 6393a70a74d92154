//! Consents and their withdrawal: the evidence that a person may be spoken to, or may no longer be.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::ImportError;
use super::check::Check;
use super::consent_words::Words;
use super::engine::{Entry, Importer, RowReader};
use super::fields::{KeySlots, PersonKey};
use super::keyed::or_known;
use super::known::{Known, give_ids};
use super::persons::{OnRecord, on_record};
use super::tally::Ledger;
use crate::domain::consent::{Basis, Channel, ConsentRules, Purpose};
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::values;
use crate::store::Conn;
use crate::store::facts::{ConsentRow, consents_of, insert_consents, update_consents};

/// The importer of consents.
pub(super) struct Consents {
    province: i64,
    words: Arc<Words>,
}

impl Consents {
    pub(super) fn new(province: i64, rules: &ConsentRules) -> Self {
        Self { province, words: Arc::new(Words::of(rules)) }
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

impl Importer for Consents {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let key = KeySlots::of(binding);
        let slot = |name| binding.slot(name);
        let (channel, purpose, basis) = (slot("channel"), slot("purpose"), slot("basis"));
        let (given, withdrawn, evidence) = (slot("given"), slot("withdrawn"), slot("evidence"));
        let words = self.words.clone();
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let key = key.checked(&mut check);
            let channel = check.of(words.channel(row, channel).map(Channel::code));
            let purpose = check.of(words.purpose(row, purpose).map(Purpose::code));
            let basis = check.of(words.basis(row, basis).map(Basis::code));
            let given_at = check.cell(given, values::date_time);
            let withdrawn_at = check.cell(withdrawn, values::date_time);
            let empty = |slot: Slot| values::text(slot.cell(row)) == Ok(None);
            if empty(given) && empty(withdrawn) {
                check.present(given);
            }
            // A withdrawal alone is on record from the moment it was made.
            let given_at = given_at.or(withdrawn_at).unwrap_or_default();
            let evidence = check.text(evidence);
            check.passed(Item { key, channel, purpose, basis, given_at, withdrawn_at, evidence })
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
        let mut records = Known::of(stored, record_key);
        for OnRecord { person, entry, .. } in known {
            let row = self.record(person, &entry.item);
            let row = match records.get(&record_key(&row)) {
                None => row,
                Some(before) => ConsentRow {
                    id: before.id,
                    // A withdrawal is never taken back; a new consent is a new record.
                    withdrawn_at: before.withdrawn_at.or(row.withdrawn_at),
                    evidence: or_known(&row.evidence, &before.evidence),
                    ..row
                },
            };
            ledger.count(records.put(record_key(&row), row));
        }
        let insert = |conn: &mut Conn, rows: &mut [ConsentRow]| {
            give_ids(conn, (self.province, "consents"), rows, |row| &mut row.id)?;
            insert_consents(conn, rows)
        };
        Ok(records.write(conn, insert, update_consents)?)
    }
}

impl Consents {
    fn record(&self, person: i64, item: &Item) -> ConsentRow {
        ConsentRow {
            province_id: self.province,
            id: 0,
            person_id: person,
            channel: item.channel.to_owned(),
            purpose: item.purpose.to_owned(),
            basis: item.basis.to_owned(),
            given_at: item.given_at,
            withdrawn_at: item.withdrawn_at,
            evidence: item.evidence.clone(),
        }
    }
}

/// A record of a person: channel, purpose, and since when.
type RecordKey = (i64, String, String, NaiveDateTime);

fn record_key(row: &ConsentRow) -> RecordKey {
    (row.person_id, row.channel.clone(), row.purpose.clone(), row.given_at)
}
