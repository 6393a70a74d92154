//! Which touches of a household are allowed and what each brings, or the one reason why none is.
//! The order of the checks is the order of `ReasonCode`: the first that closes every way is the
//! reason that people read.

use chrono::NaiveDate;

use super::assumptions::{Assumptions, Resolved};
use super::contacts::{Contact, Contacts};
use super::grid;
use super::learning::chances::{Asked, Chances};
use super::learning::path::Aim;
use super::levels::Worth;
use super::snapshot::{Bucket, Case, ChannelSet, Person, Recall, Snapshot};
use super::value::{
    Duty, duty, is_due, is_open, is_rested, last_useful_day, points, urgency, weight,
};
use crate::domain::product::ProductSet;
use crate::domain::touch::{ReasonCode, TouchChannel};

/// The rules that hold for every contact of a week.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Weights and chances.
    pub assumptions: &'a Assumptions,
    /// The same by index.
    pub resolved: &'a Resolved,
    /// What outcomes say of the chances; empty while there are none.
    pub chances: &'a Chances,
    /// First day of the next plan: what cannot wait until then has its last chance now.
    pub next_plan: NaiveDate,
}

impl Rules<'_> {
    /// Points of a case by channel, before urgency: by what outcomes say, else by what is assumed.
    fn points(
        &self,
        (case, person): (&Case, &Person),
        attempts: u8,
        channel: TouchChannel,
        joining: bool,
    ) -> f64 {
        let under = (self.assumptions, self.resolved);
        let aim = if joining { Aim::Joining } else { Aim::Renewal };
        let asked = Asked::of(case, person, aim, channel, attempts);
        match self.chances.get(&asked) {
            Some(learnt) => weight(case, joining, under) * learnt.added,
            None => points(case, person.segments, attempts, channel, joining, under),
        }
    }
}

/// One allowed touch of a contact and what it brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// Which of its group's sets of products is spoken about; agents with another one do not serve.
    pub skill: u16,
    /// Call or visit.
    pub channel: TouchChannel,
    /// Index of the bucket.
    pub bucket: u8,
    /// What it brings.
    pub worth: Worth,
}

/// Everything that a contact allows this week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Allowed touches, by channel and bucket, for an agent who handles all of `products`.
    pub options: Vec<Way>,
    /// Products that they speak about.
    pub products: ProductSet,
}

/// What one household may be asked, and when, for those agents whose products are `handled`.
pub struct Examination<'a> {
    snapshot: &'a Snapshot,
    rules: &'a Rules<'a>,
    contact: Contact,
    recall: Recall,
    cases: Vec<(&'a Case, &'a Person)>,
}

impl<'a> Examination<'a> {
    /// Looks at one contact.
    pub fn of(
        snapshot: &'a Snapshot,
        contacts: &Contacts,
        at: usize,
        rules: &'a Rules<'a>,
    ) -> Option<Self> {
        let contact = *contacts.contacts.get(at)?;
        let cases = contacts
            .cases_of(at, snapshot)
            .filter_map(|case| Some((case, snapshot.persons.get(case.person as usize)?)))
            .collect();
        let recall = snapshot.recalls.get(contact.household as usize).copied().unwrap_or_default();
        Some(Self { snapshot, rules, contact, recall, cases })
    }

    /// Index of the household.
    pub fn household(&self) -> u32 {
        self.contact.household
    }

    /// The same household, asked about one of its cases alone.
    pub fn only(&self, case: &'a Case, person: &'a Person) -> Self {
        Self { cases: vec![(case, person)], ..*self }
    }

    /// First day of the next plan.
    pub fn next_plan(&self) -> NaiveDate {
        self.rules.next_plan
    }

    /// Index of the commune, and of the language in which the household is spoken to.
    pub fn home(&self, snapshot: &Snapshot) -> Option<(u32, u8)> {
        let head = snapshot.persons.get(self.contact.head as usize)?;
        Some((head.commune, head.language))
    }

    /// The allowed touches that need only products among `handled`.
    ///
    /// # Errors
    /// The first reason that closes every way.
    pub fn options(&self, handled: ProductSet) -> Result<Options, ReasonCode> {
        if self.cases.is_empty() {
            return Err(ReasonCode::NotEligible);
        }
        let handled = |(case, _): &&(&Case, &Person)| handled.contains(case.product);
        let cases: Vec<_> = self.cases.iter().filter(handled).copied().collect();
        let mut cells = self.window(&cases);
        if cells.is_empty() {
            return Err(ReasonCode::OutsideWindow);
        }
        for cell in &mut cells {
            cell.channels = lawful(&cases, &cell.time);
        }
        cells.retain(|cell| !cell.channels.is_empty());
        if cells.is_empty() {
            let asked = self.cases.iter().any(|(_, person)| !person.opted_out.is_empty());
            return Err(if asked { ReasonCode::OptedOut } else { ReasonCode::NoLegalBasis });
        }
        let call_lawful = cells.iter().any(|cell| cell.channels.contains(TouchChannel::Call));
        for cell in &mut cells {
            cell.channels = cell.channels.intersection(self.ways(cell.bucket));
        }
        cells.retain(|cell| !cell.channels.is_empty());
        if cells.is_empty() {
            return Err(self.no_channel(call_lawful));
        }
        cells.retain(|cell| self.recall.not_before.is_none_or(|from| from <= cell.time.date));
        for cell in &mut cells {
            if self.is_tried(cell, &cases) || self.is_soon_after_a_call(cell) {
                cell.channels = cell.channels.without(ChannelSet::of(TouchChannel::Call));
            }
            // Rest and law must leave the same case open: a touch speaks about something.
            let told = |channel| {
                let speaks =
                    |(case, person): &(&Case, &Person)| speaks(case, person, &cell.time, channel);
                if cases.iter().any(speaks) { ChannelSet::of(channel) } else { ChannelSet::NONE }
            };
            let told = told(TouchChannel::Call).union(told(TouchChannel::Visit));
            cell.channels = cell.channels.intersection(told);
        }
        cells.retain(|cell| !cell.channels.is_empty());
        if cells.is_empty() {
            return Err(ReasonCode::TooRecent);
        }
        let options = self.worths(&cases, &cells);
        if options.options.is_empty() { Err(ReasonCode::NoValue) } else { Ok(options) }
    }

    /// The buckets on which some case may be spoken about and no promise is broken: a call-back
    /// that is promised for the week or later is kept on its day, in the part of its hour, and in no
    /// other, unless a case cannot wait for it.
    fn window(&self, cases: &[(&Case, &Person)]) -> Vec<Cell> {
        let first = self.snapshot.buckets.first().map(|bucket| bucket.date);
        let promised = self.recall.call_back.filter(|hour| Some(hour.date()) >= first);
        let promised = promised.map(|hour| {
            let bucket = grid::kept_in(&self.snapshot.buckets, hour);
            (self.kept_on(hour.date()), bucket)
        });
        // What the household was promised goes before what an agent asked for.
        let promised = promised.or(self.recall.only_on.map(|day| (self.kept_on(day), None)));
        let next_plan = self.rules.next_plan;
        let too_late = |case: &Case, day: NaiveDate, kept: Option<NaiveDate>| {
            let last = match duty(case, day, next_plan) {
                Duty::LastChance => last_useful_day(case, day),
                Duty::Due | Duty::None => None,
            };
            last.is_some_and(|last| kept.is_none_or(|kept| last < kept))
        };
        (0u8..)
            .zip(&self.snapshot.buckets)
            .map(|(bucket, time)| Cell { bucket, time: *time, channels: ChannelSet::BOTH })
            .filter(|cell| match promised {
                None => true,
                Some((kept, in_bucket))
                    if kept == Some(cell.time.date)
                        && in_bucket.is_none_or(|kept| kept == cell.bucket) =>
                {
                    true
                }
                Some((kept, _)) => {
                    cases.iter().any(|(case, _)| too_late(case, cell.time.date, kept))
                }
            })
            .filter(|cell| cases.iter().any(|(case, _)| is_open(case, cell.time.date)))
            .collect()
    }

    /// The day of the week on which a promise is kept: its own, or the first one after it where
    /// nobody works on that day or it has passed; none where that comes after the week.
    fn kept_on(&self, promised: NaiveDate) -> Option<NaiveDate> {
        self.snapshot.buckets.iter().map(|bucket| bucket.date).find(|day| *day >= promised)
    }

    fn worths(&self, cases: &[(&Case, &Person)], cells: &[Cell]) -> Options {
        let Rules { assumptions, next_plan, .. } = *self.rules;
        let mut found = Options::default();
        for channel in [TouchChannel::Call, TouchChannel::Visit] {
            for cell in cells.iter().filter(|cell| cell.channels.contains(channel)) {
                let day = cell.time.date;
                let promised = channel == TouchChannel::Call && self.promised(cell.bucket);
                let mut worth = Worth { due: u32::from(promised), ..Worth::default() };
                let mut value = 0.0;
                for (case, person) in cases {
                    if !speaks(case, person, &cell.time, channel) {
                        continue;
                    }
                    let (attempts, joining) = (self.recall.attempts, !is_due(case, day));
                    value += self.rules.points((case, person), attempts, channel, joining)
                        * urgency(case, day, assumptions);
                    match duty(case, day, next_plan) {
                        Duty::LastChance => worth.last_chance += 1,
                        Duty::Due => worth.due += 1,
                        Duty::None => {}
                    }
                    found.products.insert(case.product);
                }
                let factor = if promised { assumptions.call_back_factor } else { 1.0 };
                worth.value = (value * factor).round_ties_even() as i64;
                if worth.last_chance > 0 {
                    let after = grid::days_after(&self.snapshot.buckets, day);
                    let after = i64::try_from(after).unwrap_or(0);
                    worth.value += assumptions.early_points.saturating_mul(after);
                }
                if !worth.is_nothing() {
                    found.options.push(Way { skill: 0, channel, bucket: cell.bucket, worth });
                }
            }
        }
        found
    }

    /// Channels that exist in a bucket: a number that may be called, a home that may be visited then.
    fn ways(&self, bucket: u8) -> ChannelSet {
        let visits = self
            .snapshot
            .persons
            .get(self.contact.head as usize)
            .and_then(|head| self.snapshot.communes.get(head.commune as usize))
            .is_some_and(|commune| commune.may_be_visited(bucket));
        let callable = self.contact.phone_of.is_some() && !self.recall.calls_exhausted;
        let call = if callable { ChannelSet::of(TouchChannel::Call) } else { ChannelSet::NONE };
        let visit = if visits { ChannelSet::of(TouchChannel::Visit) } else { ChannelSet::NONE };
        call.union(visit)
    }

    /// Why no channel is left, when none is.
    fn no_channel(&self, call_lawful: bool) -> ReasonCode {
        let any = |closed: fn(&Person) -> bool| {
            self.cases.iter().any(|(_, person)| person.phone != 0 && closed(person))
        };
        if self.contact.phone_of.is_some() {
            let exhausted = call_lawful && self.recall.calls_exhausted;
            if exhausted { ReasonCode::Unreachable } else { ReasonCode::NoChannel }
        } else if any(|person| person.opted_out.contains(TouchChannel::Call)) {
            ReasonCode::OptedOut
        } else if any(|person| person.do_not_call) {
            ReasonCode::DoNotCall
        } else {
            ReasonCode::NoChannel
        }
    }

    /// Whether a call-back is owed in a bucket: promised for it, or for days before it on which
    /// nobody works or which have passed.
    fn promised(&self, bucket: u8) -> bool {
        let kept = |hour| grid::kept_in(&self.snapshot.buckets, hour) == Some(bucket);
        self.recall.call_back.is_some_and(kept)
    }

    /// Whether a call in a bucket may come within a day of another one.
    fn is_soon_after_a_call(&self, cell: &Cell) -> bool {
        let time = (cell.time.date, cell.time.part.map(|part| part.name));
        self.recall.calls_after.is_some_and(|last| time <= last)
    }

    /// Whether nobody answered lately in the part of the day of a bucket: the next call is in another part,
    /// where the grid has one, unless a case cannot wait for it.
    fn is_tried(&self, cell: &Cell, cases: &[(&Case, &Person)]) -> bool {
        let name = |time: &Bucket| time.part.map(|part| part.name);
        let Some(tried) = self.recall.not_in.filter(|tried| name(&cell.time) == Some(*tried))
        else {
            return false;
        };
        let last = |case: &Case| duty(case, cell.time.date, self.rules.next_plan);
        self.snapshot.buckets.iter().any(|time| name(time) != Some(tried))
            && !cases.iter().any(|(case, _)| last(case) == Duty::LastChance)
    }
}

/// A bucket on which a household may still be touched, and by which channels.
struct Cell {
    bucket: u8,
    time: Bucket,
    channels: ChannelSet,
}

/// Whether a touch by a channel in a bucket speaks about a case, if its agent handles the product.
pub fn speaks(case: &Case, person: &Person, time: &Bucket, channel: TouchChannel) -> bool {
    is_rested(case, time.date) && basis(case, person, time).contains(channel)
}

/// Channels with a legal basis to speak about one case in a bucket; none while it is not open.
fn basis(case: &Case, person: &Person, time: &Bucket) -> ChannelSet {
    let (channels, agreed) = if is_due(case, time.date) {
        (person.service, person.agreed.service)
    } else if is_open(case, time.date) {
        (person.advocacy, person.agreed.advocacy)
    } else {
        return ChannelSet::NONE;
    };
    if time.is_for_agreed_calls() && !agreed {
        channels.without(ChannelSet::of(TouchChannel::Call))
    } else {
        channels
    }
}

/// Channels with a legal basis to speak about any of some cases in a bucket.
fn lawful(cases: &[(&Case, &Person)], time: &Bucket) -> ChannelSet {
    cases.iter().fold(ChannelSet::NONE, |set, (case, person)| set.union(basis(case, person, time)))
}

#[cfg(test)]
#[path = "eligibility_tests.rs"]
mod tests;
