//! Seals: a chain proves that nothing inside it was changed, but not that its end is still there. So once
//! a day the ends of all chains are written down under a digest that follows on the day before. Whoever
//! cuts a chain afterwards, takes one out or writes its end anew has every later seal against him; whoever
//! keeps the digest of a seal elsewhere needs to trust no database.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::chain::{BEGINNING, Broken, Fault, fields, sha256};
use super::error::DispatchError;
use crate::clock::Clock;
use crate::store::Store;
use crate::store::attempts::LinkRow;
use crate::store::seals::{SealRow, heads, insert_seal, seals};

/// The end of a chain under a seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SealedHead {
    chain: String,
    number: i64,
    hash: String,
}

/// The newest seal of a province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seal {
    /// Its day: up to here everything is sealed.
    pub day: NaiveDate,
    /// Its digest.
    pub hash: String,
}

/// Seals the chains of a province as they stand, for a local day. A day that is sealed, or lies before
/// one that is, stays as it is. Returns the newest seal.
///
/// # Errors
/// The database refused.
pub fn seal(
    store: &mut Store,
    clock: &dyn Clock,
    (province, day): (i64, NaiveDate),
) -> Result<Seal, DispatchError> {
    let sealed_at = super::worker::whole_milliseconds(clock.now());
    store.write(|conn| {
        let before = seals(conn, province)?;
        let newest = before.last().map(|last| Seal { day: last.day, hash: last.hash.clone() });
        if let Some(newest) = newest.filter(|newest| newest.day >= day) {
            return Ok(newest);
        }
        // A seal that nobody can read is found when the chains are verified.
        let known: HashMap<String, SealedHead> = before
            .iter()
            .filter_map(read)
            .flatten()
            .map(|head| (head.chain.clone(), head))
            .collect();
        let grown: Vec<SealedHead> = heads(conn, province)?
            .into_iter()
            .map(|row| SealedHead { chain: row.chain, number: row.number, hash: row.hash })
            .filter(|head| known.get(&head.chain) != Some(head))
            .collect();
        let mut row = SealRow {
            province_id: province,
            day,
            sealed_at,
            // Text and numbers: it cannot fail.
            heads: serde_json::to_string(&grown).unwrap_or_default(),
            previous: before.last().map_or_else(|| BEGINNING.to_owned(), |last| last.hash.clone()),
            hash: String::new(),
        };
        row.hash = digest(&row);
        if insert_seal(conn, &row)? {
            return Ok(Seal { day, hash: row.hash });
        }
        // Somebody else was quicker.
        let last = seals(conn, province)?.pop().unwrap_or(row);
        Ok(Seal { day: last.day, hash: last.hash })
    })
}

/// The digest of a seal that follows on another.
fn digest(seal: &SealRow) -> String {
    let at = seal.sealed_at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let text = fields(
        "vandong seal 1",
        &[
            ("province", &seal.province_id.to_string()),
            ("day", &seal.day.to_string()),
            ("at", &at),
            ("heads", &seal.heads),
        ],
    );
    sha256(format!("{}\n{text}", seal.previous).as_bytes())
}

fn read(seal: &SealRow) -> Option<Vec<SealedHead>> {
    serde_json::from_str(&seal.heads).ok()
}

/// What the seals of a province say, to be held against its links.
#[derive(Debug, Default)]
pub(super) struct Seals {
    /// How many there are.
    pub(super) count: u64,
    /// The newest.
    pub(super) newest: Option<Seal>,
    /// The first that says something else than it said when it was made, or follows on another.
    pub(super) broken: Option<NaiveDate>,
    /// Digests of sealed links by chain and number: those that were not found yet.
    sealed: BTreeMap<String, BTreeMap<i64, String>>,
    /// The last link of the chains that have seals.
    ends: BTreeMap<String, i64>,
    fault: Option<Broken>,
}

impl Seals {
    /// Reads seals, by day.
    pub(super) fn of(rows: &[SealRow]) -> Self {
        let mut all = Self::default();
        let mut previous = BEGINNING;
        for row in rows {
            let heads = read(row);
            let holds = row.previous == previous && row.hash == digest(row) && heads.is_some();
            if !holds && all.broken.is_none() {
                all.broken = Some(row.day);
            }
            for head in heads.unwrap_or_default() {
                // What was sealed first counts.
                let links = all.sealed.entry(head.chain).or_default();
                links.entry(head.number).or_insert(head.hash);
            }
            previous = &row.hash;
            all.count += 1;
            all.newest = Some(Seal { day: row.day, hash: row.hash.clone() });
        }
        all
    }

    /// Holds a link against them. Links come by chain and number.
    pub(super) fn read(&mut self, link: &LinkRow) {
        let Some(sealed) = self.sealed.get_mut(&link.chain) else { return };
        self.ends.insert(link.chain.clone(), link.number);
        let other = sealed.remove(&link.number).is_some_and(|hash| hash != link.hash);
        if other && self.fault.is_none() {
            let (chain, number) = (link.chain.clone(), link.number);
            self.fault = Some(Broken { chain, number, fault: Fault::Replaced });
        }
    }

    /// The first link, after all were read, that is not what was sealed, or is not there.
    pub(super) fn fault(&self) -> Option<Broken> {
        let cut = || {
            let (chain, _) = self.sealed.iter().find(|(_, links)| !links.is_empty())?;
            let number = self.ends.get(chain).copied().unwrap_or_default() + 1;
            Some(Broken { chain: chain.clone(), number, fault: Fault::Cut })
        };
        self.fault.clone().or_else(cut)
    }
}
