//! The words of consents by whatever name offices write them: channel, purpose, ground. All are
//! needed: a consent for nobody knows what is none.

use std::sync::Arc;

use super::cells::refused;
use super::names::Names;
use crate::domain::consent::{Basis, Channel, ConsentRules, Purpose};
use crate::exchange::columns::Slot;
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;

/// The names of channels, purposes and grounds.
pub(super) struct Words {
    channels: Arc<Names>,
    purposes: Arc<Names>,
    bases: Arc<Names>,
}

impl Words {
    pub(super) fn of(rules: &ConsentRules) -> Self {
        let ignored = rules.ignored_words();
        Self {
            channels: Names::of(rules.channels(), ignored),
            purposes: Names::of(rules.purposes(), ignored),
            bases: Names::of(rules.bases(), ignored),
        }
    }

    pub(super) fn channel(&self, row: &Row<'_>, slot: Slot) -> Result<Channel, Reject> {
        word(row, slot, &self.channels, Channel::from_code)
    }

    pub(super) fn purpose(&self, row: &Row<'_>, slot: Slot) -> Result<Purpose, Reject> {
        word(row, slot, &self.purposes, Purpose::from_code)
    }

    pub(super) fn basis(&self, row: &Row<'_>, slot: Slot) -> Result<Basis, Reject> {
        word(row, slot, &self.bases, Basis::from_code)
    }
}

/// The value of a cell that must name one. The cell is not told: a note may stand there.
fn word<T>(
    row: &Row<'_>,
    slot: Slot,
    names: &Names,
    from_code: fn(&str) -> Option<T>,
) -> Result<T, Reject> {
    let cell = slot.required(row, values::text)?;
    names.find(&cell).and_then(from_code).ok_or_else(|| {
        let [vi, en] = names.allowed(&cell);
        refused(
            row,
            slot,
            "not_one_of",
            &format!("giá trị không có trong danh mục; hãy ghi mã hoặc tên của một trong: {vi}"),
            &format!("unknown value; use the code or the name of one of: {en}"),
        )
    })
}
