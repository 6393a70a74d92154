//! The events of a week's plan: what the office has to choose from ([`Desk`]), what it chose with whom to
//! invite, and how that is stored with the version.

mod choose;
mod chosen;
mod codes;
mod desk;
mod draw;
mod gathering;
mod invited_lines;
mod names;
mod places;
mod pools;
mod promises;
mod quotas;
mod refused;
mod rested;
mod rows;
mod shares;
mod slots;
mod standing;
mod told;
mod too_few;
mod turnout;

pub(crate) use chosen::Chosen;
pub(crate) use desk::{Desk, Fill, Wish};
pub(crate) use invited_lines::invited_lines;
pub(crate) use names::{Names, NotHeld};
pub(crate) use pools::{keeps_promise, may_come};
pub(crate) use quotas::{recorded, requirements};
pub(crate) use rested::{Rested, near};
pub(crate) use rows::feed_events;
pub(crate) use standing::{Standing, standing};
pub use told::{EventSummary, QuotaLine, Unsettled};
pub(crate) use told::{people, people_at_most, people_reached, places_told, why_told};
pub use turnout::TurnoutLine;
