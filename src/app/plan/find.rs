//! Which plan is meant: an office, a week and, if not the newest, a version.

use std::collections::HashMap;

use chrono::{NaiveDate, Weekday};

use super::PlanError;
use super::body::{LineFate, lines};
use super::office::{Office, office};
use crate::app::context::{Province, province};
use crate::domain::calendar::Week;
use crate::domain::plan_life::PlanState;
use crate::domain::touch::ReasonCode;
use crate::store::plans::{PlanRow, VersionRow, find_plan, version_communes, versions};
use crate::store::steps::states_of;
use crate::store::{Conn, StoreResult};

/// What a command names.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Province code; empty for the only one.
    pub province: String,
    /// Office code; empty for the one above all others.
    pub office: String,
    /// The week; the one of today when it is not said.
    pub week: Option<Week>,
    /// Number of the version; the newest when it is not said.
    pub version: Option<i32>,
}

/// A plan that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its province and the areas of its week.
    pub province: Province,
    /// Its office.
    pub office: Office,
    /// Its week.
    pub week: Week,
    /// The plan.
    pub plan: PlanRow,
    /// The version that is meant.
    pub version: VersionRow,
    /// All its versions, oldest first.
    pub versions: Vec<VersionRow>,
}

impl Found {
    /// The name of an area of the plan's week, or the code of one that it does not know.
    pub(crate) fn area(&self, code: &str) -> String {
        self.province.tree.get(code).map_or(code, |area| area.name.as_str()).to_owned()
    }
}

/// Finds a plan.
///
/// # Errors
/// An unknown province or office, or no such plan or version.
pub fn find(conn: &mut Conn, wanted: &Wanted, today: NaiveDate) -> Result<Found, PlanError> {
    let week = wanted.week.unwrap_or_else(|| Week::containing(today));
    let province = province(conn, &wanted.province, week.monday())?;
    let office = office(conn, &wanted.office, &province, week.monday())?;
    let none =
        || PlanError::NoPlan { office: office.code.clone(), week, makes: still(week, today) };
    let plan = find_plan(conn, province.id.0, &office.code, &week.to_string())?.ok_or_else(none)?;
    let versions = versions(conn, province.id.0, plan.id)?;
    let version = match wanted.version {
        Some(number) => versions
            .iter()
            .find(|one| one.number == number)
            .ok_or_else(|| PlanError::NoVersion { week, number, last: versions.len() })?,
        None => versions.last().ok_or_else(none)?,
    };
    Ok(Found { version: version.clone(), province, office, week, plan, versions })
}

/// A week, or the first after it of which somebody can still work a day: the last working day of most
/// offices is Friday, and who works later plans the next week on it.
#[must_use]
pub fn still(week: Week, today: NaiveDate) -> Week {
    let current = Week::containing(today);
    let open = if today <= current.day(Weekday::Fri) { current } else { current.next() };
    if week.monday() < open.monday() { open } else { week }
}

/// Finds a plan as it is worked by: where no version is named, the one in force (published, or closed
/// with its week), and the newest where there is none.
///
/// # Errors
/// As [`find`].
pub fn find_in_force(
    conn: &mut Conn,
    wanted: &Wanted,
    today: NaiveDate,
) -> Result<Found, PlanError> {
    let found = find(conn, wanted, today)?;
    if wanted.version.is_some() {
        return Ok(found);
    }
    Ok(match in_force(conn, &found)? {
        Some(version) => Found { version, ..found },
        None => found,
    })
}

/// The version of a plan by which its week is worked, or was: the newest that is published or closed.
///
/// # Errors
/// The database refused.
pub fn in_force(conn: &mut Conn, found: &Found) -> StoreResult<Option<VersionRow>> {
    let keys: Vec<i64> = found.versions.iter().map(|version| version.id).collect();
    let states = states_of(conn, found.province.id.0, &keys)?;
    let works = |version: &&VersionRow| {
        let state = states.get(&version.id).and_then(|code| PlanState::from_code(code));
        matches!(state, Some(PlanState::Published | PlanState::Closed))
    };
    Ok(found.versions.iter().rev().find(works).cloned())
}

/// A due case that no touch speaks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLeft {
    /// Commune code.
    pub commune: String,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// Person who stands for the household.
    pub head: i64,
    /// Whether the household is touched for another case.
    pub touched: bool,
    /// Why no touch speaks about it.
    pub reason: ReasonCode,
}

/// The due cases of a version that no touch speaks about, by person and product code.
///
/// # Errors
/// Rows that cannot be read.
pub fn due_left(
    conn: &mut Conn,
    found: &Found,
) -> Result<HashMap<(i64, String), DueLeft>, PlanError> {
    let version = &found.version;
    let mut left = HashMap::new();
    for commune in version_communes(conn, version.province_id, version.id)? {
        for line in lines(&commune)? {
            for case in &line.due {
                let Some(reason) = case.left else { continue };
                let one = DueLeft {
                    commune: commune.commune.clone(),
                    contact: line.contact(),
                    head: line.person,
                    touched: matches!(line.fate, LineFate::Planned { .. }),
                    reason,
                };
                left.insert((case.person, case.product.clone()), one);
            }
        }
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::ahead("2026-W48", "2026-11-22", "2026-W48")]
    #[case::on_its_friday("2026-W47", "2026-11-20", "2026-W47")]
    #[case::on_its_sunday("2026-W47", "2026-11-22", "2026-W48")]
    #[case::long_ago("2023-W23", "2026-11-18", "2026-W47")]
    fn a_week_that_is_over_is_not_to_be_planned(
        #[case] week: &str,
        #[case] today: &str,
        #[case] expected: &str,
    ) {
        let makes = still(week.parse().unwrap(), today.parse().unwrap());
        assert_eq!(makes.to_string(), expected);
    }
}
