//! The days on which an office works: the columns of a week's grid, and when the next plan begins.

use chrono::{Days, NaiveDate};

use super::PlanError;
use crate::config::Config;
use crate::domain::calendar::{Holidays, Week};
use crate::store::Conn;
use crate::store::catalogues::holidays;

/// The holidays, and the days that are worked for them.
pub(super) fn calendar(conn: &mut Conn) -> Result<Holidays, PlanError> {
    let mut calendar = Holidays::default();
    for day in holidays(conn)? {
        calendar.insert(day.date, day.working);
    }
    Ok(calendar)
}

/// The days of a week on which the office works.
pub(super) fn working_days(week: Week, config: &Config, calendar: &Holidays) -> Vec<NaiveDate> {
    let days = (0..7).filter_map(|ahead| week.monday().checked_add_days(Days::new(ahead)));
    days.filter(|day| calendar.is_working(*day, config.planning.working_days)).collect()
}

/// What is left of a week's days from the first that can still be planned on: in the middle of a week only
/// these can be worked.
pub(super) fn left_of(
    mut days: Vec<NaiveDate>,
    first: NaiveDate,
    (week, today): (Week, NaiveDate),
) -> Result<Vec<NaiveDate>, PlanError> {
    if let Some(last) = days.last().filter(|last| **last < first) {
        return Err(match *last < today {
            true => PlanError::WeekOver { week, today },
            false => PlanError::AllInHands { week },
        });
    }
    days.retain(|day| *day >= first);
    if days.is_empty() {
        return Err(PlanError::NoWorkingDay { week });
    }
    Ok(days)
}

/// The first working day of a week to come; a long holiday may take the whole next week.
pub(super) fn next_plan(week: Week, config: &Config, calendar: &Holidays) -> NaiveDate {
    let mut ahead = week.next();
    for _ in 0..8 {
        if let Some(first) = working_days(ahead, config, calendar).first() {
            return *first;
        }
        ahead = ahead.next();
    }
    ahead.monday()
}
