//! What the situation allows in the communes of an office, slot by slot.

use super::slots::DaySlot;
use crate::app::plan::PlanError;
use crate::domain::scenario::Mode;
use crate::store::Conn;

/// Commune by commune what is allowed in each slot. Nothing is limited anywhere until decisions about areas
/// are on record; they belong here, and nowhere else.
pub(super) fn gatherings(
    _conn: &mut Conn,
    communes: &[String],
    slots: &[DaySlot],
) -> Result<Vec<Vec<Mode>>, PlanError> {
    Ok(vec![vec![Mode::Normal; slots.len()]; communes.len()])
}
