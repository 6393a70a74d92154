//! What another situation makes of events: where people may not meet any more they are held online, on another
//! day or not at all; where they may again, what a decision had changed is held as it was, if it still can.
//! Found without storing anything; [`turn`] does it in the transaction of the decision.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::coming::Coming;
use super::error::EventError;
use super::invitations::{Post, tell};
use super::record::{Doer, hold_events, record, state_of};
use super::told_of::ToldOf;
use super::wish::place;
use crate::app::context::Province;
use crate::app::plan::events::{Desk, Fill, Wish};
use crate::app::plan::{PlanError, SupposedScenarios, office};
use crate::config::{Config, Tables};
use crate::domain::calendar::Week;
use crate::domain::event::{EventKind, EventMode};
use crate::domain::event_life::{EventAction, EventState};
use crate::domain::event_rules::EventRules;
use crate::domain::sentence::Sentence;
use crate::planning::events::reason::Refusal;
use crate::planning::events::situation::{Held, Situation};
use crate::planning::events::wish::{check, online_instead};
use crate::store::Conn;
use crate::store::event_life::{EventRow, all_events, last_steps};

/// What becomes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turned {
    /// It is held online.
    Online,
    /// It is held at another time.
    Moved,
    /// Fewer people may come to it.
    Smaller,
    /// It is not held.
    Cancelled,
    /// It is held again as it was before the decision.
    Back,
    /// It stays as the decision left it: it cannot be held as before any more.
    Stays,
}

/// An event that another situation changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) turned: Turned,
    pub(crate) before: EventRow,
    pub(crate) after: EventRow,
    /// Why.
    pub(crate) why: Sentence,
}

/// What a change of the situation is looked at with.
pub(crate) struct Look<'a> {
    pub(crate) province: &'a Province,
    pub(crate) rules: &'a EventRules,
    /// Now at the office.
    pub(crate) now: NaiveDateTime,
}

/// Nobody said how many come to an event that is held as another kind or in another way.
pub(super) fn forget_turnout(before: &EventRow, after: &mut EventRow) {
    if (&after.kind, &after.mode) != (&before.kind, &before.mode) {
        after.turnout = 0;
    }
}

fn told(why: Refusal) -> Sentence {
    Sentence::new(why.sentence_vi(), why.sentence_en())
}

/// Whether a situation is what stands in the way.
fn is_of_situation(why: &Refusal) -> bool {
    matches!(why, Refusal::Distancing { .. } | Refusal::GatheringLimit { .. })
}

impl Look<'_> {
    /// Desk and place of an event's week, as if it did not stand.
    fn desk(
        &self,
        conn: &mut Conn,
        row: &EventRow,
        supposed: &SupposedScenarios,
    ) -> Result<(Desk, Situation), PlanError> {
        let week = Week::containing(row.date);
        let office = office(conn, &row.office_code, self.province, week.monday())?;
        let of = (self.province, &office);
        let when = (week, self.now);
        let desk = Desk::supposing(conn, of, when, (self.rules, supposed), Some(&row.code))?;
        let situation = desk.situation(&[], Fill::Month);
        Ok((desk, situation))
    }

    /// Events in which people meet and may not any more under what is supposed, with what takes their place;
    /// each is added to what is supposed, so that the next finds its host and venue taken.
    pub(crate) fn forbidden(
        &self,
        conn: &mut Conn,
        supposed: &mut SupposedScenarios,
    ) -> Result<Vec<Turn>, PlanError> {
        let coming = Coming::read(conn, self)?;
        self.forbidden_of(conn, &coming, supposed)
    }

    /// The same of events that are known.
    pub(crate) fn forbidden_of(
        &self,
        conn: &mut Conn,
        coming: &Coming,
        supposed: &mut SupposedScenarios,
    ) -> Result<Vec<Turn>, PlanError> {
        let mut turns = Vec::new();
        for before in coming.restricted(conn, self.province, supposed)? {
            let (desk, situation) = self.desk(conn, &before, supposed)?;
            let Some(held) = held(&desk, &before) else { continue };
            let against = check(&situation, &situation.settled, held);
            let Some(why) = against.iter().copied().find(is_of_situation) else {
                if let Some(smaller) = smaller(&situation, held, &before) {
                    supposed.events.push(smaller.after.clone());
                    turns.push(smaller);
                }
                continue;
            };
            // What could not be held before either is not the situation's doing alone, but has to go too.
            let mut after = before.clone();
            after.sequence += 1;
            let instead = online_instead(&situation, &situation.settled, held);
            let turned = match instead.or_else(|| later(&situation, held)) {
                Some(instead) => {
                    after.kind = instead.kind.code().to_owned();
                    place(&mut after, &desk, &situation, instead);
                    forget_turnout(&before, &mut after);
                    let online = after.mode == EventMode::Online.code();
                    if online { Turned::Online } else { Turned::Moved }
                }
                None => {
                    after.state = EventState::Cancelled.code().to_owned();
                    Turned::Cancelled
                }
            };
            supposed.events.push(after.clone());
            turns.push(Turn { turned, before, after, why: told(why) });
        }
        Ok(turns)
    }

    /// Events that a decision had changed, as they were before it where they can still be held so.
    pub(crate) fn back(
        &self,
        conn: &mut Conn,
        scenario: i64,
        supposed: &mut SupposedScenarios,
    ) -> Result<Vec<Turn>, PlanError> {
        let mut turns = Vec::new();
        let mut steps = last_steps(conn, self.province.id.0)?;
        for before in all_events(conn, self.province.id.0)? {
            let Some(last) = steps.remove(&before.id) else { continue };
            let facts: Value = serde_json::from_str(&last.facts)?;
            // Held, or changed by somebody else since: nothing to take back.
            if facts.get("scenario").and_then(Value::as_i64) != Some(scenario) {
                continue;
            }
            let from: EventWas =
                serde_json::from_value(facts.get("from").cloned().unwrap_or_default())?;
            let mut was = before.clone();
            (was.kind, was.venue, was.host) = (from.kind, from.venue, from.host);
            (was.date, was.part, was.starts_at) = (from.date, from.part, from.starts_at);
            was.state = from.state;
            was.sequence += 1;
            let stays = |why: Sentence| Turn {
                turned: Turned::Stays,
                before: before.clone(),
                after: before.clone(),
                why,
            };
            if was.starts_at <= self.now {
                turns.push(stays(Sentence::new("Ngày đó đã qua.", "That day is over.")));
                continue;
            }
            let (desk, situation) = self.desk(conn, &was, supposed)?;
            let Some(held) = held(&desk, &was) else {
                turns.push(stays(Sentence::new(
                    "Danh sách không còn địa điểm hoặc người chủ trì này.",
                    "The lists know its venue or its host no more.",
                )));
                continue;
            };
            if let Some(why) = check(&situation, &situation.settled, held).first() {
                turns.push(stays(desk.refused(*why)));
                continue;
            }
            place(&mut was, &desk, &situation, held);
            (was.expected, was.turnout) = (from.expected.min(was.size), from.turnout);
            supposed.events.push(was.clone());
            let why = Sentence::new("Được tổ chức như trước.", "It can be held as before.");
            turns.push(Turn { turned: Turned::Back, before, after: was, why });
        }
        Ok(turns)
    }
}

/// Where an event was before a decision changed it, or is since, as its step keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventWas {
    pub(crate) kind: String,
    pub(crate) venue: String,
    host: String,
    pub(crate) date: chrono::NaiveDate,
    part: String,
    pub(crate) starts_at: NaiveDateTime,
    pub(crate) state: String,
    pub(crate) size: i32,
    expected: i32,
    #[serde(default)]
    turnout: i32,
}

impl EventWas {
    pub(crate) fn of(row: &EventRow) -> Self {
        Self {
            kind: row.kind.clone(),
            venue: row.venue.clone(),
            host: row.host.clone(),
            date: row.date,
            part: row.part.clone(),
            starts_at: row.starts_at,
            state: row.state.clone(),
            size: row.size,
            expected: row.expected,
            turnout: row.turnout,
        }
    }
}

/// What the step of a turned event keeps, beside the decision that caused it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TurnKept {
    /// The decision, where it caused the turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scenario: Option<i64>,
    /// The decision, where its end caused the turn: what it brought back is not to be brought back again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) taken_back: Option<i64>,
    pub(crate) turned: Turned,
    pub(crate) from: EventWas,
    pub(crate) to: EventWas,
    pub(crate) why: Sentence,
}

fn held(desk: &Desk, row: &EventRow) -> Option<Held> {
    let wish = Wish {
        kind: EventKind::from_code(&row.kind)?,
        venue: row.venue.clone(),
        host: row.host.clone(),
        date: row.date,
        part: row.part.clone(),
    };
    desk.held(&wish).ok()
}

/// An event that is held where and when it was, for as many people as may meet there: fewer than it has
/// places for.
fn smaller(situation: &Situation, held: Held, before: &EventRow) -> Option<Turn> {
    let commune = situation.venues.get(held.venue as usize)?.commune?;
    let place = situation.communes.get(commune as usize)?;
    let most = place.gathering(usize::from(held.slot)).most()?;
    let size = i32::try_from(most).ok().filter(|most| *most < before.size)?;
    let mut after = before.clone();
    (after.size, after.expected) = (size, before.expected.min(size));
    after.sequence += 1;
    let why = Sentence::new(
        format!("Xã chỉ được tụ tập không quá {most} người."),
        format!("No more than {most} people may meet in the commune."),
    );
    Some(Turn { turned: Turned::Smaller, before: before.clone(), after, why })
}

/// The next slot of the week in which the same event may be held at the same place, with its own host where
/// that may be.
fn later(situation: &Situation, held: Held) -> Option<Held> {
    let slots = u8::try_from(situation.slots.len()).unwrap_or(u8::MAX);
    let hosts = (0u32..).take(situation.hosts.len()).filter(|host| *host != held.host);
    let hosts: Vec<u32> = [held.host].into_iter().chain(hosts).collect();
    (held.slot.saturating_add(1)..slots)
        .flat_map(|slot| hosts.iter().map(move |host| Held { slot, host: *host, ..held }))
        .find(|wish| check(situation, &situation.settled, *wish).is_empty())
}

/// Writes what becomes of events in the transaction of the decision `scenario`, and tells those who were
/// invited; `None` where the events are not those that were `seen` any more: what was changed, asked for or
/// approved meanwhile was not looked at.
pub(crate) fn turn(
    conn: &mut Conn,
    (province, scenario): (&Province, i64),
    (seen, turns): (&[EventRow], &[Turn]),
    (by, why): (&str, &str),
    (config, tables, now): (&Config, &Tables, NaiveDateTime),
) -> Result<Option<ToldOf>, EventError> {
    let (mut done, mut turned) = (ToldOf::default(), Vec::new());
    hold_events(conn, province.id.0)?;
    if all_events(conn, province.id.0)? != seen {
        return Ok(None);
    }
    let doer = Doer::of(by, why, now)?;
    let post = Post::of((config, tables), now, doer.comment);
    for one in turns.iter().filter(|one| one.turned != Turned::Stays) {
        let state = state_of(&one.after)?;
        let action = match (state_of(&one.before)?, state) {
            (_, EventState::Cancelled) => EventAction::Cancel,
            (EventState::Cancelled, _) => EventAction::Restore,
            _ if one.turned == Turned::Smaller => EventAction::Limit,
            _ => EventAction::Move,
        };
        let is_back = one.turned == Turned::Back;
        let kept = TurnKept {
            scenario: (!is_back).then_some(scenario),
            taken_back: is_back.then_some(scenario),
            turned: one.turned,
            from: EventWas::of(&one.before),
            to: EventWas::of(&one.after),
            why: one.why.clone(),
        };
        let facts = json!(kept);
        let mut row = one.after.clone();
        record(conn, &mut row, (action, state), doer, &facts)?;
        turned.push(row);
    }
    // Who holds an invitation to another event is asked when it is known which of them will be held.
    for row in &turned {
        done += tell(conn, row, None, &post)?;
    }
    Ok(Some(done))
}
