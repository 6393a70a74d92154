//! From the fates of a week to the touches that agents make.

use std::collections::HashMap;

use chrono::NaiveDate;

use vandong::app::plan::TouchedCase;
use vandong::config::Tables;
use vandong::domain::product::ProductId;
use vandong::domain::segment::SegmentSet;
use vandong::domain::touch::TouchChannel;
use vandong::planning::due_cases::spoken;
use vandong::planning::snapshot::Snapshot;
use vandong::planning::value::is_due;
use vandong::planning::week::{Fate, WeekPlan};

use crate::Fallible;
use crate::register::Register;

/// One call or visit.
pub(crate) struct Touch {
    /// Names the household in every week and for every policy.
    pub(crate) household: String,
    /// Code of the agent.
    pub(crate) agent: String,
    /// Whether this agent took the last payment or spoke with the household last.
    pub(crate) familiar: bool,
    /// Call or visit.
    pub(crate) channel: TouchChannel,
    /// Its day.
    pub(crate) day: NaiveDate,
    /// What is spoken about; never empty.
    pub(crate) cases: Vec<Told>,
}

/// One case that a touch speaks about.
pub(crate) struct Told {
    /// As the list that was handed out names it; empty until it was.
    pub(crate) row_id: String,
    /// Key of the person.
    pub(crate) person: i64,
    /// The product.
    pub(crate) product: ProductId,
    /// Its code.
    pub(crate) code: String,
    /// Whether it is about joining, not about a payment that is due.
    pub(crate) joining: bool,
    /// What the person would pay, VND.
    pub(crate) premium: i64,
    /// Months of a first payment.
    pub(crate) months: u8,
    /// Segments of the person.
    pub(crate) segments: SegmentSet,
}

/// The touches of a week, contact by contact.
pub(crate) fn touches(snapshot: &Snapshot, plan: &WeekPlan, tables: &Tables) -> Vec<Touch> {
    let touch = |(at, fate): (usize, &Fate)| {
        let Fate::Planned(place) = fate else { return None };
        let agent = snapshot.agents.get(place.agent as usize)?;
        let day = snapshot.buckets.get(usize::from(place.bucket))?.date;
        let contact = plan.contacts.contacts.get(at)?;
        let head = snapshot.persons.get(contact.head as usize)?;
        let commune = snapshot.communes.get(head.commune as usize)?;
        let household = match snapshot.households.get(contact.household as usize)? {
            Some(code) => format!("{} {code}", commune.code),
            None => format!("#{}", head.id.0),
        };
        let told = spoken(snapshot, &plan.contacts, at, place).filter_map(|(_, case, person)| {
            let product = tables.products.get(case.product)?;
            Some(Told {
                row_id: String::new(),
                person: person.id.0,
                product: case.product,
                code: product.code.clone(),
                months: product.cycles.last().copied().unwrap_or(12),
                joining: !is_due(case, day),
                premium: case.premium.0,
                segments: person.segments,
            })
        });
        let cases: Vec<Told> = told.collect();
        (!cases.is_empty()).then(|| Touch {
            household,
            agent: agent.code.clone(),
            familiar: plan.contacts.last_agent(at, snapshot) == Some(place.agent),
            channel: place.channel,
            day,
            cases,
        })
    };
    plan.fates.iter().enumerate().filter_map(touch).collect()
}

/// Gives each case the row of its list.
pub(crate) fn hand_out(
    touches: &mut [Touch],
    lists: Vec<TouchedCase>,
    register: &Register,
) -> Fallible<()> {
    let row = |case: TouchedCase| {
        let person = register.find(case.si_number.as_deref(), case.citizen_id.as_deref())?;
        Some(((person, case.product), case.row_id))
    };
    let mut rows: HashMap<(i64, String), String> = lists.into_iter().filter_map(row).collect();
    for told in touches.iter_mut().flat_map(|touch| &mut touch.cases) {
        let row = rows.remove(&(told.person, told.code.clone()));
        told.row_id = row.ok_or("a touch that stands on no list")?;
    }
    if rows.is_empty() { Ok(()) } else { Err("a row of a list that nobody works".into()) }
}
