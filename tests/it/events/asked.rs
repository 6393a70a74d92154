//! What tests of events and of their letters ask for alike.

use vandong::app::events::{EventLine, week as events_of};
use vandong::app::notices::{Invited, reconcile};
use vandong::app::scenario::Order;

use crate::harness::{Office, week};
use crate::scenario::order;

/// The events of the week.
pub(crate) fn events(office: &mut Office) -> Vec<EventLine> {
    events_of(&mut office.context(), "", None, week()).unwrap().events
}

/// The whole province keeps distance all week.
pub(crate) fn distancing() -> Order {
    order("15 distancing 05 11")
}

/// What the daily proof says of those who are invited.
pub(crate) fn proven(office: &mut Office) -> Invited {
    let day = office.context().today();
    reconcile(&mut office.context(), "", day).unwrap().invited
}

/// All letters about events that wait go out.
pub(crate) fn letters_leave(office: &mut Office) {
    office.sql(
        "UPDATE notices SET state = 'sent' WHERE purpose LIKE 'event%' AND state = 'scheduled'",
    );
}

/// These people, a condition on `persons`, agree to get letters about joining.
pub(crate) fn agree(office: &mut Office, which: &str) {
    office.sql(&format!(
        "INSERT INTO consents SELECT province_id, id + 1000000000, id, 'email', 'advocacy', 'consent', \
         '2023-06-01 09:00:00', NULL, NULL FROM persons WHERE {which}"
    ));
}

/// Of those who agreed to be spoken to about joining every other one agreed to calls alone: an event may invite them,
/// and no letter may.
pub(crate) fn half_agreed_to_calls_alone(office: &mut Office) {
    office.sql(
        "UPDATE consents SET channel = 'call' WHERE purpose = 'advocacy' AND person_id % 2 = 0",
    );
}

/// Everybody has an address and agreed to get letters about joining.
pub(crate) fn everybody_reads(office: &mut Office) {
    office.sql("UPDATE persons SET email = 'p' || id || '@dan.example'");
    agree(office, "1 = 1");
}
