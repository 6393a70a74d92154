//! What publishing a plan makes of its events: those that are new stand from then on, wishes that it takes
//! in are approved with it. What became of the others since the plan was made is told, with the households
//! that it invited to them.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use serde_json::json;

use super::error::EventError;
use super::guests::guests_of;
use super::invitations::{Post, tell};
use super::record::{Doer, hold_events, of_plan, record, state_of};
use super::told_of::ToldOf;
use crate::app::plan::events::people;
use crate::clock::local_date;
use crate::config::{Config, Tables};
use crate::domain::event::is_same_event;
use crate::domain::event_life::{EventAction, EventState, WhyNot};
use crate::store::Conn;
use crate::store::event_life::{EventRow, all_events, update_events};
use crate::store::plan_events::{EventParts, PlanEventRow};
use crate::store::plan_parts::VersionParts;

/// What became of the events of a version that is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Adopted {
    /// Events that stand from now on.
    pub approved: usize,
    /// Those that do not.
    pub not_held: Vec<NotHeld>,
    /// Who is told of them.
    pub told: ToldOf,
}

/// An event of a version that does not stand as the version has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotHeld {
    /// Its code.
    pub code: String,
    /// A code of [`WhyNot`].
    pub why: &'static str,
    /// Households that the version invites to it.
    pub households: usize,
}

impl NotHeld {
    /// Why, in Vietnamese and English.
    #[must_use]
    pub fn why_told(&self) -> (&'static str, &'static str) {
        WhyNot::from_code(self.why)
            .map_or((self.why, self.why), |why| (why.name_vi(), why.name_en()))
    }
}

/// Takes in the events of a version, with nobody else deciding about events of the province, and writes the
/// intents to tell those whom it invites.
///
/// # Errors
/// The database refused, or holds an event that cannot be read.
pub(crate) fn adopt(
    conn: &mut Conn,
    own: (&str, i32),
    parts: &VersionParts,
    (by, now): (&str, NaiveDateTime),
    (config, tables): (&Config, &Tables),
) -> Result<Adopted, EventError> {
    let (mut adopted, stand) = take_in(conn, own, &parts.events, (by, now), config)?;
    let mut guests = guests_of(parts)?;
    let codes = stand.iter().map(|(_, row)| row.code.clone()).collect();
    let post = Post::of((config, tables), now, None).together(codes);
    for (number, row) in stand {
        if state_of(&row)? == EventState::Approved {
            let invited = guests.remove(&number).unwrap_or_default();
            adopted.told += tell(conn, &row, Some(invited), &post)?;
        }
    }
    Ok(adopted)
}

/// Takes events in, and says which stand, by the number that the version gives them.
fn take_in(
    conn: &mut Conn,
    (office, version): (&str, i32),
    parts: &EventParts,
    (by, now): (&str, NaiveDateTime),
    config: &Config,
) -> Result<(Adopted, Vec<(i32, EventRow)>), EventError> {
    let (mut adopted, mut stand) = (Adopted::default(), Vec::new());
    let days = parts.events.iter().map(|row| row.date);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
        return Ok((adopted, stand));
    };
    let Some(province) = parts.events.first().map(|row| row.province_id) else {
        return Ok((adopted, stand));
    };
    hold_events(conn, province)?;
    let today = local_date(now, config.office.time_zone);
    let mut taken: HashSet<(NaiveDateTime, String)> = HashSet::new();
    // Also those that were moved to another week: they keep their codes.
    let mut on_record: HashMap<String, EventRow> = HashMap::new();
    for row in all_events(conn, province)? {
        if (first..=last).contains(&row.date) && state_of(&row)?.is_live() {
            taken.extend(places(&row));
        }
        on_record.insert(row.code.clone(), row);
    }
    let doer = Doer { by, now, comment: None };
    let facts = json!({ "plan_version": version });
    let invited = invited_people(parts);
    let expect = |planned: &PlanEventRow, row: &mut EventRow| {
        expect(planned, invited.get(&planned.number).copied(), row)
    };
    for planned in &parts.events {
        let mut row = match met(planned, on_record.remove(&planned.code), today)? {
            Met::Stands(mut row) => {
                if state_of(&row)? == EventState::Approved && expect(planned, &mut row) {
                    update_events(conn, std::slice::from_ref(&*row))?;
                }
                stand.push((planned.number, *row));
                continue;
            }
            Met::Waits(mut row) => {
                expect(planned, &mut row);
                *row
            }
            Met::New => {
                let mut row = of_plan(planned.clone(), office.to_owned(), EventState::Proposed);
                expect(planned, &mut row);
                row
            }
            Met::Not(why) => {
                adopted.not_held.push(not_held(parts, planned, why));
                continue;
            }
        };
        if row.id == 0 {
            if places(&row).iter().any(|place| taken.contains(place)) {
                adopted.not_held.push(not_held(parts, planned, WhyNot::Clashing));
                continue;
            }
            taken.extend(places(&row));
        }
        record(conn, &mut row, (EventAction::Approve, EventState::Approved), doer, &facts)?;
        adopted.approved += 1;
        stand.push((planned.number, row));
    }
    Ok((adopted, stand))
}

/// People whom the invitations of a version are expected to bring, in millionths, by the number of the event.
fn invited_people(parts: &EventParts) -> HashMap<i32, i64> {
    let mut people: HashMap<i32, i64> = HashMap::new();
    for one in &parts.invitations {
        *people.entry(one.event).or_default() += one.worth;
    }
    people
}

/// Says of an event how many are expected, so that whoever comes is set against those who were invited: the sum
/// of their chances, `invited`, in millionths; where it is announced to all what the choice of events counted on.
/// Tells whether that is another number than before. What was made into something else since keeps its own.
fn expect(planned: &PlanEventRow, invited: Option<i64>, row: &mut EventRow) -> bool {
    let announced = (planned.invitations == 0).then_some(planned.expected);
    let same = (&row.kind, &row.mode) == (&planned.kind, &planned.mode);
    let Some(expected) = invited.or(announced).filter(|_| same) else { return false };
    let expected = i32::try_from(people(expected)).unwrap_or(i32::MAX);
    let said = (expected.min(row.size), planned.turnout);
    let differs = said != (row.expected, row.turnout);
    (row.expected, row.turnout) = said;
    differs
}

/// What an event takes. Codes of hosts and of venues are two kinds of codes.
fn places(row: &EventRow) -> [(NaiveDateTime, String); 2] {
    [format!("h {}", row.host), format!("v {}", row.venue)].map(|place| (row.starts_at, place))
}

fn not_held(parts: &EventParts, planned: &PlanEventRow, why: WhyNot) -> NotHeld {
    let invited = parts.invitations.iter().filter(|one| one.event == planned.number);
    NotHeld { code: planned.code.clone(), why: why.code(), households: invited.count() }
}

/// What a version meets under the code of its event.
#[derive(Debug, PartialEq)]
enum Met {
    /// Nothing: it can be put on record.
    New,
    /// The event as the version has it, which waits for approval.
    Waits(Box<EventRow>),
    /// The event, approved or held.
    Stands(Box<EventRow>),
    /// Something for which it cannot stand.
    Not(WhyNot),
}

fn met(
    planned: &PlanEventRow,
    on_record: Option<EventRow>,
    today: NaiveDate,
) -> Result<Met, EventError> {
    let past = || Met::Not(WhyNot::Past);
    let Some(row) = on_record else {
        return Ok(if planned.date < today { past() } else { Met::New });
    };
    let same_place = (&row.venue, &row.host, row.date, &row.part)
        == (&planned.venue, &planned.host, planned.date, &planned.part);
    Ok(match state_of(&row)? {
        EventState::Cancelled => Met::Not(WhyNot::Cancelled),
        // A code alone does not make it the event to which people are invited; being held online does not
        // make it another one.
        _ if !is_same_event(&planned.kind, &row.kind) => Met::Not(WhyNot::Changed),
        EventState::Approved | EventState::Held => Met::Stands(Box::new(row)),
        EventState::Proposed if !same_place => Met::Not(WhyNot::Changed),
        EventState::Proposed if row.date < today => past(),
        EventState::Proposed => Met::Waits(Box::new(row)),
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn planned() -> PlanEventRow {
        PlanEventRow {
            province_id: 15,
            code: "20230606A-NVH-1".into(),
            date: "2023-06-06".parse().unwrap(),
            part: "morning".into(),
            starts_at: "2023-06-06T08:00:00".parse().unwrap(),
            ends_at: "2023-06-06T10:00:00".parse().unwrap(),
            size: 60,
            expected: 20_000_000,
            turnout: 300_000,
            adds: 20,
            invitations: 100,
            ..PlanEventRow::example()
        }
    }

    /// The plan counted on 20 people of 100 letters at 0.30.
    #[rstest]
    #[case::by_letter(Some(29_700_000), 100, "", (30, 300_000))]
    #[case::by_letter_to_nobody(None, 100, "", (7, 100_000))]
    #[case::announced_to_all(None, 0, "", (20, 300_000))]
    #[case::no_more_than_may_meet(Some(70_000_000), 200, "", (60, 300_000))]
    #[case::held_online_since(Some(29_700_000), 100, "online", (7, 100_000))]
    fn whoever_comes_is_set_against_those_who_were_invited(
        #[case] invited: Option<i64>,
        #[case] invitations: i32,
        #[case] mode: &str,
        #[case] expected: (i32, i32),
    ) {
        let planned = PlanEventRow { invitations, ..planned() };
        let mut row = of_plan(planned.clone(), "01500".into(), EventState::Proposed);
        (row.expected, row.turnout) = (7, 100_000);
        if !mode.is_empty() {
            row.mode = mode.into();
        }
        assert_eq!(expect(&planned, invited, &mut row), expected != (7, 100_000));
        assert_eq!((row.expected, row.turnout), expected);
        assert!(!expect(&planned, invited, &mut row), "said once");
    }

    #[rstest]
    #[case::new(None, "2023-06-06", "new")]
    #[case::too_late(None, "2023-06-07", "past")]
    #[case::waits(Some((EventState::Proposed, "")), "2023-06-06", "waits")]
    #[case::waited_too_long(Some((EventState::Proposed, "")), "2023-06-07", "past")]
    #[case::moved(Some((EventState::Proposed, "host")), "2023-06-06", "changed")]
    #[case::another(Some((EventState::Proposed, "kind")), "2023-06-06", "changed")]
    #[case::stands(Some((EventState::Approved, "")), "2023-06-07", "stands")]
    #[case::stands_elsewhere(Some((EventState::Approved, "host")), "2023-06-06", "stands")]
    #[case::another_stands(Some((EventState::Approved, "kind")), "2023-06-06", "changed")]
    #[case::stands_online(Some((EventState::Approved, "online")), "2023-06-06", "stands")]
    #[case::asked_for_online(Some((EventState::Proposed, "online")), "2023-06-06", "changed")]
    #[case::held(Some((EventState::Held, "")), "2023-06-07", "stands")]
    #[case::called_off(Some((EventState::Cancelled, "")), "2023-06-06", "cancelled")]
    fn what_stands_under_a_code(
        #[case] on_record: Option<(EventState, &str)>,
        #[case] today: &str,
        #[case] expected: &str,
    ) {
        let row = on_record.map(|(state, changed)| {
            let mut row = of_plan(planned(), "01500".into(), state);
            match changed {
                "host" => row.host = "BCV-2".into(),
                "kind" => row.kind = "small_group".into(),
                "online" => {
                    (row.kind, row.mode) = ("online_conference".into(), "online".into());
                    row.venue = "HOP".into();
                }
                _ => (),
            }
            row
        });
        let told = match met(&planned(), row, today.parse().unwrap()).unwrap() {
            Met::New => "new",
            Met::Waits(_) => "waits",
            Met::Stands(_) => "stands",
            Met::Not(why) => why.code(),
        };
        assert_eq!(told, expected);
    }
}
