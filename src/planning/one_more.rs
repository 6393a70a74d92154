//! What one more slot of an agent on a day would bring at most, all else alike. The price of a slot is what the
//! dearest of its touches has to beat, with the price of the agent's week in it: it is no answer where it is the
//! week that is full, and it leaves out a visit that the slot would make room for. The certificate (see
//! `certificate`) answers: at the same prices the bound of the week with one more slot is above its own by this. All
//! else is alike: the share of the week that counts as even, and how many of the slots may be visits.

use super::loads::slots_of;
use super::problem::{Problem, Solution};

/// A bound on what one more slot would add to the objective, not negative; none where the agent has no slot in
/// the bucket. What it really adds is this or less: the next touch is no better than the last one.
pub fn one_more_slot(
    problem: &Problem,
    solution: &Solution,
    (agent, bucket): (u32, usize),
) -> Option<i64> {
    let row = agent as usize;
    let at = row * problem.buckets + bucket;
    let (free, price) = (problem.capacity.get(at)?, solution.prices.get(at)?);
    if free.slots <= 0 || bucket >= problem.buckets {
        return None;
    }
    let week = solution.week_prices.get(row).copied().unwrap_or(0);
    // Every visit takes a slot: where there are more visits than slots, one more slot is one more visit.
    let visit = if free.visits > free.slots { price.visit } else { 0 };
    let steps = problem.loads.row(row);
    let units: i64 = steps.iter().map(|step| i64::from(step.units)).sum();
    // A week that is limited below its slots gets no more touches by one more slot. Any other gets one more, for
    // no more than the steps that it has: without a bonus, unless they all have one.
    let step = match steps.last() {
        Some(last) if units >= i64::from(slots_of(problem, agent)) => {
            (week - last.cost.min(0)).max(0)
        }
        _ => 0,
    };
    Some((price.slot - week + visit + step).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::touch::TouchChannel;
    use crate::planning::assumptions::Fairness;
    use crate::planning::loads::{LoadLimits, steps};
    use crate::planning::problem::{ANY_BUCKET, Capacity, EVERY_BUCKET, Offer, Serving};
    use crate::planning::solve::solve;

    const CALL: TouchChannel = TouchChannel::Call;
    const VISIT: TouchChannel = TouchChannel::Visit;

    /// A week of one agent and two days: ways by call and visit, of one day or any, from 11 points down.
    fn week(slots: [i32; 2], visits: i32, limits: LoadLimits) -> Problem {
        let offer = |channel, bucket, gain| Offer { skill: 0, channel, bucket, gain };
        let offers: Vec<Vec<Offer>> = vec![
            vec![offer(CALL, ANY_BUCKET, 11)],
            vec![offer(CALL, 0, 6), offer(VISIT, 0, 10)],
            vec![offer(VISIT, ANY_BUCKET, 9)],
            vec![offer(CALL, 1, 7), offer(VISIT, 0, 8)],
            vec![offer(CALL, ANY_BUCKET, 4)],
            vec![offer(VISIT, 1, 3)],
        ];
        let buckets = EVERY_BUCKET;
        let serving = Serving { agent: 0, skill: 0, call_cost: 0, visit_cost: 1, buckets };
        let fairness = Fairness { least_points: 5, above_points: 2 };
        let contacts = offers.len();
        Problem {
            buckets: 2,
            capacity: slots.map(|slots| Capacity { slots, visits }).to_vec(),
            loads: [steps(limits, slots.iter().sum(), 2, &fairness)].into_iter().collect(),
            serving: [vec![serving]].into_iter().collect(),
            group: vec![0; contacts],
            offers: offers.into_iter().collect(),
            direct: vec![Vec::new(); contacts].into_iter().collect(),
        }
    }

    #[test]
    fn one_more_slot_brings_no_more_than_is_said() {
        for (most, least) in [(None, 0), (None, 3), (None, 9), (Some(2), 0), (Some(4), 3)] {
            let limits = LoadLimits { most, least };
            for (first, second, visits) in
                (1..4).flat_map(|a| (1..4).flat_map(move |b| (0..5).map(move |c| (a, b, c))))
            {
                let slots = [first, second];
                let problem = week(slots, visits, limits);
                let solution = solve(&problem, 1).unwrap();
                for bucket in 0..2 {
                    let mut more = slots;
                    more[bucket] += 1;
                    let grown = solve(&week(more, visits, limits), 1).unwrap();
                    let said = one_more_slot(&problem, &solution, (0, bucket)).unwrap();
                    assert!(
                        grown.objective - solution.objective <= i128::from(said),
                        "{slots:?} {visits} {limits:?} {bucket}: {said}"
                    );
                }
            }
        }
    }

    /// Each has its price, and it is the week's.
    #[test]
    fn a_slot_of_a_week_that_is_full_brings_nothing() {
        let problem = week([3, 3], 0, LoadLimits { most: Some(2), least: 0 });
        let solution = solve(&problem, 1).unwrap();
        for bucket in 0..2 {
            let price = solution.prices[bucket].slot;
            assert!(price > 0 && price == solution.week_prices[0], "{solution:?}");
            assert_eq!(one_more_slot(&problem, &solution, (0, bucket)), Some(0));
        }
        assert_eq!(one_more_slot(&problem, &solution, (0, 2)), None, "no such day");
        let resting = week([0, 3], 0, LoadLimits::default());
        let solution = solve(&resting, 1).unwrap();
        assert_eq!(one_more_slot(&resting, &solution, (0, 0)), None, "a day of rest");
    }
}
