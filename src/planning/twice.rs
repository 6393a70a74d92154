//! A week planned twice, as it is and under other rules. What changes in one commune changes what its own
//! households may be asked, and the part of the network that it lies in; every other commune is looked at once,
//! and every other part is the same problem again: what was found for it is found again without solving it. The
//! second plan is the same, byte for byte, as if all of it were made alone.

use super::components::{Component, components};
use super::ground::{Ground, moved};
use super::loads::LoadStep;
use super::network::PartSolution;
use super::problem::{Capacity, Problem, Solution};
use super::rows::Rows;
use super::snapshot::Snapshot;
use super::solve::{SolveError, put_together, solve_parts};
use super::week::{Basis, Draft, PlanError, WeekPlan, draft, lay_out};

/// Plans the week of one snapshot and then that of another, each on at most `threads` threads.
///
/// # Errors
/// As [`plan_week`](super::week::plan_week), of either.
pub fn plan_twice(
    first: (&Snapshot, &Basis<'_>),
    second: (&Snapshot, &Basis<'_>),
    threads: usize,
) -> Result<(WeekPlan, WeekPlan), PlanError> {
    let (one, other) = draft_twice(first, second, threads)?;
    let mut solved = Vec::new();
    let one = one.solve_by(|problem| {
        let (solution, own) = solve_first(problem, threads)?;
        solved.push(own);
        Ok(solution)
    })?;
    // Each time the same problem was solved with other loads.
    let known = Known { problem: &one.problem, solved };
    let other = other.solve_by(|problem| solve_again(problem, threads, &known))?;
    Ok((one, other))
}

/// Lays out both weeks at the same time.
fn draft_twice(
    first: (&Snapshot, &Basis<'_>),
    second: (&Snapshot, &Basis<'_>),
    threads: usize,
) -> Result<(Draft, Draft), PlanError> {
    let ((snapshot, basis), (beside, by)) = (first, second);
    let Some(moved) = moved(first, second) else {
        return both(|| draft(snapshot, basis), || draft(beside, by));
    };
    let ground = Ground::of(snapshot, basis, threads)?;
    let other = ground.under(beside, by, &moved);
    both(|| lay_out(snapshot, basis, ground), || lay_out(beside, by, other))
}

/// Does one thing while another is done beside it.
fn both(
    one: impl FnOnce() -> Result<Draft, PlanError>,
    other: impl FnOnce() -> Result<Draft, PlanError> + Send,
) -> Result<(Draft, Draft), PlanError> {
    let (one, other) = std::thread::scope(|scope| {
        let beside = scope.spawn(other);
        let one = one();
        (one, beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    Ok((one?, other?))
}

/// A problem that was solved, each time with other loads.
struct Known<'p> {
    problem: &'p Problem,
    solved: Vec<Solved>,
}

/// What was found for each part of a problem with these loads.
struct Solved {
    loads: Rows<LoadStep>,
    parts: Vec<Component>,
    found: Vec<PartSolution>,
}

fn solve_first(problem: &Problem, threads: usize) -> Result<(Solution, Solved), SolveError> {
    let parts = components(problem);
    let found = solve_parts(problem, &parts.iter().collect::<Vec<_>>(), threads)?;
    let solution = put_together(problem, &found)?;
    Ok((solution, Solved { loads: problem.loads.clone(), parts, found }))
}

/// Solves the parts that the known problem does not have.
fn solve_again(
    problem: &Problem,
    threads: usize,
    known: &Known<'_>,
) -> Result<Solution, SolveError> {
    let parts = components(problem);
    let before: Vec<Option<&PartSolution>> =
        parts.iter().map(|part| known.found_for(problem, part)).collect();
    let unknown = parts.iter().zip(&before).filter(|(_, found)| found.is_none());
    let unknown: Vec<&Component> = unknown.map(|(part, _)| part).collect();
    let fresh = solve_parts(problem, &unknown, threads)?;
    let mut fresh = fresh.iter();
    let all: Vec<&PartSolution> =
        before.into_iter().filter_map(|found| found.or_else(|| fresh.next())).collect();
    put_together(problem, all)
}

impl Known<'_> {
    /// What was found for a part of another problem, if the same part was solved with the same loads.
    fn found_for(&self, problem: &Problem, part: &Component) -> Option<&PartSolution> {
        // Parts share no agent and stand in the order of their first.
        let first = |one: &Component| one.agents.first().copied();
        self.solved.iter().find_map(|solved| {
            let at = solved.parts.binary_search_by_key(&first(part), first).ok()?;
            let own = solved.parts.get(at)?;
            let loads = |agent: &u32| {
                solved.loads.row(*agent as usize) == problem.loads.row(*agent as usize)
            };
            let same =
                part.agents.iter().all(loads) && is_same((self.problem, own), (problem, part));
            solved.found.get(at).filter(|_| same)
        })
    }
}

/// Whether two parts are one problem but for their loads: the same agents with the same places, and contacts with
/// the same offers by the same ways. Groups may be numbered otherwise, as long as their order in the part is the
/// same.
fn is_same((a, of_a): (&Problem, &Component), (b, of_b): (&Problem, &Component)) -> bool {
    let mut agents = of_a.agents.iter().map(|agent| *agent as usize);
    let mut groups = of_a.groups.iter().zip(&of_b.groups);
    let mut contacts = of_a.contacts.iter().map(|contact| *contact as usize);
    let group = |problem: &Problem, part: &Component, contact: usize| {
        part.groups.binary_search(problem.group.get(contact)?).ok()
    };
    a.buckets == b.buckets
        && of_a.agents == of_b.agents
        && of_a.contacts == of_b.contacts
        && of_a.groups.len() == of_b.groups.len()
        && agents.all(|agent| places(a, agent) == places(b, agent))
        && groups.all(|(in_a, in_b)| a.serving.row(*in_a as usize) == b.serving.row(*in_b as usize))
        && contacts.all(|contact| {
            group(a, of_a, contact) == group(b, of_b, contact)
                && a.offers.row(contact) == b.offers.row(contact)
                && a.direct.row(contact) == b.direct.row(contact)
        })
}

/// The places of an agent, bucket by bucket.
fn places(problem: &Problem, agent: usize) -> Option<&[Capacity]> {
    let first = agent * problem.buckets;
    problem.capacity.get(first..first + problem.buckets)
}

#[cfg(test)]
#[path = "twice_tests.rs"]
mod tests;
