//! What a plan that is made again changes of the lists in force, counted by cause. What an agent reads
//! about single touches is `diff`'s.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::loaded::Loaded;
use crate::domain::touch::TouchChannel;
use crate::domain::touch_change::{ChangeCause, Hindrance};
use crate::planning::moved::{Stood, cause};
use crate::planning::snapshot::Kept;
use crate::planning::week::{Fate, WeekPlan};

/// A touch of the lists in force, on a day that is planned again, of which no result is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OnList {
    /// Index of the household; nothing where it has no open case any more.
    pub household: Option<u32>,
    /// Index of the agent; nothing of one who is no agent of the office any more.
    pub agent: Option<u32>,
    /// Index of the bucket; nothing where nobody works on the day any more.
    pub bucket: Option<u8>,
    /// Call or visit.
    pub channel: TouchChannel,
    /// Whether somebody of the household has paid since.
    pub paid: bool,
}

impl OnList {
    /// As planning may keep it; nothing of what cannot be kept.
    pub(super) fn kept(&self) -> Option<Kept> {
        let Self { household, agent, bucket, channel, .. } = *self;
        Some(Kept { household: household?, agent: agent?, bucket: bucket?, channel })
    }
}

/// The change against the lists in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Replanned {
    /// Touches in force on the days that are planned again, without those that were worked already.
    pub in_force: u64,
    /// Those that stay as they are.
    pub kept: u64,
    /// Those whose household has another agent, day or channel.
    pub moved: u64,
    /// Those whose household has no touch now.
    pub dropped: u64,
    /// Touches of households that had none.
    pub added: u64,
    /// Those that moved or were dropped, by cause: codes of `domain::touch_change::ChangeCause`.
    pub causes: BTreeMap<String, u64>,
}

/// Compares a plan with the lists in force; nothing where there are none.
pub(super) fn replanned(loaded: &Loaded, plan: &WeekPlan) -> Option<Replanned> {
    let on_lists = loaded.on_lists.as_ref()?;
    let snapshot = &loaded.snapshot;
    let contacts = (0usize..).zip(&plan.contacts.contacts);
    let contact_of: HashMap<u32, usize> = contacts.map(|(at, one)| (one.household, at)).collect();
    let mut told = Replanned { in_force: on_lists.len() as u64, ..Replanned::default() };
    let mut listed: HashMap<u32, u32> = HashMap::new();
    for agent in on_lists.iter().filter(|one| one.bucket.is_some()).filter_map(|one| one.agent) {
        *listed.entry(agent).or_default() += 1;
    }
    let mut had: Vec<bool> = vec![false; plan.fates.len()];
    for one in on_lists {
        let contact = one.household.and_then(|household| contact_of.get(&household).copied());
        let why = match contact.and_then(|at| Some((at, plan.fates.get(at)?))) {
            None => {
                told.dropped += 1;
                ChangeCause::Hindrance(if one.paid { Hindrance::Paid } else { Hindrance::Settled })
            }
            Some((at, fate)) => {
                if let Some(slot) = had.get_mut(at) {
                    *slot = true;
                }
                let left = match fate {
                    Fate::Planned(place)
                        if (Some(place.agent), Some(place.bucket), place.channel)
                            == (one.agent, one.bucket, one.channel) =>
                    {
                        told.kept += 1;
                        continue;
                    }
                    Fate::Planned(_) => {
                        told.moved += 1;
                        None
                    }
                    Fate::Left(reason) => {
                        told.dropped += 1;
                        Some(*reason)
                    }
                };
                let listed = one.agent.and_then(|agent| listed.get(&agent)).copied().unwrap_or(0);
                let (agent, channel, bucket) = (one.agent, one.channel, one.bucket);
                let stood = Stood { agent, channel, bucket, listed };
                let head = plan.contacts.contacts.get(at).map(|one| one.head as usize);
                let home = head.and_then(|head| snapshot.persons.get(head));
                let commune = home.and_then(|home| snapshot.communes.get(home.commune as usize));
                let day = one.bucket.and_then(|at| snapshot.buckets.get(usize::from(at)));
                let visits_open = commune.zip(day).is_none_or(|(commune, day)| {
                    loaded.situation.visits_open(&commune.code, day.date)
                });
                cause(&plan.problem, at, stood, left, visits_open)
            }
        };
        *told.causes.entry(why.code().to_owned()).or_default() += 1;
    }
    let planned = |(fate, had): &(&Fate, bool)| matches!(fate, Fate::Planned(_)) && !had;
    told.added = plan.fates.iter().zip(had).filter(planned).count() as u64;
    Some(told)
}
