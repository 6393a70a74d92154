//! Telling people what needs attention with the scheduled tasks: a warning in the log, and a letter to
//! the coordinators.

use std::sync::Arc;

use super::Home;
use crate::app::notices::{Concern, raise};
use crate::schedule::alarm::Alarm;

/// Tells it. What cannot be stored is in the log all the same.
pub fn tell(home: &Arc<Home>, alarm: &Alarm) {
    let (vi, en) = (alarm.vi(), alarm.en());
    tracing::warn!(task = alarm.task(), code = alarm.code(), "{en}");
    let slot = alarm.slot().map(|slot| slot.local.to_string()).unwrap_or_default();
    let key = format!("{} {} {slot}", alarm.code(), alarm.task());
    let concern = Concern {
        key: &key,
        title: ["tác vụ theo lịch", "a scheduled task"],
        what: [&vi, &en],
        what_to_do: None,
    };
    let province = home.province();
    if let Err(failure) = home.with_context(|context| raise(context, &province, concern)) {
        tracing::warn!(error = %failure.message, "the coordinators could not be told");
    }
}
