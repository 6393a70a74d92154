//! What plans ask of agents: whoever works for two offices is asked by both, and has one week.

use chrono::NaiveDate;
use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{plan_versions, plans, touches};

/// Touches of an agent in a commune on a day by one channel.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct TakenRow {
    /// Agent.
    pub agent_id: i64,
    /// Commune code.
    pub commune: String,
    /// Day.
    pub day: NaiveDate,
    /// `call` or `visit`.
    pub channel: String,
    /// How many.
    pub touches: i64,
}

/// What the newest versions of all other offices' plans of a week ask of their agents.
///
/// # Errors
/// The database refused.
pub fn taken_by_others(
    conn: &mut Conn,
    province: i64,
    office: &str,
    week: &str,
) -> StoreResult<Vec<TakenRow>> {
    let others = plans::table
        .filter(plans::province_id.eq(province))
        .filter(plans::office_code.ne(office))
        .filter(plans::week.eq(week))
        .select(plans::id);
    // Keys of the versions of a plan grow with their numbers.
    let newest = plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::plan_id.eq_any(others))
        .group_by(plan_versions::plan_id)
        .select(max(plan_versions::id).assume_not_null());
    Ok(on_backend!(conn, inner => touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq_any(newest))
        .group_by((touches::agent_id, touches::commune, touches::day, touches::channel))
        .select((
            touches::agent_id,
            touches::commune,
            touches::day,
            touches::channel,
            count_star(),
        ))
        .load(inner))?)
}
