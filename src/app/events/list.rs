//! The events of a week, and one event with its life.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::line::{EventLine, EventShown, EventStep, Guests, Names};
use crate::app::context::{Context, province};
use crate::app::plan::events::{places_told, standing, why_told};
use crate::app::plan::{PlanError, office as office_of};
use crate::domain::calendar::Week;
use crate::store::event_life::steps_of_event;
use crate::store::plan_events::{invitations_to, newest_of_event};

/// The events of a week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventWeek {
    /// The week.
    pub week: Week,
    /// The last week before it that has events.
    pub before: Option<Week>,
    /// The first week after it that has events.
    pub after: Option<Week>,
    /// In order of time, cancelled ones among them.
    pub events: Vec<EventLine>,
}

/// The events of a week; those of one office where one is named.
///
/// # Errors
/// An unknown province, or a database that cannot be read.
pub fn week(
    context: &mut Context<'_>,
    province_code: &str,
    office: Option<&str>,
    week: Week,
) -> Result<EventWeek, PlanError> {
    let (today, rules) = (context.today(), &context.tables.events);
    let zone = context.config.office.time_zone;
    context.store.read(|conn| {
        let province = province(conn, province_code, week.monday())?;
        // A code that no office has is a slip, not an office without events.
        office.map(|code| office_of(conn, code, &province, today)).transpose()?;
        let names = Names::of(conn, &province, (rules, zone))?;
        let mut events = standing(conn, province.id.0, today)?;
        events.retain(|event| office.is_none_or(|code| event.office == code));
        let weeks: BTreeSet<NaiveDate> =
            events.iter().map(|event| Week::containing(event.date).monday()).collect();
        let monday = week.monday();
        let before = weeks.range(..monday).next_back().copied().map(Week::containing);
        let after = weeks.range(week.next().monday()..).next().copied().map(Week::containing);
        events.retain(|event| week.contains(event.date));
        let events = events.into_iter().map(|one| names.line(one)).collect();
        Ok(EventWeek { week, before, after, events })
    })
}

/// One event.
///
/// # Errors
/// No such event, or a database that cannot be read.
pub fn show(
    context: &mut Context<'_>,
    province_code: &str,
    code: &str,
) -> Result<EventShown, PlanError> {
    let (today, rules) = (context.today(), &context.tables.events);
    let zone = context.config.office.time_zone;
    context.store.read(|conn| {
        let province = province(conn, province_code, today)?;
        let id = province.id.0;
        let names = Names::of(conn, &province, (rules, zone))?;
        let found = standing(conn, id, today)?.into_iter().find(|event| event.code == code);
        let event = found.ok_or_else(|| PlanError::NoEvent { code: code.to_owned() })?;
        let steps = match event.id {
            Some(event) => steps_of_event(conn, id, event)?,
            None => Vec::new(),
        };
        let planned = newest_of_event(conn, id, code)?;
        let mut invited: BTreeMap<String, usize> = BTreeMap::new();
        if let Some(row) = &planned {
            for one in invitations_to(conn, id, (row.version_id, row.number))? {
                let area = province.tree.get(&one.commune).map(|area| area.name.clone());
                *invited.entry(area.unwrap_or(one.commune)).or_default() += 1;
            }
        }
        let all: usize = invited.values().sum();
        Ok(EventShown {
            line: names.line(event),
            why: planned.as_ref().map(why_told),
            explained: planned.as_ref().map(|row| Week::containing(row.date).to_string()),
            places: planned.as_ref().map(|row| places_told(row, all)),
            invited: invited
                .into_iter()
                .map(|(area, households)| Guests { area, households })
                .collect(),
            steps: steps.into_iter().map(|step| EventStep::of_row(step, zone)).collect(),
        })
    })
}
