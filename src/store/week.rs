//! What a week's snapshot is read from: slim rows of everybody with an open case, their consents
//! and what happened lately. Each is one query, however large the province.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;

use super::conn::{Conn, on_backend};
use super::error::StoreResult;
use super::schema::{consents, enrolments, outcomes, persons, prospects, touches};

/// A person as planning needs one.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = persons)]
pub struct WeekPersonRow {
    /// Key.
    pub id: i64,
    /// Commune.
    pub area_id: i64,
    /// Hamlet.
    pub hamlet: Option<String>,
    /// Household code.
    pub household_code: Option<String>,
    /// `84` and 9 digits.
    pub phone: Option<String>,
    /// Why the number is no longer called.
    pub phone_closed: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// Segment codes, `;`.
    pub segments: Option<String>,
}

/// A consent as planning needs one.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = consents)]
pub struct WeekConsentRow {
    /// Person.
    pub person_id: i64,
    /// Channel code.
    pub channel: String,
    /// Purpose code.
    pub purpose: String,
    /// Basis code.
    pub basis: String,
    /// Since when.
    pub given_at: NaiveDateTime,
    /// Until when.
    pub withdrawn_at: Option<NaiveDateTime>,
}

/// An outcome as planning needs one.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = outcomes)]
pub struct WeekOutcomeRow {
    /// Person.
    pub person_id: i64,
    /// Product; empty when it holds for the household.
    pub product: String,
    /// The touch it came from.
    pub touch_id: Option<i64>,
    /// When.
    pub at: NaiveDateTime,
    /// Outcome code.
    pub outcome: String,
    /// Promised hour.
    pub call_back_at: Option<NaiveDateTime>,
    /// Promised day of payment.
    pub promised_on: Option<NaiveDate>,
    /// Agent.
    pub agent_code: Option<String>,
}

/// Everybody who is not closed and has an open case that the week looks at: a prospect, or an
/// enrolment covered to `covered_until` at most.
///
/// # Errors
/// The database refused.
pub fn week_persons(
    conn: &mut Conn,
    province: i64,
    covered_until: NaiveDate,
) -> StoreResult<Vec<WeekPersonRow>> {
    let due = enrolments::table
        .filter(enrolments::province_id.eq(province))
        .filter(enrolments::closed.is_null())
        .filter(enrolments::covered_to.le(covered_until))
        .select(enrolments::person_id);
    let potential = prospects::table
        .filter(prospects::province_id.eq(province))
        .filter(prospects::closed.is_null())
        .select(prospects::person_id);
    let people = persons::table
        .filter(persons::province_id.eq(province))
        .filter(persons::closed.is_null())
        .order(persons::id);
    match conn {
        Conn::Postgres(inner) => Ok(people
            .filter(persons::id.eq_any(due.union(potential)))
            .select(WeekPersonRow::as_select())
            .load(inner)?),
        // SQLite would sort the keys into a table of its own and look each person up in it, which costs
        // more than to read those few who have no open case.
        Conn::Sqlite(inner) => {
            let mut keys: Vec<i64> = due.union_all(potential).load(inner)?;
            keys.sort_unstable();
            let mut keys = keys.into_iter().peekable();
            let mut found = Vec::new();
            let people = people.select(WeekPersonRow::as_select());
            for row in people.load_iter::<WeekPersonRow, DefaultLoadingMode>(inner)? {
                let row = row?;
                while keys.next_if(|key| *key < row.id).is_some() {}
                if keys.peek() == Some(&row.id) {
                    found.push(row);
                }
            }
            Ok(found)
        }
    }
}

/// A prospect as planning needs one.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = prospects)]
pub struct WeekProspectRow {
    /// Person.
    pub person_id: i64,
    /// Product code.
    pub product: String,
    /// Segment codes, `;`.
    pub segments: Option<String>,
}

/// The open prospects of a province, by person.
///
/// # Errors
/// The database refused.
pub fn week_prospects(conn: &mut Conn, province: i64) -> StoreResult<Vec<WeekProspectRow>> {
    let mut found: Vec<WeekProspectRow> = prospects::table
        .filter(prospects::province_id.eq(province))
        .filter(prospects::closed.is_null())
        .order(prospects::id)
        .select(WeekProspectRow::as_select())
        .load(conn)?;
    // As they lie, like consents.
    found.sort_by_key(|row| row.person_id);
    Ok(found)
}

/// The consents of a province, by person.
///
/// # Errors
/// The database refused.
pub fn week_consents(conn: &mut Conn, province: i64) -> StoreResult<Vec<WeekConsentRow>> {
    let mut found: Vec<WeekConsentRow> = consents::table
        .filter(consents::province_id.eq(province))
        .order(consents::id)
        .select(WeekConsentRow::as_select())
        .load(conn)?;
    // Read in the order in which they lie and sorted here: the index would be a detour for each.
    found.sort_by_key(|row| row.person_id);
    Ok(found)
}

/// The outcomes of a province since a day, by time.
///
/// # Errors
/// The database refused.
pub fn week_outcomes(
    conn: &mut Conn,
    province: i64,
    since: NaiveDateTime,
) -> StoreResult<Vec<WeekOutcomeRow>> {
    Ok(outcomes::table
        .filter(outcomes::province_id.eq(province))
        .filter(outcomes::at.ge(since))
        .order((outcomes::at, outcomes::id))
        .select(WeekOutcomeRow::as_select())
        .load(conn)?)
}

/// The households of everybody with an outcome since a day: person, area of registration, household
/// code. People without a code are left out.
///
/// # Errors
/// The database refused.
pub fn outcome_households(
    conn: &mut Conn,
    province: i64,
    since: NaiveDateTime,
) -> StoreResult<Vec<(i64, i64, String)>> {
    let spoken = outcomes::table
        .filter(outcomes::province_id.eq(province))
        .filter(outcomes::at.ge(since))
        .select(outcomes::person_id);
    Ok(on_backend!(conn, inner => persons::table
        .filter(persons::province_id.eq(province))
        .filter(persons::id.eq_any(spoken))
        .filter(persons::household_code.is_not_null())
        .select((persons::id, persons::area_id, persons::household_code.assume_not_null()))
        .load(inner))?)
}

/// The calls of lists that have a result since a moment: the person spoken about, when, and the number
/// that was called as it is now.
///
/// # Errors
/// The database refused.
pub fn calls_since(
    conn: &mut Conn,
    province: i64,
    since: NaiveDateTime,
) -> StoreResult<Vec<(i64, NaiveDateTime, String)>> {
    let called = touches::province_id
        .eq(outcomes::province_id)
        .and(touches::id.nullable().eq(outcomes::touch_id));
    let owner = persons::province_id
        .eq(touches::province_id)
        .and(persons::id.nullable().eq(touches::phone_person_id));
    Ok(outcomes::table
        .inner_join(touches::table.on(called))
        .inner_join(persons::table.on(owner))
        .filter(outcomes::province_id.eq(province))
        .filter(outcomes::at.ge(since))
        .filter(persons::phone.is_not_null())
        .select((outcomes::person_id, outcomes::at, persons::phone.assume_not_null()))
        .load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }

    #[test]
    fn a_long_history_is_not_read_for_what_happened_lately() {
        let mut store = Store::open(&":memory:".parse().unwrap()).unwrap();
        let plan = store.read(|conn| -> StoreResult<Vec<Step>> {
            let Conn::Sqlite(conn) = conn else { panic!("SQLite") };
            let query = "EXPLAIN QUERY PLAN SELECT * FROM outcomes WHERE province_id = 1 AND at >= \
                         '2023-01-01' ORDER BY at, id";
            Ok(diesel::sql_query(query).load(conn)?)
        });
        let steps: Vec<String> = plan.unwrap().into_iter().map(|step| step.detail).collect();
        assert_eq!(steps, ["SEARCH outcomes USING INDEX outcomes_time (province_id=? AND at>?)"]);
    }
}
