//! What agents say about a plan before it is submitted: how much they can do on which day, and the rows
//! that they contest, with what was decided about them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::bulk::{rows_by_key, writes};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{capacities, contests, plan_versions, plans};

/// What an agent can do on a day.
#[derive(
    Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Identifiable, AsChangeset,
)]
#[diesel(table_name = capacities, primary_key(province_id, agent_code, date))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct CapacityRow {
    /// Province.
    pub province_id: i64,
    /// Agent.
    pub agent_code: String,
    /// Day.
    pub date: NaiveDate,
    /// Calls and visits.
    pub slots: i32,
    /// Visits among them; as usual where nothing is said.
    pub visit_slots: Option<i32>,
    /// Why, in the agent's words.
    pub note: Option<String>,
}

writes!(
    capacities(province_id, agent_code, date),
    CapacityRow { slots, visit_slots, note },
    insert_capacities,
    update_capacities,
    "capacities that agents stated"
);

/// What agents of a province can do between two days, the last one included.
///
/// # Errors
/// The database refused.
pub fn capacities_between(
    conn: &mut Conn,
    province: i64,
    (first, last): (NaiveDate, NaiveDate),
) -> StoreResult<Vec<CapacityRow>> {
    Ok(capacities::table
        .filter(capacities::province_id.eq(province))
        .filter(capacities::date.between(first, last))
        .order((capacities::agent_code, capacities::date))
        .select(CapacityRow::as_select())
        .load(conn)?)
}

/// What these agents ever said that they can do.
///
/// # Errors
/// The database refused.
pub fn capacities_of(
    conn: &mut Conn,
    province: i64,
    agents: &[&str],
) -> StoreResult<Vec<CapacityRow>> {
    Ok(rows_by_key!(conn, CapacityRow, capacities::agent_code, province, agents))
}

/// A row of a plan that its agent contests.
#[derive(
    Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Identifiable, AsChangeset,
)]
#[diesel(table_name = contests, primary_key(province_id, id))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ContestRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// The touch.
    pub touch_id: i64,
    /// Which of its cases.
    pub number: i32,
    /// Week of the plan.
    pub week: String,
    /// Office of the plan.
    pub office_code: String,
    /// The version whose row it was.
    pub version_id: i64,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// Person who stands for the household.
    pub head_id: i64,
    /// Person of the case.
    pub person_id: i64,
    /// Product of the case.
    pub product: String,
    /// Commune code.
    pub commune: String,
    /// Day of the touch.
    pub planned_on: NaiveDate,
    /// Who contests it.
    pub agent_code: String,
    /// Why: a code of `domain::contest::ContestReason`.
    pub reason: String,
    /// The day that would suit better.
    pub preferred_day: Option<NaiveDate>,
    /// In the agent's words.
    pub note: Option<String>,
    /// When it came in, UTC.
    pub said_at: NaiveDateTime,
    /// A code of `domain::contest::ContestState`.
    pub state: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When, UTC.
    pub decided_at: Option<NaiveDateTime>,
    /// What the agent is told.
    pub answer: Option<String>,
}

writes!(
    contests(province_id, id),
    ContestRow {
        touch_id,
        number,
        week,
        office_code,
        version_id,
        contact,
        head_id,
        person_id,
        product,
        commune,
        planned_on,
        agent_code,
        reason,
        preferred_day,
        note,
        said_at,
        state,
        decided_by,
        decided_at,
        answer
    },
    insert_contests,
    update_contests,
    "contests"
);

/// The contests of these touches.
///
/// # Errors
/// The database refused.
pub fn contests_of_touches(
    conn: &mut Conn,
    province: i64,
    touches: &[i64],
) -> StoreResult<Vec<ContestRow>> {
    Ok(rows_by_key!(conn, ContestRow, contests::touch_id, province, touches))
}

/// The contests of a week's plans, oldest first.
///
/// # Errors
/// The database refused.
pub fn contests_of_week(
    conn: &mut Conn,
    province: i64,
    week: &str,
) -> StoreResult<Vec<ContestRow>> {
    Ok(contests::table
        .filter(contests::province_id.eq(province))
        .filter(contests::week.eq(week))
        .order(contests::id)
        .select(ContestRow::as_select())
        .load(conn)?)
}

/// The contests in a state, of all weeks, oldest first.
///
/// # Errors
/// The database refused.
pub fn contests_in_state(
    conn: &mut Conn,
    province: i64,
    state: &str,
) -> StoreResult<Vec<ContestRow>> {
    Ok(contests::table
        .filter(contests::province_id.eq(province))
        .filter(contests::state.eq(state))
        .order(contests::id)
        .select(ContestRow::as_select())
        .load(conn)?)
}

/// One contest, held until the transaction ends, so that of two who decide one sees the other's word.
///
/// # Errors
/// The database refused.
pub fn hold_contest(conn: &mut Conn, province: i64, id: i64) -> StoreResult<Option<ContestRow>> {
    // SQLite has one writer at a time anyway.
    if let Conn::Postgres(conn) = conn {
        let row = contests::table.find((province, id)).select(contests::id);
        row.for_update().first::<i64>(conn).optional()?;
    }
    let row = contests::table.find((province, id)).select(ContestRow::as_select());
    Ok(row.first(conn).optional()?)
}

/// The plans to which these versions belong: version, office, week.
///
/// # Errors
/// The database refused.
pub fn plans_of_versions(
    conn: &mut Conn,
    province: i64,
    versions: &[i64],
) -> StoreResult<Vec<(i64, String, String)>> {
    let plan =
        plans::province_id.eq(plan_versions::province_id).and(plans::id.eq(plan_versions::plan_id));
    Ok(on_backend!(conn, inner => plan_versions::table
        .inner_join(plans::table.on(plan))
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::id.eq_any(versions))
        .select((plan_versions::id, plans::office_code, plans::week))
        .load(inner))?)
}

/// How many contests were decided, of all provinces: what is decided stays so.
///
/// # Errors
/// The database refused.
pub fn decided_contests(conn: &mut Conn) -> StoreResult<i64> {
    let decided = contests::table.filter(contests::decided_at.is_not_null());
    Ok(decided.count().get_result(conn)?)
}
