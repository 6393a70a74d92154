//! Logs on standard error, so that standard output stays the command's own. Colours only for a
//! person at a terminal who did not refuse them (`NO_COLOR`).
//!
//! No personal data: our own events name rows, counts and codes, never fields. Libraries do not
//! know what is personal, and their finer events may carry values of statements, so nothing below
//! a warning is taken from them.

use std::ffi::OsStr;
use std::io::{IsTerminal, stderr};
use std::panic::{PanicHookInfo, set_hook};

use tracing_subscriber::EnvFilter;

use crate::config::sections::LogLevel;

/// Starts the logs of this process; a second call changes nothing.
pub fn start(level: LogLevel) {
    let colour = colour(std::env::var_os("NO_COLOR").as_deref(), stderr().is_terminal());
    let subscriber = tracing_subscriber::fmt()
        .with_writer(stderr)
        .with_ansi(colour)
        .with_env_filter(EnvFilter::new(directives(level)));
    // Only a test that runs two commands in one process comes here twice.
    let _ = subscriber.try_init();
}

/// From now on a panic is an event of the log that says where it was. Its words are told only where they
/// stand in the program: those that are put together may hold what was worked on.
pub fn log_panics() {
    set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "the program has a defect: {}", words(panic));
    }));
}

fn words<'p>(panic: &'p PanicHookInfo<'_>) -> &'p str {
    panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("words that are not told")
}

/// What is let through: our own events of the level, of libraries what is at least a warning.
fn directives(level: LogLevel) -> String {
    match level {
        LogLevel::Off | LogLevel::Error | LogLevel::Warn => level.as_str().to_owned(),
        finer => format!("warn,vandong={}", finer.as_str()),
    }
}

/// <https://no-color.org>: set to anything but nothing, it refuses colours.
fn colour(refused: Option<&OsStr>, terminal: bool) -> bool {
    terminal && refused.is_none_or(OsStr::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_never_heard_below_a_warning() {
        assert_eq!(directives(LogLevel::Off), "off");
        assert_eq!(directives(LogLevel::Error), "error");
        assert_eq!(directives(LogLevel::Trace), "warn,vandong=trace");
    }

    #[test]
    fn colours_are_for_terminals_that_do_not_refuse_them() {
        assert!(colour(None, true) && colour(Some(OsStr::new("")), true));
        assert!(!colour(None, false) && !colour(Some(OsStr::new("1")), true));
    }
}
