//! Events that were chosen, and the proof of how good the choice is. It takes longer to prove than to choose, and
//! says nothing of who is invited: it is proven for a version that is to be stored.

use super::choose::refused;
use super::told::EventSummary;
use crate::app::plan::PlanError;
use crate::planning::events::problem::Problem;
use crate::planning::events::proven;
use crate::planning::events::search::{Effort, Found};
use crate::store::plan_events::{ChoiceRow, EventParts, InvitationRow, PlanEventRow};

/// What was chosen.
pub(crate) struct Chosen {
    pub(super) province: i64,
    pub(super) problem: Problem,
    pub(super) found: Found,
    pub(super) effort: Effort,
    pub(super) events: Vec<PlanEventRow>,
    pub(super) invitations: Vec<InvitationRow>,
    pub(super) names: String,
    /// Without its bound.
    pub(super) summary: EventSummary,
}

impl Chosen {
    /// Proves how good it is: what is stored of it, and what it is in sum.
    ///
    /// # Errors
    /// A document that cannot be written.
    pub(crate) fn proven(self) -> Result<(EventParts, EventSummary), PlanError> {
        let Self { province, problem, found, effort, events, invitations, names, summary } = self;
        let plan = proven(&problem, found, effort);
        let bound = i64::try_from(plan.bound).map_err(refused)?;
        let choice = ChoiceRow {
            province_id: province,
            version_id: 0,
            value: plan.value,
            bound,
            problem: serde_json::to_string(&problem)?,
            prices: serde_json::to_string(&plan.prices)?,
            names,
        };
        let parts = EventParts { choice: Some(choice), events, invitations };
        Ok((parts, EventSummary { bound, ..summary }))
    }
}
