//! What each recipient got within the last 24 hours, so that the caps hold over all workers: the rows
//! are read while nobody else can send to the same recipients.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};
use sha2::{Digest as _, Sha256};

use super::prepare::{Prepared, Ready};
use crate::domain::notice::{MessageClass, NoticeChannel, Purpose};
use crate::store::sent::{SentRow, sent_after};
use crate::store::{Conn, StoreResult};

/// Messages of the last 24 hours, by address and by person: which notice, and when.
#[derive(Default)]
pub(super) struct Recent {
    by_address: HashMap<String, Vec<(i64, NaiveDateTime)>>,
    by_person: HashMap<i64, Vec<(i64, NaiveDateTime)>>,
}

impl Recent {
    /// What went out by email to these addresses or about these people, to participants. No other
    /// channel leads to them.
    pub(super) fn load(
        conn: &mut Conn,
        province: i64,
        now: NaiveDateTime,
        (addresses, people): (&[String], &[i64]),
    ) -> StoreResult<Self> {
        let protected = Purpose::ALL.iter().filter(|purpose| is_protected(**purpose));
        let purposes: Vec<&str> = protected.map(|purpose| purpose.code()).collect();
        let since = (now - TimeDelta::hours(24), purposes.as_slice(), NoticeChannel::Email.code());
        let mut recent = Self::default();
        for row in sent_after(conn, province, since, addresses, people)? {
            let SentRow { id, address_key, person_id, sent_at: Some(sent_at) } = row else {
                continue;
            };
            recent.put(id, address_key, person_id, sent_at);
        }
        Ok(recent)
    }

    fn put(
        &mut self,
        notice: i64,
        address: Option<String>,
        person: Option<i64>,
        at: NaiveDateTime,
    ) {
        if let Some(address) = address {
            self.by_address.entry(address).or_default().push((notice, at));
        }
        if let Some(person) = person {
            self.by_person.entry(person).or_default().push((notice, at));
        }
    }

    /// When others went to the address and to the person of a message, the oldest first. An earlier
    /// attempt at the same notice is no other message.
    pub(super) fn of(&self, ready: &Ready) -> (Vec<NaiveDateTime>, Vec<NaiveDateTime>) {
        let others = |all: Option<&Vec<(i64, NaiveDateTime)>>| {
            let all = all.into_iter().flatten();
            all.filter(|(id, _)| *id != ready.row.id).map(|(_, at)| *at).collect()
        };
        let person = ready.row.person_id.and_then(|person| self.by_person.get(&person));
        (others(self.by_address.get(&ready.address_key)), others(person))
    }

    /// One more goes out now.
    pub(super) fn add(&mut self, ready: &Ready, now: NaiveDateTime) {
        if is_protected(ready.purpose) {
            self.put(ready.row.id, Some(ready.address_key.clone()), ready.row.person_id, now);
        }
    }
}

fn is_protected(purpose: Purpose) -> bool {
    purpose.class() != MessageClass::Internal
}

/// The recipients that rules protect: what to lock, their addresses, and the people.
pub(super) fn recipients(
    prepared: &[Prepared],
    province: i64,
) -> (Vec<i64>, Vec<String>, Vec<i64>) {
    let (mut keys, mut addresses, mut people) = (Vec::new(), Vec::new(), Vec::new());
    for ready in prepared.iter().filter_map(Prepared::ready) {
        if !is_protected(ready.purpose) {
            continue;
        }
        keys.push(lock(province, &format!("address {}", ready.address_key)));
        addresses.push(ready.address_key.clone());
        if let Some(person) = ready.row.person_id {
            keys.push(lock(province, &format!("person {person}")));
            people.push(person);
        }
    }
    addresses.sort_unstable();
    addresses.dedup();
    people.sort_unstable();
    people.dedup();
    (keys, addresses, people)
}

/// Locks of a province. A server has room for some thousands in all: with one for each name, a few
/// workers with large batches would take it up, and everybody's work would fail.
const LOCKS: i64 = 1_024;

/// The number under which a server locks a name. Names that share one wait for each other, no more.
fn lock(province: i64, name: &str) -> i64 {
    let number = |name: &str| {
        let digest = Sha256::digest(name);
        digest.iter().take(8).fold(0, |number, byte| number << 8 | i64::from(*byte))
    };
    number(&format!("recipients {province} {}", number(name).rem_euclid(LOCKS)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_province_of_recipients_takes_a_few_locks_of_its_own() {
        let locks = |province: i64| -> HashSet<i64> {
            (0..20_000).map(|person| lock(province, &format!("person {person}"))).collect()
        };
        let (one, other) = (locks(1), locks(2));
        assert_eq!((one.len(), other.len()), (1_024, 1_024));
        assert!(one.is_disjoint(&other));
        assert_eq!(lock(1, "person 7"), lock(1, "person 7"));
    }
}
