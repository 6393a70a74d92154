//! What a change of scenarios does with events, as it is shown before and after: which are held online, moved,
//! made smaller, cancelled or held as before again, each with the reason.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;
use serde::Serialize;

use super::ScenarioError;
use crate::app::events::{EventError, Look, ToldOf, Turn, Turned, turn};
use crate::app::plan::{PlanError, SupposedScenarios};
use crate::config::Config;
use crate::domain::calendar::date_vi;
use crate::domain::event::EventKind;
use crate::domain::event_life::EventState;
use crate::domain::sentence::Sentence;
use crate::store::Conn;
use crate::store::event_life::EventRow;
use crate::store::event_places::venues;

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
    let names: HashMap<String, String> =
        venues(conn, province)?.into_iter().map(|row| (row.code, row.name)).collect();
    let mut all = EventChanges::default();
    for one in turns {
        *all.counts.entry(one.turned).or_default() += 1;
        let before = place(&one.before, &names);
        let after =
            (one.after.state != EventState::Cancelled.code()).then(|| place(&one.after, &names));
        all.events.push(EventChange {
            code: one.before.code.clone(),
            turned: one.turned,
            told: told(one, (&before, after.as_ref())),
            before,
            after,
        });
    }
    Ok(all)
}

/// `Hội nghị khách hàng tại Nhà văn hóa, 19:00 ngày 07/06/2023`.
fn place(row: &EventRow, venues: &HashMap<String, String>) -> Sentence {
    let Sentence { vi, en } = EventKind::told(&row.kind);
    let venue = venues.get(&row.venue).unwrap_or(&row.venue);
    let hour = row.starts_at.format("%H:%M");
    Sentence::new(
        format!("{vi} tại {venue}, {hour} ngày {}", date_vi(row.date)),
        format!("{en} at {venue}, {hour} on {}", row.date),
    )
}

fn told(one: &Turn, (before, after): (&Sentence, Option<&Sentence>)) -> Sentence {
    let (code, why) = (&one.before.code, &one.why);
    let (before_size, after_size) = (one.before.size, one.after.size);
    let after = after.cloned().unwrap_or_else(|| Sentence::new("", ""));
    let (vi, en) = match one.turned {
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

/// Does it in the transaction of the decision, and says who is told.
pub(super) fn carry_out(
    conn: &mut Conn,
    (province, scenario): (&crate::app::context::Province, i64),
    turns: &[Turn],
    (by, why): (&str, &str),
    at: (&Config, NaiveDateTime),
) -> Result<ToldOf, ScenarioError> {
    match turn(conn, (province, scenario), turns, (by, why), at) {
        Ok(Some(told)) => Ok(told),
        Ok(None) => Err(ScenarioError::Overtaken),
        Err(EventError::Plan(error)) => Err(error.into()),
        Err(other) => Err(PlanError::Events { reason: other.to_string() }.into()),
    }
}
