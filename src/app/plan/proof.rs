//! The proof of a version and its summary, as they are stored and printed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::events::EventSummary;
use super::situation::Situation;
use crate::domain::day_part::PartOfDay;
use crate::domain::plan_turns::When;
use crate::planning::assumptions::Assumptions;
use crate::planning::coverage::Coverage;
use crate::planning::grid::nearest;
use crate::planning::levels::{LevelWeights, TotalWorth};
use crate::planning::spread::Spread;

/// An integer that may be larger than a JSON number holds exactly: written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact(pub i128);

impl Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

/// Sums over a plan, level by level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    /// Due cases in their last useful week.
    pub last_chance: i64,
    /// Other due cases and promised call-backs.
    pub due: i64,
    /// Points of value.
    pub value: i64,
}

impl Levels {
    pub(super) fn of(total: &TotalWorth) -> Self {
        let fit = |sum: i128| i64::try_from(sum).unwrap_or(i64::MAX);
        Self { last_chance: fit(total.last_chance), due: fit(total.due), value: fit(total.value) }
    }

    /// What a place costs. One that still earns a bonus for the least load is free: nobody is paid for it.
    pub(super) fn of_price(weights: &LevelWeights, price: i64) -> Self {
        Self::of(&weights.split(price.max(0).into()))
    }
}

/// Why no better plan exists under the assumptions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Sum of all gains less what the loads cost.
    pub objective: Exact,
    /// What no plan can exceed, from the stored prices.
    pub bound: Exact,
    /// What the touches of the plan bring.
    pub levels: Levels,
    /// Points that the loads of the agents cost, less the bonuses of the least loads.
    #[serde(default)]
    pub load_cost: i64,
    /// How much a case of each upper level weighs in the sum.
    pub weights: LevelWeights,
    /// What no plan can bring, level by level: each weight is above all that lies below it.
    pub level_bounds: Levels,
    /// Parts of the network that share no agent.
    pub components: usize,
    /// Simplex steps.
    pub pivots: u64,
    /// Days of shared telephones, given before the plan was made.
    pub phone_sharing: PhoneSharing,
    /// What is kept of the lists in force, in a plan that was made beside some. The value of the levels
    /// above holds its points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// What a plan keeps of the lists in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Touches of theirs that are still possible.
    pub possible: u64,
    /// Those of them that stay as they are.
    pub kept: u64,
    /// Points that they count for it.
    pub points: i64,
}

/// A telephone of several households is not called for two of them on the same day or on neighbouring
/// ones; which household has which day is fixed before the plan is made. This is what lies outside of
/// the proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneSharing {
    /// Households that lost days by it.
    pub households: u64,
    /// What no way of sharing out the days can add to the plan.
    pub at_most: Levels,
}

impl Proof {
    /// Bound less objective; 0 is a proven optimum.
    pub fn gap(&self) -> i128 {
        self.bound.0 - self.objective.0
    }
}

/// What a version was made with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// Columns of the week's grid.
    pub buckets: Vec<NaiveDate>,
    /// Bucket by bucket its part of the day; none where days are planned whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartOfDay>,
    /// The part of its first day with which the version begins, where what lies before it is in hands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<PartOfDay>,
    /// First day of the next plan.
    pub next_plan: NaiveDate,
    /// What the communes allow on these days, where anything is decided.
    #[serde(default, skip_serializing_if = "Situation::is_normal")]
    pub situation: Situation,
    /// Weights and chances.
    pub assumptions: Assumptions,
    /// Digest of the tables of law and practice.
    pub tables_digest: String,
    /// Version of the program.
    pub program: String,
    /// Whom chance left in peace; `None` where nobody drew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_out: Option<HoldOutRecord>,
    /// Until when outcomes were looked at; `None` where there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learnt_until: Option<NaiveDate>,
}

impl Configuration {
    /// The day and the part of the day of a bucket.
    pub(crate) fn time(&self, bucket: u8) -> Option<When> {
        let at = usize::from(bucket);
        Some((self.buckets.get(at).copied()?, self.parts.get(at).copied()))
    }

    /// The days of the grid, each once.
    pub(crate) fn days(&self) -> Vec<NaiveDate> {
        let mut days = self.buckets.clone();
        days.dedup();
        days
    }

    /// The bucket of a day and a part, or of the part next to it.
    pub(crate) fn bucket_of(&self, time: When) -> Option<u8> {
        let times = self.buckets.iter().enumerate();
        let times = times.map(|(at, date)| (*date, self.parts.get(at).copied()));
        nearest(times, time)
    }
}

/// A draw as it was made, with the seed of the version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HoldOutRecord {
    /// First week of the period, by whose name the draw was made.
    pub period: String,
    /// Its last day: until then the same households stay out.
    pub until: NaiveDate,
    /// The cells, in the order in which the lines of contacts count them.
    pub cells: Vec<HoldOutCell>,
}

/// A cell of a draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoldOutCell {
    /// Its path.
    pub cell: String,
    /// Households that took part.
    pub households: u64,
    /// Those of them that were held out.
    pub held: u64,
    /// The share below which a draw holds out.
    pub share: f64,
}

impl HoldOutRecord {
    /// Households that took part, and those of them that were held out.
    #[must_use]
    pub fn sums(&self) -> (u64, u64) {
        let cells = self.cells.iter();
        cells.fold((0, 0), |(all, held), cell| (all + cell.households, held + cell.held))
    }
}

/// What a version amounts to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Contacts of the snapshot.
    pub contacts: u64,
    /// Cases of the snapshot.
    pub cases: u64,
    /// Contacts planned.
    pub planned: u64,
    /// Calls among them.
    pub calls: u64,
    /// Visits among them.
    pub visits: u64,
    /// Contacts not planned, by reason code.
    pub left: BTreeMap<String, u64>,
    /// Due cases that no touch speaks about, by reason code: the coordinator's list.
    pub due_left: BTreeMap<String, u64>,
    /// Due cases that no touch speaks about because they had their turn on lists in hands before the version
    /// begins, by commune code. Versions that did not count them apart have them in `due_left`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub due_had_turn: BTreeMap<String, u64>,
    /// Slots of all agents in the week.
    pub slots: u64,
    /// Data that keeps amounts or ladders from being computed, in Vietnamese and English, and how
    /// often.
    pub incomplete: BTreeMap<String, u64>,
    /// Planned against reachable.
    pub coverage: Coverage,
    /// What the plan brings, level by level, without points for keeping touches as they are.
    pub levels: Levels,
    /// How the work lies on the agents.
    #[serde(default)]
    pub loads: Loads,
    /// What fixed lists in due order would have reached with the same free places.
    pub practice: Practice,
    /// Its events, where an office plans any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<EventSummary>,
}

impl Summary {
    /// Due cases that are left to the coordinator.
    #[must_use]
    pub fn left_to_coordinator(&self) -> u64 {
        self.due_left.values().sum()
    }

    /// Due cases that had their turn in the week before the version begins.
    #[must_use]
    pub fn had_turn(&self) -> u64 {
        self.due_had_turn.values().sum()
    }
}

/// How the work lies on the agents who have anybody to touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loads {
    /// In the plan.
    pub planned: Spread,
    /// As it would be without the prices of fairness and least loads; none where they change nothing.
    pub unpriced: Option<Spread>,
}

/// The week as it would have been worked without a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// What it would have brought.
    pub levels: Levels,
    /// Planned against reachable.
    pub coverage: Coverage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_earns_a_bonus_is_free() {
        let weights = LevelWeights::separating(&TotalWorth { last_chance: 2, due: 3, value: 50 });
        let weights = weights.unwrap();
        assert_eq!(Levels::of_price(&weights, -5), Levels::default());
        assert_eq!(Levels::of_price(&weights, 7), Levels { value: 7, ..Levels::default() });
        assert_eq!(Levels::of(&weights.split(-5)).value, -5, "what a touch brings may be less");
    }
}
