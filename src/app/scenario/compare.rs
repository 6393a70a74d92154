//! What becomes of each touch when the situation changes, and why it had to: because homes may not be
//! visited, because they may again, because a place became free or was needed by another, or because
//! something else changed since and the touch would have changed anyway.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::seen::{Ended, Name, Seen, Stand};
use super::told::told;
use crate::app::plan::Situation;
use crate::domain::day_part::PartOfDay;
use crate::domain::plan_turns::When;
use crate::domain::sentence::Sentence;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::domain::touch_change::ChangeCause;

/// One touch of a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Touch {
    /// Code of the agent.
    pub agent: String,
    /// Its day.
    pub day: NaiveDate,
    /// Its part of the day; nothing of a whole day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartOfDay>,
    /// Call or visit.
    pub channel: TouchChannel,
}

/// Why a touch changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It is a visit on a day on which homes may not be visited any more.
    Forbidden,
    /// It becomes a visit on a day on which homes could not be visited.
    Allowed,
    /// Others had to change: a place became free, or was needed.
    Consequence,
    /// It would change without the decision too: lists, other decisions or the day changed since the version in
    /// force, or moving it is worth more than keeping it.
    Anyway,
}

/// One touch that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TouchChange {
    /// Code of the commune.
    pub commune: String,
    /// Its name.
    pub commune_name: String,
    /// Household code, or `#` and the person's key.
    pub contact: String,
    /// The touch so far.
    pub before: Option<Touch>,
    /// The touch from now on.
    pub after: Option<Touch>,
    /// Why there is none from now on; none too where no case is open any more.
    pub reason: Option<ReasonCode>,
    /// Why it changes.
    pub cause: Cause,
    /// Code of what hinders it from staying as it is, of what would change anyway: as `plan diff` tells it.
    pub hindrance: Option<&'static str>,
    /// The same as a sentence.
    pub told: Sentence,
}

/// Sums over the days that are planned again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// The first day that is planned again: what lies before it is done, or on lists in hands.
    pub from: Option<NaiveDate>,
    /// The part of this day with which that begins, where it is not the first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartOfDay>,
    /// Touches so far.
    pub before: u64,
    /// Touches from now on.
    pub after: u64,
    /// Touches that stay as they are.
    pub same: u64,
    /// Touches that go to another day, agent or channel.
    pub moved: u64,
    /// Touches that are new.
    pub added: u64,
    /// Touches that are gone.
    pub dropped: u64,
    /// Changes by cause.
    pub causes: BTreeMap<Cause, u64>,
    /// Visits so far.
    pub visits_before: u64,
    /// Visits from now on.
    pub visits_after: u64,
    /// Due cases that a touch spoke about so far.
    pub due_before: u64,
    /// Due cases that a touch speaks about from now on.
    pub due_after: u64,
}

/// The change of one agent's lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgentCount {
    /// Code.
    pub agent: String,
    /// Touches that stay with the agent on another day or by another channel.
    pub moved: u64,
    /// Touches that are new to the agent.
    pub added: u64,
    /// Touches that the agent loses.
    pub dropped: u64,
}

/// All changes between two plans, in the order of agents, days and contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Compared {
    pub(super) counts: Counts,
    pub(super) agents: Vec<AgentCount>,
    pub(super) touches: Vec<TouchChange>,
}

/// Compares the version in force with what the week becomes; `base` is the week planned again without the
/// change, which tells what would have changed anyway. What lies before the new plan begins is worked. `area`
/// names a commune, `hindered` says what keeps the touch of a contact from staying, where that is known.
pub(super) fn compare<'a>(
    old: &'a Seen<'a>,
    base: &'a Seen<'a>,
    new: &'a Seen<'a>,
    area: impl Fn(&str) -> String,
    hindered: impl Fn(&str, &str) -> Option<ChangeCause>,
) -> Compared {
    let Some(first) = new.first() else { return Compared::default() };
    let mut all = Compared::default();
    (all.counts.from, all.counts.part) = (Some(first.0), first.1);
    for (name, was, will) in touched(old, new, first) {
        let touch = |ended: Option<&Ended<'a>>| ended?.touch(first);
        let (before, after) = (touch(was), touch(will));
        all.counts.add(before, after);
        let due = |ended: Option<&Ended<'_>>| ended.map_or(0, |ended| ended.due);
        all.counts.due_before += before.map_or(0, |_| due(was));
        all.counts.due_after += after.map_or(0, |_| due(will));
        if before == after {
            continue;
        }
        let (commune, contact, _) = name;
        let cause = if before.is_some_and(|touch| closed(&new.situation, commune, touch)) {
            Cause::Forbidden
        } else if after.is_some_and(|touch| closed(&old.situation, commune, touch)) {
            Cause::Allowed
        } else if base.touch(name, first) == after {
            Cause::Anyway
        } else {
            Cause::Consequence
        };
        let hindrance = match (cause, before) {
            (Cause::Anyway, Some(_)) => hindered(commune, contact),
            _ => None,
        };
        let reason = will.and_then(|ended| ended.fate.err());
        let mut change = TouchChange {
            commune: (*commune).to_owned(),
            commune_name: area(commune),
            contact: contact.to_string(),
            before: before.map(|touch| touch.touch()),
            after: after.map(|touch| touch.touch()),
            reason: reason.filter(|_| after.is_none()),
            cause,
            hindrance: hindrance.map(ChangeCause::code),
            told: Sentence::new("", ""),
        };
        change.told = told(&change, hindrance, (&old.situation, &new.situation));
        all.touches.push(change);
    }
    all.touches.sort_by(|a, b| a.place().cmp(&b.place()));
    for change in &all.touches {
        *all.counts.causes.entry(change.cause).or_insert(0) += 1;
    }
    all.agents = by_agent(&all.touches);
    all
}

/// A contact, and where it ends in either of two plans.
type Pair<'a> = (&'a Name<'a>, Option<&'a Ended<'a>>, Option<&'a Ended<'a>>);

/// The contacts with a touch from a time on in either of two plans.
fn touched<'a>(
    old: &'a Seen<'a>,
    new: &'a Seen<'a>,
    first: When,
) -> impl Iterator<Item = Pair<'a>> {
    let has = move |ended: &Ended<'a>| ended.touch(first).is_some();
    let had = old.contacts.iter().filter(move |(_, was)| has(was));
    let had = had.map(|(name, was)| (name, Some(was), new.contacts.get(name)));
    let got = new.contacts.iter().filter(move |(_, will)| has(will));
    let got = got.map(|(name, will)| (name, old.contacts.get(name), Some(will)));
    had.chain(got.filter(move |(_, was, _)| !was.is_some_and(has)))
}

/// Whether a touch is a visit where and when homes may not be visited.
pub(super) fn closed(situation: &Situation, commune: &str, touch: Stand<'_>) -> bool {
    touch.channel == TouchChannel::Visit && !situation.visits_open(commune, touch.day)
}

impl Counts {
    fn add(&mut self, before: Option<Stand<'_>>, after: Option<Stand<'_>>) {
        let visit = |touch: Option<Stand<'_>>| {
            u64::from(touch.is_some_and(|touch| touch.channel == TouchChannel::Visit))
        };
        self.before += u64::from(before.is_some());
        self.after += u64::from(after.is_some());
        self.visits_before += visit(before);
        self.visits_after += visit(after);
        match (before, after) {
            (Some(then), Some(now)) if then == now => self.same += 1,
            (Some(_), Some(_)) => self.moved += 1,
            (None, Some(_)) => self.added += 1,
            (Some(_), None) => self.dropped += 1,
            (None, None) => (),
        }
    }
}

impl TouchChange {
    /// The agent on whose list it is told: who had the touch, else who gets it.
    #[must_use]
    pub fn agent(&self) -> &str {
        self.before.as_ref().or(self.after.as_ref()).map_or("", |touch| &touch.agent)
    }

    fn place(&self) -> (&str, Option<NaiveDate>, &str, &str) {
        let first = self.before.as_ref().or(self.after.as_ref());
        (self.agent(), first.map(|touch| touch.day), &self.commune, &self.contact)
    }
}

fn by_agent(changes: &[TouchChange]) -> Vec<AgentCount> {
    let mut agents: BTreeMap<&str, AgentCount> = BTreeMap::new();
    for change in changes {
        let agent = |touch: &Option<Touch>| touch.as_ref().map(|touch| touch.agent.clone());
        let (then, now) = (agent(&change.before), agent(&change.after));
        if then == now {
            agents.entry(change.agent()).or_default().moved += 1;
            continue;
        }
        if let Some(touch) = &change.before {
            agents.entry(&touch.agent).or_default().dropped += 1;
        }
        if let Some(touch) = &change.after {
            agents.entry(&touch.agent).or_default().added += 1;
        }
    }
    let named =
        |(agent, counts): (&str, AgentCount)| AgentCount { agent: agent.to_owned(), ..counts };
    agents.into_iter().map(named).collect()
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
