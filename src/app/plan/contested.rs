//! What the office agreed to of what agents held against the drafts of a week: households that are planned
//! on another day, and households that an agent does not work with. Cases that ended are closed already.

use std::collections::HashMap;

use super::PlanError;
use crate::domain::contest::{ContestReason, ContestState, Follows};
use crate::planning::snapshot::Snapshot;
use crate::store::Conn;
use crate::store::merged::survivors;
use crate::store::voices::{ContestRow, contests_of_week};

/// Puts accepted contests of the snapshot's week into it.
pub(super) fn contested(
    conn: &mut Conn,
    province: i64,
    snapshot: &mut Snapshot,
) -> Result<(), PlanError> {
    let accepted = |row: &ContestRow| row.state == ContestState::Accepted.code();
    let mut rows = contests_of_week(conn, province, &snapshot.week.to_string())?;
    rows.retain(accepted);
    if rows.is_empty() {
        return Ok(());
    }
    let people: Vec<i64> = rows.iter().flat_map(|row| [row.head_id, row.person_id]).collect();
    let now = survivors(conn, province, &people)?;
    let households: HashMap<i64, u32> =
        snapshot.persons.iter().map(|person| (person.id.0, person.household)).collect();
    let agents = (0u32..).zip(&snapshot.agents);
    let agents: HashMap<String, u32> = agents.map(|(at, one)| (one.code.clone(), at)).collect();
    for row in rows {
        let of = |person: i64| households.get(&now.of(person)).copied();
        let Some(household) = of(row.head_id).or_else(|| of(row.person_id)) else { continue };
        let follows = ContestReason::from_code(&row.reason).map(ContestReason::follows);
        match (follows, agents.get(&row.agent_code)) {
            (Some(Follows::Day), _) => {
                if let Some(recall) = snapshot.recalls.get_mut(household as usize) {
                    recall.only_on = row.preferred_day;
                }
            }
            (Some(Follows::WithoutAgent), Some(agent)) => {
                snapshot.without.push((household, *agent));
            }
            _ => {}
        }
    }
    snapshot.without.sort_unstable();
    snapshot.without.dedup();
    Ok(())
}
