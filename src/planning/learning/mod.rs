//! Chances from what happened: recorded outcomes become conversion rates, each cell shrunk towards the
//! coarser one above it, the coarsest towards the assumption that ships as data; and a random part
//! of the households who could join is left in peace, so that what outreach adds can be told from
//! what would have come anyway.
//!
//! Where nothing has been recorded, every chance is the assumed one.

pub mod assumed;
pub mod chances;
pub mod evidence;
pub mod explain;
pub mod hold_out;
pub mod path;
pub mod period;
pub mod rates;
pub mod strength;
pub mod tally;
pub mod terms;
pub mod uplift;
