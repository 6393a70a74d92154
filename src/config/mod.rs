//! How one installation differs from another: one typed [`Config`], laid together from the built-in
//! defaults, a file, the environment and the command line, and the [`tables`] of law and practice.
//!
//! `config/default.toml` is the built-in default and the list of all keys at once: a key that is
//! not in it is refused, so a misspelt setting is an error and not a surprise. Secrets are hidden
//! wherever the configuration is printed.

pub mod approval;
pub mod cron_line;
pub mod database_url;
pub mod error;
mod layers;
pub mod load;
pub mod nearest;
pub mod notices;
mod ranges;
pub mod reminders;
pub mod schedule;
pub mod secret;
pub mod sections;
pub mod sending;
pub mod tables;
mod tables_agree;
pub mod tables_error;
mod values;

pub use error::{ConfigError, Expected, Origin};
pub use load::Overrides;
pub use sections::Config;
pub use tables::Tables;
pub use tables_error::TablesError;
