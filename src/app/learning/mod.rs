//! Rates from what was recorded: the evidence that a plan learns from, the rates as people look at them,
//! what outreach adds, and whether the chances by which plans went came true.

pub(crate) mod body;
mod calibration;
mod evidence;
mod forms;
mod show;
mod trials;
mod uplift;

pub use calibration::WeekTold;
pub(crate) use evidence::{NoEvidence, evidence, places_of};
pub use forms::CellTold;
pub use show::{RatesTold, rates_shown};
pub use uplift::{Compared, DrawTold, UpliftTold, uplift_shown};
