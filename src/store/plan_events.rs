//! The events of plan versions, written with a version and never changed: the choice with its proof,
//! the events, the invitations.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::bulk::bulk_insert;
use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{plan_event_choices, plan_events, plan_invitations, plan_versions, plans};
use super::steps::states_of;
use crate::domain::plan_life::PlanState;

/// The choice of events of a version.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_event_choices)]
#[diesel(treat_none_as_default_value = false)]
pub struct ChoiceRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// People reached, in millionths.
    pub value: i64,
    /// No choice reaches more people, in millionths.
    pub bound: i64,
    /// The numbers that it was made from, JSON.
    pub problem: String,
    /// The prices that prove the bound, JSON.
    pub prices: String,
    /// What the numbers stand for, and why the rest is not held, JSON.
    pub names: String,
}

/// An event of a version.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_events)]
#[diesel(treat_none_as_default_value = false)]
pub struct PlanEventRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// 1, 2, 3 ... in the order of candidates.
    pub number: i32,
    /// Code by which people name it.
    pub code: String,
    /// Code of `EventKind`.
    pub kind: String,
    /// Code of `EventMode`.
    pub mode: String,
    /// Code of the host.
    pub host: String,
    /// Code of the venue or platform.
    pub venue: String,
    /// Its commune; of a platform the smallest area that holds its audience.
    pub area: String,
    /// Day.
    pub date: NaiveDate,
    /// Part of the day.
    pub part: String,
    /// Local time at which it begins.
    pub starts_at: NaiveDateTime,
    /// Local time at which it ends.
    pub ends_at: NaiveDateTime,
    /// Most people.
    pub size: i32,
    /// People expected, in millionths.
    pub expected: i64,
    /// The chance at the place by which they are expected, in millionths.
    pub turnout: i32,
    /// People whom nothing else would reach.
    pub adds: i32,
    /// Invitations that fill it.
    pub invitations: i32,
    /// Index of its candidate in the choice.
    pub candidate: i32,
    /// `proposed`, or `settled` before the plan was made.
    pub why: String,
}

#[cfg(test)]
impl PlanEventRow {
    /// A conference of a Wednesday evening, for tests that change what they are about.
    pub(crate) fn example() -> Self {
        let date = NaiveDate::from_ymd_opt(2023, 6, 7).unwrap_or_default();
        let at =
            |hours: i64| date.and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::hours(hours);
        Self {
            province_id: 1,
            version_id: 1,
            number: 1,
            code: "202306-1".into(),
            kind: "customer_conference".into(),
            mode: "in_person".into(),
            host: "BCV-1".into(),
            venue: "NVH-1".into(),
            area: "04282".into(),
            date,
            part: "evening".into(),
            starts_at: at(19),
            ends_at: at(21),
            size: 40,
            expected: 0,
            turnout: 0,
            adds: 0,
            invitations: 0,
            candidate: 0,
            why: "proposed".into(),
        }
    }
}

/// An invitation of a version.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = plan_invitations)]
#[diesel(treat_none_as_default_value = false)]
pub struct InvitationRow {
    /// Province.
    pub province_id: i64,
    /// Version.
    pub version_id: i64,
    /// Who is invited.
    pub person_id: i64,
    /// Number of the event.
    pub event: i32,
    /// Household code, or `#` and the key of the person who stands for it.
    pub contact: String,
    /// Commune code.
    pub commune: String,
    /// Chance that somebody comes, in millionths.
    pub worth: i64,
}

/// What a version says of events; nothing where none were planned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventParts {
    /// The choice.
    pub choice: Option<ChoiceRow>,
    /// Its events.
    pub events: Vec<PlanEventRow>,
    /// Its invitations, by person.
    pub invitations: Vec<InvitationRow>,
}

/// Stores what a version says of events.
///
/// # Errors
/// The database refused.
pub(super) fn insert_events(
    conn: &mut Conn,
    version: i64,
    parts: &mut EventParts,
) -> StoreResult<()> {
    if let Some(row) = &mut parts.choice {
        row.version_id = version;
        diesel::insert_into(plan_event_choices::table).values(&*row).execute(conn)?;
    }
    for row in &mut parts.events {
        row.version_id = version;
    }
    for row in &mut parts.invitations {
        row.version_id = version;
    }
    bulk_insert!(conn, plan_events::table, &parts.events)?;
    Ok(bulk_insert!(conn, plan_invitations::table, &parts.invitations)?)
}

/// What a version says of events.
///
/// # Errors
/// The database refused.
pub fn version_events(conn: &mut Conn, province: i64, version: i64) -> StoreResult<EventParts> {
    let choice = plan_event_choices::table
        .find((province, version))
        .select(ChoiceRow::as_select())
        .first(conn)
        .optional()?;
    Ok(EventParts {
        choice,
        events: events_of_version(conn, province, version)?,
        invitations: plan_invitations::table
            .filter(plan_invitations::province_id.eq(province))
            .filter(plan_invitations::version_id.eq(version))
            .order(plan_invitations::person_id)
            .select(InvitationRow::as_select())
            .load(conn)?,
    })
}

/// The events of a version alone.
///
/// # Errors
/// The database refused.
pub fn events_of_version(
    conn: &mut Conn,
    province: i64,
    version: i64,
) -> StoreResult<Vec<PlanEventRow>> {
    Ok(plan_events::table
        .filter(plan_events::province_id.eq(province))
        .filter(plan_events::version_id.eq(version))
        .order(plan_events::number)
        .select(PlanEventRow::as_select())
        .load(conn)?)
}

/// An event that a plan proposes and that nobody published yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Code of the office.
    pub office: String,
    /// The week.
    pub week: String,
    /// Whether its version is approved.
    pub approved: bool,
    /// The event.
    pub event: PlanEventRow,
}

/// The events from a day on that plans propose, each plan by the version that counts: of those that are
/// newer than the one in force the newest approved one, else the newest. The events of the one in force are
/// on record themselves, and so may some of the others be.
///
/// # Errors
/// The database refused.
pub fn proposals(conn: &mut Conn, province: i64, from: NaiveDate) -> StoreResult<Vec<Proposal>> {
    let rows: Vec<PlanEventRow> = plan_events::table
        .filter(plan_events::province_id.eq(province))
        .filter(plan_events::date.ge(from))
        .order((plan_events::date, plan_events::version_id, plan_events::number))
        .select(PlanEventRow::as_select())
        .load(conn)?;
    let counting = counting(conn, province, &rows)?;
    let proposal = |event: PlanEventRow| {
        let (office, week, approved) = counting.get(&event.version_id)?.clone();
        Some(Proposal { office, week, approved, event })
    };
    Ok(rows.into_iter().filter_map(proposal).collect())
}

/// Of the plans of these events the versions that count.
fn counting(
    conn: &mut Conn,
    province: i64,
    rows: &[PlanEventRow],
) -> StoreResult<HashMap<i64, (String, String, bool)>> {
    let mut versions: Vec<i64> = rows.iter().map(|row| row.version_id).collect();
    versions.sort_unstable();
    versions.dedup();
    let own: Vec<i64> = on_backend!(conn, inner => plan_versions::table
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::id.eq_any(&versions))
        .select(plan_versions::plan_id)
        .load(inner))?;
    let same_plan =
        plan_versions::province_id.eq(plans::province_id).and(plan_versions::plan_id.eq(plans::id));
    let all: Vec<(i64, i32, i64, String, String)> = on_backend!(conn, inner => plan_versions::table
        .inner_join(plans::table.on(same_plan))
        .filter(plan_versions::province_id.eq(province))
        .filter(plan_versions::plan_id.eq_any(&own))
        .select((
            plan_versions::plan_id,
            plan_versions::number,
            plan_versions::id,
            plans::office_code,
            plans::week,
        ))
        .load(inner))?;
    let keys: Vec<i64> = all.iter().map(|one| one.2).collect();
    let states = states_of(conn, province, &keys)?;
    let mut plans: HashMap<i64, Vec<(i32, Option<PlanState>)>> = HashMap::new();
    for (plan, number, version, ..) in &all {
        let state = states.get(version).and_then(|code| PlanState::from_code(code));
        plans.entry(*plan).or_default().push((*number, state));
    }
    let open: HashMap<i64, (i32, bool)> = plans
        .into_iter()
        .filter_map(|(plan, versions)| Some((plan, open_version(&versions)?)))
        .collect();
    let counts = |(plan, number, version, office, week): (i64, i32, i64, String, String)| {
        let (open, approved) = open.get(&plan)?;
        (number == *open).then_some((version, (office, week, *approved)))
    };
    Ok(all.into_iter().filter_map(counts).collect())
}

/// Of a plan's versions, numbers with states, the one that is to come into force next, and whether it is
/// approved: none that is older than the one in force.
fn open_version(versions: &[(i32, Option<PlanState>)]) -> Option<(i32, bool)> {
    let works =
        |state: &Option<PlanState>| matches!(state, Some(PlanState::Published | PlanState::Closed));
    let in_force = versions.iter().filter(|(_, state)| works(state)).map(|(number, _)| *number);
    let in_force = in_force.max();
    let newer = versions.iter().filter(|(number, _)| Some(*number) > in_force);
    let ranked = newer.map(|(number, state)| (*state == Some(PlanState::Approved), *number));
    ranked.max().map(|(approved, number)| (number, approved))
}

/// An event as the newest version that was published has it, else the newest that names it.
///
/// # Errors
/// The database refused.
pub fn newest_of_event(
    conn: &mut Conn,
    province: i64,
    code: &str,
) -> StoreResult<Option<PlanEventRow>> {
    Ok(versions_of_event(conn, province, code)?.pop())
}

/// An event as all versions that invited to it have it, oldest first: those that were ever published, else
/// the newest draft alone.
///
/// # Errors
/// The database refused.
pub fn versions_of_event(
    conn: &mut Conn,
    province: i64,
    code: &str,
) -> StoreResult<Vec<PlanEventRow>> {
    let mut rows: Vec<PlanEventRow> = plan_events::table
        .filter(plan_events::province_id.eq(province))
        .filter(plan_events::code.eq(code))
        .order(plan_events::version_id)
        .select(PlanEventRow::as_select())
        .load(conn)?;
    let keys: Vec<i64> = rows.iter().map(|row| row.version_id).collect();
    let states = states_of(conn, province, &keys)?;
    let was_published = |row: &PlanEventRow| {
        let state = states.get(&row.version_id).and_then(|code| PlanState::from_code(code));
        state.is_some_and(PlanState::was_published)
    };
    if rows.iter().any(was_published) {
        rows.retain(was_published);
    } else if let Some(newest) = rows.pop() {
        rows = vec![newest];
    }
    Ok(rows)
}

/// The invitations of a version to one of its events, by person.
///
/// # Errors
/// The database refused.
pub fn invitations_to(
    conn: &mut Conn,
    province: i64,
    (version, event): (i64, i32),
) -> StoreResult<Vec<InvitationRow>> {
    Ok(plan_invitations::table
        .filter(plan_invitations::province_id.eq(province))
        .filter(plan_invitations::version_id.eq(version))
        .filter(plan_invitations::event.eq(event))
        .order(plan_invitations::person_id)
        .select(InvitationRow::as_select())
        .load(conn)?)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::nothing(&[], None)]
    #[case::the_newest_draft(&[(1, None), (2, Some(PlanState::Submitted))], Some((2, false)))]
    #[case::what_is_approved(&[(1, Some(PlanState::Approved)), (2, None)], Some((1, true)))]
    #[case::in_force(&[(1, None), (2, Some(PlanState::Published))], None)]
    #[case::planned_again(
        &[(1, Some(PlanState::Replaced)), (2, Some(PlanState::Published)), (3, None)],
        Some((3, false))
    )]
    #[case::approved_before(&[(1, Some(PlanState::Approved)), (2, Some(PlanState::Closed))], None)]
    fn the_version_that_comes_next(
        #[case] versions: &[(i32, Option<PlanState>)],
        #[case] expected: Option<(i32, bool)>,
    ) {
        assert_eq!(open_version(versions), expected);
    }
}
