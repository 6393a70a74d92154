//! A telephone shared by several households is called once a day at most: each of them gets days
//! of its own in the week, promised call-backs first, the rest in turn from week to week. This
//! keeps the rule inside the exact flow, at the price of days fixed beforehand; it is stated with
//! the assumptions of every plan.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::contacts::Contacts;
use super::layout::Examined;
use super::snapshot::Snapshot;
use super::territory::Placed;
use crate::domain::touch::TouchChannel;

/// What a household with a shared number needs to know: itself and its promised bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Index of the contact.
    pub contact: u32,
    /// The number.
    pub phone: u64,
    /// Buckets on which it may be called at all, as bits.
    pub open: u64,
    /// The bucket of a promised call-back.
    pub promised: Option<u8>,
    /// Higher goes first: last chances, then other due cases.
    pub rank: (u32, u32),
}

/// Contact by contact the buckets (as bits) on which its shared number may be called. Contacts
/// whose number is theirs alone are not in the answer. `turn` moves from week to week.
pub fn phone_days(callers: &[Caller], buckets: u8, turn: u32) -> HashMap<u32, u64> {
    let mut sorted: Vec<Caller> = callers.to_vec();
    sorted.sort_by_key(|one| (one.phone, one.contact));
    let mut days = HashMap::new();
    for sharing in sorted.chunk_by(|a, b| a.phone == b.phone).filter(|same| same.len() > 1) {
        let mut taken = 0u64;
        let mut waiting: Vec<&Caller> = Vec::new();
        for one in sharing {
            match one.promised.map(|bucket| 1u64 << bucket.min(63)) {
                Some(bit) if taken & bit == 0 => {
                    taken |= bit;
                    days.insert(one.contact, bit);
                }
                _ => waiting.push(one),
            }
        }
        // Urgent households first; among equals another one leads each week.
        let shift = turn as usize % waiting.len().max(1);
        waiting.rotate_left(shift);
        waiting.sort_by_key(|one| std::cmp::Reverse(one.rank));
        let mut day_of = deal(&waiting, buckets, taken);
        for one in waiting {
            days.insert(one.contact, day_of.remove(&one.contact).unwrap_or(0));
        }
    }
    days
}

/// Deals out the free buckets: one to each household as far as they go, in this order, moving
/// earlier ones to other days of theirs where that makes room; then the rest, evenly.
fn deal(waiting: &[&Caller], buckets: u8, taken: u64) -> HashMap<u32, u64> {
    let free = |one: &Caller, bucket: u8| one.open & !taken & (1 << bucket) != 0;
    let mut holder: Vec<Option<&Caller>> = vec![None; usize::from(buckets)];
    for one in waiting {
        make_room(one, &free, &mut holder, &mut 0);
    }
    let mut dealt: Vec<(&Caller, u64)> = Vec::new();
    for one in waiting {
        let held = (0u8..).zip(&holder).filter(|(_, by)| by.is_some_and(|by| by == *one));
        match held.fold(0, |bits, (bucket, _)| bits | 1 << bucket) {
            0 => {}
            own => dealt.push((one, own)),
        }
    }
    for (bucket, _) in (0u8..).zip(&holder).filter(|(_, by)| by.is_none()) {
        let able = dealt.iter_mut().filter(|(one, _)| free(one, bucket));
        if let Some((_, own)) = able.min_by_key(|(_, own)| own.count_ones()) {
            *own |= 1 << bucket;
        }
    }
    dealt.into_iter().map(|(one, own)| (one.contact, own)).collect()
}

/// Finds a bucket for one household: one that nobody holds, else one whose holder can move to
/// another. `tried` keeps the search from going round.
fn make_room<'a>(
    one: &'a Caller,
    free: &impl Fn(&Caller, u8) -> bool,
    holder: &mut [Option<&'a Caller>],
    tried: &mut u64,
) -> bool {
    let held = |holder: &[Option<&'a Caller>], bucket: u8| {
        holder.get(usize::from(bucket)).copied().flatten()
    };
    let mut own: Vec<u8> = (0u8..).zip(holder.iter()).map(|(bucket, _)| bucket).collect();
    own.retain(|bucket| free(one, *bucket));
    own.sort_by_key(|bucket| held(holder, *bucket).is_some());
    for bucket in own {
        if *tried & (1 << bucket) != 0 {
            continue;
        }
        *tried |= 1 << bucket;
        if held(holder, bucket).is_none_or(|other| make_room(other, free, holder, tried)) {
            if let Some(slot) = holder.get_mut(usize::from(bucket)) {
                *slot = Some(one);
            }
            return true;
        }
    }
    false
}

/// Gives households with one number different days. Returns those that lost days by it, with what
/// they allowed before.
pub(super) fn share_phones(
    snapshot: &Snapshot,
    contacts: &Contacts,
    examined: &mut [Examined],
) -> Vec<(u32, Placed)> {
    let mut callers = Vec::new();
    for ((at, contact), found) in (0u32..).zip(&contacts.contacts).zip(examined.iter()) {
        let Ok(placed) = found else { continue };
        if placed.closed.is_some() {
            continue;
        }
        let calls = || placed.ways.iter().filter(|way| way.channel == TouchChannel::Call);
        let person = contact.phone_of.and_then(|at| snapshot.persons.get(at as usize));
        let (Some(person), Some(first)) = (person, calls().next()) else { continue };
        let open: u64 = calls().fold(0, |bits, way| bits | 1 << way.bucket);
        let promised = snapshot
            .recalls
            .get(contact.household as usize)
            .is_some_and(|recall| recall.call_back.is_some() && open.count_ones() == 1);
        let rank = calls().map(|way| (way.worth.last_chance, way.worth.due)).max();
        let rank = rank.unwrap_or_default();
        let promised = promised.then_some(first.bucket);
        callers.push(Caller { contact: at, phone: person.phone, open, promised, rank });
    }
    let mut before = Vec::new();
    let buckets = u8::try_from(snapshot.buckets.len()).unwrap_or(u8::MAX);
    let turn =
        u32::try_from(snapshot.week.monday().signed_duration_since(NaiveDate::MIN).num_weeks());
    for (contact, days) in phone_days(&callers, buckets, turn.unwrap_or(0)) {
        let Some(found) = examined.get_mut(contact as usize) else { continue };
        let Ok(placed) = found else { continue };
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

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(contact: u32, phone: u64, promised: Option<u8>, rank: (u32, u32)) -> Caller {
        Caller { contact, phone, open: u64::MAX, promised, rank }
    }

    #[test]
    fn households_with_one_number_never_share_a_day() {
        let callers = [
            caller(0, 7, None, (0, 0)),
            caller(1, 7, Some(2), (0, 0)),
            caller(2, 7, None, (1, 0)),
            caller(3, 8, None, (0, 0)),
        ];
        let days = phone_days(&callers, 5, 0);
        assert_eq!(days[&1], 0b00100);
        assert_eq!(days[&2], 0b01001, "the urgent one chooses first");
        assert_eq!(days[&0], 0b10010);
        assert!(!days.contains_key(&3));
    }

    #[test]
    fn when_days_run_out_the_turn_moves_on() {
        let callers: Vec<Caller> = (0..3).map(|at| caller(at, 7, None, (0, 0))).collect();
        let called = |turn| {
            let days = phone_days(&callers, 2, turn);
            (0..3).filter(|at| days[at] != 0).collect::<Vec<_>>()
        };
        assert_eq!((called(0), called(1), called(2)), (vec![0, 1], vec![1, 2], vec![0, 2]));
    }

    #[test]
    fn who_can_only_be_called_on_one_day_gets_it() {
        let friday = Caller { open: 0b10000, ..caller(1, 7, None, (0, 0)) };
        let callers = [caller(0, 7, None, (1, 0)), friday, caller(2, 7, None, (0, 0))];
        let days = phone_days(&callers, 5, 0);
        assert_eq!((days[&0], days[&1], days[&2]), (0b00101, 0b10000, 0b01010));
        let (monday, both) = (0b01, 0b11);
        let callers = [
            Caller { open: both, ..caller(0, 7, None, (1, 0)) },
            Caller { open: monday, ..caller(1, 7, None, (0, 0)) },
        ];
        let days = phone_days(&callers, 2, 0);
        assert_eq!((days[&0], days[&1]), (0b10, 0b01), "the urgent one makes room");
    }
}
