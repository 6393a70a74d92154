//! A dated list is a snapshot of the communes that it names: whoever an older list named there, and
//! this one does not, leaves the plan with a reason and stays on record. A list that names one
//! district closes nothing in another, and a list with rejected rows closes nothing at all: who is
//! missing from it may be the very row that was rejected.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::implausible;
use super::tally::Tally;
use crate::domain::plausible::Limits;
use crate::exchange::columns::Slot;
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::cases::Stamp;
use crate::store::{Conn, StoreResult};

/// Scope by scope (a product, a source) the communes that a dated list names.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// From areas of registration to their communes.
    commune_of: HashMap<i64, i64>,
    communes: BTreeMap<String, BTreeSet<i64>>,
}

impl Named {
    /// Nothing is named yet; people are registered in communes or in their hamlets.
    pub(super) fn new(commune_of: HashMap<i64, i64>) -> Self {
        Self { commune_of, communes: BTreeMap::new() }
    }

    /// The commune of an area in which people are registered.
    fn commune(&self, area: i64) -> i64 {
        self.commune_of.get(&area).copied().unwrap_or(area)
    }

    /// Notes that a dated row speaks of the commune of an area.
    pub(super) fn note(&mut self, scope: &str, area: i64) {
        let commune = self.commune(area);
        match self.communes.get_mut(scope) {
            Some(communes) => drop(communes.insert(commune)),
            None => drop(self.communes.insert(scope.to_owned(), BTreeSet::from([commune]))),
        }
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &BTreeSet<i64>)> {
        self.communes.iter().map(|(scope, communes)| (scope.as_str(), communes))
    }
}

/// Reads where and when the cases of a scope were last named.
pub(super) type Stamps = fn(&mut Conn, i64, &str) -> StoreResult<Vec<Stamp>>;
/// Closes cases that the list of a day does not name.
pub(super) type Close = fn(&mut Conn, i64, &[i64], NaiveDate) -> StoreResult<()>;

/// Closes what a list as a whole no longer names, scope by scope, and counts it.
pub(super) fn close_missing(
    conn: &mut Conn,
    province: i64,
    tally: &mut Tally,
    named: &Named,
    (stamps, close): (Stamps, Close),
) -> StoreResult<()> {
    for (scope, communes) in named.iter() {
        let mut stamps = stamps(conn, province, scope)?;
        for stamp in &mut stamps {
            stamp.area_id = named.commune(stamp.area_id);
        }
        for (day, ids) in missing(&stamps, communes) {
            if may_close(tally, ids.len()) {
                close(conn, province, &ids, day)?;
                tally.closed += ids.len() as u64;
            }
        }
    }
    Ok(())
}

/// The open cases that the newest list of their commune does not name, by the date of that list.
/// Cases that no dated list ever named stay.
fn missing(stamps: &[Stamp], communes: &BTreeSet<i64>) -> BTreeMap<NaiveDate, Vec<i64>> {
    let mut newest: HashMap<i64, NaiveDate> = HashMap::new();
    for stamp in stamps.iter().filter(|stamp| communes.contains(&stamp.area_id)) {
        if let Some(day) = stamp.as_of {
            let last = newest.entry(stamp.area_id).or_insert(day);
            *last = day.max(*last);
        }
    }
    let mut gone: BTreeMap<NaiveDate, Vec<i64>> = BTreeMap::new();
    for stamp in stamps.iter().filter(|stamp| stamp.open) {
        if let (Some(day), Some(last)) = (stamp.as_of, newest.get(&stamp.area_id))
            && day < *last
        {
            gone.entry(*last).or_default().push(stamp.id);
        }
    }
    gone
}

/// Whether a list may close what it does not name, and counts what it would have closed if not.
fn may_close(tally: &mut Tally, count: usize) -> bool {
    let whole = tally.is_whole();
    if !whole {
        tally.held_open += count as u64;
    }
    whole
}

/// The date of a row's list; one that lies ahead is a mistake that would close everybody else.
pub(super) fn as_of(
    row: &Row<'_>,
    slot: Slot,
    limits: &Limits,
) -> Result<Option<NaiveDate>, Reject> {
    let day = slot.value(row, values::date)?;
    let checked = day.map_or(Ok(()), |day| limits.happened(day));
    checked.map_err(|why| implausible::reject(row.number(), slot.name, why))?;
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(id: i64, area_id: i64, as_of: Option<&str>, open: bool) -> Stamp {
        Stamp { id, area_id, as_of: as_of.map(|day| day.parse().unwrap()), open }
    }

    #[test]
    fn a_list_speaks_for_the_communes_that_it_names() {
        let stamps = [
            stamp(1, 10, Some("2023-06-01"), true),
            stamp(2, 10, Some("2023-06-08"), true),
            stamp(3, 10, None, true),
            stamp(4, 20, Some("2023-06-01"), true),
            stamp(5, 30, Some("2023-05-01"), true),
            stamp(6, 10, Some("2023-05-01"), false),
        ];
        let gone = missing(&stamps, &BTreeSet::from([10, 20]));
        let day: NaiveDate = "2023-06-08".parse().unwrap();
        assert_eq!(gone, BTreeMap::from([(day, vec![1])]));
    }

    #[test]
    fn a_list_with_rejected_rows_closes_nothing() {
        let mut tally = Tally { rejected: 1, ..Tally::default() };
        assert!(!may_close(&mut tally, 7));
        assert_eq!(tally.held_open, 7);
        assert!(may_close(&mut Tally::default(), 7));
    }
}
