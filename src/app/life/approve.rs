//! A version is approved by somebody who may: its totals, targets, capacity and exceptions.

use super::LifeError;
use super::decided::{Decided, Matter};
use super::facts::facts;
use super::held::{Held, Life, Moment, Said, named, written};
use crate::app::context::Context;
use crate::app::plan::Wanted;
use crate::domain::approval::NotAllowed;
use crate::domain::plan_life::PlanAction;

/// Approves a version. What it needs follows from its change against the version that is in force now,
/// not from what it was when it was submitted.
///
/// # Errors
/// No such plan, a version that does not wait for approval, or somebody who may not decide.
pub fn approve(
    context: &mut Context<'_>,
    wanted: &Wanted,
    by: &str,
    comment: Option<&str>,
) -> Result<Decided, LifeError> {
    let by = named(by)?;
    let moment = Moment::of(context);
    let approval = &moment.config.approval;
    context.store.write(|conn| {
        let held = Held::hold(conn, &moment, wanted)?;
        let life = held.version_for(PlanAction::Approve, wanted, &moment)?;
        let facts = facts(conn, &held, life, approval.small_share())?;
        let approvers = approval.approvers();
        let on_behalf_of = approvers
            .in_whose_name((by, life.submitter()), facts.needs, moment.today)
            .map_err(|reason| not_allowed(life, by, reason))?;
        let said = Said {
            by,
            on_behalf_of,
            comment: comment.and_then(written),
            facts: serde_json::to_string(&facts)?,
        };
        let state = held.take(conn, life, PlanAction::Approve, (said, moment.now))?;
        Ok(Decided {
            on_behalf_of: on_behalf_of.map(str::to_owned),
            about: Some(Matter::from(facts)),
            ..Decided::new(&held, life, (state, by))
        })
    })
}

/// Somebody may not decide about a version.
pub(super) fn not_allowed(life: &Life, by: &str, reason: NotAllowed) -> LifeError {
    LifeError::NotAllowed { by: by.to_owned(), version: life.version.number, reason }
}
