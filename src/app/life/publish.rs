//! A version comes into force: its lists and the intents to send them are stored with the step itself,
//! and the version that was in force before is replaced.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::LifeError;
use super::begun_day::with_begun_day;
use super::call_lists::call_lists;
use super::decided::Decided;
use super::hand_out::{HandedOut, hand_out};
use super::held::{Held, Life, Moment, Said, named};
use super::letters::{tell, tell_systems, until_the_end_of};
use super::warning::LifeWarning;
use crate::app::context::Context;
use crate::app::events::{Adopted, EventError, adopt};
use crate::app::plan::proof::Summary;
use crate::app::plan::{Found, PlanError, Wanted, first_time, rows_digest, turns_with, when};
use crate::app::readers::Reader;
use crate::domain::notice::Purpose;
use crate::domain::plan_life::PlanAction;
use crate::store::Conn;
use crate::store::plan_parts::{VersionParts, version_parts};
use crate::store::steps::insert_call_lists;

/// A version that is in force now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Published {
    /// The step; its notices are those to the committee, the coordinators and other systems.
    #[serde(flatten)]
    pub step: Decided,
    /// Number of the version that it replaces.
    pub replaced: Option<i32>,
    /// Calls and visits on its lists.
    pub touches: usize,
    /// What became of its lists.
    pub lists: HandedOut,
    /// What became of its events.
    pub events: Adopted,
}

/// Publishes an approved version; `endpoints` are the names of other systems that are told of it.
///
/// # Errors
/// No such plan, a version that is not approved or not what was approved, or a week that is over.
pub fn publish(
    context: &mut Context<'_>,
    wanted: &Wanted,
    by: &str,
    endpoints: &[String],
) -> Result<Published, LifeError> {
    let by = named(by)?;
    let moment = Moment::of(context);
    context.store.write(|conn| {
        let held = Held::hold(conn, &moment, wanted)?;
        let life = held.version_for(PlanAction::Publish, wanted, &moment)?;
        let mut done = publish_held(conn, (&held, life), by, endpoints, &moment)?;
        done.step.warnings.extend(LifeWarning::of_name(by, moment.config));
        Ok(done)
    })
}

/// Publishes a version of a plan that is held.
pub(super) fn publish_held(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    by: &str,
    endpoints: &[String],
    moment: &Moment<'_>,
) -> Result<Published, LifeError> {
    let version = &life.version;
    let province = version.province_id;
    let parts = version_parts(conn, province, version.id)?;
    as_approved(held, life, &parts)?;
    let replaced = held.in_force();
    if let Some(old) = replaced {
        let facts = json!({ "by_version": version.number }).to_string();
        let said = Said { by, facts, ..Said::default() };
        held.take(conn, old, PlanAction::Replace, (said, moment.now))?;
    }
    let found = Found { version: version.clone(), ..held.found.clone() };
    let turns = turns_with(conn, &found, (moment.now, moment.config))?;
    let from = match turns.from(version.id) {
        Some(from) => from,
        None => first_time(&version.configuration)?,
    };
    let late = parts.touches.iter().filter(|touch| when(touch) < from).count();
    let on_lists = parts.touches.len() - late;
    let (touches, cases) = with_begun_day(conn, (held, life), &parts, (&turns, from))?;
    let lists = call_lists((province, version.id), &touches, &cases);
    insert_call_lists(conn, &lists)?;
    let codes: HashMap<i64, String> =
        parts.agents.iter().map(|agent| (agent.agent_id, agent.code.clone())).collect();
    let handed_out = hand_out(conn, (held, life), (&lists, from.0), &codes, moment)?;
    let office = held.found.office.code.as_str();
    let laws = (moment.config, moment.tables);
    let events = adopt(conn, (office, version.number), &parts, (by, moment.now), laws);
    let events = events.map_err(|error| match error {
        EventError::Plan(error) => error,
        other => PlanError::Events { reason: other.to_string() },
    })?;
    let facts = json!({
        "rows_digest": version.rows_digest,
        "replaces": replaced.map(|old| old.version.number),
        "touches": on_lists,
        "lists": handed_out,
        "events": events,
    });
    let said = Said { by, facts: facts.to_string(), ..Said::default() };
    let state = held.take(conn, life, PlanAction::Publish, (said, moment.now))?;
    let times = (until_the_end_of(held.found.week, moment), moment.now);
    let (own, purpose) = ((held, life), Purpose::PlanPublished);
    let notices = tell(conn, own, purpose, &Reader::everybody(moment.config), times)?;
    let facts = told(own, by, replaced, (&handed_out, &events))?;
    let systems = tell_systems(conn, own, purpose, endpoints, times, &facts)?;
    Ok(Published {
        step: Decided {
            notices: notices + systems,
            warnings: (late > 0)
                .then_some(LifeWarning::Late { touches: late })
                .into_iter()
                .collect(),
            ..Decided::new(held, life, (state, by))
        },
        replaced: replaced.map(|old| old.version.number),
        touches: on_lists,
        lists: handed_out,
        events,
    })
}

/// What other systems are told.
fn told(
    (held, life): (&Held, &Life),
    by: &str,
    replaced: Option<&Life>,
    (lists, events): (&HandedOut, &Adopted),
) -> Result<Value, LifeError> {
    let summary: Summary = serde_json::from_str(&life.version.summary)?;
    let approved = life.last(PlanAction::Approve);
    Ok(json!({
        "week": held.found.week,
        "monday": held.found.week.monday(),
        "office": held.found.office.code,
        "office_name": held.found.office.name,
        "version": life.version.number,
        "by": by,
        "approved_by": approved.map(|step| &step.by_name),
        "replaces": replaced.map(|old| old.version.number),
        "planned": summary.planned,
        "calls": summary.calls,
        "visits": summary.visits,
        "due": summary.coverage.all.due,
        "due_planned": summary.coverage.all.due_planned,
        "lists": lists,
        "events": events,
    }))
}

/// The rows that go out are those that were approved: their digest is computed again and compared with
/// the one that the approval names.
fn as_approved(held: &Held, life: &Life, parts: &VersionParts) -> Result<(), LifeError> {
    let approved = life.last(PlanAction::Approve).map(|step| &step.facts);
    let facts: Value = approved.map_or(Ok(Value::Null), |facts| serde_json::from_str(facts))?;
    let rows = rows_digest(&life.version, parts);
    if facts.get("rows_digest").and_then(Value::as_str) == Some(rows.as_str()) {
        Ok(())
    } else {
        let (office, week) = (held.found.office.code.clone(), held.found.week);
        Err(LifeError::Altered { office, week, version: life.version.number })
    }
}
