//! Proposals to which too few guests would come are left out. The choice counts people by the model's split; who is
//! touched, rests, has a letter or is invited elsewhere is known only when invitations are drawn. What is left
//! out gives its guests to the other events and leaves its place in the quota open. What stands already stays,
//! however few come.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::choose::{Invitation, Picture, refused};
use super::draw::Draw;
use super::pools::Guest;
use super::promises::Kept;
use super::told::people;
use crate::app::plan::PlanError;
use crate::planning::events::explain::{Explained, explain};
use crate::planning::events::offers::Offers;
use crate::planning::events::problem::{Booking, MILLION, Malformed, Problem};
use crate::planning::events::reason::Refusal;
use crate::planning::events::search::{self, Found};
use crate::store::plan_events::PlanEventRow;

/// A choice in which every proposal has its guests.
pub(super) struct WithGuests<'g> {
    /// What is held, with its value.
    pub(super) found: Found,
    pub(super) events: Vec<PlanEventRow>,
    pub(super) invited: Vec<Invitation<'g>>,
    /// What is not proposed, with the reason.
    pub(super) left: Vec<(Booking, Refusal)>,
}

/// How an event looks once invitations are drawn. People and chances are in millionths.
struct Outlook<'a> {
    /// Fewest people for whom it is proposed; 0 for what stands and for what is announced to all.
    smallest: u32,
    /// People whom its invitations bring.
    expected: i64,
    /// Most people who may meet.
    seats: i64,
    /// Commune by commune the chance that somebody comes.
    chances: &'a [i64],
}

impl Outlook<'_> {
    /// Whether fewer are expected than it needs, as people are told of. A hall that is full up to less than one more
    /// guest is not to blame: invitations are whole, seats may be as few as the kind needs.
    fn is_too_few(&self) -> bool {
        let best = self.chances.iter().copied().max().unwrap_or(0);
        people(self.expected) < i64::from(self.smallest) && self.seats - self.expected >= best
    }

    /// What it has of the people whom it needs, in millionths.
    fn share(&self) -> i64 {
        self.expected.checked_div(i64::from(self.smallest)).unwrap_or(MILLION)
    }

    /// The communes from which people are invited.
    fn communes(&self) -> impl Iterator<Item = usize> {
        let able = self.chances.iter().enumerate().filter(|(_, chance)| **chance > 0);
        able.map(|(commune, _)| commune)
    }
}

/// Which events are left out next, in their order: of those with too few guests that draw from the same communes only
/// the emptiest, since its guests may be enough for another one. Where nobody comes nobody becomes free.
fn left_out(events: &[Outlook<'_>]) -> Vec<usize> {
    let few = events.iter().enumerate().filter(|(_, one)| one.is_too_few());
    let mut few: Vec<(usize, &Outlook<'_>)> = few.collect();
    few.sort_by_key(|(at, one)| (one.share(), Reverse(*at)));
    let communes = events.iter().map(|one| one.chances.len()).max().unwrap_or(0);
    let mut may_fill_up = vec![false; communes];
    let mut out = Vec::new();
    for (at, one) in few {
        if !one.communes().any(|commune| may_fill_up.get(commune) == Some(&true)) {
            out.push(at);
        }
        for commune in one.communes().filter(|_| one.expected > 0) {
            may_fill_up.get_mut(commune).into_iter().for_each(|may| *may = true);
        }
    }
    out.sort_unstable();
    out
}

impl Picture<'_> {
    /// Leaves proposals out and draws invitations once more, until each that is left has its guests: at most once for
    /// each event.
    pub(super) fn with_guests<'g>(
        &self,
        guests: &'g [Guest],
        mut kept: Vec<Option<Kept>>,
    ) -> Result<WithGuests<'g>, PlanError> {
        let Self { desk, situation, offers, plan } = self;
        let (mut found, mut left) = (Found::clone(plan), Vec::new());
        loop {
            let picture = Picture { desk, situation, offers, plan: &found };
            let draw = picture.draw(guests, &kept)?;
            let outlooks = picture.outlooks(&draw);
            let out = left_out(&outlooks);
            if out.is_empty() {
                let Draw { events, invited, .. } = draw;
                return Ok(WithGuests { found, events, invited, left });
            }
            let refusal = |at: &usize| {
                let one = outlooks.get(*at)?;
                let expected = u32::try_from(people(one.expected)).unwrap_or(0);
                let why = Refusal::TooFewGuests { expected, smallest: one.smallest };
                Some((*found.events.get(*at)?, why))
            };
            left.extend(out.iter().filter_map(refusal));
            // Letters are out to what stands, which is never left out.
            for one in kept.iter_mut().flatten() {
                let sooner = out.partition_point(|at| *at < one.event as usize);
                one.event = one.event.saturating_sub(u32::try_from(sooner).unwrap_or(0));
            }
            found = without(&offers.problem, found, &out).map_err(refused)?;
        }
    }

    fn outlooks<'d>(&self, draw: &'d Draw<'_>) -> Vec<Outlook<'d>> {
        let events = self.plan.events.iter().zip(&draw.events).zip(&draw.chances);
        let outlook = |((booking, row), chances): ((&Booking, &PlanEventRow), &'d Vec<i64>)| {
            let may_be_left = row.why != "settled" && self.is_by_letter(booking);
            let rule = self.rule(booking).filter(|_| may_be_left);
            Outlook {
                smallest: rule.map_or(0, |(rule, _)| rule.smallest),
                // Without any invitation the row still says what the model expects.
                expected: if row.invitations > 0 { row.expected } else { 0 },
                seats: i64::from(row.size) * MILLION,
                chances,
            }
        };
        events.map(outlook).collect()
    }
}

/// A choice without the events at these places, which are in order.
fn without(problem: &Problem, found: Found, out: &[usize]) -> Result<Found, Malformed> {
    let Found { events, greedy, .. } = found;
    let stays = |(at, _): &(usize, Booking)| out.binary_search(at).is_err();
    let events: Vec<Booking> =
        events.into_iter().enumerate().filter(stays).map(|(_, booking)| booking).collect();
    let candidates: Vec<u32> = events.iter().map(|booking| booking.candidate).collect();
    let value = search::value(problem, &candidates)?;
    let split = search::split(problem, &candidates)?;
    Ok(Found { events, value, split, greedy })
}

/// Explains a choice: of two lists of events the first is what was chosen, the second what is held of it, without those
/// that were `left` for want of guests. They come first.
///
/// # Errors
/// A problem that contradicts itself.
pub(super) fn explained(
    offers: &Offers,
    (chosen, held): (&[Booking], &[Booking]),
    left: &[(Booking, Refusal)],
) -> Result<Explained, Malformed> {
    let mut explained = explain(offers, held)?;
    if left.is_empty() {
        return Ok(explained);
    }
    let before: HashMap<u32, Refusal> = explain(offers, chosen)?.left.into_iter().collect();
    let own: HashMap<u32, Refusal> =
        left.iter().map(|(booking, why)| (booking.candidate, *why)).collect();
    for (candidate, why) in &mut explained.left {
        let hosting = offers.problem.hosting.row(*candidate as usize);
        let is_freed = left.iter().any(|(booking, _)| hosting.contains(&booking.host));
        *why = match own.get(candidate) {
            Some(own) => *own,
            None => passed_over(*why, before.get(candidate).copied(), is_freed),
        };
    }
    explained.left.sort_by_key(|(candidate, _)| !own.contains_key(candidate));
    Ok(explained)
}

/// Why a candidate is not held, `now` that others were left out. Where nothing but its hosts would stand in its way,
/// and they did not `before` or one of them `is_freed`, it is the choice that passed it over.
fn passed_over(now: Refusal, before: Option<Refusal>, is_freed: bool) -> Refusal {
    match (now, before) {
        (Refusal::HostsTaken { .. }, Some(Refusal::HostsTaken { .. })) if !is_freed => now,
        (Refusal::HostsTaken { adds, .. }, _) => Refusal::LeftOpen { adds },
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const HERE: &[i64] = &[300_000, 0, 0];
    const NEAR: &[i64] = &[300_000, 200_000, 0];
    const FAR: &[i64] = &[0, 200_000, 100_000];
    const ELSEWHERE: &[i64] = &[0, 0, 300_000];
    const NOWHERE: &[i64] = &[0, 0, 0];
    const MANY_COME: &[i64] = &[720_000];
    const ANNOUNCED: &[i64] = &[];

    /// Fewest people, people expected and most people, each in tenths, and the chances.
    type Row = (u32, i64, i64, &'static [i64]);

    #[rstest]
    #[case::enough(&[(5, 50, 200, HERE)], &[])]
    #[case::enough_as_it_is_told(&[(5, 45, 200, HERE)], &[])]
    #[case::too_few(&[(5, 44, 200, HERE)], &[0])]
    #[case::nobody_can_be_invited(&[(5, 0, 200, NOWHERE)], &[0])]
    #[case::stands_or_is_announced(&[(0, 0, 200, HERE), (0, 0, 200, ANNOUNCED)], &[])]
    #[case::full_hall_of_few_seats(&[(5, 43, 50, MANY_COME)], &[])]
    #[case::hall_of_few_seats_with_room(&[(5, 42, 50, MANY_COME)], &[0])]
    #[case::the_emptier_of_two_gives_its_guests(&[(5, 20, 200, HERE), (5, 15, 200, HERE)], &[1])]
    #[case::measured_by_what_each_needs(&[(50, 200, 900, HERE), (5, 30, 200, HERE)], &[0])]
    #[case::of_two_alike_the_later(&[(5, 20, 200, HERE), (5, 20, 200, HERE)], &[1])]
    #[case::apart_from_each_other(&[(5, 20, 200, HERE), (5, 30, 200, ELSEWHERE)], &[0, 1])]
    #[case::a_neighbour_may_fill_up_and_give(
        &[(5, 10, 200, HERE), (5, 20, 200, NEAR), (5, 30, 200, FAR)], &[0])]
    #[case::whom_nobody_would_come_to(&[(5, 0, 200, HERE), (5, 0, 200, HERE)], &[0, 1])]
    #[case::enough_beside_too_few(&[(5, 90, 200, HERE), (5, 20, 200, HERE)], &[1])]
    fn proposals_with_too_few_guests_are_left_out(
        #[case] events: &[Row],
        #[case] expected: &[usize],
    ) {
        let outlook = |(smallest, expected, seats, chances): &Row| Outlook {
            smallest: *smallest,
            expected: expected * MILLION / 10,
            seats: seats * MILLION / 10,
            chances,
        };
        let events: Vec<Outlook<'_>> = events.iter().map(outlook).collect();
        assert_eq!(left_out(&events), expected);
    }

    const TAKEN: Refusal = Refusal::HostsTaken { able: 2, adds: 7 };
    const OPEN: Refusal = Refusal::LeftOpen { adds: 7 };
    const OUTBID: Refusal = Refusal::Outbid { quota: 0, most: 1, adds: 7, least: 9 };
    const NOBODY: Refusal = Refusal::NobodyLeft { adds: 0 };

    #[rstest]
    #[case::hosts_are_as_busy_as_before(TAKEN, Some(TAKEN), false, TAKEN)]
    #[case::a_host_has_time_now(TAKEN, Some(TAKEN), true, OPEN)]
    #[case::the_quota_was_full(TAKEN, Some(OUTBID), false, OPEN)]
    #[case::others_reached_its_people(TAKEN, Some(NOBODY), false, OPEN)]
    #[case::the_quota_is_full_still(OUTBID, Some(OUTBID), true, OUTBID)]
    #[case::nobody_is_left_still(NOBODY, Some(NOBODY), true, NOBODY)]
    fn a_place_that_stays_open_is_told_as_open(
        #[case] now: Refusal,
        #[case] before: Option<Refusal>,
        #[case] is_freed: bool,
        #[case] expected: Refusal,
    ) {
        assert_eq!(passed_over(now, before, is_freed), expected);
    }
}
