//! What a task is: something that is done once for each of its slots, takes no input but the slot, does
//! no harm when it is done again, and reports what came of it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cron::Line;
use crate::clock::local_time;

/// One time at which a task is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// UTC.
    pub at: NaiveDateTime,
    /// At the office.
    pub local: NaiveDateTime,
}

impl Slot {
    /// The slot at a moment in UTC.
    pub fn new(at: NaiveDateTime, zone: Tz) -> Self {
        Self { at, local: local_time(at, zone) }
    }
}

/// What came of a run. Without personal data: it stands in the ledger for good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// One sentence in Vietnamese.
    pub vi: String,
    /// The same in English.
    pub en: String,
    /// Counts and codes for programs.
    #[serde(default)]
    pub facts: Value,
}

/// Why a run was not done. Without personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskError {
    /// In Vietnamese: what went wrong and what to do.
    pub vi: String,
    /// The same in English.
    pub en: String,
    /// Whether the same may work a little later.
    pub passes: bool,
}

/// The work of a task.
pub type Run = Arc<dyn Fn(&Slot) -> Result<Report, TaskError> + Send + Sync>;

/// Something that is done by itself.
#[derive(Clone)]
pub struct Task {
    /// Its name in the configuration and in the ledger.
    pub name: &'static str,
    /// When; never by itself where there is none.
    pub line: Option<Line>,
    /// How long after its time a slot is still run; of several that were missed in one go the newest,
    /// which does what the older ones would have done.
    pub window: TimeDelta,
    /// From how long on a run is told as stuck, in the machine's time.
    pub limit: Duration,
    /// Tasks that it does not overtake: while one of them is at work, or owes an earlier slot, and is
    /// not stuck, it waits. Never in a circle.
    pub after: &'static [&'static str],
    /// The work.
    pub run: Run,
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Task({})", self.name)
    }
}

impl TaskError {
    /// As the ledger keeps it.
    pub fn report(&self) -> Report {
        Report { vi: self.vi.clone(), en: self.en.clone(), facts: Value::Null }
    }

    /// Of a thread that ended without a word.
    pub(super) fn lost() -> Self {
        Self {
            vi: "lỗi trong chương trình (xem nhật ký)".into(),
            en: "a defect of the program (see the log)".into(),
            passes: false,
        }
    }
}
