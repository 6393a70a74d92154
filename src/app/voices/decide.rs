//! A contest is decided by the office. What is accepted holds at once where it is a fact (somebody died,
//! moved away, has paid), and shapes the next version where it is a wish (another day, another agent).

use std::collections::BTreeSet;

use super::contests::{Contest, told};
use crate::app::context::{Context, province};
use crate::app::import::outcome_of_office;
use crate::app::life::LifeError;
use crate::app::notices::withdraw_settled;
use crate::app::plan::PlanError;
use crate::domain::contest::{ContestReason, ContestState, Follows};
use crate::store::facts::OutcomeRow;
use crate::store::merged::survivors;
use crate::store::voices::{ContestRow, hold_contest, update_contests};

/// What the office says to a contest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The agent is right.
    Accept,
    /// The row stays.
    Refuse,
}

/// Decides a contest.
///
/// # Errors
/// No such contest, one that was decided already, nobody named, or the database refused.
pub fn decide(
    context: &mut Context<'_>,
    (province_code, id): (&str, i64),
    decision: Decision,
    (by, why): (&str, Option<&str>),
) -> Result<Contest, LifeError> {
    let by = by.trim();
    if by.is_empty() {
        return Err(LifeError::NoName);
    }
    let why = why.map(str::trim).filter(|why| !why.is_empty());
    let (today, now, at) = (context.today(), context.clock.now(), context.local_now());
    let (tables, zone) = (context.tables, context.config.office.time_zone);
    context.store.write(|conn| {
        let key = province(conn, province_code, today).map_err(PlanError::from)?.id.0;
        let row = hold_contest(conn, key, id)?.ok_or(LifeError::NoContest { id })?;
        let state = ContestState::from_code(&row.state).unwrap_or(ContestState::Open);
        if state != ContestState::Open {
            let by = row.decided_by.unwrap_or_default();
            return Err(LifeError::ContestDecided { id, state, by });
        }
        let follows = ContestReason::from_code(&row.reason).map(ContestReason::follows);
        let state = match (decision, follows) {
            (Decision::Accept, Some(Follows::Outcome(code))) => {
                let person = survivors(conn, key, &[row.person_id])?.of(row.person_id);
                let outcome = OutcomeRow {
                    province_id: key,
                    id: 0,
                    person_id: person,
                    product: row.product.clone(),
                    // The call was never made: its row belongs to a draft.
                    touch_id: None,
                    at,
                    outcome: code.code().to_owned(),
                    call_back_at: None,
                    promised_on: None,
                    reason: why.map(str::to_owned),
                    note: row.note.clone(),
                    agent_code: Some(row.agent_code.clone()),
                };
                outcome_of_office(conn, (code, outcome), (tables, today))?;
                withdraw_settled(conn, key, &BTreeSet::from([person]), (today, tables))?;
                ContestState::Accepted
            }
            (Decision::Accept, _) => ContestState::Accepted,
            (Decision::Refuse, _) => ContestState::Refused,
        };
        let row = ContestRow {
            state: state.code().to_owned(),
            decided_by: Some(by.to_owned()),
            decided_at: Some(now),
            answer: why.map(str::to_owned),
            ..row
        };
        update_contests(conn, std::slice::from_ref(&row))?;
        let mut told = told(conn, key, vec![row], (zone, &tables.products))?;
        told.pop().ok_or(LifeError::NoContest { id })
    })
}
