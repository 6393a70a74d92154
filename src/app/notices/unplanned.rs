//! Letters about a week that had no plan when they were written: what there is of it when they are sent.

use std::collections::HashMap;

use crate::domain::plan_life::PlanState;
use crate::store::notices::NoticeRow;
use crate::store::steps::{states_of, versions_of_week};
use crate::store::{Conn, StoreResult};

/// The week and the office that a letter without a version is about.
pub(super) fn week_and_office(notice: &NoticeRow) -> Option<(&str, &str)> {
    notice.period.split_once(' ').filter(|_| notice.version_id.is_none())
}

/// From the period of such letters to the version that waits for somebody by now: the newest one that is
/// submitted, else the newest; nothing where there is no plan still.
pub(super) fn waiting_versions(
    conn: &mut Conn,
    province: i64,
    notices: &[&NoticeRow],
) -> StoreResult<HashMap<String, i64>> {
    let mut found = HashMap::new();
    for notice in notices {
        let Some((week, office)) = week_and_office(notice) else { continue };
        if found.contains_key(&notice.period) {
            continue;
        }
        let mut own = versions_of_week(conn, province, week)?;
        own.retain(|(code, _, _)| code == office);
        let keys: Vec<i64> = own.iter().map(|(_, version, _)| *version).collect();
        let states = states_of(conn, province, &keys)?;
        let waits = |version: &&i64| {
            states.get(version).is_some_and(|state| state == PlanState::Submitted.code())
        };
        if let Some(version) = keys.iter().rev().find(waits).or(keys.last()) {
            found.insert(notice.period.clone(), *version);
        }
    }
    Ok(found)
}
