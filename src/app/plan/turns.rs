//! Which of a plan's published versions speaks on which day of its week, or in which part of a day, from the
//! steps that were taken with them.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::find::Found;
use crate::clock::local_time;
use crate::config::Config;
use crate::domain::day_part::PartOfDay;
use crate::domain::plan_life::PlanAction;
use crate::domain::plan_turns::{Published, Turns, When};
use crate::store::plans::{
    TouchCaseRow, TouchRow, VersionRow, touch_cases_by_touch, touches_between,
};
use crate::store::steps::{StepRow, steps_of};
use crate::store::{Conn, StoreError, StoreResult};

#[derive(Deserialize)]
struct Grid {
    buckets: Vec<NaiveDate>,
    #[serde(default)]
    parts: Vec<PartOfDay>,
    #[serde(default)]
    begins: Option<PartOfDay>,
}

/// The first day that a version plans, from its configuration.
///
/// # Errors
/// A configuration that cannot be read, or one without a day.
pub(crate) fn first_day(configuration: &str) -> StoreResult<NaiveDate> {
    Ok(first_time(configuration)?.0)
}

/// The same, with the part of the day where the version begins in the middle of it.
///
/// # Errors
/// As [`first_day`].
pub(crate) fn first_time(configuration: &str) -> StoreResult<When> {
    let Grid { buckets, begins, .. } = grid(configuration)?;
    let first = buckets.first().copied().ok_or_else(|| corrupt("no day".to_owned()))?;
    Ok((first, begins))
}

/// Whether the days of a version have parts.
///
/// # Errors
/// A configuration that cannot be read.
pub(super) fn has_parts(configuration: &str) -> StoreResult<bool> {
    Ok(!grid(configuration)?.parts.is_empty())
}

/// When a touch is to be made.
pub(crate) fn when(touch: &TouchRow) -> When {
    (touch.day, touch.part.as_deref().and_then(PartOfDay::from_code))
}

/// Counts the positions of each agent's day through, where the day has touches of several versions: those of a
/// version that begins in the middle of the day go on where the ones before it end.
pub(crate) fn count_through(touches: &mut [TouchRow]) {
    touches.sort_by_key(|touch| (touch.agent_id, when(touch), touch.position));
    let same_list = |a: &TouchRow, b: &TouchRow| (a.agent_id, a.day) == (b.agent_id, b.day);
    for list in touches.chunk_by_mut(same_list) {
        for (position, touch) in (1..).zip(list) {
            touch.position = position;
        }
    }
}

fn grid(configuration: &str) -> StoreResult<Grid> {
    serde_json::from_str(configuration).map_err(|error| corrupt(error.to_string()))
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
        let first = first_time(configuration)?;
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

/// What is in hands before a version that was made in the middle of the week.
struct Before<'f> {
    turns: Turns,
    /// From when the version speaks itself.
    from: When,
    /// Other versions, with the days on which they speak before it.
    others: Vec<(&'f VersionRow, Vec<NaiveDate>)>,
}

fn before<'f>(conn: &mut Conn, found: &'f Found, config: &Config) -> StoreResult<Before<'f>> {
    let turns = turns_of(conn, found, config)?;
    let from = match turns.from(found.version.id) {
        Some(from) => from,
        // It was not published: as it would be worked.
        None => first_time(&found.version.configuration)?,
    };
    let begun = |day: &NaiveDate| (*day, None) < from;
    let days: Vec<NaiveDate> = found.week.monday().iter_days().take(7).take_while(begun).collect();
    let mut others = Vec::new();
    for version in found.versions.iter().filter(|one| one.id != found.version.id) {
        let speaks = |day: &NaiveDate| turns.on_before(*day, from).contains(&version.id);
        let own: Vec<NaiveDate> = days.iter().copied().filter(speaks).collect();
        if !own.is_empty() {
            others.push((version, own));
        }
    }
    Ok(Before { turns, from, others })
}

/// The touches, with their cases, of the days of the week before a version, and of the parts before it of the
/// day in whose middle it begins: what agents had in hands before it.
///
/// # Errors
/// The database refused, or a configuration cannot be read.
pub(crate) fn touches_before(
    conn: &mut Conn,
    found: &Found,
    config: &Config,
) -> StoreResult<(Vec<TouchRow>, Vec<TouchCaseRow>)> {
    let Before { turns, from, others } = before(conn, found, config)?;
    let mut touches: Vec<TouchRow> = Vec::new();
    for (version, days) in others {
        let Some(span) = days.first().copied().zip(days.last().copied()) else { continue };
        let own = touches_between(conn, version.province_id, version.id, span)?;
        touches.extend(own.into_iter().filter(|touch| {
            let time = when(touch);
            time < from && turns.at(time) == Some(version.id)
        }));
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
    let mut all = grid(&found.version.configuration)?.buckets;
    for (version, days) in before(conn, found, config)?.others {
        let worked = grid(&version.configuration)?.buckets;
        all.extend(worked.into_iter().filter(|day| days.contains(day)));
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
