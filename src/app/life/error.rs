//! Why a step in the life of a plan was not taken, and what can be done instead.

use chrono::NaiveDate;

use super::hint::Hint;
use crate::app::import::ImportError;
use crate::app::plan::PlanError;
use crate::domain::approval::NotAllowed;
use crate::domain::calendar::Week;
use crate::domain::contest::ContestState;
use crate::domain::plan_life::{PlanAction, PlanState};
use crate::store::StoreError;

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum LifeError {
    /// No such plan, or the database refused.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// What follows from a contest that was accepted cannot be recorded.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// No contest of this number.
    #[error("there is no contest {id}; `vandong plan contests` lists those that are open")]
    NoContest {
        /// What was asked for.
        id: i64,
    },
    /// Somebody has decided about it already.
    #[error("contest {id} is {} already, by {by}", state.name_en())]
    ContestDecided {
        /// Its number.
        id: i64,
        /// What was decided.
        state: ContestState,
        /// By whom.
        by: String,
    },
    /// Nobody is named.
    #[error("name who does it: --by NAME")]
    NoName,
    /// A step that is not taken without a word.
    #[error("say why with --comment TEXT")]
    NoComment,
    /// The state of the version does not allow the step.
    #[error(
        "version {version} of {week} is {}: it cannot be {}; {}",
        state.name_en(),
        done_en(*action),
        instead_en(*state, &Hint::en(week).of(office).version(*version))
    )]
    NotNow {
        /// Code of the office.
        office: String,
        /// The week.
        week: Week,
        /// Number of the version.
        version: i32,
        /// Its state.
        state: PlanState,
        /// What was wanted.
        action: PlanAction,
    },
    /// A newer version has come further.
    #[error(
        "version {newer} of {week} is newer than version {version}, and {}: work on with it, or make a \
         new version ({})",
        state.name_en(),
        Hint::en(week).of(office).make()
    )]
    Newer {
        /// Code of the office.
        office: String,
        /// The week.
        week: Week,
        /// Number of the version.
        version: i32,
        /// Number of the newer one.
        newer: i32,
        /// State of the newer one.
        state: PlanState,
    },
    /// The week is over: nothing can be worked any more.
    #[error("{week} is over on {today}: {}; plan the week to come", left_en(*week, in_force.as_ref()))]
    WeekOver {
        /// The week.
        week: Week,
        /// Today at the office.
        today: NaiveDate,
        /// Code of the office and number of its version in the agents' hands, which can be closed still.
        in_force: Option<(String, i32)>,
    },
    /// The week is over, and nothing of its plan was ever in the agents' hands.
    #[error(
        "{week} is over on {today}, and version {version} was never published: there is nothing to close"
    )]
    NothingToClose {
        /// The week.
        week: Week,
        /// Number of the version.
        version: i32,
        /// Today at the office.
        today: NaiveDate,
    },
    /// The week's results are on record.
    #[error("{week} is closed with version {version}: plan the next week")]
    WeekClosed {
        /// The week.
        week: Week,
        /// Number of the closed version.
        version: i32,
    },
    /// Of several offices some were not done; the others were.
    #[error("{}", failed.iter().map(|(office, error)| format!("{office}: {error}")).collect::<Vec<_>>().join("; "))]
    Offices {
        /// Code of each that was not, and why.
        failed: Vec<(String, LifeError)>,
    },
    /// The week still runs.
    #[error(
        "{week} runs until {until}: close it after that day, or close it now with --early and \
         --comment TEXT"
    )]
    NotOverYet {
        /// The week.
        week: Week,
        /// Its last day.
        until: NaiveDate,
    },
    /// Who decides may not.
    #[error("{by} may not decide about version {version}: {}", refused_en(reason))]
    NotAllowed {
        /// Who wanted to.
        by: String,
        /// Number of the version.
        version: i32,
        /// Why not.
        reason: NotAllowed,
    },
    /// Stored rows differ from what was approved.
    #[error(
        "version {version} of {week} is no longer what was approved: its rows were changed by hand \
         ({} says what); make a new version and have it approved",
        Hint::en(week).of(office).version(*version).verify()
    )]
    Altered {
        /// Code of the office.
        office: String,
        /// The week.
        week: Week,
        /// Number of the version.
        version: i32,
    },
    /// Somebody else was faster.
    #[error(
        "somebody else decided about version {version} at this moment; look again ({})",
        Hint::en(week).of(office).history()
    )]
    Overtaken {
        /// Code of the office.
        office: String,
        /// The week.
        week: Week,
        /// Number of the version.
        version: i32,
    },
}

impl From<StoreError> for LifeError {
    fn from(error: StoreError) -> Self {
        Self::Plan(error.into())
    }
}

impl From<serde_json::Error> for LifeError {
    fn from(error: serde_json::Error) -> Self {
        Self::Plan(error.into())
    }
}

fn done_en(action: PlanAction) -> &'static str {
    match action {
        PlanAction::Submit => "submitted",
        PlanAction::SendBack => "sent back",
        PlanAction::Approve => "approved",
        PlanAction::Publish => "published",
        PlanAction::Replace => "replaced",
        PlanAction::Close => "closed",
    }
}

fn left_en(week: Week, in_force: Option<&(String, i32)>) -> String {
    match in_force {
        Some((office, version)) => {
            let hint = Hint::en(week).of(office).version(*version);
            format!("its plan can only be closed ({})", hint.close())
        }
        None => "nothing can be done with its plan any more".to_owned(),
    }
}

fn instead_en(state: PlanState, hint: &Hint) -> String {
    let open: Vec<String> = state
        .open_steps()
        .filter_map(|action| match action {
            PlanAction::Submit => Some(format!("submit it ({})", hint.submit())),
            PlanAction::SendBack => Some(format!("send it back ({})", hint.send_back())),
            PlanAction::Approve => Some(format!("approve it ({})", hint.approve())),
            PlanAction::Publish => Some(format!("publish it ({})", hint.publish())),
            PlanAction::Close => Some(format!("close it after its week ({})", hint.close())),
            PlanAction::Replace => None,
        })
        .collect();
    match open.as_slice() {
        [] => format!("nothing more happens to it; {} shows all versions", hint.history()),
        open => open.join(", or "),
    }
}

fn refused_en(reason: &NotAllowed) -> String {
    match reason {
        NotAllowed::OwnPlan => {
            "the same person submitted it (names that differ by accents alone count as one); somebody \
             else of the committee decides"
                .to_owned()
        }
        NotAllowed::DeputyOfSubmitter { of } => {
            format!("{of}, who is deputised for, submitted it; another member decides")
        }
        NotAllowed::NotOnThisDay { deputy } => {
            let from = deputy.from.map(|day| format!(" from {day}")).unwrap_or_default();
            let to = deputy.to.map(|day| format!(" to {day}")).unwrap_or_default();
            format!(
                "deputy for {}{from}{to} only; correct approval.deputies if that is wrong",
                deputy.of
            )
        }
        NotAllowed::NoMember { members, near } => {
            let near = near.as_ref().map(|near| format!("; nearly the same: {near}"));
            format!(
                "that is for {} or a deputy; see [approval] of the configuration{}",
                members.join(", "),
                near.unwrap_or_default()
            )
        }
    }
}
