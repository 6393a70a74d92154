//! The plan against all plans: on weeks of up to six households every assignment is tried, with
//! the levels compared one after the other and never added up.

use std::collections::HashMap;

use proptest::prelude::*;

use vandong::domain::product::ProductSet;
use vandong::domain::touch::TouchChannel;
use vandong::planning::snapshot::Snapshot;
use vandong::planning::week::{WeekPlan, plan_week};

use crate::arbitrary::{Size, next_plan, snapshots};
use crate::rules::{check, triple};
use crate::world::Catalogues;

const TINY: Size = Size { days: 3, agents: 3, households: 6 };
const TRAVEL: i128 = 8;

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
            let able = agent.communes.contains(&head.commune)
                && agent.languages & (1 << head.language) != 0
                && agent.products.intersection(asked) == spoken;
            if !able {
                continue;
            }
            let visit = way.channel == TouchChannel::Visit;
            let mut value = i128::from(way.worth.value);
            if last == Some(number) {
                value += (way.worth.value as f64 * 0.10).round_ties_even() as i128;
            }
            if visit && agent.home != Some(head.commune) {
                value -= TRAVEL;
            }
            let place = number as usize * snapshot.buckets.len() + usize::from(way.bucket);
            let levels = (way.worth.last_chance.into(), way.worth.due.into(), value);
            found.push((place, visit, levels));
        }
    }
    found
}

/// The best that the contacts from `at` on can bring with the places that are left.
fn best(
    choices: &[Vec<Choice>],
    at: usize,
    free: &mut Vec<(i32, i32)>,
    known: &mut Known,
) -> Levels {
    let Some(own) = choices.get(at) else { return (0, 0, 0) };
    let key = (at, free.clone());
    if let Some(found) = known.get(&key) {
        return *found;
    }
    let mut found = best(choices, at + 1, free, known);
    for &(place, visit, levels) in own {
        let (slots, visits) = free[place];
        if slots > 0 && (!visit || visits > 0) {
            free[place] = (slots - 1, visits - i32::from(visit));
            let rest = best(choices, at + 1, free, known);
            free[place] = (slots, visits);
            let sum = (levels.0 + rest.0, levels.1 + rest.1, levels.2 + rest.2);
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
        let catalogues = Catalogues::new();
        let plan = plan_week(&snapshot, &catalogues.basis(next_plan()), 2).unwrap();
        check(&snapshot, &plan);
        let all: Vec<Vec<Choice>> =
            (0..plan.problem.contacts()).map(|at| choices(&snapshot, &plan, at)).collect();
        let capacity = snapshot.agents.iter().flat_map(|agent| &agent.capacity);
        let mut free = capacity.map(|one| (one.slots, one.visits)).collect();
        prop_assert_eq!(triple(&plan.total), best(&all, 0, &mut free, &mut HashMap::new()));
    }
}
