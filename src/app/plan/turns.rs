//! Which of a plan's published versions speaks on which day of its week, or in which part of a day, from the
//! steps that were taken with them.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;

use super::find::Found;
use super::grid::after_lists;
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

/// The first day that a version plans, from its configuration, with the part of the day where the version
/// begins in the middle of it.
///
/// # Errors
/// A configuration that cannot be read, or one without a day.
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
    at(touch.day, touch.part.as_deref())
}

/// A day, or its part by its code.
pub(super) fn at(day: NaiveDate, part: Option<&str>) -> When {
    (day, part.and_then(PartOfDay::from_code))
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
    in_turn(came_out(versions, steps), config)
}

/// A version's key, its configuration, and when it came out, UTC.
type CameOut<'a> = (i64, &'a str, NaiveDateTime);

fn came_out<'a>(
    versions: impl Iterator<Item = (i64, &'a str)>,
    steps: &[StepRow],
) -> Vec<CameOut<'a>> {
    let mut published: HashMap<i64, &StepRow> = HashMap::new();
    for step in steps.iter().filter(|step| step.action == PlanAction::Publish.code()) {
        published.insert(step.version_id, step);
    }
    let came_out = |(id, own): (i64, &'a str)| Some((id, own, published.get(&id)?.at));
    versions.filter_map(came_out).collect()
}

/// The turns of versions that came out. What the first one plans is its own; before any other there were
/// lists in hands.
fn in_turn(mut all: Vec<CameOut<'_>>, config: &Config) -> StoreResult<Turns> {
    all.sort_by_key(|(version, _, at)| (*at, *version));
    let mut published = Vec::with_capacity(all.len());
    for (version, configuration, at) in all {
        let at = local_time(at, config.office.time_zone);
        let mut first = first_time(configuration)?;
        if !published.is_empty() && has_parts(configuration)? {
            first = after_begun(first, at, config);
        }
        published.push(Published { version, at, first });
    }
    Ok(Turns::of(published, config.notices.call_list_until))
}

/// From when on a version speaks that plans from a time on and comes out at a moment at the office, when agents
/// have the lists of that day: a part that has begun is worked by them, whenever the version was made.
fn after_begun(first: When, at: NaiveDateTime, config: &Config) -> When {
    let parts = &config.planning.day_parts;
    let begun = parts.parts().iter().rfind(|part| part.hours.from <= at.time());
    let in_hands = at.time() >= config.notices.call_list_at;
    match begun {
        Some(begun) if in_hands && first <= (at.date(), Some(begun.name)) => after_lists(at, parts),
        _ => first,
    }
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

/// The turns of a plan when the version that was found comes out at a moment, UTC.
///
/// # Errors
/// As [`turns_of`].
pub(crate) fn turns_with(
    conn: &mut Conn,
    found: &Found,
    (now, config): (NaiveDateTime, &Config),
) -> StoreResult<Turns> {
    let keys: Vec<i64> = found.versions.iter().map(|version| version.id).collect();
    let steps = steps_of(conn, found.province.id.0, &keys)?;
    let own = found.versions.iter().map(|version| (version.id, version.configuration.as_str()));
    let mut all = came_out(own, &steps);
    all.push((found.version.id, &found.version.configuration, now));
    in_turn(all, config)
}

/// Whether a touch of a version was in hands before a time: it lies before it, and its version spoke then.
pub(crate) fn was_in_hands(turns: &Turns, touch: &TouchRow, before: When) -> bool {
    let time = when(touch);
    time < before && turns.at(time) == Some(touch.version_id)
}

/// The touches of a day that were in hands before a time.
///
/// # Errors
/// The database refused.
pub(super) fn in_hands_on(
    conn: &mut Conn,
    (province, turns): (i64, &Turns),
    (day, before): (NaiveDate, When),
) -> StoreResult<Vec<TouchRow>> {
    let mut found = Vec::new();
    for version in turns.on_before(day, before) {
        let own = touches_between(conn, province, version, (day, day))?;
        found.extend(own.into_iter().filter(|touch| was_in_hands(turns, touch, before)));
    }
    Ok(found)
}

/// What is in hands before a version that was made in the middle of the week.
struct Before<'f> {
    /// From when the version speaks itself.
    from: When,
    /// Other versions, with the days on which they speak before it.
    others: Vec<(&'f VersionRow, Vec<NaiveDate>)>,
}

fn before<'f>(found: &'f Found, turns: &Turns) -> StoreResult<Before<'f>> {
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
    Ok(Before { from, others })
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
    let turns = turns_of(conn, found, config)?;
    touches_before_by(conn, found, &turns)
}

/// The same by the turns of the plan.
///
/// # Errors
/// As [`touches_before`].
pub(crate) fn touches_before_by(
    conn: &mut Conn,
    found: &Found,
    turns: &Turns,
) -> StoreResult<(Vec<TouchRow>, Vec<TouchCaseRow>)> {
    let Before { from, others } = before(found, turns)?;
    let mut touches: Vec<TouchRow> = Vec::new();
    for (version, days) in others {
        let Some(span) = days.first().copied().zip(days.last().copied()) else { continue };
        let own = touches_between(conn, version.province_id, version.id, span)?;
        touches.extend(own.into_iter().filter(|touch| was_in_hands(turns, touch, from)));
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
    let turns = turns_of(conn, found, config)?;
    for (version, days) in before(found, &turns)?.others {
        let worked = grid(&version.configuration)?.buckets;
        all.extend(worked.into_iter().filter(|day| days.contains(day)));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_version_without_a_day_is_damaged() {
        let day = first_time(r#"{"buckets":["2023-06-07","2023-06-08"],"next_plan":"x"}"#).unwrap();
        assert_eq!((day.0.to_string().as_str(), day.1), ("2023-06-07", None));
        for damaged in ["", "{}", r#"{"buckets":[]}"#] {
            assert!(matches!(first_time(damaged), Err(StoreError::Corrupt { .. })), "{damaged}");
        }
    }

    const THIRDS: [&str; 3] =
        ["morning 08:00-11:30 50", "afternoon 13:30-17:00 30", "evening 17:30-20:00 20"];
    const HALVES: [&str; 2] = ["morning 08:00-11:30 60", "afternoon 13:30-17:00 40"];

    fn with_parts(parts: &[&str]) -> Config {
        let mut config = Config::built_in().unwrap();
        let parts: Vec<String> = parts.iter().map(|one| (*one).to_owned()).collect();
        config.planning.day_parts = parts.try_into().unwrap();
        config
    }

    /// `DAY` of June 2023, with a part where there is one; the 6th is a Tuesday.
    fn time(text: &str) -> When {
        let (day, part) = text.split_once(' ').unwrap_or((text, ""));
        (format!("2023-06-{day}").parse().unwrap(), PartOfDay::from_code(part))
    }

    /// A version that comes out on Tuesday.
    #[rstest]
    #[case::before_anything_has_begun(&THIRDS, "06", "07:00", "06")]
    #[case::the_part_with_which_it_begins(&THIRDS, "06 afternoon", "15:00", "06 evening")]
    #[case::the_part_with_which_it_begins_is_ahead(&THIRDS, "06 afternoon", "12:30", "06 afternoon")]
    #[case::of_the_day_before_yesterday(&THIRDS, "05", "10:00", "06 afternoon")]
    #[case::of_the_evening_before(&THIRDS, "06", "15:00", "06 evening")]
    #[case::with_the_last_part(&HALVES, "06", "15:00", "07")]
    #[case::of_yesterday_noon(&HALVES, "05 afternoon", "10:00", "06 afternoon")]
    #[case::of_tomorrow(&THIRDS, "07", "10:00", "07")]
    #[case::whole_days(&[], "06", "10:00", "06")]
    fn a_part_that_has_begun_is_worked_by_the_lists_that_are_in_hands(
        #[case] parts: &[&str],
        #[case] first: &str,
        #[case] at: &str,
        #[case] expected: &str,
    ) {
        let at = format!("2023-06-06T{at}:00").parse().unwrap();
        assert_eq!(after_begun(time(first), at, &with_parts(parts)), time(expected));
    }

    #[test]
    fn while_nobody_can_have_lists_a_part_that_has_begun_is_still_planned() {
        let mut config = with_parts(&THIRDS);
        config.notices.call_list_at = chrono::NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        let at = |hour| time("06").0.and_hms_opt(hour, 30, 0).unwrap();
        assert_eq!(after_begun(time("06"), at(8), &config), time("06"));
        assert_eq!(after_begun(time("06"), at(9), &config), time("06 afternoon"));
    }

    #[test]
    fn before_the_first_version_there_was_nothing_in_hands() {
        let config = with_parts(&THIRDS);
        let days = r#""buckets":["2023-06-06","2023-06-06","2023-06-06"]"#;
        let (parts, whole) = (
            format!(r#"{{{days},"parts":["morning","afternoon","evening"]}}"#),
            format!("{{{days}}}"),
        );
        // Vietnam is seven hours ahead.
        let at = |hour| time("06").0.and_hms_opt(hour, 0, 0).unwrap();
        let turns =
            in_turn(vec![(2, &parts, at(8)), (1, &parts, at(2)), (3, &whole, at(9))], &config)
                .unwrap();
        let from = |version| turns.from(version).unwrap();
        assert_eq!((from(1), from(2)), (time("06"), time("06 evening")));
        assert_eq!(from(3), time("06"), "of whole days it says nothing of parts");
    }
}
