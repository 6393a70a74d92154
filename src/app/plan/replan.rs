//! What a plan that is made again changes of the lists in force, counted by cause. What an agent reads
//! about single touches is `diff`'s.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::ends::end;
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

/// What planning may keep of some touches, one of each household: the first that it has among them.
pub(super) fn kept<'l>(touches: impl Iterator<Item = &'l OnList>) -> Vec<Kept> {
    let mut kept: Vec<Kept> = touches.filter_map(OnList::kept).collect();
    // The sort leaves those of one household in their order.
    kept.sort_by_key(|one| one.household);
    kept.dedup_by_key(|one| one.household);
    kept
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

/// What becomes of a touch of the lists in force.
#[derive(Clone, Copy)]
enum Fared {
    Kept,
    Moved(ChangeCause),
    Dropped(ChangeCause),
}

/// Compares a plan with the lists in force; nothing where there are none.
pub(super) fn replanned(loaded: &Loaded, plan: &WeekPlan) -> Option<Replanned> {
    let on_lists = loaded.on_lists.as_ref()?;
    let mut told = Replanned { in_force: on_lists.len() as u64, ..Replanned::default() };
    let mut had: Vec<bool> = vec![false; plan.fates.len()];
    for (contact, fared) in fared(loaded, plan, on_lists) {
        if let Some(slot) = contact.and_then(|at| had.get_mut(at)) {
            *slot = true;
        }
        let (count, why) = match fared {
            Fared::Kept => {
                told.kept += 1;
                continue;
            }
            Fared::Moved(why) => (&mut told.moved, why),
            Fared::Dropped(why) => (&mut told.dropped, why),
        };
        *count += 1;
        *told.causes.entry(why.code().to_owned()).or_default() += 1;
    }
    let planned = |(fate, had): &(&Fate, bool)| matches!(fate, Fate::Planned(_)) && !had;
    told.added = plan.fates.iter().zip(had).filter(planned).count() as u64;
    Some(told)
}

/// What keeps touches of the lists in force from staying as they are, by commune and contact; nothing of
/// households without an open case, which no plan names.
pub(super) fn hindrances<'a>(
    loaded: &'a Loaded,
    plan: &WeekPlan,
) -> HashMap<(&'a str, Cow<'a, str>), ChangeCause> {
    let snapshot = &loaded.snapshot;
    let on_lists = loaded.on_lists.as_deref().unwrap_or_default();
    let hindered = fared(loaded, plan, on_lists).into_iter().filter_map(|(contact, fared)| {
        let (commune, end) = end(snapshot, plan, contact?)?;
        let commune = snapshot.communes.get(commune as usize)?;
        match fared {
            Fared::Kept => None,
            Fared::Moved(why) | Fared::Dropped(why) => {
                Some(((commune.code.as_str(), end.contact()), why))
            }
        }
    });
    hindered.collect()
}

/// What becomes of each touch of the lists in force, with its contact where that has an open case.
fn fared(loaded: &Loaded, plan: &WeekPlan, on_lists: &[OnList]) -> Vec<(Option<usize>, Fared)> {
    let snapshot = &loaded.snapshot;
    let contacts = (0usize..).zip(&plan.contacts.contacts);
    let contact_of: HashMap<u32, usize> = contacts.map(|(at, one)| (one.household, at)).collect();
    let mut listed: HashMap<u32, u32> = HashMap::new();
    for agent in on_lists.iter().filter(|one| one.bucket.is_some()).filter_map(|one| one.agent) {
        *listed.entry(agent).or_default() += 1;
    }
    let fared = |one: &OnList| {
        let contact = one.household.and_then(|household| contact_of.get(&household).copied());
        let Some((at, fate)) = contact.and_then(|at| Some((at, plan.fates.get(at)?))) else {
            let why = if one.paid { Hindrance::Paid } else { Hindrance::Settled };
            return (None, Fared::Dropped(ChangeCause::Hindrance(why)));
        };
        let left = match fate {
            Fate::Planned(place)
                if (Some(place.agent), Some(place.bucket), place.channel)
                    == (one.agent, one.bucket, one.channel) =>
            {
                return (Some(at), Fared::Kept);
            }
            Fate::Planned(_) => None,
            Fate::Left(reason) => Some(*reason),
        };
        let listed = one.agent.and_then(|agent| listed.get(&agent)).copied().unwrap_or(0);
        let (agent, channel, bucket) = (one.agent, one.channel, one.bucket);
        let stood = Stood { agent, channel, bucket, listed };
        let head = plan.contacts.contacts.get(at).map(|one| one.head as usize);
        let home = head.and_then(|head| snapshot.persons.get(head));
        let commune = home.and_then(|home| snapshot.communes.get(home.commune as usize));
        let day = one.bucket.and_then(|at| snapshot.buckets.get(usize::from(at)));
        let visits_open = commune
            .zip(day)
            .is_none_or(|(commune, day)| loaded.situation.visits_open(&commune.code, day.date));
        let why = cause(&plan.problem, at, stood, left, visits_open);
        (Some(at), if left.is_some() { Fared::Dropped(why) } else { Fared::Moved(why) })
    };
    on_lists.iter().map(fared).collect()
}
