//! Visits that agents have in hands and whose result nobody knows. What their households wait for follows from the
//! situation of the day: where homes are open the agent may have been there; where they are closed nobody goes, as
//! if the agent were away.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::in_hands::Wait;
use super::situation::Situation;
use crate::domain::plan_turns::When;
use crate::planning::snapshot::{Recall, Snapshot};

/// A visit in hands.
#[derive(Clone, Debug)]
pub(super) struct VisitOut {
    /// Index of the household.
    pub household: u32,
    /// Its day.
    pub day: NaiveDate,
    /// What the household waits for where homes are open.
    pub open: Wait,
    /// And where they are closed.
    pub closed: Option<Wait>,
}

/// All of them, in a week that is planned from a time on.
#[derive(Clone, Debug, Default)]
pub(crate) struct VisitsOut {
    visits: Vec<VisitOut>,
    /// By household what is known of it without these visits, with its commune.
    before: HashMap<u32, (Recall, u32)>,
    first: When,
}

impl VisitsOut {
    /// These visits, whose households are not marked for them yet.
    pub(super) fn of(snapshot: &Snapshot, visits: Vec<VisitOut>, first: When) -> Self {
        let own: HashSet<u32> = visits.iter().map(|visit| visit.household).collect();
        let mut before = HashMap::with_capacity(own.len());
        if !own.is_empty() {
            for person in snapshot.persons.iter().filter(|one| own.contains(&one.household)) {
                if let Some(recall) = snapshot.recalls.get(person.household as usize) {
                    before.entry(person.household).or_insert((*recall, person.commune));
                }
            }
        }
        Self { visits, before, first }
    }

    /// Marks in a snapshot what the households wait for where communes allow so much on the days of the week, and
    /// nothing else that was marked for these visits before.
    pub(super) fn rest(&self, snapshot: &mut Snapshot, whole_week: &Situation) {
        for (household, (recall, _)) in &self.before {
            if let Some(own) = snapshot.recalls.get_mut(*household as usize) {
                *own = *recall;
            }
        }
        for visit in &self.visits {
            let commune = self.before.get(&visit.household).map(|(_, commune)| *commune);
            let commune = commune.and_then(|at| snapshot.communes.get(at as usize));
            let is_open = commune.is_none_or(|one| whole_week.visits_open(&one.code, visit.day));
            let wait = if is_open { Some(visit.open) } else { visit.closed };
            if let Some(wait) = wait {
                wait.mark(snapshot, visit.household, self.first);
            }
        }
    }
}
