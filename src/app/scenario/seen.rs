//! A plan as it is compared: where each contact ended, on which days, under which situation. It is read from
//! the rows of a stored version, or from a plan that has no rows yet, and borrows all texts from there: of
//! hundreds of thousands of contacts hardly a thousand are told.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;
use foldhash::fast::RandomState;

use super::ScenarioError;
use super::compare::Touch;
use crate::app::plan::{Ends, LineFate, Situation, Solved};
use crate::domain::day_part::PartOfDay;
use crate::domain::plan_turns::When;
use crate::domain::touch::{ReasonCode, TouchChannel};
use crate::store::Conn;
use crate::store::plans::{
    PlanAgentRow, PlanCommuneRow, VersionRow, version_agents, version_communes,
};

/// Commune, household code or `#PERSON`, and a number: after a merger two households may have one name.
pub(super) type Name<'a> = (&'a str, Cow<'a, str>, usize);

/// Where a touch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stand<'a> {
    /// Code of the agent.
    pub(super) agent: &'a str,
    pub(super) day: NaiveDate,
    pub(super) part: Option<PartOfDay>,
    pub(super) channel: TouchChannel,
}

impl Stand<'_> {
    /// When it is to be made.
    pub(super) fn when(&self) -> When {
        (self.day, self.part)
    }

    /// As it is told.
    pub(super) fn touch(&self) -> Touch {
        let Self { agent, day, part, channel } = *self;
        Touch { agent: agent.to_owned(), day, part, channel }
    }
}

/// Where a contact ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ended<'a> {
    /// Its touch, or why there is none.
    pub(super) fate: Result<Stand<'a>, ReasonCode>,
    /// Due cases that the touch speaks about.
    pub(super) due: u64,
}

impl<'a> Ended<'a> {
    /// Its touch from a time on.
    pub(super) fn touch(&self, from: When) -> Option<Stand<'a>> {
        self.fate.ok().filter(|touch| touch.when() >= from)
    }
}

/// A plan to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen<'a> {
    pub(super) days: Vec<NaiveDate>,
    /// The part of the first of them with which it begins, where that is not the first part.
    pub(super) begins: Option<PartOfDay>,
    pub(super) situation: Situation,
    pub(super) contacts: HashMap<Name<'a>, Ended<'a>, RandomState>,
}

/// The rows of a stored version that say where its contacts ended, as they were read.
pub(super) struct Stored {
    version: VersionRow,
    agents: Vec<PlanAgentRow>,
    communes: Vec<PlanCommuneRow>,
}

impl Stored {
    pub(super) fn read(conn: &mut Conn, version: &VersionRow) -> Result<Self, ScenarioError> {
        let (province, id) = (version.province_id, version.id);
        let agents = version_agents(conn, province, id)?;
        let communes = version_communes(conn, province, id)?;
        Ok(Self { version: version.clone(), agents, communes })
    }

    /// The version, to be compared.
    pub(super) fn seen(&self) -> Result<Seen<'_>, ScenarioError> {
        Ok(Seen::of(Ends::of_rows(&self.version, &self.agents, &self.communes)?))
    }
}

impl<'a> Seen<'a> {
    /// A plan that has no rows.
    pub(super) fn solved(plan: &'a Solved<'_>) -> Self {
        Self::of(Ends::of_solved(plan))
    }

    fn of(ends: Ends<'a>) -> Self {
        let Ends { days, parts, begins, situation, agents, contacts: own } = ends;
        let codes: HashMap<i64, &str> = agents.into_iter().collect();
        let mut contacts = HashMap::with_capacity_and_hasher(own.len(), RandomState::default());
        for (commune, end) in own {
            let fate = match end.fate {
                LineFate::Left(reason) => Err(reason),
                LineFate::Planned { agent, channel, bucket } => Ok(Stand {
                    agent: codes.get(&agent).copied().unwrap_or("?"),
                    day: days.get(usize::from(bucket)).copied().unwrap_or_default(),
                    part: parts.get(usize::from(bucket)).copied(),
                    channel,
                }),
            };
            let ended = Ended { fate, due: end.due };
            // The person who stands for a household tells two of one name apart.
            let mut name = (commune, end.contact(), 0);
            loop {
                match contacts.entry(name) {
                    Entry::Vacant(place) => {
                        place.insert(ended);
                        break;
                    }
                    Entry::Occupied(other) => name = other.key().clone(),
                }
                name.2 += 1;
            }
        }
        Self { days, begins, situation, contacts }
    }

    /// When its plan begins; nothing of a plan without a day.
    pub(super) fn first(&self) -> Option<When> {
        Some((self.days.first().copied()?, self.begins))
    }

    /// The touch of a contact from a time on.
    pub(super) fn touch(&self, name: &Name<'a>, from: When) -> Option<Stand<'a>> {
        self.contacts.get(name)?.touch(from)
    }
}
