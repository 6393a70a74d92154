//! Plans and their versions. A version is written once and never changed: it holds everything that
//! is needed to recheck it, so that its proof stands when the lists have moved on.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::bulk::rows_by_key;
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::ids::take_ids;
use super::schema::{plan_agents, plan_communes, plan_versions, plans, touch_cases, touches};

/// The plan of one office for one week.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plans)]
pub struct PlanRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Office.
    pub office_code: String,
    /// ISO week, `2023-W23`.
    pub week: String,
}

/// One version of a plan.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_versions)]
pub struct VersionRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Plan.
    pub plan_id: i64,
    /// 1, 2, 3 ...
    pub number: i32,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
    /// Seed.
    pub seed: i64,
    /// Digest of the snapshot.
    pub snapshot_digest: String,
    /// Assumptions and settings, JSON.
    pub configuration: String,
    /// Objective, bound, levels and weights, JSON.
    pub proof: String,
    /// Counts and coverage, JSON.
    pub summary: String,
    /// Digest of all rows of the version.
    pub rows_digest: String,
}

/// An agent as a version saw one.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_agents)]
#[diesel(treat_none_as_default_value = false)]
pub struct PlanAgentRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// Agent.
    pub agent_id: i64,
    /// Agent's code.
    pub code: String,
    /// Home commune.
    pub home: Option<String>,
    /// Communes of the territory, `;`.
    pub communes: String,
    /// Language codes, `;`.
    pub languages: String,
    /// Product codes, `;`.
    pub products: String,
    /// Slots bucket by bucket, `;`.
    pub slots: String,
    /// Visits among them, `;`.
    pub visits: String,
    /// Price of a slot bucket by bucket, `;`.
    pub slot_prices: String,
    /// Price of a visit on top, `;`.
    pub visit_prices: String,
    /// What the touches of the week cost, cheapest first: `UNITS:COST`, `;`. Empty: nothing limits the
    /// week but its days.
    pub loads: String,
    /// Price of one more touch in the week.
    pub week_price: i64,
    /// For whom the agent stands in: `AGENT@BUCKETS@COMMUNES`, `;`, the lists with `,`.
    pub stands_in: String,
}

/// All contacts of one commune as a version saw and decided them.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_communes)]
#[diesel(treat_none_as_default_value = false)]
pub struct PlanCommuneRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// Commune code.
    pub commune: String,
    /// Number of contacts.
    pub contacts: i32,
    /// One line for each contact; `app::plan::body` reads and writes it.
    pub body: String,
}

/// One call or visit.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = touches)]
#[diesel(treat_none_as_default_value = false)]
pub struct TouchRow {
    /// Province.
    pub province_id: i64,
    /// Key inside the province.
    pub id: i64,
    /// Version.
    pub version_id: i64,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// Person who stands for the household.
    pub person_id: i64,
    /// Commune code.
    pub commune: String,
    /// Agent.
    pub agent_id: i64,
    /// Day.
    pub day: NaiveDate,
    /// Index of the bucket.
    pub bucket: i32,
    /// `call` or `visit`.
    pub channel: String,
    /// Person whose number is called; nobody on a visit.
    pub phone_person_id: Option<i64>,
    /// Promised hour.
    pub call_back_at: Option<NaiveDateTime>,
    /// Place in the day's working order, from 1.
    pub position: i32,
    /// What it brings, the levels in one number.
    pub gain: i64,
    /// What its place costs at the prices of the proof.
    pub price: i64,
    /// The main reason: `call_back`, `last_chance`, `due`, `overdue`, `upcoming`, `potential`.
    pub why: String,
    /// Touches without success before it; unknown of touches of older programs.
    pub attempts: Option<i32>,
    /// Part of the day: `morning`, `afternoon`, `evening`; nothing of a whole day.
    pub part: Option<String>,
}

/// One case that rides on a touch.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = touch_cases)]
#[diesel(treat_none_as_default_value = false)]
pub struct TouchCaseRow {
    /// Province.
    pub province_id: i64,
    /// Touch.
    pub touch_id: i64,
    /// 1, 2, 3 ... on the touch.
    pub number: i32,
    /// Person.
    pub person_id: i64,
    /// Product code.
    pub product: String,
    /// State on the ladder on the day, or `potential`.
    pub state: String,
    /// Last day that is covered.
    pub covered_to: Option<NaiveDate>,
    /// Last day on which the touch still serves.
    pub last_useful_day: Option<NaiveDate>,
    /// VND to pay next.
    pub amount: Option<i64>,
    /// Segment of highest priority.
    pub segment: Option<String>,
    /// Segment that counts for the chance.
    pub chance_segment: Option<String>,
    /// Chance by which the plan went, in millionths; unknown of plans of older programs.
    pub chance: Option<i32>,
}

/// The plan of an office and week; made when there is none. Nobody else gets it before the
/// transaction ends, so that its versions are numbered one after the other.
///
/// # Errors
/// The database refused.
pub fn plan_of(conn: &mut Conn, province: i64, office: &str, week: &str) -> StoreResult<PlanRow> {
    if find_plan(conn, province, office, week)?.is_none() {
        let plan = PlanRow {
            province_id: province,
            id: take_ids(conn, province, "plans", 1)?,
            office_code: office.to_owned(),
            week: week.to_owned(),
        };
        // Somebody else may have made it meanwhile.
        on_backend!(conn, inner => diesel::insert_into(plans::table)
            .values(&plan)
            .on_conflict_do_nothing()
            .execute(inner))?;
    }
    let plan = find_plan(conn, province, office, week)?.ok_or(diesel::NotFound)?;
    // SQLite has one writer at a time anyway.
    if let Conn::Postgres(conn) = conn {
        let row = plans::table.find((province, plan.id)).select(plans::id);
        row.for_update().first::<i64>(conn)?;
    }
    Ok(plan)
}

/// The plan of an office and week, if there is one.
///
/// # Errors
/// The database refused.
pub fn find_plan(
    conn: &mut Conn,
    province: i64,
    office: &str,
    week: &str,
) -> StoreResult<Option<PlanRow>> {
    Ok(plans::table
        .filter(plans::province_id.eq(province))
        .filter(plans::office_code.eq(office))
        .filter(plans::week.eq(week))
        .select(PlanRow::as_select())
        .first(conn)
        .optional()?)
}

/// The versions of a plan, oldest first.
///
/// # Errors
/// The database refused.
pub fn versions(conn: &mut Conn, province: i64, plan: i64) -> StoreResult<Vec<VersionRow>> {
    Ok(plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::plan_id.eq(plan))
        .order(plan_versions::number)
        .select(VersionRow::as_select())
        .load(conn)?)
}

macro_rules! of_version {
    ($name:ident, $table:ident, $row:ident, $order:expr, $what:literal) => {
        #[doc = concat!("The ", $what, " of a version.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $name(conn: &mut Conn, province: i64, version: i64) -> StoreResult<Vec<$row>> {
            Ok($table::table
                .filter($table::province_id.eq(province))
                .filter($table::version_id.eq(version))
                .order($order)
                .select($row::as_select())
                .load(conn)?)
        }
    };
}

of_version!(version_agents, plan_agents, PlanAgentRow, plan_agents::agent_id, "agents");
of_version!(version_communes, plan_communes, PlanCommuneRow, plan_communes::commune, "communes");
of_version!(version_touches, touches, TouchRow, touches::id, "touches");

/// The cases of a version's touches, by touch.
///
/// # Errors
/// The database refused.
pub fn version_cases(
    conn: &mut Conn,
    province: i64,
    version: i64,
) -> StoreResult<Vec<TouchCaseRow>> {
    let ids = touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq(version))
        .select(touches::id);
    Ok(touch_cases::table
        .filter(touch_cases::province_id.eq(province))
        .filter(touch_cases::touch_id.eq_any(ids))
        .order((touch_cases::touch_id, touch_cases::number))
        .select(TouchCaseRow::as_select())
        .load(conn)?)
}

/// The touches of a version from a day to a day, both included, by key.
///
/// # Errors
/// The database refused.
pub fn touches_between(
    conn: &mut Conn,
    province: i64,
    version: i64,
    (from, to): (NaiveDate, NaiveDate),
) -> StoreResult<Vec<TouchRow>> {
    Ok(touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq(version))
        .filter(touches::day.ge(from))
        .filter(touches::day.le(to))
        .order(touches::id)
        .select(TouchRow::as_select())
        .load(conn)?)
}

/// The touches with these keys, of whatever version.
///
/// # Errors
/// The database refused.
pub fn touches_by_id(conn: &mut Conn, province: i64, ids: &[i64]) -> StoreResult<Vec<TouchRow>> {
    Ok(rows_by_key!(conn, TouchRow, touches::id, province, ids))
}

/// The cases of the touches with these keys.
///
/// # Errors
/// The database refused.
pub fn touch_cases_by_touch(
    conn: &mut Conn,
    province: i64,
    ids: &[i64],
) -> StoreResult<Vec<TouchCaseRow>> {
    Ok(rows_by_key!(conn, TouchCaseRow, touch_cases::touch_id, province, ids))
}
