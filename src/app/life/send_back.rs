//! A version is given back with a comment, and whoever submitted it is told.

use serde_json::json;

use super::LifeError;
use super::approve::not_allowed;
use super::decided::Decided;
use super::held::{Held, Moment, Said, named, written};
use super::letters::{tell, until_the_end_of};
use crate::app::context::Context;
use crate::app::plan::Wanted;
use crate::app::readers::Reader;
use crate::domain::notice::Purpose;
use crate::domain::plan_life::PlanAction;

/// Sends a version back. Whoever submitted it may take it back too; else it is for the coordinators and
/// the committee, since nothing comes of it that anybody would have to approve.
///
/// # Errors
/// No comment, no such plan, a version that nobody decides about now, or somebody who may not.
pub fn send_back(
    context: &mut Context<'_>,
    wanted: &Wanted,
    by: &str,
    comment: &str,
) -> Result<Decided, LifeError> {
    let by = named(by)?;
    let comment = written(comment).ok_or(LifeError::NoComment)?;
    let moment = Moment::of(context);
    let config = moment.config;
    context.store.write(|conn| {
        let held = Held::hold(conn, &moment, wanted)?;
        let life = held.version_for(PlanAction::SendBack, wanted, &moment)?;
        let approvers = config.approval.approvers();
        let on_behalf_of = approvers
            .in_whose_name_back((by, life.submitter()), moment.today)
            .map_err(|reason| not_allowed(life, by, reason))?;
        let facts = json!({ "rows_digest": life.version.rows_digest }).to_string();
        let said = Said { by, on_behalf_of, comment: Some(comment), facts };
        let state = held.take(conn, life, PlanAction::SendBack, (said, moment.now))?;
        let readers = Reader::coordinators_and(config, life.submitter());
        let span = (until_the_end_of(held.found.week, &moment), moment.now);
        let notices = tell(conn, (&held, life), Purpose::PlanReturned, &readers, span)?;
        Ok(Decided {
            on_behalf_of: on_behalf_of.map(str::to_owned),
            notices,
            ..Decided::new(&held, life, (state, by))
        })
    })
}
