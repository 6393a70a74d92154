//! A snapshot with what belongs to it beside what planning sees, and the same under another situation.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::had_turn::HadTurn;
use super::image::Image;
use super::plan_communes::Allowed;
use super::replan::{OnList, kept};
use super::situation::Situation;
use crate::domain::day_part::PartOfDay;
use crate::planning::snapshot::Snapshot;

/// A snapshot with what its numbers stand for.
pub(crate) struct Loaded {
    /// What planning sees.
    pub snapshot: Snapshot,
    /// First working day after the week: when the next plan begins.
    pub next_plan: NaiveDate,
    /// What cannot be planned as it stands, by what is missing: cases without an amount or a ladder,
    /// people, agents and areas of the office whose commune was split or is gone.
    pub incomplete: HashMap<String, usize>,
    /// What the communes allow.
    pub situation: Situation,
    /// The part of the first day with which the plan begins, where what lies before it is in hands.
    pub begins: Option<PartOfDay>,
    /// What stands on the lists in force; nothing in a week without any.
    pub on_lists: Option<Vec<OnList>>,
    /// Cases of the snapshot that had their turn on the lists of the week before the plan begins.
    pub had_turn: HadTurn,
    /// What is to be kept of its people for the next plan; nothing where it was kept already.
    pub image: Option<Image>,
}

impl Loaded {
    /// The same where no version is restored: what stands on the lists in force alone is to be kept.
    pub(super) fn restores_nothing(&mut self) {
        self.snapshot.kept = kept(self.on_lists.iter().flatten());
    }

    /// The same under another situation, in which communes allow something else. The image goes with it: it
    /// is this plan that may get a version.
    pub(super) fn under(&mut self, allowed: Allowed) -> Self {
        let Allowed { communes, situation, whole_week } = allowed;
        let mut snapshot = Snapshot { communes, ..self.snapshot.clone() };
        let had_turn = self.had_turn.under(whole_week);
        had_turn.rest(&mut snapshot);
        Self {
            snapshot,
            next_plan: self.next_plan,
            incomplete: self.incomplete.clone(),
            situation,
            begins: self.begins,
            on_lists: self.on_lists.clone(),
            had_turn,
            image: self.image.take(),
        }
    }
}
