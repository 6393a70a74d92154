//! A week ends: what was planned is put beside what was done, for good.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::json;

use super::LifeError;
use super::decided::Decided;
use super::held::{Held, Life, Moment, Said, named, written};
use super::in_force::{Handed, InForce, in_force};
use super::letters::{for_a_week, tell};
use super::planners::offices_with_plan;
use super::results::{Record, total};
use super::warning::LifeWarning;
use crate::app::context::{Context, province};
use crate::app::plan::{PlanError, Wanted, lines, turns_of};
use crate::app::readers::Reader;
use crate::clock::local_date;
use crate::config::Tables;
use crate::domain::calendar::Week;
use crate::domain::notice::Purpose;
use crate::domain::plan_life::{PlanAction, PlanState, SCHEDULER};
use crate::domain::week_results::WeekResults;
use crate::store::Conn;
use crate::store::cases::prospects_of;
use crate::store::facts::{outcomes_of, payments_of};
use crate::store::merged::{follow_merges, survivors};
use crate::store::plans::{version_cases, version_communes, version_touches};
use crate::store::steps::{ResultRow, insert_results, weeks_in_state};

/// A week that is closed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Closed {
    /// The step.
    #[serde(flatten)]
    pub step: Decided,
    /// Planned against done.
    pub results: WeekResults,
}

/// Closes the week of a plan, when it is over.
///
/// # Errors
/// No such plan, a version that is not in force, or a week that still runs.
pub fn close(
    context: &mut Context<'_>,
    wanted: &Wanted,
    by: &str,
    comment: Option<&str>,
) -> Result<Closed, LifeError> {
    let moment = Moment::of(context);
    let tables = context.tables;
    let (by, comment) = (named(by)?, comment.and_then(written));
    context.store.write(|conn| {
        let held = Held::hold(conn, &moment, wanted)?;
        let life = held.version_for(PlanAction::Close, wanted, &moment)?;
        let until = held.found.week.sunday();
        if moment.today <= until {
            return Err(LifeError::NotOverYet { week: held.found.week, until });
        }
        close_named(conn, (&held, life), (by, comment), (&moment, tables))
    })
}

/// Closes the week of a plan before it is over; `comment` says why.
///
/// # Errors
/// No comment, no such plan, or a version that is not in force.
pub fn close_early(
    context: &mut Context<'_>,
    wanted: &Wanted,
    by: &str,
    comment: &str,
) -> Result<Closed, LifeError> {
    let moment = Moment::of(context);
    let tables = context.tables;
    let (by, comment) = (named(by)?, written(comment).ok_or(LifeError::NoComment)?);
    context.store.write(|conn| {
        let held = Held::hold(conn, &moment, wanted)?;
        let life = held.version_for(PlanAction::Close, wanted, &moment)?;
        close_named(conn, (&held, life), (by, Some(comment)), (&moment, tables))
    })
}

/// The weeks that are over and have a plan in force still, in order.
///
/// # Errors
/// An unknown province, or the database refused.
pub fn weeks_to_close(
    context: &mut Context<'_>,
    province_code: &str,
) -> Result<Vec<Week>, LifeError> {
    let today = context.today();
    context.store.read(|conn| {
        let province = province(conn, province_code, today).map_err(PlanError::from)?.id.0;
        let weeks = weeks_in_state(conn, province, PlanState::Published.code())?;
        let weeks = weeks.iter().filter_map(|week| week.parse::<Week>().ok());
        Ok(weeks.filter(|week| week.sunday() < today).collect())
    })
}

/// Closes a week that is over for every office whose plan is in force, and says which. Doing it again
/// changes nothing.
///
/// # Errors
/// An unknown province, a week that still runs, or the offices whose week cannot be closed: they keep no
/// other from it.
pub fn end_of_week(
    context: &mut Context<'_>,
    province_code: &str,
    week: Week,
) -> Result<Vec<Closed>, LifeError> {
    let moment = Moment::of(context);
    let (tables, until) = (context.tables, week.sunday());
    if moment.today <= until {
        return Err(LifeError::NotOverYet { week, until });
    }
    let (mut closed, mut failed) = (Vec::new(), Vec::new());
    let offices = context.store.read(|conn| {
        let province = province(conn, province_code, week.monday()).map_err(PlanError::from)?;
        offices_with_plan(conn, &province, week)
    })?;
    for office in offices {
        let wanted =
            Wanted { province: province_code.to_owned(), office, week: Some(week), version: None };
        let done = context.store.write(|conn| {
            let held = Held::hold(conn, &moment, &wanted)?;
            let Some(life) = held.in_force() else { return Ok::<_, LifeError>(None) };
            close_held(conn, (&held, life), (SCHEDULER, None), (&moment, tables)).map(Some)
        });
        match done {
            Ok(done) => closed.extend(done),
            Err(error) => failed.push((wanted.office, error)),
        }
    }
    if failed.is_empty() { Ok(closed) } else { Err(LifeError::Offices { failed }) }
}

/// The same in the name that somebody gave.
fn close_named(
    conn: &mut Conn,
    which: (&Held, &Life),
    said: (&str, Option<&str>),
    (moment, tables): (&Moment<'_>, &Tables),
) -> Result<Closed, LifeError> {
    let mut closed = close_held(conn, which, said, (moment, tables))?;
    closed.step.warnings.extend(LifeWarning::of_name(said.0, moment.config));
    Ok(closed)
}

fn close_held(
    conn: &mut Conn,
    (held, life): (&Held, &Life),
    (by, comment): (&str, Option<&str>),
    (moment, tables): (&Moment<'_>, &Tables),
) -> Result<Closed, LifeError> {
    let rows = results(conn, held, life, (moment, tables))?;
    insert_results(conn, &rows)?;
    let results = total(&rows);
    let facts = json!({ "rows_digest": life.version.rows_digest, "results": results });
    let said = Said { by, comment, facts: facts.to_string(), on_behalf_of: None };
    let state = held.take(conn, life, PlanAction::Close, (said, moment.now))?;
    let readers = Reader::everybody(moment.config);
    let span = (for_a_week(moment), moment.now);
    let notices = tell(conn, (held, life), Purpose::WeekClosed, &readers, span)?;
    Ok(Closed { step: Decided { notices, ..Decided::new(held, life, (state, by)) }, results })
}

/// Reads what is on record about the week of a version.
fn results(
    conn: &mut Conn,
    held: &Held,
    life: &Life,
    (moment, tables): (&Moment<'_>, &Tables),
) -> Result<Vec<ResultRow>, LifeError> {
    let (province, version) = (life.version.province_id, life.version.id);
    let zone = moment.config.office.time_zone;
    let mut handed: Vec<Handed> = Vec::new();
    let mut due = HashSet::new();
    let turns = turns_of(conn, &held.found, moment.config)?;
    for key in turns.versions() {
        let one = held.lives.iter().find(|one| one.version.id == key);
        let Some((one, from)) = one.zip(turns.from(key)) else { continue };
        due.extend(due_cases(conn, one)?);
        let mut touches = version_touches(conn, province, one.version.id)?;
        let mut cases = version_cases(conn, province, one.version.id)?;
        follow_merges(conn, province, &mut touches, &mut cases)?;
        let made_on = local_date(one.version.made_at, zone);
        handed.push(Handed { from, made_on, touches, cases });
    }
    let made_on = handed.iter().map(|one| one.made_on).min().unwrap_or(moment.today);
    let mut people: Vec<i64> = handed.iter().flat_map(Handed::people).collect();
    people.sort_unstable();
    people.dedup();
    let (outcomes, payments) =
        (outcomes_of(conn, province, &people)?, payments_of(conn, province, &people)?);
    let prospects = prospects_of(conn, province, &people)?;
    let InForce { touches, cases, earlier } = in_force(handed, &outcomes);
    let record = Record {
        touches: &touches,
        cases: &cases,
        due: &due,
        earlier: &earlier,
        outcomes: &outcomes,
        payments: &payments,
        prospects: &prospects,
        rules: &tables.outcomes,
        days: (made_on, held.found.week.sunday()),
    };
    Ok(record.results((province, version)))
}

/// The cases that a plan counted as due and that a touch speaks about, by who the person is now and
/// product.
fn due_cases(conn: &mut Conn, life: &Life) -> Result<Vec<(i64, String)>, LifeError> {
    let (province, version) = (life.version.province_id, life.version.id);
    let mut due: Vec<(i64, String)> = Vec::new();
    for row in version_communes(conn, province, version)? {
        for line in lines(&row)? {
            let spoken = line.due.into_iter().filter(|case| case.left.is_none());
            due.extend(spoken.map(|case| (case.person, case.product)));
        }
    }
    let people: Vec<i64> = due.iter().map(|(person, _)| *person).collect();
    let now = survivors(conn, province, &people)?;
    Ok(due.into_iter().map(|(person, product)| (now.of(person), product)).collect())
}
