//! Visits that a decision forbids and that agents have on their lists already: somebody has to tell them not to go.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde::Serialize;

use super::ScenarioError;
use crate::app::context::Province;
use crate::app::plan::{Office, Situation, visits_in_hands};
use crate::config::Config;
use crate::domain::calendar::Week;
use crate::store::Conn;
use crate::store::few::agents_by_id;

/// An agent with visits of today in communes whose homes may not be visited any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StillOut {
    /// Code.
    pub agent: String,
    /// How many of them.
    pub visits: u64,
}

/// Agents whose lists in hands have visits that were allowed before and are not after, by code.
pub(super) fn still_out(
    conn: &mut Conn,
    (province, office): (&Province, &Office),
    (week, now): (Week, NaiveDateTime),
    (before, after): (&Situation, &Situation),
    config: &Config,
) -> Result<Vec<StillOut>, ScenarioError> {
    let id = province.id.0;
    let mut visits = visits_in_hands(conn, (id, office), (week, now), config)?;
    visits.retain(|touch| {
        let is_open = |situation: &Situation| situation.visits_open(&touch.commune, touch.day);
        is_open(before) && !is_open(after)
    });
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    for touch in &visits {
        *counts.entry(touch.agent_id).or_default() += 1;
    }
    let agents = agents_by_id(conn, id, &counts.keys().copied().collect::<Vec<_>>())?;
    let count = |code: &str, id: i64| StillOut {
        agent: code.to_owned(),
        visits: counts.get(&id).copied().unwrap_or(0),
    };
    let mut all: Vec<StillOut> = agents.iter().map(|row| count(&row.code, row.id)).collect();
    all.sort_by(|a, b| a.agent.cmp(&b.agent));
    Ok(all)
}
