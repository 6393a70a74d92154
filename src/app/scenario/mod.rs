//! Scenarios: what an area allows from a day to a day, as an office records it. Before anything is recorded it
//! is rehearsed: the week is planned again, and every touch that changes is shown with the reason. Then the
//! decision and the new version are stored together; a decision that is taken back is planned again alike.

mod apply;
mod compare;
mod error;
mod events;
mod order;
mod others;
mod rehearse;
mod returned;
mod revert;
mod seen;
mod show;
mod still_out;
mod told;

pub use apply::{Applied, apply, preview};
pub use compare::{AgentCount, Cause, Counts, Touch, TouchChange};
pub use error::ScenarioError;
pub(crate) use events::turned_by;
pub use events::{EventChange, EventChanges};
pub use order::Order;
pub use others::OtherPlan;
pub use rehearse::{AreaChange, Preview, Target};
pub use returned::{NotBack, Returned};
pub use revert::{Reverted, revert};
pub use show::{Line, State, list, show};
pub use still_out::StillOut;
