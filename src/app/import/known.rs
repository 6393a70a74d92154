//! What is on record while a list comes in: each row makes a new record of an old one, counts as new,
//! changed or unchanged, and the database gets each record once, however often the list named it.

use std::collections::BTreeMap;

use super::tally::Done;
use crate::store::{Conn, StoreResult, take_ids};

/// Records by key, and which of them the database does not have yet.
pub(super) struct Known<K, R> {
    records: BTreeMap<K, R>,
    touched: BTreeMap<K, Done>,
}

impl<K: Clone + Ord, R: Clone + PartialEq> Known<K, R> {
    /// What the database has.
    pub(super) fn of(stored: Vec<R>, key: impl Fn(&R) -> K) -> Self {
        let records = stored.into_iter().map(|record| (key(&record), record)).collect();
        Self { records, touched: BTreeMap::new() }
    }

    /// The record of a key.
    pub(super) fn get(&self, key: &K) -> Option<&R> {
        self.records.get(key)
    }

    /// Takes the record of a key as it is from now on.
    pub(super) fn put(&mut self, key: K, record: R) -> Done {
        let done = match self.records.get(&key) {
            None => Done::Inserted,
            Some(before) if *before == record => return Done::Unchanged,
            Some(_) => Done::Updated,
        };
        // A record that is new and then changed before it was written is written once, as new.
        self.touched.entry(key.clone()).or_insert(done);
        self.records.insert(key, record);
        done
    }

    /// Writes what the database does not have yet: the new first, then the changed.
    pub(super) fn write(
        &mut self,
        conn: &mut Conn,
        insert: impl FnOnce(&mut Conn, &mut [R]) -> StoreResult<()>,
        update: impl FnOnce(&mut Conn, &[R]) -> StoreResult<()>,
    ) -> StoreResult<()> {
        let (mut new, mut changed) = ((Vec::new(), Vec::new()), Vec::new());
        for (key, done) in std::mem::take(&mut self.touched) {
            let Some(record) = self.records.get(&key).cloned() else { continue };
            if done == Done::Inserted {
                new.0.push(key);
                new.1.push(record);
            } else {
                changed.push(record);
            }
        }
        if !new.0.is_empty() {
            insert(conn, &mut new.1)?;
            self.records.extend(new.0.into_iter().zip(new.1));
        }
        update(conn, &changed)
    }
}

/// Gives new records the next keys of a province's series, in their order.
pub(super) fn give_ids<R>(
    conn: &mut Conn,
    (province, series): (i64, &'static str),
    records: &mut [R],
    id: impl Fn(&mut R) -> &mut i64,
) -> StoreResult<()> {
    let first = take_ids(conn, province, series, records.len())?;
    for (next, record) in (first..).zip(records) {
        *id(record) = next;
    }
    Ok(())
}
