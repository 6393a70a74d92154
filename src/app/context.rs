//! What every use case is given: the store, the tables of law and practice, the configuration and
//! the clock; and the province that it works for.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

pub(crate) use crate::clock::local_date;
use crate::clock::{Clock, local_time};
use crate::config::{Config, Tables};
use crate::domain::area::{Area, AreaKind, AreaTree, Successor};
use crate::domain::ids::{AreaId, ProvinceId};
use crate::domain::succession::Succession;
use crate::exchange::values;
use crate::store::catalogues::{AreaRow, areas};
use crate::store::{Conn, Store, StoreError};

/// The parts of the program that a use case works with.
pub struct Context<'a> {
    /// The lists, plans and results.
    pub store: &'a mut Store,
    /// Law and practice.
    pub tables: &'a Tables,
    /// Configuration.
    pub config: &'a Config,
    /// The time.
    pub clock: &'a dyn Clock,
}

impl Context<'_> {
    /// Today at the office.
    pub fn today(&self) -> NaiveDate {
        local_date(self.clock.now(), self.config.office.time_zone)
    }

    /// Now at the office.
    pub fn local_now(&self) -> NaiveDateTime {
        local_time(self.clock.now(), self.config.office.time_zone)
    }
}

/// Why the province of a command is not clear.
#[derive(Debug, thiserror::Error)]
pub enum ProvinceError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There are provinces, but not on this day.
    #[error(
        "no province of the list of areas stands on {day}: those in it stand from {from}{}; name \
         another day with --today (or --week), or import a newer list (`vandong import areas FILE`)",
        until(*to)
    )]
    NoneStands {
        /// The day on which one was looked for.
        day: NaiveDate,
        /// First day of the earliest of them.
        from: NaiveDate,
        /// Last day of the latest of them, where all have one.
        to: Option<NaiveDate>,
    },
    /// No area of kind province was ever imported.
    #[error("there is no province yet: import the areas first (`vandong import areas FILE`)")]
    NoAreas,
    /// Several provinces, and none was named.
    #[error("the database holds {count} provinces: name one with --province or office.province")]
    Several {
        /// How many stand today.
        count: usize,
    },
    /// The named code is no province of today.
    #[error("`{code}` is no province on {day}; `vandong import areas` brings the list of areas")]
    Unknown {
        /// What was asked for.
        code: String,
        /// The day on which it was looked up.
        day: NaiveDate,
    },
}

fn until(to: Option<NaiveDate>) -> String {
    to.map(|to| format!(" to {to}")).unwrap_or_default()
}

/// A province and the tree of areas as it stands on a day.
#[derive(Clone, Debug)]
pub struct Province {
    /// Its key.
    pub id: ProvinceId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// All areas that stand on the day.
    pub tree: AreaTree,
}

/// The province named by `code`, or the only one there is when the code is empty.
///
/// # Errors
/// No province, several, or another one.
pub fn province(conn: &mut Conn, code: &str, day: NaiveDate) -> Result<Province, ProvinceError> {
    let areas = all_areas(conn)?;
    let none = none_on(&areas, day);
    let tree = AreaTree::on(day, areas);
    let provinces: Vec<&Area> =
        tree.iter().filter(|area| area.kind == AreaKind::Province).collect();
    let found = match (code, provinces.as_slice()) {
        (_, []) => return Err(none),
        ("", [only]) => *only,
        ("", several) => return Err(ProvinceError::Several { count: several.len() }),
        (code, several) => several
            .iter()
            .find(|area| area.code == code)
            .ok_or_else(|| ProvinceError::Unknown { code: code.to_owned(), day })?,
    };
    let (id, code, name) = (ProvinceId(found.id.0), found.code.clone(), found.name.clone());
    Ok(Province { id, code, name, tree })
}

/// The provinces of all times, or those that ever carried this code, in order of their keys: for what was
/// recorded when other units were in force than today.
///
/// # Errors
/// No province at all, or none that ever carried the code.
pub fn provinces_of_all_times(
    conn: &mut Conn,
    code: &str,
    today: NaiveDate,
) -> Result<Vec<Area>, ProvinceError> {
    let mut all = all_areas(conn)?;
    all.retain(|area| area.kind == AreaKind::Province);
    if all.is_empty() {
        return Err(ProvinceError::NoAreas);
    }
    all.retain(|area| code.is_empty() || area.code == code);
    if all.is_empty() {
        return Err(ProvinceError::Unknown { code: code.to_owned(), day: today });
    }
    all.sort_unstable_by_key(|area| area.id.0);
    Ok(all)
}

/// The tree of areas as it stands on a day.
///
/// # Errors
/// The database refused, or holds a kind of area that nobody knows.
pub fn area_tree(conn: &mut Conn, day: NaiveDate) -> Result<AreaTree, StoreError> {
    Ok(AreaTree::on(day, all_areas(conn)?))
}

/// What to say when no province stands on a day.
fn none_on(areas: &[Area], day: NaiveDate) -> ProvinceError {
    let provinces = || areas.iter().filter(|area| area.kind == AreaKind::Province);
    match provinces().map(|area| area.valid_from).min() {
        None => ProvinceError::NoAreas,
        Some(from) => {
            let open = provinces().any(|area| area.valid_to.is_none());
            let last = provinces().filter_map(|area| area.valid_to).max();
            ProvinceError::NoneStands { day, from, to: last.filter(|_| !open) }
        }
    }
}

/// From the key of every area in which people are registered to the key of the commune that counted
/// them then: inside it the code of a household is unique.
///
/// # Errors
/// The database refused, or holds an area that cannot be read.
pub fn registering_communes(
    conn: &mut Conn,
    day: NaiveDate,
) -> Result<HashMap<i64, i64>, StoreError> {
    Ok(registering_communes_of(&all_areas(conn)?, day))
}

/// The same of areas that were read already.
#[must_use]
pub fn registering_communes_of(areas: &[Area], day: NaiveDate) -> HashMap<i64, i64> {
    let succession = Succession::on(day, areas);
    let commune = |area: &Area| Some((area.id.0, succession.registered(area)?.id.0));
    areas.iter().filter_map(commune).collect()
}

/// The areas of all times.
///
/// # Errors
/// The database refused, or holds an area that cannot be read.
pub fn all_areas(conn: &mut Conn) -> Result<Vec<Area>, StoreError> {
    areas(conn)?.into_iter().map(area).collect()
}

fn area(row: AreaRow) -> Result<Area, StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt { table: "areas", what: what.to_owned() };
    let kind = AreaKind::from_code(&row.kind).ok_or_else(|| corrupt(&row.kind))?;
    let successors = row.successor_codes.as_deref().unwrap_or_default();
    let successors = values::shares(successors).map_err(|_| corrupt(successors))?;
    let heir = |(code, share): (&str, f64)| Successor { code: code.to_owned(), share };
    let successors = successors.unwrap_or_default().into_iter().map(heir).collect();
    Ok(Area {
        id: AreaId(row.id),
        code: row.code,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        kind,
        name: row.name,
        parent_code: row.parent_code,
        population: row.population,
        successors,
    })
}
