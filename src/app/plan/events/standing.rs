//! The events that stand: those on record that were not cancelled, and those that plans propose.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveDateTime};

use super::told::people;
use crate::domain::event::{EventKind, EventMode};
use crate::domain::event_life::{Attendance, EventState};
use crate::domain::quota::EventStage;
use crate::store::event_life::{EventRow, all_events, attendance_counts};
use crate::store::plan_events::{Proposal, proposals};
use crate::store::{Conn, StoreError, StoreResult};

/// An event that stands, or stood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    /// Code by which people name it.
    pub(crate) code: String,
    /// Key, where it is on record.
    pub(crate) id: Option<i64>,
    /// Office.
    pub(crate) office: String,
    /// Week of the plan that proposes it, where it is not on record.
    pub(crate) week: Option<String>,
    pub(crate) kind: EventKind,
    pub(crate) mode: EventMode,
    pub(crate) host: String,
    pub(crate) venue: String,
    pub(crate) area: String,
    pub(crate) date: NaiveDate,
    pub(crate) part: String,
    pub(crate) starts_at: NaiveDateTime,
    pub(crate) ends_at: NaiveDateTime,
    pub(crate) size: i32,
    /// People expected.
    pub(crate) expected: i64,
    /// The chance at the place by which they were expected, in millionths; 0 where no plan said so.
    pub(crate) turnout: i32,
    pub(crate) state: EventState,
    /// Times that it was changed.
    pub(crate) sequence: i32,
    /// When it was changed last, UTC; none of a proposal.
    pub(crate) changed_at: Option<NaiveDateTime>,
    /// People who came; none where nobody said.
    pub(crate) attended: Option<u32>,
    /// People who joined at it; none where nobody said.
    pub(crate) joined: Option<u32>,
}

impl Standing {
    /// How far it counts in the ledger of quotas on a day.
    pub(crate) fn stage(&self, today: NaiveDate) -> EventStage {
        let began = self.date <= today;
        stage(self.state, began && self.attended.is_some_and(|came| came > 0))
    }
}

/// Where people came to an approved event it was held, whether or not somebody said so besides.
fn stage(state: EventState, people_came: bool) -> EventStage {
    match state {
        EventState::Approved if people_came => EventStage::Held,
        EventState::Held => EventStage::Held,
        EventState::Approved => EventStage::Approved,
        EventState::Proposed | EventState::Cancelled => EventStage::Planned,
    }
}

/// All events of a province in order of time, cancelled ones among them; what plans propose for a day that
/// is over came to nothing.
///
/// # Errors
/// The database refused, or holds a word that nobody knows.
pub(crate) fn standing(
    conn: &mut Conn,
    province: i64,
    today: NaiveDate,
) -> StoreResult<Vec<Standing>> {
    let counts = attendance_counts(conn, province)?;
    let rows = all_events(conn, province)?;
    let on_record: HashSet<String> = rows.iter().map(|row| row.code.clone()).collect();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let count = |status: Attendance| {
            let count = counts.get(&(row.id, status.code().to_owned())).copied().unwrap_or(0);
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let joined = count(Attendance::Joined);
        let came = count(Attendance::Attended) + joined;
        all.push(of_row(row, (came > 0).then_some((came, joined)))?);
    }
    let proposed = proposals(conn, province, today)?;
    for one in proposed.into_iter().filter(|one| !on_record.contains(&one.event.code)) {
        all.push(of_proposal(one)?);
    }
    in_time(&mut all);
    Ok(all)
}

fn in_time(all: &mut [Standing]) {
    all.sort_by(|a, b| (a.starts_at, &a.code).cmp(&(b.starts_at, &b.code)));
}

/// Puts events where they are supposed to be held.
///
/// # Errors
/// An event with a word that nobody knows.
pub(super) fn suppose(all: &mut [Standing], supposed: &[EventRow]) -> StoreResult<()> {
    for row in supposed {
        if let Some(one) = all.iter_mut().find(|one| one.code == row.code) {
            *one = of_row(row.clone(), one.attended.zip(one.joined))?;
        }
    }
    // As they will be read once it is on record.
    in_time(all);
    Ok(())
}

/// Whoever held it may know of more people than were written down, or somebody wrote more down: people who
/// came, and those of them who joined.
fn of_row(row: EventRow, written: Option<(u32, u32)>) -> StoreResult<Standing> {
    // None is less than any number.
    let said = |count: Option<i32>| count.and_then(|count| u32::try_from(count).ok());
    let (attended, joined) = written.unzip();
    let joined = said(row.joined).max(joined);
    Ok(Standing {
        id: Some(row.id),
        office: row.office_code,
        week: None,
        kind: read("events", &row.kind, EventKind::from_code)?,
        mode: read("events", &row.mode, EventMode::from_code)?,
        state: read("events", &row.state, EventState::from_code)?,
        // Whoever joined came.
        attended: said(row.attended).max(attended).max(joined),
        joined,
        code: row.code,
        host: row.host,
        venue: row.venue,
        area: row.area,
        date: row.date,
        part: row.part,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        size: row.size,
        expected: row.expected.into(),
        turnout: row.turnout,
        sequence: row.sequence,
        changed_at: Some(row.changed_at),
    })
}

fn of_proposal(proposal: Proposal) -> StoreResult<Standing> {
    let row = proposal.event;
    Ok(Standing {
        id: None,
        office: proposal.office,
        week: Some(proposal.week),
        kind: read("plan_events", &row.kind, EventKind::from_code)?,
        mode: read("plan_events", &row.mode, EventMode::from_code)?,
        state: if proposal.approved { EventState::Approved } else { EventState::Proposed },
        code: row.code,
        host: row.host,
        venue: row.venue,
        area: row.area,
        date: row.date,
        part: row.part,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        size: row.size,
        expected: people(row.expected),
        turnout: row.turnout,
        sequence: 0,
        changed_at: None,
        attended: None,
        joined: None,
    })
}

fn read<T>(table: &'static str, code: &str, known: fn(&str) -> Option<T>) -> StoreResult<T> {
    known(code).ok_or_else(|| StoreError::Corrupt { table, what: code.to_owned() })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(EventState::Proposed, [EventStage::Planned, EventStage::Planned])]
    #[case(EventState::Approved, [EventStage::Approved, EventStage::Held])]
    #[case(EventState::Held, [EventStage::Held, EventStage::Held])]
    #[case(EventState::Cancelled, [EventStage::Planned, EventStage::Planned])]
    fn an_event_to_which_people_came_was_held(
        #[case] state: EventState,
        #[case] stages: [EventStage; 2],
    ) {
        assert_eq!([false, true].map(|people_came| stage(state, people_came)), stages);
    }
}
