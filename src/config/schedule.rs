//! When the tasks of the week run, and for how long a missed one is caught up.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::cron_line::CronLine;

/// `[schedule]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// When next week is planned.
    pub make_plans: CronLine,
    /// When the approved plan of the week is put into force.
    pub start_of_week: CronLine,
    /// When the lists of the day go out.
    pub call_lists: CronLine,
    /// When people are reminded of what is due.
    pub due_reminders: CronLine,
    /// When the week that ends is closed.
    pub close_weeks: CronLine,
    /// When what was to be sent is held against what was sent.
    pub reconcile: CronLine,
    /// Hours for which a missed task of the week is caught up.
    pub weekly_catch_up_hours: u16,
    /// Hours for which a missed task of the day is caught up.
    pub daily_catch_up_hours: u16,
    /// Seconds after which a process that says nothing counts as dead.
    #[serde(deserialize_with = "five_or_more")]
    pub lease_seconds: u16,
    /// Codes of the offices that are planned for; empty for the one above all others.
    pub offices: Vec<String>,
}

fn five_or_more<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    let seconds = u16::deserialize(from)?;
    if seconds < 5 {
        return Err(D::Error::custom("schedule.lease_seconds must be 5 or more"));
    }
    Ok(seconds)
}
