//! The office whose plan is made: it covers areas, and plans for every commune inside them.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::PlanError;
use super::homes::{Unclear, codes_of_the_week};
use crate::app::context::{Province, all_areas};
use crate::domain::area::AreaTree;
use crate::domain::succession::Succession;
use crate::store::catalogues::{OfficeRow, offices};
use crate::store::{Conn, StoreError};

/// An office and the areas it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Codes of the areas that it covers, as they are called on the day.
    pub areas: BTreeSet<String>,
    /// What must be asked about areas that it covered once.
    pub questions: Vec<String>,
}

impl Office {
    /// Whether an area lies in what the office covers.
    pub fn covers(&self, tree: &AreaTree, code: &str) -> bool {
        tree.path(code).any(|area| self.areas.contains(&area.code))
    }
}

/// The office of a code with its areas on a day; without a code, the office that has no other above
/// it. An installation without offices plans for its province.
///
/// # Errors
/// No such office, or several that could be meant.
pub fn office(
    conn: &mut Conn,
    code: &str,
    province: &Province,
    day: NaiveDate,
) -> Result<Office, PlanError> {
    let (rows, areas) = (offices(conn)?, all_areas(conn)?);
    let succession = Succession::on(day, &areas);
    let from_row = |row| from_row(row, &succession);
    let whole = || whole(province);
    let known = || rows.iter().map(|row| row.code.clone()).collect::<Vec<_>>();
    if code.is_empty() {
        let mut tops = rows.iter().filter(|row| row.parent_code.is_none());
        return match (tops.next(), tops.next()) {
            (None, _) if rows.is_empty() => Ok(whole()),
            (Some(only), None) => Ok(from_row(only)),
            _ => Err(PlanError::WhichOffice { known: known() }),
        };
    }
    match rows.iter().find(|row| row.code == code) {
        Some(row) => Ok(from_row(row)),
        None if code == province.code => Ok(whole()),
        None => Err(PlanError::UnknownOffice { code: code.to_owned(), known: known() }),
    }
}

/// The offices that plan in a province on a day, each with the code of the one above it: those that
/// cover an area of it; without any, one for the whole province.
///
/// # Errors
/// The database refused.
pub fn offices_of(
    conn: &mut Conn,
    province: &Province,
    day: NaiveDate,
) -> Result<Vec<(Office, Option<String>)>, PlanError> {
    let areas = all_areas(conn)?;
    Ok(offices_among(conn, province, &Succession::on(day, &areas))?)
}

/// The same where the areas were read already.
pub(crate) fn offices_among(
    conn: &mut Conn,
    province: &Province,
    succession: &Succession<'_>,
) -> Result<Vec<(Office, Option<String>)>, StoreError> {
    let rows = offices(conn)?;
    let here = |office: &Office| {
        office.areas.iter().any(|code| province.tree.is_within(code, &province.code))
    };
    let all = rows.iter().map(|row| (from_row(row, succession), row.parent_code.clone()));
    let mut found: Vec<(Office, Option<String>)> = all.filter(|(office, _)| here(office)).collect();
    if found.is_empty() {
        found.push((whole(province), None));
    }
    Ok(found)
}

/// An office for all of a province.
fn whole(province: &Province) -> Office {
    Office {
        code: province.code.clone(),
        name: province.name.clone(),
        areas: BTreeSet::from([province.code.clone()]),
        questions: Vec::new(),
    }
}

/// The list of offices may be older than the last merger.
fn from_row(row: &OfficeRow, succession: &Succession<'_>) -> Office {
    let (codes, unclear) = codes_of_the_week(&row.area_codes, succession);
    Office {
        code: row.code.clone(),
        name: row.name.clone(),
        areas: codes.into_iter().collect(),
        questions: unclear.iter().map(|one| question(row, one)).collect(),
    }
}

fn question(row: &OfficeRow, unclear: &Unclear<'_>) -> String {
    let (code, vi, en) = (&row.code, unclear.vi(), unclear.en());
    format!(
        "cơ quan {code} phụ trách {vi}: hãy nhập lại danh sách cơ quan với mã mới / office {code} \
         covers {en}: import the offices with their new area_codes"
    )
}
