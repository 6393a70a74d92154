//! The small catalogues on their way in: read whole once, compared row by row in memory, written
//! back batch by batch. A list says only how its rows are read and what two rows of one key make
//! together; counting, inserting and updating are the same for all.

use super::ImportError;
use super::engine::{Entry, Importer, RowReader};
use super::known::Known;
use super::tally::Ledger;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::store::{Conn, StoreResult};

#[cfg(test)]
pub(super) mod trial;

/// A list each row of which has a key.
pub(super) trait List {
    /// What a row of the file says.
    type Item: Send;
    /// By what it is found again.
    type Key: Clone + Ord;
    /// What is on record.
    type Record: Clone + PartialEq;

    /// The reader of a file with these columns.
    fn reader(&self, binding: &Binding) -> RowReader<Self::Item>;

    /// The key of an item.
    fn key(item: &Self::Item) -> Self::Key;

    /// What is on record after an item that came with row `row`. What it does not say stays known.
    ///
    /// # Errors
    /// The reject of the row when it contradicts what is known.
    fn merged(
        row: u64,
        item: &Self::Item,
        before: Option<&Self::Record>,
    ) -> Result<Self::Record, Reject>;

    /// Stores new records, and gives them their numbers where they have one.
    ///
    /// # Errors
    /// The database refused.
    fn insert(conn: &mut Conn, records: &mut [Self::Record]) -> StoreResult<()>;

    /// Writes changed records back.
    ///
    /// # Errors
    /// The database refused.
    fn update(conn: &mut Conn, records: &[Self::Record]) -> StoreResult<()>;
}

/// The importer of a list.
pub(super) struct Keyed<L: List> {
    list: L,
    known: Known<L::Key, L::Record>,
}

impl<L: List> Keyed<L> {
    /// The list with what is on record.
    pub(super) fn new(list: L, stored: Vec<L::Record>, key: impl Fn(&L::Record) -> L::Key) -> Self {
        Self { list, known: Known::of(stored, key) }
    }
}

impl<L: List> Keyed<L> {
    /// Whether an item changes what is on record: what stood before it, if anything did.
    pub(super) fn changes(&self, item: &L::Item) -> Option<Option<L::Record>> {
        let before = self.known.get(&L::key(item));
        let after = L::merged(0, item, before).ok()?;
        (before != Some(&after)).then(|| before.cloned())
    }
}

impl<L: List> Importer for Keyed<L> {
    type Item = L::Item;

    fn reader(&self, binding: &Binding) -> RowReader<L::Item> {
        self.list.reader(binding)
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<L::Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        for entry in batch {
            let key = L::key(&entry.item);
            match L::merged(entry.row.number(), &entry.item, self.known.get(&key)) {
                Ok(record) => ledger.count(self.known.put(key, record)),
                Err(reject) => ledger.reject(&entry.row, &reject)?,
            }
        }
        Ok(self.known.write(conn, L::insert, L::update)?)
    }
}

/// What a row says, or else what is known.
pub(super) fn or_known<T: Clone>(said: &Option<T>, known: &Option<T>) -> Option<T> {
    said.as_ref().or(known.as_ref()).cloned()
}
