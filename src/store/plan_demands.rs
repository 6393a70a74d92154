//! What plans ask of agents: whoever works for two offices is asked by both, and has one week.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{plan_communes, touches};
use super::steps::{states_of, versions_of_week};
use crate::domain::plan_life::PlanState;

/// Touches of an agent in a commune on a day, or in a part of it, by one channel.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct TakenRow {
    /// Version.
    pub version_id: i64,
    /// Agent.
    pub agent_id: i64,
    /// Commune code.
    pub commune: String,
    /// Day.
    pub day: NaiveDate,
    /// Part of the day; none where days are planned whole.
    pub part: Option<String>,
    /// `call` or `visit`.
    pub channel: String,
    /// How many.
    pub touches: i64,
}

/// What versions ask of their agents.
///
/// # Errors
/// The database refused.
pub fn asked_by(conn: &mut Conn, province: i64, versions: &[i64]) -> StoreResult<Vec<TakenRow>> {
    Ok(on_backend!(conn, inner => touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq_any(versions))
        .group_by((
            touches::version_id,
            touches::agent_id,
            touches::commune,
            touches::day,
            touches::part,
            touches::channel,
        ))
        .select((
            touches::version_id,
            touches::agent_id,
            touches::commune,
            touches::day,
            touches::part,
            touches::channel,
            count_star(),
        ))
        .load(inner))?)
}

/// The communes in which the plans of all other offices for a week have contacts, each by the version
/// that stands: code of the office and of the commune.
///
/// # Errors
/// The database refused.
pub fn communes_of_others(
    conn: &mut Conn,
    province: i64,
    office: &str,
    week: &str,
) -> StoreResult<Vec<(String, String)>> {
    let offices: HashMap<i64, String> =
        standing(conn, province, office, week)?.into_iter().collect();
    let versions: Vec<i64> = offices.keys().copied().collect();
    let communes = communes_of(conn, province, &versions)?.into_iter();
    Ok(communes
        .filter_map(|(version, commune)| Some((offices.get(&version)?.clone(), commune)))
        .collect())
}

/// The versions of other offices' plans of a week that count, with the code of the office. What agents
/// have in their hands counts before what they will get, and that before what may come to nothing: a
/// draft beside a published version takes no slot and gives none back.
///
/// # Errors
/// The database refused.
pub fn standing(
    conn: &mut Conn,
    province: i64,
    office: &str,
    week: &str,
) -> StoreResult<Vec<(i64, String)>> {
    let all = versions_of_week(conn, province, week)?;
    let others: Vec<_> = all.into_iter().filter(|(code, _, _)| code != office).collect();
    let keys: Vec<i64> = others.iter().map(|(_, version, _)| *version).collect();
    let states = states_of(conn, province, &keys)?;
    let state = |version| states.get(&version).and_then(|code| PlanState::from_code(code));
    let mut chosen: HashMap<String, (u8, i32, i64)> = HashMap::new();
    for (office, version, number) in others {
        let rank = match state(version) {
            Some(PlanState::Published | PlanState::Closed) => 2,
            Some(PlanState::Approved) => 1,
            _ => 0,
        };
        let one = chosen.entry(office).or_insert((rank, number, version));
        *one = (rank, number, version).max(*one);
    }
    Ok(chosen.into_iter().map(|(office, (_, _, version))| (version, office)).collect())
}

/// The communes in which versions have contacts: key of the version and code of the commune.
///
/// # Errors
/// The database refused.
pub fn communes_of(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
) -> StoreResult<Vec<(i64, String)>> {
    Ok(on_backend!(conn, inner => plan_communes::table
        .filter(plan_communes::province_id.eq(province))
        .filter(plan_communes::version_id.eq_any(versions))
        .select((plan_communes::version_id, plan_communes::commune))
        .load(inner))?)
}
