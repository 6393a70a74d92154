//! Plans as lines that a person can read.

use vandong::domain::day_part::PartOfDay;
use vandong::domain::touch::TouchChannel;
use vandong::planning::practice::{Habit, fixed_lists_by};
use vandong::planning::problem::SlotPrice;
use vandong::planning::snapshot::Snapshot;
use vandong::planning::spread::Spread;
use vandong::planning::week::{Fate, WeekPlan};

use crate::rules;

/// A plan that can be read.
pub(crate) struct Planned {
    pub(crate) plan: WeekPlan,
    pub(crate) snapshot: Snapshot,
}

impl Planned {
    /// Household by household, as `Hoa: call by Lan on Tue` or `Hoa: outpriced`.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.told(&self.plan.fates)
    }

    /// The same week worked as fixed lists, and what that brings.
    pub(crate) fn as_fixed_lists(&self) -> (Vec<String>, (i128, i128, i128)) {
        self.as_fixed_lists_by(Habit::Calling)
    }

    /// The same by agents of another habit.
    pub(crate) fn as_fixed_lists_by(&self, habit: Habit) -> (Vec<String>, (i128, i128, i128)) {
        let practice = fixed_lists_by(habit, &self.snapshot, &self.plan);
        (self.told(&practice.fates), rules::triple(&practice.total))
    }

    fn told(&self, fates: &[Fate]) -> Vec<String> {
        let told = self.plan.contacts.contacts.iter().zip(fates);
        told.map(|(contact, fate)| {
            let code = self.snapshot.households[contact.household as usize].as_ref().unwrap();
            match fate {
                Fate::Planned(place) => {
                    let agent = &self.snapshot.agents[place.agent as usize].code;
                    let time = self.snapshot.buckets[usize::from(place.bucket)];
                    let (day, part) = (time.date.format("%a"), time.part.map(|part| part.name));
                    let (_, part) = PartOfDay::behind_day(part);
                    format!("{code}: {} by {agent} on {day}{part}", place.channel.code())
                }
                Fate::Left(reason) => format!("{code}: {}", reason.code()),
            }
        })
        .collect()
    }

    /// Where each due case of a contact ends: `spoken`, or its reason.
    pub(crate) fn due_lines(&self, contact: usize) -> Vec<&'static str> {
        let fates = self.plan.due_fates(&self.snapshot, contact, &self.plan.fates[contact]);
        let fates = fates.into_iter();
        fates.map(|(_, left)| left.map_or("spoken", |reason| reason.code())).collect()
    }

    /// What the plan brings: last chances, other duties, points.
    pub(crate) fn brings(&self) -> (i128, i128, i128) {
        rules::triple(&self.plan.total)
    }

    /// How many contacts are planned.
    pub(crate) fn planned(&self) -> usize {
        self.plan.solution.assigned.iter().flatten().count()
    }

    /// How the loads are spread.
    pub(crate) fn spread(&self) -> Spread {
        self.plan.spread
    }

    /// How they would be without prices.
    pub(crate) fn unpriced(&self) -> Option<Spread> {
        self.plan.spread_unpriced
    }

    /// What a place of an agent costs on a day of the week's grid, in points and levels.
    pub(crate) fn price(&self, agent: usize, bucket: usize) -> SlotPrice {
        self.plan.solution.prices[agent * self.snapshot.buckets.len() + bucket]
    }

    /// Whose number is called, counted from 1 over all people.
    pub(crate) fn called(&self, contact: usize) -> Option<i64> {
        let at = self.plan.contacts.contacts[contact].phone_of?;
        Some(self.snapshot.persons[at as usize].id.0)
    }

    /// On how many days a contact may be touched by a channel.
    pub(crate) fn ways(&self, contact: usize, channel: TouchChannel) -> usize {
        self.plan.ways.row(contact).iter().filter(|way| way.channel == channel).count()
    }
}
