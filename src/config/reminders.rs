//! `[reminders]`: when participants are reminded of what is due.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use super::values::{days_before, empty_is_none, hour};

/// `[reminders]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// Local time from which the reminders of a day are sent.
    #[serde(with = "hour")]
    pub at: NaiveTime,
    /// Days before the last useful day on which somebody is reminded, the longest first.
    #[serde(with = "days_before")]
    pub days: Vec<u16>,
    /// Where to write for no more of them; none to answer the letter.
    #[serde(with = "empty_is_none")]
    pub stop_address: Option<String>,
}
