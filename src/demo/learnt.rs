//! What a plan of the demo learnt from the weeks before it, in a few numbers.

use serde::Serialize;

use super::hours::Planning;
use super::stage::{RunError, Stage};
use crate::app::learning::{CellTold, rates_shown};
use crate::app::plan::Made;

/// What a plan learnt from, and whom it leaves alone so that the next ones can learn what outreach adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Learnt {
    /// Rates that something was observed of, from products down to communes.
    pub rates: u64,
    /// Cases that were spoken about, or tried.
    pub made: u64,
    /// Those of them that brought what they were made for.
    pub came: u64,
    /// Households that took part in the draw.
    pub drawn: u64,
    /// Those of them that are left alone.
    pub held_out: u64,
}

/// What there was to learn from when a plan was made.
pub(super) fn learnt(stage: &mut dyn Stage, made: &Made) -> Result<Learnt, RunError> {
    let moment = Planning::of(made.week).planned;
    let told = stage.on(moment, |context| rates_shown(context, ""))?;
    let (drawn, held_out) = made.hold_out.as_ref().map(|draw| draw.sums()).unwrap_or_default();
    let mut learnt = Learnt { drawn, held_out, ..Learnt::default() };
    // Whoever is held out was not touched.
    let of_touches =
        |cell: &CellTold| cell.cell.ends_with("/call") || cell.cell.ends_with("/visit");
    for cell in told.cells.iter().filter(|cell| cell.made > 0) {
        learnt.rates += 1;
        // Cells lie in each other: the outermost hold everything once.
        if cell.depth == 0 && of_touches(cell) {
            learnt.made += cell.made;
            learnt.came += cell.came;
        }
    }
    Ok(learnt)
}
