//! What an import has done so far, and what it has to say about single rows.

use super::ImportError;
use super::reasons::Reason;
use crate::exchange::read::{KeptRow, Warning};
use crate::exchange::reject::{Reject, Rejects};

/// Counts of one import; the parts add up to the rows read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Rows read, without blank ones and lines of the page that are no rows.
    pub read: u64,
    /// Rows that were new.
    pub inserted: u64,
    /// Rows that changed something.
    pub updated: u64,
    /// Rows that changed nothing.
    pub unchanged: u64,
    /// Rows with a note and no outcome, of which nothing was recorded.
    pub noted: u64,
    /// Rows of call lists that nobody has filled in.
    pub unfilled: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// People of one source's reference who turned out to be somebody on record; their rows are counted
    /// above.
    pub merged: u64,
    /// Cases closed because a newer list does not name them; not rows of this file.
    pub closed: u64,
    /// Cases that would have been closed, had the list been taken as a whole and named enough of their
    /// commune.
    pub held_open: u64,
    /// Sheets of the workbook in which no header was found; nothing of them was read.
    pub sheets_left_out: u64,
}

/// What happened to one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Done {
    /// It was new.
    Inserted,
    /// It changed something.
    Updated,
    /// It changed nothing.
    Unchanged,
}

impl Tally {
    /// Whether everything that the file holds was taken.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.rejected == 0 && self.sheets_left_out == 0
    }

    pub(super) fn count(&mut self, done: Done) {
        match done {
            Done::Inserted => self.inserted += 1,
            Done::Updated => self.updated += 1,
            Done::Unchanged => self.unchanged += 1,
        }
    }
}

/// Gives a row back to its office with everything that is wrong with it.
pub(super) type GiveBack<'a> = dyn FnMut(&KeptRow, &[Reject]) -> Result<(), ImportError> + 'a;

/// Where a writer of rows counts, and hands back rows that it cannot take.
pub(super) struct Ledger<'a> {
    pub tally: &'a mut Tally,
    /// The names of the sheets, where the workbook has more than one list.
    pub sheets: &'a [String],
    pub rejects: &'a mut GiveBack<'a>,
}

impl Ledger<'_> {
    pub(super) fn count(&mut self, done: Done) {
        self.tally.count(done);
    }

    /// The sheet of a row; empty where there is only one list.
    pub(super) fn sheet(&self, row: &KeptRow) -> &str {
        let sheet = usize::from(row.as_row().sheet());
        self.sheets.get(sheet).map_or("", String::as_str)
    }

    pub(super) fn reject(&mut self, row: &KeptRow, reject: &Reject) -> Result<(), ImportError> {
        self.tally.rejected += 1;
        (self.rejects)(row, std::slice::from_ref(reject))
    }

    /// Hands back a row with everything that is wrong with it.
    pub(super) fn reject_all(
        &mut self,
        row: &KeptRow,
        rejects: &Rejects,
    ) -> Result<(), ImportError> {
        self.tally.rejected += 1;
        (self.rejects)(row, rejects.as_slice())
    }
}

/// The end of an import, as it is shown.
#[derive(Clone, Debug)]
pub struct Report {
    /// Kind of list.
    pub thing: &'static str,
    /// Counts.
    pub tally: Tally,
    /// Columns of the file that nobody knows; left alone.
    pub unknown_columns: Vec<String>,
    /// What the office should know although the rows were taken.
    pub warnings: Vec<Warning>,
    /// Why rows were rejected, the most frequent reason first.
    pub reasons: Vec<Reason>,
    /// The reject file, if a row was rejected.
    pub reject_file: Option<std::path::PathBuf>,
    /// Whether it was only a rehearsal.
    pub dry_run: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_which_anything_is_missing_is_not_whole() {
        assert!(Tally { read: 3, inserted: 3, ..Tally::default() }.is_whole());
        assert!(!Tally { rejected: 1, ..Tally::default() }.is_whole());
        assert!(!Tally { sheets_left_out: 1, ..Tally::default() }.is_whole());
    }
}
