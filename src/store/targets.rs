//! Campaigns, what documents assign, what others counted, and the revisions of targets. Revisions and
//! the steps taken with them are only added.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::bulk::{inserts, writes};
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{
    assigned_targets, campaigns, figures, goals, target_revisions, target_rows, target_steps,
};

/// A campaign.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = campaigns, primary_key(province_id, code))]
#[diesel(treat_none_as_default_value = false)]
pub struct CampaignRow {
    /// Province.
    pub province_id: i64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// First day.
    pub from_date: NaiveDate,
    /// Last day.
    pub to_date: NaiveDate,
    /// Months of the year, `;`.
    pub peak_months: String,
    /// Days, `;`.
    pub launch_days: String,
    /// Number and date of the document.
    pub source: String,
}

/// What a campaign wants of a group of people.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = goals, primary_key(province_id, campaign, segment, indicator, approach))]
#[diesel(treat_none_as_default_value = false)]
pub struct GoalRow {
    /// Province.
    pub province_id: i64,
    /// Code of the campaign.
    pub campaign: String,
    /// Code of the segment.
    pub segment: String,
    /// Code of the indicator.
    pub indicator: String,
    /// `direct` or `indirect`.
    pub approach: String,
    /// How much.
    pub value: i64,
}

/// What a document assigns.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = assigned_targets)]
#[diesel(primary_key(province_id, campaign, indicator, area_code, agent_code, period, source))]
#[diesel(treat_none_as_default_value = false)]
pub struct AssignedRow {
    /// Province.
    pub province_id: i64,
    /// Code of the campaign.
    pub campaign: String,
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the area; empty for an agent.
    pub area_code: String,
    /// Code of the agent; empty for an area.
    pub agent_code: String,
    /// Empty for the whole campaign, else a month or a week.
    pub period: String,
    /// Number and date of the document.
    pub source: String,
    /// Day of the document.
    pub decided_on: NaiveDate,
    /// How much.
    pub value: i64,
    /// A code of `domain::assigned::Holds`.
    pub holds: String,
}

/// What others counted.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = figures, primary_key(province_id, indicator, area_code, as_of, source))]
#[diesel(treat_none_as_default_value = false)]
pub struct FigureRow {
    /// Province.
    pub province_id: i64,
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the area.
    pub area_code: String,
    /// The day on which it held.
    pub as_of: NaiveDate,
    /// Number and date of the document.
    pub source: String,
    /// The value; of a flow since the first of January.
    pub value: i64,
}

/// A revision of a campaign's targets.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = target_revisions)]
#[diesel(treat_none_as_default_value = false)]
pub struct RevisionRow {
    /// Province.
    pub province_id: i64,
    /// Code of the campaign.
    pub campaign: String,
    /// 1, 2, 3 ... in the campaign.
    pub number: i32,
    /// The first day on which it holds.
    pub dated: NaiveDate,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
    /// By whom.
    pub by_name: String,
    /// Number and date of the document.
    pub source: String,
    /// Why.
    pub why: String,
    /// The first week whose numbers it changed.
    pub from_week: i32,
    /// What was asked, JSON.
    pub asks: String,
    /// Digest of its rows.
    pub digest: String,
}

/// A node's weeks of one indicator.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = target_rows)]
#[diesel(treat_none_as_default_value = false)]
pub struct TargetRow {
    /// Province.
    pub province_id: i64,
    /// Code of the campaign.
    pub campaign: String,
    /// Number of the revision.
    pub number: i32,
    /// Code of the indicator.
    pub indicator: String,
    /// `flow`, or `end` of a stock.
    pub what: String,
    /// Area.
    pub area_code: String,
    /// Agent; empty for an area.
    pub agent_code: String,
    /// Area above; none of the top.
    pub parent_code: Option<String>,
    /// Its weight among its siblings.
    pub weight: i64,
    /// The weeks, `;`.
    pub weeks: String,
}

/// What somebody decided about an area's part of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = target_steps)]
#[diesel(treat_none_as_default_value = false)]
pub struct TargetStepRow {
    /// Province.
    pub province_id: i64,
    /// Code of the campaign.
    pub campaign: String,
    /// Number of the revision.
    pub revision: i32,
    /// Area.
    pub area_code: String,
    /// 1, 2, 3 ... of the area and revision.
    pub number: i32,
    /// `approve` or `send_back`.
    pub action: String,
    /// Who.
    pub by_name: String,
    /// In whose name, where a deputy did it.
    pub on_behalf_of: Option<String>,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// What was said with it.
    pub comment: Option<String>,
}

macro_rules! all_of {
    ($table:ident, $row:ident, $load:ident, $what:literal) => {
        #[doc = concat!("All ", $what, " of a province, in the order of their keys.")]
        ///
        /// # Errors
        /// The database refused.
        pub fn $load(conn: &mut Conn, province: i64) -> StoreResult<Vec<$row>> {
            Ok($table::table
                .filter($table::province_id.eq(province))
                .order($table::table.primary_key())
                .select($row::as_select())
                .load(conn)?)
        }
    };
}

all_of!(campaigns, CampaignRow, campaigns, "campaigns");
writes!(
    campaigns(province_id, code),
    CampaignRow { name, from_date, to_date, peak_months, launch_days, source },
    insert_campaigns,
    update_campaigns,
    "campaigns"
);
all_of!(goals, GoalRow, goals, "goals");
writes!(
    goals(province_id, campaign, segment, indicator, approach),
    GoalRow { value },
    insert_goals,
    update_goals,
    "goals"
);
all_of!(assigned_targets, AssignedRow, assigned, "assigned targets");
writes!(
    assigned_targets(province_id, campaign, indicator, area_code, agent_code, period, source),
    AssignedRow { decided_on, value, holds },
    insert_assigned,
    update_assigned,
    "assigned targets"
);
all_of!(figures, FigureRow, figures, "figures");
writes!(
    figures(province_id, indicator, area_code, as_of, source),
    FigureRow { value },
    insert_figures,
    update_figures,
    "figures"
);
inserts!(target_rows, TargetRow, insert_target_rows, "rows of a revision");

/// Adds a revision, and says whether it was added: of two people who revise at once the second finds the
/// number taken.
///
/// # Errors
/// The database refused.
pub fn add_revision(conn: &mut Conn, row: &RevisionRow) -> StoreResult<bool> {
    let added = on_backend!(conn, inner => diesel::insert_into(target_revisions::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(added == 1)
}

/// The revisions of a campaign, oldest first.
///
/// # Errors
/// The database refused.
pub fn revisions(conn: &mut Conn, province: i64, campaign: &str) -> StoreResult<Vec<RevisionRow>> {
    Ok(target_revisions::table
        .filter(target_revisions::province_id.eq(province))
        .filter(target_revisions::campaign.eq(campaign))
        .order(target_revisions::number)
        .select(RevisionRow::as_select())
        .load(conn)?)
}

/// The rows of a revision, in no order.
///
/// # Errors
/// The database refused.
pub fn target_rows(
    conn: &mut Conn,
    province: i64,
    (campaign, number): (&str, i32),
) -> StoreResult<Vec<TargetRow>> {
    Ok(target_rows::table
        .filter(target_rows::province_id.eq(province))
        .filter(target_rows::campaign.eq(campaign))
        .filter(target_rows::number.eq(number))
        .select(TargetRow::as_select())
        .load(conn)?)
}

/// Adds a step, and says whether it was added.
///
/// # Errors
/// The database refused.
pub fn add_target_step(conn: &mut Conn, row: &TargetStepRow) -> StoreResult<bool> {
    let added = on_backend!(conn, inner => diesel::insert_into(target_steps::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok(added == 1)
}

/// The steps of a campaign, by revision, area and number.
///
/// # Errors
/// The database refused.
pub fn target_steps(
    conn: &mut Conn,
    province: i64,
    campaign: &str,
) -> StoreResult<Vec<TargetStepRow>> {
    Ok(target_steps::table
        .filter(target_steps::province_id.eq(province))
        .filter(target_steps::campaign.eq(campaign))
        .order((target_steps::revision, target_steps::area_code, target_steps::number))
        .select(TargetStepRow::as_select())
        .load(conn)?)
}

/// How many revisions and steps there are, of all provinces and campaigns: both are only added.
///
/// # Errors
/// The database refused.
pub fn target_changes(conn: &mut Conn) -> StoreResult<(i64, i64)> {
    let revisions = target_revisions::table.count().get_result(conn)?;
    Ok((revisions, target_steps::table.count().get_result(conn)?))
}
