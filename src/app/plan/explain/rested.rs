//! Households that are neither called nor invited, because they were invited a short while ago, or somebody of them
//! came: until when they are not asked to come to another event.

use std::collections::{HashMap, HashSet};

use super::super::PlanError;
use super::super::body::LineFate;
use super::super::events::{Rested, may_come, near, standing};
use super::super::find::Found;
use super::super::stored::Stored;
use super::resting::Days;
use crate::config::Tables;
use crate::domain::calendar::date_vi;
use crate::domain::touch::ReasonCode;
use crate::store::Conn;
use crate::store::invited::event_of_contact;
use crate::store::merged::survivors;
use crate::store::plan_events::events_of_version;

/// One more sentence in each language for contacts that rest from events in the week, each named by its place in
/// the version.
pub(super) fn rested(
    conn: &mut Conn,
    found: &Found,
    (stored, contacts): (&Stored, &[usize]),
    days: Days,
    tables: &Tables,
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    let (province, version) = (found.province.id.0, stored.version.id);
    let mut asked = Vec::new();
    for at in contacts.iter().filter(|_| stored.summary.events.is_some()) {
        let Some((commune, line)) = stored.contacts.get(*at) else { continue };
        let open =
            matches!(line.fate, LineFate::Left(why) if may_come(why) && why != ReasonCode::Invited);
        let household = (commune.clone(), line.contact());
        let own = (commune.as_str(), household.1.as_str());
        if open && event_of_contact(conn, (province, version), own)?.is_none() {
            asked.push((*at, line.person, household));
        }
    }
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    // Whoever came to an event of this very version was not left out of it for that.
    let own = events_of_version(conn, province, version)?;
    let own: HashSet<&str> = own.iter().map(|row| row.code.as_str()).collect();
    let stands = standing(conn, province, days.today)?;
    let mut events = near(&tables.events, stands.iter(), found.week);
    events.retain(|one| !own.contains(one.code.as_str()));
    let rested = Rested::read(conn, province, events, found.week.monday())?;
    let heads: Vec<i64> = asked.iter().map(|(_, head, _)| *head).collect();
    let now = survivors(conn, province, &heads)?;
    let told = asked.into_iter().filter_map(|(at, head, household)| {
        let (event, rest) = rested.by(Some(&household), std::iter::once(now.of(head)))?;
        let why = match rest.came {
            true => ("đã dự", "somebody came to"),
            false => ("đã được mời dự", "it was invited to"),
        };
        let (code, date, until) = (&event.code, event.date, rest.until);
        Some((
            at,
            (
                format!(
                    " Theo dữ liệu ngày {}: hộ không được mời dự sự kiện trong tuần này vì {} sự kiện {code} ngày {}; \
                     được mời lại từ ngày {}.",
                    date_vi(days.today),
                    why.0,
                    date_vi(date),
                    date_vi(until)
                ),
                format!(
                    " By the register of {}: it is not invited to an event of this week, because {} event {code} on \
                     {date}; it may be invited again from {until}.",
                    days.today, why.1
                ),
            ),
        ))
    });
    Ok(told.collect())
}
