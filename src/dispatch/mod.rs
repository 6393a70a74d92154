//! Sends the notices of the outbox. Workers claim what is due, look at it once more, open an attempt in
//! their chain, use the network, close the attempt, and write what became of the notice. A worker may
//! be killed at any point: what it held is taken over by others, and what it may have sent is known as
//! such.
//!
//! Policies are pure and stand alone: [`retry`], [`breaker`], [`rules`], [`chain`], [`signature`],
//! [`guard`], [`answer`]. Only [`channels`] touch the network.

pub mod address;
pub mod answer;
pub mod breaker;
pub mod certificate;
pub mod chain;
pub mod channels;
pub mod compose;
pub mod enable;
mod error;
pub mod guard;
pub mod held_up;
pub mod render;
pub mod retry;
pub mod rules;
pub mod seal;
pub mod setbacks;
pub mod settle;
pub mod signature;
mod takes;
pub mod verify;
mod worker;

pub use compose::Compose;
pub use error::DispatchError;
pub use worker::{Report, Setting, Worker, send_all};
