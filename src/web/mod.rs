//! Pages for people and JSON for programs over the use cases: what a week asks of everybody, how far
//! its plan has come, and the lists that agents work by. Everything here is read; nothing is decided.
//!
//! A handler asks the `site` for the answer of a use case and replies with a template or a document.
//! What can go wrong becomes a `problem`, which the `guard` writes as JSON or as a page.

mod api;
mod asked;
mod asked_targets;
mod assets;
mod events;
mod guard;
mod health;
mod kept;
mod lang;
mod links;
mod meant;
mod pages;
mod paper;
mod plan_error;
mod problem;
mod reply;
mod routes;
mod server;
mod signals;
mod site;
mod templates;
mod words;

pub use paper::{PaperError, paper_file};
pub use server::{ServeError, Server};
pub use signals::Signals;
