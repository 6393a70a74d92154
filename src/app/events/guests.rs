//! Whom the invitations of a version go to: who is invited, what the letter is about, and who of the household
//! reads it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::app::context::registering_communes_of;
use crate::app::plan::events::invited_lines;
use crate::app::plan::{Line, lines};
use crate::domain::area::Area;
use crate::domain::event::is_same_event;
use crate::store::event_life::EventRow;
use crate::store::invited::named_in_force;
use crate::store::merged::survivors;
use crate::store::notices::notice_cases_of;
use crate::store::people::{PersonRow, people_by_id, people_of_households};
use crate::store::plan_events::{InvitationRow, invitations_to};
use crate::store::plan_parts::VersionParts;
use crate::store::plans::{PlanCommuneRow, version_communes};
use crate::store::{Conn, StoreResult};

/// A household that is invited, by the person whom the plan names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guest {
    /// Who is invited.
    pub(crate) person: i64,
    /// Due cases to talk about; none where it is about joining.
    pub(crate) cases: Vec<(i64, String)>,
}

/// Guests, each with a letter to them, with the cases of that letter.
///
/// # Errors
/// The database refused.
pub(super) fn with_cases_of_letters(
    conn: &mut Conn,
    province: i64,
    letters: Vec<(i64, i64)>,
) -> StoreResult<Vec<Guest>> {
    let ids: Vec<i64> = letters.iter().map(|(_, letter)| *letter).collect();
    let mut cases: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
    for case in notice_cases_of(conn, province, &ids)? {
        cases.entry(case.notice_id).or_default().push((case.person_id, case.product));
    }
    let guest =
        |(person, letter)| Guest { person, cases: cases.remove(&letter).unwrap_or_default() };
    Ok(letters.into_iter().map(guest).collect())
}

/// The guests of a version, by the number of the event.
///
/// # Errors
/// The version cannot be read.
pub(crate) fn guests_of(parts: &VersionParts) -> StoreResult<BTreeMap<i32, Vec<Guest>>> {
    with_cases(&parts.events.invitations, &parts.communes)
}

/// Whom the plan in force invites to an event, if one names this event.
///
/// # Errors
/// The database refused, or holds a version that cannot be read.
pub(super) fn guests_in_force(
    conn: &mut Conn,
    event: &EventRow,
) -> StoreResult<Option<Vec<Guest>>> {
    let province = event.province_id;
    let named = named_in_force(conn, province, std::slice::from_ref(&event.code))?;
    let named = named.get(&event.code).filter(|named| is_same_event(&named.kind, &event.kind));
    let Some(named) = named else { return Ok(None) };
    let invited = invitations_to(conn, province, (named.version_id, named.number))?;
    let communes = version_communes(conn, province, named.version_id)?;
    let guests = with_cases(&invited, &communes)?.remove(&named.number);
    Ok(Some(guests.unwrap_or_default()))
}

/// Invitations with the due cases of their households, by the number of the event.
fn with_cases(
    invitations: &[InvitationRow],
    communes: &[PlanCommuneRow],
) -> StoreResult<BTreeMap<i32, Vec<Guest>>> {
    let invited: BTreeSet<&str> = invitations.iter().map(|row| row.commune.as_str()).collect();
    let mut households: Vec<(String, Line)> = Vec::new();
    for commune in communes.iter().filter(|row| invited.contains(row.commune.as_str())) {
        let own = lines(commune)?.into_iter();
        households.extend(own.map(|line| (commune.commune.clone(), line)));
    }
    let household = invited_lines(invitations, &households);
    let mut guests: BTreeMap<i32, Vec<Guest>> = BTreeMap::new();
    for row in invitations {
        let own = household.get(&row.person_id).and_then(|at| households.get(*at));
        let due = own.iter().flat_map(|(_, line)| &line.due);
        let cases = due.map(|case| (case.person, case.product.clone())).collect();
        guests.entry(row.event).or_default().push(Guest { person: row.person_id, cases });
    }
    Ok(guests)
}

/// Who reads the letters to these people: they themselves, else somebody of their household with an address;
/// whoever is missing cannot be written to. `areas` are those of all times.
pub(super) fn readers(
    conn: &mut Conn,
    province: i64,
    people: &[i64],
    (areas, day): (&[Area], chrono::NaiveDate),
) -> StoreResult<HashMap<i64, i64>> {
    let rows = people_by_id(conn, province, people)?;
    let mut readers: HashMap<i64, i64> =
        rows.iter().filter(|one| can_read(one)).map(|one| (one.id, one.id)).collect();
    let without: Vec<&PersonRow> =
        rows.iter().filter(|one| !readers.contains_key(&one.id)).collect();
    let codes: Vec<&str> = without.iter().filter_map(|one| one.household_code.as_deref()).collect();
    if codes.is_empty() {
        return Ok(readers);
    }
    let communes = registering_communes_of(areas, day);
    let commune = |one: &PersonRow| communes.get(&one.area_id).copied().unwrap_or(one.area_id);
    let mut members: HashMap<(String, i64), i64> = HashMap::new();
    for one in people_of_households(conn, province, &codes)?.iter().filter(|one| can_read(one)) {
        let home = (one.household_code.clone().unwrap_or_default(), commune(one));
        let first = members.entry(home).or_insert(one.id);
        *first = one.id.min(*first);
    }
    for one in without {
        let home = one.household_code.clone().map(|code| (code, commune(one)));
        if let Some(reader) = home.and_then(|home| members.get(&home)) {
            readers.insert(one.id, *reader);
        }
    }
    Ok(readers)
}

/// Which of these people, who read letters before, can read one still: under who they are now.
pub(super) fn who_still_read(
    conn: &mut Conn,
    province: i64,
    people: &[i64],
) -> StoreResult<BTreeSet<i64>> {
    let now = survivors(conn, province, people)?;
    let ids: Vec<i64> = people.iter().map(|id| now.of(*id)).collect();
    let rows = people_by_id(conn, province, &ids)?;
    let can: BTreeSet<i64> = rows.iter().filter(|one| can_read(one)).map(|one| one.id).collect();
    Ok(people.iter().copied().filter(|id| can.contains(&now.of(*id))).collect())
}

/// Whether a letter can be written to somebody.
fn can_read(one: &PersonRow) -> bool {
    one.email.is_some() && one.closed.is_none()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// A commune after a merger, with contacts as `PERSON HOUSEHOLD DUE`, the due persons separated by `+`.
    fn commune(contacts: &str) -> PlanCommuneRow {
        let line = |contact: &str| {
            let [person, household, due] = contact.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{contact}")
            };
            let due = due.split('+').filter(|one| *one != "-");
            let due: Vec<_> = due.map(|one| format!("D{one}/household_hi!invited")).collect();
            let due = if due.is_empty() { "-".to_owned() } else { due.join(" ") };
            format!("{person}\t{household}\t-\thousehold_hi\tc*:57\t-\t{due}\tinvited\n")
        };
        let body: String = contacts.split(',').map(line).collect();
        let (province_id, version_id, contacts) = (1, 1, 0);
        PlanCommuneRow { province_id, version_id, commune: "04282".into(), contacts, body }
    }

    fn invitation(person_id: i64) -> InvitationRow {
        InvitationRow {
            province_id: 1,
            version_id: 1,
            person_id,
            event: 1,
            contact: "7".into(),
            commune: "04282".into(),
            worth: 300_000,
        }
    }

    /// Who is invited, and in the same order whose cases the letters are about.
    #[rstest]
    #[case::the_only_household("11 7 11+12", "11", "11+12")]
    #[case::somebody_of_it_with_nothing_due("11 7 11+12", "13", "11+12")]
    #[case::beside_one_that_could_join("11 7 11,21 7 -", "11", "11")]
    #[case::beside_one_that_is_due("11 7 -,21 7 21", "11", "")]
    #[case::not_who_stands_for_it("11 7 11+12,21 7 -", "12", "11+12")]
    #[case::both("11 7 11,21 7 21", "21,11", "21,11")]
    #[case::the_one_that_is_left("11 7 11,21 7 21", "13,21", "11,21")]
    fn households_of_one_name_are_told_apart(
        #[case] contacts: &str,
        #[case] invited: &str,
        #[case] expected: &str,
    ) {
        let rows = invited.split(',').map(|one| invitation(one.parse().unwrap()));
        let rows: Vec<InvitationRow> = rows.collect();
        let guests = with_cases(&rows, &[commune(contacts)]).unwrap().remove(&1).unwrap();
        let people: Vec<String> = guests.iter().map(|guest| guest.person.to_string()).collect();
        assert_eq!(people.join(","), invited);
        let own = |guest: &Guest| {
            let people = guest.cases.iter().map(|(person, _)| person.to_string());
            people.collect::<Vec<_>>().join("+")
        };
        let cases: Vec<String> = guests.iter().map(own).collect();
        assert_eq!(cases.join(","), expected);
    }
}
