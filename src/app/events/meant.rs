//! What an intent about an event remembers, and what the letters of one guest come to: which of them says how
//! the guest stands, and whether the guest is on the list of those who are invited.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::domain::consent::CaseKind;
use crate::domain::notice::{NoticeReason, NoticeState};
use crate::store::notices::NoticeRow;
use crate::store::{StoreError, StoreResult};

/// What an intent about an event remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventMeant {
    /// Where and when the event was to be held, or that it was not; of a list also who was on it.
    pub(crate) said: String,
    /// Who is invited; none of a list.
    pub(crate) guest: Option<i64>,
    /// Whether it is about joining, for which people must have agreed to be written to.
    pub(crate) is_advocacy: bool,
    /// Local time at which the event was to begin.
    pub(crate) at: NaiveDateTime,
    /// Venue at which it was to be held.
    pub(crate) venue: String,
    /// What its reader was told last, if that is not so any more: time and venue.
    pub(crate) was: Option<(NaiveDateTime, String)>,
    /// Whether its reader was told last that it will not be held, or that no place is left, and is to come after
    /// all.
    pub(crate) again: bool,
    /// Why it was changed.
    pub(crate) why: Option<String>,
    /// For how many people it was to be held.
    #[serde(default)]
    pub(crate) size: i32,
}

impl EventMeant {
    /// Of what the intent keeps.
    pub(crate) fn of_facts(facts: &str) -> StoreResult<Self> {
        serde_json::from_str(facts)
            .map_err(|error| StoreError::Corrupt { table: "notices", what: error.to_string() })
    }

    /// The kind of case that the letter is about, which says what ground it needs.
    pub(crate) fn kind(&self) -> CaseKind {
        if self.is_advocacy { CaseKind::Potential } else { CaseKind::Due }
    }
}

fn has_reason(row: &NoticeRow, reasons: &[NoticeReason]) -> bool {
    row.reason.as_deref().is_some_and(|own| reasons.iter().any(|one| one.code() == own))
}

/// Whether a letter was taken back because its event changed, and not for its guest's own sake.
pub(crate) fn superseded(row: &NoticeRow) -> bool {
    row.state == NoticeState::Cancelled.code()
        && has_reason(row, &[NoticeReason::Replaced, NoticeReason::EventOff])
}

/// Of the letters of one guest, oldest first, the one that says how the guest stands: news that were taken
/// back before they left change nothing of what was told before.
pub(crate) fn telling<'r>(rows: impl IntoIterator<Item = &'r NoticeRow>) -> Option<&'r NoticeRow> {
    rows.into_iter().fold(None, |last, row| match last {
        Some(last) if superseded(row) => Some(last),
        _ => Some(row),
    })
}

/// Whether the guest of a letter belongs on the list of those who are invited: not whom a newer plan does not
/// invite, who paid, asked for silence or is gone.
pub(crate) fn is_listed(row: &NoticeRow) -> bool {
    use NoticeReason::{NotInvited, OptedOut, Paid, PersonClosed, Settled};
    !has_reason(row, &[NotInvited, OptedOut, Paid, PersonClosed, Settled])
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::notice::{NoticeChannel, Purpose, Recipient};
    use crate::store::notices::{NewNotice, Times};

    fn row(id: i64, text: &str) -> NoticeRow {
        let (state, reason) = text.split_once(' ').unwrap_or((text, ""));
        let (made_at, to) = (NaiveDateTime::default(), Recipient::Person(1));
        let times = Times { made_at, not_before: made_at, expires_at: made_at };
        let key = (Purpose::EventInvitation, "20230606A-NVH-1", 1);
        let row = NewNotice::waiting((&to, NoticeChannel::Email), key, times).row;
        let reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
        NoticeRow { id, state: state.into(), reason, ..row }
    }

    /// Letters as `STATE REASON`, oldest first; which of them counts, and whether the guest is listed.
    #[rstest]
    #[case::invited("sent", 0, true)]
    #[case::news_that_never_left("sent,cancelled replaced", 0, true)]
    #[case::called_off_and_on_before_anybody_heard("sent,cancelled event_off", 0, true)]
    #[case::news("sent,cancelled replaced,scheduled", 2, true)]
    #[case::never_told("cancelled replaced", 0, true)]
    #[case::moved_while_it_waited("cancelled replaced,scheduled", 1, true)]
    #[case::no_address("suppressed no_address", 0, true)]
    #[case::no_consent("suppressed no_legal_basis", 0, true)]
    #[case::silence("suppressed opted_out", 0, false)]
    #[case::dead("sent,cancelled person_closed", 1, false)]
    #[case::paid("cancelled paid", 0, false)]
    #[case::not_invited_any_more("sent,cancelled not_invited", 1, false)]
    #[case::nothing_after_that_counts("cancelled not_invited,cancelled replaced", 0, false)]
    fn which_letter_says_how_a_guest_stands(
        #[case] letters: &str,
        #[case] expected: i64,
        #[case] listed: bool,
    ) {
        let rows: Vec<NoticeRow> =
            (0..).zip(letters.split(',')).map(|(id, one)| row(id, one)).collect();
        let last = telling(&rows).unwrap();
        assert_eq!((last.id, is_listed(last)), (expected, listed));
    }
}
