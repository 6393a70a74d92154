//! The day that the office agreed with an agent for a household: whoever is left because that day does not come
//! in the plan would otherwise find no reason.

use std::collections::HashMap;

use super::super::PlanError;
use super::super::body::LineFate;
use super::super::rests::Place;
use super::super::stored::Stored;
use crate::domain::calendar::date_vi;
use crate::domain::contest::{ContestReason, ContestState, Follows};
use crate::domain::touch::ReasonCode;
use crate::store::Conn;
use crate::store::merged::survivors;
use crate::store::voices::{ContestRow, contests_of_week};

/// One more sentence in each language for contacts that are outside their window, each named by its place in
/// the version.
pub(super) fn agreed(
    conn: &mut Conn,
    place: Place<'_>,
    (stored, contacts): (&Stored, &[usize]),
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    let asked = contacts.iter().filter_map(|at| {
        let (_, line) = stored.contacts.get(*at)?;
        (line.fate == LineFate::Left(ReasonCode::OutsideWindow)).then_some((*at, line.person))
    });
    let asked: Vec<(usize, i64)> = asked.collect();
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let found = place.0;
    let province = found.province.id.0;
    let mut rows = contests_of_week(conn, province, &found.week.to_string())?;
    rows.retain(is_agreed_day);
    let people = rows.iter().map(|row| row.head_id).chain(asked.iter().map(|(_, head)| *head));
    let now = survivors(conn, province, &people.collect::<Vec<_>>())?;
    let told = asked.into_iter().filter_map(|(at, head)| {
        // The newest holds, as for the plan.
        let row = rows.iter().rev().find(|row| now.of(row.head_id) == now.of(head))?;
        let (day, agent) = (row.preferred_day?, &row.agent_code);
        Some((
            at,
            (
                format!(
                    " Cơ quan đã thống nhất với nhân viên thu {agent}: chỉ liên hệ hộ này vào ngày {}.",
                    date_vi(day)
                ),
                format!(" The office agreed with agent {agent} that only {day} suits the household."),
            ),
        ))
    });
    Ok(told.collect())
}

fn is_agreed_day(row: &ContestRow) -> bool {
    let follows = ContestReason::from_code(&row.reason).map(ContestReason::follows);
    row.state == ContestState::Accepted.code()
        && follows == Some(Follows::Day)
        && row.preferred_day.is_some()
}
