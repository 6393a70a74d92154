//! A telephone shared by several households is not called twice within 24 hours: each of them gets days
//! of its own in the week, no two of them the same or neighbours on the calendar (`days_apart`),
//! promised call-backs first, the rest in turn from week to week. This keeps the rule inside the exact
//! flow, at the price of days fixed beforehand; it is stated with the assumptions of every plan.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use super::contacts::{Contact, Contacts};
use super::days_apart::DaysApart;
use super::grid;
use super::keeping;
use super::layout::Examined;
use super::snapshot::Snapshot;
use super::territory::Placed;
use crate::domain::touch::TouchChannel;

/// What a household needs to know of its number: itself and its promised day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Index of the contact.
    pub contact: u32,
    /// The number.
    pub phone: u64,
    /// Days on which it may be called at all, as bits.
    pub open: u64,
    /// Days too near a call that another household with the number had before, as bits.
    pub closed: u64,
    /// The day of a promised call-back.
    pub promised: Option<u8>,
    /// What an agent has of it on a list, where that is still possible: channel and day.
    pub kept: Option<(TouchChannel, u8)>,
    /// Higher goes first: last chances, then other due cases.
    pub rank: (u32, u32),
}

/// Contact by contact the days (as bits) on which its number may be called. Contacts whose number
/// is theirs alone, also of late, are not in the answer. `turn` moves from week to week.
///
/// The buckets of one household may be neighbours: it is called once a week at most. Two promised
/// call-backs on neighbouring days stay as promised: both were asked for by the people themselves.
pub fn phone_days(callers: &[Caller], days: &DaysApart, turn: u32) -> HashMap<u32, u64> {
    let mut sorted: Vec<Caller> = callers.to_vec();
    sorted.sort_by_key(|one| (one.phone, one.contact));
    let mut found = HashMap::new();
    let mut waiting: Vec<Caller> = Vec::new();
    let shared = |same: &&[Caller]| same.len() > 1 || same.iter().any(|one| one.closed != 0);
    for sharing in sorted.chunk_by(|a, b| a.phone == b.phone).filter(shared) {
        let mut kept = 0u64;
        waiting.clear();
        for one in sharing {
            let bit = one.promised.map_or(0, |bucket| 1u64 << bucket.min(63));
            if bit != 0 && kept & bit == 0 {
                kept |= bit;
                found.insert(one.contact, bit);
            } else {
                found.insert(one.contact, 0);
                waiting.push(*one);
            }
        }
        kept |= keep_days(&mut waiting, kept, days, &mut found);
        let near_kept = days.near(kept);
        for one in &mut waiting {
            one.open &= !(near_kept | one.closed);
        }
        waiting.retain(|one| one.open != 0);
        // Urgent households first; among equals another one leads each week.
        let shift = turn as usize % waiting.len().max(1);
        waiting.rotate_left(shift);
        waiting.sort_by_key(|one| Reverse(one.rank));
        let dealt = days.sets().iter().map(|set| Dealt::of(&waiting, *set, days));
        if let Some(best) = dealt.max_by(|a, b| a.compare(b, &waiting)) {
            let own = |(at, bits): (usize, u64)| Some((waiting.get(at)?.contact, bits));
            found.extend(best.0.into_iter().filter_map(own));
        }
    }
    found
}

/// Gives the households that an agent has on a list the day that they have there, where it is far enough
/// from all that was given (`taken`), and returns these days. Where a more urgent household waits for
/// the number, all days are dealt out anew; one that an agent has on a list for a visit waits for no call.
fn keep_days(
    waiting: &mut Vec<Caller>,
    taken: u64,
    days: &DaysApart,
    found: &mut HashMap<u32, u64>,
) -> u64 {
    let mut kept = 0u64;
    let urgent = waiting.iter().filter(|one| one.kept.is_none()).map(|one| one.rank).max();
    waiting.retain(|one| {
        let call = one.kept.filter(|(channel, _)| *channel == TouchChannel::Call);
        let bit = call.map_or(0, |(_, day)| 1u64 << day.min(63));
        let free = bit & one.open & !one.closed & !days.near(taken | kept);
        if free == 0 || urgent.is_some_and(|rank| rank > one.rank) {
            return true;
        }
        kept |= bit;
        found.insert(one.contact, bit);
        false
    });
    kept
}

/// Who of the waiting households gets which buckets, in their order; the others get none.
struct Dealt(Vec<(usize, u64)>);

impl Dealt {
    /// Deals out the buckets of a set, one to each household as far as they go, in this order, moving
    /// earlier ones to other days of theirs where that makes room. Then whatever else is free of
    /// neighbours, evenly, to those who have a bucket.
    fn of(waiting: &[Caller], set: u64, days: &DaysApart) -> Self {
        let mut places: Vec<Place> = days
            .buckets()
            .filter(|bit| set & bit != 0)
            .map(|bit| Place { bit, by: None })
            .collect();
        let mut left = places.len();
        for at in 0..waiting.len() {
            if left == 0 {
                break;
            }
            left -= usize::from(make_room(at, waiting, &mut places, &mut 0));
        }
        let mut own: Vec<(usize, u64)> =
            places.iter().filter_map(|place| Some((place.by?, place.bit))).collect();
        own.sort_unstable();
        for bit in days.buckets() {
            let near = days.near(bit);
            let able = (0..own.len()).filter(|one| {
                let others = own.iter().enumerate().filter(|(at, _)| at != one);
                let is_open = own.get(*one).and_then(|(at, _)| waiting.get(*at));
                is_open.is_some_and(|caller| caller.open & bit != 0)
                    && others.fold(0, |all, (_, (_, bits))| all | bits) & near == 0
            });
            let fewest = able.min_by_key(|one| own.get(*one).map(|(_, bits)| bits.count_ones()));
            if let Some((_, bits)) = fewest.and_then(|one| own.get_mut(one)) {
                *bits |= bit;
            }
        }
        Self(own)
    }

    /// More of the most urgent households, then of the next ones; among equally urgent ones those whose
    /// turn it is; then more days for them, evenly.
    fn compare(&self, other: &Self, waiting: &[Caller]) -> Ordering {
        let (a, b) = (&self.0, &other.0);
        let ranks = |own: &Vec<(usize, u64)>| {
            let ranks: Vec<_> =
                own.iter().filter_map(|(at, _)| waiting.get(*at)).map(|one| one.rank).collect();
            ranks
        };
        let count = |(_, bits): &(usize, u64)| bits.count_ones();
        let sum = |own: &Vec<(usize, u64)>| own.iter().map(count).sum::<u32>();
        let least = |own: &Vec<(usize, u64)>| own.iter().map(count).min();
        let turns = b.iter().map(|(at, _)| at).cmp(a.iter().map(|(at, _)| at));
        let days = (sum(a), least(a)).cmp(&(sum(b), least(b)));
        ranks(a).cmp(&ranks(b)).then(turns).then(days)
    }
}

/// A bucket to be given, and which of the waiting households has it.
#[derive(Clone, Copy)]
struct Place {
    bit: u64,
    by: Option<usize>,
}

/// Finds a place for one household: one that nobody has, else one whose holder can move to another.
/// `tried` keeps the search from going round.
fn make_room(at: usize, waiting: &[Caller], places: &mut [Place], tried: &mut u64) -> bool {
    let open = waiting.get(at).map_or(0, |one| one.open);
    if let Some(free) = places.iter_mut().find(|one| one.by.is_none() && one.bit & open != 0) {
        free.by = Some(at);
        return true;
    }
    for number in 0..places.len() {
        let Some(Place { bit, by: Some(holder) }) = places.get(number).copied() else { continue };
        if open & bit == 0 || *tried & bit != 0 {
            continue;
        }
        *tried |= bit;
        if make_room(holder, waiting, places, tried) {
            if let Some(place) = places.get_mut(number) {
                place.by = Some(at);
            }
            return true;
        }
    }
    false
}

/// Gives households with one number days that are far enough from each other, and from the calls that
/// others had on it just before. Returns those that lost days by it, with what they allowed before.
pub(super) fn share_phones(
    snapshot: &Snapshot,
    contacts: &Contacts,
    examined: &mut [Examined],
) -> Vec<(u32, Placed)> {
    // A number rests by day: whoever has a day has all its parts.
    let grid = &snapshot.buckets;
    let apart = DaysApart::of(&grid::days(grid));
    let day_of =
        |bucket: u8| u8::try_from(grid::days_of(grid, 1 << bucket.min(63)).trailing_zeros());
    let mut callers = Vec::new();
    let on_lists = keeping::possible(snapshot, contacts, examined);
    for ((at, contact), found) in (0u32..).zip(&contacts.contacts).zip(examined.iter()) {
        let Ok(placed) = found else { continue };
        if placed.closed.is_some() {
            continue;
        }
        let calls = || placed.ways.iter().filter(|way| way.channel == TouchChannel::Call);
        let person = contact.phone_of.and_then(|at| snapshot.persons.get(at as usize));
        let (Some(person), Some(_)) = (person, calls().next()) else { continue };
        let open: u64 = calls().fold(0, |bits, way| bits | 1 << way.bucket);
        let closed = closed_by_others(snapshot, contact, person.phone, &apart);
        // On the promised day or the first one after it; a case that cannot wait has other days.
        let recall = snapshot.recalls.get(contact.household as usize);
        let asked_for = recall.and_then(|recall| recall.call_back);
        let kept = asked_for.and_then(|asked| grid::kept_in(grid, asked));
        let promised = kept.is_some_and(|kept| kept < 64 && open == 1 << kept);
        let open = grid::days_of(grid, open);
        let rank = calls().map(|way| (way.worth.last_chance, way.worth.due)).max();
        let rank = rank.unwrap_or_default();
        let promised = kept.filter(|_| promised).and_then(|kept| day_of(kept).ok());
        let kept = on_lists.get(at as usize).copied().flatten();
        let kept = kept.and_then(|(channel, bucket)| Some((channel, day_of(bucket).ok()?)));
        let phone = person.phone;
        callers.push(Caller { contact: at, phone, open, closed, promised, kept, rank });
    }
    let mut before = Vec::new();
    let turn = u32::try_from(
        snapshot.week.monday().signed_duration_since(chrono::NaiveDate::MIN).num_weeks(),
    );
    for (contact, days) in phone_days(&callers, &apart, turn.unwrap_or(0)) {
        let Some(found) = examined.get_mut(contact as usize) else { continue };
        let Ok(placed) = found else { continue };
        let days = grid::buckets_of(grid, days);
        let all = placed.clone();
        placed
            .ways
            .retain(|way| way.channel == TouchChannel::Visit || days & (1 << way.bucket) != 0);
        if placed.ways.len() < all.ways.len() {
            before.push((contact, all));
        }
    }
    before.sort_unstable_by_key(|(contact, _)| *contact);
    before
}

/// Days too near a call that another household had on a number before the grid's first hour.
fn closed_by_others(snapshot: &Snapshot, own: &Contact, phone: u64, apart: &DaysApart) -> u64 {
    let late = &snapshot.late_calls;
    let first = late.partition_point(|call| call.phone < phone);
    let same = late.iter().skip(first).take_while(|call| call.phone == phone);
    let others = same.filter(|call| call.household != Some(own.household));
    others.fold(0, |all, call| all | apart.near_date(call.date))
}

#[cfg(test)]
#[path = "phone_days_tests.rs"]
mod tests;
