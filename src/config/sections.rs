//! The typed configuration, section by section. What a key means, its unit and its value when
//! nothing is set stand in `config/default.toml`; nothing here has a default of its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread::available_parallelism;

use chrono::WeekdaySet;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::approval::Approval;
use super::database_url::DatabaseUrl;
use super::notices::Notices;
use super::reminders::Reminders;
use super::schedule::Schedule;
pub use super::sending::{Dispatch, Mail, Webhooks};
use super::values::{distinct, empty_is_none, weekdays, zone};
use crate::domain::day_part::DayParts;

/// All settings of one installation. Its `Debug` and serialised forms hide secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where everything is kept.
    pub database: Database,
    /// Whom this installation works for.
    pub office: Office,
    /// How a week is planned.
    pub planning: Planning,
    /// Who decides about plans.
    pub approval: Approval,
    /// The call lists that agents get.
    pub lists: Lists,
    /// When notices go out.
    pub notices: Notices,
    /// Reading the files that offices bring.
    pub import: Import,
    /// When the tasks of the week run.
    pub schedule: Schedule,
    /// Letters by SMTP.
    pub mail: Mail,
    /// Signed requests to other systems.
    pub webhooks: Webhooks,
    /// The worker that sends notices.
    pub dispatch: Dispatch,
    /// Letters that remind participants.
    pub reminders: Reminders,
    /// The tables of law and practice.
    pub tables: OwnTables,
    /// The pages and JSON that `serve` answers with.
    pub server: Server,
    /// What is told on standard error.
    pub log: Log,
}

impl Config {
    /// The settings in force as TOML, with `***` for secrets: what `config check` prints.
    #[must_use]
    pub fn effective(&self) -> String {
        toml::to_string(self).unwrap_or_else(|error| format!("# cannot be printed: {error}\n"))
    }
}

/// `[database]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The address, perhaps with a password.
    pub url: DatabaseUrl,
}

/// `[office]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Code of the province; none for the only one in the database.
    #[serde(with = "empty_is_none")]
    pub province: Option<String>,
    /// The zone in which days begin and end.
    #[serde(with = "zone")]
    pub time_zone: Tz,
}

/// `[planning]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planning {
    /// Threads as they are written; [`Planning::solver_threads`] is the number to use.
    pub threads: u16,
    /// What every random choice starts from.
    pub seed: u32,
    /// Whether some households who could join are held out by lot.
    pub hold_out: bool,
    /// Days of the week's grid.
    #[serde(with = "weekdays")]
    pub working_days: WeekdaySet,
    /// Parts of the day; none where days are planned whole.
    pub day_parts: DayParts,
    /// Whether homes may be visited at all.
    pub visits: bool,
    /// Visits a day of an agent whose list names no number.
    pub visit_slots_per_day: u16,
    /// The most slots a day that an agent may state, where the list of agents gives no more.
    pub most_slots_per_day: u16,
}

impl Planning {
    /// The threads to plan with: as set, or as many as the machine has, at most 8.
    #[must_use]
    pub fn solver_threads(&self) -> usize {
        match self.threads {
            0 => available_parallelism().map_or(1, |threads| threads.get().min(8)),
            threads => threads.into(),
        }
    }
}

/// `[lists]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// Folder for the files.
    pub folder: PathBuf,
    /// Kinds of file, one of each for every list.
    #[serde(deserialize_with = "distinct")]
    pub formats: Vec<ListFormat>,
    /// Languages of headings and reasons, the first one first.
    #[serde(deserialize_with = "distinct")]
    pub languages: Vec<Language>,
    /// Whether identity numbers show their last 4 digits only.
    pub mask_ids: bool,
}

impl Lists {
    /// The language of lists and letters for which nobody asks for one.
    #[must_use]
    pub fn language(&self) -> Language {
        self.languages.first().copied().unwrap_or(Language::Vi)
    }
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListFormat {
    /// Excel.
    Xlsx,
    /// Comma-separated values.
    Csv,
    /// One JSON document for each agent.
    Json,
}

/// A language in which lists are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

/// `[import]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// Folder for the rows that were refused.
    pub reject_folder: PathBuf,
    /// Days after a contact for which something may be promised.
    pub promise_days: u16,
    /// Months ahead that may be covered.
    pub cover_months: u16,
    /// People of one household code that are still believed to be a household.
    pub household_people: u16,
    /// Percent of a commune's listed cases that a newer list closes unasked.
    pub closes_percent: u16,
    /// Unnamed cases of a commune from which on that share counts.
    pub closes_at_least: u16,
}

/// `[tables]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnTables {
    /// Folder whose files replace the built-in tables, file by file.
    #[serde(with = "empty_is_none")]
    pub folder: Option<PathBuf>,
}

/// `[server]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port; port 0 for any that is free.
    pub bind: SocketAddr,
    /// Whether other machines may be answered.
    pub public: bool,
    /// Names under which it may be reached, beside `localhost` and addresses.
    pub hosts: Vec<String>,
    /// Questions to the database at once.
    pub connections: u16,
}

/// `[log]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The least grave message that is told.
    pub level: LogLevel,
}

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Nothing is told.
    Off,
    /// Something failed.
    Error,
    /// Something needs attention.
    Warn,
    /// What is being done.
    Info,
    /// How it is done.
    Debug,
    /// Every step.
    Trace,
}

impl LogLevel {
    /// As filters of logs write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}
