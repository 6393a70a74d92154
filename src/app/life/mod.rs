//! The life of a plan: submitted, approved by somebody else, published into agents' hands, closed with
//! its results; or sent back with a comment. The state of a version is that of the last step that
//! somebody took with it. One file for each verb; each is one transaction, in which the plan is held.

mod approve;
mod begun_day;
mod call_lists;
mod change;
mod close;
mod decided;
mod error;
mod facts;
mod hand_out;
mod handing_out;
mod held;
mod hint;
mod history;
mod in_force;
mod letters;
mod planners;
mod publish;
mod results;
mod rules;
mod send_back;
mod submit;
mod warning;
mod week_start;

pub use approve::approve;
pub use change::Change;
pub use close::{Closed, close, close_early, end_of_week, weeks_to_close};
pub use decided::{Decided, Matter};
pub use error::LifeError;
pub use facts::{Exceptions, Facts, Target, Totals};
pub use hand_out::HandedOut;
pub(crate) use hand_out::ListMeant;
pub use hint::Hint;
pub use history::{History, StepTold, VersionLife, history};
pub use publish::{Published, publish};
pub use send_back::send_back;
pub use submit::submit;
pub use warning::LifeWarning;
pub use week_start::{WeekStart, start_of_week};
