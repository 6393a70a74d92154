//! The start of a week: what is approved comes into force, and where nothing is, those who decide are
//! told. Doing it again changes nothing.

use serde::Serialize;

use super::LifeError;
use super::held::{Held, Life, Moment};
use super::letters::{tell_once, tell_unplanned, until_the_end_of};
use super::planners::offices_that_plan;
use super::publish::publish_held;
use crate::app::context::{Context, province};
use crate::app::plan::{PlanError, Wanted};
use crate::app::readers::Reader;
use crate::domain::calendar::Week;
use crate::domain::notice::Purpose;
use crate::domain::plan_life::{PlanState, SCHEDULER};
use crate::store::Conn;

/// What the start of a week came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WeekStart {
    /// Offices whose plan was published now, with the number of the version.
    pub published: Vec<(String, i32)>,
    /// Offices whose plan was in force before, with the number of the version.
    pub in_force: Vec<(String, i32)>,
    /// Offices that ought to have a plan and have none, or one of which no version is approved.
    pub not_approved: Vec<String>,
    /// Intents to tell somebody of an office without an approved plan; none where all were told.
    pub notices: usize,
}

/// Starts a week: publishes each office's newest approved version, and tells committee and coordinators
/// of each office without an approved one, also where nobody made a plan at all. Each office is a
/// transaction of its own.
///
/// # Errors
/// An unknown province, a week that is over, or the offices whose plan cannot be published: they keep no
/// other from it.
pub fn start_of_week(
    context: &mut Context<'_>,
    province_code: &str,
    week: Week,
    endpoints: &[String],
) -> Result<WeekStart, LifeError> {
    let moment = Moment::of(context);
    if week.sunday() < moment.today {
        return Err(LifeError::WeekOver { week, today: moment.today, in_force: None });
    }
    let (mut start, mut failed) = (WeekStart::default(), Vec::new());
    let configured = context.config.schedule.offices.as_slice();
    let offices = context.store.read(|conn| {
        let province = province(conn, province_code, week.monday()).map_err(PlanError::from)?;
        offices_that_plan(conn, &province, (week, configured))
    })?;
    for office in offices {
        let wanted =
            Wanted { province: province_code.to_owned(), office, week: Some(week), version: None };
        let done = context
            .store
            .write(|conn| start_office(conn, &wanted, endpoints, (&moment, &mut start)));
        if let Err(error) = done {
            failed.push((wanted.office, error));
        }
    }
    if failed.is_empty() { Ok(start) } else { Err(LifeError::Offices { failed }) }
}

fn start_office(
    conn: &mut Conn,
    wanted: &Wanted,
    endpoints: &[String],
    (moment, start): (&Moment<'_>, &mut WeekStart),
) -> Result<(), LifeError> {
    let held = match Held::hold(conn, moment, wanted) {
        Err(LifeError::Plan(PlanError::NoPlan { office, .. })) => {
            start.notices += tell_no_plan(conn, wanted, &office, moment)?;
            start.not_approved.push(office);
            return Ok(());
        }
        held => held?,
    };
    let office = held.found.office.code.clone();
    let newest =
        |states: &[PlanState]| held.lives.iter().rev().find(|life| states.contains(&life.state));
    // A week that was closed before it was over does not begin again.
    let closed = newest(&[PlanState::Closed]);
    match closed.or_else(|| newest(&[PlanState::Approved, PlanState::Published])) {
        Some(life) if life.state == PlanState::Approved => {
            publish_held(conn, (&held, life), SCHEDULER, endpoints, moment)?;
            start.published.push((office, life.version.number));
        }
        Some(life) => start.in_force.push((office, life.version.number)),
        None => {
            // What waits for an approval, whatever was drafted since.
            if let Some(life) = newest(&[PlanState::Submitted]).or(held.lives.last()) {
                start.notices += tell_not_approved(conn, &held, life, moment)?;
            }
            start.not_approved.push(office);
        }
    }
    Ok(())
}

/// A plan of the week is there, and nothing of it is published.
fn tell_not_approved(
    conn: &mut Conn,
    held: &Held,
    life: &Life,
    moment: &Moment<'_>,
) -> Result<usize, LifeError> {
    let readers = Reader::everybody(moment.config);
    let span = (until_the_end_of(held.found.week, moment), moment.now);
    Ok(tell_once(conn, (held, life), Purpose::NotApproved, &readers, span)?)
}

/// Nobody has made a plan of the week.
fn tell_no_plan(
    conn: &mut Conn,
    wanted: &Wanted,
    office: &str,
    moment: &Moment<'_>,
) -> Result<usize, LifeError> {
    let week = wanted.week.unwrap_or_else(|| Week::containing(moment.today));
    let province = province(conn, &wanted.province, week.monday()).map_err(PlanError::from)?;
    let readers = Reader::everybody(moment.config);
    let span = (until_the_end_of(week, moment), moment.now);
    Ok(tell_unplanned(conn, (province.id.0, week, office), &readers, span)?)
}
