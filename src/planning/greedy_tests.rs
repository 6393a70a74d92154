//! Choices of the best free touch that a person can follow, and random weeks against the slow rule.

use super::*;
use crate::planning::certificate::{objective, over_capacity};
use crate::planning::problem::{DirectOffer, EVERY_BUCKET, Offer, Serving};
use crate::planning::rows::Rows;
use crate::planning::solve::solve;

const CALL: TouchChannel = TouchChannel::Call;
const VISIT: TouchChannel = TouchChannel::Visit;

fn serving(agent: u32) -> Serving {
    Serving { agent, skill: 0, call_cost: 0, visit_cost: 2, buckets: EVERY_BUCKET }
}

fn offer(channel: TouchChannel, bucket: u8, gain: i64) -> Offer {
    Offer { skill: 0, channel, bucket, gain }
}

fn place(agent: u32, channel: TouchChannel, bucket: u8) -> Option<Assignment> {
    Some(Assignment { agent, channel, bucket })
}

/// One group that both of two agents serve, two days, so many slots and visits each.
fn week(slots: i32, visits: i32, offers: &[&[Offer]]) -> Problem {
    Problem {
        buckets: 2,
        capacity: vec![Capacity { slots, visits }; 4],
        serving: [vec![serving(0), serving(1)]].into_iter().collect(),
        group: vec![0; offers.len()],
        offers: offers.iter().map(|row| row.to_vec()).collect(),
        direct: offers.iter().map(|_| Vec::new()).collect(),
        ..Problem::default()
    }
}

#[test]
fn the_best_touch_comes_first_and_the_next_contact_takes_what_is_left() {
    let all = [offer(CALL, 0, 5), offer(CALL, 1, 3)];
    let first_day = [offer(CALL, 0, 9)];
    let problem = week(1, 0, &[&all, &first_day, &first_day, &first_day]);
    let found = best_first(&problem);
    // Both agents' first days go to the dearest; the first contact is moved to the second day.
    assert_eq!(found, [place(0, CALL, 1), place(0, CALL, 0), place(1, CALL, 0), None]);
}

#[test]
fn visits_have_places_of_their_own_and_cost_what_they_cost() {
    let home = [offer(VISIT, 0, 9), offer(CALL, 0, 6)];
    let found = best_first(&week(2, 1, &[&home, &home, &home]));
    assert_eq!(found, [place(0, VISIT, 0), place(1, VISIT, 0), place(0, CALL, 0)]);
}

#[test]
fn nobody_is_touched_for_nothing_and_the_known_agent_comes_before_another_one() {
    let cheap = [offer(VISIT, 0, 2)];
    let any = [offer(CALL, ANY_BUCKET, 4)];
    let mut problem = week(1, 1, &[&cheap, &any]);
    let known = DirectOffer { agent: 1, channel: CALL, bucket: 1, gain: 7 };
    problem.direct = [vec![], vec![known]].into_iter().collect();
    assert_eq!(best_first(&problem), [None, place(1, CALL, 1)]);
}

/// What `best_first` says, by looking at everything again before each touch.
fn by_hand(problem: &Problem) -> Vec<Option<Assignment>> {
    let mut free = Free::of(problem);
    let mut assigned = vec![None; problem.contacts()];
    loop {
        let open = (0..problem.contacts()).filter(|at| assigned[*at].is_none());
        let Some((_, Reverse((contact, bucket, agent, channel)))) =
            open.filter_map(|at| best(problem, &free, at)).max()
        else {
            return assigned;
        };
        let place = Assignment { agent, channel, bucket };
        assert!(free.take(place));
        assigned[contact] = Some(place);
    }
}

/// Numbers that look random and are the same everywhere.
fn numbers(mut state: u64) -> impl FnMut(u64) -> u64 {
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (state >> 33) % below
    }
}

#[test]
fn it_is_the_slow_rule_made_fast_and_never_better_than_the_plan() {
    let mut worse = 0;
    for seed in 0..200 {
        let mut next = numbers(seed);
        let offers: Vec<Vec<Offer>> = (0..8)
            .map(|_| {
                let count = next(4);
                (0..count)
                    .map(|_| {
                        let channel = if next(3) == 0 { VISIT } else { CALL };
                        offer(channel, next(2) as u8, 1 + next(20) as i64)
                    })
                    .collect()
            })
            .collect();
        let rows: Vec<&[Offer]> = offers.iter().map(Vec::as_slice).collect();
        let mut problem = week(1 + next(2) as i32, 1, &rows);
        problem.serving = [vec![serving(0)], vec![serving(0), serving(1)]].into_iter().collect();
        problem.group = (0..8).map(|_| next(2) as u32).collect();
        let direct = |agent, gain| DirectOffer { agent, channel: CALL, bucket: 0, gain };
        problem.direct =
            (0..8).map(|_| vec![direct(0, next(22) as i64)]).collect::<Rows<DirectOffer>>();
        let found = best_first(&problem);
        assert_eq!(found, by_hand(&problem), "{seed}");
        assert!(over_capacity(&problem, &found).is_none(), "{seed}");
        let (greedy, plan) =
            (objective(&problem, &found).unwrap(), solve(&problem, 1).unwrap().objective);
        assert!(greedy <= plan, "{seed}: {greedy} > {plan}");
        worse += u32::from(greedy < plan);
    }
    assert!(worse > 20, "the tries are too easy to tell the two apart: {worse}");
}
