//! What a change of scenarios does with events, as it is shown before and after: which are held online, moved,
//! made smaller, cancelled or held as before again, each with the reason; and what became of them, from the
//! record.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::ScenarioError;
use crate::app::events::{
    EventError, EventWas, Look, PlaceNames, ToldOf, Turn, TurnKept, Turned, turn,
};
use crate::app::plan::{PlanError, SupposedScenarios};
use crate::config::{Config, Tables};
use crate::domain::calendar::date_vi;
use crate::domain::event::EventKind;
use crate::domain::event_life::EventState;
use crate::domain::sentence::Sentence;
use crate::store::Conn;
use crate::store::event_life::{EventRow, all_events, steps_of_scenarios};

/// An event that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventChange {
    /// Its code.
    pub code: String,
    /// What becomes of it.
    pub turned: Turned,
    /// Where and when it was to be held.
    pub before: Sentence,
    /// Where and when it will be held; none where it will not.
    pub after: Option<Sentence>,
    /// The same as a sentence, with the reason.
    pub told: Sentence,
}

/// All events that change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EventChanges {
    /// How many, by what becomes of them.
    pub counts: BTreeMap<Turned, u64>,
    /// In order of time.
    pub events: Vec<EventChange>,
}

/// Finds what becomes of events, and adds it to what is supposed. Of a decision that is taken back
/// (`returned`) what it had changed is brought back first.
pub(super) fn turns(
    conn: &mut Conn,
    look: &Look<'_>,
    supposed: &mut SupposedScenarios,
    returned: Option<i64>,
) -> Result<Vec<Turn>, PlanError> {
    let mut turns = match returned {
        Some(scenario) => look.back(conn, scenario, supposed)?,
        None => Vec::new(),
    };
    turns.extend(look.forbidden(conn, supposed)?);
    turns.sort_by(|a, b| {
        (a.before.starts_at, &a.before.code).cmp(&(b.before.starts_at, &b.before.code))
    });
    Ok(turns)
}

/// Turns as they are shown.
pub(super) fn shown(
    conn: &mut Conn,
    province: i64,
    turns: &[Turn],
) -> Result<EventChanges, PlanError> {
    let names = PlaceNames::read(conn, province)?;
    let mut all = EventChanges::default();
    for one in turns {
        *all.counts.entry(one.turned).or_default() += 1;
        let was = (EventWas::of(&one.before), EventWas::of(&one.after));
        all.events.push(change(&one.before.code, one.turned, (&was.0, &was.1), (&one.why, &names)));
    }
    Ok(all)
}

/// By decision the events that it turned, or that its end turned back, as they were recorded: event by event
/// and in order, each with its days before and since.
pub(crate) fn turned_by(conn: &mut Conn, province: i64) -> Result<Vec<TurnedBy>, PlanError> {
    let steps = steps_of_scenarios(conn, province)?;
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    let names = PlaceNames::read(conn, province)?;
    let codes: HashMap<i64, String> =
        all_events(conn, province)?.into_iter().map(|row| (row.id, row.code)).collect();
    let mut all = Vec::with_capacity(steps.len());
    for step in steps {
        let kept: TurnKept = serde_json::from_str(&step.facts)?;
        let (Some(scenario), Some(code)) =
            (kept.scenario.or(kept.taken_back), codes.get(&step.event_id))
        else {
            continue;
        };
        all.push(TurnedBy {
            scenario,
            days: (kept.from.date, kept.to.date),
            change: change(code, kept.turned, (&kept.from, &kept.to), (&kept.why, &names)),
        });
    }
    all.sort_by(|a, b| (a.days.0, &a.change.code).cmp(&(b.days.0, &b.change.code)));
    Ok(all)
}

/// An event that a decision turned.
pub(crate) struct TurnedBy {
    pub(crate) scenario: i64,
    /// Its day before, and since.
    pub(crate) days: (NaiveDate, NaiveDate),
    pub(crate) change: EventChange,
}

fn change(
    code: &str,
    turned: Turned,
    (from, to): (&EventWas, &EventWas),
    (why, names): (&Sentence, &PlaceNames),
) -> EventChange {
    let before = place(from, names);
    let after = (to.state != EventState::Cancelled.code()).then(|| place(to, names));
    EventChange {
        code: code.to_owned(),
        turned,
        told: told((code, turned, why), (&before, after.as_ref()), (from.size, to.size)),
        before,
        after,
    }
}

/// `Hội nghị khách hàng tại Nhà văn hóa, 19:00 ngày 07/06/2023`.
fn place(row: &EventWas, names: &PlaceNames) -> Sentence {
    let Sentence { vi, en } = EventKind::told(&row.kind);
    let venue = names.venue(&row.venue);
    let hour = row.starts_at.format("%H:%M");
    Sentence::new(
        format!("{vi} tại {venue}, {hour} ngày {}", date_vi(row.date)),
        format!("{en} at {venue}, {hour} on {}", row.date),
    )
}

fn told(
    (code, turned, why): (&str, Turned, &Sentence),
    (before, after): (&Sentence, Option<&Sentence>),
    (before_size, after_size): (i32, i32),
) -> Sentence {
    let after = after.cloned().unwrap_or_else(|| Sentence::new("", ""));
    let (vi, en) = match turned {
        Turned::Online => (
            format!("{} chuyển sang trực tuyến: {}", before.vi, after.vi),
            format!("{} is held online: {}", before.en, after.en),
        ),
        Turned::Moved => (
            format!("{} dời sang: {}", before.vi, after.vi),
            format!("{} is moved: {}", before.en, after.en),
        ),
        Turned::Smaller => (
            format!("{} chỉ còn {} chỗ (trước đây {})", before.vi, after_size, before_size),
            format!("{} has places for {} only (so far {})", before.en, after_size, before_size),
        ),
        Turned::Cancelled => {
            (format!("{} bị hủy", before.vi), format!("{} is cancelled", before.en))
        }
        Turned::Back => (
            format!("trở lại như trước: {}", after.vi),
            format!("held as before again: {}", after.en),
        ),
        Turned::Stays => (
            format!("{} không trở lại như trước được", before.vi),
            format!("{} cannot be held as before", before.en),
        ),
    };
    Sentence::new(format!("{code}: {vi}. {}", why.vi), format!("{code}: {en}. {}", why.en))
}

/// Does it in the transaction of the decision, and says who is told; `found` are the events that were seen,
/// and what becomes of them.
pub(super) fn carry_out(
    conn: &mut Conn,
    (province, scenario): (&crate::app::context::Province, i64),
    found: (&[EventRow], &[Turn]),
    (by, why): (&str, &str),
    at: (&Config, &Tables, NaiveDateTime),
) -> Result<ToldOf, ScenarioError> {
    match turn(conn, (province, scenario), found, (by, why), at) {
        Ok(Some(told)) => Ok(told),
        Ok(None) => Err(ScenarioError::Overtaken),
        Err(EventError::Plan(error)) => Err(error.into()),
        Err(other) => Err(PlanError::Events { reason: other.to_string() }.into()),
    }
}
