//! Where the contacts of a plan end and nothing else of them: what two plans are compared by. It is the same
//! whether it is read from the lines of a stored version or from a plan that has no rows yet, and costs a
//! fraction of them.

use super::PlanError;
use super::body::{LineEnd, LineFate, ends};
use super::proof::Configuration;
use super::situation::Situation;
use super::solved::Solved;
use crate::domain::day_part::PartOfDay;
use crate::planning::grid;
use crate::planning::snapshot::Snapshot;
use crate::planning::week::{Fate, WeekPlan};
use crate::store::plans::{PlanAgentRow, PlanCommuneRow, VersionRow};

use chrono::NaiveDate;

/// A plan as it is compared.
pub(crate) struct Ends<'a> {
    /// The days of its buckets.
    pub days: Vec<NaiveDate>,
    /// The parts of the day of its buckets; none where days are whole.
    pub parts: Vec<PartOfDay>,
    /// The part of the first of them with which it begins, where that is not the first part.
    pub begins: Option<PartOfDay>,
    /// What communes allowed.
    pub situation: Situation,
    /// Keys and codes of its agents.
    pub agents: Vec<(i64, &'a str)>,
    /// Its contacts, by commune and by the person who stands for each.
    pub contacts: Vec<(&'a str, LineEnd<'a>)>,
}

impl<'a> Ends<'a> {
    /// Of the rows of a version.
    ///
    /// # Errors
    /// A line or a document that cannot be read.
    pub(crate) fn of_rows(
        version: &VersionRow,
        agents: &'a [PlanAgentRow],
        communes: &'a [PlanCommuneRow],
    ) -> Result<Self, PlanError> {
        let configuration: Configuration = serde_json::from_str(&version.configuration)?;
        let mut contacts = Vec::new();
        for commune in communes {
            let first = contacts.len();
            for end in ends(commune) {
                contacts.push((commune.commune.as_str(), end?));
            }
            if let Some(own) = contacts.get_mut(first..) {
                own.sort_by_key(|(_, end)| end.person);
            }
        }
        Ok(Self {
            days: configuration.buckets,
            parts: configuration.parts,
            begins: configuration.begins,
            situation: configuration.situation,
            agents: agents.iter().map(|one| (one.agent_id, one.code.as_str())).collect(),
            contacts,
        })
    }

    /// Of a plan that has no rows.
    pub(crate) fn of_solved(solved: &'a Solved<'_>) -> Self {
        let (snapshot, plan) = (solved.snapshot(), solved.plan());
        let mut contacts: Vec<(u32, LineEnd<'a>)> =
            (0..plan.fates.len()).filter_map(|at| end(snapshot, plan, at)).collect();
        contacts.sort_by_key(|(commune, end)| (*commune, end.person));
        let code = |at: u32| snapshot.communes.get(at as usize).map_or("", |one| &one.code);
        Self {
            days: snapshot.buckets.iter().map(|bucket| bucket.date).collect(),
            parts: grid::parts(&snapshot.buckets),
            begins: solved.begins(),
            situation: solved.situation().clone(),
            agents: snapshot.agents.iter().map(|one| (one.id.0, one.code.as_str())).collect(),
            contacts: contacts.into_iter().map(|(at, end)| (code(at), end)).collect(),
        }
    }
}

/// The commune of a contact, and where it ends.
pub(super) fn end<'a>(
    snapshot: &'a Snapshot,
    plan: &WeekPlan,
    at: usize,
) -> Option<(u32, LineEnd<'a>)> {
    let contact = plan.contacts.contacts.get(at)?;
    let head = snapshot.persons.get(contact.head as usize)?;
    let fate = plan.fates.get(at)?;
    let household = snapshot.households.get(contact.household as usize)?;
    let end = LineEnd {
        person: head.id.0,
        household: household.as_deref(),
        due: match fate {
            Fate::Planned(_) => {
                let due = plan.due_fates(snapshot, at, fate);
                due.iter().filter(|(_, left)| left.is_none()).count() as u64
            }
            Fate::Left(_) => 0,
        },
        fate: match fate {
            Fate::Planned(place) => LineFate::Planned {
                agent: snapshot.agents.get(place.agent as usize).map_or(0, |one| one.id.0),
                channel: place.channel,
                bucket: place.bucket,
            },
            Fate::Left(reason) => LineFate::Left(*reason),
        },
    };
    Some((head.commune, end))
}
