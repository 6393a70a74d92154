//! What another scenario changes: which communes allow something else on which days. Whoever decides sees
//! it before it is applied, and the same the other way round is what reverting brings.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::area::{Area, AreaKind, AreaTree};
use super::calendar::date_vi;
use super::ids::AreaId;
use super::scenario::{Mode, Scenario};
use super::sentence::Sentence;

/// A commune allows something else, from a day to a day, both inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The area.
    pub area: AreaId,
    /// Its code.
    pub code: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// What it allowed.
    pub before: Mode,
    /// What it will allow.
    pub after: Mode,
}

impl Change {
    /// On how many days.
    #[must_use]
    pub fn days(&self) -> u64 {
        u64::try_from((self.to - self.from).num_days() + 1).unwrap_or(0)
    }

    /// The change as a sentence; `area` is the name of the area.
    #[must_use]
    pub fn told(&self, area: &str) -> Sentence {
        let (before, after) = (self.before.name(), self.after.name());
        Sentence::new(
            format!(
                "{area}: từ {} đến {}, {} thay cho {}",
                date_vi(self.from),
                date_vi(self.to),
                after.vi,
                before.vi
            ),
            format!("{area}: {} to {}, {} instead of {}", self.from, self.to, after.en, before.en),
        )
    }
}

/// What `after` changes of `before` in the communes that stand between two days, both inclusive, by
/// code and day; `areas` are those of all times. Days that change alike and follow each other are one
/// change.
#[must_use]
pub fn changes(
    before: &Scenario,
    after: &Scenario,
    areas: &[Area],
    (first, last): (NaiveDate, NaiveDate),
) -> Vec<Change> {
    let turns: BTreeSet<NaiveDate> =
        areas.iter().flat_map(|area| [Some(area.valid_from), area.valid_to]).flatten().collect();
    let standing = |day| AreaTree::on(day, areas.iter().filter(|one| one.stands_on(day)).cloned());
    let mut tree = standing(first);
    let mut open: BTreeMap<AreaId, Change> = BTreeMap::new();
    let mut found = Vec::new();
    for (from, to) in stretches(before, after, &turns, (first, last)) {
        if turns.contains(&from) {
            tree = standing(from);
        }
        let communes: Vec<&Area> =
            tree.iter().filter(|area| area.kind == AreaKind::Commune).collect();
        let codes = || communes.iter().map(|area| area.code.as_str());
        let old = before.on(from, &tree, codes());
        let new = after.on(from, &tree, codes());
        for (area, (old, new)) in communes.iter().zip(old.iter().zip(&new)) {
            if old.mode == new.mode {
                continue;
            }
            let alike = |change: &&mut Change| {
                change.to.succ_opt() == Some(from)
                    && (change.before, change.after) == (old.mode, new.mode)
            };
            if let Some(change) = open.get_mut(&area.id).filter(alike) {
                change.to = to;
                continue;
            }
            let (before, after) = (old.mode, new.mode);
            let (area, code) = (area.id, area.code.clone());
            let change = Change { area, code, from, to, before, after };
            found.extend(open.insert(area, change));
        }
    }
    found.extend(open.into_values());
    found.sort_by(|a, b| (&a.code, a.from).cmp(&(&b.code, b.from)));
    found
}

/// The days between two, cut wherever anything can change, which the tree does on `turns`: both scenarios
/// and the tree are the same all through each stretch.
fn stretches(
    before: &Scenario,
    after: &Scenario,
    turns: &BTreeSet<NaiveDate>,
    (first, last): (NaiveDate, NaiveDate),
) -> Vec<(NaiveDate, NaiveDate)> {
    let decided = before.entries.iter().chain(&after.entries);
    let decided =
        decided.flat_map(|entry| [Some(entry.from), entry.to.and_then(|to| to.succ_opt())]);
    let mut cuts: BTreeSet<NaiveDate> = decided
        .flatten()
        .chain(turns.iter().copied())
        .filter(|day| first < *day && *day <= last)
        .collect();
    if first <= last {
        cuts.insert(first);
    }
    let ends = cuts.iter().skip(1).filter_map(|day| day.pred_opt()).chain([last]);
    cuts.iter().copied().zip(ends).collect()
}

#[cfg(test)]
#[path = "scenario_change_tests.rs"]
mod tests;
