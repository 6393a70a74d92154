//! What boards are drawn from: plans with their versions without the large documents, where touches
//! stand, and how the outbox is doing. Nothing is written here.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::migrate;
use super::plans::{PlanRow, TouchRow};
use super::schema::{
    imports, job_runs, notices, plan_steps, plan_versions, plans, touch_cases, touches,
};

/// A version without its documents.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = plan_versions)]
pub struct VersionLine {
    /// Key inside the province.
    pub id: i64,
    /// Plan.
    pub plan_id: i64,
    /// 1, 2, 3 ...
    pub number: i32,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
}

/// A notice without what a worker needs.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notices)]
pub struct NoticeLine {
    /// Key inside the province.
    pub id: i64,
    /// Whom: `domain::notice::Recipient` as text.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// About when.
    pub period: String,
    /// By which channel.
    pub channel: String,
    /// State.
    pub state: String,
    /// Why, where the state has a reason.
    pub reason: Option<String>,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
    /// When a worker may take it next, UTC.
    pub next_at: NaiveDateTime,
    /// Attempts so far.
    pub attempts: i32,
    /// When it went out, or may have, UTC.
    pub sent_at: Option<NaiveDateTime>,
}

/// Touches of an agent in a commune: agent, commune, day, channel, how many.
pub type TouchPlace = (i64, String, NaiveDate, String, i64);

/// Whether the database answers and its schema is the newest that this program knows.
///
/// # Errors
/// It does not answer.
pub fn is_current(conn: &mut Conn) -> StoreResult<bool> {
    migrate::is_current(conn)
}

/// The plans of a province, the newest week first and the offices of a week by code, after the plan
/// of this week and office.
///
/// # Errors
/// The database refused.
pub fn plans_after(
    conn: &mut Conn,
    province: i64,
    after: Option<(&str, &str)>,
    limit: i64,
) -> StoreResult<Vec<PlanRow>> {
    let (week, office) = after.unwrap_or(("9999-W99", ""));
    let later = plans::week.eq(week).and(plans::office_code.gt(office));
    Ok(plans::table
        .filter(plans::province_id.eq(province))
        .filter(plans::week.lt(week).or(later))
        .order((plans::week.desc(), plans::office_code))
        .limit(limit)
        .select(PlanRow::as_select())
        .load(conn)?)
}

/// The versions of these plans, plan by plan, oldest first.
///
/// # Errors
/// The database refused.
pub fn lines_of_plans(
    conn: &mut Conn,
    province: i64,
    ids: &[i64],
) -> StoreResult<Vec<VersionLine>> {
    Ok(on_backend!(conn, inner => plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::plan_id.eq_any(ids))
        .order((plan_versions::plan_id, plan_versions::number))
        .select(VersionLine::as_select())
        .load(inner))?)
}

/// The touches of a version that one agent has.
///
/// # Errors
/// The database refused.
pub fn touches_of_agent(
    conn: &mut Conn,
    province: i64,
    version: i64,
    agent: i64,
) -> StoreResult<Vec<TouchRow>> {
    Ok(touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq(version))
        .filter(touches::agent_id.eq(agent))
        .order(touches::id)
        .select(TouchRow::as_select())
        .load(conn)?)
}

/// Where the touches of a version stand.
///
/// # Errors
/// The database refused.
pub fn touch_places(conn: &mut Conn, province: i64, version: i64) -> StoreResult<Vec<TouchPlace>> {
    let each = (touches::agent_id, touches::commune, touches::day, touches::channel);
    Ok(on_backend!(conn, inner => touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq(version))
        .group_by(each)
        .select((
            touches::agent_id,
            touches::commune,
            touches::day,
            touches::channel,
            diesel::dsl::count_star(),
        ))
        .load(inner))?)
}

/// How many cases the touches of each agent in a version speak about that are in one of these states on
/// the day of the touch and end before another day.
///
/// # Errors
/// The database refused.
pub fn due_touch_cases(
    conn: &mut Conn,
    (province, version): (i64, i64),
    states: [&str; 2],
    before: NaiveDate,
) -> StoreResult<Vec<(i64, i64)>> {
    let own = touch_cases::province_id
        .eq(touches::province_id)
        .and(touch_cases::touch_id.eq(touches::id));
    Ok(on_backend!(conn, inner => touches::table
        .inner_join(touch_cases::table.on(own))
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq(version))
        .filter(touch_cases::state.eq_any(states))
        .filter(touch_cases::last_useful_day.lt(before))
        .group_by(touches::agent_id)
        .select((touches::agent_id, diesel::dsl::count_star()))
        .load(inner))?)
}

/// How many notices there are by channel, purpose and state.
///
/// # Errors
/// The database refused.
pub fn notice_counts(
    conn: &mut Conn,
    province: i64,
) -> StoreResult<Vec<(String, String, String, i64)>> {
    let each = (notices::channel, notices::purpose, notices::state);
    Ok(on_backend!(conn, inner => notices::table
        .filter(notices::province_id.eq(province))
        .group_by(each)
        .order(each)
        .select((notices::channel, notices::purpose, notices::state, diesel::dsl::count_star()))
        .load(inner))?)
}

/// Notices, the newest first, from below this key on; of one state, where one is named.
///
/// # Errors
/// The database refused.
pub fn notices_before(
    conn: &mut Conn,
    province: i64,
    (state, before): (Option<&str>, Option<i64>),
    limit: i64,
) -> StoreResult<Vec<NoticeLine>> {
    let before = before.unwrap_or(i64::MAX);
    Ok(on_backend!(conn, inner => {
        let mut query = notices::table
            .filter(notices::province_id.eq(province))
            .filter(notices::id.lt(before))
            .into_boxed();
        if let Some(state) = state {
            query = query.filter(notices::state.eq(state));
        }
        query
            .order(notices::id.desc())
            .limit(limit)
            .select(NoticeLine::as_select())
            .load(inner)
    })?)
}

/// What is counted for those who watch an installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Plan versions by state, drafts under `draft`.
    pub versions: BTreeMap<String, i64>,
    /// Notices by channel and state.
    pub notices: BTreeMap<(String, String), i64>,
    /// Imports by kind of list: how many, and when the last was.
    pub imports: BTreeMap<String, (i64, Option<NaiveDateTime>)>,
    /// When each task of the installation last ended in each state.
    pub tasks: BTreeMap<(String, String), NaiveDateTime>,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The last step of a version says its state.
const LAST_STEPS: &str = "SELECT s.state AS name, count(*) AS count FROM plan_steps s WHERE \
    s.number = (SELECT max(t.number) FROM plan_steps t WHERE t.province_id = s.province_id AND \
    t.version_id = s.version_id) GROUP BY s.state";

/// Counts over all provinces; the tasks are those of the province of this code, which is empty where an
/// installation has only one.
///
/// # Errors
/// The database refused.
pub fn gauges(conn: &mut Conn, province: &str) -> StoreResult<Gauges> {
    let mut gauges = Gauges::default();
    let last: Vec<Counted> = on_backend!(conn, inner => diesel::sql_query(LAST_STEPS).load(inner))?;
    gauges.versions.extend(last.into_iter().map(|one| (one.name, one.count)));
    let stepped: i64 = plan_steps::table
        .filter(plan_steps::number.eq(1))
        .select(diesel::dsl::count_star())
        .first(conn)?;
    let all: i64 = plan_versions::table.select(diesel::dsl::count_star()).first(conn)?;
    *gauges.versions.entry("draft".into()).or_default() += all - stepped;
    let each = (notices::channel, notices::state);
    let sent: Vec<(String, String, i64)> = on_backend!(conn, inner => notices::table
        .group_by(each)
        .select((notices::channel, notices::state, diesel::dsl::count_star()))
        .load(inner))?;
    gauges.notices.extend(sent.into_iter().map(|(channel, state, n)| ((channel, state), n)));
    let taken: Vec<(String, i64, Option<NaiveDateTime>)> = on_backend!(conn, inner => imports::table
        .group_by(imports::thing)
        .select((
            imports::thing,
            diesel::dsl::count_star(),
            diesel::dsl::max(imports::imported_at),
        ))
        .load(inner))?;
    gauges.imports.extend(taken.into_iter().map(|(thing, n, at)| (thing, (n, at))));
    let each = (job_runs::task, job_runs::state);
    let ran: Vec<(String, String, Option<NaiveDateTime>)> = on_backend!(conn, inner => job_runs::table
        .filter(job_runs::province.eq(province))
        .group_by(each)
        .select((job_runs::task, job_runs::state, diesel::dsl::max(job_runs::ended_at)))
        .load(inner))?;
    gauges.tasks.extend(ran.into_iter().filter_map(|(task, state, at)| Some(((task, state), at?))));
    Ok(gauges)
}
