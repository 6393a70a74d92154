//! The program on a database of its own, as of any moment.

use std::path::{Path, PathBuf};

use chrono::{NaiveDateTime, NaiveTime, Weekday};

use vandong::app::context::Context;
use vandong::app::import::{Request, import};
use vandong::app::life::{approve, publish, submit};
use vandong::app::plan::{Prepared, TouchedCase, Wanted, round};
use vandong::clock::{FixedClock, utc_time};
use vandong::config::database_url::DatabaseUrl;
use vandong::config::{Config, Tables};
use vandong::demo::committee::{CHAIR, COORDINATOR};
use vandong::demo::stage::{Log, SendError, Stage};
use vandong::demo::{CLOCK, FIRST_MONDAY};
use vandong::domain::calendar::Week;
use vandong::exchange::columns::Thing;
use vandong::store::backup::copy_sqlite;
use vandong::store::{Store, nature::Nature};

use crate::Fallible;

/// A store with the tables and the configuration of the study.
pub(crate) struct Office {
    store: Store,
    url: DatabaseUrl,
    file: PathBuf,
    tables: Tables,
    config: Config,
}

impl Office {
    /// Opens a database; what does not exist yet is made.
    pub(crate) fn open(file: &Path, tables: &Tables, config: &Config) -> Fallible<Self> {
        let url: DatabaseUrl = format!("sqlite:{}", file.display()).parse()?;
        let mut store = Store::open(&url)?;
        // Its clock is set for every step.
        store.records(Nature::Rehearsal);
        let (tables, config) = (tables.clone(), config.clone());
        Ok(Self { store, url, file: file.to_owned(), tables, config })
    }

    /// A copy of its database.
    pub(crate) fn copy_to(&self, file: &Path) -> Fallible<()> {
        Ok(copy_sqlite(&self.url, file)?)
    }

    /// A folder beside the database, for lists.
    pub(crate) fn folder(&self) -> Fallible<PathBuf> {
        let folder = self.file.with_extension("lists");
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Law and practice.
    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Does `work` as if it were that moment, local time of the office.
    pub(crate) fn at<T>(
        &mut self,
        moment: NaiveDateTime,
        work: impl FnOnce(&mut Context<'_>) -> Fallible<T>,
    ) -> Fallible<T> {
        let clock = FixedClock(utc_time(moment, self.config.office.time_zone));
        let (store, tables, config) = (&mut self.store, &self.tables, &self.config);
        work(&mut Context { store, tables, config, clock: &clock })
    }

    /// Stores the plan of a week, brings it into force and gives the rows of its lists.
    pub(crate) fn bring_into_force(
        &mut self,
        week: Week,
        prepared: Prepared,
    ) -> Fallible<Vec<TouchedCase>> {
        let wanted = Wanted { week: Some(week), ..Wanted::default() };
        self.at(planned(week), |context| {
            prepared.store(context)?;
            submit(context, &wanted, COORDINATOR.name, None)?;
            approve(context, &wanted, CHAIR.name, None)?;
            publish(context, &wanted, COORDINATOR.name, &[])?;
            Ok(round(context, &wanted)?)
        })
    }

    /// Imports a list, all of it.
    pub(crate) fn take(
        &mut self,
        moment: NaiveDateTime,
        thing: Thing,
        path: &Path,
    ) -> Fallible<()> {
        let request = Request {
            thing,
            path: path.to_owned(),
            province: String::new(),
            reject_file: None,
            dry_run: false,
            complete: false,
        };
        let report = self.at(moment, |context| Ok(import(context, &request, &|_, _| {})?))?;
        if report.tally.is_whole() {
            return Ok(());
        }
        let refused = report.tally.rejected;
        Err(format!("{}: {refused} rows are refused", path.display()).into())
    }
}

impl Stage for Office {
    fn at(&mut self, moment: NaiveDateTime, work: &mut dyn FnMut(&mut Context<'_>)) {
        let clock = FixedClock(utc_time(moment, self.config.office.time_zone));
        let (store, tables, config) = (&mut self.store, &self.tables, &self.config);
        work(&mut Context { store, tables, config, clock: &clock });
    }

    /// A study sends no letters.
    fn send(&mut self, _: NaiveDateTime) -> Result<(), SendError> {
        Ok(())
    }

    fn check_log(&mut self, _: NaiveDateTime) -> Result<Log, SendError> {
        Err("a study sends no letters".into())
    }
}

fn at_five(day: chrono::NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default())
}

/// When the lists of the province come in.
pub(crate) fn lists_in() -> NaiveDateTime {
    at_five(CLOCK)
}

/// When the results of a week come in.
pub(crate) fn results_in(week: Week) -> NaiveDateTime {
    at_five(week.day(Weekday::Sat))
}

/// When a week is planned: the first on the day of its lists, the others with the results of the week
/// before.
pub(crate) fn planned(week: Week) -> NaiveDateTime {
    let first = week.monday() <= FIRST_MONDAY;
    if first { lists_in() } else { results_in(week.previous()) }
}
