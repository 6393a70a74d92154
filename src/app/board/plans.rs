//! The list of plans, the newest week first, and the list of offices.

use serde::Serialize;

use super::life::{VersionState, in_force, last_steps, version_state};
use crate::app::context::{Context, province};
use crate::app::plan::{PlanError, offices_of};
use crate::store::boards::{lines_of_plans, plans_after};
use crate::store::steps::steps_of;

/// An office that plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfficeLine {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the office above it.
    pub parent: Option<String>,
    /// Codes of the areas that it covers.
    pub areas: Vec<String>,
}

/// A plan with its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanLine {
    /// ISO week.
    pub week: String,
    /// Office code.
    pub office: String,
    /// Office name; its code where it left the list since.
    pub name: String,
    /// Number of the version by which the week is worked.
    pub in_force: i32,
    /// Its versions, oldest first.
    pub versions: Vec<VersionState>,
}

/// The offices of the province today.
///
/// # Errors
/// The province is not clear, or the database refused.
pub fn offices(context: &mut Context<'_>) -> Result<Vec<OfficeLine>, PlanError> {
    let (today, code) = (context.today(), configured(context));
    context.store.read(|conn| {
        let province = province(conn, &code, today)?;
        let line = |(office, parent): (crate::app::plan::Office, Option<String>)| OfficeLine {
            code: office.code,
            name: office.name,
            parent,
            areas: office.areas.into_iter().collect(),
        };
        Ok(offices_of(conn, &province, today)?.into_iter().map(line).collect())
    })
}

/// At most `limit` plans that come after that of this week and office.
///
/// # Errors
/// The province is not clear, or the database refused.
pub fn plans(
    context: &mut Context<'_>,
    after: Option<(&str, &str)>,
    limit: usize,
) -> Result<Vec<PlanLine>, PlanError> {
    let (today, code) = (context.today(), configured(context));
    let zone = context.config.office.time_zone;
    context.store.read(|conn| {
        let province = province(conn, &code, today)?;
        let known = offices_of(conn, &province, today)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = plans_after(conn, province.id.0, after, limit)?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let versions = lines_of_plans(conn, province.id.0, &ids)?;
        let keys: Vec<i64> = versions.iter().map(|one| one.id).collect();
        let steps = steps_of(conn, province.id.0, &keys)?;
        let last = last_steps(&steps);
        let line = |row: &crate::store::plans::PlanRow| {
            let first = versions.partition_point(|one| one.plan_id < row.id);
            let own = versions.iter().skip(first).take_while(|one| one.plan_id == row.id);
            let versions: Vec<VersionState> =
                own.map(|one| version_state(one, &last, zone)).collect();
            let name = known.iter().find(|(office, _)| office.code == row.office_code);
            Some(PlanLine {
                week: row.week.clone(),
                office: row.office_code.clone(),
                name: name.map_or(&row.office_code, |(office, _)| &office.name).clone(),
                in_force: in_force(&versions)?.number,
                versions,
            })
        };
        Ok(rows.iter().filter_map(line).collect())
    })
}

/// Code of the province that the installation works for; empty for the only one.
pub(super) fn configured(context: &Context<'_>) -> String {
    context.config.office.province.clone().unwrap_or_default()
}
