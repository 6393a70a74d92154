//! The lists, plans and results of offices on SQLite or PostgreSQL. The only room that names the
//! database library; one file for each group of tables.

mod among;
pub mod attempts;
pub mod backup;
pub mod blank;
pub mod boards;
mod bulk;
pub mod cases;
pub mod catalogues;
pub mod claims;
mod conn;
pub mod destinations;
mod error;
pub mod event_life;
pub mod event_places;
pub mod facts;
pub mod few;
pub mod frequency;
pub mod handed_out;
mod ids;
pub mod images;
pub mod imports;
pub mod invited;
pub mod learning;
pub mod made_keys;
pub mod merged;
mod migrate;
pub mod nature;
pub mod notices;
pub mod officers;
pub mod people;
pub mod plan_ages;
pub mod plan_demands;
pub mod plan_events;
pub mod plan_parts;
pub mod plans;
pub mod processes;
#[cfg(test)]
mod query_plans;
pub mod residents;
pub mod runs;
pub mod scenarios;
mod schema;
pub mod seals;
pub mod sent;
pub mod statistics;
pub mod steps;
pub mod target_facts;
pub mod targets;
pub mod voices;
pub mod waiting;
pub mod week;
pub mod work_done;

pub use conn::{Conn, Store};
pub use error::{StoreError, StoreResult};
pub use ids::{hold_common, take_common_ids, take_ids};
