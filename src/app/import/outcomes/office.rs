//! An outcome that the office itself decided, without a list: it ends its case or its person as one that
//! an agent reported does.

use chrono::NaiveDate;

use super::super::ImportError;
use super::super::known::give_ids;
use super::{News, close_and_reopen, numbers};
use crate::app::context::registering_communes;
use crate::config::Tables;
use crate::domain::outcome::OutcomeCode;
use crate::store::Conn;
use crate::store::facts::{OutcomeRow, insert_outcomes, outcomes_of};
use crate::store::merged::hold_people;

/// Records an outcome with all that follows from it; its key is given here.
///
/// # Errors
/// The database refused.
pub(crate) fn outcome_of_office(
    conn: &mut Conn,
    (code, row): (OutcomeCode, OutcomeRow),
    (tables, today): (&Tables, NaiveDate),
) -> Result<(), ImportError> {
    let (province, rules) = (row.province_id, &tables.outcomes);
    hold_people(conn, province)?;
    let row = OutcomeRow { outcome: code.code().to_owned(), ..row };
    let said_at = Some(row.at);
    let (callers, household) = (Vec::new(), vec![row.person_id]);
    let mut news = [News { row, code, said_at, callers, household, row_id: None }];
    give_ids(conn, (province, "outcomes"), &mut news, |one| &mut one.row.id)?;
    let [one] = &news;
    insert_outcomes(conn, std::slice::from_ref(&one.row))?;
    let history = outcomes_of(conn, province, &[one.row.person_id])?;
    close_and_reopen(conn, province, rules, (&history, one.row.id))?;
    let communes = registering_communes(conn, today)?;
    numbers::close(conn, (province, &communes), rules, (&history, one.row.id), &news)
}
