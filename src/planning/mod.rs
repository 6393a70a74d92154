//! The week's plan, pure: from a snapshot to who is touched by whom, on which day and why, with the
//! proof that no better plan exists under the stated assumptions. No clock, no files, no globals:
//! the same input and seed give the same plan, byte for byte.

pub mod assumptions;
pub mod certificate;
pub mod components;
pub mod contacts;
mod continuity;
pub mod coverage;
pub mod days_apart;
pub mod drawn;
pub mod due_cases;
pub mod eligibility;
pub mod events;
pub mod flow;
pub mod greedy;
pub mod grid;
mod ground;
pub mod keeping;
mod layout;
pub mod learning;
pub mod levels;
pub mod loads;
pub mod moved;
pub mod neighbours;
mod network;
pub mod one_more;
pub mod phone_days;
pub mod phone_sharing;
pub mod practice;
pub mod problem;
pub mod rows;
pub mod snapshot;
pub mod solve;
pub mod spread;
pub mod targets;
pub mod territory;
pub mod twice;
pub mod value;
pub mod week;
