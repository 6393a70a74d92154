//! Which touches of a household are allowed and what each brings, or the one reason why none is.
//! The order of the checks is the order of `ReasonCode`: the first that closes every way is the
//! reason that people read.

use chrono::NaiveDate;

use super::assumptions::{Assumptions, Resolved};
use super::contacts::{Contact, Contacts};
use super::levels::Worth;
use super::snapshot::{Case, ChannelSet, Person, Recall, Snapshot};
use super::value::{Duty, duty, is_due, is_open, points, urgency};
use crate::domain::product::ProductSet;
use crate::domain::touch::{ReasonCode, TouchChannel};

/// The rules that hold for every contact of a week.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Weights and chances.
    pub assumptions: &'a Assumptions,
    /// The same by index.
    pub resolved: &'a Resolved,
    /// First day of the next plan: what cannot wait until then has its last chance now.
    pub next_plan: NaiveDate,
}

/// One allowed touch of a contact and what it brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
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
    /// Allowed touches, by channel and bucket.
    pub options: Vec<Way>,
    /// Products that an agent must handle for them.
    pub products: ProductSet,
}

impl Options {
    /// The best that one touch can bring, to choose between sets of products.
    pub fn rank(&self) -> (u32, u32, i64) {
        let worth = |way: &Way| (way.worth.last_chance, way.worth.due, way.worth.value);
        self.options.iter().map(worth).max().unwrap_or_default()
    }
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
        let days: Vec<NaiveDate> = self.snapshot.buckets.iter().map(|one| one.date).collect();
        let open: Vec<&(&Case, &Person)> =
            self.cases.iter().filter(|(case, _)| handled.contains(case.product)).collect();
        if !open.iter().any(|(case, _)| days.iter().any(|day| is_open(case, *day))) {
            let waiting = self.cases.is_empty();
            return Err(if waiting { ReasonCode::NotEligible } else { ReasonCode::OutsideWindow });
        }
        let legal = |case: &Case, person: &Person, day: NaiveDate| {
            if is_due(case, day) { person.service } else { person.advocacy }
        };
        let any = |allowed: &dyn Fn(&Case, &Person, NaiveDate) -> ChannelSet| {
            open.iter().fold(ChannelSet::NONE, |set, (case, person)| {
                let days = days.iter().filter(|day| is_open(case, **day));
                days.fold(set, |set, day| set.union(allowed(case, person, *day)))
            })
        };
        let lawful = any(&legal);
        if lawful.is_empty() {
            let asked = self.cases.iter().any(|(_, person)| !person.opted_out.is_empty());
            return Err(if asked { ReasonCode::OptedOut } else { ReasonCode::NoLegalBasis });
        }
        let ways = self.ways();
        if lawful.intersection(ways).is_empty() {
            return Err(if self.recall.calls_exhausted {
                ReasonCode::Unreachable
            } else if self.barred_by_register() {
                ReasonCode::DoNotCall
            } else {
                ReasonCode::NoChannel
            });
        }
        let mut days_open = self.days_open(&days);
        if days_open.next().is_none() {
            return Err(if self.recall.call_back.is_some() {
                ReasonCode::OutsideWindow
            } else {
                ReasonCode::TooRecent
            });
        }
        let options = self.worths(&open, &days, ways, &legal);
        if options.options.is_empty() { Err(ReasonCode::NoValue) } else { Ok(options) }
    }

    fn worths(
        &self,
        open: &[&(&Case, &Person)],
        days: &[NaiveDate],
        ways: ChannelSet,
        legal: &dyn Fn(&Case, &Person, NaiveDate) -> ChannelSet,
    ) -> Options {
        let mut found = Options::default();
        for channel in [TouchChannel::Call, TouchChannel::Visit] {
            if !ways.contains(channel) {
                continue;
            }
            for bucket in self.days_open(days) {
                let Some(&day) = days.get(usize::from(bucket)) else { continue };
                let promised = self.promised(day, days) && channel == TouchChannel::Call;
                let mut worth = Worth { due: u32::from(promised), ..Worth::default() };
                let mut value = 0.0;
                for (case, person) in open {
                    if !is_open(case, day) || !legal(case, person, day).contains(channel) {
                        continue;
                    }
                    let attempts = self.recall.attempts;
                    let basis = (self.rules.assumptions, self.rules.resolved);
                    let joining = !is_due(case, day);
                    let points = points(case, person.segments, attempts, channel, joining, basis);
                    value += points * urgency(case, day, self.rules.assumptions);
                    match duty(case, day, self.rules.next_plan) {
                        Duty::LastChance => worth.last_chance += 1,
                        Duty::Due => worth.due += 1,
                        Duty::None => {}
                    }
                    found.products.insert(case.product);
                }
                let factor = if promised { self.rules.assumptions.call_back_factor } else { 1.0 };
                worth.value = (value * factor).round_ties_even() as i64;
                if !worth.is_nothing() {
                    found.options.push(Way { channel, bucket, worth });
                }
            }
        }
        found
    }

    /// Channels that exist: a number that may be called, a home that may be visited.
    fn ways(&self) -> ChannelSet {
        let visits = self
            .snapshot
            .persons
            .get(self.contact.head as usize)
            .and_then(|head| self.snapshot.communes.get(head.commune as usize))
            .is_some_and(|commune| commune.visits_allowed);
        let callable = self.contact.phone_of.is_some() && !self.recall.calls_exhausted;
        let call = if callable { ChannelSet::of(TouchChannel::Call) } else { ChannelSet::NONE };
        let visit = if visits { ChannelSet::of(TouchChannel::Visit) } else { ChannelSet::NONE };
        call.union(visit)
    }

    fn barred_by_register(&self) -> bool {
        self.cases.iter().any(|(_, person)| person.phone != 0 && person.do_not_call)
    }

    /// Whether a call-back is promised for a day. One that was promised for a day before the week
    /// and not kept is owed on its first day.
    fn promised(&self, day: NaiveDate, days: &[NaiveDate]) -> bool {
        let first = days.first().copied().unwrap_or(day);
        self.recall
            .call_back
            .is_some_and(|at| at.date() == day || (at.date() < first && day == first))
    }

    /// Buckets on which the frequency rule and promises allow a touch.
    fn days_open<'b>(&'b self, days: &'b [NaiveDate]) -> impl Iterator<Item = u8> + 'b {
        let first = days.first().copied();
        (0u8..).zip(days).filter_map(move |(bucket, day)| {
            let rested = self.recall.not_before.is_none_or(|from| from <= *day);
            let kept = match self.recall.call_back.map(|at| at.date()) {
                Some(promised) if Some(promised) >= first => promised == *day,
                _ => true,
            };
            (rested && kept).then_some(bucket)
        })
    }
}
