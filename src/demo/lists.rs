//! One pass over the communes that makes every household and writes it to all lists at once. How
//! many there are of a kind is fixed for each commune before, so that the totals are exact.

use std::path::Path;

use super::agents::Agent;
use super::dice::Dice;
use super::due_list::DueList;
use super::dues::{BEYOND, DueKind, KINDS};
use super::gazetteer::{Commune, Gazetteer};
use super::households::Settlement;
use super::people::People;
use super::prospect_list::ProspectList;
use super::rows::Rows;
use super::scale::Scale;
use super::shares::apportion;
use super::sources::Source;
use super::table::{DemoError, WrittenFile};

/// How many enrolments and prospects one commune still lacks, by kind and source.
#[derive(Clone, Debug, Default)]
pub(super) struct Quota {
    pub(super) due: [usize; KINDS.len()],
    pub(super) prospects: [usize; Source::ALL.len()],
}

impl Quota {
    /// Takes one prospect of a source, if there is one left.
    pub(super) fn take(&mut self, source: Source) -> bool {
        let place = Source::ALL.iter().position(|(one, _)| *one == source);
        let left = place.and_then(|place| self.prospects.get_mut(place)).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    }
}

/// The quotas of all communes.
fn quotas(gazetteer: &Gazetteer, scale: Scale, seed: u64) -> Vec<Quota> {
    let communes = &gazetteer.communes;
    // Where a campaign was held a year ago, its cards come due together.
    let mut campaigns = Dice::new(seed, "due.campaigns");
    let campaigns: Vec<f64> = communes.iter().map(|_| campaigns.log_normal(0.55)).collect();
    let mut quotas = vec![Quota::default(); communes.len()];
    let due = (scale.due() as f64 * (1.0 + BEYOND)).round() as usize;
    let kinds = apportion(due, &KINDS.map(|(_, share)| share));
    for (place, ((kind, _), total)) in KINDS.iter().zip(kinds).enumerate() {
        let weight = |(one, campaign)| due_weight(*kind, one) * campaign;
        let weights: Vec<f64> = communes.iter().zip(&campaigns).map(weight).collect();
        for (quota, part) in quotas.iter_mut().zip(apportion(total, &weights)) {
            quota.due.get_mut(place).into_iter().for_each(|left| *left = part);
        }
    }
    let sources = apportion(scale.potential(), &Source::ALL.map(|(_, share)| share));
    for (place, ((source, _), total)) in Source::ALL.iter().zip(sources).enumerate() {
        let weights: Vec<f64> = communes.iter().map(|one| source.weight(one)).collect();
        for (quota, part) in quotas.iter_mut().zip(apportion(total, &weights)) {
            quota.prospects.get_mut(place).into_iter().for_each(|left| *left = part);
        }
    }
    quotas
}

/// How many of a kind live in a commune, relatively. In the uplands most cards are paid by the
/// state, so that fewer come due, and more of these are the cheap ones of the near-poor.
fn due_weight(kind: DueKind, commune: &Commune) -> f64 {
    let (region, town) = match kind {
        DueKind::Household => ([1.0, 0.95, 0.7], 1.15),
        DueKind::Subsidised => ([0.5, 1.2, 1.3], 0.5),
        DueKind::Voluntary => ([1.0, 0.9, 0.7], 1.3),
        DueKind::Student => ([1.0, 0.8, 0.5], 1.2),
    };
    let town = if commune.urban { town } else { 1.0 };
    commune.place.population as f64 * commune.region.of(region) * town
}

/// Writes people, enrolments, prospects, consents and the do-not-call register.
pub(super) fn write_people(
    dir: &Path,
    gazetteer: &Gazetteer,
    agents: &[Agent],
    mut people: People<'_>,
    (scale, seed): (Scale, u64),
) -> Result<Vec<WrittenFile>, DemoError> {
    let mut rows = Rows::create(dir)?;
    let mut due = DueList::new(seed);
    let mut prospects = ProspectList::new(seed);
    let mut register = Dice::new(seed, "do-not-call.messages");
    let mut covering: Vec<Vec<&Agent>> = vec![Vec::new(); gazetteer.communes.len()];
    for agent in agents {
        for commune in &agent.communes {
            covering.get_mut(*commune).into_iter().for_each(|list| list.push(agent));
        }
    }
    let communes = gazetteer.communes.iter().zip(quotas(gazetteer, scale, seed)).zip(&covering);
    for ((commune, mut quota), agents) in communes {
        let mut at = Settlement::new(commune);
        for (place, (kind, _)) in KINDS.iter().enumerate() {
            let mut left = quota.due.get(place).copied().unwrap_or_default();
            while left > 0 {
                let most = (*kind, left);
                let made = due.household(&mut rows, &mut people, (&mut at, agents), most)?;
                left = left.saturating_sub(made.max(1));
                prospects.guest(&mut rows, &mut people, &mut at, &mut quota, due.last())?;
            }
        }
        for (place, (source, _)) in Source::ALL.iter().enumerate() {
            let mut left = quota.prospects.get(place).copied().unwrap_or_default();
            while left > 0 {
                let most = (*source, left);
                let made = prospects.household(&mut rows, &mut people, &mut at, most)?;
                left = left.saturating_sub(made.max(1));
            }
        }
        for phone in people.barred.drain(..) {
            rows.barred(&phone, register.chance(0.8))?;
        }
    }
    rows.finish()
}
