//! The plan that is made by itself: of a week that nobody has planned yet. What somebody made that day,
//! or what is approved, is left alone.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::PlanError;
use super::make::{Made, make};
use super::office::office;
use crate::app::context::{Context, local_date, province};
use crate::domain::calendar::Week;
use crate::domain::plan_life::PlanState;
use crate::store::plans::{find_plan, versions};
use crate::store::steps::steps_of;

/// What came of it.
#[derive(Clone, Debug)]
pub enum Weekly {
    /// A version was made.
    Made(Box<Made>),
    /// There is one that is as new as it would be.
    New {
        /// Its number.
        number: i32,
        /// When it was made, UTC.
        made_at: NaiveDateTime,
    },
    /// There is one that is approved, or further than that.
    Decided {
        /// Its number.
        number: i32,
        /// How far it has come.
        state: PlanState,
    },
}

/// Plans a week for an office, unless it has a version that was made on `day` or later, or one that is
/// approved.
///
/// # Errors
/// As [`make`].
pub fn make_weekly(
    context: &mut Context<'_>,
    (province_code, office_code): (&str, &str),
    week: Week,
    day: NaiveDate,
) -> Result<Weekly, PlanError> {
    let zone = context.config.office.time_zone;
    let there = context.store.read(|conn| {
        let province = province(conn, province_code, week.monday())?;
        let office = office(conn, office_code, &province, week.monday())?;
        let Some(plan) = find_plan(conn, province.id.0, &office.code, &week.to_string())? else {
            return Ok::<_, PlanError>(None);
        };
        let versions = versions(conn, province.id.0, plan.id)?;
        let ids: Vec<i64> = versions.iter().map(|version| version.id).collect();
        let steps = steps_of(conn, province.id.0, &ids)?;
        let state = |id| {
            let last = steps.iter().rev().find(|step| step.version_id == id);
            last.map(|step| step.state.as_str())
        };
        let seen = versions.iter().map(|one| (one.number, one.made_at, state(one.id)));
        Ok(there(seen, day, zone))
    })?;
    match there {
        Some(there) => Ok(there),
        None => Ok(Weekly::Made(Box::new(make(context, province_code, office_code, week)?))),
    }
}

/// The version that makes another needless; what is decided goes before what is new.
fn there<'a>(
    versions: impl DoubleEndedIterator<Item = (i32, NaiveDateTime, Option<&'a str>)> + Clone,
    day: NaiveDate,
    zone: Tz,
) -> Option<Weekly> {
    let decided = versions.clone().rev().find_map(|(number, _, state)| {
        let state = PlanState::from_code(state?)?;
        is_decided(state).then_some(Weekly::Decided { number, state })
    });
    let is_new = |(number, made_at, _): (i32, NaiveDateTime, Option<&str>)| {
        (local_date(made_at, zone) >= day).then_some(Weekly::New { number, made_at })
    };
    decided.or_else(|| versions.rev().find_map(is_new))
}

fn is_decided(state: PlanState) -> bool {
    match state {
        PlanState::Draft | PlanState::Submitted | PlanState::Returned => false,
        PlanState::Approved | PlanState::Published | PlanState::Replaced | PlanState::Closed => {
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[], None)]
    // Made on the Thursday in the office, late at night in UTC.
    #[case(&[("2023-06-01T10:00:00", None)], None)]
    #[case(&[("2023-06-01T18:00:00", None)], Some("new 1"))]
    #[case(&[("2023-06-01T10:00:00", Some("submitted"))], None)]
    #[case(&[("2023-06-01T10:00:00", Some("returned"))], None)]
    #[case(&[("2023-06-01T10:00:00", Some("approved"))], Some("approved 1"))]
    #[case(&[("2023-05-31T10:00:00", Some("published")), ("2023-06-02T10:00:00", None)], Some("published 1"))]
    #[case(&[("2023-06-02T07:00:00", None), ("2023-06-03T07:00:00", None)], Some("new 2"))]
    fn what_is_there_is_left_alone(
        #[case] versions: &[(&str, Option<&str>)],
        #[case] expected: Option<&str>,
    ) {
        let versions: Vec<_> = (1..)
            .zip(versions)
            .map(|(number, (at, state))| (number, NaiveDateTime::from_str(at).unwrap(), *state))
            .collect();
        let friday = "2023-06-02".parse().unwrap();
        let found = there(versions.into_iter(), friday, chrono_tz::Asia::Ho_Chi_Minh);
        let told = found.map(|there| match there {
            Weekly::Made(_) => "made".to_owned(),
            Weekly::New { number, .. } => format!("new {number}"),
            Weekly::Decided { number, state } => format!("{} {number}", state.code()),
        });
        assert_eq!(told.as_deref(), expected);
    }
}
