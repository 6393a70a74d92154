//! What the numbers of a stored choice stand for, and why the rest is not held: written with the version,
//! so that the choice can be read and checked when the catalogues have moved on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::sentence::Sentence;

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
