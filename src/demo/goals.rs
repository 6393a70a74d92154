//! The demo's targets: the coordinator divides what the documents assign, the committee approves it, and
//! after each week they are held against what was reached.

use chrono::NaiveDateTime;

use super::campaign::CODE;
use super::committee::{CHAIR, COORDINATOR};
use super::hours::{divided, targets_approved};
use super::stage::{RunError, Stage};
use crate::app::targets::{
    Asked, Decided, Decision, Division, Made, Shown, TargetError, approve, cascade, show,
};
use crate::domain::calendar::Week;

/// How the targets came into force.
#[derive(Clone, Debug, PartialEq)]
pub struct Assigned {
    /// They were divided.
    pub made: Made,
    /// They were approved.
    pub approved: Decided,
}

/// Divides the targets of the campaign and lets the committee approve them.
pub(super) fn assign(stage: &mut dyn Stage) -> Result<Assigned, RunError> {
    let campaign = CODE.to_owned();
    let division = Division {
        campaign: campaign.clone(),
        by: COORDINATOR.name.to_owned(),
        ..Division::default()
    };
    let made = stage.on(divided(), |context| cascade(context, &division))?;
    let decision = Decision { campaign, by: CHAIR.name.to_owned(), ..Decision::default() };
    let approved = stage.on(targets_approved(), |context| approve(context, &decision))?;
    Ok(Assigned { made, approved })
}

/// The targets of the whole province in a week, against what was reached until a moment; `None` of a week
/// after the campaign.
pub(super) fn against(
    stage: &mut dyn Stage,
    week: Week,
    now: NaiveDateTime,
) -> Result<Option<Shown>, RunError> {
    let asked = Asked { campaign: CODE.to_owned(), week: Some(week), ..Asked::default() };
    let mut shown =
        stage.on(now, |context| -> Result<Shown, TargetError> { show(context, &asked) })?;
    shown.lines.retain(|line| line.code == shown.area);
    Ok((shown.week == week).then_some(shown))
}
