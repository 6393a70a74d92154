//! Writing down what somebody did with an event: the event as it is now, and the step.

use chrono::NaiveDateTime;
use serde_json::Value;

use super::error::EventError;
use crate::app::context::Province;
use crate::app::plan::PlanError;
use crate::app::plan::events::people;
use crate::domain::event_life::{EventAction, EventState};
use crate::store::event_life::{
    EventRow, EventStepRow, event, insert_event_steps, insert_events, steps_of_event, update_events,
};
use crate::store::plan_events::{PlanEventRow, Proposal, proposals};
use crate::store::{Conn, StoreError, hold_common};

/// Who does something, when and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doer<'a> {
    pub(super) by: &'a str,
    pub(super) now: NaiveDateTime,
    pub(super) comment: Option<&'a str>,
}

impl<'a> Doer<'a> {
    pub(super) fn of(
        by: &'a str,
        comment: &'a str,
        now: NaiveDateTime,
    ) -> Result<Self, EventError> {
        let written = |text: &'a str| Some(text.trim()).filter(|text| !text.is_empty());
        let by = written(by).ok_or(EventError::NoName)?;
        Ok(Self { by, now, comment: written(comment) })
    }

    /// With a reason, which a step must have that others are told of.
    pub(super) fn explained(self) -> Result<Self, EventError> {
        if self.comment.is_none() { Err(EventError::NoReason) } else { Ok(self) }
    }
}

/// Keeps everybody else from deciding about events of the province until the transaction ends.
pub(super) fn hold_events(conn: &mut Conn, province: i64) -> Result<(), StoreError> {
    hold_common(conn, &format!("events of {province}"))
}

/// The event of a code as it stands: on record, or proposed by a plan.
pub(super) fn find(
    conn: &mut Conn,
    province: &Province,
    code: &str,
    today: chrono::NaiveDate,
) -> Result<EventRow, EventError> {
    let id = province.id.0;
    if let Some(row) = event(conn, id, code)? {
        return Ok(row);
    }
    let proposed = proposals(conn, id, today)?;
    let found = proposed.into_iter().find(|one| one.event.code == code);
    let found = found.ok_or_else(|| PlanError::NoEvent { code: code.to_owned() })?;
    Ok(of_proposal(found))
}

/// A proposal as an event that is not on record yet.
fn of_proposal(proposal: Proposal) -> EventRow {
    let state = if proposal.approved { EventState::Approved } else { EventState::Proposed };
    of_plan(proposal.event, proposal.office, state)
}

/// An event of a plan as one on record, without its key and the day of its change.
pub(super) fn of_plan(row: PlanEventRow, office: String, state: EventState) -> EventRow {
    EventRow {
        province_id: row.province_id,
        id: 0,
        code: row.code,
        office_code: office,
        kind: row.kind,
        mode: row.mode,
        host: row.host,
        venue: row.venue,
        area: row.area,
        date: row.date,
        part: row.part,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        size: row.size,
        expected: i32::try_from(people(row.expected)).unwrap_or(i32::MAX),
        turnout: row.turnout,
        state: state.code().to_owned(),
        sequence: 0,
        changed_at: NaiveDateTime::default(),
        attended: None,
        joined: None,
    }
}

/// The state of an event.
pub(super) fn state_of(row: &EventRow) -> Result<EventState, StoreError> {
    EventState::from_code(&row.state)
        .ok_or_else(|| StoreError::Corrupt { table: "events", what: row.state.clone() })
}

/// The state after an action.
pub(super) fn after(row: &EventRow, action: EventAction) -> Result<EventState, EventError> {
    let state = state_of(row)?;
    state.after(action).ok_or_else(|| EventError::NotNow { code: row.code.clone(), state, action })
}

/// Writes an event as it is from now on, and the step that made it so.
pub(super) fn record(
    conn: &mut Conn,
    row: &mut EventRow,
    (action, state): (EventAction, EventState),
    doer: Doer<'_>,
    facts: &Value,
) -> Result<(), EventError> {
    row.state = state.code().to_owned();
    row.changed_at = doer.now;
    let province = row.province_id;
    let number = if row.id == 0 {
        insert_events(conn, province, std::slice::from_mut(row))?;
        1
    } else {
        update_events(conn, std::slice::from_ref(row))?;
        steps_of_event(conn, province, row.id)?.last().map_or(1, |step| step.number + 1)
    };
    let step = EventStepRow {
        province_id: province,
        event_id: row.id,
        number,
        action: action.code().to_owned(),
        state: state.code().to_owned(),
        by_name: doer.by.to_owned(),
        at: doer.now,
        comment: doer.comment.map(str::to_owned),
        facts: facts.to_string(),
    };
    Ok(insert_event_steps(conn, &[step])?)
}
