//! What boards are drawn from: plans with their versions without the large documents, where touches
//! stand, and how the outbox and the tasks are doing. Nothing is written here.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::migrate;
use super::plans::{PlanRow, TouchRow, VersionRow};
use super::schema::{
    imports, job_runs, notices, plan_steps, plan_versions, plans, processes, touches,
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

/// One run of a task.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = job_runs)]
pub struct RunLine {
    /// Task.
    pub task: String,
    /// The time for which it was due, UTC; and so are all times of a run.
    pub slot: NaiveDateTime,
    /// State.
    pub state: String,
    /// How often it was begun.
    pub attempts: i32,
    /// When it began.
    pub started_at: NaiveDateTime,
    /// When it ended.
    pub ended_at: Option<NaiveDateTime>,
    /// What it says of itself.
    pub report: Option<String>,
}

/// A process that keeps the rhythm.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = processes)]
pub struct ProcessLine {
    /// Name.
    pub id: String,
    /// What it does.
    pub role: String,
    /// Since when, UTC.
    pub started_at: NaiveDateTime,
    /// When it was last heard of, UTC.
    pub seen_at: NaiveDateTime,
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

/// Where one touch stands.
pub type TouchPlace = (i64, String, NaiveDate, String);

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

/// The versions with these keys.
///
/// # Errors
/// The database refused.
pub fn versions_by_id(conn: &mut Conn, province: i64, ids: &[i64]) -> StoreResult<Vec<VersionRow>> {
    Ok(on_backend!(conn, inner => plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::id.eq_any(ids))
        .order(plan_versions::id)
        .select(VersionRow::as_select())
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

/// Where the touches of a version stand: agent, commune, day, channel.
///
/// # Errors
/// The database refused.
pub fn touch_places(conn: &mut Conn, province: i64, version: i64) -> StoreResult<Vec<TouchPlace>> {
    Ok(touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq(version))
        .select((touches::agent_id, touches::commune, touches::day, touches::channel))
        .load(conn)?)
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

/// The runs of all tasks, the newest first.
///
/// # Errors
/// The database refused.
pub fn runs(conn: &mut Conn, limit: i64) -> StoreResult<Vec<RunLine>> {
    Ok(job_runs::table
        .order((job_runs::slot.desc(), job_runs::task))
        .limit(limit)
        .select(RunLine::as_select())
        .load(conn)?)
}

/// The processes that are known, the one that was heard of last first.
///
/// # Errors
/// The database refused.
pub fn known_processes(conn: &mut Conn) -> StoreResult<Vec<ProcessLine>> {
    Ok(processes::table
        .order(processes::seen_at.desc())
        .select(ProcessLine::as_select())
        .load(conn)?)
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
    /// When each task last ended in each state.
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

/// Counts over all provinces.
///
/// # Errors
/// The database refused.
pub fn gauges(conn: &mut Conn) -> StoreResult<Gauges> {
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
        .group_by(each)
        .select((job_runs::task, job_runs::state, diesel::dsl::max(job_runs::ended_at)))
        .load(inner))?;
    gauges.tasks.extend(ran.into_iter().filter_map(|(task, state, at)| Some(((task, state), at?))));
    Ok(gauges)
}
