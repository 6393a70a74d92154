//! Which offices ought to have a plan for a week: a week for which nobody planned anything must not pass
//! in silence.

use std::collections::BTreeSet;

use crate::app::context::Province;
use crate::app::plan::{PlanError, office, offices_of};
use crate::domain::calendar::Week;
use crate::domain::plan_life::PlanState;
use crate::store::Conn;
use crate::store::steps::{states_of, versions_of_week};

/// Codes of the offices with a plan for a week.
pub(super) fn offices_with_plan(
    conn: &mut Conn,
    province: &Province,
    week: Week,
) -> Result<BTreeSet<String>, PlanError> {
    let versions = versions_of_week(conn, province.id.0, &week.to_string())?;
    Ok(versions.into_iter().map(|(office, _, _)| office).collect())
}

/// Codes of the offices that ought to have a plan for a week, and of those that have one. The plan of the
/// week is made for those that are `configured`; without any, whoever worked by a plan the week before
/// is expected to plan again, and where nobody did, the office above all others. Whose area is in the
/// plan of an office above it owes none.
pub(super) fn offices_that_plan(
    conn: &mut Conn,
    province: &Province,
    (week, configured): (Week, &[String]),
) -> Result<BTreeSet<String>, PlanError> {
    let planned = offices_with_plan(conn, province, week)?;
    let mut owing = worked_before(conn, province, week)?;
    owing.extend(configured.iter().cloned());
    if owing.is_empty() && planned.is_empty() {
        match office(conn, "", province, week.monday()) {
            Ok(top) => owing.extend([top.code]),
            // Whoever plans by hand names an office; nobody can be named for them.
            Err(PlanError::WhichOffice { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let above: Vec<(String, Option<String>)> = offices_of(conn, province, week.monday())?
        .into_iter()
        .map(|(office, above)| (office.code, above))
        .collect();
    owing.retain(|code| !is_planned_above(code, &above, &planned));
    owing.extend(planned);
    Ok(owing)
}

/// The offices whose plan was in the agents' hands the week before.
fn worked_before(
    conn: &mut Conn,
    province: &Province,
    week: Week,
) -> Result<BTreeSet<String>, PlanError> {
    let versions = versions_of_week(conn, province.id.0, &week.previous().to_string())?;
    let keys: Vec<i64> = versions.iter().map(|(_, version, _)| *version).collect();
    let states = states_of(conn, province.id.0, &keys)?;
    let works = |version: &i64| {
        let state = states.get(version).and_then(|code| PlanState::from_code(code));
        matches!(state, Some(PlanState::Published | PlanState::Closed))
    };
    let worked = versions.into_iter().filter(|(_, version, _)| works(version));
    Ok(worked.map(|(office, _, _)| office).collect())
}

/// Whether some office above one has planned; `above` names of each office the one above it.
fn is_planned_above(
    code: &str,
    above: &[(String, Option<String>)],
    planned: &BTreeSet<String>,
) -> bool {
    let next = |code: &str| above.iter().find(|(own, _)| own == code)?.1.as_deref();
    let mut one = next(code);
    // As many steps as there are offices: a list may name an office above itself.
    for _ in above {
        match one {
            Some(office) if planned.contains(office) => return true,
            Some(office) => one = next(office),
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("post", &["province"], true)]
    #[case("post", &["district"], true)]
    #[case("post", &["post"], false)]
    #[case("province", &["post"], false)]
    #[case("alone", &["province"], false)]
    #[case("ring", &["province"], false)]
    fn the_plan_of_an_office_above_is_enough(
        #[case] code: &str,
        #[case] planned: &[&str],
        #[case] expected: bool,
    ) {
        let of = |code: &str, above: Option<&str>| (code.to_owned(), above.map(str::to_owned));
        let above = [
            of("province", None),
            of("district", Some("province")),
            of("post", Some("district")),
            of("alone", None),
            of("ring", Some("ring")),
        ];
        let planned = planned.iter().map(|code| (*code).to_owned()).collect();
        assert_eq!(is_planned_above(code, &above, &planned), expected);
    }
}
