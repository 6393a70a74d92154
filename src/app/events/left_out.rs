//! Whoever has an invitation to an event that is held for fewer people now, and is not among those whom the
//! newer plan invites, is told that no place is left; by the host, who was invited in person.

use std::collections::BTreeSet;

use super::elsewhere::ELSEWHERE;
use super::guests::{Guest, with_cases_of_letters};
use super::known::One;
use super::meant::is_listed;
use super::telling::Way;
use crate::store::event_life::EventRow;
use crate::store::{Conn, StoreResult};

/// What is said to whom no place is left.
pub(super) const LEFT_OUT: &str = "no place";

/// Whether what was said of an event is that no place is left for who hears it, or that another invitation of the
/// week is kept.
pub(crate) fn has_no_place(said: &str) -> bool {
    [LEFT_OUT, ELSEWHERE].contains(&said)
}

/// The last letter that was not taken back: what a guest knows, or hears in person where no letter arrives.
fn last(letters: &[One]) -> Option<&One> {
    letters.iter().rev().find(|one| one.way != Way::TakenBack)
}

/// Whether somebody was told last, or will be, that no place is left, or is not awaited for another invitation.
pub(super) fn is_left_out(letters: &[One]) -> bool {
    last(letters).is_some_and(|one| has_no_place(&one.meant.said))
}

/// Guests with letters so far (`known`), sent or not, who are not invited any more and whose last letter was about an
/// event for more people.
pub(super) fn left_out<'k>(
    conn: &mut Conn,
    event: &EventRow,
    known: impl Iterator<Item = (&'k i64, &'k Vec<One>)>,
    invited: &[Guest],
) -> StoreResult<Vec<Guest>> {
    let stay: BTreeSet<i64> = invited.iter().map(|guest| guest.person).collect();
    let gone = known.filter(|(guest, _)| !stay.contains(guest)).filter_map(|(guest, letters)| {
        let told = last(letters).filter(|one| is_listed(&one.row))?;
        (!has_no_place(&told.meant.said) && told.meant.size > event.size)
            .then_some((*guest, told.row.id))
    });
    with_cases_of_letters(conn, event.province_id, gone.collect())
}
