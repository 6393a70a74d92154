//! Everything that needs more than one room: one binary, so that it links once.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test, like the test itself")]
#![expect(clippy::indexing_slicing, reason = "what is not there fails the test, as it should")]

mod asked;
mod backup;
mod browser;
mod campaign_papers;
mod cli;
mod demo;
mod dispatch;
mod documents;
mod events;
mod explain;
mod fresh;
mod given_up;
mod gone;
mod harness;
mod hints;
mod homes;
mod import;
mod import_cells;
mod import_files;
mod import_sheets;
mod kills;
mod learning;
mod life;
mod lists;
mod loads;
mod merging;
mod mistyped;
mod month;
mod nature;
mod notices;
mod offices;
mod outbox;
mod plan;
mod plausible;
mod province;
mod raw;
mod real_parts;
mod replan;
mod running;
mod scenario;
mod schedule;
mod seals;
mod sender;
mod snapshots;
mod struck;
mod tampering;
mod targets;
mod together;
mod voices;
mod web;
mod web_versions;
mod written_back;
