//! Plans: made from a recorded snapshot, stored as immutable versions, shown, compared, explained
//! and verified from what is stored.

mod agents;
mod body;
mod cases;
mod charges;
mod communes;
mod contested;
mod days;
mod diff;
mod digest;
mod ends;
pub(crate) mod events;
mod explain;
mod facts;
mod feed;
mod find;
mod frequent;
mod gone;
mod grid;
mod had_turn;
mod history;
mod homes;
mod image;
mod in_hands;
mod known_cases;
mod learnt_rows;
mod load;
mod loaded;
mod make;
mod missing;
mod office;
mod often_rung;
mod other_part;
mod overlap;
mod plan_communes;
pub mod proof;
mod recalls;
mod replan;
mod rests;
mod round;
mod rows;
mod rows_digest;
mod show;
mod situation;
mod solved;
mod stand_ins;
mod stated;
mod still_out;
mod stored;
mod summary;
mod supposed;
mod supposed_told;
mod taken;
mod targets;
mod touches;
mod try_out;
mod turns;
mod verify;
mod visits_out;
mod weekly;
mod work_week;

pub(crate) use agents::communes_of;
pub(crate) use body::{Line, LineFate, lines};
pub(crate) use charges::InCharge;
pub use diff::{AgentDiff, Diff, Spot, TouchChange, diff};
pub(crate) use ends::Ends;
pub use events::{EventSummary, QuotaLine, TurnoutLine, Unsettled};
pub use explain::{Explanation, Kind, ToldCell, ToldTable, explain, explain_kind};
pub(crate) use feed::Feed;
pub use find::{DueLeft, Found, Wanted, due_left, find, find_in_force, in_force, still};
pub(crate) use in_hands::away;
pub use make::{Made, Prepared, Seconds, make, prepare, prepare_chosen};
pub(crate) use office::offices_among;
pub use office::{Office, office, offices_of};
pub use overlap::Overlap;
pub(crate) use overlap::overlaps;
pub(crate) use plan_communes::commune_codes;
pub use proof::{Configuration, HoldOutCell, HoldOutRecord};
pub use replan::Replanned;
pub(crate) use rests::{Promise, Rest, rests};
pub use round::{TouchedCase, round};
pub(crate) use rows_digest::rows_digest;
pub use show::{Shown, ShownStep, show};
pub use situation::{Decision, Situation, SupposedScenarios};
pub(crate) use situation::{decisions, of_visits, scenario};
pub use solved::{Solved, solve_twice};
pub(crate) use stated::most_slots;
pub(crate) use still_out::visits_in_hands;
pub(crate) use supposed::among;
pub use supposed::{Supposed, SupposedError};
pub use targets::{
    AgentDay, AgentTarget, CommuneTarget, Earlier, Targets, WeekDue, commune_targets, targets,
};
pub(crate) use touches::state_code;
pub use try_out::{AreaPrice, Outlook, Points, Reached, TriedOut, try_out};
pub(crate) use turns::{
    count_through, days_of_week, first_time, touches_before_by, turns, turns_of, turns_with,
    was_in_hands, when,
};
pub use verify::{Check, verify};
pub use weekly::{Weekly, make_weekly};

use chrono::NaiveDate;

use crate::domain::calendar::Week;
use crate::domain::dated::NothingInForce;
use crate::domain::plan_life::PlanState;
pub use crate::planning::coverage::Cell as CoverageCell;
use crate::store::StoreError;

use super::context::ProvinceError;
use super::learning::NoEvidence;
use super::targets::TargetError;

impl From<NoEvidence> for PlanError {
    fn from(error: NoEvidence) -> Self {
        match error {
            NoEvidence::Store(error) => Self::Store(error),
            NoEvidence::Assumptions(error) => Self::Planning(error.into()),
        }
    }
}

/// Why there is no plan to work with.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The province is not clear.
    #[error(transparent)]
    Province(#[from] ProvinceError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The planner refused.
    #[error(transparent)]
    Planning(#[from] crate::planning::week::PlanError),
    /// The targets in force cannot be read, or a question about them has no answer.
    #[error(transparent)]
    Targets(#[from] Box<TargetError>),
    /// Nothing that can be supposed.
    #[error(transparent)]
    Supposed(#[from] SupposedError),
    /// No office of that code.
    #[error("no office `{code}`; the offices are: {}", known.join(", "))]
    UnknownOffice {
        /// What was asked for.
        code: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Several offices have none above them.
    #[error("name the office with --office; the offices are: {}", known.join(", "))]
    WhichOffice {
        /// What there is.
        known: Vec<String>,
    },
    /// A version is out of its planners' hands, and its agents are not asked any more.
    #[error(
        "version {version} of {week} is {}: agents are asked about a draft or a version that was sent \
         back; make a new version, or name one with --plan-version",
        state.name_en()
    )]
    NoDraft {
        /// The week.
        week: Week,
        /// Number of the version.
        version: i32,
        /// Its state.
        state: PlanState,
    },
    /// Nothing was planned for this week.
    #[error(
        "there is no plan of office {office} for {week}{}: `vandong plan make --week {makes} --office \
         {office}`",
        if makes == week { "" } else { ", which is over; plan the next one" }
    )]
    NoPlan {
        /// Office code.
        office: String,
        /// The week.
        week: Week,
        /// The week to plan: this one, or the first that is not over.
        makes: Week,
    },
    /// The plan has no such version.
    #[error("the plan of {week} has no version {number}; it has versions 1 to {last}")]
    NoVersion {
        /// The week.
        week: Week,
        /// What was asked for.
        number: i32,
        /// How many there are.
        last: usize,
    },
    /// Nothing of the plan is called so.
    #[error(
        "the plan has no contact, agent, area or event `{about}`; write a household code, #PERSON, a \
         social-insurance number or citizen ID, the code of an agent, the code or name of an area, or the code \
         of an event or a venue"
    )]
    NothingNamed {
        /// What was asked for.
        about: String,
    },
    /// A name means things of several kinds.
    #[error(
        "`{about}` is the code of several things: say which with {}",
        kinds.iter().map(|kind| format!("--{}", kind.code())).collect::<Vec<_>>().join(" or ")
    )]
    SeveralNamed {
        /// What was asked for.
        about: String,
        /// What it may mean.
        kinds: Vec<Kind>,
    },
    /// A first version has nothing before it.
    #[error(
        "{week} has no version before this one; name a side with --from-week or --from-version"
    )]
    NoVersionBefore {
        /// The week.
        week: Week,
    },
    /// A stored document cannot be written or read.
    #[error("a document of the plan is damaged: {0}")]
    Document(#[from] serde_json::Error),
    /// No list names anybody for this week.
    #[error(
        "nobody to plan for in {week}: no open case in the communes of {office}; import people, \
         enrolments and prospects first"
    )]
    NothingToPlan {
        /// The week.
        week: Week,
        /// The office.
        office: String,
    },
    /// No rule says how often somebody may be contacted on the first day of the week.
    #[error(transparent)]
    Frequency(#[from] NothingInForce),
    /// The week lies behind.
    #[error("{week} is over on {today}; plan a week to come, or name the day with --today")]
    WeekOver {
        /// The week.
        week: Week,
        /// Today at the office.
        today: NaiveDate,
    },
    /// The last lists of the week are in hands.
    #[error("the last lists of {week} are in hands already; plan a week to come")]
    AllInHands {
        /// The week.
        week: Week,
    },
    /// No event of that code.
    #[error("there is no event `{code}`; `vandong events list` names those of a week")]
    NoEvent {
        /// What was asked for.
        code: String,
    },
    /// The choice of events cannot be solved.
    #[error("the events of the week cannot be planned: {reason}")]
    Events {
        /// What the planner said.
        reason: String,
    },
    /// A week of holidays.
    #[error("{week} has no working day: every day of the office week is a holiday")]
    NoWorkingDay {
        /// The week.
        week: Week,
    },
}
