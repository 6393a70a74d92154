//! Telling people what needs attention with the scheduled tasks: a letter to the coordinators.

use std::sync::Arc;

use super::Home;
use crate::app::notices::{Concern, raise};
use crate::cli::Failure;
use crate::schedule::alarm::Alarm;

/// Stores the letter, unless it is there.
///
/// # Errors
/// The database or the tables cannot be used.
pub fn tell(home: &Arc<Home>, alarm: &Alarm) -> Result<(), Failure> {
    let (key, vi, en) = (alarm.key(), alarm.vi(), alarm.en());
    let concern = Concern {
        key: &key,
        title: ["tác vụ theo lịch", "a scheduled task"],
        what: [&vi, &en],
        what_to_do: None,
    };
    let province = home.province();
    home.with_context(|context| raise(context, &province, concern))?;
    Ok(())
}
