//! Who is invited to which event, exactly: every household gets one invitation at most, an event as
//! many as it has places for, and the sum of what invitations are worth is the largest there is. A
//! flow, solved and proven by [`flow`].

use crate::planning::flow::{self, Core, CoreArc, FlowError, Leaves, NONE};
use crate::planning::rows::Rows;

/// An event to which a household could be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitable {
    /// Index of the event.
    pub event: u32,
    /// What an invitation is worth, such as the chance that somebody comes, in millionths.
    pub worth: i64,
}

/// The invitations with their proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitations {
    /// Household by household the outcome.
    pub fates: Vec<Invited>,
    /// Event by event what one more invitation is worth.
    pub prices: Vec<i64>,
    /// The sum of what the invitations are worth: proven, no choice is worth more.
    pub value: i128,
}

/// What becomes of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    /// It is invited to this event.
    To(u32),
    /// No event is within its reach.
    TooFar,
    /// Every event that it could come to is full of households that are worth as much or more.
    Full {
        /// The event that comes closest.
        event: u32,
        /// What its invitation is worth.
        worth: i64,
        /// What an invitation to this event has to be worth.
        price: i64,
    },
}

/// How many invitations fill the seats of an event, in millionths, if each of the invited comes with this chance,
/// in millionths too. At the best chance that there is, so many never bring more people than there are seats.
#[must_use]
pub fn invitations(seats: i64, chance: i64) -> u32 {
    let fill = seats.max(0).checked_div(chance).map(|fill| fill.max(0));
    fill.map_or(0, |fill| u32::try_from(fill).unwrap_or(u32::MAX))
}

/// Chooses whom to invite: event by event the number of `invitations`, household by household where
/// it could come. An invitation that is worth nothing is not sent.
///
/// # Errors
/// An unknown event, or worth beyond `2^56`.
pub fn invite(invitations: &[u32], households: &Rows<Invitable>) -> Result<Invitations, FlowError> {
    let events =
        u32::try_from(invitations.len()).map_err(|_| FlowError::Malformed("too many events"))?;
    if households.items().iter().any(|one| one.event >= events) {
        return Err(FlowError::Malformed("an event is unknown"));
    }
    let arcs = (0u32..).zip(invitations).map(|(event, most)| CoreArc {
        tail: event,
        head: events,
        capacity: i32::try_from(*most).unwrap_or(i32::MAX),
        cost: 0,
    });
    let core = Core { nodes: events + 1, sink: events, arcs: arcs.collect() };
    let mut leaves = Leaves { first: vec![0], ..Leaves::default() };
    for row in households.iter() {
        for one in row.iter().filter(|one| one.worth > 0) {
            leaves.node.push(one.event);
            leaves.gain.push(one.worth);
        }
        let end = u32::try_from(leaves.node.len());
        leaves.first.push(end.map_err(|_| FlowError::Malformed("too many invitations"))?);
    }
    let solved = flow::solve(&core, &leaves)?;
    let price = |event: u32| solved.potential.get(event as usize).copied().unwrap_or(0);
    let fates = households.iter().zip(&solved.chosen).map(|(row, chosen)| {
        let event = leaves.node.get(*chosen as usize).filter(|_| *chosen != NONE);
        event.map_or_else(|| not_invited(row, price), |event| Invited::To(*event))
    });
    let fates = fates.collect();
    Ok(Invitations { fates, prices: (0..events).map(price).collect(), value: solved.objective })
}

/// Invites more while the people expected stay within the `seats` of each event, in millionths: those whose
/// invitation is worth most first. Where not everybody comes with the best chance, the count for which
/// [`invite`] was asked leaves seats empty.
pub fn fill(fates: &mut [Invited], households: &Rows<Invitable>, seats: &[i64]) {
    let mut room = seats.to_vec();
    let mut more: Vec<(i64, usize, u32)> = Vec::new();
    for (at, (fate, row)) in fates.iter().zip(households.iter()).enumerate() {
        match fate {
            Invited::To(event) => {
                let worth = row.iter().find(|one| one.event == *event).map_or(0, |one| one.worth);
                if let Some(room) = room.get_mut(*event as usize) {
                    *room -= worth;
                }
            }
            Invited::TooFar | Invited::Full { .. } => {
                let able = row.iter().filter(|one| one.worth > 0);
                more.extend(able.map(|one| (one.worth, at, one.event)));
            }
        }
    }
    more.sort_unstable_by_key(|(worth, at, event)| (std::cmp::Reverse(*worth), *at, *event));
    for (worth, at, event) in more {
        let free = fates.get_mut(at).filter(|fate| !matches!(fate, Invited::To(_)));
        let room = room.get_mut(event as usize).filter(|room| **room >= worth);
        if let (Some(fate), Some(room)) = (free, room) {
            *room -= worth;
            *fate = Invited::To(event);
        }
    }
}

/// The event that comes closest for a household that no event takes.
fn not_invited(row: &[Invitable], price: impl Fn(u32) -> i64) -> Invited {
    let able = row.iter().filter(|one| one.worth > 0);
    let closest = able.min_by_key(|one| (price(one.event) - one.worth, one.event));
    closest.map_or(Invited::TooFar, |one| Invited::Full {
        event: one.event,
        worth: one.worth,
        price: price(one.event),
    })
}
