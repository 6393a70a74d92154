//! A telephone shared by several households is called once a day at most: each of them gets days
//! of its own in the week, promised call-backs first, the rest in turn from week to week. This
//! keeps the rule inside the exact flow, at the price of days fixed beforehand; it is stated with
//! the assumptions of every plan.

use std::collections::HashMap;

/// What a household with a shared number needs to know: itself and its promised bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Index of the contact.
    pub contact: u32,
    /// The number.
    pub phone: u64,
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
        let free: Vec<u8> = (0..buckets).filter(|bucket| taken & (1 << bucket) == 0).collect();
        // Urgent households first; among equals another one leads each week.
        let shift = turn as usize % waiting.len().max(1);
        waiting.rotate_left(shift);
        waiting.sort_by_key(|one| std::cmp::Reverse(one.rank));
        let lucky = waiting.len().min(free.len());
        for (place, one) in waiting.iter().enumerate() {
            let own =
                free.iter().enumerate().filter(|(at, _)| place < lucky && at % lucky == place);
            days.insert(one.contact, own.fold(0, |bits, (_, bucket)| bits | 1 << bucket));
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(contact: u32, phone: u64, promised: Option<u8>, rank: (u32, u32)) -> Caller {
        Caller { contact, phone, promised, rank }
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
}
