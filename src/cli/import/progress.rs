//! A bar for people who wait at a terminal; programs and log files get none. Rows per second stand
//! in the report: while a file is read, nobody knows how many rows it has.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Session;

/// Nothing takes long enough to hide behind the bar, so it is at most rough: bytes of the file.
const TEMPLATE: &str = "{bar:30} {percent:>3} %  {decimal_bytes}/{decimal_total_bytes}  {decimal_bytes_per_sec}  {msg}";

/// How far an import is.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar where it can be seen and is wanted.
    pub(super) fn of(session: &Session) -> Self {
        if session.quiet || session.json || !stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template(TEMPLATE)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("##-");
        Self(ProgressBar::no_length().with_style(style))
    }

    /// So many bytes of so many were read.
    pub(super) fn at(&self, read: u64, all: u64) {
        self.0.set_length(all);
        self.0.set_position(read.min(all));
        if read >= all {
            self.0.set_message("đang ghi…");
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}
