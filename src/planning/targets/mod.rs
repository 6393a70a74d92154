//! Targets, from the top of the tree to communes, agents and weeks, with exact sums. Numbers are
//! divided only downwards and along weeks; every other sum (an organisation, an office, a month) adds
//! up the same atoms, one for each leaf of the tree and week, so that no two tables can disagree.
//!
//! A tree ends in communes, or one level below them in the agents who work there: an agent of three
//! communes is three leaves, and [`Targets::sums_by`] adds them up.
//!
//! Start at [`cascade::cascade`]; [`revise::revise`] changes what is in force as little as it can.

pub mod cascade;
pub mod error;
pub mod follow;
pub mod history;
pub mod limits;
pub mod merit;
pub mod pace;
pub mod raise;
pub mod revise;
pub mod season;
pub mod share;
pub mod spread;
pub mod stock;
mod thin;
pub mod tree;
mod weekly;
pub mod why;

pub use weekly::Targets;
