//! Vận Động: a campaign and outreach planning engine for social-insurance offices in Vietnam.
//!
//! Lists come in through [`exchange`], are kept by [`store`], turned into a week's plan by
//! [`planning`] in the words of [`domain`]; [`app`] holds the use cases that [`cli`], [`demo`]
//! and [`web`] call. `docs/architecture.md` is the map.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod dispatch;
pub mod domain;
pub mod exchange;
pub mod planning;
pub mod schedule;
pub mod store;
pub mod telemetry;
pub mod web;
