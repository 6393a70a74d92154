//! Why a step in the life of an event is refused.

use chrono::NaiveDate;

use crate::app::context::ProvinceError;
use crate::app::plan::PlanError;
use crate::domain::event_life::{EventAction, EventState};
use crate::domain::sentence::Sentence;
use crate::store::StoreError;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// The province, the office or the event is not clear.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A wish that breaks rules: all of them.
    #[error("{}", told(reasons))]
    Refused {
        /// Every reason.
        reasons: Vec<Sentence>,
    },
    /// The catalogues do not know what was named.
    #[error("no {what} `{given}` for this office and week; there are: {}", known.join(", "))]
    UnknownPlace {
        /// `venue`, `host`, `part` or `day`.
        what: &'static str,
        /// What was named.
        given: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The step is not possible with an event in this state.
    #[error("event {code} is {}: it cannot be {}", state.name_en(), action.name_en())]
    NotNow {
        /// The event.
        code: String,
        /// Its state.
        state: EventState,
        /// The step.
        action: EventAction,
    },
    /// An event that is still to come cannot have been held.
    #[error("event {code} is on {date}: record it when it was held")]
    NotYet {
        /// The event.
        code: String,
        /// Its day.
        date: NaiveDate,
    },
    /// A day that is over.
    #[error("{date} is over: name a day to come")]
    Over {
        /// The day.
        date: NaiveDate,
    },
    /// Nobody is named.
    #[error("say who does it with --by NAME")]
    NoName,
    /// No reason is given.
    #[error("say why with --why TEXT: those who were invited are told")]
    NoReason,
    /// More people joined than came.
    #[error("{joined} people joined and only {attended} came: correct one of the numbers")]
    MoreJoined {
        /// People who came.
        attended: i32,
        /// People who joined.
        joined: i32,
    },
    /// Far more people than could meet.
    #[error(
        "{attended} people at an event for {size}: correct the number, or say with --why how so many came"
    )]
    TooMany {
        /// People who came.
        attended: i32,
        /// For how many it was to be held.
        size: i32,
    },
    /// An event is to be recorded as held without saying who came.
    #[error(
        "say how many people came to event {code} with --attended N and how many joined with --joined N, or import the \
         list of attendance first"
    )]
    NoNumbers {
        /// The event.
        code: String,
    },
}

fn told(reasons: &[Sentence]) -> String {
    reasons.iter().map(|one| one.en.as_str()).collect::<Vec<_>>().join(" ")
}

impl From<StoreError> for EventError {
    fn from(error: StoreError) -> Self {
        Self::Plan(error.into())
    }
}

impl From<ProvinceError> for EventError {
    fn from(error: ProvinceError) -> Self {
        Self::Plan(error.into())
    }
}

impl From<serde_json::Error> for EventError {
    fn from(error: serde_json::Error) -> Self {
        Self::Plan(error.into())
    }
}
