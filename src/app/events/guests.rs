//! Whom the invitations of a version go to: who is invited, what the letter is about, and who of the household
//! reads it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::app::context::registering_communes_of;
use crate::app::plan::lines;
use crate::domain::area::Area;
use crate::domain::event::is_same_event;
use crate::store::event_life::EventRow;
use crate::store::invited::named_in_force;
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
    let mut due: HashMap<(&str, String), Vec<(i64, String)>> = HashMap::new();
    for commune in communes.iter().filter(|row| invited.contains(row.commune.as_str())) {
        for line in lines(commune)? {
            let cases = line.due.iter().map(|case| (case.person, case.product.clone())).collect();
            due.insert((&commune.commune, line.contact()), cases);
        }
    }
    let mut guests: BTreeMap<i32, Vec<Guest>> = BTreeMap::new();
    for row in invitations {
        let cases = due.remove(&(row.commune.as_str(), row.contact.clone())).unwrap_or_default();
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
    let can_read = |one: &&PersonRow| one.email.is_some() && one.closed.is_none();
    let rows = people_by_id(conn, province, people)?;
    let mut readers: HashMap<i64, i64> =
        rows.iter().filter(can_read).map(|one| (one.id, one.id)).collect();
    let without: Vec<&PersonRow> =
        rows.iter().filter(|one| !readers.contains_key(&one.id)).collect();
    let codes: Vec<&str> = without.iter().filter_map(|one| one.household_code.as_deref()).collect();
    if codes.is_empty() {
        return Ok(readers);
    }
    let communes = registering_communes_of(areas, day);
    let commune = |one: &PersonRow| communes.get(&one.area_id).copied().unwrap_or(one.area_id);
    let mut members: HashMap<(String, i64), i64> = HashMap::new();
    for one in people_of_households(conn, province, &codes)?.iter().filter(can_read) {
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
