//! The life of events beside their plans: a coordinator wishes for one, somebody approves, moves or cancels
//! it, it is held and people come; the ledger of quotas; calendars for hosts and areas.

mod adopt;
mod by_letter;
mod calendars;
mod change;
mod coming;
mod elsewhere;
mod error;
mod guest_list;
mod guests;
mod invitations;
mod known;
mod left_out;
mod line;
mod list;
mod meant;
mod places;
mod quota;
mod record;
mod telling;
mod told_of;
mod turned;
mod wish;

pub(crate) use adopt::adopt;
pub use adopt::{Adopted, NotHeld};
pub(crate) use by_letter::why_no_letter;
pub use calendars::{Calendar, Whose, calendars};
pub use change::{Results, Target, approve, cancel, hold, move_to};
pub(crate) use coming::Coming;
pub(crate) use elsewhere::{ELSEWHERE, holders};
pub use error::EventError;
pub use guest_list::{CouldJoin, Guest, guests};
pub(crate) use left_out::has_no_place;
pub use line::{EventLine, EventShown, EventStep, Guests};
pub use list::{EventWeek, show, week};
pub(crate) use meant::{EventMeant, is_listed, superseded, telling};
pub(crate) use places::PlaceNames;
pub use quota::{QuotaBoard, QuotaRowTold, quota};
pub use told_of::ToldOf;
pub use turned::Turned;
pub(crate) use turned::{EventWas, Look, Turn, TurnKept, turn};
pub use wish::{Asked, wish};
