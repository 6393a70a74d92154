//! The week as arrays: what the exact solver needs and nothing else. Weights, travel and continuity
//! come in as data, so that the weekly planner and the public benchmark instances feed one and the
//! same problem.

use super::loads::LoadStep;
use super::rows::Rows;
use crate::domain::touch::TouchChannel;

/// Bucket of an offer that is worth the same on every bucket of the week.
pub const ANY_BUCKET: u8 = u8::MAX;

/// Free places of one agent in one bucket (a day, or a part of a day).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Capacity {
    /// Calls and visits together.
    pub slots: i32,
    /// Visits among them.
    pub visits: i32,
}

/// One agent who may serve a group of contacts, and what each touch costs extra (travel), in the
/// units of the gains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serving {
    /// Index of the agent.
    pub agent: u32,
    /// Which of the group's sets of products the agent handles: only offers of the same one reach
    /// the agent. 0 where all agents of a group are alike.
    pub skill: u16,
    /// Cost of each call, not negative.
    pub call_cost: i64,
    /// Cost of each visit, not negative.
    pub visit_cost: i64,
    /// The buckets in which the agent serves the group, as bits: all of them, or those on which the
    /// agent stands in for an absent colleague.
    pub buckets: u64,
}

/// Bits of every bucket.
pub const EVERY_BUCKET: u64 = u64::MAX;

impl Serving {
    /// The cost of a touch by a channel.
    pub fn cost(&self, channel: TouchChannel) -> i64 {
        match channel {
            TouchChannel::Call => self.call_cost,
            TouchChannel::Visit => self.visit_cost,
        }
    }

    /// Whether the agent serves the group in a bucket.
    pub fn serves(&self, bucket: u8) -> bool {
        self.buckets.checked_shr(bucket.into()).unwrap_or(0) & 1 == 1
    }
}

/// One way to touch a contact through any agent of its group who has the offer's skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What of the group's products is spoken about, as [`Serving::skill`] counts it.
    pub skill: u16,
    /// Call or visit.
    pub channel: TouchChannel,
    /// Index of the bucket, or [`ANY_BUCKET`].
    pub bucket: u8,
    /// What it is worth before the agent's cost; offers that are worth nothing are left out.
    pub gain: i64,
}

/// One way to touch a contact by one agent of its group at a gain of its own: continuity with the
/// agent who spoke with it last, or keeping what an earlier version promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectOffer {
    /// Index of the agent.
    pub agent: u32,
    /// Call or visit.
    pub channel: TouchChannel,
    /// Index of the bucket, or [`ANY_BUCKET`].
    pub bucket: u8,
    /// What it is worth, the agent's cost already taken off.
    pub gain: i64,
}

/// One week of one province (or of any part of it).
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// Number of buckets in the week, at most 63.
    pub buckets: usize,
    /// Agent by agent, bucket by bucket: `capacity[agent * buckets + bucket]`.
    pub capacity: Vec<Capacity>,
    /// Agent by agent what the touches of the week cost beside what they bring, cheapest first, and by
    /// their sum how many there may be; no steps where nothing but the buckets limits the agent.
    pub loads: Rows<LoadStep>,
    /// Group by group the agents who cover its commune, speak its language and handle some of its
    /// products, ascending.
    pub serving: Rows<Serving>,
    /// Contact by contact its group.
    pub group: Vec<u32>,
    /// Contact by contact its offers.
    pub offers: Rows<Offer>,
    /// Contact by contact its offers with one agent.
    pub direct: Rows<DirectOffer>,
}

impl Problem {
    /// Number of agents.
    pub fn agents(&self) -> usize {
        self.capacity.len().checked_div(self.buckets).unwrap_or(0)
    }

    /// Number of contacts.
    pub fn contacts(&self) -> usize {
        self.group.len()
    }

    /// How many skills the agents of a group have.
    pub fn skills(&self, group: u32) -> usize {
        let serving = self.serving.row(group as usize).iter();
        serving.map(|one| usize::from(one.skill) + 1).max().unwrap_or(0)
    }

    /// The agent of a contact's group with this index, if it is one of them.
    pub fn serving_of(&self, contact: usize, agent: u32) -> Option<&Serving> {
        let serving = self.serving.row(*self.group.get(contact)? as usize);
        serving.get(serving.binary_search_by_key(&agent, |one| one.agent).ok()?)
    }

    /// Whether an agent of the contact's group has a free place for one of its offers.
    pub fn has_place(&self, contact: usize) -> bool {
        let Some(group) = self.group.get(contact) else { return false };
        let agents = self.serving.row(*group as usize);
        self.offers.row(contact).iter().any(|offer| {
            agents.iter().filter(|one| one.skill == offer.skill).any(|one| {
                (0..self.buckets).any(|bucket| {
                    let bucket = u8::try_from(bucket).unwrap_or(u8::MAX);
                    let free = self.capacity_of(one.agent, bucket);
                    let fits = offer.bucket == bucket || offer.bucket == ANY_BUCKET;
                    let visits = offer.channel == TouchChannel::Call || free.visits > 0;
                    let fits = fits && one.serves(bucket);
                    fits && free.slots > 0 && visits
                })
            })
        })
    }

    /// Free places of an agent in a bucket; none outside the problem.
    pub fn capacity_of(&self, agent: u32, bucket: u8) -> Capacity {
        let at = agent as usize * self.buckets + usize::from(bucket);
        if usize::from(bucket) < self.buckets {
            self.capacity.get(at).copied().unwrap_or_default()
        } else {
            Capacity::default()
        }
    }

    /// The gain of touching a contact by this agent, in this bucket, by this channel: the better of
    /// its offer less the agent's cost and its direct offer. None where no offer allows it.
    pub fn gain(
        &self,
        contact: usize,
        agent: u32,
        channel: TouchChannel,
        bucket: u8,
    ) -> Option<i64> {
        let fits = |at: u8| at == bucket || at == ANY_BUCKET;
        let serving = self.serving_of(contact, agent)?;
        let cost = serving.cost(channel);
        let open = self
            .offers
            .row(contact)
            .iter()
            .filter(|offer| {
                offer.skill == serving.skill && offer.channel == channel && fits(offer.bucket)
            })
            .filter(|_| serving.serves(bucket))
            .map(|offer| offer.gain - cost);
        let direct = self
            .direct
            .row(contact)
            .iter()
            .filter(|one| one.agent == agent && one.channel == channel && fits(one.bucket))
            .map(|one| one.gain);
        open.chain(direct).max()
    }
}

/// Where a contact goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Index of the agent.
    pub agent: u32,
    /// Call or visit.
    pub channel: TouchChannel,
    /// Index of the bucket, never [`ANY_BUCKET`].
    pub bucket: u8,
}

/// What one more place would be worth at most: the dual prices of the flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlotPrice {
    /// Of a slot, with the price of its agent's week in it: not below that.
    pub slot: i64,
    /// Of a visit place, on top of the slot, not negative.
    pub visit: i64,
}

/// The best plan of a problem with the prices that prove it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// Contact by contact where it goes, or nowhere.
    pub assigned: Vec<Option<Assignment>>,
    /// Agent by agent, bucket by bucket, as [`Problem::capacity`].
    pub prices: Vec<SlotPrice>,
    /// Agent by agent the price of one more touch in the week; 0 where no steps limit it. Below zero
    /// the agent has less than the least load and nobody to fill it with.
    pub week_prices: Vec<i64>,
    /// Sum of the gains less what the loads cost.
    pub objective: i128,
    /// Number of parts of the network that were solved apart.
    pub components: usize,
    /// Simplex steps over all of them.
    pub pivots: u64,
}
