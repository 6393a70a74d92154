//! What a command is given: the configuration, which every command needs, and the way to the tables
//! and the database, which are opened only by those that ask for them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::exit::Exit;
use super::invocation::Invocation;
use super::{Failure, Global};
use crate::app::context::Context;
use crate::clock::{Clock, FixedClock, SystemClock};
use crate::config::database_url::DatabaseUrl;
use crate::config::sections::LogLevel;
use crate::config::{Config, Overrides, Tables, TablesError};
use crate::store::nature::{Nature, may_record};
use crate::store::{Store, StoreError};

/// 12:00 in Vietnam, in UTC.
const NOON: chrono::NaiveTime = match chrono::NaiveTime::from_hms_opt(5, 0, 0) {
    Some(noon) => noon,
    None => chrono::NaiveTime::MIN,
};

/// Told once.
const BECAME_REHEARSAL: &str = "từ nay cơ sở dữ liệu này chỉ để diễn tập, vì giờ được đặt bằng --today hoặc \
    --fast-clock; việc thật hãy làm ở cơ sở dữ liệu khác / from now on this database is a rehearsal, because the \
    clock was set: work for real in another one";

/// Told of a `--database` that names neither a file nor a server.
const NO_ADDRESS: &str = "--database không phải địa chỉ cơ sở dữ liệu; hãy ghi tên tệp, ví dụ \
    van-phong.db, hoặc postgres://NGƯỜI_DÙNG@MÁY_CHỦ/TÊN";

/// One run of the program.
pub struct Session {
    /// The settings in force.
    pub config: Config,
    /// Whether the answer is one JSON document.
    pub json: bool,
    /// Whether only what needs attention is told.
    pub quiet: bool,
    /// Whether the command line names a database.
    pub database_named: bool,
    /// How a command is written that is printed for copying.
    pub invocation: Invocation,
    /// Whether the command line names a log level.
    level_named: bool,
    clock: Arc<dyn Clock>,
    /// What a deed of this run makes of a database that has none yet.
    nature: Nature,
}

impl Session {
    /// Loads the configuration; opens nothing else.
    ///
    /// # Errors
    /// A configuration that cannot be used.
    pub fn new(global: Global) -> Result<Self, Failure> {
        let invocation = Invocation::of(&global);
        let level_named = global.log_level.is_some();
        let database_named = global.database.is_some();
        let no_address = global
            .database
            .as_ref()
            .is_some_and(|address| DatabaseUrl::try_from(address.clone()).is_err());
        let overrides = Overrides {
            file: global.config,
            database_url: global.database,
            province: global.province,
            threads: None,
            log_level: global.log_level,
        };
        let config = Config::load(&overrides).map_err(|error| {
            let failure = Failure::from(error);
            if no_address { failure.vi(NO_ADDRESS) } else { failure }
        })?;
        let zone = config.office.time_zone;
        let is_set = global.today.is_some() || global.fast_clock.is_some();
        Ok(Self {
            config,
            json: global.json,
            quiet: global.quiet,
            database_named,
            invocation,
            level_named,
            clock: match (global.today, global.fast_clock) {
                // Noon: the same date in every time zone of the country.
                (Some(day), _) => Arc::new(FixedClock(day.and_time(NOON))),
                (None, Some(rehearsal)) => Arc::new(rehearsal.clock(zone)),
                (None, None) => Arc::new(SystemClock),
            },
            nature: if is_set { Nature::Rehearsal } else { Nature::Real },
        })
    }

    /// How much is logged: as configured; with `--quiet` errors at most, unless the command line
    /// itself names a level.
    pub fn log_level(&self) -> LogLevel {
        match self.config.log.level {
            LogLevel::Off => LogLevel::Off,
            _ if self.quiet && !self.level_named => LogLevel::Error,
            level => level,
        }
    }

    /// The clock of this run.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    /// Code of the province that the command works for; empty for the only one there is.
    pub fn province(&self) -> String {
        self.config.office.province.clone().unwrap_or_default()
    }

    /// Loads the tables of law and practice.
    ///
    /// # Errors
    /// Tables that cannot be used.
    pub fn tables(&self) -> Result<Tables, TablesError> {
        Tables::load(self.config.tables.folder.as_deref())
    }

    /// Opens the database; what does not exist yet is made.
    ///
    /// # Errors
    /// The database cannot be reached or brought up to date.
    pub fn store(&self) -> Result<Store, StoreError> {
        Store::open(&self.config.database.url)
    }

    /// Opens tables and a database that is there, and does `work` with them: whoever looks at plans
    /// means a database with plans, and not a new one of a name that was mistyped.
    ///
    /// # Errors
    /// Tables or database that cannot be used, or whatever `work` returns.
    pub fn with_context<T, E>(
        &self,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, E>,
    ) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        match database_file(&self.config.database.url) {
            Some(file) if !file.exists() => Err(no_database(&file)),
            _ => self.with_new_context(work),
        }
    }

    /// The same for a command that records a deed: a step of a plan, an attempt, a decision. With the first
    /// that is stored the database becomes real, or a rehearsal where the clock was set.
    ///
    /// # Errors
    /// As [`Session::with_context`]; a clock that was set on a real database.
    pub fn with_deeds<T, E>(
        &self,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, E>,
    ) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        self.with_context(|context| {
            context.store.records(self.nature);
            let done = work(&mut *context);
            if context.store.became() == Some(Nature::Rehearsal) {
                tracing::warn!("{BECAME_REHEARSAL}");
            }
            done
        })
    }

    /// Refuses a clock that was set on a real database, before anything is done. It leaves the database
    /// what it is: whoever fails afterwards has recorded nothing.
    ///
    /// # Errors
    /// As [`Session::with_deeds`].
    pub fn may_record(&self) -> Result<(), Failure> {
        self.with_context(|context| context.store.read(|conn| may_record(conn, self.nature)))
    }

    /// Says what the database is, for good, before work whose deeds come one by one: when all else is
    /// checked and the work is about to start.
    ///
    /// # Errors
    /// As [`Session::with_deeds`].
    pub fn begin_deeds(&self) -> Result<(), Failure> {
        self.with_deeds(|context| context.store.write(|_| Ok::<_, StoreError>(())))
    }

    /// Opens tables and database and does `work` with them; a database that is not there is made.
    ///
    /// # Errors
    /// As [`Session::with_context`].
    pub fn with_new_context<T, E>(
        &self,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, E>,
    ) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        self.work_on(|| self.store(), work)
    }

    /// Opens tables and does `work` with them and an empty database in memory: what can be checked
    /// where no database is, without making one.
    ///
    /// # Errors
    /// As [`Session::with_context`].
    pub fn with_empty_context<T, E>(
        &self,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, E>,
    ) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        self.work_on(|| Store::open(&DatabaseUrl::in_memory()), work)
    }

    fn work_on<T, E>(
        &self,
        open: impl FnOnce() -> Result<Store, StoreError>,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, E>,
    ) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        let (tables, mut store) = (self.tables()?, open()?);
        let (config, clock) = (&self.config, &*self.clock);
        Ok(work(&mut Context { store: &mut store, tables: &tables, config, clock })?)
    }
}

pub(super) fn no_database(file: &Path) -> Failure {
    let file = file.display();
    Failure::new(
        Exit::NotFound,
        "database_not_found",
        format_args!(
            "there is no database {file}: name another with --database, or make it by importing \
             lists (`vandong import areas FILE`)"
        ),
    )
    .vi(format_args!(
        "chưa có cơ sở dữ liệu {file}: hãy chỉ đúng tệp bằng --database, hoặc tạo mới bằng cách nhập \
         danh sách (`vandong import areas TỆP`)"
    ))
}

/// The file of an embedded database; `None` for a server and for memory.
pub(super) fn database_file(url: &DatabaseUrl) -> Option<PathBuf> {
    let path = url.expose().strip_prefix("sqlite:").unwrap_or(url.expose());
    (!path.contains("://") && path != ":memory:").then(|| PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_embedded_database_is_a_file() {
        let file = |url: &str| database_file(&DatabaseUrl::try_from(url.to_owned()).unwrap());
        assert_eq!(file("sqlite:a/b.db"), Some("a/b.db".into()));
        assert_eq!(file("b.db"), Some("b.db".into()));
        assert_eq!(file("sqlite::memory:"), None);
        assert_eq!(file("postgres://h/d"), None);
    }
}
