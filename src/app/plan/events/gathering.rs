//! What the decisions about areas allow in the communes of an office, slot by slot.

use chrono::NaiveDate;

use super::slots::DaySlot;
use crate::app::context::all_areas;
use crate::app::plan::PlanError;
use crate::app::plan::situation::{Situation, SupposedScenarios, decisions};
use crate::domain::scenario::Mode;
use crate::store::Conn;

/// Commune by commune what is allowed in each slot, by what is on record and what is supposed beside it.
pub(super) fn gatherings(
    conn: &mut Conn,
    province: i64,
    (communes, slots): (&[String], &[DaySlot]),
    supposed: &SupposedScenarios,
) -> Result<Vec<Vec<Mode>>, PlanError> {
    let mut days: Vec<NaiveDate> = slots.iter().map(|slot| slot.date).collect();
    days.dedup();
    let areas = all_areas(conn)?;
    let decisions = decisions(conn, province, &areas, supposed)?;
    let situation = Situation::of(&decisions, &areas, communes, &days);
    let over = |code: &String| {
        slots.iter().map(|slot| situation.gathering(code, slot.date)).collect::<Vec<Mode>>()
    };
    Ok(communes.iter().map(over).collect())
}
