//! The contacts of a plan as the bodies of its communes (see `body`).

use std::collections::BTreeMap;

use super::body::{DueLine, Line, LineFate, Way};
use crate::domain::product::{ProductSet, Products};
use crate::domain::touch::ReasonCode;
use crate::planning::problem::DirectOffer;
use crate::planning::snapshot::Snapshot;
use crate::planning::week::{Fate, WeekPlan};
use crate::store::plans::PlanCommuneRow;

/// One row for each commune that has contacts.
pub(super) fn commune_rows(
    province: i64,
    snapshot: &Snapshot,
    plan: &WeekPlan,
    products: &Products,
) -> Vec<PlanCommuneRow> {
    let writer = Writer::new(snapshot, plan, products);
    let mut bodies: BTreeMap<u32, (i32, String)> = BTreeMap::new();
    for at in 0..plan.fates.len() {
        let Some((commune, line)) = writer.line(at) else { continue };
        let (count, body) = bodies.entry(commune).or_default();
        *count += 1;
        line.write(body);
    }
    let code = |at: u32| snapshot.communes.get(at as usize).map(|one| one.code.clone());
    bodies
        .into_iter()
        .map(|(commune, (contacts, body))| PlanCommuneRow {
            province_id: province,
            version_id: 0,
            commune: code(commune).unwrap_or_default(),
            contacts,
            body,
        })
        .collect()
}

struct Writer<'a> {
    snapshot: &'a Snapshot,
    plan: &'a WeekPlan,
    products: &'a Products,
    /// Group by group the products of each skill.
    sets: Vec<Vec<String>>,
    /// Group by group the products that none of its agents handles.
    unhandled: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(snapshot: &'a Snapshot, plan: &'a WeekPlan, products: &'a Products) -> Self {
        let codes = |set: ProductSet| products.list(set, ",");
        let sets = plan.skills.iter().map(|skills| skills.iter().copied().map(codes).collect());
        let unhandled = plan.groups.iter().zip(plan.skills.iter()).map(|(group, skills)| {
            let handled = skills.iter().fold(0, |all, skill| all | skill.0);
            codes(ProductSet(group.products & !handled))
        });
        Self { snapshot, plan, products, sets: sets.collect(), unhandled: unhandled.collect() }
    }

    fn agent(&self, at: u32) -> i64 {
        self.snapshot.agents.get(at as usize).map_or(0, |agent| agent.id.0)
    }

    /// Agents who do not work with a household.
    fn without(&self, household: u32) -> Vec<i64> {
        let all = &self.snapshot.without;
        let first = all.partition_point(|(one, _)| *one < household);
        let own = all.iter().skip(first).take_while(|(one, _)| *one == household);
        own.map(|(_, agent)| self.agent(*agent)).collect()
    }

    fn line(&self, at: usize) -> Option<(u32, Line)> {
        let (snapshot, plan) = (self.snapshot, self.plan);
        let contact = plan.contacts.contacts.get(at)?;
        let head = snapshot.persons.get(contact.head as usize)?;
        let fate = plan.fates.get(at)?;
        let number = plan.problem.group.get(at).copied().unwrap_or(u32::MAX) as usize;
        let language = plan.groups.get(number);
        let language =
            language.and_then(|group| snapshot.languages.get(usize::from(group.language)));
        let offers = plan.problem.offers.row(at).iter();
        // The offer to keep a touch comes after the others.
        let keep = plan.keeping.of(at);
        let direct = plan.problem.direct.row(at);
        let others = direct.len() - usize::from(keep.is_some()).min(direct.len());
        let by_agent = |one: &DirectOffer| {
            let (channel, bucket, gain) = (one.channel, one.bucket, one.gain);
            (self.agent(one.agent), Way { skill: 0, channel, bucket, gain })
        };
        let line = Line {
            person: head.id.0,
            household: snapshot.households.get(contact.household as usize).cloned().flatten(),
            without: language.map(|_| self.without(contact.household)).unwrap_or_default(),
            language: language.cloned().unwrap_or_default(),
            products: match fate {
                Fate::Left(ReasonCode::NoSkill) => {
                    self.unhandled.get(number).cloned().into_iter().collect()
                }
                _ => self.sets.get(number).cloned().unwrap_or_default(),
            },
            offers: offers.map(Way::of).collect(),
            direct: direct.iter().take(others).map(by_agent).collect(),
            kept: keep.map(by_agent),
            due: self.due(at, fate),
            fate: match fate {
                Fate::Planned(place) => LineFate::Planned {
                    agent: self.agent(place.agent),
                    channel: place.channel,
                    bucket: place.bucket,
                },
                Fate::Left(reason) => LineFate::Left(*reason),
            },
            cell: plan.drawn.of.get(at).copied().flatten(),
        };
        Some((head.commune, line))
    }

    fn due(&self, at: usize, fate: &Fate) -> Vec<DueLine> {
        let due = self.plan.due_fates(self.snapshot, at, fate);
        due.into_iter()
            .filter_map(|(case, left)| {
                let one = self.snapshot.cases.get(case.case as usize)?;
                let person = self.snapshot.persons.get(one.person as usize)?;
                let product = self.products.get(one.product)?.code.clone();
                Some(DueLine { duty: case.duty, person: person.id.0, product, left })
            })
            .collect()
    }
}
