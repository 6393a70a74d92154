//! Notices from the side of the use cases: who is meant to be told what, what a notice says at the
//! moment of sending, when there is nothing left to tell, and the daily proof that nobody was lost.
//!
//! Sending is not here: the workers of the outbox ask [`compose`] what a notice says and send it.

mod again;
mod alarm;
mod call_list;
mod compose;
mod due_reminder;
mod event_facts;
mod event_letters;
mod event_list;
mod given_up;
mod in_force;
mod invited_today;
mod letters;
mod lists_today;
mod pay_place;
mod plan_facts;
mod plan_letters;
mod raise;
mod reconcile;
mod register;
mod reminders;
mod told;
mod unplanned;
mod weigh;
mod whereabouts;
mod withdraw;

pub use again::{Again, Left, Which, again};
pub use call_list::{CallListFacts, ListLine};
pub use compose::compose;
pub use due_reminder::{CaseFacts, ReminderFacts};
pub use event_facts::EventFacts;
pub use event_letters::InvitationFacts;
pub use event_list::{CommuneGuests, EventListFacts};
pub use given_up::given_up;
pub use invited_today::Invited;
pub use letters::Letters;
pub use lists_today::{ListsToday, lists_today};
pub use pay_place::PayPlace;
pub use plan_facts::{Change, NextStep, PlanFacts, Results, Sums};
pub use raise::{Concern, raise};
pub use reconcile::{Batch, ListsOfDay, Reconciled, Unknown, reconcile};
pub use reminders::{Reminded, remind};
pub use told::{Number, Told};
pub use whereabouts::DueOfDay;
pub(crate) use withdraw::withdraw_settled;
