//! What is read of the people of a week beside themselves: their consents, their cases, and the numbers that
//! must not be called. It is read while the people are put into their households.

use std::collections::HashMap;

use super::PlanError;
use crate::domain::calendar::Week;
use crate::store::Conn;
use crate::store::cases::{EnrolmentRow, covered_on, open_enrolments};
use crate::store::facts::do_not_call;
use crate::store::week::{WeekConsentRow, WeekProspectRow, week_consents, week_prospects};

/// Rows of everybody, each by person.
pub(super) struct Cases {
    pub consents: Vec<WeekConsentRow>,
    pub enrolments: Vec<EnrolmentRow>,
    /// Persons and products that are covered on the first day of the week, in no order.
    pub covered: Vec<(i64, String)>,
    pub prospects: Vec<WeekProspectRow>,
}

impl Cases {
    pub(super) fn read(conn: &mut Conn, province: i64, week: Week) -> Result<Self, PlanError> {
        Ok(Self {
            consents: week_consents(conn, province)?,
            enrolments: open_enrolments(conn, province)?,
            covered: covered_on(conn, province, week.monday())?,
            prospects: week_prospects(conn, province)?,
        })
    }
}

/// Numbers that must not be called.
pub(super) fn barred(conn: &mut Conn) -> Result<HashMap<String, bool>, PlanError> {
    Ok(do_not_call(conn)?.into_iter().map(|row| (row.phone, row.calls)).collect())
}
