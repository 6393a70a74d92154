//! What any plan of events must keep. Says nothing of how a plan is found, so that a stored plan,
//! a plan of the solver and a wish are all checked by the same words.

use std::collections::HashMap;

use super::problem::{Booking, Problem};

/// A rule that a plan of events breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// No such candidate, host or slot, or one candidate twice.
    Unknown(Booking),
    /// The host cannot hold this event, or nobody is free there in this slot.
    NotFree(Booking),
    /// The host holds another event in the same slot.
    HostTwice(Booking, Booking),
    /// The host holds more events than allowed.
    HostFull {
        /// Index of the host.
        host: u32,
        /// Events planned.
        planned: u32,
        /// Events allowed.
        most: u32,
    },
    /// Two events of one venue in a slot, or of one commune too close to each other.
    Clash(Booking, Booking),
    /// More events than a quota allows.
    Quota {
        /// Index of the quota.
        quota: u32,
        /// Events planned.
        planned: u32,
        /// Events allowed.
        most: u32,
    },
}

/// Whether a plan keeps all rules.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(problem: &Problem, plan: &[Booking]) -> Result<(), Breach> {
    let mut held: HashMap<(u32, u8), Booking> = HashMap::new();
    let mut load: HashMap<u32, u32> = HashMap::new();
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for (at, booking) in plan.iter().enumerate() {
        let earlier = plan.get(..at).unwrap_or(&[]);
        let known = problem.candidates.get(booking.candidate as usize);
        let host = problem.hosts.get(booking.host as usize);
        let (Some(one), Some(host)) = (known, host) else {
            return Err(Breach::Unknown(*booking));
        };
        let twice = earlier.iter().any(|other| other.candidate == booking.candidate);
        if twice || usize::from(booking.slot) >= problem.days.len() {
            return Err(Breach::Unknown(*booking));
        }
        let hosting = problem.hosting.row(booking.candidate as usize);
        if (one.slots & host.slots) >> booking.slot & 1 == 0 || !hosting.contains(&booking.host) {
            return Err(Breach::NotFree(*booking));
        }
        if let Some(other) = held.insert((booking.host, booking.slot), *booking) {
            return Err(Breach::HostTwice(other, *booking));
        }
        let planned = load.entry(booking.host).or_default();
        *planned += 1;
        if *planned > host.most {
            return Err(Breach::HostFull {
                host: booking.host,
                planned: *planned,
                most: host.most,
            });
        }
        let here = (booking.candidate, booking.slot);
        let clash = earlier.iter().find(|b| problem.clash((b.candidate, b.slot), here));
        if let Some(other) = clash {
            return Err(Breach::Clash(*other, *booking));
        }
        for quota in problem.counted.row(booking.candidate as usize) {
            let planned = counts.entry(*quota).or_default();
            *planned += 1;
            let most = problem.quotas.get(*quota as usize).copied().unwrap_or(0);
            if *planned > most {
                return Err(Breach::Quota { quota: *quota, planned: *planned, most });
            }
        }
    }
    Ok(())
}
