//! The week as offices know it: communes with people, venues and platforms, hosts, quotas, rules of
//! each kind, holidays and what a scenario leaves of gatherings. [`offers`](super::offers) makes
//! candidates of it, [`wish`](super::wish) checks a coordinator's wish against it.

use chrono::NaiveDate;

use crate::domain::event::{EventKind, EventMode, ToldBy};
use crate::domain::scenario::Mode;

/// Everything that a plan of events is made from. Others are referred to by their index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Situation {
    /// The slots, in order of time; at most 64.
    pub slots: Vec<Slot>,
    /// Where people live.
    pub communes: Vec<Commune>,
    /// Halls, houses of culture and platforms.
    pub venues: Vec<Venue>,
    /// Who can hold events.
    pub hosts: Vec<Host>,
    /// What holds for each kind in each mode in which it is planned.
    pub kinds: Vec<KindRule>,
    /// How many events are wanted.
    pub quotas: Vec<Quota>,
    /// Events that are approved or wished for, and stay where they are.
    pub settled: Vec<Held>,
    /// The share of a commune's people that events can win at all.
    pub winnable: f64,
    /// Nobody is invited one by one who comes with a smaller chance: too many invitations for a place.
    pub least_chance: f64,
    /// The day of planning, from which the notice of each kind counts; none where no notice is asked.
    pub planned_on: Option<NaiveDate>,
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The day.
    pub date: NaiveDate,
    /// Whether nobody works on it.
    pub holiday: bool,
}

/// Where people live.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Commune {
    /// Kilometres east and north of any point, where known; otherwise its events draw only its own.
    pub position: Option<(f64, f64)>,
    /// People who could come and are not reached otherwise.
    pub people: u32,
    /// Those of them who were invited or came a short while ago: they may hear of what is announced to all, and get
    /// no letter.
    pub resting: u32,
    /// What is allowed in each slot; a slot that is missing is as the last one that is there.
    pub gathering: Vec<Mode>,
    /// Events of it that stand where they are and are no part of the plan: before its slots, after them, or
    /// of another office.
    pub neighbours: Vec<Neighbour>,
}

/// An event of a commune beside those that are planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// Its day.
    pub date: NaiveDate,
    /// Days between it and another event of the commune.
    pub days_apart: i32,
}

impl Commune {
    /// How many of its people can be invited one by one.
    #[must_use]
    pub fn invitable(&self) -> u32 {
        self.people.saturating_sub(self.resting)
    }

    /// What is allowed in a slot.
    #[must_use]
    pub fn gathering(&self, slot: usize) -> Mode {
        self.gathering.get(slot).or(self.gathering.last()).copied().unwrap_or_default()
    }
}

/// A place for events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Venue {
    /// Its commune; none for a platform.
    pub commune: Option<u32>,
    /// The communes whose people a platform serves; those of a hall follow from distances.
    pub audience: Vec<u32>,
    /// Most people at once.
    pub capacity: u32,
    /// The kinds that may be held there.
    pub kinds: Vec<EventKind>,
    /// The slots in which it is free, as bits.
    pub free: u64,
}

impl Venue {
    /// How events are held there.
    #[must_use]
    pub fn mode(&self) -> EventMode {
        if self.commune.is_some() { EventMode::InPerson } else { EventMode::Online }
    }
}

/// Somebody who holds events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Host {
    /// The venues at which the host can be, platforms among them.
    pub venues: Vec<u32>,
    /// The kinds that the host can hold.
    pub kinds: Vec<EventKind>,
    /// The most events in all.
    pub most: u32,
    /// The free slots, as bits.
    pub free: u64,
}

impl Host {
    /// Whether the host could hold such an event.
    #[must_use]
    pub fn able(&self, kind: EventKind, venue: u32) -> bool {
        self.kinds.contains(&kind) && self.venues.contains(&venue)
    }
}

/// What holds for a kind of event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KindRule {
    /// The kind.
    pub kind: EventKind,
    /// How it is held.
    pub mode: EventMode,
    /// Fewest people for whom it may be held.
    pub smallest: u32,
    /// Most people, however large the venue.
    pub largest: u32,
    /// Chance that somebody comes who is invited and lives at the place, or is served by the platform.
    pub attends: f64,
    /// Kilometres over which that chance falls to 37 %.
    pub decay_km: f64,
    /// Kilometres beyond which nobody is invited.
    pub catchment_km: f64,
    /// Days between two events of one commune: 1 allows one a day.
    pub days_apart: i32,
    /// Days from the day of planning to the first day on which it may be held.
    pub notice_days: i32,
    /// How people hear of it.
    pub told_by: ToldBy,
}

impl KindRule {
    /// The rule of a kind with its usual size. The chances are assumptions until results replace
    /// them; an online event ignores distances.
    #[must_use]
    pub fn usual(kind: EventKind, mode: EventMode) -> Self {
        let size = kind.usual_size();
        Self {
            kind,
            mode,
            smallest: *size.start(),
            largest: *size.end(),
            attends: 0.10,
            decay_km: 4.0,
            catchment_km: 7.0,
            days_apart: 7,
            notice_days: 0,
            told_by: ToldBy::Letter,
        }
    }

    /// Chance that somebody comes who lives so far away, in kilometres.
    #[must_use]
    pub fn chance(&self, km: f64) -> f64 {
        match self.mode {
            EventMode::Online => self.attends,
            EventMode::InPerson if km < self.catchment_km => {
                self.attends * (-km / self.decay_km).exp()
            }
            EventMode::InPerson => 0.0,
        }
    }
}

/// How many events of some kinds are wanted in an area in the time of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// The kinds that count.
    pub kinds: Vec<EventKind>,
    /// The communes of the area; empty for all. A platform counts where all its communes do.
    pub communes: Vec<u32>,
    /// Areas inside it that have a quota of their own for these kinds: what lies wholly in one of them
    /// counts there.
    pub nearer: Vec<Vec<u32>>,
    /// The slots in which events count, as bits; none for all. A week may lie in two months.
    pub slots: Option<u64>,
    /// The number of events, settled ones included.
    pub most: u32,
}

impl Quota {
    /// Whether an event counts in it, if its slot does.
    #[must_use]
    pub fn counts(&self, kind: EventKind, venue: &Venue) -> bool {
        let lies = |communes: &[u32]| {
            let inside = |commune: &u32| communes.contains(commune);
            let mut places = venue.audience.iter().filter(|_| venue.commune.is_none());
            venue.commune.iter().all(inside) && places.all(inside)
        };
        self.kinds.contains(&kind)
            && (self.communes.is_empty() || lies(&self.communes))
            && !self.nearer.iter().any(|communes| lies(communes))
    }

    /// Whether events of a slot count in it.
    #[must_use]
    pub fn holds_in(&self, slot: usize) -> bool {
        self.slots.is_none_or(|slots| slot < 64 && slots >> slot & 1 == 1)
    }
}

/// An event at its place and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Held {
    /// The kind.
    pub kind: EventKind,
    /// Index of the venue.
    pub venue: u32,
    /// Index of the slot.
    pub slot: u8,
    /// Index of the host.
    pub host: u32,
}

impl Situation {
    /// The rule for events of a kind at a venue, if they are planned.
    #[must_use]
    pub fn rule(&self, kind: EventKind, venue: &Venue) -> Option<&KindRule> {
        let mut rules = self.kinds.iter();
        rules.find(|rule| rule.kind == kind && rule.mode == venue.mode() && kind.allows(rule.mode))
    }

    /// The most people whom a rule, a venue and the scenario of its commune leave in a slot.
    #[must_use]
    pub fn size(&self, rule: &KindRule, venue: &Venue, slot: usize) -> u32 {
        let commune = venue.commune.and_then(|at| self.communes.get(at as usize));
        let most = commune.and_then(|commune| commune.gathering(slot).most()).unwrap_or(u32::MAX);
        venue.capacity.min(rule.largest).min(most)
    }

    /// Chance that somebody of a commune comes to an event at a venue in a slot, if invited; 0 where nobody
    /// is. Whoever may not come together at home does not go to a hall elsewhere either.
    #[must_use]
    pub fn chance(&self, rule: &KindRule, venue: &Venue, commune: u32, slot: usize) -> f64 {
        if self.may_come(venue, commune, slot) { self.nearness(rule, venue, commune) } else { 0.0 }
    }

    /// The communes from which people would come to a venue if they could come together in the slot.
    #[must_use]
    pub fn kept_home(&self, rule: &KindRule, venue: &Venue, slot: usize) -> Vec<u32> {
        let count = u32::try_from(self.communes.len()).unwrap_or(u32::MAX);
        let kept = |commune: &u32| {
            venue.commune.is_some()
                && self.stays_home(*commune, slot)
                && self.nearness(rule, venue, *commune) > 0.0
        };
        (0..count).filter(kept).collect()
    }

    /// Whether people of a commune may come together at a venue in a slot, as far as decisions go.
    #[must_use]
    pub fn may_come(&self, venue: &Venue, commune: u32, slot: usize) -> bool {
        venue.commune.is_none() || !self.stays_home(commune, slot)
    }

    fn stays_home(&self, commune: u32, slot: usize) -> bool {
        let place = self.communes.get(commune as usize);
        place.is_some_and(|place| place.gathering(slot).most() == Some(0))
    }

    fn nearness(&self, rule: &KindRule, venue: &Venue, commune: u32) -> f64 {
        let chance = match venue.commune {
            None if venue.audience.contains(&commune) => rule.chance(0.0),
            None => 0.0,
            Some(at) if at == commune => rule.chance(0.0),
            Some(at) => self.km(at, commune).map_or(0.0, |km| rule.chance(km)),
        };
        let too_many = rule.told_by == ToldBy::Letter && chance < self.least_chance;
        if too_many { 0.0 } else { chance }
    }

    fn km(&self, one: u32, other: u32) -> Option<f64> {
        let place = |at: u32| self.communes.get(at as usize)?.position;
        let (one, other) = (place(one)?, place(other)?);
        Some((one.0 - other.0).hypot(one.1 - other.1))
    }
}
