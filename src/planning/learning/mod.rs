//! Chances from what happened: recorded outcomes become conversion rates, each cell shrunk towards the
//! coarser one above it, the coarsest towards the assumption that ships as data.
//!
//! Where nothing has been recorded, every chance is the assumed one.

pub mod assumed;
pub mod explain;
pub mod path;
pub mod rates;
pub mod strength;
pub mod tally;
pub mod terms;
