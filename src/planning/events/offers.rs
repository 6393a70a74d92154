//! Which events could be held at all: from the situation to the solver's candidates. Whatever could
//! not is kept with its reason.

use super::problem::{Booking, Candidate, Draw, Host, MILLION, MOST_SLOTS, Problem};
use super::reason::Refusal;
use super::rules::{self, Breach};
use super::situation::{Held, KindRule, Quota, Situation, Venue};
use super::wish;
use crate::domain::event::{EventKind, ToldBy};

/// A kind of event at a venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Offer {
    /// The kind.
    pub kind: EventKind,
    /// Index of the venue.
    pub venue: u32,
    /// Most people, as the rule, the venue and the scenario leave them.
    pub size: u32,
}

/// The candidates of a situation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offers {
    /// The solver's problem.
    pub problem: Problem,
    /// Candidate by candidate what it is.
    pub offers: Vec<Offer>,
    /// What could not be held, and why.
    pub impossible: Vec<(Offer, Refusal)>,
    /// Settled events that can no longer be held, and why: to be moved or cancelled.
    pub unsettled: Vec<(Held, Refusal)>,
}

/// What slots of one candidate have in common.
#[derive(PartialEq)]
struct Alike {
    size: u32,
    counted: Vec<u32>,
    /// Communes around it whose people may not come together then.
    kept_home: Vec<u32>,
}

impl Offers {
    /// Finds every kind of event at every venue that could be held.
    #[must_use]
    pub fn of(situation: &Situation) -> Self {
        let mut all = Self::default();
        let first = situation.slots.first().map(|slot| slot.date);
        let day = |slot: &super::situation::Slot| {
            first.map_or(0, |first| (slot.date - first).num_days() as i32)
        };
        all.problem.days = situation.slots.iter().take(MOST_SLOTS).map(day).collect();
        let worth = |people: u32| millionths(f64::from(people) * situation.winnable);
        let communes = situation.communes.iter();
        all.problem.worth = communes.clone().map(|one| worth(one.invitable())).collect();
        // Behind the pools of the communes those of the people of each who get no letter, if there are any.
        if communes.clone().any(|one| one.resting > 0) {
            all.problem.worth.extend(communes.map(|one| worth(one.resting.min(one.people))));
        }
        all.problem.hosts = situation
            .hosts
            .iter()
            .map(|host| Host { most: host.most, slots: host.free & every(situation) })
            .collect();
        all.problem.quotas = situation.quotas.iter().map(|quota| quota.most).collect();
        for (at, venue) in (0u32..).zip(&situation.venues) {
            for kind in &venue.kinds {
                all.add(situation, *kind, (at, venue));
            }
        }
        for held in &situation.settled {
            all.settle(situation, *held);
        }
        all
    }

    /// A candidate for each size that the scenario leaves in some slots, or the reason why none.
    fn add(&mut self, situation: &Situation, kind: EventKind, (at, venue): (u32, &Venue)) {
        let none = Offer { kind, venue: at, size: 0 };
        let Some(rule) = situation.rule(kind, venue) else {
            self.impossible.push((none, Refusal::KindNotThere));
            return;
        };
        // Slots of one size, of the same quotas and guests are one candidate.
        let counted = |slot: usize| -> Vec<u32> {
            let quotas = (0u32..).zip(&situation.quotas);
            let counts = |quota: &Quota| quota.counts(kind, venue) && quota.holds_in(slot);
            quotas.filter(|(_, quota)| counts(quota)).map(|(at, _)| at).collect()
        };
        // What stands there already needs no more notice, nor is it called off for being expected to be small.
        let here = |held: &&Held| (held.kind, held.venue) == (kind, at);
        let settled = situation.settled.iter().filter(here);
        let settled = settled.filter(|held| usize::from(held.slot) < MOST_SLOTS);
        let settled: u64 = settled.fold(0, |slots, held| slots | 1 << held.slot);
        let mut sizes: Vec<(Alike, u64)> = Vec::new();
        let mut refusals = Vec::new();
        for slot in 0..situation.slots.len().min(MOST_SLOTS) {
            let found = wish::of_place(situation, (kind, at), slot).into_iter().next();
            let stands = settled >> slot & 1 == 1;
            let sooner = wish::of_notice(situation, (kind, at), slot).filter(|_| !stands);
            if let Some(refusal) = found.or(sooner) {
                refusals.push(((sooner.is_some(), found.is_some()), refusal));
                continue;
            }
            let alike = Alike {
                size: situation.size(rule, venue, slot),
                counted: counted(slot),
                kept_home: situation.kept_home(rule, venue, slot),
            };
            match sizes.iter_mut().find(|(own, _)| *own == alike) {
                Some((_, slots)) => *slots |= 1 << slot,
                None => sizes.push((alike, 1 << slot)),
            }
        }
        if sizes.is_empty() {
            // What forbids it where there is time goes first, then what is only too soon.
            let why = refusals.into_iter().min_by_key(|(rank, _)| *rank);
            self.impossible.push((none, why.map_or(Refusal::NoSlot, |(_, why)| why)));
        }
        for (alike, slots) in sizes {
            let offer = Offer { kind, venue: at, size: alike.size };
            self.add_sized(situation, rule, offer, (alike.counted, slots, settled));
        }
    }

    fn add_sized(
        &mut self,
        situation: &Situation,
        rule: &KindRule,
        offer: Offer,
        (counted, mut slots, settled): (Vec<u32>, u64, u64),
    ) {
        let Some(venue) = situation.venues.get(offer.venue as usize) else { return };
        let able =
            (0u32..).zip(&situation.hosts).filter(|(_, host)| host.able(offer.kind, offer.venue));
        let able: Vec<(u32, u64)> = able.map(|(at, host)| (at, host.free)).collect();
        let hosting = |slots: u64| -> Vec<u32> {
            able.iter().filter(|(_, free)| free & slots != 0).map(|(host, _)| *host).collect()
        };
        if hosting(slots).is_empty() {
            self.impossible.push((offer, Refusal::NoHost { able: able.len() }));
            return;
        }
        let slot = slots.trailing_zeros() as usize;
        let draw = |pool: u32, people: u32, commune: u32| {
            let most = f64::from(people) * situation.chance(rule, venue, commune, slot);
            Some(Draw { pool, most: millionths(most) }).filter(|draw| draw.most > 0)
        };
        let communes = || (0u32..).zip(&situation.communes);
        let mut people: Vec<Draw> =
            communes().filter_map(|(at, one)| draw(at, one.invitable(), at)).collect();
        if rule.told_by == ToldBy::Channel {
            let behind = u32::try_from(situation.communes.len()).unwrap_or(u32::MAX);
            let resting = communes().filter_map(|(at, one)| {
                draw(behind.saturating_add(at), one.resting.min(one.people), at)
            });
            people.extend(resting);
        }
        let expected: i64 = people.iter().map(|draw| draw.most).sum();
        if expected < i64::from(rule.smallest) * MILLION {
            slots &= settled;
        }
        let hosting = hosting(slots);
        if hosting.is_empty() {
            let expected = people_of(expected);
            self.impossible.push((offer, Refusal::TooFew { expected, smallest: rule.smallest }));
            return;
        }
        let problem = &mut self.problem;
        problem.candidates.push(Candidate {
            venue: offer.venue,
            commune: venue.commune,
            days_apart: rule.days_apart,
            capacity: i64::from(offer.size) * MILLION,
            slots,
        });
        problem.draws.push_row(people);
        problem.hosting.push_row(hosting);
        problem.counted.push_row(counted);
        self.offers.push(offer);
    }

    /// Fixes a settled event, unless it can no longer be held.
    fn settle(&mut self, situation: &Situation, held: Held) {
        let candidate =
            (0u32..).zip(&self.offers).zip(&self.problem.candidates).find(|((_, offer), one)| {
                (offer.kind, offer.venue) == (held.kind, held.venue)
                    && one.slots >> held.slot & 1 == 1
            });
        let Some(((candidate, _), _)) = candidate else {
            let why = wish::of_place(situation, (held.kind, held.venue), usize::from(held.slot));
            let why = why.into_iter().next();
            let impossible = self
                .impossible
                .iter()
                .find(|(offer, _)| (offer.kind, offer.venue) == (held.kind, held.venue));
            let why = why.or(impossible.map(|(_, why)| *why)).unwrap_or(Refusal::NoSlot);
            self.unsettled.push((held, why));
            return;
        };
        let fixed = self.problem.fixed.iter().any(|other| other.candidate == candidate);
        let candidate = if fixed { self.again(candidate) } else { candidate };
        self.problem.fixed.push(Booking { candidate, host: held.host, slot: held.slot });
        if let Err(breach) = rules::check(&self.problem, &self.problem.fixed) {
            self.problem.fixed.pop();
            let why = self.refusal(breach);
            self.unsettled.push((held, why));
        }
    }

    /// The same candidate once more: a plan holds each once, but offices may have settled a kind of event at
    /// a venue for several days.
    fn again(&mut self, candidate: u32) -> u32 {
        let (at, problem) = (candidate as usize, &mut self.problem);
        let next = u32::try_from(problem.candidates.len()).unwrap_or(u32::MAX);
        problem.candidates.extend(problem.candidates.get(at).copied());
        self.offers.extend(self.offers.get(at).copied());
        let draws = problem.draws.row(at).to_vec();
        problem.draws.push_row(draws);
        let hosting = problem.hosting.row(at).to_vec();
        problem.hosting.push_row(hosting);
        let counted = problem.counted.row(at).to_vec();
        problem.counted.push_row(counted);
        next
    }

    /// An event of a plan as offices know it.
    #[must_use]
    pub fn held(&self, booking: &Booking) -> Option<Held> {
        let offer = self.offers.get(booking.candidate as usize)?;
        Some(Held { kind: offer.kind, venue: offer.venue, slot: booking.slot, host: booking.host })
    }

    fn refusal(&self, breach: Breach) -> Refusal {
        let event = |booking: Booking| self.held(&booking);
        match breach {
            Breach::Unknown(_) => Refusal::KindNotThere,
            Breach::NotFree(booking) => {
                Refusal::HostAway { host: booking.host, slot: booking.slot }
            }
            Breach::HostTwice(other, _) => {
                Refusal::HostTaken { host: other.host, slot: other.slot }
            }
            Breach::HostFull { host, planned, most } => Refusal::HostFull { host, planned, most },
            Breach::Clash(other, own) => {
                let day = |slot: u8| self.problem.days.get(usize::from(slot)).copied().unwrap_or(0);
                let venue = |booking: Booking| event(booking).map(|held| held.venue);
                if other.slot == own.slot && venue(other) == venue(own) {
                    return Refusal::VenueTaken { slot: own.slot };
                }
                let apart = self.problem.days_apart(other.candidate, own.candidate).unwrap_or(0);
                let days = (day(other.slot) - day(own.slot)).abs();
                Refusal::TooClose { days, apart }
            }
            Breach::Quota { quota, planned, most } => {
                Refusal::QuotaFull { quota, planned: planned - 1, most }
            }
        }
    }
}

fn every(situation: &Situation) -> u64 {
    match situation.slots.len() {
        0 => 0,
        many => u64::MAX >> (MOST_SLOTS - many.min(MOST_SLOTS)),
    }
}

fn millionths(people: f64) -> i64 {
    (people * MILLION as f64).floor() as i64
}

/// Whole people of millionths.
pub(super) fn people_of(millionths: i64) -> u32 {
    u32::try_from(millionths / MILLION).unwrap_or(u32::MAX)
}
