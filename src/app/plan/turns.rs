//! Which of a plan's published versions speaks on which day of its week, from the steps that were taken
//! with them.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::find::Found;
use crate::clock::local_time;
use crate::config::Config;
use crate::domain::plan_life::PlanAction;
use crate::domain::plan_turns::{Published, Turns};
use crate::store::plans::{
    TouchCaseRow, TouchRow, VersionRow, touch_cases_by_touch, touches_between,
};
use crate::store::steps::{StepRow, steps_of};
use crate::store::{Conn, StoreError, StoreResult};

#[derive(Deserialize)]
struct Grid {
    buckets: Vec<NaiveDate>,
}

/// The first day that a version plans, from its configuration.
///
/// # Errors
/// A configuration that cannot be read, or one without a day.
pub(crate) fn first_day(configuration: &str) -> StoreResult<NaiveDate> {
    let first = grid(configuration)?.into_iter().next();
    first.ok_or_else(|| corrupt("no day".to_owned()))
}

fn grid(configuration: &str) -> StoreResult<Vec<NaiveDate>> {
    let grid: Grid =
        serde_json::from_str(configuration).map_err(|error| corrupt(error.to_string()))?;
    Ok(grid.buckets)
}

fn corrupt(what: String) -> StoreError {
    StoreError::Corrupt { table: "plan_versions", what }
}

/// The turns of one plan's versions, each a key with its configuration, after these steps.
///
/// # Errors
/// A configuration that cannot be read.
pub(crate) fn turns<'a>(
    versions: impl Iterator<Item = (i64, &'a str)>,
    steps: &[StepRow],
    config: &Config,
) -> StoreResult<Turns> {
    let zone = config.office.time_zone;
    let mut published: HashMap<i64, &StepRow> = HashMap::new();
    for step in steps.iter().filter(|step| step.action == PlanAction::Publish.code()) {
        published.insert(step.version_id, step);
    }
    let mut all = Vec::new();
    for (version, configuration) in versions {
        let Some(step) = published.get(&version) else { continue };
        let first = first_day(configuration)?;
        all.push(Published { version, at: local_time(step.at, zone), first });
    }
    Ok(Turns::of(all, config.notices.call_list_until))
}

/// The turns of a plan.
///
/// # Errors
/// The database refused, or a configuration cannot be read.
pub(crate) fn turns_of(conn: &mut Conn, found: &Found, config: &Config) -> StoreResult<Turns> {
    let keys: Vec<i64> = found.versions.iter().map(|version| version.id).collect();
    let steps = steps_of(conn, found.province.id.0, &keys)?;
    let own = found.versions.iter().map(|version| (version.id, version.configuration.as_str()));
    turns(own, &steps, config)
}

/// The days of the week on which another version than this one speaks, by version: those before the first
/// day of a version that was made in the middle of the week.
///
/// # Errors
/// The database refused, or a configuration cannot be read.
pub(crate) fn days_of_others(
    conn: &mut Conn,
    found: &Found,
    config: &Config,
) -> StoreResult<Vec<(VersionRow, Vec<NaiveDate>)>> {
    let turns = turns_of(conn, found, config)?;
    let from = match turns.from(found.version.id) {
        Some(from) => from,
        // It was not published: as it would be worked.
        None => first_day(&found.version.configuration)?,
    };
    let before: Vec<NaiveDate> =
        found.week.monday().iter_days().take(7).take_while(|day| *day < from).collect();
    let mut others: Vec<(VersionRow, Vec<NaiveDate>)> = Vec::new();
    for version in found.versions.iter().filter(|one| one.id != found.version.id) {
        let speaks = |day: &NaiveDate| turns.on(*day) == Some(version.id);
        let own: Vec<NaiveDate> = before.iter().copied().filter(speaks).collect();
        if !own.is_empty() {
            others.push((version.clone(), own));
        }
    }
    Ok(others)
}

/// The touches, with their cases, of the days of the week before a version: what agents had in hands
/// before it.
///
/// # Errors
/// The database refused, or a configuration cannot be read.
pub(crate) fn touches_before(
    conn: &mut Conn,
    found: &Found,
    config: &Config,
) -> StoreResult<(Vec<TouchRow>, Vec<TouchCaseRow>)> {
    let mut touches: Vec<TouchRow> = Vec::new();
    for (version, days) in days_of_others(conn, found, config)? {
        let Some(span) = days.first().copied().zip(days.last().copied()) else { continue };
        let own = touches_between(conn, version.province_id, version.id, span)?;
        touches.extend(own.into_iter().filter(|touch| days.contains(&touch.day)));
    }
    let ids: Vec<i64> = touches.iter().map(|touch| touch.id).collect();
    let mut cases = touch_cases_by_touch(conn, found.province.id.0, &ids)?;
    cases.sort_by_key(|case| (case.touch_id, case.number));
    Ok((touches, cases))
}

/// The working days of the week with the version that speaks on each: those before it, and its own.
///
/// # Errors
/// The database refused, or a configuration cannot be read.
pub(crate) fn days_of_week(
    conn: &mut Conn,
    found: &Found,
    config: &Config,
) -> StoreResult<Vec<NaiveDate>> {
    let mut all = grid(&found.version.configuration)?;
    for (version, days) in days_of_others(conn, found, config)? {
        all.extend(grid(&version.configuration)?.into_iter().filter(|day| days.contains(day)));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_without_a_day_is_damaged() {
        let day = first_day(r#"{"buckets":["2023-06-07","2023-06-08"],"next_plan":"x"}"#).unwrap();
        assert_eq!(day.to_string(), "2023-06-07");
        for damaged in ["", "{}", r#"{"buckets":[]}"#] {
            assert!(matches!(first_day(damaged), Err(StoreError::Corrupt { .. })), "{damaged}");
        }
    }
}
