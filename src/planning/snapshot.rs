//! What is known when the week is planned, as arrays: the week's buckets, the communes, the agents
//! with their free places, and the people with their open cases. It is taken from the store once
//! and named by a digest; everything that planning decides follows from it and the assumptions.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::calendar::Week;
use crate::domain::day_part::PartOfDay;
use crate::domain::due::DueLadder;
use crate::domain::ids::{AgentId, PersonId};
use crate::domain::money::Vnd;
use crate::domain::plan_turns::When;
use crate::domain::product::{ProductId, ProductSet};
use crate::domain::segment::SegmentSet;
use crate::domain::touch::TouchChannel;

use super::learning::evidence::Evidence;
use super::loads::LoadLimits;
use super::problem::{Capacity, EVERY_BUCKET};

/// One column of the week's grid: a working day, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its date.
    pub date: NaiveDate,
    /// The part of the day; `None` for a whole day.
    pub part: Option<Part>,
}

impl Bucket {
    /// A whole day.
    pub fn whole(date: NaiveDate) -> Self {
        Self { date, part: None }
    }

    /// Whether only who agreed to such hours may be called in it.
    pub fn is_for_agreed_calls(&self) -> bool {
        self.part.is_some_and(|part| part.agreed_only)
    }
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which part.
    pub name: PartOfDay,
    /// Whether its hours reach beyond those that the law leaves to calls.
    pub agreed_only: bool,
}

/// A commune as the plan sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commune {
    /// Official code.
    pub code: String,
    /// Bits of the buckets in which homes may be visited.
    pub visits: u64,
}

impl Commune {
    /// Whether homes may be visited in a bucket.
    pub fn may_be_visited(&self, bucket: u8) -> bool {
        self.visits & (1u64.checked_shl(bucket.into()).unwrap_or(0)) != 0
    }
}

/// An agent with the free places of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Key of the store.
    pub id: AgentId,
    /// Official code.
    pub code: String,
    /// Index of the commune where the agent is at home: visits elsewhere cost travel.
    pub home: Option<u32>,
    /// Indices of the communes of the territory, ascending.
    pub communes: Vec<u32>,
    /// Bits of the languages spoken, by index into [`Snapshot::languages`].
    pub languages: u64,
    /// Products handled.
    pub products: ProductSet,
    /// Bucket by bucket the free places; zero on absences, holidays and days not worked.
    pub capacity: Vec<Capacity>,
    /// Most and least touches of the week.
    pub limits: LoadLimits,
    /// Absent colleagues in whose territories the agent stands in.
    pub stands_in: Vec<StandIn>,
}

impl Agent {
    /// The buckets in which the agent works in a commune, as bits: all of them in the own territory.
    pub fn buckets_in(&self, commune: u32) -> u64 {
        if self.communes.binary_search(&commune).is_ok() {
            return EVERY_BUCKET;
        }
        let there = self.stands_in.iter();
        let there = there.filter(|one| one.communes.binary_search(&commune).is_ok());
        there.fold(0, |bits, one| bits | one.buckets)
    }
}

/// The territory of an absent agent, in which a colleague works meanwhile. Languages and products stay
/// the colleague's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// Index of the absent agent.
    pub agent: u32,
    /// The buckets of the absence, as bits.
    pub buckets: u64,
    /// The absent agent's communes, ascending.
    pub communes: Vec<u32>,
}

impl StandIn {
    /// Whether a bucket is one of the absence.
    pub fn in_bucket(&self, bucket: u8) -> bool {
        self.buckets.checked_shr(bucket.into()).unwrap_or(0) & 1 == 1
    }
}

/// Channels as two bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelSet(pub u8);

impl ChannelSet {
    /// Calls and visits.
    pub const BOTH: Self = Self(0b11);
    /// Neither.
    pub const NONE: Self = Self(0);

    /// Whether a channel is in it.
    pub fn contains(self, channel: TouchChannel) -> bool {
        self.0 & Self::of(channel).0 != 0
    }

    /// One channel.
    pub fn of(channel: TouchChannel) -> Self {
        match channel {
            TouchChannel::Call => Self(1),
            TouchChannel::Visit => Self(2),
        }
    }

    /// In either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// In both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// In the first alone.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A person with at least one open case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Key of the store.
    pub id: PersonId,
    /// Index of the household; people without a household code have one of their own.
    pub household: u32,
    /// Index of the commune.
    pub commune: u32,
    /// Order of the hamlet inside the commune: neighbours have the same.
    pub hamlet: u32,
    /// Index of the language in which the person is spoken to.
    pub language: u8,
    /// Number that can be called, 0 for none.
    pub phone: u64,
    /// Whether the number stands on the do-not-call register for calls.
    pub do_not_call: bool,
    /// Channels with a legal basis to speak about a due case (duty, contract or consent).
    pub service: ChannelSet,
    /// Channels with a legal basis to speak about joining (consent).
    pub advocacy: ChannelSet,
    /// Of what the person agreed to be called about at hours beyond those that the law leaves to calls.
    pub agreed: Agreed,
    /// Channels that the person closed by withdrawing or asking not to be contacted.
    pub opted_out: ChannelSet,
    /// Segments that hold for the person.
    pub segments: SegmentSet,
}

/// What somebody agreed to be called about at hours beyond those that the law leaves to calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// Due cases.
    pub service: bool,
    /// Joining.
    pub advocacy: bool,
}

impl Agreed {
    /// Both.
    pub const ALL: Self = Self { service: true, advocacy: true };
}

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseKind {
    /// Somebody insured, on the due ladder.
    Enrolled(DueLadder),
    /// Somebody who could join.
    Potential,
}

/// One product of one person that can be spoken about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Index of the person.
    pub person: u32,
    /// The product.
    pub product: ProductId,
    /// Due or potential.
    pub kind: CaseKind,
    /// Last day that is covered, where that is known.
    pub covered_to: Option<NaiveDate>,
    /// What the person would pay next.
    pub premium: Vnd,
    /// Index of the agent who took the last payment or spoke with the person last.
    pub last_agent: Option<u32>,
    /// The last talk about it asked for rest until this day; the household's other cases may be
    /// spoken about meanwhile.
    pub not_before: Option<NaiveDate>,
}

/// What the last outcomes say about the next touch of a household.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recall {
    /// Not before this day.
    pub not_before: Option<NaiveDate>,
    /// A call-back was promised for this day and hour.
    pub call_back: Option<NaiveDateTime>,
    /// Key of the person to whom it was promised.
    pub promised_to: Option<PersonId>,
    /// Attempts since the last conversation at which nobody was reached.
    pub attempts: u8,
    /// Nobody was reached so often that no further call is made.
    pub calls_exhausted: bool,
    /// The office agreed that only this day suits.
    pub only_on: Option<NaiveDate>,
    /// The part of the day in which nobody answered last: the next call is in another one. It says
    /// nothing where days are planned whole.
    pub not_in: Option<PartOfDay>,
    /// Calls come after this day or part of a day alone: in the same part of the day before it somebody who
    /// is away since may have called.
    pub calls_after: Option<When>,
}

/// A call that was made just before the week's first bucket, or on its day: the number must not ring
/// again at once for another household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LateCall {
    /// The number.
    pub phone: u64,
    /// Its day.
    pub date: NaiveDate,
    /// Index of the household that was called; `None` for one without an open case.
    pub household: Option<u32>,
}

/// A touch that agents have on their lists and that nobody has worked yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// Index of the household.
    pub household: u32,
    /// Index of the agent.
    pub agent: u32,
    /// Index of the bucket.
    pub bucket: u8,
    /// Call or visit.
    pub channel: TouchChannel,
}

/// Everything that the plan of a week is made from.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The week.
    pub week: Week,
    /// Its columns, by date and part of the day.
    pub buckets: Vec<Bucket>,
    /// Communes; persons and agents point here.
    pub communes: Vec<Commune>,
    /// Language codes; persons and agents point here.
    pub languages: Vec<String>,
    /// Agents.
    pub agents: Vec<Agent>,
    /// Household codes; `None` for a person without one.
    pub households: Vec<Option<String>>,
    /// People with open cases.
    pub persons: Vec<Person>,
    /// Their cases, in the order of persons.
    pub cases: Vec<Case>,
    /// Household by household what its last outcomes say.
    pub recalls: Vec<Recall>,
    /// The last calls before the week, by number.
    pub late_calls: Vec<LateCall>,
    /// What came of earlier touches.
    pub evidence: Evidence,
    /// What the lists in force promise of the buckets, by household; nothing in a first plan.
    pub kept: Vec<Kept>,
    /// Households that an agent does not work with in this week, ascending: index of the household, index
    /// of the agent.
    pub without: Vec<(u32, u32)>,
}
