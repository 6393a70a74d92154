//! What the demo runs on, and why it stops. The demo plans, decides and reports through the use cases
//! alone; how letters leave the house is put in by whoever starts it.

use std::error::Error;

use chrono::{NaiveDate, NaiveDateTime};

use super::DemoError;
use crate::app::context::Context;
use crate::app::events::EventError;
use crate::app::import::ImportError;
use crate::app::life::LifeError;
use crate::app::lists::ListError;
use crate::app::plan::PlanError;
use crate::app::targets::TargetError;
use crate::domain::calendar::Week;

/// Whatever keeps letters from being sent; the demo only hands it on.
pub type SendError = Box<dyn Error + Send + Sync>;

/// An empty store, the use cases as of any moment, and the sending of letters. Moments are local time
/// of the office.
pub trait Stage {
    /// Does `work` as if it were that moment.
    fn at(&mut self, moment: NaiveDateTime, work: &mut dyn FnMut(&mut Context<'_>));

    /// Sends all letters that are due at that moment.
    ///
    /// # Errors
    /// They cannot be sent.
    fn send(&mut self, moment: NaiveDateTime) -> Result<(), SendError>;

    /// Reads the log of all that was sent and checks every link of it.
    ///
    /// # Errors
    /// It cannot be read.
    fn check_log(&mut self, moment: NaiveDateTime) -> Result<Log, SendError>;
}

/// The log of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Log {
    /// Chains: one of each worker.
    pub chains: u64,
    /// Links in them.
    pub links: u64,
    /// Whether every link and every seal holds.
    pub holds: bool,
}

impl dyn Stage + '_ {
    /// What a use case returns at that moment.
    pub(super) fn on<T, E>(
        &mut self,
        moment: NaiveDateTime,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, E>,
    ) -> Result<T, RunError>
    where
        RunError: From<E>,
    {
        let (mut work, mut done) = (Some(work), None);
        self.at(moment, &mut |context| done = work.take().map(|work| work(context)));
        Ok(done.ok_or(RunError::Closed)??)
    }
}

/// Why the demo stopped.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Files of the demo.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// An import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// What was decided about a plan.
    #[error(transparent)]
    Life(#[from] LifeError),
    /// Targets.
    #[error(transparent)]
    Targets(#[from] TargetError),
    /// An event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Lists.
    #[error(transparent)]
    Lists(#[from] ListError),
    /// Letters.
    #[error(transparent)]
    Sending(#[from] SendError),
    /// The stage did not let the demo work.
    #[error("the stage of the demo is closed")]
    Closed,
    /// A plan that does not verify: a defect of the program.
    #[error("the plan of {week} does not verify: {what}")]
    Unsound {
        /// The week.
        week: Week,
        /// The check that failed.
        what: String,
    },
    /// A day on which somebody was lost: a defect of the program.
    #[error(
        "{day} does not balance: run `vandong notices reconcile --day {day}` on the demo's database"
    )]
    Lost {
        /// The day.
        day: NaiveDate,
    },
    /// The log of sending does not hold: a defect of the program, or somebody changed it meanwhile.
    #[error("the log of sending does not hold: run `vandong notices verify-chain` on the database")]
    Changed,
}
