//! Bytes for a digest: every field is fed at a fixed length or behind its length, so that no two
//! lists of fields feed the same.

use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};

/// Bytes that are hashed at a time.
const FULL: usize = 64 * 1024;

/// Values as bytes that no other values give.
pub(crate) struct Feed {
    sha: Sha256,
    waiting: Vec<u8>,
}

impl Default for Feed {
    fn default() -> Self {
        Self { sha: Sha256::new(), waiting: Vec::with_capacity(2 * FULL) }
    }
}

impl Feed {
    pub(crate) fn number(&mut self, number: impl Into<i64>) {
        self.waiting.extend(number.into().to_le_bytes());
    }

    pub(crate) fn bits(&mut self, bits: u64) {
        self.waiting.extend(bits.to_le_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bits(text.len() as u64);
        self.waiting.extend(text.as_bytes());
    }

    pub(crate) fn date(&mut self, date: NaiveDate) {
        self.number(date.num_days_from_ce());
    }

    pub(crate) fn maybe<T>(&mut self, value: Option<T>, put: impl FnOnce(&mut Self, T)) {
        self.waiting.push(u8::from(value.is_some()));
        if let Some(value) = value {
            put(self, value);
        }
    }

    pub(crate) fn all<T>(&mut self, items: &[T], put: impl Fn(&mut Self, &T)) {
        self.bits(items.len() as u64);
        for item in items {
            put(self, item);
            if self.waiting.len() >= FULL {
                self.sha.update(&self.waiting);
                self.waiting.clear();
            }
        }
    }

    pub(crate) fn finish(mut self) -> String {
        self.sha.update(&self.waiting);
        self.sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
