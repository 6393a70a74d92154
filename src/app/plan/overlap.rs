//! Communes that two offices have planned for one week: a province and a district office may both
//! cover them, and their agents would call the same households twice.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::PlanError;
use crate::domain::calendar::Week;
use crate::store::Conn;
use crate::store::catalogues::offices;
use crate::store::plan_demands::{communes_of, communes_of_others};

/// What another office has planned of the communes of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overlap {
    /// Code of the other office.
    pub office: String,
    /// Its name.
    pub name: String,
    /// How many communes stand in both plans.
    pub communes: u64,
}

/// The other offices whose newest plan of a week covers communes of a version, by code.
///
/// # Errors
/// The database refused.
pub(crate) fn overlaps(
    conn: &mut Conn,
    (province, office): (i64, &str),
    week: Week,
    version: i64,
) -> Result<Vec<Overlap>, PlanError> {
    let theirs = communes_of_others(conn, province, office, &week.to_string())?;
    if theirs.is_empty() {
        return Ok(Vec::new());
    }
    let ours = communes_of(conn, province, &[version])?;
    let ours: HashSet<String> = ours.into_iter().map(|(_, commune)| commune).collect();
    let mut shared: BTreeMap<String, u64> = BTreeMap::new();
    for (office, _) in theirs.into_iter().filter(|(_, commune)| ours.contains(commune)) {
        *shared.entry(office).or_default() += 1;
    }
    let names: HashMap<String, String> =
        offices(conn)?.into_iter().map(|row| (row.code, row.name)).collect();
    let told = shared.into_iter().map(|(office, communes)| Overlap {
        name: names.get(&office).unwrap_or(&office).clone(),
        office,
        communes,
    });
    Ok(told.collect())
}
