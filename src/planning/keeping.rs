//! A plan that is made again keeps what agents have on their lists, unless moving it is worth it. Each
//! touch in force that is still possible is a direct offer to its own agent, channel and bucket, worth
//! `keep_points` more than the same touch would be: that stays inside the exact flow, and duty, which
//! weighs more than all points together, comes before it.

use super::contacts::Contacts;
use super::continuity::Known;
use super::layout::{Examined, Gains};
use super::problem::{Assignment, Capacity, DirectOffer, Problem, Serving};
use super::snapshot::{Kept, Snapshot};
use super::territory::Placed;
use crate::domain::touch::TouchChannel;

/// The touches in force that a plan may keep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Contact and offer, by contact.
    offers: Vec<(u32, DirectOffer)>,
    points: i64,
}

impl Keeping {
    /// Nothing is in force yet; or each touch that is kept is worth so many points.
    pub(super) fn worth(points: i64) -> Self {
        Self { offers: Vec::new(), points }
    }

    /// The next contact, in ascending order.
    pub(super) fn push(&mut self, contact: u32, offer: DirectOffer) {
        self.offers.push((contact, offer));
    }

    /// The offer to keep a contact's touch, with the points for keeping it in its gain.
    #[must_use]
    pub fn of(&self, contact: usize) -> Option<&DirectOffer> {
        let contact = u32::try_from(contact).ok()?;
        let at = self.offers.binary_search_by_key(&contact, |(own, _)| *own).ok()?;
        self.offers.get(at).map(|(_, offer)| offer)
    }

    /// How many touches in force are still possible.
    #[must_use]
    pub fn possible(&self) -> usize {
        self.offers.len()
    }

    /// How many of them stay as they are, where a contact goes as `place` says.
    pub fn kept(&self, place: impl Fn(usize) -> Option<Assignment>) -> usize {
        let stays = |(contact, offer): &&(u32, DirectOffer)| {
            place(*contact as usize).is_some_and(|place| {
                (place.agent, place.channel, place.bucket)
                    == (offer.agent, offer.channel, offer.bucket)
            })
        };
        self.offers.iter().filter(stays).count()
    }

    /// Points for keeping so many touches.
    #[must_use]
    pub fn points(&self, kept: usize) -> i64 {
        i64::try_from(kept).unwrap_or(i64::MAX).saturating_mul(self.points)
    }
}

/// What the lists in force promise a household.
pub(super) fn kept_of(snapshot: &Snapshot, household: u32) -> Option<Kept> {
    let at = snapshot.kept.binary_search_by_key(&household, |kept| kept.household).ok()?;
    snapshot.kept.get(at).copied()
}

/// Whether the agent of a touch in force still has a place for it.
pub(super) fn has_place(snapshot: &Snapshot, kept: &Kept) -> bool {
    let agent = snapshot.agents.get(kept.agent as usize);
    let free = agent.and_then(|agent| agent.capacity.get(usize::from(kept.bucket)));
    let Capacity { slots, visits } = free.copied().unwrap_or_default();
    let is_call = kept.channel == TouchChannel::Call;
    slots > 0 && (is_call || visits > 0)
}

/// The most that keeping can add to a plan.
pub(super) fn bound(snapshot: &Snapshot, points: i64) -> i128 {
    snapshot.kept.len() as i128 * i128::from(points)
}

/// The offer to keep the touch of a contact, if what it allows still has that touch; `known` are the agents
/// whom it knows.
pub(super) fn offer(
    snapshot: &Snapshot,
    (contacts, contact): (&Contacts, usize),
    placed: &Placed,
    known: &[Known],
    (problem, gains): (&Problem, &Gains<'_>),
) -> Option<DirectOffer> {
    let household = contacts.contacts.get(contact)?.household;
    let kept = kept_of(snapshot, household).filter(|kept| has_place(snapshot, kept))?;
    let serving = problem.serving.row(placed.group as usize);
    let find = |agent: u32| -> Option<Serving> {
        let at = serving.binary_search_by_key(&agent, |one| one.agent).ok()?;
        serving.get(at).copied()
    };
    let own = find(kept.agent).filter(|one| one.serves(kept.bucket))?;
    let wanted = (own.skill, kept.channel, kept.bucket);
    let mut ways = placed.ways.iter();
    let way = ways.find(|way| (way.skill, way.channel, way.bucket) == wanted)?;
    let is_known = known.iter().any(|one| one.counts(own.agent, kept.bucket));
    let Kept { agent, channel, bucket, .. } = kept;
    Some(DirectOffer {
        agent,
        channel,
        bucket,
        gain: gains.of_keeping(way.worth, is_known, &own, channel),
    })
}

/// Contact by contact, ascending, the touch that lists in force have of it, where it is still possible:
/// channel and bucket.
pub(super) fn possible(
    snapshot: &Snapshot,
    contacts: &Contacts,
    examined: &[Examined],
) -> Vec<Option<(TouchChannel, u8)>> {
    if snapshot.kept.is_empty() {
        return Vec::new();
    }
    let own = |(contact, found): (&super::contacts::Contact, &Examined)| {
        let kept = kept_of(snapshot, contact.household)?;
        let placed = found.as_ref().ok()?;
        let open = |way: &super::eligibility::Way| {
            (way.channel, way.bucket) == (kept.channel, kept.bucket)
        };
        let possible = has_place(snapshot, &kept) && placed.ways.iter().any(open);
        possible.then_some((kept.channel, kept.bucket))
    };
    contacts.contacts.iter().zip(examined).map(own).collect()
}
