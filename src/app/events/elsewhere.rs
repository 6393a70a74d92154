//! Nobody is asked to come to two events of one week. Where an event is told anew, because a decision that had
//! cancelled it was taken back, some of its guests may have been invited to another one meanwhile: whoever holds
//! that invitation keeps it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDateTime;

use super::guests::Guest;
use super::invitations::OFF;
use super::known::One;
use super::left_out::has_no_place;
use super::meant::{EventMeant, is_listed, superseded, telling};
use super::telling::Way;
use crate::app::context::registering_communes_of;
use crate::domain::area::Area;
use crate::domain::calendar::Week;
use crate::domain::event_life::EventState;
use crate::domain::notice::Purpose;
use crate::store::event_life::{EventRow, events_of_days};
use crate::store::merged::survivors;
use crate::store::notices::NoticeRow;
use crate::store::residents::residents_by_id;
use crate::store::waiting::notices_of_periods;
use crate::store::{Conn, StoreResult};

/// What is said to whom keeps an invitation to another event of the week.
pub(crate) const ELSEWHERE: &str = "elsewhere";

/// Who holds an invitation that stands to which of these events: codes, each with people by whom they turned out
/// to be.
///
/// # Errors
/// The database refused, or holds an intent that cannot be read.
pub(crate) fn holders(
    conn: &mut Conn,
    province: i64,
    codes: &[&str],
) -> StoreResult<BTreeSet<(String, i64)>> {
    let mut letters: Vec<(i64, EventMeant, NoticeRow)> = Vec::new();
    for purpose in [Purpose::EventInvitation, Purpose::EventChanged] {
        for row in notices_of_periods(conn, province, purpose.code(), codes)? {
            let meant = EventMeant::of_facts(&row.facts)?;
            letters.extend(meant.guest.map(|guest| (guest, meant, row)));
        }
    }
    letters.sort_unstable_by_key(|(_, _, row)| row.id);
    let people: Vec<i64> = letters.iter().map(|(guest, ..)| *guest).collect();
    let people = survivors(conn, province, &people)?;
    let mut own: BTreeMap<(String, i64), Vec<(EventMeant, NoticeRow)>> = BTreeMap::new();
    for (guest, meant, row) in letters {
        let key = (row.period.clone(), people.of(guest));
        own.entry(key).or_default().push((meant, row));
    }
    let held = own.into_iter().filter(|(_, letters)| stands(letters));
    Ok(held.map(|(key, _)| key).collect())
}

/// Whether somebody with these letters about an event, oldest first, is invited to it: by a letter that went out
/// or waits, or in person where none could.
fn stands(letters: &[(EventMeant, NoticeRow)]) -> bool {
    let Some(last) = telling(letters.iter().map(|(_, row)| row)) else { return false };
    let meant = letters.iter().find(|(_, row)| row.id == last.id).map(|(meant, _)| meant);
    let says_so = |meant: &EventMeant| meant.said != OFF && !has_no_place(&meant.said);
    is_listed(last) && !superseded(last) && meant.is_some_and(says_so)
}

/// Where somebody lives: a household by commune and code, or a person alone.
#[derive(PartialEq, Eq, Hash)]
enum Home {
    Household(i64, String),
    Alone(i64),
}

/// Those of the guests of an event somebody of whose household holds an invitation to another event that the
/// office still holds after `now` (local time) in the same week; of events `together` one deed decides who comes
/// to which, and they are not looked at. `areas` are those of all times; `known` keeps who holds what, by the code of
/// the event, for the next event of the same deed.
///
/// # Errors
/// The database refused, or holds what cannot be read.
pub(super) fn elsewhere(
    conn: &mut Conn,
    event: &EventRow,
    guests: &[Guest],
    (now, together, areas): (NaiveDateTime, &HashSet<String>, &[Area]),
    known: &mut HashMap<String, BTreeSet<i64>>,
) -> StoreResult<BTreeSet<i64>> {
    let (province, week) = (event.province_id, Week::containing(event.date));
    let days = (week.monday(), week.sunday());
    let mut others = events_of_days(conn, province, &event.office_code, days)?;
    others.retain(|one| {
        one.code != event.code
            && !together.contains(&one.code)
            && one.state == EventState::Approved.code()
            && one.starts_at > now
    });
    if others.is_empty() || guests.is_empty() {
        return Ok(BTreeSet::new());
    }
    let codes = || others.iter().map(|one| one.code.as_str());
    let unread: Vec<&str> = codes().filter(|code| !known.contains_key(*code)).collect();
    known.extend(unread.iter().map(|code| ((*code).to_owned(), BTreeSet::new())));
    for (code, person) in holders(conn, province, &unread)? {
        known.entry(code).or_default().insert(person);
    }
    let held: BTreeSet<i64> =
        codes().filter_map(|code| known.get(code)).flatten().copied().collect();
    if held.is_empty() {
        return Ok(BTreeSet::new());
    }
    let guests: BTreeSet<i64> = guests.iter().map(|guest| guest.person).collect();
    let people: Vec<i64> = held.union(&guests).copied().collect();
    let communes = registering_communes_of(areas, event.date);
    let mut homes: HashMap<i64, Home> = HashMap::with_capacity(people.len());
    for one in residents_by_id(conn, province, &people)? {
        let commune = communes.get(&one.area_id).copied().unwrap_or(one.area_id);
        let home = match one.household_code {
            Some(code) => Home::Household(commune, code),
            None => Home::Alone(one.id),
        };
        homes.insert(one.id, home);
    }
    let taken: HashSet<&Home> = held.iter().filter_map(|person| homes.get(person)).collect();
    let is_taken = |person: &i64| homes.get(person).is_some_and(|home| taken.contains(home));
    Ok(guests.into_iter().filter(is_taken).collect())
}

/// Whether a guest who is invited elsewhere has to be told not to come: whoever may have read that the event is
/// held, or was to be asked in person and was not told that it is off (`host_said_off`) either.
pub(super) fn has_to_hear(letters: &[One], host_said_off: bool) -> bool {
    let held = |one: &One| one.meant.said != OFF && !has_no_place(&one.meant.said);
    let last = letters.iter().rev().find(|one| one.way != Way::TakenBack);
    let Some(last) = last.filter(|one| !has_no_place(&one.meant.said)) else { return false };
    let asked = last.way == Way::Ended && is_listed(&last.row) && held(last);
    let gone = letters.iter().rev().find(|one| one.way == Way::MayHaveGone);
    asked && !host_said_off || gone.is_some_and(held)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::notice::{NoticeChannel, NoticeState, Recipient};
    use crate::store::notices::{NewNotice, Times};

    /// Letters as `SAID STATE REASON`, oldest first.
    fn letters(text: &str) -> Vec<(EventMeant, NoticeRow)> {
        let at = NaiveDateTime::default();
        let times = Times { made_at: at, not_before: at, expires_at: at };
        let key = (Purpose::EventInvitation, "20230606A-NVH-1", 1);
        let one = |(id, text): (i64, &str)| {
            let mut words = text.split(' ');
            let mut word = || words.next().unwrap_or_default().to_owned();
            let meant = EventMeant { said: word().replace('_', " "), ..EventMeant::default() };
            let to = Recipient::Person(1);
            let row = NewNotice::waiting((&to, NoticeChannel::Email), key, times).row;
            let (state, reason) = (word(), Some(word()).filter(|reason| !reason.is_empty()));
            (meant, NoticeRow { id, state, reason, ..row })
        };
        (1..).zip(text.split(',').filter(|one| !one.is_empty())).map(one).collect()
    }

    /// Letters of one guest; whether the guest is invited, and has to hear that it is not so where another
    /// invitation is kept.
    #[rstest]
    #[case::nobody("", false, false)]
    #[case::waits("here scheduled", true, false)]
    #[case::went_out("here sent", true, true)]
    #[case::in_person("here suppressed no_address", true, true)]
    #[case::came_back("here bounced", true, true)]
    #[case::silent("here suppressed opted_out", false, false)]
    #[case::paid("here cancelled paid", false, false)]
    #[case::never_heard_and_off("here cancelled event_off", false, false)]
    #[case::off("here sent,off sent", false, false)]
    #[case::off_waits("here sent,off scheduled", false, true)]
    #[case::off_taken_back("here sent,off cancelled replaced", true, true)]
    #[case::held_after_all("here sent,off sent,here scheduled", true, false)]
    #[case::no_place("here sent,no_place sent", false, false)]
    #[case::elsewhere("here sent,off sent,elsewhere suppressed not_invited", false, false)]
    #[case::elsewhere_in_person(
        "here suppressed no_address,elsewhere suppressed no_address",
        false,
        false
    )]
    #[case::told_in_person("here sent,elsewhere suppressed no_address", false, false)]
    #[case::invited_again("here sent,elsewhere sent,here sent", true, true)]
    fn who_is_invited_and_who_has_to_hear_that_it_is_not_so(
        #[case] text: &str,
        #[case] invited: bool,
        #[case] told: bool,
    ) {
        let rows = letters(text);
        assert_eq!(stands(&rows), invited);
        let one = |(meant, row): (EventMeant, NoticeRow)| One {
            way: Way::of(NoticeState::from_code(&row.state).unwrap()),
            meant,
            row,
        };
        // What waits is taken back before anybody is told.
        let mut all: Vec<One> = rows.into_iter().map(one).collect();
        for one in all.iter_mut().filter(|one| one.way == Way::Waits) {
            one.way = Way::TakenBack;
        }
        assert_eq!(has_to_hear(&all, false), told);
        let by_letter = all.iter().any(|one| one.way == Way::MayHaveGone);
        assert_eq!(has_to_hear(&all, true), told && by_letter);
    }

    /// By letter that it is held, by letter that it is off, and in person that it is held after all.
    #[test]
    fn who_was_asked_in_person_after_a_letter_hears_it_unless_the_host_said_that_it_is_off() {
        let one = |(meant, row): (EventMeant, NoticeRow)| One {
            way: Way::of(NoticeState::from_code(&row.state).unwrap()),
            meant,
            row,
        };
        let all = letters("here sent,off sent,here suppressed no_address");
        let all: Vec<One> = all.into_iter().map(one).collect();
        assert!(has_to_hear(&all, false) && !has_to_hear(&all, true));
    }
}
