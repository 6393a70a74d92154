//! Who is invited to an event, by the numbers under which people are on record: what came of the invitations
//! is reported against these.

use std::collections::HashMap;

use crate::app::context::{Context, province};
use crate::app::plan::PlanError;
use crate::app::premium::joining;
use crate::store::cases::prospects_of;
use crate::store::people::people_by_id;
use crate::store::plan_events::{invitations_to, newest_of_event};

/// Somebody who is invited to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Social-insurance number.
    pub si_number: Option<String>,
    /// Citizen ID.
    pub citizen_id: Option<String>,
    /// Chance of coming as the plan assumes it, in millionths.
    pub chance: i64,
    /// What the person could join, where anything is open.
    pub could_join: Option<CouldJoin>,
}

/// What somebody could join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouldJoin {
    /// Code of the product.
    pub product: String,
    /// Months of one payment.
    pub months: u8,
    /// VND of the first payment.
    pub amount: i64,
}

/// The guests of an event by the newest plan that names it, by person.
///
/// # Errors
/// No such event, or a database that cannot be read.
pub fn guests(
    context: &mut Context<'_>,
    province_code: &str,
    code: &str,
) -> Result<Vec<Guest>, PlanError> {
    let (today, tables) = (context.today(), context.tables);
    context.store.read(|conn| {
        let id = province(conn, province_code, today)?.id.0;
        let event = newest_of_event(conn, id, code)?
            .ok_or_else(|| PlanError::NoEvent { code: code.to_owned() })?;
        let invited = invitations_to(conn, id, (event.version_id, event.number))?;
        let ids: Vec<i64> = invited.iter().map(|row| row.person_id).collect();
        let people: HashMap<i64, _> =
            people_by_id(conn, id, &ids)?.into_iter().map(|row| (row.id, row)).collect();
        let mut open: HashMap<i64, String> = HashMap::new();
        for row in prospects_of(conn, id, &ids)?.into_iter().filter(|row| row.closed.is_none()) {
            let first = open.entry(row.person_id).or_insert_with(|| row.product.clone());
            if row.product < *first {
                *first = row.product;
            }
        }
        let guest = |row: &crate::store::plan_events::InvitationRow| {
            let person = people.get(&row.person_id)?;
            let listed = person.segments.as_deref().unwrap_or_default();
            let (segments, _) = tables.segments.parse_list(listed);
            let could_join = open.get(&row.person_id).and_then(|code| {
                let product = tables.products.get(tables.products.find(code)?)?;
                let amount = joining(product, event.date, segments, tables).ok()?;
                let months = product.cycles.last().copied().unwrap_or(12);
                Some(CouldJoin { product: code.clone(), months, amount: amount.0 })
            });
            Some(Guest {
                si_number: person.si_number.clone(),
                citizen_id: person.citizen_id.clone(),
                chance: row.worth,
                could_join,
            })
        };
        Ok(invited.iter().filter_map(guest).collect())
    })
}
