//! A version is handed in: the committee, or for a small re-plan the coordinators, are told what waits
//! for them.

use super::LifeError;
use super::decided::{Decided, Matter};
use super::facts::facts;
use super::held::{Held, Moment, Said, named, written};
use super::letters::{tell, until_the_end_of};
use super::warning::LifeWarning;
use crate::app::context::Context;
use crate::app::plan::Wanted;
use crate::app::readers::Reader;
use crate::app::voices::open_contests;
use crate::domain::notice::Purpose;
use crate::domain::plan_life::PlanAction;

/// Hands a version in for approval.
///
/// # Errors
/// No such plan, or a version that cannot be submitted.
pub fn submit(
    context: &mut Context<'_>,
    wanted: &Wanted,
    by: &str,
    comment: Option<&str>,
) -> Result<Decided, LifeError> {
    let by = named(by)?;
    let moment = Moment::of(context);
    let config = moment.config;
    context.store.write(|conn| {
        let held = Held::hold(conn, &moment, wanted)?;
        let life = held.version_for(PlanAction::Submit, wanted, &moment)?;
        let facts = facts(conn, &held, life, config.approval.small_share())?;
        let comment = comment.and_then(written);
        let said = Said { by, comment, facts: serde_json::to_string(&facts)?, on_behalf_of: None };
        let state = held.take(conn, life, PlanAction::Submit, (said, moment.now))?;
        let readers = Reader::deciding(config, facts.needs);
        let matter = Matter::from(facts);
        let span = (until_the_end_of(held.found.week, &moment), moment.now);
        let notices = tell(conn, (&held, life), Purpose::PlanSubmitted, &readers, span)?;
        let approvers = config.approval.approvers();
        let nobody = approvers.nobody_named().then_some(LifeWarning::NobodyNamed);
        let unknown = LifeWarning::of_name(by, config);
        let plan = (held.found.office.code.as_str(), held.found.week.to_string());
        let count = open_contests(conn, held.found.province.id.0, (plan.0, &plan.1))?;
        let contested = (count > 0).then_some(LifeWarning::OpenContests { count });
        Ok(Decided {
            notices,
            about: Some(matter),
            warnings: nobody.into_iter().chain(unknown).chain(contested).collect(),
            ..Decided::new(&held, life, (state, by))
        })
    })
}
