//! A dated list is a snapshot of the communes that it names: whoever an older list named there, and
//! this one does not, leaves the plan with a reason and stays on record. A list that names one
//! district closes nothing in another, a list with rejected rows closes nothing at all (who is missing
//! from it may be the very row that was rejected), and a list that names next to nobody of a commune
//! closes nothing there.

mod kept_open;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

pub(super) use self::kept_open::{Closing, Said, Titles};
use self::kept_open::{KeptOpen, Rows};
use super::implausible;
use super::row_numbers::RowNumbers;
use super::tally::Tally;
use crate::domain::plausible::Limits;
use crate::exchange::columns::Slot;
use crate::exchange::read::{Row, Warning};
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::cases::{MISSING_FROM_LIST, Stamp};
use crate::store::catalogues::areas;
use crate::store::{Conn, StoreResult, take_ids};

/// Scope by scope (a product, a source) the communes that a dated list names, and how much it may
/// close there.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// From areas of registration to their communes.
    commune_of: HashMap<i64, i64>,
    communes: BTreeMap<String, BTreeMap<i64, Part>>,
    closing: Closing,
    /// Key of the first case that this file could bring.
    first_new: Option<i64>,
    /// Rows whose cases stay closed, because a newer list did not name them.
    outdated: RowNumbers<20>,
    /// What the scopes are called.
    titles: Titles,
}

/// What a file says of a commune.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// The newest date of its rows.
    day: NaiveDate,
    /// The rows of that date.
    rows: Rows,
}

impl Named {
    /// Nothing is named yet; people are registered in communes or in their hamlets.
    pub(super) fn new(commune_of: HashMap<i64, i64>, closing: Closing) -> Self {
        Self {
            commune_of,
            communes: BTreeMap::new(),
            closing,
            first_new: None,
            outdated: RowNumbers::default(),
            titles: Titles::new(),
        }
    }

    /// With names for its scopes.
    pub(super) fn called(self, titles: Titles) -> Self {
        Self { titles, ..self }
    }

    /// Notes, before anything is stored, which keys new cases will have.
    pub(super) fn begin(&mut self, conn: &mut Conn, series: (i64, &str)) -> StoreResult<()> {
        if self.first_new.is_none() {
            let (province, name) = series;
            self.first_new = Some(take_ids(conn, province, name, 0)?);
        }
        Ok(())
    }

    /// Notes how a row leaves its case: closed for this reason, or open.
    pub(super) fn settled(&mut self, row: u64, closed: Option<&str>) {
        if closed == Some(MISSING_FROM_LIST) {
            self.outdated.add(row);
        }
    }

    /// What to say of the dates of the list.
    pub(super) fn warnings(&self) -> impl Iterator<Item = Warning> {
        self.undated().into_iter().chain(self.overtaken())
    }

    /// Of a list that was said to be complete, and has no date: it closes nobody.
    fn undated(&self) -> Option<Warning> {
        let vain = self.closing.said == Said::Complete && self.communes.is_empty();
        vain.then(|| Warning {
            sheet: String::new(),
            code: "complete_without_date",
            column: "as_of".to_owned(),
            row: 0,
            count: 1,
            message_vi:
                "--complete không có tác dụng: danh sách không ghi ngày dữ liệu (cột as_of), \
                         nên không đóng trường hợp nào; hãy ghi ngày dữ liệu vào từng dòng"
                    .to_owned(),
            message_en:
                "--complete did nothing: the list has no date (column as_of), so it closes \
                         nobody; write the date of the data into its rows"
                    .to_owned(),
        })
    }

    /// Of a list that a newer one has overtaken.
    fn overtaken(&self) -> Option<Warning> {
        let (rows, count) = (&self.outdated, self.outdated.count());
        Some(Warning {
            sheet: String::new(),
            code: "closed_by_newer_list",
            column: String::new(),
            row: rows.first()?,
            count,
            message_vi: format!(
                "{count} dòng là trường hợp đã đóng vì danh sách mới hơn của xã không nêu: dòng {rows}. \
                 Nếu vẫn cần liên hệ, hãy ghi ngày dữ liệu (as_of) mới hơn rồi nhập lại"
            ),
            message_en: format!(
                "{count} rows are of cases that are closed because a newer list of the commune does \
                 not name them: rows {rows}. If they are still to be contacted, give the rows a newer \
                 date (as_of) and import them again"
            ),
        })
    }

    /// The commune of an area in which people are registered.
    fn commune(&self, area: i64) -> i64 {
        self.commune_of.get(&area).copied().unwrap_or(area)
    }

    /// Notes that a row of this date speaks of the commune of an area.
    pub(super) fn note(&mut self, scope: &str, area: i64, (row, day): (u64, NaiveDate)) {
        let commune = self.commune(area);
        if !self.communes.contains_key(scope) {
            self.communes.insert(scope.to_owned(), BTreeMap::new());
        }
        let Some(communes) = self.communes.get_mut(scope) else { return };
        let part = communes.entry(commune).or_insert_with(|| Part { day, rows: Rows::default() });
        if part.day < day {
            *part = Part { day, rows: Rows::default() };
        }
        if part.day == day {
            part.rows.add(row);
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
        for (commune, mut listed) in listed(&stamps, communes) {
            if !listed.by_this_file {
                // A newer list has spoken of all who were on record then.
                listed.gone.retain(|id| named.first_new.is_some_and(|first| *id >= first));
            }
            let count = listed.gone.len();
            if !may_close(tally, count) {
                continue;
            }
            if named.closing.lets(&listed) {
                gone.entry(listed.day).or_default().extend(listed.gone);
            } else {
                tally.held_open += count as u64;
                if let Some(part) = communes.get(&commune).filter(|_| listed.by_this_file) {
                    kept.add((scope, commune), &part.rows, &listed);
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
    let names = areas(conn)?.into_iter().map(|area| (area.id, area.name)).collect();
    Ok(kept.warning(&names, &named.titles))
}

/// The newest list of a commune.
#[derive(Debug, PartialEq, Eq)]
struct Listed {
    /// Its date.
    day: NaiveDate,
    /// Whether the file that comes in is this list, or a part of it.
    by_this_file: bool,
    /// Cases that it names, open or closed.
    named: u64,
    /// The open cases that it does not name.
    gone: Vec<i64>,
}

/// The newest list of each of these communes, as far as one has a date. Cases that no dated list ever
/// named stay.
fn listed(stamps: &[Stamp], communes: &BTreeMap<i64, Part>) -> BTreeMap<i64, Listed> {
    let mut newest: BTreeMap<i64, Listed> = BTreeMap::new();
    let dated = stamps.iter().filter_map(|stamp| Some((stamp, stamp.as_of?)));
    let dated = dated.filter(|(stamp, _)| communes.contains_key(&stamp.area_id));
    for (stamp, day) in dated.clone() {
        let new = || Listed { day, by_this_file: false, named: 0, gone: Vec::new() };
        let last = newest.entry(stamp.area_id).or_insert_with(new);
        last.day = day.max(last.day);
    }
    for (commune, listed) in &mut newest {
        listed.by_this_file = communes.get(commune).is_some_and(|part| part.day == listed.day);
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
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let part = |day| Part { day, rows: Rows::default() };
        let communes = [10, 20].map(|commune| (commune, part(day("2023-06-01"))));
        let of = |on: &str, by_this_file, gone| {
            let day = day(on);
            Listed { day, by_this_file, named: 1, gone }
        };
        let lists = [(10, of("2023-06-08", false, vec![1])), (20, of("2023-06-01", true, vec![]))];
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
