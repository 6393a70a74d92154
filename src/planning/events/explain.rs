//! Why each candidate that is not in a plan is not in it, and what each event of the plan adds.

use super::offers::{Offers, people_of};
use super::problem::{Booking, Malformed};
use super::reason::Refusal;
use super::search;

/// A plan's candidates, one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Event by event of the plan: how many people fewer would be reached without it.
    pub adds: Vec<u32>,
    /// The candidates that are not in the plan, with the reason.
    pub left: Vec<(u32, Refusal)>,
    /// Quota by quota how far it is met; what is missing goes into the next requirement.
    pub quotas: Vec<Standing>,
}

/// How far a quota is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Events wanted.
    pub wanted: u32,
    /// Events planned.
    pub planned: u32,
}

impl Standing {
    /// Events that are missing.
    #[must_use]
    pub fn short(self) -> u32 {
        self.wanted.saturating_sub(self.planned)
    }
}

/// Explains a plan of these offers by its events, in order of candidates.
///
/// # Errors
/// A problem that contradicts itself, or a plan of another one.
pub fn explain(offers: &Offers, events: &[Booking]) -> Result<Explained, Malformed> {
    let problem = &offers.problem;
    let open: Vec<u32> = events.iter().map(|event| event.candidate).collect();
    let losses = search::losses(problem, events)?;
    let gains = search::gains(problem, events)?;
    let mut left = Vec::new();
    for (candidate, gain) in (0u32..).zip(gains) {
        if !open.contains(&candidate) {
            left.push((candidate, why(offers, events, &losses, (candidate, gain))));
        }
    }
    let mut quotas: Vec<Standing> =
        problem.quotas.iter().map(|wanted| Standing { wanted: *wanted, planned: 0 }).collect();
    for quota in open.iter().flat_map(|one| problem.counted.row(*one as usize)) {
        if let Some(standing) = quotas.get_mut(*quota as usize) {
            standing.planned += 1;
        }
    }
    Ok(Explained { adds: losses.into_iter().map(people_of).collect(), left, quotas })
}

/// The first that holds: nobody left, its commune or venue taken, its quota full, its hosts taken.
fn why(
    offers: &Offers,
    events: &[Booking],
    losses: &[i64],
    (candidate, gain): (u32, i64),
) -> Refusal {
    let problem = &offers.problem;
    let adds = people_of(gain);
    if adds == 0 {
        return Refusal::NobodyLeft { adds };
    }
    if let Some(refusal) = no_room(offers, events, candidate) {
        return refusal;
    }
    for quota in problem.counted.row(candidate as usize) {
        let most = problem.quotas.get(*quota as usize).copied().unwrap_or(0);
        let inside = events.iter().zip(losses);
        let inside = inside
            .filter(|(event, _)| problem.counted.row(event.candidate as usize).contains(quota));
        let least = inside.clone().map(|(_, loss)| *loss).min();
        if inside.count() < most as usize {
            continue;
        }
        return match least {
            Some(least) => Refusal::Outbid { quota: *quota, most, adds, least: people_of(least) },
            None => Refusal::QuotaFull { quota: *quota, planned: 0, most },
        };
    }
    Refusal::HostsTaken { able: problem.hosting.row(candidate as usize).len(), adds }
}

/// The event of the plan that is in the way, if one is in the way in every slot of a candidate.
fn no_room(offers: &Offers, events: &[Booking], candidate: u32) -> Option<Refusal> {
    let problem = &offers.problem;
    let one = problem.candidates.get(candidate as usize)?;
    let day = |slot: u8| problem.days.get(usize::from(slot)).copied().unwrap_or(0);
    let mut nearest: Option<Refusal> = None;
    for slot in super::problem::slots_of(one.slots) {
        let mut held = events.iter();
        let other = held.find(|e| problem.clash((e.candidate, e.slot), (candidate, slot)))?;
        let days = (day(other.slot) - day(slot)).abs();
        nearest.get_or_insert(match problem.days_apart(other.candidate, candidate) {
            Some(apart) if days < apart => Refusal::TooClose { days, apart },
            _ => Refusal::VenueTaken { slot },
        });
    }
    nearest
}
