//! Coverage: who of those who could be reached is planned, by segment, language and commune. Every
//! plan prints it, so that nobody has to guess whether the poor and the minorities are skipped.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::snapshot::Snapshot;
use super::week::{Fate, WeekPlan};
use crate::domain::segment::{SegmentId, SegmentSet, Segments};
use crate::domain::touch::ReasonCode;

/// Contacts and due cases of one part of the population.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// All contacts.
    pub contacts: u64,
    /// Contacts whom some agent could lawfully touch this week.
    pub reachable: u64,
    /// Contacts who are planned.
    pub planned: u64,
    /// Cases that are due in the week.
    pub due: u64,
    /// Due cases that some agent could lawfully speak about this week.
    pub due_reachable: u64,
    /// Due cases that a planned touch speaks about.
    pub due_planned: u64,
}

impl Cell {
    fn of_contact(fate: &Fate) -> Self {
        let planned = u64::from(matches!(fate, Fate::Planned(_)));
        let reachable =
            planned | u64::from(matches!(fate, Fate::Left(reason) if lacks_slot(*reason)));
        Self { contacts: 1, reachable, planned, ..Self::default() }
    }

    fn of_due_case(left: Option<ReasonCode>) -> Self {
        let planned = u64::from(left.is_none());
        let reachable = planned | u64::from(left.is_some_and(lacks_slot));
        Self { due: 1, due_reachable: reachable, due_planned: planned, ..Self::default() }
    }

    /// Adds what another part of the population counts.
    pub fn add(&mut self, other: &Self) {
        self.contacts += other.contacts;
        self.reachable += other.reachable;
        self.planned += other.planned;
        self.due += other.due;
        self.due_reachable += other.due_reachable;
        self.due_planned += other.due_planned;
    }
}

/// Whether a slot is all that is missing, or chance alone kept it from one.
pub fn lacks_slot(reason: ReasonCode) -> bool {
    matches!(reason, ReasonCode::Outpriced | ReasonCode::Invited | ReasonCode::HeldOut)
}

/// Coverage of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Everybody.
    pub all: Cell,
    /// By code of the segments that reports name. A contact counts in each segment of its people, a
    /// due case in each of its own person's.
    pub segments: BTreeMap<String, Cell>,
    /// By language code.
    pub languages: BTreeMap<String, Cell>,
    /// By commune code.
    pub communes: BTreeMap<String, Cell>,
}

/// Counts where the contacts of a plan end: as planned, or as another way of working would have it.
pub fn coverage(
    snapshot: &Snapshot,
    plan: &WeekPlan,
    fates: &[Fate],
    segments: &Segments,
) -> Coverage {
    let reported: Vec<(SegmentId, &str)> = segments
        .iter()
        .filter(|(_, segment)| segment.in_coverage_report)
        .map(|(id, segment)| (id, segment.code.as_str()))
        .collect();
    let mut by_segment = vec![Cell::default(); reported.len()];
    let mut by_language = vec![Cell::default(); snapshot.languages.len()];
    let mut by_commune = vec![Cell::default(); snapshot.communes.len()];
    let mut all = Cell::default();
    for (at, (contact, fate)) in plan.contacts.contacts.iter().zip(fates).enumerate() {
        let Some(head) = snapshot.persons.get(contact.head as usize) else { continue };
        let mut count = |segments: SegmentSet, cell: &Cell| {
            all.add(cell);
            for ((id, _), slot) in reported.iter().zip(&mut by_segment) {
                if segments.contains(*id) {
                    slot.add(cell);
                }
            }
            if let Some(slot) = by_language.get_mut(usize::from(head.language)) {
                slot.add(cell);
            }
            if let Some(slot) = by_commune.get_mut(head.commune as usize) {
                slot.add(cell);
            }
        };
        let people = plan.contacts.cases_of(at, snapshot);
        let people = people.filter_map(|case| snapshot.persons.get(case.person as usize));
        let household = people.fold(head.segments, |set, person| set.union(person.segments));
        count(household, &Cell::of_contact(fate));
        for (case, left) in plan.due_fates(snapshot, at, fate) {
            let person = snapshot.cases.get(case.case as usize).map(|case| case.person);
            let person = person.and_then(|person| snapshot.persons.get(person as usize));
            let segments = person.map_or(SegmentSet::EMPTY, |person| person.segments);
            count(segments, &Cell::of_due_case(left));
        }
    }
    let named = |names: Vec<&str>, cells: Vec<Cell>| {
        let cells = names.into_iter().map(str::to_owned).zip(cells);
        cells.filter(|(_, cell)| cell.contacts > 0).collect()
    };
    Coverage {
        all,
        segments: named(reported.iter().map(|(_, code)| *code).collect(), by_segment),
        languages: named(snapshot.languages.iter().map(String::as_str).collect(), by_language),
        communes: named(
            snapshot.communes.iter().map(|one| one.code.as_str()).collect(),
            by_commune,
        ),
    }
}
