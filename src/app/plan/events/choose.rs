//! Chooses the events of a week on the households that got no touch, and whom to invite.

use std::collections::{BTreeMap, HashMap};

use super::chosen::Chosen;
use super::desk::{Desk, Fill, Pool};
use super::names::{Names, NotHeld};
use super::pools::{Guest, named};
use super::promises::Kept;
use super::shares::{shares, wanted};
use super::told::{EventSummary, QuotaLine, Unsettled, people};
use super::too_few::{WithGuests, explained};
use crate::app::plan::PlanError;
use crate::domain::event::ToldBy;
use crate::domain::sentence::Sentence;
use crate::domain::touch::ReasonCode;
use crate::planning::events::explain::Explained;
use crate::planning::events::invite::{Invitable, Invited, fill, invitations, invite};
use crate::planning::events::offers::{Offer, Offers};
use crate::planning::events::problem::{Booking, MILLION};
use crate::planning::events::reason::Refusal;
use crate::planning::events::search::{Effort, Found, search};
use crate::planning::events::situation::{Held, KindRule, Situation, Venue};
use crate::planning::rows::Rows;
use crate::planning::snapshot::Snapshot;
use crate::planning::week::{Fate, WeekPlan};
use crate::store::plan_events::{InvitationRow, PlanEventRow};

/// A household, who of it has the letter already, the number of the event, and the chance that somebody comes.
pub(super) type Invitation<'g> = (&'g Guest, Option<i64>, (i32, i64));

/// Why no events were chosen.
pub(super) fn refused(reason: impl ToString) -> PlanError {
    PlanError::Events { reason: reason.to_string() }
}

impl Desk {
    /// Chooses the events of a week, and marks the contacts that are invited instead of touched.
    ///
    /// # Errors
    /// A choice that cannot be solved.
    pub(crate) fn choose(
        &self,
        snapshot: &Snapshot,
        week: &mut WeekPlan,
        seed: u64,
    ) -> Result<Chosen, PlanError> {
        let mut guests = self.guests(snapshot, week);
        // The communes of the desk and those of the snapshot are the same, in the same order of the tree.
        let mut pools = vec![Pool::default(); self.communes.len()];
        for guest in &guests {
            if let Some(pool) = pools.get_mut(guest.commune as usize) {
                pool.people += 1;
                pool.resting += u32::from(guest.rests);
            }
        }
        let situation = self.situation(&pools, Fill::Share);
        let offers = Offers::of(&situation);
        let effort = Effort { seed, ..Effort::default() };
        let first = search(&offers.problem, effort).map_err(refused)?;
        let picture = Picture { desk: self, situation: &situation, offers: &offers, plan: &first };
        let may_come = |event, commune| picture.may_come(event, commune);
        let kept = self.kept(snapshot, week, &mut guests, (&picture.events(), may_come));
        let WithGuests { found: chosen, mut events, invited, left } =
            picture.with_guests(&guests, kept)?;
        let explained =
            explained(&offers, (&first.events, &chosen.events), &left).map_err(refused)?;
        for (row, adds) in events.iter_mut().zip(&explained.adds) {
            let come = if row.invitations > 0 { people(row.expected) } else { i64::MAX };
            row.adds = i32::try_from(come.min(i64::from(*adds))).unwrap_or(i32::MAX);
        }
        let mut instead = 0;
        let mut rows = Vec::new();
        for (guest, person, (event, worth)) in invited {
            if let Some(fate) = week.fates.get_mut(guest.contact)
                && *fate == Fate::Left(ReasonCode::Outpriced)
            {
                *fate = Fate::Left(ReasonCode::Invited);
                instead += 1;
            }
            rows.extend(self.invitation(snapshot, week, (guest, person), (event, worth)));
        }
        rows.sort_unstable_by_key(|row| row.person_id);
        let summary = EventSummary {
            value: chosen.value,
            bound: 0,
            greedy: chosen.greedy,
            expected: events.iter().map(|row| row.expected).sum(),
            events: events.len() as u64,
            settled: offers.problem.fixed.len() as u64,
            invited: rows.len() as u64,
            instead,
            quotas: picture.quotas(&explained),
            unsettled: picture.unsettled(),
            turnout: self.turnout.clone(),
        };
        let names = serde_json::to_string(&picture.names(&explained))?;
        Ok(Chosen {
            province: self.province,
            problem: offers.problem,
            found: chosen,
            effort,
            events,
            invitations: rows,
            names,
            summary,
        })
    }

    fn invitation(
        &self,
        snapshot: &Snapshot,
        week: &WeekPlan,
        (guest, person): (&Guest, Option<i64>),
        (event, worth): (i32, i64),
    ) -> Option<InvitationRow> {
        let (commune, contact) = named(snapshot, week, guest)?;
        let person = match person {
            Some(person) => person,
            None => snapshot.persons.get(guest.person as usize)?.id.0,
        };
        Some(InvitationRow {
            province_id: self.province,
            version_id: 0,
            person_id: person,
            event,
            contact,
            commune,
            worth,
        })
    }
}

/// A choice beside what it was made from.
pub(super) struct Picture<'a> {
    pub(super) desk: &'a Desk,
    pub(super) situation: &'a Situation,
    pub(super) offers: &'a Offers,
    pub(super) plan: &'a Found,
}

impl Picture<'_> {
    /// The rows of the events: how many are expected is what the model says, until guests are drawn.
    pub(super) fn events(&self) -> Vec<PlanEventRow> {
        let settled: HashMap<Held, &str> =
            self.desk.settled.iter().map(|(code, held)| (*held, code.as_str())).collect();
        let mut rows = Vec::new();
        for (at, booking) in self.plan.events.iter().enumerate() {
            let found = self.offers.held(booking).and_then(|held| {
                let slot = self.desk.slots.get(usize::from(held.slot))?;
                let venue = self.desk.venues.get(held.venue as usize)?;
                let host = self.desk.hosts.get(held.host as usize)?;
                let offer = self.offers.offers.get(booking.candidate as usize)?;
                Some((held, slot, venue, host, offer))
            });
            let Some((held, slot, venue, host, offer)) = found else { continue };
            let own = settled.get(&held).map(|code| (*code).to_owned());
            let why = if own.is_some() { "settled" } else { "proposed" };
            let code = own.unwrap_or_else(|| self.desk.code_of(&held));
            let split = self.plan.split.get(at).map_or(&[][..], Vec::as_slice);
            let (starts_at, ends_at) = slot.times();
            rows.push(PlanEventRow {
                province_id: self.desk.province,
                version_id: 0,
                number: i32::try_from(rows.len() + 1).unwrap_or(i32::MAX),
                code,
                kind: held.kind.code().to_owned(),
                mode: self.desk.mode(held.venue).code().to_owned(),
                host: host.code.clone(),
                venue: venue.code.clone(),
                area: self.desk.area(held.venue),
                date: slot.date,
                part: slot.part.code.clone(),
                starts_at,
                ends_at,
                size: i32::try_from(offer.size).unwrap_or(i32::MAX),
                expected: split.iter().map(|(_, people)| people).sum(),
                turnout: self.rule(booking).map_or(0, |(rule, _)| millionths(rule.attends)),
                adds: 0,
                invitations: self.places(booking, offer),
                candidate: i32::try_from(booking.candidate).unwrap_or(i32::MAX),
                why: why.to_owned(),
            });
        }
        rows
    }

    /// The rule of an event, and its venue.
    pub(super) fn rule(&self, booking: &Booking) -> Option<(&KindRule, &Venue)> {
        let held = self.offers.held(booking)?;
        let venue = self.situation.venues.get(held.venue as usize)?;
        Some((self.situation.rule(held.kind, venue)?, venue))
    }

    /// Whether households are invited one by one.
    pub(super) fn is_by_letter(&self, booking: &Booking) -> bool {
        self.rule(booking).is_some_and(|(rule, _)| rule.told_by == ToldBy::Letter)
    }

    /// Whether people of a commune are invited to an event one by one and may come together with others then.
    fn may_come(&self, event: usize, commune: u32) -> bool {
        let booking = self.plan.events.get(event).filter(|booking| self.is_by_letter(booking));
        let found = booking.and_then(|booking| Some((booking, self.rule(booking)?.1)));
        found.is_some_and(|(booking, venue)| {
            self.situation.may_come(venue, commune, usize::from(booking.slot))
        })
    }

    /// How many invitations an event bears at least: none where it is announced to all.
    fn places(&self, booking: &Booking, offer: &Offer) -> i32 {
        if !self.is_by_letter(booking) {
            return 0;
        }
        let bears = self.bears(i64::from(offer.size) * MILLION, &self.chances(booking));
        i32::try_from(bears).unwrap_or(i32::MAX)
    }

    /// How many invitations so many seats bear, in millionths, at the `chances` of communes: as many as fill them
    /// if everybody comes from where most come, so that no more people are expected than may meet.
    fn bears(&self, seats: i64, chances: &[i64]) -> u32 {
        let lived_in = self.situation.communes.iter().zip(chances);
        let best = lived_in.filter(|(commune, _)| commune.invitable() > 0);
        let best = best.map(|(_, chance)| *chance);
        invitations(seats, best.max().unwrap_or(0))
    }

    /// Whom to invite to which event, with the chance that somebody comes.
    pub(super) fn invite<'g>(
        &self,
        (events, chances): (&[PlanEventRow], &[Vec<i64>]),
        guests: &'g [Guest],
        kept: &[Option<Kept>],
    ) -> Result<Vec<Invitation<'g>>, PlanError> {
        // Letters that are out fill a hall by the chance by which they were given.
        let mut seats: Vec<i64> = events.iter().map(|row| i64::from(row.size) * MILLION).collect();
        let mut shares = self.shares(chances, guests, kept);
        for Kept { event, worth, .. } in kept.iter().flatten() {
            let event = *event as usize;
            seats.get_mut(event).into_iter().for_each(|seats| *seats -= worth);
            shares.get_mut(event).into_iter().for_each(|share| *share = share.saturating_sub(1));
        }
        let room = seats.iter().zip(chances).map(|(seats, chances)| self.bears(*seats, chances));
        let places: Vec<u32> = room.zip(shares).map(|(room, share)| room.min(share)).collect();
        let mut households = Rows::with_capacity(guests.len(), guests.len() * chances.len());
        for (guest, kept) in guests.iter().zip(kept) {
            let free = kept.is_none() && !guest.bound;
            for (event, chances) in (0u32..).zip(chances).filter(|_| free) {
                let chance = chances.get(guest.commune as usize).copied().unwrap_or(0);
                if chance > 0 {
                    // Of two who are as likely to come, the one to whom something is due.
                    let worth = chance + i64::from(guest.due);
                    households.push(Invitable { event, worth });
                }
            }
            households.end_row();
        }
        let chance = |guest: &Guest, event: u32| {
            chances.get(event as usize)?.get(guest.commune as usize).copied()
        };
        let mut found = invite(&places, &households).map_err(refused)?;
        fill(&mut found.fates, &households, &seats);
        let invited = guests.iter().zip(found.fates.iter().zip(kept)).filter_map(|(guest, to)| {
            let (event, person, worth) = match to {
                (_, Some(kept)) => (kept.event, kept.person, kept.worth),
                (Invited::To(event), None) => (*event, None, chance(guest, *event)?),
                _ => return None,
            };
            Some((guest, person, (i32::try_from(event).ok()? + 1, worth)))
        });
        Ok(invited.collect())
    }

    /// How many invitations each event gets before what is left over is given out, those that are out already
    /// among them.
    fn shares(&self, chances: &[Vec<i64>], guests: &[Guest], kept: &[Option<Kept>]) -> Vec<u32> {
        let mut free = vec![0; self.situation.communes.len()];
        let mut out = vec![vec![0; self.situation.communes.len()]; chances.len()];
        for (guest, kept) in guests.iter().zip(kept) {
            let counts = match kept {
                Some(kept) => out.get_mut(kept.event as usize),
                None if guest.bound => None,
                None => Some(&mut free),
            };
            let count = counts.and_then(|counts| counts.get_mut(guest.commune as usize));
            count.into_iter().for_each(|count| *count += 1);
        }
        let events = self.plan.split.iter().zip(chances).zip(&out);
        let wants: Vec<Vec<(usize, f64)>> =
            events.map(|((split, chances), out)| wanted(split, chances, out)).collect();
        let shares = shares(&wants, &free).into_iter().zip(&out);
        shares.map(|(share, out)| share + out.iter().sum::<u32>()).collect()
    }

    pub(super) fn chances(&self, booking: &Booking) -> Vec<i64> {
        let Some((rule, venue)) = self.rule(booking) else { return Vec::new() };
        let count = u32::try_from(self.situation.communes.len()).unwrap_or(u32::MAX);
        let slot = usize::from(booking.slot);
        let chance = |commune| self.situation.chance(rule, venue, commune, slot) * MILLION as f64;
        (0..count).map(|commune| chance(commune).floor() as i64).collect()
    }

    fn quotas(&self, explained: &Explained) -> Vec<QuotaLine> {
        let lines = self.desk.lines.iter().zip(&explained.quotas);
        let tree = &self.desk.tree;
        let name = |code: &str| tree.get(code).map(|area| area.name.clone()).unwrap_or_default();
        lines
            .map(|(line, standing)| QuotaLine {
                kind: line.line.kind.code().to_owned(),
                area: line.line.area.clone(),
                area_name: name(&line.line.area),
                month: line.line.month.to_string(),
                owed: line.owed,
                left: line.lacked(&self.situation.settled, &self.desk.venue_facts),
                wanted: standing.wanted.into(),
                planned: standing.planned.into(),
            })
            .collect()
    }

    fn unsettled(&self) -> Vec<Unsettled> {
        let by_held: BTreeMap<_, _> =
            self.desk.settled.iter().map(|(code, held)| ((held.venue, held.slot), code)).collect();
        let refused = self.offers.unsettled.iter().filter_map(|(held, why)| {
            let code = (*by_held.get(&(held.venue, held.slot))?).clone();
            Some(Unsettled { code, why: self.desk.not_held(*why) })
        });
        let lost = self.desk.lost.iter().map(|code| Unsettled {
            code: code.clone(),
            why: Sentence::new(
                "Danh sách không còn địa điểm hoặc người chủ trì này.",
                "The lists know its venue or its host no more.",
            ),
        });
        refused.chain(lost).collect()
    }

    fn names(&self, explained: &Explained) -> Names {
        let venue = |offer: &Offer| {
            let row = self.desk.venues.get(offer.venue as usize);
            row.map(|row| row.code.clone()).unwrap_or_default()
        };
        let candidate = |offer: &Offer| (offer.kind.code().to_owned(), venue(offer), offer.size);
        let not_held = |offer: &Offer, why: Refusal| NotHeld {
            kind: offer.kind.code().to_owned(),
            venue: venue(offer),
            reason: why.code().to_owned(),
            why: self.desk.not_held(why),
        };
        let left = explained.left.iter().filter_map(|(candidate, why)| {
            Some(not_held(self.offers.offers.get(*candidate as usize)?, *why))
        });
        let impossible = self.offers.impossible.iter().map(|(offer, why)| not_held(offer, *why));
        let pools = self.offers.problem.worth.len();
        Names {
            slots: self.desk.slots.iter().map(|s| (s.date, s.part.code.clone())).collect(),
            // Pools of people who get no letter stand behind those of all communes.
            communes: self.desk.communes.iter().cycle().take(pools).cloned().collect(),
            hosts: self.desk.hosts.iter().map(|row| row.code.clone()).collect(),
            candidates: self.offers.offers.iter().map(candidate).collect(),
            left: left.chain(impossible).collect(),
        }
    }
}

fn millionths(chance: f64) -> i32 {
    (chance * MILLION as f64).round() as i32
}

/// A code that no event has yet.
pub(super) fn free_code(codes: &std::collections::HashSet<String>, wanted: &str) -> String {
    let numbered = (2..=u32::MAX).map(|number| format!("{wanted}-{number}"));
    let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
    all.find(|code| !codes.contains(code)).unwrap_or_else(|| wanted.to_owned())
}
