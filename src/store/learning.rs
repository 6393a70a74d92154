//! What rates are learnt from: the results of touches, payments and households that were held out; and
//! the rates that a version went by. Results are handed over row by row and kept by nobody: a year of a
//! province has millions.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;

use super::bulk::bulk_insert;
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::plans::TouchRow;
use super::schema::{
    held_out, outcomes, payments, persons, plan_rates, plan_steps, plan_versions, plans,
    touch_cases, touches,
};
use crate::domain::plan_life::PlanAction;

/// The rates that a version went by.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_rates)]
pub struct PlanRatesRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// One line for each cell; `app::learning::body` reads and writes it.
    pub body: String,
}

/// A case of a household that a version holds out.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = held_out)]
#[diesel(treat_none_as_default_value = false)]
pub struct HeldOutRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// Person.
    pub person_id: i64,
    /// Product code.
    pub product: String,
    /// Segment that counts for the chance.
    pub segment: Option<String>,
    /// Commune code.
    pub commune: String,
    /// First week of the period for which it stays out.
    pub period: String,
    /// First day of the version's week.
    pub day: NaiveDate,
}

/// Stores what a version learnt and whom it holds out.
pub(super) fn insert_learning(
    conn: &mut Conn,
    version: i64,
    (rates, mut held): (Option<PlanRatesRow>, Vec<HeldOutRow>),
) -> StoreResult<()> {
    if let Some(rates) = rates {
        let row = PlanRatesRow { version_id: version, ..rates };
        diesel::insert_into(plan_rates::table).values(&row).execute(conn)?;
    }
    for row in &mut held {
        row.version_id = version;
    }
    bulk_insert!(conn, held_out::table, &held)?;
    Ok(())
}

/// The rates of a version, where it had any.
///
/// # Errors
/// The database refused.
pub fn version_rates(
    conn: &mut Conn,
    province: i64,
    version: i64,
) -> StoreResult<Option<PlanRatesRow>> {
    Ok(plan_rates::table
        .find((province, version))
        .select(PlanRatesRow::as_select())
        .first(conn)
        .optional()?)
}

/// The cases of the households that a version holds out.
///
/// # Errors
/// The database refused.
pub fn version_held_out(
    conn: &mut Conn,
    province: i64,
    version: i64,
) -> StoreResult<Vec<HeldOutRow>> {
    Ok(held_out::table
        .filter(held_out::province_id.eq(province))
        .filter(held_out::version_id.eq(version))
        .order((held_out::person_id, held_out::product))
        .select(HeldOutRow::as_select())
        .load(conn)?)
}

/// The cases that versions hold out in weeks since a day: of versions that were in the agents' hands. A
/// draft holds nobody out.
///
/// # Errors
/// The database refused.
pub fn held_out_since(
    conn: &mut Conn,
    province: i64,
    since: NaiveDate,
) -> StoreResult<Vec<HeldOutRow>> {
    let published = plan_steps::table
        .filter(plan_steps::province_id.eq(province))
        .filter(plan_steps::action.eq(PlanAction::Publish.code()))
        .select(plan_steps::version_id);
    Ok(on_backend!(conn, inner => held_out::table
        .filter(held_out::province_id.eq(province))
        .filter(held_out::day.ge(since))
        .filter(held_out::version_id.eq_any(published))
        .select(HeldOutRow::as_select())
        .load(inner))?)
}

/// One outcome of one case of a touch.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct ResultRow {
    /// Touch.
    pub touch_id: i64,
    /// Person of the case.
    pub person_id: i64,
    /// Product code of the case.
    pub product: String,
    /// When.
    pub at: NaiveDateTime,
    /// Outcome code.
    pub outcome: String,
    /// `call` or `visit`.
    pub channel: String,
    /// Commune code, as the plan of the touch had it.
    pub commune: String,
    /// Touches without success before it.
    pub attempts: Option<i32>,
    /// State on the ladder on the day of the touch, or `potential`.
    pub state: String,
    /// Segment that counts for the chance.
    pub segment: Option<String>,
    /// Chance by which the plan went, in millionths.
    pub chance: Option<i32>,
}

/// Hands over the outcomes of the cases of touches since a moment; in no order. An outcome without a
/// product is one of each case that its person had on the touch.
///
/// # Errors
/// The database refused.
pub fn each_result(
    conn: &mut Conn,
    province: i64,
    since: NaiveDateTime,
    mut take: impl FnMut(ResultRow),
) -> StoreResult<()> {
    let touch = touches::province_id
        .eq(outcomes::province_id)
        .and(touches::id.nullable().eq(outcomes::touch_id));
    let case = touch_cases::province_id
        .eq(outcomes::province_id)
        .and(touch_cases::touch_id.nullable().eq(outcomes::touch_id))
        .and(touch_cases::person_id.eq(outcomes::person_id))
        .and(outcomes::product.eq("").or(touch_cases::product.eq(outcomes::product)));
    let query = outcomes::table
        .inner_join(touches::table.on(touch))
        .inner_join(touch_cases::table.on(case))
        .filter(outcomes::province_id.eq(province))
        .filter(outcomes::at.ge(since))
        .select((
            touches::id,
            outcomes::person_id,
            touch_cases::product,
            outcomes::at,
            outcomes::outcome,
            touches::channel,
            touches::commune,
            touches::attempts,
            touch_cases::state,
            touch_cases::chance_segment,
            touch_cases::chance,
        ));
    on_backend!(conn, inner => {
        for row in query.load_iter::<ResultRow, DefaultLoadingMode>(inner)? {
            take(row?);
        }
    });
    Ok(())
}

/// Hands over who paid for what since a day; in no order.
///
/// # Errors
/// The database refused.
pub fn each_payment(
    conn: &mut Conn,
    province: i64,
    since: NaiveDate,
    mut take: impl FnMut(i64, String, NaiveDate),
) -> StoreResult<()> {
    let query = payments::table
        .filter(payments::province_id.eq(province))
        .filter(payments::paid_on.ge(since))
        .select((payments::person_id, payments::product, payments::paid_on));
    on_backend!(conn, inner => {
        for row in query.load_iter::<(i64, String, NaiveDate), DefaultLoadingMode>(inner)? {
            let (person, product, day) = row?;
            take(person, product, day);
        }
    });
    Ok(())
}

/// A person by home: where the household's code was given, and the code.
pub type HomeOf = HashMap<i64, (i64, Option<String>)>;

/// The homes of everybody who paid since a day.
///
/// # Errors
/// The database refused.
pub fn homes_of_payers(conn: &mut Conn, province: i64, since: NaiveDate) -> StoreResult<HomeOf> {
    let paid = payments::table
        .filter(payments::province_id.eq(province))
        .filter(payments::paid_on.ge(since))
        .select(payments::person_id);
    let rows: Vec<(i64, i64, Option<String>)> = on_backend!(conn, inner => persons::table
        .filter(persons::province_id.eq(province))
        .filter(persons::id.eq_any(paid))
        .select((persons::id, persons::area_id, persons::household_code))
        .load(inner))?;
    Ok(rows.into_iter().map(|(id, area, code)| (id, (area, code))).collect())
}

/// The homes of everybody with an outcome of a touch since a moment.
///
/// # Errors
/// The database refused.
pub fn homes_of_touched(
    conn: &mut Conn,
    province: i64,
    since: NaiveDateTime,
) -> StoreResult<HomeOf> {
    let told = outcomes::table
        .filter(outcomes::province_id.eq(province))
        .filter(outcomes::at.ge(since))
        .filter(outcomes::touch_id.is_not_null())
        .select(outcomes::person_id);
    let rows: Vec<(i64, i64, Option<String>)> = on_backend!(conn, inner => persons::table
        .filter(persons::province_id.eq(province))
        .filter(persons::id.eq_any(told))
        .select((persons::id, persons::area_id, persons::household_code))
        .load(inner))?;
    Ok(rows.into_iter().map(|(id, area, code)| (id, (area, code))).collect())
}

/// Of each plan of a province the version that was first in the agents' hands: office, week, key and
/// configuration, by key.
///
/// # Errors
/// The database refused.
pub fn first_published(
    conn: &mut Conn,
    province: i64,
) -> StoreResult<Vec<(String, String, i64, String)>> {
    let published = plan_steps::province_id
        .eq(plan_versions::province_id)
        .and(plan_steps::version_id.eq(plan_versions::id))
        .and(plan_steps::action.eq(PlanAction::Publish.code()));
    let first: Vec<Option<i64>> = plan_versions::table
        .inner_join(plan_steps::table.on(published))
        .filter(plan_versions::province_id.eq(province))
        .group_by(plan_versions::plan_id)
        .select(diesel::dsl::min(plan_versions::id))
        .load(conn)?;
    let first: Vec<i64> = first.into_iter().flatten().collect();
    let plan =
        plans::province_id.eq(plan_versions::province_id).and(plans::id.eq(plan_versions::plan_id));
    Ok(on_backend!(conn, inner => plan_versions::table
        .inner_join(plans::table.on(plan))
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::id.eq_any(&first))
        .order(plan_versions::id)
        .select((plans::office_code, plans::week, plan_versions::id, plan_versions::configuration))
        .load(inner))?)
}

/// The touches of an agent on a day, by a version: province and version.
///
/// # Errors
/// The database refused.
pub fn touches_of_list(
    conn: &mut Conn,
    (province, version): (i64, i64),
    agent: i64,
    day: NaiveDate,
) -> StoreResult<Vec<TouchRow>> {
    Ok(touches::table
        .filter(touches::province_id.eq(province))
        .filter(touches::version_id.eq(version))
        .filter(touches::agent_id.eq(agent))
        .filter(touches::day.eq(day))
        .order(touches::position)
        .select(TouchRow::as_select())
        .load(conn)?)
}
