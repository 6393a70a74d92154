//! The best plan of a problem: its parts, solved apart on a few threads and put together in a fixed
//! order, so that the number of threads changes nothing but the time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::certificate;
use super::components::{Component, components};
use super::flow::FlowError;
use super::network::{Network, PartSolution};
use super::problem::{Problem, SlotPrice, Solution};

/// Why a week could not be planned.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SolveError {
    /// The network was refused.
    #[error("the flow network of the week cannot be solved: {0}")]
    Flow(FlowError),
    /// The proof does not close: a defect of the solver, never of the data.
    #[error(
        "the plan is worth {objective} but its prices prove only {bound}; nothing was stored, \
         please report this with the instance"
    )]
    NotProven {
        /// Sum of the gains.
        objective: i128,
        /// Bound from the prices.
        bound: i128,
    },
}

/// Finds the best plan, on at most `threads` threads, and checks its certificate.
///
/// # Errors
/// Gains beyond 64 bits, or a certificate that does not close.
pub fn solve(problem: &Problem, threads: usize) -> Result<Solution, SolveError> {
    let parts = components(problem);
    let all: Vec<&Component> = parts.iter().collect();
    put_together(problem, &solve_parts(problem, &all, threads)?)
}

/// The solution of a problem from those of its parts, checked as a whole by its certificate.
pub(super) fn put_together<'s>(
    problem: &Problem,
    parts: impl IntoIterator<Item = &'s PartSolution>,
) -> Result<Solution, SolveError> {
    let mut solution = Solution {
        assigned: vec![None; problem.contacts()],
        prices: vec![SlotPrice::default(); problem.capacity.len()],
        week_prices: vec![0; problem.agents()],
        ..Solution::default()
    };
    price_idle(problem, &mut solution);
    for part in parts {
        solution.components += 1;
        solution.objective += part.objective;
        solution.pivots += part.pivots;
        for (contact, place) in &part.assigned {
            if let Some(slot) = solution.assigned.get_mut(*contact as usize) {
                *slot = Some(*place);
            }
        }
        for (at, price) in &part.prices {
            if let Some(slot) = solution.prices.get_mut(*at) {
                *slot = *price;
            }
        }
        for (at, price) in &part.week_prices {
            if let Some(slot) = solution.week_prices.get_mut(*at) {
                *slot = *price;
            }
        }
    }
    let bound = certificate::upper_bound(problem, &solution.prices, &solution.week_prices)
        .unwrap_or(i128::MAX);
    let objective = certificate::objective(problem, &solution.assigned).unwrap_or(i128::MIN);
    let within = certificate::over_capacity(problem, &solution.assigned).is_none();
    if bound == objective && objective == solution.objective && within {
        Ok(solution)
    } else {
        Err(SolveError::NotProven { objective, bound })
    }
}

/// An agent without anybody to touch is in no part; what a first touch would earn is then the price of
/// the week and of every place in it, so that the bonus counts for nothing in the bound.
fn price_idle(problem: &Problem, solution: &mut Solution) {
    let Solution { prices, week_prices, .. } = solution;
    let weeks = prices.chunks_mut(problem.buckets.max(1)).zip(week_prices).enumerate();
    for (agent, (places, week)) in weeks {
        let first = problem.loads.row(agent).first();
        *week = first.map_or(0, |step| step.cost.min(0));
        places.iter_mut().for_each(|place| place.slot = *week);
    }
}

/// Largest part first, so that no thread is left with it at the end; results in the order of parts.
pub(super) fn solve_parts(
    problem: &Problem,
    parts: &[&Component],
    threads: usize,
) -> Result<Vec<PartSolution>, SolveError> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(parts.get(*at).map_or(0, |part| part.contacts.len())));
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(parts.len()));
    let work = || {
        while let Some(&at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(part) = parts.get(at) {
                let solved = Network::build(problem, part).solve();
                match done.lock() {
                    Ok(mut all) => all.push((at, solved)),
                    Err(poisoned) => poisoned.into_inner().push((at, solved)),
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.max(1).min(parts.len().max(1)) {
            scope.spawn(work);
        }
        work();
    });
    let mut solved = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    solved.sort_by_key(|(at, _)| *at);
    let solved: Result<_, FlowError> = solved.into_iter().map(|(_, part)| part).collect();
    solved.map_err(SolveError::Flow)
}
