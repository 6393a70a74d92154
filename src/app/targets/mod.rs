//! Campaigns at work: what a document assigns is divided down to communes, agents and weeks, approved level
//! by level, changed as little as possible, checked, and held against what was reached.
//!
//! `divide.rs` makes the first revision, `change.rs` the next ones; `stored.rs` reads them back from their
//! rows alone, and `follow.rs` lays them on the areas of today. `reached.rs` counts results; a new way to count is a variant of
//! `domain::measure::Counts` and an arm of `counted` there.

mod approve;
mod asks;
mod campaign;
mod change;
mod check;
mod counting;
mod divide;
mod error;
mod facts;
mod field;
mod figures;
mod follow;
mod grounds;
mod groups;
mod history;
mod made;
mod officers;
mod raised;
mod reached;
mod show;
mod stamp;
mod stocks;
mod stored;
mod told;
mod why;

pub use approve::{Decided, Decision, approve, send_back};
pub(crate) use campaign::campaign_of;
pub use campaign::{CampaignTold, campaigns_of};
pub use change::{Revision, revise};
pub use check::check;
pub use divide::{Division, cascade};
pub use error::TargetError;
pub use groups::By;
pub use history::{RevisionTold, StepTold, history};
pub use made::{Changed, Divided, Made, OfIndicator, Unit};
pub use officers::Named;
pub(crate) use raised::raised;
pub use show::{show, shown_by};
pub use stamp::stamp;
pub use told::{Asked, GoalTold, Line, Shown};
