//! What offices do without a plan: every agent works a fixed list in due order. Computed for the
//! same week, the same rules and the same free places, so that a plan can say what it adds.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::levels::TotalWorth;
use super::problem::Assignment;
use super::snapshot::{CaseKind, Snapshot};
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

/// Works the fixed lists of a planned week. A contact stands on the list of its last agent, else on
/// the list of one agent of its group, dealt out evenly; each agent goes down the list by the last
/// useful day, potential participants after all due ones, from Monday on, calling where there is a
/// number and visiting where there is none.
pub fn fixed_lists(snapshot: &Snapshot, plan: &WeekPlan) -> Practice {
    let mut queue_of: HashMap<u32, Vec<(NaiveDate, usize)>> = HashMap::new();
    let mut fates: Vec<Fate> = plan
        .fates
        .iter()
        .map(|fate| match fate {
            Fate::Planned(_) => Fate::Left(ReasonCode::Outpriced),
            left => *left,
        })
        .collect();
    for (at, fate) in fates.iter().enumerate() {
        if *fate == Fate::Left(ReasonCode::Outpriced)
            && let Some(agent) = list_of(snapshot, plan, at)
        {
            queue_of.entry(agent).or_default().push((due_order(snapshot, plan, at), at));
        }
    }
    let mut sum = 0i128;
    for (agent, queue) in &mut queue_of {
        queue.sort_unstable();
        for (bucket, _) in (0u8..).zip(&snapshot.buckets) {
            let mut free = plan.problem.capacity_of(*agent, bucket);
            queue.retain(|(_, at)| {
                let Some(channel) = channel(plan, *at, bucket, free.slots, free.visits) else {
                    return true;
                };
                let place = Assignment { agent: *agent, channel, bucket };
                free.slots -= 1;
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

/// The agent whose list a contact stands on.
fn list_of(snapshot: &Snapshot, plan: &WeekPlan, at: usize) -> Option<u32> {
    let group = plan.problem.group.get(at).copied()?;
    let serving = plan.problem.serving.row(group as usize);
    let last = plan.contacts.last_agent(at, snapshot);
    let last = serving.iter().find(|one| Some(one.agent) == last);
    let dealt = serving.get(at % serving.len().max(1));
    last.or(dealt).map(|one| one.agent)
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

fn channel(
    plan: &WeekPlan,
    at: usize,
    bucket: u8,
    slots: i32,
    visits: i32,
) -> Option<TouchChannel> {
    if slots <= 0 {
        return None;
    }
    let ways = plan.ways.row(at).iter().filter(|way| way.bucket == bucket);
    ways.map(|way| way.channel).filter(|channel| *channel == TouchChannel::Call || visits > 0).min()
}
