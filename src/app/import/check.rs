//! One row being understood: everything that is wrong with it is collected, so that an office
//! corrects a row once; what costs a cell alone is dropped and told, and the row is taken.

use super::names::Names;
use super::remarks::{Remark, Remarks};
use crate::exchange::columns::{Damage, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::{Reject, Rejects};
use crate::exchange::values::{self, Value, ValueError};

/// A row, and what was found wrong with it so far.
pub(super) struct Check<'c, 'r> {
    pub row: &'c Row<'r>,
    remarks: &'c mut Remarks,
    wrong: Vec<Reject>,
    dropped: Vec<(Slot, Remark)>,
}

impl<'c, 'r> Check<'c, 'r> {
    pub(super) fn new(row: &'c Row<'r>, remarks: &'c mut Remarks) -> Self {
        Self { row, remarks, wrong: Vec::new(), dropped: Vec::new() }
    }

    /// A value that was read elsewhere; its reject is kept, and a default stands in until the row
    /// is given up as a whole.
    pub(super) fn of<T: Default>(&mut self, read: Result<T, Reject>) -> T {
        read.unwrap_or_else(|reject| {
            self.wrong.push(reject);
            T::default()
        })
    }

    /// The value of a cell; a malformed one costs what its column says ([`Damage`]).
    pub(super) fn cell<T>(
        &mut self,
        slot: Slot,
        parse: impl FnOnce(&'r str) -> Value<T>,
    ) -> Option<T> {
        match parse(slot.cell(self.row)) {
            Ok(value) => value,
            Err(error) => {
                match slot.damage {
                    Damage::Row => self.wrong.push(slot.reject(self.row, error)),
                    Damage::Cell => self.dropped.push((slot, Remark::malformed(error))),
                }
                None
            }
        }
    }

    /// [`Check::cell`] as text of its own.
    pub(super) fn text(&mut self, slot: Slot) -> Option<String> {
        self.cell(slot, values::text).map(|text| text.into_owned())
    }

    /// Notes that a cell which must not be empty is.
    pub(super) fn present(&mut self, slot: Slot) {
        if values::text(slot.cell(self.row)) == Ok(None) {
            self.wrong.push(slot.reject(self.row, ValueError::Missing));
        }
    }

    /// The code of a cell that names one value of a catalogue, if it can do without.
    pub(super) fn named(&mut self, slot: Slot, names: &Names) -> Option<String> {
        let cell = self.cell(slot, values::text)?;
        match names.find(&cell) {
            Some(code) => Some(code.to_owned()),
            None => {
                self.dropped.push((slot, Remark::unknown(&cell, names)));
                None
            }
        }
    }

    /// The codes of a cell that lists values of a catalogue, `a;b`, none twice; the values that
    /// nobody knows are left out.
    pub(super) fn all_named(&mut self, slot: Slot, names: &Names) -> Option<String> {
        let cell = self.cell(slot, values::text)?;
        let mut codes: Vec<&str> = Vec::new();
        names.each(&cell, |value, code| match code {
            Some(code) if codes.contains(&code) => {}
            Some(code) => codes.push(code),
            None => self.dropped.push((slot, Remark::unknown(value, names))),
        });
        (!codes.is_empty()).then(|| codes.join(";"))
    }

    /// What the row became.
    ///
    /// # Errors
    /// Everything that is wrong with the row, also with cells that alone would not have cost it.
    pub(super) fn passed<T>(mut self, item: T) -> Result<T, Rejects> {
        if self.wrong.is_empty() {
            for (slot, remark) in self.dropped {
                self.remarks.add(self.row, slot, remark);
            }
            return Ok(item);
        }
        let dropped = self.dropped.drain(..).map(|(slot, remark)| remark.reject(self.row, slot));
        self.wrong.extend(dropped);
        Rejects::of(self.wrong).map_or(Ok(item), Err)
    }
}
