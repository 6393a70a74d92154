//! The plan against all plans: on weeks of up to six households every assignment is tried, with
//! the levels compared one after the other and never added up.

use std::collections::HashMap;

use proptest::prelude::*;

use vandong::domain::product::ProductSet;
use vandong::domain::touch::TouchChannel;
use vandong::planning::assumptions::Fairness;
use vandong::planning::loads::LoadStep;
use vandong::planning::snapshot::{Kept, Snapshot, StandIn};
use vandong::planning::week::{WeekPlan, plan_week};

use crate::arbitrary::{Size, next_plan, snapshots, snapshots_with_parts};
use crate::catalogues::Catalogues;
use crate::rules::{check, triple};

const TINY: Size = Size { days: 3, agents: 3, households: 6 };
/// Two days of two parts.
const HALVES: Size = Size { days: 4, agents: 2, households: 6 };
const TRAVEL: i128 = 8;
const KEEPING: i128 = 10;
const FAIRNESS: Fairness = Fairness { least_points: 6, above_points: 2 };

type Levels = (i128, i128, i128);

/// A place and what the touch brings there.
type Choice = (usize, bool, Levels);

/// What the contacts from one on can bring with the slots and visits that are left.
type Known = HashMap<(usize, Vec<(i32, i32)>), Levels>;

/// Everything that may be done with a contact, from the snapshot's agents and the contact's ways.
fn choices(snapshot: &Snapshot, plan: &WeekPlan, at: usize) -> Vec<Choice> {
    let contact = plan.contacts.contacts[at];
    let head = &snapshot.persons[contact.head as usize];
    let last = plan.contacts.cases_of(at, snapshot).find_map(|case| case.last_agent);
    let mut found = Vec::new();
    for way in plan.ways.row(at) {
        let group = plan.problem.group[at] as usize;
        let asked = ProductSet(plan.groups[group].products);
        let spoken = plan.skills.row(group)[usize::from(way.skill)];
        for (number, agent) in (0u32..).zip(&snapshot.agents) {
            let stands_in = |one: &&StandIn| one.buckets & (1 << way.bucket) != 0;
            let mut instead = agent.stands_in.iter().filter(stands_in);
            let there = agent.communes.contains(&head.commune)
                || instead.clone().any(|one| one.communes.contains(&head.commune));
            let able = there
                && agent.languages & (1 << head.language) != 0
                && agent.products.intersection(asked) == spoken
                && !snapshot.without.contains(&(contact.household, number));
            if !able {
                continue;
            }
            let visit = way.channel == TouchChannel::Visit;
            let mut value = i128::from(way.worth.value);
            if last == Some(number) || instead.any(|one| Some(one.agent) == last) {
                value += (way.worth.value as f64 * 0.10).round_ties_even() as i128;
            }
            if visit && agent.home != Some(head.commune) {
                value -= TRAVEL;
            }
            let (household, agent, bucket) = (contact.household, number, way.bucket);
            let stands = Kept { household, agent, bucket, channel: way.channel };
            value += if snapshot.kept.contains(&stands) { KEEPING } else { 0 };
            let place = number as usize * snapshot.buckets.len() + usize::from(way.bucket);
            let levels = (way.worth.last_chance.into(), way.worth.due.into(), value);
            found.push((place, visit, levels));
        }
    }
    found
}

/// The week of every agent, as a plan that is tried has it: slots of all buckets, and by the touch what
/// the first, the second and so on costs.
struct Weeks {
    days: usize,
    slots: Vec<i32>,
    costs: Vec<Vec<i128>>,
}

impl Weeks {
    /// From the steps, where there are any: without them nothing costs and the buckets are the limit.
    fn of(snapshot: &Snapshot, plan: &WeekPlan) -> Self {
        let slots = snapshot.agents.iter();
        let slots: Vec<i32> =
            slots.map(|agent| agent.capacity.iter().map(|free| free.slots).sum()).collect();
        let each = |step: &LoadStep| vec![i128::from(step.cost); step.units as usize];
        let costs =
            slots.iter().enumerate().map(|(agent, slots)| match plan.problem.loads.row(agent) {
                [] => vec![0; *slots as usize],
                steps => steps.iter().flat_map(each).collect(),
            });
        Self { days: snapshot.buckets.len(), costs: costs.collect(), slots }
    }

    /// Touches of an agent when these places are left.
    fn load(&self, agent: usize, free: &[(i32, i32)]) -> usize {
        let left: i32 = free[agent * self.days..][..self.days].iter().map(|(slots, _)| slots).sum();
        (self.slots[agent] - left) as usize
    }
}

/// The best that the contacts from `at` on can bring with the places that are left.
fn best(
    choices: &[Vec<Choice>],
    at: usize,
    weeks: &Weeks,
    free: &mut Vec<(i32, i32)>,
    known: &mut Known,
) -> Levels {
    let Some(own) = choices.get(at) else { return (0, 0, 0) };
    let key = (at, free.clone());
    if let Some(found) = known.get(&key) {
        return *found;
    }
    let mut found = best(choices, at + 1, weeks, free, known);
    for &(place, visit, levels) in own {
        let (slots, visits) = free[place];
        let agent = place / weeks.days;
        let cost = weeks.costs[agent].get(weeks.load(agent, free)).copied();
        if let Some(cost) = cost.filter(|_| slots > 0 && (!visit || visits > 0)) {
            free[place] = (slots - 1, visits - i32::from(visit));
            let rest = best(choices, at + 1, weeks, free, known);
            free[place] = (slots, visits);
            let sum = (levels.0 + rest.0, levels.1 + rest.1, levels.2 + rest.2 - cost);
            found = found.max(sum);
        }
    }
    known.insert(key, found);
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_plan_at_all_does_better(snapshot in snapshots(TINY)) {
        nothing_does_better(&snapshot)?;
    }

    #[test]
    fn no_plan_does_better_with_parts_of_the_day(snapshot in snapshots_with_parts(HALVES)) {
        nothing_does_better(&snapshot)?;
    }
}

fn nothing_does_better(snapshot: &Snapshot) -> Result<(), TestCaseError> {
    let mut catalogues = Catalogues::new().in_campaign();
    catalogues.assumptions.fairness = FAIRNESS;
    let plan = plan_week(snapshot, &catalogues.drawing(next_plan()), 2).unwrap();
    check(snapshot, &plan);
    let all: Vec<Vec<Choice>> =
        (0..plan.problem.contacts()).map(|at| choices(snapshot, &plan, at)).collect();
    let capacity = snapshot.agents.iter().flat_map(|agent| &agent.capacity);
    let mut free = capacity.map(|one| (one.slots, one.visits)).collect();
    let weeks = Weeks::of(snapshot, &plan);
    let (last_chance, due, value) = triple(&plan.total);
    let found = best(&all, 0, &weeks, &mut free, &mut HashMap::new());
    prop_assert_eq!((last_chance, due, value - plan.load_cost), found);
    Ok(())
}
