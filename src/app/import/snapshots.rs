//! A dated list is a snapshot of the communes that it names: whoever an older list named there, and
//! this one does not, leaves the plan with a reason and stays on record. A list that names one
//! district closes nothing in another, a list with rejected rows closes nothing at all (who is missing
//! from it may be the very row that was rejected), and a list that names next to nobody of a commune
//! closes nothing there.

mod kept_open;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

pub(super) use self::kept_open::Closing;
use self::kept_open::{KeptOpen, Rows};
use super::implausible;
use super::tally::Tally;
use crate::domain::plausible::Limits;
use crate::exchange::columns::Slot;
use crate::exchange::read::{Row, Warning};
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::cases::Stamp;
use crate::store::catalogues::areas;
use crate::store::{Conn, StoreResult};

/// Scope by scope (a product, a source) the communes that a dated list names, and how much it may
/// close there.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// From areas of registration to their communes.
    commune_of: HashMap<i64, i64>,
    communes: BTreeMap<String, BTreeMap<i64, Rows>>,
    closing: Closing,
}

impl Named {
    /// Nothing is named yet; people are registered in communes or in their hamlets.
    pub(super) fn new(commune_of: HashMap<i64, i64>, closing: Closing) -> Self {
        Self { commune_of, communes: BTreeMap::new(), closing }
    }

    /// The commune of an area in which people are registered.
    fn commune(&self, area: i64) -> i64 {
        self.commune_of.get(&area).copied().unwrap_or(area)
    }

    /// Notes that a dated row speaks of the commune of an area.
    pub(super) fn note(&mut self, scope: &str, area: i64, row: u64) {
        let commune = self.commune(area);
        if !self.communes.contains_key(scope) {
            self.communes.insert(scope.to_owned(), BTreeMap::new());
        }
        if let Some(communes) = self.communes.get_mut(scope) {
            communes.entry(commune).or_default().add(row);
        }
    }
}

/// Reads where and when the cases of a scope were last named.
pub(super) type Stamps = fn(&mut Conn, i64, &str) -> StoreResult<Vec<Stamp>>;
/// Closes cases that the list of a day does not name.
pub(super) type Close = fn(&mut Conn, i64, &[i64], NaiveDate) -> StoreResult<()>;

/// Closes what a list as a whole no longer names, scope by scope, and counts it; what to say of
/// communes of which it names too few to close the others.
pub(super) fn close_missing(
    conn: &mut Conn,
    province: i64,
    tally: &mut Tally,
    named: &Named,
    (stamps, close): (Stamps, Close),
) -> StoreResult<Option<Warning>> {
    let mut kept = KeptOpen::default();
    for (scope, communes) in &named.communes {
        let mut stamps = stamps(conn, province, scope)?;
        for stamp in &mut stamps {
            stamp.area_id = named.commune(stamp.area_id);
        }
        let mut gone: BTreeMap<NaiveDate, Vec<i64>> = BTreeMap::new();
        for (commune, listed) in listed(&stamps, communes) {
            let count = listed.gone.len();
            if !may_close(tally, count) {
                continue;
            }
            if named.closing.lets(&listed) {
                gone.entry(listed.day).or_default().extend(listed.gone);
            } else {
                tally.held_open += count as u64;
                if let Some(rows) = communes.get(&commune) {
                    kept.add((scope, commune), rows, count as u64);
                }
            }
        }
        for (day, mut ids) in gone {
            ids.sort_unstable();
            close(conn, province, &ids, day)?;
            tally.closed += ids.len() as u64;
        }
    }
    if kept.is_empty() {
        return Ok(None);
    }
    Ok(kept.warning(&areas(conn)?.into_iter().map(|area| (area.id, area.name)).collect()))
}

/// The newest list of a commune.
#[derive(Debug, PartialEq, Eq)]
struct Listed {
    /// Its date.
    day: NaiveDate,
    /// Cases that it names, open or closed.
    named: u64,
    /// The open cases that it does not name.
    gone: Vec<i64>,
}

/// The newest list of each of these communes, as far as one has a date. Cases that no dated list ever
/// named stay.
fn listed(stamps: &[Stamp], communes: &BTreeMap<i64, Rows>) -> BTreeMap<i64, Listed> {
    let mut newest: BTreeMap<i64, Listed> = BTreeMap::new();
    let dated = stamps.iter().filter_map(|stamp| Some((stamp, stamp.as_of?)));
    let dated = dated.filter(|(stamp, _)| communes.contains_key(&stamp.area_id));
    for (stamp, day) in dated.clone() {
        let new = || Listed { day, named: 0, gone: Vec::new() };
        let last = newest.entry(stamp.area_id).or_insert_with(new);
        last.day = day.max(last.day);
    }
    for (stamp, day) in dated {
        let Some(last) = newest.get_mut(&stamp.area_id) else { continue };
        if day == last.day {
            last.named += 1;
        } else if stamp.open {
            last.gone.push(stamp.id);
        }
    }
    newest
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
        let communes = [10, 20].map(|commune| (commune, Rows::default()));
        let of = |day: &str, gone| Listed { day: day.parse().unwrap(), named: 1, gone };
        let lists = [(10, of("2023-06-08", vec![1])), (20, of("2023-06-01", vec![]))];
        assert_eq!(listed(&stamps, &BTreeMap::from(communes)), BTreeMap::from(lists));
    }

    #[test]
    fn a_list_with_rejected_rows_closes_nothing() {
        let mut tally = Tally { rejected: 1, ..Tally::default() };
        assert!(!may_close(&mut tally, 7));
        assert_eq!(tally.held_open, 7);
        assert!(may_close(&mut Tally::default(), 7));
    }
}
