//! What was asked of a revision, stored with it: the weeks, and of each indicator its total, what each week
//! counts and what was set by hand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::field::Field;
use crate::domain::calendar::Week;
use crate::planning::targets::limits::Limit;

/// Of a whole revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asks {
    /// The weeks, in order.
    pub(crate) weeks: Vec<Week>,
    /// By indicator.
    pub(crate) indicators: BTreeMap<String, AskOf>,
    /// Ratios, in hundredths of one percent, by indicator and area: shown, never divided.
    pub(crate) ratios: BTreeMap<String, BTreeMap<String, i64>>,
}

/// Of one indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AskOf {
    /// The target of the top; of a stock where it should end.
    pub(crate) total: i64,
    /// The document that assigned it.
    pub(crate) source: String,
    /// What each week counts.
    pub(crate) season: Vec<u64>,
    /// What was set by hand.
    pub(crate) limits: Vec<LimitOf>,
    /// Of a stock: where it stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<i64>,
    /// Of a stock: whether it goes up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) up: Option<bool>,
}

/// What was set by hand of one node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LimitOf {
    /// Code of the area.
    pub(crate) area: String,
    /// Code of the agent; empty for the area.
    pub(crate) agent: String,
    /// At least.
    pub(crate) least: i64,
    /// At most.
    pub(crate) most: i64,
}

impl LimitOf {
    pub(crate) fn of(field: &Field, limit: &Limit) -> Self {
        let (area, agent) = field.node(limit.at);
        let (area, agent) = (area.to_owned(), agent.to_owned());
        Self { area, agent, least: limit.least, most: limit.most }
    }

    pub(crate) fn limit(&self, field: &Field) -> Option<Limit> {
        let at = field.find(&self.area, &self.agent)?;
        Some(Limit { at, least: self.least, most: self.most })
    }
}
