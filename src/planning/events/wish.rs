//! Checks a wish: this kind of event at this venue, in this slot, with this host. Every reason
//! against it is told, not only the first, so that a coordinator can mend it in one go.

use super::problem::MOST_SLOTS;
use super::reason::Refusal;
use super::situation::{Held, Situation};
use crate::domain::event::EventKind;
use crate::domain::scenario::Mode;

/// Everything that stands against a wish beside the events that are `planned`; nothing if it may be
/// held.
#[must_use]
pub fn check(situation: &Situation, planned: &[Held], wish: Held) -> Vec<Refusal> {
    let mut against = of_place(situation, (wish.kind, wish.venue), usize::from(wish.slot));
    against.extend(of_notice(situation, (wish.kind, wish.venue), usize::from(wish.slot)));
    against.extend(of_host(situation, planned, wish));
    against.extend(of_others(situation, planned, wish));
    let Some(venue) = situation.venues.get(wish.venue as usize) else { return against };
    for (quota, wanted) in (0u32..).zip(&situation.quotas) {
        let counts = |held: &&Held| {
            let venue = situation.venues.get(held.venue as usize);
            venue.is_some_and(|venue| wanted.counts(held.kind, venue))
                && wanted.holds_in(usize::from(held.slot))
        };
        let planned = u32::try_from(planned.iter().filter(counts).count()).unwrap_or(u32::MAX);
        let counted = wanted.counts(wish.kind, venue) && wanted.holds_in(usize::from(wish.slot));
        if counted && planned >= wanted.most {
            against.push(Refusal::QuotaFull { quota, planned, most: wanted.most });
        }
    }
    against
}

/// The event on a platform that takes the place of one at which nobody may meet: in the same slot and
/// with the same host where that may be, else with another host, else in the next slot that will do.
/// None where no platform serves the commune at any time.
#[must_use]
pub fn online_instead(situation: &Situation, planned: &[Held], held: Held) -> Option<Held> {
    let commune = situation.venues.get(held.venue as usize)?.commune?;
    let others: Vec<Held> = planned.iter().copied().filter(|other| *other != held).collect();
    let platforms = (0u32..).zip(&situation.venues);
    let platforms =
        platforms.filter(|(_, one)| one.commune.is_none() && one.audience.contains(&commune));
    let platforms: Vec<u32> = platforms.map(|(at, _)| at).collect();
    let count = situation.slots.len().min(MOST_SLOTS) as u8;
    let hosts = situation.hosts.len() as u32;
    let others_first = (0..hosts).filter(|host| *host != held.host);
    let hosts: Vec<u32> = [held.host].into_iter().chain(others_first).collect();
    (held.slot..count)
        .chain(0..held.slot.min(count))
        .flat_map(|slot| hosts.iter().map(move |host| (slot, *host)))
        .flat_map(|(slot, host)| platforms.iter().map(move |venue| (slot, host, *venue)))
        .map(|(slot, host, venue)| Held { kind: held.kind.online(), venue, slot, host })
        .find(|wish| check(situation, &others, *wish).is_empty())
}

/// What stands against a kind of event at a venue in a slot, whatever else is planned.
#[must_use]
pub fn of_place(situation: &Situation, (kind, at): (EventKind, u32), slot: usize) -> Vec<Refusal> {
    let venue = situation.venues.get(at as usize);
    let venue = venue.filter(|venue| venue.kinds.contains(&kind));
    let Some((venue, rule)) = venue.and_then(|v| Some((v, situation.rule(kind, v)?))) else {
        return vec![Refusal::KindNotThere];
    };
    let (Some(when), true) = (situation.slots.get(slot), slot < MOST_SLOTS) else {
        return vec![Refusal::NoSlot];
    };
    let number = slot as u8;
    let mut against = Vec::new();
    if let Some(commune) = venue.commune
        && let Some(place) = situation.communes.get(commune as usize)
    {
        match place.gathering(slot) {
            Mode::Distancing => against.push(Refusal::Distancing { commune }),
            Mode::Limited { at_most: most } if most < rule.smallest => {
                against.push(Refusal::GatheringLimit { most, smallest: rule.smallest });
            }
            Mode::Limited { .. } | Mode::Normal => (),
        }
        let close = place.neighbours.iter().filter_map(|other| {
            let days = i32::try_from((when.date - other.date).num_days().abs()).ok()?;
            let apart = rule.days_apart.max(other.days_apart);
            (days < apart).then_some((days, apart))
        });
        if let Some((days, apart)) = close.min() {
            against.push(Refusal::TooClose { days, apart });
        }
    }
    if venue.capacity < rule.smallest {
        let smallest = rule.smallest;
        against.push(Refusal::VenueSmall { capacity: venue.capacity, smallest });
    }
    if when.holiday {
        against.push(Refusal::Holiday { slot: number });
    }
    if venue.free >> slot & 1 == 0 {
        against.push(Refusal::VenueTaken { slot: number });
    }
    against
}

/// Whether a kind of event at a venue in a slot comes sooner than people can be told of it.
#[must_use]
pub fn of_notice(
    situation: &Situation,
    (kind, at): (EventKind, u32),
    slot: usize,
) -> Option<Refusal> {
    let rule = situation.rule(kind, situation.venues.get(at as usize)?)?;
    let ahead = situation.slots.get(slot)?.date - situation.planned_on?;
    let (days, notice) = (i32::try_from(ahead.num_days()).ok()?, rule.notice_days);
    (days < notice).then_some(Refusal::TooSoon { days, notice })
}

fn of_host(situation: &Situation, planned: &[Held], wish: Held) -> Vec<Refusal> {
    let (at, slot) = (wish.host, wish.slot);
    let host = situation.hosts.get(at as usize);
    let Some(host) = host.filter(|host| host.able(wish.kind, wish.venue)) else {
        return vec![Refusal::HostNotAble { host: at }];
    };
    let mut against = Vec::new();
    if usize::from(slot) < MOST_SLOTS && host.free >> slot & 1 == 0 {
        against.push(Refusal::HostAway { host: at, slot });
    }
    let own = planned.iter().filter(|held| held.host == at);
    if own.clone().any(|held| held.slot == slot) {
        against.push(Refusal::HostTaken { host: at, slot });
    }
    let planned = u32::try_from(own.count() + 1).unwrap_or(u32::MAX);
    if planned > host.most {
        against.push(Refusal::HostFull { host: at, planned, most: host.most });
    }
    against
}

/// Events of the same venue in the slot, and of the same commune too close to it.
fn of_others(situation: &Situation, planned: &[Held], wish: Held) -> Vec<Refusal> {
    let place = |held: &Held| situation.venues.get(held.venue as usize);
    let date = |held: &Held| situation.slots.get(usize::from(held.slot)).map(|slot| slot.date);
    let apart = |held: &Held| Some(situation.rule(held.kind, place(held)?)?.days_apart);
    let mut against = Vec::new();
    if planned.iter().any(|held| (held.venue, held.slot) == (wish.venue, wish.slot)) {
        against.push(Refusal::VenueTaken { slot: wish.slot });
    }
    let commune = place(&wish).and_then(|venue| venue.commune);
    let close = planned.iter().filter_map(|held| {
        place(held)?.commune.filter(|own| Some(*own) == commune)?;
        let days = (date(held)? - date(&wish)?).num_days().abs();
        let days = i32::try_from(days).ok()?;
        let apart = apart(held)?.max(apart(&wish)?);
        (days < apart).then_some(Refusal::TooClose { days, apart })
    });
    against.extend(close.min_by_key(|one| match one {
        Refusal::TooClose { days, .. } => *days,
        _ => i32::MAX,
    }));
    against
}
