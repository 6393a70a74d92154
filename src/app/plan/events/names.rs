//! What the numbers of a stored choice stand for, and why the rest is not held: written with the version,
//! so that the choice can be read and checked when the catalogues have moved on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::sentence::Sentence;
use crate::planning::events::problem::Booking;
use crate::store::plan_events::PlanEventRow;

/// The names of a choice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Names {
    /// Slot by slot its day and part.
    pub(crate) slots: Vec<(NaiveDate, String)>,
    /// Pool by pool its commune.
    pub(crate) communes: Vec<String>,
    /// Host by host the code.
    pub(crate) hosts: Vec<String>,
    /// Candidate by candidate kind, venue and most people.
    pub(crate) candidates: Vec<(String, String, u32)>,
    /// What is not held, and why.
    pub(crate) left: Vec<NotHeld>,
}

impl Names {
    /// A row as the solver booked it; none where it says something else than its candidate.
    pub(crate) fn booking(&self, row: &PlanEventRow) -> Option<Booking> {
        let candidate = u32::try_from(row.candidate).ok()?;
        let (kind, venue, size) = self.candidates.get(candidate as usize)?;
        let same =
            (kind, venue) == (&row.kind, &row.venue) && i64::from(*size) == i64::from(row.size);
        let host = self.hosts.iter().position(|code| *code == row.host)?;
        let slot =
            self.slots.iter().position(|(date, part)| (date, part) == (&row.date, &row.part))?;
        let (host, slot) = (u32::try_from(host).ok()?, u8::try_from(slot).ok()?);
        let dated = row.starts_at.date() == row.date && row.starts_at < row.ends_at;
        (same && dated).then_some(Booking { candidate, host, slot })
    }
}

/// Something that is not held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct NotHeld {
    /// Code of the kind.
    pub(crate) kind: String,
    /// Code of the venue.
    pub(crate) venue: String,
    /// Code of the reason.
    pub(crate) reason: String,
    /// The reason in a sentence.
    pub(crate) why: Sentence,
}
