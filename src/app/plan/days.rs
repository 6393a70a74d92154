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
