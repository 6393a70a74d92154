//! What offices do without a plan: every agent works a fixed list in due order. Computed for the
//! same week, the same rules and the same free places, so that a plan can say what it adds.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::levels::TotalWorth;
use super::problem::{Assignment, Capacity};
use super::snapshot::{CaseKind, Snapshot};
use super::spread::places_of;
use super::week::{Fate, WeekPlan};
use crate::domain::touch::{ReasonCode, TouchChannel};

/// Fixed lists worked in due order.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Contact by contact where it would have ended.
    pub fates: Vec<Fate>,
    /// What it would have brought, level by level.
    pub total: TotalWorth,
}

/// What an agent tries first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Calling where there is a number, visiting where there is none.
    Calling,
    /// Visiting while the day has visits left, calling after that.
    Visiting,
}

/// Works the fixed lists of a planned week as offices do, by telephone first.
pub fn fixed_lists(snapshot: &Snapshot, plan: &WeekPlan) -> Practice {
    fixed_lists_by(Habit::Calling, snapshot, plan)
}

/// Works the fixed lists of a planned week. A contact stands on the list of its last agent, else on
/// the list of an agent of its group who works this week, dealt out in proportion to the slots;
/// each agent goes down the list by the last useful day, potential participants after all due ones,
/// from Monday on.
pub fn fixed_lists_by(habit: Habit, snapshot: &Snapshot, plan: &WeekPlan) -> Practice {
    let mut queue_of: HashMap<u32, Vec<(NaiveDate, usize)>> = HashMap::new();
    let mut fates: Vec<Fate> = plan
        .fates
        .iter()
        .map(|fate| match fate {
            // Fixed lists know no events.
            Fate::Planned(_) | Fate::Left(ReasonCode::Invited) => Fate::Left(ReasonCode::Outpriced),
            left => *left,
        })
        .collect();
    let mut lists = Lists::of(plan);
    for (at, fate) in fates.iter().enumerate() {
        if *fate == Fate::Left(ReasonCode::Outpriced)
            && let Some(agent) = lists.list_of(snapshot, plan, at)
        {
            queue_of.entry(agent).or_default().push((due_order(snapshot, plan, at), at));
        }
    }
    let mut sum = 0i128;
    for (agent, queue) in &mut queue_of {
        queue.sort_unstable();
        let mut week = places_of(&plan.problem, *agent);
        for (bucket, _) in (0u8..).zip(&snapshot.buckets) {
            let mut free = plan.problem.capacity_of(*agent, bucket);
            queue.retain(|(_, at)| {
                free.slots = free.slots.min(week);
                let Some(channel) = channel(plan, *at, (*agent, bucket), (habit, free)) else {
                    return true;
                };
                let place = Assignment { agent: *agent, channel, bucket };
                free.slots -= 1;
                week -= 1;
                free.visits -= i32::from(channel == TouchChannel::Visit);
                sum += i128::from(plan.problem.gain(*at, *agent, channel, bucket).unwrap_or(0));
                if let Some(fate) = fates.get_mut(*at) {
                    *fate = Fate::Planned(place);
                }
                false
            });
        }
    }
    Practice { fates, total: plan.weights.split(sum) }
}

/// The lists as they are dealt out: agent by agent the slots of the week and the contacts so far.
struct Lists {
    slots: Vec<u64>,
    dealt: Vec<u64>,
}

impl Lists {
    fn of(plan: &WeekPlan) -> Self {
        let weeks = plan.problem.capacity.chunks(plan.problem.buckets.max(1));
        let free = |slots: i32| u64::try_from(slots).unwrap_or(0);
        let slots: Vec<u64> =
            weeks.map(|week| week.iter().map(|place| free(place.slots)).sum()).collect();
        Self { dealt: vec![0; slots.len()], slots }
    }

    /// The agent whose list a contact stands on: the last one who works this week, else the one
    /// whose list is the shortest for the slots there are. Nobody deals to who is away all week.
    fn list_of(&mut self, snapshot: &Snapshot, plan: &WeekPlan, at: usize) -> Option<u32> {
        let group = plan.problem.group.get(at).copied()?;
        let slots = |agent: u32| self.slots.get(agent as usize).copied().unwrap_or(0);
        let serving = plan.problem.serving.row(group as usize).iter().map(|one| one.agent);
        let working = serving.filter(|agent| slots(*agent) > 0);
        let last = plan.contacts.last_agent(at, snapshot);
        let known = working.clone().find(|agent| Some(*agent) == last);
        let dealt = |agent: u32| self.dealt.get(agent as usize).copied().unwrap_or(0) + 1;
        let shortest =
            || working.min_by(|a, b| (dealt(*a) * slots(*b)).cmp(&(dealt(*b) * slots(*a))));
        let agent = known.or_else(shortest)?;
        if let Some(count) = self.dealt.get_mut(agent as usize) {
            *count += 1;
        }
        Some(agent)
    }
}

/// The last useful day of the most urgent case; potential participants come after all days.
fn due_order(snapshot: &Snapshot, plan: &WeekPlan, at: usize) -> NaiveDate {
    let first = snapshot.buckets.first().map_or(NaiveDate::MAX, |bucket| bucket.date);
    let days = plan.contacts.cases_of(at, snapshot).filter_map(|case| match &case.kind {
        CaseKind::Enrolled(ladder) => ladder.last_useful_day(first),
        CaseKind::Potential => None,
    });
    days.min().unwrap_or(NaiveDate::MAX)
}

/// How an agent with these free places touches a contact in a bucket.
fn channel(
    plan: &WeekPlan,
    at: usize,
    (agent, bucket): (u32, u8),
    (habit, free): (Habit, Capacity),
) -> Option<TouchChannel> {
    if free.slots <= 0 {
        return None;
    }
    let serving = plan.problem.serving_of(at, agent).filter(|one| one.serves(bucket))?;
    let skill = serving.skill;
    let ways = plan.ways.row(at).iter().filter(|way| (way.skill, way.bucket) == (skill, bucket));
    let open = ways
        .map(|way| way.channel)
        .filter(|channel| *channel == TouchChannel::Call || free.visits > 0);
    match habit {
        Habit::Calling => open.min(),
        Habit::Visiting => open.max(),
    }
}
