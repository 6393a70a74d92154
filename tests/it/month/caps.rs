//! What a recipient may get within 24 hours, over all agents and all letters: counted from what arrived
//! and from the calls that were made.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use vandong::domain::calendar::Week;

use super::post::Letter;

/// A call that was made.
pub(super) struct Call {
    pub(super) at: NaiveDateTime,
    pub(super) phone: String,
    /// The touch that it was made for.
    pub(super) touch: i64,
}

/// Whom a touch is for, and whether its hour was promised.
pub(super) struct Ask {
    pub(super) contact: String,
    pub(super) promised: bool,
}

/// Touches by key.
pub(super) type Asked = BTreeMap<i64, Ask>;

/// Fails where more than `cap` of the moments lie within 24 hours.
fn within(cap: usize, times: &mut BTreeMap<String, Vec<NaiveDateTime>>, what: &str) -> Vec<String> {
    let mut over = Vec::new();
    for (who, times) in times {
        times.sort_unstable();
        for (first, next) in times.iter().zip(times.iter().skip(cap)) {
            if *next < *first + TimeDelta::hours(24) {
                over.push(format!("{what} {who}: {first} … {next}"));
            }
        }
    }
    over
}

fn hour(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

/// Letters to participants: at most three a day to an address, and to a person, by day. Says how often
/// somebody got all three, so that it is known that the cap was met.
pub(super) fn of_letters(letters: &[Letter]) -> usize {
    let to_people = || letters.iter().filter(|one| one.to.starts_with("person:"));
    let mut by_address: BTreeMap<String, Vec<NaiveDateTime>> = BTreeMap::new();
    let mut by_person: BTreeMap<String, Vec<NaiveDateTime>> = BTreeMap::new();
    for one in to_people() {
        by_address.entry(one.address.clone()).or_default().push(one.at);
        by_person.entry(one.to.clone()).or_default().push(one.at);
        let quiet = !(hour("07:00:00")..hour("21:00:00")).contains(&one.at.time());
        assert!(!quiet, "{} got a letter at {}", one.to, one.at);
    }
    let mut over = within(3, &mut by_address, "address");
    over.extend(within(3, &mut by_person, "person"));
    assert!(over.is_empty(), "{over:#?}");
    within(2, &mut by_address, "").len()
}

/// Calls: one in 24 hours to a number, whoever calls and for whichever household, at hours at which people
/// may be called. The cases of one household are one call. A `promised` touch may follow another promised
/// one, or a talk with the same contact: the people asked for it. Says how often a number was called for several
/// households within a week, so that it is known that they had to keep apart.
pub(super) fn of_calls(calls: &[Call], asked: &Asked) -> usize {
    let mut by_phone: BTreeMap<&str, BTreeMap<NaiveDateTime, i64>> = BTreeMap::new();
    for call in calls {
        let quiet = !(hour("08:00:00")..hour("17:00:00")).contains(&call.at.time());
        assert!(!quiet && !call.phone.is_empty(), "touch {} at {}", call.touch, call.at);
        let before = by_phone.entry(&call.phone).or_default().insert(call.at, call.touch);
        assert!(before.is_none_or(|before| before == call.touch), "two at once on {}", call.phone);
    }
    let (mut over, mut close) = (Vec::new(), 0);
    for (phone, times) in &by_phone {
        for ((first, touch), (next, other)) in times.iter().zip(times.iter().skip(1)) {
            let (before, after) = (&asked[touch], &asked[other]);
            let is_asked = after.promised && (before.promised || before.contact == after.contact);
            if *next < *first + TimeDelta::hours(24) && !is_asked {
                over.push(format!("{phone}: {first} touch {touch} … {next} touch {other}"));
            }
            let same_week = Week::containing(first.date()) == Week::containing(next.date());
            close += usize::from(same_week && touch != other);
        }
    }
    assert!(over.is_empty(), "{over:#?}");
    close
}
