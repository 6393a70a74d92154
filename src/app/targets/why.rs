//! Why a node has its number: its weight among its siblings, the part that follows from it, and what made it
//! another one.

use std::collections::HashMap;

use serde::Serialize;

use super::stored::{FLOW, Issued, Part};
use crate::domain::sentence::Sentence;
use crate::planning::targets::cascade::Ask;
use crate::planning::targets::limits::{Bounds, Limit};
use crate::planning::targets::why::Why;

/// One sentence in each language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

/// The sentences of some nodes of a flow; the top has none, and what cannot be told has none.
pub(super) fn reasons(
    issued: &Issued,
    part: &Part,
    nodes: impl Iterator<Item = usize>,
) -> HashMap<usize, Reason> {
    if !issued.grown.is_empty() {
        // What follows from weights was said of the areas of before.
        let of = |at: usize| {
            let (area, agent) = part.field.node(at);
            let Sentence { vi, en } = issued.grown.get(area).filter(|_| agent.is_empty())?.clone();
            Some((at, Reason { vi, en }))
        };
        return nodes.filter_map(of).collect();
    }
    let told = || {
        let ask = issued.asks.indicators.get(&part.indicator)?;
        if part.what != FLOW || ask.start.is_some() {
            return None;
        }
        let limits: Vec<Limit> =
            ask.limits.iter().filter_map(|one| one.limit(&part.field)).collect();
        let bounds = Bounds::of(&part.field.tree, ask.total, limits.iter().copied()).ok()?;
        let asked =
            Ask { total: ask.total, season: &ask.season, weights: &part.weights, limits: &limits };
        let of = |at| {
            let why = Why::of(&part.field.tree, &part.targets, &asked, &bounds, at)?;
            Some((at, Reason { vi: why.vi(), en: why.en() }))
        };
        Some(nodes.filter_map(of).collect())
    };
    told().unwrap_or_default()
}
