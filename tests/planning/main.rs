//! The planner from outside: weeks that a person can plan by hand, rules that hold for every week,
//! and a benchmark whose optimum other solvers have proven.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of a test fails the test, like the test itself"
)]

mod arbitrary;
mod around;
mod benchmark;
mod catalogues;
mod choices;
mod event_wishes;
mod events;
mod every_week;
mod habits;
mod invitations;
mod keeping;
mod learning;
mod loads;
mod notice;
mod parts;
mod places;
mod planned;
mod practice;
mod reasons;
mod rules;
mod small_optimum;
mod targets;
mod world;
