//! Households whose invitation came to nothing: a plan invites them instead of calling them, and the event
//! is not held. Nobody waits for them there.

use std::collections::HashSet;

use crate::app::plan::Found;
use crate::domain::event::is_same_event;
use crate::domain::event_life::EventState;
use crate::domain::plan_life::PlanState;
use crate::store::event_life::events_by_code;
use crate::store::plan_events::{events_of_version, invitations_to};
use crate::store::steps::states_of;
use crate::store::{Conn, StoreResult};

/// Commune and contact of the households that a version invites to events that are not held.
///
/// # Errors
/// The database refused.
pub(super) fn uninvited(conn: &mut Conn, found: &Found) -> StoreResult<HashSet<(String, String)>> {
    let (province, version) = (found.province.id.0, found.version.id);
    let mut alone = HashSet::new();
    let events = events_of_version(conn, province, version)?;
    if events.is_empty() {
        return Ok(alone);
    }
    let state = states_of(conn, province, &[version])?.remove(&version);
    let state = state.and_then(|code| PlanState::from_code(&code));
    let was_published = state.is_some_and(PlanState::was_published);
    let codes: Vec<&str> = events.iter().map(|planned| planned.code.as_str()).collect();
    let stands = events_by_code(conn, province, &codes)?;
    for planned in &events {
        let row = stands.get(&planned.code);
        let row = row.filter(|row| is_same_event(&planned.kind, &row.kind));
        let state = row.and_then(|row| EventState::from_code(&row.state));
        if is_held(state, was_published) {
            continue;
        }
        let invited = invitations_to(conn, province, (version, planned.number))?;
        alone.extend(invited.into_iter().map(|one| (one.commune, one.contact)));
    }
    Ok(alone)
}

/// Whether an event is, or will be, held as far as anybody knows. What a version proposes stands once it
/// is published, or never.
fn is_held(state: Option<EventState>, was_published: bool) -> bool {
    match state {
        Some(EventState::Approved | EventState::Held) => true,
        Some(EventState::Proposed) | None => !was_published,
        Some(EventState::Cancelled) => false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::not_decided_yet(None, [true, false])]
    #[case::not_taken_in(Some(EventState::Proposed), [true, false])]
    #[case::stands(Some(EventState::Approved), [true, true])]
    #[case::held(Some(EventState::Held), [true, true])]
    #[case::called_off(Some(EventState::Cancelled), [false, false])]
    fn what_a_version_invites_to(#[case] state: Option<EventState>, #[case] expected: [bool; 2]) {
        assert_eq!([false, true].map(|published| is_held(state, published)), expected);
    }
}
