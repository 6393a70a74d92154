//! The office whose plan is made: it covers areas, and plans for every commune inside them.

use super::PlanError;
use crate::app::context::Province;
use crate::domain::area::AreaTree;
use crate::store::Conn;
use crate::store::catalogues::{OfficeRow, offices};

/// An office and the areas it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Codes of the areas that it covers.
    pub areas: Vec<String>,
}

impl Office {
    /// Whether an area lies in what the office covers.
    pub fn covers(&self, tree: &AreaTree, code: &str) -> bool {
        tree.path(code).any(|area| self.areas.contains(&area.code))
    }
}

/// The office of a code; without one, the office that has no other above it. An installation
/// without offices plans for its province.
///
/// # Errors
/// No such office, or several that could be meant.
pub fn office(conn: &mut Conn, code: &str, province: &Province) -> Result<Office, PlanError> {
    let rows = offices(conn)?;
    let whole = || Office {
        code: province.code.clone(),
        name: province.name.clone(),
        areas: vec![province.code.clone()],
    };
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

fn from_row(row: &OfficeRow) -> Office {
    let areas = row.area_codes.split(';').map(str::trim).filter(|code| !code.is_empty());
    Office {
        code: row.code.clone(),
        name: row.name.clone(),
        areas: areas.map(str::to_owned).collect(),
    }
}
