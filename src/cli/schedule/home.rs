//! Where the tasks of the week get their work: each opens tables and database for itself, runs a use
//! case and says what came of it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::app::context::Context;
use crate::app::plan::{Weekly, make_weekly};
use crate::cli::exit::Exit;
use crate::cli::invocation::Invocation;
use crate::cli::{Failure, Session};
use crate::clock::Clock;
use crate::config::{Config, Tables};
use crate::domain::calendar::Week;
use crate::domain::digits::thousands;
use crate::schedule::cron::LineError;
use crate::schedule::driver::{Commands, Driver, Tell};
use crate::schedule::ledger::Ledger;
use crate::schedule::rhythm::Rhythm;
use crate::schedule::task::{Report, Run, Slot, Task, TaskError};
use crate::schedule::tasks::{WeekWork, week};
use crate::store::Store;

/// What the tasks of a process share.
pub struct Home {
    pub(super) config: Config,
    clock: Arc<dyn Clock>,
    invocation: Invocation,
}

impl Home {
    /// Of one run of the program.
    pub fn of(session: &Session) -> Arc<Self> {
        let (config, invocation) = (session.config.clone(), session.invocation.clone());
        Arc::new(Self { config, clock: session.clock(), invocation })
    }

    /// The ledger, for a process of this role.
    pub fn ledger(&self, role: &str) -> Ledger {
        let url = self.config.database.url.clone();
        let open = Arc::new(move || Store::open(&url));
        Ledger::new(open, self.clock.clone(), &self.province(), role)
    }

    /// The tasks that have work.
    ///
    /// # Errors
    /// None for lines of the configuration.
    pub fn tasks(self: &Arc<Self>) -> Result<Vec<Task>, LineError> {
        let work = WeekWork {
            make_plans: Some(self.work(Self::make_plans)),
            start_of_week: Some(self.work(Self::start_of_week)),
            call_lists: Some(self.work(Self::call_lists)),
            due_reminders: Some(self.work(Self::due_reminders)),
            close_weeks: Some(self.work(Self::close_weeks)),
            reconcile: Some(self.work(Self::reconcile)),
        };
        week(&self.config, &work)
    }

    /// The scheduler of a process of this role. `tell` is told what needs attention.
    ///
    /// # Errors
    /// None for lines of the configuration.
    pub fn driver(self: &Arc<Self>, role: &str, tell: Tell) -> Result<Driver, LineError> {
        let (tasks, zone) = (self.tasks()?, self.config.office.time_zone);
        let invocation = self.invocation.clone();
        let commands: Commands = Arc::new(move |text| invocation.put_into(text));
        let driver = Driver::new(self.ledger(role), tasks, zone, tell, self.rhythm());
        Ok(driver.with_commands(commands))
    }

    /// How long things take.
    pub(super) fn rhythm(&self) -> Rhythm {
        Rhythm::with_lease(Duration::from_secs(self.config.schedule.lease_seconds.into()))
    }

    /// Code of the province, as it is configured.
    pub fn province(&self) -> String {
        self.config.office.province.clone().unwrap_or_default()
    }

    fn work(self: &Arc<Self>, work: fn(&Self, &Slot) -> Result<Report, Failure>) -> Run {
        let home = self.clone();
        Arc::new(move |slot| work(&home, slot).map_err(TaskError::from))
    }

    /// Opens what a use case needs, for one run of a task.
    pub(super) fn with_context<T, E>(
        &self,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, E>,
    ) -> Result<T, Failure>
    where
        Failure: From<E>,
    {
        let tables = Tables::load(self.config.tables.folder.as_deref().map(Path::new))?;
        let mut store = Store::open(&self.config.database.url)?;
        let (config, clock) = (&self.config, &*self.clock);
        Ok(work(&mut Context { store: &mut store, tables: &tables, config, clock })?)
    }

    /// Plans the week after the slot's, for each office that is configured; one that cannot be planned
    /// keeps no other from it.
    fn make_plans(&self, slot: &Slot) -> Result<Report, Failure> {
        let (day, province) = (slot.local.date(), self.province());
        let week = Week::containing(day).next();
        let top = [String::new()];
        let offices = match self.config.schedule.offices.as_slice() {
            [] => &top,
            named => named,
        };
        let (mut all, mut failed) = (Vec::with_capacity(offices.len()), Vec::new());
        for office in offices {
            match self.with_context(|context| make_weekly(context, (&province, office), week, day))
            {
                Ok(made) => all.push((office, made)),
                Err(failure) if office.is_empty() => return Err(failure),
                Err(failure) => failed.push((office.clone(), failure)),
            }
        }
        if !failed.is_empty() {
            return Err(Failure::of_several(failed));
        }
        let told = |word: fn(&Weekly) -> String| {
            let told = all.iter().map(|(office, made)| match office.is_empty() {
                true => word(made),
                false => format!("{office}: {}", word(made)),
            });
            told.collect::<Vec<_>>().join("; ")
        };
        let facts: Vec<_> = all.iter().map(|(office, made)| fact(office, made)).collect();
        Ok(Report {
            vi: format!("kế hoạch tuần {week}: {}", told(word_vi)),
            en: format!("plan of {week}: {}", told(word_en)),
            facts: json!({ "week": week, "offices": facts }),
        })
    }
}

fn word_vi(made: &Weekly) -> String {
    match made {
        Weekly::Made(made) => format!(
            "đã lập phiên bản {} với {} hộ được xếp lịch",
            made.version.number,
            thousands(made.summary.planned)
        ),
        Weekly::New { number, .. } => {
            format!("đã có phiên bản {number} lập trong ngày, không lập lại")
        }
        Weekly::Decided { number, state } => {
            format!("phiên bản {number} {}, không lập lại", state.name_vi())
        }
    }
}

fn word_en(made: &Weekly) -> String {
    match made {
        Weekly::Made(made) => {
            format!(
                "made version {} with {} contacts planned",
                made.version.number, made.summary.planned
            )
        }
        Weekly::New { number, .. } => format!("version {number} is of today, none was made"),
        Weekly::Decided { number, state } => {
            format!("version {number} is {}, none was made", state.name_en())
        }
    }
}

fn fact(office: &str, made: &Weekly) -> serde_json::Value {
    match made {
        Weekly::Made(made) => {
            json!({ "office": made.office.code, "made": true, "version": made.version.number })
        }
        Weekly::New { number, .. } => json!({ "office": office, "made": false, "version": number }),
        Weekly::Decided { number, state } => json!({
            "office": office, "made": false, "version": number, "state": state.code(),
        }),
    }
}

/// A task that failed says what its command would have said.
impl From<Failure> for TaskError {
    fn from(failure: Failure) -> Self {
        let passes = failure.exit == Exit::TryAgain;
        let vi = failure.message_vi.unwrap_or_else(|| failure.message.clone());
        Self { vi, en: failure.message, passes }
    }
}
