//! Who holds which open event, and when: hosts and slots, moved about as events come and go.
//!
//! Without clashes of venues and communes this is a transversal matroid, and an augmenting path
//! finds a seat for an event whenever there is one. A clash that only moving a third event would
//! resolve may be missed: an event is then left out that could have been held, never a rule broken.

#![expect(
    clippy::indexing_slicing,
    reason = "candidates, hosts and slots are validated once on entry"
)]

use std::collections::HashMap;

use super::problem::{Booking, Problem, slots_of};
use crate::planning::rows::Rows;

const NOBODY: u32 = u32::MAX;

/// The hosts' calendar.
#[derive(Clone)]
pub(super) struct Calendar<'a> {
    problem: &'a Problem,
    rivals: &'a Rows<u32>,
    /// The event of each host and slot.
    held: Vec<u32>,
    /// Events of each host.
    load: Vec<u32>,
    /// Host and slot of each seated candidate.
    seat: Vec<Option<(u32, u8)>>,
    fixed: Vec<bool>,
}

/// What a search for a seat has tried already.
struct Tried {
    places: Vec<bool>,
    hosts: Vec<bool>,
}

impl<'a> Calendar<'a> {
    /// With the fixed events alone.
    pub(super) fn new(problem: &'a Problem, rivals: &'a Rows<u32>) -> Self {
        let mut calendar = Self {
            problem,
            rivals,
            held: vec![NOBODY; problem.hosts.len() * problem.days.len()],
            load: vec![0; problem.hosts.len()],
            seat: vec![None; problem.candidates.len()],
            fixed: vec![false; problem.candidates.len()],
        };
        for booking in &problem.fixed {
            calendar.fixed[booking.candidate as usize] = true;
            calendar.put(booking.candidate, booking.host, booking.slot);
        }
        calendar
    }

    /// Finds a host and slot for an event, moving others where need be; says whether it did.
    pub(super) fn seat(&mut self, event: u32) -> bool {
        let mut tried =
            Tried { places: vec![false; self.held.len()], hosts: vec![false; self.load.len()] };
        self.try_seat(event, &mut tried)
    }

    /// Takes an event out.
    pub(super) fn lift(&mut self, event: u32) {
        if let Some((host, slot)) = self.seat[event as usize].take() {
            let place = self.place(host, slot);
            self.held[place] = NOBODY;
            self.load[host as usize] -= 1;
        }
    }

    /// Whether an event must stay where it is.
    pub(super) fn is_fixed(&self, event: u32) -> bool {
        self.fixed[event as usize]
    }

    /// All events with host and slot, in order of candidates.
    pub(super) fn bookings(&self) -> Vec<Booking> {
        let seats = (0u32..).zip(&self.seat);
        seats
            .filter_map(|(candidate, seat)| {
                let (host, slot) = (*seat)?;
                Some(Booking { candidate, host, slot })
            })
            .collect()
    }

    fn place(&self, host: u32, slot: u8) -> usize {
        host as usize * self.problem.days.len() + usize::from(slot)
    }

    fn put(&mut self, event: u32, host: u32, slot: u8) {
        let place = self.place(host, slot);
        self.held[place] = event;
        self.load[host as usize] += 1;
        self.seat[event as usize] = Some((host, slot));
    }

    fn try_seat(&mut self, event: u32, tried: &mut Tried) -> bool {
        let problem = self.problem;
        let slots = problem.candidates[event as usize].slots;
        for &host in problem.hosting.row(event as usize) {
            for slot in slots_of(slots & problem.hosts[host as usize].slots) {
                let place = self.place(host, slot);
                if tried.places[place] || self.clashes(event, slot) {
                    continue;
                }
                tried.places[place] = true;
                let holder = self.held[place];
                if holder != NOBODY {
                    if self.replace(event, holder, (host, slot), tried) {
                        return true;
                    }
                } else if self.load[host as usize] < problem.hosts[host as usize].most {
                    self.put(event, host, slot);
                    return true;
                } else if !tried.hosts[host as usize] {
                    tried.hosts[host as usize] = true;
                    for other in slots_of(problem.hosts[host as usize].slots) {
                        let holder = self.held[self.place(host, other)];
                        if holder != NOBODY && self.replace(event, holder, (host, slot), tried) {
                            return true;
                        }
                    }
                }
            }
        }
        false
    }

    /// Seats an event in place of another that finds a seat elsewhere; changes nothing otherwise.
    fn replace(&mut self, event: u32, other: u32, at: (u32, u8), tried: &mut Tried) -> bool {
        let Some(old) = self.seat[other as usize].filter(|_| !self.is_fixed(other)) else {
            return false;
        };
        self.lift(other);
        self.put(event, at.0, at.1);
        if self.try_seat(other, tried) {
            return true;
        }
        self.lift(event);
        self.put(other, old.0, old.1);
        false
    }

    /// Whether the venue or the commune of an event is taken in a slot by another.
    fn clashes(&self, event: u32, slot: u8) -> bool {
        self.rivals.row(event as usize).iter().any(|other| {
            let taken = self.seat[*other as usize];
            taken.is_some_and(|(_, taken)| self.problem.clash((event, slot), (*other, taken)))
        })
    }
}

/// Candidate by candidate the others that share its venue or its commune.
pub(super) fn rivals(problem: &Problem) -> Rows<u32> {
    let mut sharing: HashMap<(bool, u32), Vec<u32>> = HashMap::new();
    for (at, one) in (0u32..).zip(&problem.candidates) {
        sharing.entry((false, one.venue)).or_default().push(at);
        if let Some(commune) = one.commune {
            sharing.entry((true, commune)).or_default().push(at);
        }
    }
    let of = |key: (bool, u32)| sharing.get(&key).into_iter().flatten().copied();
    let rows = (0u32..).zip(&problem.candidates).map(|(at, one)| {
        let commune = one.commune.map(|commune| (true, commune));
        let mut row: Vec<u32> =
            of((false, one.venue)).chain(commune.into_iter().flat_map(of)).collect();
        row.sort_unstable();
        row.dedup();
        row.retain(|other| *other != at);
        row
    });
    rows.collect()
}
