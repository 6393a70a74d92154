//! The touches of a version with the keys of the people they speak of: what came of them is
//! reported against these.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::PlanError;
use super::find::{Wanted, find};
use crate::app::context::Context;
use crate::domain::outcome::OutcomeCode;
use crate::domain::touch::TouchChannel;
use crate::store::cases::enrolments_of;
use crate::store::facts::outcomes_of;
use crate::store::merged::follow_merges;
use crate::store::people::people_by_id;
use crate::store::plans::{version_agents, version_cases, version_touches};

/// One case of one touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedCase {
    /// As the call list names it.
    pub row_id: String,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// Agent's code.
    pub agent_code: String,
    /// Day.
    pub day: NaiveDate,
    /// Call or visit.
    pub channel: TouchChannel,
    /// Number of the case on its touch, from 1.
    pub number: i32,
    /// Social-insurance number.
    pub si_number: Option<String>,
    /// Citizen ID.
    pub citizen_id: Option<String>,
    /// Product code.
    pub product: String,
    /// State on the due ladder, or `potential`.
    pub state: String,
    /// VND to pay next.
    pub amount: Option<i64>,
    /// Months of one payment, where they are known.
    pub cycle_months: Option<u8>,
    /// Touches of the person so far at which nobody was reached.
    pub attempts: u8,
}

/// All cases of all touches of a version, agent by agent in working order.
///
/// # Errors
/// No such plan, or the database refused.
pub fn round(context: &mut Context<'_>, wanted: &Wanted) -> Result<Vec<TouchedCase>, PlanError> {
    let today = context.today();
    let rules = &context.tables.outcomes;
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let (province, version) = (found.province.id.0, found.version.id);
        let mut touches = version_touches(conn, province, version)?;
        let mut cases = version_cases(conn, province, version)?;
        follow_merges(conn, province, &mut touches, &mut cases)?;
        let touches: HashMap<i64, _> = touches.into_iter().map(|row| (row.id, row)).collect();
        let agents = version_agents(conn, province, version)?;
        let agents: HashMap<i64, String> =
            agents.into_iter().map(|row| (row.agent_id, row.code)).collect();
        let mut ids: Vec<i64> = cases.iter().map(|case| case.person_id).collect();
        ids.dedup();
        let people = people_by_id(conn, province, &ids)?;
        let people: HashMap<i64, _> = people.into_iter().map(|row| (row.id, row)).collect();
        let cycles: HashMap<(i64, String), Option<i32>> = enrolments_of(conn, province, &ids)?
            .into_iter()
            .map(|row| ((row.person_id, row.product), row.cycle_months))
            .collect();
        let mut attempts: HashMap<i64, u8> = HashMap::new();
        for outcome in outcomes_of(conn, province, &ids)? {
            let code = OutcomeCode::from_code(&outcome.outcome);
            if code.is_some_and(|code| rules.of(code).is_attempt()) {
                *attempts.entry(outcome.person_id).or_insert(0) += 1;
            }
        }
        let told = cases.into_iter().filter_map(|case| {
            let touch = touches.get(&case.touch_id)?;
            let person = people.get(&case.person_id)?;
            let cycle = cycles.get(&(case.person_id, case.product.clone())).copied().flatten();
            Some(TouchedCase {
                row_id: format!("{}-{}", touch.id, case.number),
                contact: touch.contact.clone(),
                agent_code: agents.get(&touch.agent_id)?.clone(),
                day: touch.day,
                channel: TouchChannel::from_code(&touch.channel)?,
                number: case.number,
                si_number: person.si_number.clone(),
                citizen_id: person.citizen_id.clone(),
                product: case.product,
                state: case.state,
                amount: case.amount,
                cycle_months: cycle.and_then(|months| u8::try_from(months).ok()),
                attempts: attempts.get(&case.person_id).copied().unwrap_or(0),
            })
        });
        Ok(told.collect())
    })
}
