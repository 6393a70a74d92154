//! The life of the demo's plans: one person submits, another approves, the plan is published, every
//! morning its letters go out, in the end nobody is missing, and the week is closed with its results.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};

use super::committee::{CHAIR, COORDINATOR};
use super::hours::{Planning, closed_before, evening, morning};
use super::stage::{RunError, Stage};
use crate::app::board::outbox_counts;
use crate::app::life::{Closed, Decided, LifeError, Published, approve, close, publish, submit};
use crate::app::notices::{Reconciled, lists_today, reconcile, remind};
use crate::app::plan::{PlanError, Wanted};
use crate::domain::calendar::Week;
use crate::domain::notice::NoticeState;

/// How a plan came into force.
#[derive(Clone, Debug, PartialEq)]
pub struct InForce {
    /// When.
    pub at: Planning,
    /// It was handed in.
    pub submitted: Decided,
    /// It was approved.
    pub approved: Decided,
    /// It was published.
    pub published: Published,
}

/// Notices that went out, by the code of their purpose.
pub type Sent = BTreeMap<String, i64>;

/// The days of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    /// What went out since the plan was made, and the letters about the end of the week before.
    pub sent: Sent,
    /// The last of them, held against what was sent: it balances.
    pub reconciled: Reconciled,
}

fn of(week: Week) -> Wanted {
    Wanted { week: Some(week), ..Wanted::default() }
}

/// Brings the plan of a week into force; those who decide read of it at each step.
pub(super) fn bring_into_force(stage: &mut dyn Stage, week: Week) -> Result<InForce, RunError> {
    let (at, wanted) = (Planning::of(week), of(week));
    let by = (COORDINATOR.name, CHAIR.name);
    let submitted = stage.on(at.submitted, |context| submit(context, &wanted, by.0, None))?;
    stage.send(at.submitted)?;
    let approved = stage.on(at.approved, |context| approve(context, &wanted, by.1, None))?;
    let published = stage.on(at.published, |context| publish(context, &wanted, by.0, &[]))?;
    stage.send(at.published)?;
    Ok(InForce { at, submitted, approved, published })
}

/// The mornings of a week, from Monday to `last`, and the evening of the last.
/// `gone` is what went out before them, and afterwards what has gone out with them.
pub(super) fn days(
    stage: &mut dyn Stage,
    (week, last): (Week, Weekday),
    gone: &mut Sent,
) -> Result<Days, RunError> {
    for day in week.monday().iter_days().take_while(|day| *day <= week.day(last)) {
        let out =
            stage.on(evening(day), |context| Ok::<_, RunError>(morning(day, context.config)))?;
        stage.on(out, |context| -> Result<(), PlanError> {
            lists_today(context, "", day)?;
            remind(context, "", day)?;
            Ok(())
        })?;
        stage.send(out)?;
    }
    let all = all_sent(stage, week.day(last))?;
    let before = |purpose: &str| gone.get(purpose).copied().unwrap_or_default();
    let sent = all.iter().map(|(purpose, count)| (purpose.clone(), count - before(purpose)));
    let sent = sent.collect();
    *gone = all;
    Ok(Days { sent, reconciled: balanced(stage, week.day(last))? })
}

fn balanced(stage: &mut dyn Stage, day: NaiveDate) -> Result<Reconciled, RunError> {
    let found = stage.on(evening(day), |context| reconcile(context, "", day))?;
    if found.balances { Ok(found) } else { Err(RunError::Lost { day }) }
}

/// All that has gone out until the evening of a day.
fn all_sent(stage: &mut dyn Stage, day: NaiveDate) -> Result<Sent, RunError> {
    let gone = [NoticeState::Sent, NoticeState::Delivered].map(NoticeState::code);
    let mut sent = Sent::new();
    for one in stage.on(evening(day), outbox_counts)? {
        if gone.contains(&one.state.as_str()) {
            *sent.entry(one.purpose).or_default() += one.count;
        }
    }
    Ok(sent)
}

/// Closes the week before another one with its results.
pub(super) fn close_before(stage: &mut dyn Stage, week: Week) -> Result<Closed, RunError> {
    let wanted = of(week.previous());
    stage.on(closed_before(week), |context| -> Result<Closed, LifeError> {
        close(context, &wanted, COORDINATOR.name, None)
    })
}
