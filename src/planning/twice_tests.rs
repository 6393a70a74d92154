//! Two plans of one week at once are those that each has alone, whatever they share.

use rstest::rstest;

use super::*;
use crate::domain::touch::TouchChannel;
use crate::planning::problem::{ANY_BUCKET, DirectOffer, EVERY_BUCKET, Offer, Serving};
use crate::planning::solve::solve;

/// Two parts: agents 0 and 1 with contacts 0 to 2 of group 0, agent 2 with contacts 3 and 4 of group 1.
fn week() -> Problem {
    let serving =
        |agent| Serving { agent, skill: 0, call_cost: 0, visit_cost: 2, buckets: EVERY_BUCKET };
    let offer = |gain| {
        let channel = TouchChannel::Call;
        vec![Offer { skill: 0, channel, bucket: ANY_BUCKET, gain }]
    };
    Problem {
        buckets: 1,
        capacity: vec![Capacity { slots: 1, visits: 0 }; 3],
        loads: [vec![], vec![], vec![LoadStep { units: 1, cost: 0 }]].into_iter().collect(),
        serving: [vec![serving(0), serving(1)], vec![serving(2)]].into_iter().collect(),
        group: vec![0, 0, 0, 1, 1],
        offers: [9, 5, 7, 3, 4].into_iter().map(offer).collect(),
        direct: vec![Vec::new(); 5].into_iter().collect(),
    }
}

/// The same, with one row changed.
fn with_row<T: Clone>(rows: &Rows<T>, at: usize, change: impl FnOnce(&mut Vec<T>)) -> Rows<T> {
    let mut all: Vec<Vec<T>> = rows.iter().map(<[T]>::to_vec).collect();
    change(&mut all[at]);
    all.into_iter().collect()
}

#[rstest]
#[case::nothing(|_: &mut Problem| (), [true, true])]
#[case::an_offer(|it: &mut Problem| it.offers = with_row(&it.offers, 3, |row| row[0].gain = 8), [true, false])]
#[case::no_offer_any_more(|it: &mut Problem| it.offers = with_row(&it.offers, 4, |row| row.clear()), [true, false])]
#[case::a_place(|it: &mut Problem| it.capacity[1].slots = 2, [false, true])]
#[case::a_cost(|it: &mut Problem| it.serving = with_row(&it.serving, 0, |row| row[1].call_cost = 1), [false, true])]
#[case::a_load(|it: &mut Problem| it.loads = with_row(&it.loads, 2, |row| row[0].cost = 1), [true, false])]
#[case::an_agent_whom_a_contact_knows(
    |it: &mut Problem| it.direct = with_row(&it.direct, 0, |row| row.push(DirectOffer {
        agent: 1, channel: TouchChannel::Call, bucket: 0, gain: 12,
    })),
    [false, true]
)]
#[case::parts_that_become_one(
    |it: &mut Problem| it.serving = with_row(&it.serving, 1, |row| row.insert(0, it.serving.row(0)[1])),
    [false, false]
)]
#[case::groups_by_other_numbers(
    |it: &mut Problem| {
        it.serving = [1, 0].map(|at| it.serving.row(at).to_vec()).into_iter().collect();
        it.group = vec![1, 1, 1, 0, 0];
    },
    [true, true]
)]
fn a_part_is_solved_again_only_if_it_changed(
    #[case] change: fn(&mut Problem),
    #[case] is_known: [bool; 2],
) {
    let first = week();
    let (_, solved) = solve_first(&first, 1).unwrap();
    let known = Known { problem: &first, solved: vec![solved] };
    let mut other = week();
    change(&mut other);
    let parts = components(&other);
    for (part, is_known) in parts.iter().zip(is_known) {
        assert_eq!(known.found_for(&other, part).is_some(), is_known, "{part:?}");
    }
    let again = solve_again(&other, 1, &known).unwrap();
    assert_eq!(again, solve(&other, 1).unwrap());
}
