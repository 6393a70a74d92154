//! What agents say about a draft before it is submitted, and what the office decides about it: contests of
//! rows are listed, accepted or refused; the next version follows what was accepted.

mod contests;
mod decide;

pub(crate) use contests::open_contests;
pub use contests::{Contest, ContestCounts, contests, counts};
pub use decide::{Decision, decide};
