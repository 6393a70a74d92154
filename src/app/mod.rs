//! The use cases: each opens its transaction, calls planning, stores what came of it. Command line,
//! demo and web are callers of these and know nothing of tables.

pub mod backup;
pub mod board;
pub mod context;
pub mod documents;
pub mod due_list;
pub mod events;
pub mod import;
pub mod learning;
pub mod life;
pub mod lists;
pub mod notices;
pub mod plan;
pub mod pool;
mod premium;
mod readers;
pub mod scenario;
pub mod targets;
pub mod voices;
