//! The touches of a plan as rows: in each agent's working order, with the cases that ride on each
//! and the main reason why it is today.

use chrono::NaiveDate;

use crate::config::Tables;
use crate::domain::day_part::PartOfDay;
use crate::domain::due::DueState;
use crate::domain::touch::TouchChannel;
use crate::planning::due_cases::spoken;
use crate::planning::learning::chances::Asked;
use crate::planning::learning::path::Aim;
use crate::planning::problem::Assignment;
use crate::planning::snapshot::{Case, Person, Recall, Snapshot};
use crate::planning::value::{Duty, duty, is_due, last_useful_day, state_on};
use crate::planning::week::{Fate, WeekPlan};
use crate::store::plans::{TouchCaseRow, TouchRow};

/// Rows of all touches and, with the index of their touch as its key, of their cases.
pub(super) fn touch_rows(
    province: i64,
    snapshot: &Snapshot,
    plan: &WeekPlan,
    tables: &Tables,
) -> (Vec<TouchRow>, Vec<TouchCaseRow>) {
    let mut order: Vec<(usize, Assignment)> = plan
        .fates
        .iter()
        .enumerate()
        .filter_map(|(at, fate)| match fate {
            Fate::Planned(place) => Some((at, *place)),
            Fate::Left(_) => None,
        })
        .collect();
    // Contacts stand by commune, hamlet and household already; promised hours go first, then the
    // promises of earlier days that nobody kept.
    order.sort_by_key(|(at, place)| {
        let day = snapshot.buckets.get(usize::from(place.bucket)).map(|bucket| bucket.date);
        let (rank, hour) = match promised(snapshot, plan, *at, place) {
            Some(hour) if Some(hour.date()) == day => (0, Some(hour)),
            Some(missed) => (1, Some(missed)),
            None => (2, None),
        };
        (place.agent, place.bucket, rank, hour, *at)
    });
    let (mut touches, mut cases) = (Vec::with_capacity(order.len()), Vec::new());
    let mut list = None;
    let mut position = 0;
    for (at, place) in order {
        // A list is of a day: it goes on through the parts of the day.
        let day = snapshot.buckets.get(usize::from(place.bucket)).map(|bucket| bucket.date);
        position = if list == Some((place.agent, day)) { position + 1 } else { 1 };
        list = Some((place.agent, day));
        let touch = Touch { province, snapshot, plan, at, place };
        let number = i64::try_from(touches.len()).unwrap_or(i64::MAX);
        let Some(row) = touch.row(position) else { continue };
        cases.extend(touch.cases(number, tables));
        touches.push(row);
    }
    (touches, cases)
}

/// The hour at which a call-back was promised for the day of the touch, or for an earlier one.
fn promised(
    snapshot: &Snapshot,
    plan: &WeekPlan,
    at: usize,
    place: &Assignment,
) -> Option<chrono::NaiveDateTime> {
    let contact = plan.contacts.contacts.get(at)?;
    let recall: &Recall = snapshot.recalls.get(contact.household as usize)?;
    let day = snapshot.buckets.get(usize::from(place.bucket))?.date;
    recall.call_back.filter(|hour| hour.date() <= day && place.channel == TouchChannel::Call)
}

struct Touch<'a> {
    province: i64,
    snapshot: &'a Snapshot,
    plan: &'a WeekPlan,
    at: usize,
    place: Assignment,
}

impl Touch<'_> {
    fn day(&self) -> Option<NaiveDate> {
        Some(self.snapshot.buckets.get(usize::from(self.place.bucket))?.date)
    }

    fn part(&self) -> Option<PartOfDay> {
        let bucket = self.snapshot.buckets.get(usize::from(self.place.bucket))?;
        bucket.part.map(|part| part.name)
    }

    fn spoken(&self) -> impl Iterator<Item = (&Case, &Person)> {
        let told = spoken(self.snapshot, &self.plan.contacts, self.at, &self.place);
        told.map(|(_, case, person)| (case, person))
    }

    /// Touches without success before this one.
    fn attempts(&self) -> u8 {
        let contact = self.plan.contacts.contacts.get(self.at);
        let recall = contact.and_then(|one| self.snapshot.recalls.get(one.household as usize));
        recall.map_or(0, |recall| recall.attempts)
    }

    /// The chance, in millionths, that the touch brings what it is made for.
    fn chance(&self, (case, person): (&Case, &Person), day: NaiveDate) -> i32 {
        let aim = if is_due(case, day) { Aim::Renewal } else { Aim::Joining };
        let asked = Asked::of(case, person, aim, self.place.channel, self.attempts());
        (self.plan.learnt.level(&asked) * 1e6).round_ties_even() as i32
    }

    fn why(&self) -> &'static str {
        let (Some(day), plan) = (self.day(), self.plan) else { return "potential" };
        if promised(self.snapshot, plan, self.at, &self.place).is_some() {
            return "call_back";
        }
        let duties = || self.spoken().map(|(case, _)| duty(case, day, plan.next_plan));
        if duties().any(|duty| duty == Duty::LastChance) {
            return "last_chance";
        }
        let in_state =
            |wanted: DueState| self.spoken().any(|(case, _)| state_on(case, day) == Some(wanted));
        [DueState::Due, DueState::Overdue, DueState::Upcoming]
            .into_iter()
            .find(|state| in_state(*state))
            .map_or("potential", state_code)
    }

    fn row(&self, position: i32) -> Option<TouchRow> {
        let (snapshot, place) = (self.snapshot, &self.place);
        let contact = self.plan.contacts.contacts.get(self.at)?;
        let head = snapshot.persons.get(contact.head as usize)?;
        let household = snapshot.households.get(contact.household as usize).cloned().flatten();
        let agent = snapshot.agents.get(place.agent as usize)?;
        let price = self
            .plan
            .solution
            .prices
            .get(place.agent as usize * self.plan.problem.buckets + usize::from(place.bucket))
            .copied()
            .unwrap_or_default();
        let visit = if place.channel == TouchChannel::Visit { price.visit } else { 0 };
        let gain = self.plan.problem.gain(self.at, place.agent, place.channel, place.bucket)?;
        Some(TouchRow {
            province_id: self.province,
            id: 0,
            version_id: 0,
            contact: household.unwrap_or_else(|| format!("#{}", head.id)),
            person_id: head.id.0,
            commune: snapshot.communes.get(head.commune as usize)?.code.clone(),
            agent_id: agent.id.0,
            day: self.day()?,
            bucket: place.bucket.into(),
            channel: place.channel.code().to_owned(),
            phone_person_id: contact
                .phone_of
                .filter(|_| place.channel == TouchChannel::Call)
                .and_then(|at| snapshot.persons.get(at as usize))
                .map(|person| person.id.0),
            call_back_at: promised(snapshot, self.plan, self.at, place),
            position,
            gain,
            price: price.slot + visit,
            why: self.why().to_owned(),
            attempts: Some(self.attempts().into()),
            part: self.part().map(|part| part.code().to_owned()),
        })
    }

    fn cases(&self, touch: i64, tables: &Tables) -> Vec<TouchCaseRow> {
        let Some(day) = self.day() else { return Vec::new() };
        let rows = (1i32..).zip(self.spoken());
        rows.map(|(number, (case, person))| {
            let segment = person.segments.highest().and_then(|id| tables.segments.get(id));
            let product = tables.products.get(case.product);
            TouchCaseRow {
                province_id: self.province,
                touch_id: touch,
                number,
                person_id: person.id.0,
                product: product.map(|one| one.code.clone()).unwrap_or_default(),
                state: state_on(case, day).map_or("potential", state_code).to_owned(),
                covered_to: case.covered_to,
                last_useful_day: last_useful_day(case, day),
                amount: (case.premium.0 > 0).then_some(case.premium.0),
                segment: segment.map(|one| one.code.clone()),
                chance_segment: self
                    .plan
                    .learnt
                    .resolved
                    .chance_segment(person.segments)
                    .and_then(|id| tables.segments.get(id))
                    .map(|one| one.code.clone()),
                chance: Some(self.chance((case, person), day)),
            }
        })
        .collect()
    }
}

/// A state of the due ladder as rows write it.
pub(crate) fn state_code(state: DueState) -> &'static str {
    match state {
        DueState::NotYet => "not_yet",
        DueState::Upcoming => "upcoming",
        DueState::Due => "due",
        DueState::Overdue => "overdue",
        DueState::Lapsed => "lapsed",
    }
}
