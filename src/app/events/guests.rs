//! Whom the invitations of a version go to: who is invited, what the letter is about, and who of the household
//! reads it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::app::context::registering_communes;
use crate::app::plan::lines;
use crate::store::people::{PersonRow, people_by_id, people_of_households};
use crate::store::plan_parts::VersionParts;
use crate::store::{Conn, StoreResult};

/// A household that is invited, by the person whom the plan names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guest {
    /// Who is invited.
    pub(crate) person: i64,
    /// Due cases to talk about; none where it is about joining.
    pub(crate) cases: Vec<(i64, String)>,
}

/// The guests of a version, by the number of the event.
///
/// # Errors
/// The version cannot be read.
pub(crate) fn guests_of(parts: &VersionParts) -> StoreResult<BTreeMap<i32, Vec<Guest>>> {
    let communes: BTreeSet<&str> =
        parts.events.invitations.iter().map(|row| row.commune.as_str()).collect();
    let mut due: HashMap<(&str, String), Vec<(i64, String)>> = HashMap::new();
    for commune in parts.communes.iter().filter(|row| communes.contains(row.commune.as_str())) {
        for line in lines(commune)? {
            let cases = line.due.iter().map(|case| (case.person, case.product.clone())).collect();
            due.insert((&commune.commune, line.contact()), cases);
        }
    }
    let mut guests: BTreeMap<i32, Vec<Guest>> = BTreeMap::new();
    for row in &parts.events.invitations {
        let cases = due.remove(&(row.commune.as_str(), row.contact.clone())).unwrap_or_default();
        guests.entry(row.event).or_default().push(Guest { person: row.person_id, cases });
    }
    Ok(guests)
}

/// Who reads the letters to these people: they themselves, else somebody of their household with an address;
/// whoever is missing cannot be written to.
pub(super) fn readers(
    conn: &mut Conn,
    province: i64,
    people: &[i64],
    day: chrono::NaiveDate,
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
    let communes = registering_communes(conn, day)?;
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
