//! What holds for every week, tried on hundreds of random ones.

use proptest::prelude::*;

use vandong::domain::touch::ReasonCode;
use vandong::planning::assumptions::Fairness;
use vandong::planning::certificate::load_cost;
use vandong::planning::levels::TotalWorth;
use vandong::planning::practice::{Habit, fixed_lists, fixed_lists_by};
use vandong::planning::problem::Capacity;
use vandong::planning::snapshot::{ChannelSet, Snapshot};
use vandong::planning::twice::plan_twice;
use vandong::planning::week::{Fate, WeekPlan, plan_week};

use crate::arbitrary::{Size, next_plan, snapshots};
use crate::catalogues::Catalogues;
use crate::habits;
use crate::rules::{check, triple};

const SMALL: Size = Size { days: 5, agents: 5, households: 24 };
const WIDE: Size = Size { days: 3, agents: 9, households: 60 };

fn planned(snapshot: &Snapshot, threads: usize) -> WeekPlan {
    let catalogues = Catalogues::new();
    plan_week(snapshot, &catalogues.basis(next_plan()), threads).unwrap()
}

/// With a price on every load.
fn planned_fairly(snapshot: &Snapshot, threads: usize) -> WeekPlan {
    let mut catalogues = Catalogues::new();
    catalogues.assumptions.fairness = Fairness { least_points: 20, above_points: 5 };
    plan_week(snapshot, &catalogues.basis(next_plan()), threads).unwrap()
}

/// With a price on every load, targets that lag behind, and some who are held out.
fn planned_in_campaign(snapshot: &Snapshot) -> WeekPlan {
    let mut catalogues = Catalogues::new().in_campaign();
    catalogues.assumptions.fairness = Fairness { least_points: 20, above_points: 5 };
    plan_week(snapshot, &catalogues.drawing(next_plan()), 1).unwrap()
}

/// What the loads of another plan of the same week cost at the prices of a plan.
fn cost_in(fair: &WeekPlan, other: &WeekPlan) -> i128 {
    load_cost(&fair.problem, &other.solution.assigned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Places, territories, languages, products, windows, rests; one state each; a closed proof.
    #[test]
    fn the_rules_hold(snapshot in snapshots(SMALL)) {
        check(&snapshot, &planned(&snapshot, 1));
        check(&snapshot, &planned_fairly(&snapshot, 1));
        check(&snapshot, &planned_in_campaign(&snapshot));
    }

    #[test]
    fn threads_change_nothing(snapshot in snapshots(SMALL)) {
        let planned = |threads| planned_fairly(&snapshot, threads);
        let (one, again, four) = (planned(1), planned(1), planned(4));
        for other in [again, four] {
            prop_assert_eq!(&one.fates, &other.fates);
            prop_assert_eq!(&one.ways, &other.ways);
            prop_assert_eq!(&one.solution.prices, &other.solution.prices);
            prop_assert_eq!(&one.solution.week_prices, &other.solution.week_prices);
            prop_assert_eq!(one.spread_unpriced, other.spread_unpriced);
            prop_assert_eq!(one.solution.objective, other.solution.objective);
        }
    }

    /// The second plan of two is what it would be alone, whatever it shares with the first.
    #[test]
    fn a_week_under_other_rules_is_planned_as_if_alone(
        snapshot in snapshots(WIDE), closed in 0usize..4, fair in any::<bool>(), besides in 0usize..6,
    ) {
        let mut catalogues = Catalogues::new();
        if fair {
            catalogues.assumptions.fairness = Fairness { least_points: 20, above_points: 5 };
        }
        let basis = catalogues.basis(next_plan());
        let mut other = snapshot.clone();
        other.communes[closed].visits = 0;
        // What is not looked at again must not hide that something else is otherwise as well.
        match besides {
            0 => other.agents.iter_mut().take(1).for_each(|agent| agent.capacity.fill(Capacity::default())),
            1 => other.persons.iter_mut().for_each(|person| person.opted_out = ChannelSet(1)),
            2 => other.recalls.iter_mut().for_each(|recall| recall.calls_exhausted = true),
            3 => other.cases.truncate(snapshot.cases.len() / 2),
            _ => (),
        }
        let (first, second) = plan_twice((&snapshot, &basis), (&other, &basis), 2).unwrap();
        for (of, found) in [(&snapshot, first), (&other, second)] {
            let alone = plan_week(of, &basis, 1).unwrap();
            prop_assert_eq!(&found.solution, &alone.solution);
            prop_assert_eq!(&found.fates, &alone.fates);
            prop_assert_eq!(&found.ways, &alone.ways);
            prop_assert_eq!(&found.due, &alone.due);
            prop_assert_eq!(&found.groups, &alone.groups);
            prop_assert_eq!(&found.problem.group, &alone.problem.group);
            prop_assert_eq!(found.spread_unpriced, alone.spread_unpriced);
            check(of, &found);
        }
    }

    /// Fairness moves work and drops touches that are worth less than its prices, never a duty.
    #[test]
    fn no_duty_is_left_for_fairness(snapshot in snapshots(SMALL)) {
        let (plain, fair) = (planned(&snapshot, 1), planned_fairly(&snapshot, 1));
        let duties = |plan: &WeekPlan| (plan.total.last_chance, plan.total.due);
        prop_assert_eq!(duties(&plain), duties(&fair));
        prop_assert!(fair.total.value <= plain.total.value, "value is best where nothing else counts");
        prop_assert!(fair.total.value - fair.load_cost >= plain.total.value - cost_in(&fair, &plain));
        prop_assert_eq!((plain.load_cost, plain.spread_unpriced), (0, None));
    }

    /// With a telephone of its own for everybody, the week brings no more than the plan's bound on
    /// what sharing out the days of shared telephones costs.
    #[test]
    fn the_price_of_shared_phones_is_bounded(snapshot in snapshots(SMALL)) {
        let plan = planned(&snapshot, 1);
        let mut apart = snapshot.clone();
        apart.late_calls.clear();
        for (own, person) in (1u64..).zip(&mut apart.persons) {
            if person.phone > 0 {
                person.phone = own * 10_000_000;
            }
        }
        let free = planned(&apart, 1);
        let worth = |total: &TotalWorth| {
            let (last_chance, due, value) = triple(total);
            let weights = plan.weights;
            i128::from(weights.last_chance) * last_chance + i128::from(weights.due) * due + value
        };
        let gain = worth(&free.total) - plan.solution.objective;
        prop_assert!(gain >= 0, "sharing never helps: {}", gain);
        prop_assert!(gain <= plan.phone_sharing.at_most, "{} > {:?}", gain, plan.phone_sharing);
        prop_assert_eq!(free.phone_sharing.households, 0);
    }

    /// Levels in their order: last chances, then other duties, then value.
    #[test]
    fn no_habit_does_better(snapshot in snapshots(SMALL), dice in any::<u64>()) {
        let plan = planned(&snapshot, 1);
        let best = triple(&plan.total);
        let practice = fixed_lists(&snapshot, &plan);
        prop_assert!(triple(&practice.total) <= best, "fixed lists");
        let visiting = fixed_lists_by(Habit::Visiting, &snapshot, &plan);
        prop_assert!(triple(&visiting.total) <= best, "fixed lists, visiting first");
        for (fate, planned) in practice.fates.iter().zip(&plan.fates) {
            let reachable = |fate: &Fate| match fate {
                Fate::Planned(_) | Fate::Left(ReasonCode::Outpriced) => None,
                Fate::Left(reason) => Some(*reason),
            };
            prop_assert_eq!(reachable(fate), reachable(planned), "the rules are the same");
        }
        for (name, sum) in [
            ("by due date", habits::by_due_date(&snapshot, &plan)),
            ("by value", habits::by_value(&plan)),
            ("by best option", habits::by_best_option(&plan)),
            ("at random", habits::at_random(&plan, dice)),
        ] {
            prop_assert!(triple(&plan.weights.split(sum)) <= best, "{}", name);
        }
    }
}
