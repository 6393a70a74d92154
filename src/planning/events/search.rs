//! Finds a good plan: greedy, then exchanges until none helps, then again from a disturbed plan.
//!
//! Greedy alone is within a factor of two of the best for a submodular value under one matroid, and
//! in practice some percent below; an exchange of one event for another closes most of that, and
//! taking out a few neighbours at a time and filling up again most of the rest. Every step asks
//! `reach.rs` for exact differences, never for whole values.

use std::collections::BinaryHeap;

use super::calendar::{Calendar, rivals};
use super::dice::Dice;
use super::problem::{Booking, Malformed, Problem};
use super::reach::{Layout, Reach};
use super::spread::spread;

/// How long to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Disturbed plans that are tried.
    pub rounds: u32,
    /// Steps of the prices that prove how good the plan is.
    pub price_steps: u32,
    /// Seed of the disturbances.
    pub seed: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { rounds: 1_000, price_steps: 6_000, seed: 1 }
    }
}

/// The plan that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The events, in order of candidates.
    pub events: Vec<Booking>,
    /// People reached, in millionths, with the best split of attendance.
    pub value: i64,
    /// Event by event how many people of each pool come, in millionths.
    pub split: Vec<Vec<(u32, i64)>>,
    /// People that greedy alone would reach.
    pub greedy: i64,
}

/// Looks for the plan that reaches the most people. The same problem and effort give the same plan.
///
/// # Errors
/// A problem that contradicts itself.
pub fn search(problem: &Problem, effort: Effort) -> Result<Found, Malformed> {
    problem.check()?;
    let (layout, rivals) = (Layout::of(problem), rivals(problem));
    let mut plan =
        Plan::new(problem, Reach::new(problem, &layout), Calendar::new(problem, &rivals));
    plan.fill(&[]);
    let greedy = plan.reach.value();
    plan.exchange();
    let mut best = plan.clone();
    let mut dice = Dice::new(effort.seed);
    for _ in 0..effort.rounds {
        let out = plan.disturb(&mut dice);
        plan.fill(&out);
        plan.exchange();
        if plan.reach.value() >= best.reach.value() {
            best = plan.clone();
        } else {
            plan = best.clone();
        }
    }
    best.complete();
    let mut events = best.calendar.bookings();
    spread(problem, &mut events);
    let candidates: Vec<u32> = events.iter().map(|event| event.candidate).collect();
    let split = split(problem, &candidates)?;
    Ok(Found { value: best.reach.value(), events, split, greedy })
}

/// Candidate by candidate how many people of each pool come, in millionths, where these are held: of the splits
/// that reach most people always the same one, however the plan was found.
///
/// # Errors
/// A problem that contradicts itself, or an unknown candidate.
pub fn split(problem: &Problem, candidates: &[u32]) -> Result<Vec<Vec<(u32, i64)>>, Malformed> {
    problem.check()?;
    let layout = Layout::of(problem);
    let reach = opened(problem, &layout, candidates.iter().copied())?;
    Ok(candidates.iter().map(|one| reach.split(*one).collect()).collect())
}

/// What one more event would add to a plan, candidate by candidate, whatever stands in its way, in
/// millionths; 0 for its own.
///
/// # Errors
/// A problem that contradicts itself, or an unknown candidate.
pub fn gains(problem: &Problem, events: &[Booking]) -> Result<Vec<i64>, Malformed> {
    problem.check()?;
    let layout = Layout::of(problem);
    let mut reach = opened(problem, &layout, events.iter().map(|event| event.candidate))?;
    let all = 0..problem.candidates.len() as u32;
    Ok(all.map(|one| if reach.is_open(one) { 0 } else { reach.gain(one) }).collect())
}

/// How many people fewer each event of a plan leaves when it is not held, in millionths.
///
/// # Errors
/// A problem that contradicts itself, or an unknown candidate.
pub fn losses(problem: &Problem, events: &[Booking]) -> Result<Vec<i64>, Malformed> {
    problem.check()?;
    let layout = Layout::of(problem);
    let mut reach = opened(problem, &layout, events.iter().map(|event| event.candidate))?;
    Ok(events.iter().map(|event| reach.without(event.candidate, |_, loss| loss)).collect())
}

/// People reached by a set of candidates, in millionths, with the best split of attendance.
///
/// # Errors
/// A problem that contradicts itself, or an unknown candidate.
pub fn value(problem: &Problem, candidates: &[u32]) -> Result<i64, Malformed> {
    problem.check()?;
    let layout = Layout::of(problem);
    Ok(opened(problem, &layout, candidates.iter().copied())?.value())
}

/// These events open, of a problem that has been checked.
fn opened<'a>(
    problem: &'a Problem,
    layout: &'a Layout,
    candidates: impl Iterator<Item = u32>,
) -> Result<Reach<'a>, Malformed> {
    let mut reach = Reach::new(problem, layout);
    for one in candidates {
        if problem.candidates.len() <= one as usize {
            return Err(Malformed("an event is no candidate"));
        }
        if !reach.is_open(one) {
            reach.open(one);
        }
    }
    Ok(reach)
}

/// A plan as it grows: whom it reaches, who holds what when, and what counts in each quota.
#[derive(Clone)]
struct Plan<'a> {
    problem: &'a Problem,
    reach: Reach<'a>,
    calendar: Calendar<'a>,
    counts: Vec<u32>,
    /// The most that each candidate could ever add, largest first.
    alone: Vec<(i64, u32)>,
}

impl<'a> Plan<'a> {
    fn new(problem: &'a Problem, mut reach: Reach<'a>, calendar: Calendar<'a>) -> Self {
        let all = 0..problem.candidates.len() as u32;
        let mut alone: Vec<(i64, u32)> = all.map(|one| (reach.gain(one), one)).collect();
        alone.sort_by_key(|(gain, one)| (std::cmp::Reverse(*gain), *one));
        let mut plan = Self { problem, reach, calendar, counts: Vec::new(), alone };
        plan.counts = vec![0; problem.quotas.len()];
        for booking in &problem.fixed {
            plan.reach.open(booking.candidate);
            plan.count(booking.candidate, 1);
        }
        plan
    }

    fn count(&mut self, event: u32, by: i32) {
        for quota in self.problem.counted.row(event as usize) {
            if let Some(count) = self.counts.get_mut(*quota as usize) {
                *count = count.saturating_add_signed(by);
            }
        }
    }

    fn open_events(&self) -> Vec<u32> {
        let all = 0..self.problem.candidates.len() as u32;
        all.filter(|one| self.reach.is_open(*one) && !self.calendar.is_fixed(*one)).collect()
    }

    fn remove(&mut self, event: u32) {
        self.reach.close(event);
        self.calendar.lift(event);
        self.count(event, -1);
    }

    /// Adds whatever adds most, again and again. What a candidate added earlier bounds what it adds
    /// now, so few are asked again.
    fn fill(&mut self, barred: &[u32]) {
        let mut waiting: BinaryHeap<(i64, std::cmp::Reverse<u32>)> = BinaryHeap::new();
        for &(gain, one) in &self.alone {
            if gain > 0 && !self.reach.is_open(one) && !barred.contains(&one) {
                waiting.push((gain, std::cmp::Reverse(one)));
            }
        }
        while let Some((_, std::cmp::Reverse(one))) = waiting.pop() {
            if !within(self.problem, &self.counts, one) {
                continue;
            }
            let gain = self.reach.gain(one);
            let next = waiting.peek().map_or(0, |(gain, _)| *gain);
            if gain <= 0 {
                continue;
            }
            if gain < next {
                waiting.push((gain, std::cmp::Reverse(one)));
            } else if self.calendar.seat(one) {
                self.reach.open(one);
                self.count(one, 1);
            }
        }
        self.reach.settle();
    }

    /// Adds what quotas still ask for, though it reaches nobody whom the others do not: the number of
    /// events is required of the office as such.
    fn complete(&mut self) {
        let alone: Vec<u32> = self.alone.iter().map(|(_, one)| *one).collect();
        for one in alone {
            let counted = !self.problem.counted.row(one as usize).is_empty();
            if counted
                && !self.reach.is_open(one)
                && within(self.problem, &self.counts, one)
                && self.calendar.seat(one)
            {
                self.reach.open(one);
                self.count(one, 1);
            }
        }
    }

    /// Exchanges one event for another as long as that helps, and adds what then fits.
    fn exchange(&mut self) {
        loop {
            let mut improved = false;
            for out in self.open_events() {
                improved |= self.exchange_one(out);
            }
            if !improved {
                return;
            }
            self.fill(&[]);
        }
    }

    /// Puts the best other event that fits in the place of one; says whether that helped.
    fn exchange_one(&mut self, out: u32) -> bool {
        self.count(out, -1);
        let calendar = self.calendar.clone();
        self.calendar.lift(out);
        let mut better = self.better_than(out);
        better.sort_by_key(|(gain, one)| (std::cmp::Reverse(*gain), *one));
        for (_, one) in better {
            if self.calendar.seat(one) {
                self.reach.close(out);
                self.reach.open(one);
                self.reach.settle();
                self.count(one, 1);
                return true;
            }
        }
        self.calendar = calendar;
        self.count(out, 1);
        false
    }

    /// The events within the quotas that add more than `out` does to the others of the plan.
    fn better_than(&mut self, out: u32) -> Vec<(i64, u32)> {
        let Self { problem, reach, counts, alone, .. } = self;
        reach.without(out, |reach, loss| {
            let able = alone.iter().take_while(|(most, _)| *most > loss).map(|(_, one)| *one);
            let able = able.filter(|one| *one != out && within(problem, counts, *one));
            let mut better = Vec::new();
            for one in able {
                let gain = if reach.is_open(one) { 0 } else { reach.gain(one) };
                if gain > loss {
                    better.push((gain, one));
                }
            }
            better
        })
    }

    /// Takes out a few events: neighbours that share people, or any; says which.
    fn disturb(&mut self, dice: &mut Dice) -> Vec<u32> {
        let mut open = self.open_events();
        let many = 2 + dice.below(4);
        let mut out = Vec::new();
        let near = dice.below(2) == 0;
        while out.len() < many && !open.is_empty() {
            let at = dice.below(open.len());
            let one = open.swap_remove(at);
            if near && !out.is_empty() && !out.iter().any(|other| self.share(one, *other)) {
                continue;
            }
            out.push(one);
        }
        for one in &out {
            self.remove(*one);
        }
        self.reach.settle();
        // half of them may come back at once, or the next plan would be worse by force
        let back = out.len() / 2;
        out.split_off(back)
    }

    fn share(&self, one: u32, other: u32) -> bool {
        let pools = |at: u32| self.problem.draws.row(at as usize).iter().map(|draw| draw.pool);
        pools(one).any(|pool| pools(other).any(|own| own == pool))
    }
}

/// Whether one more event keeps its quotas.
fn within(problem: &Problem, counts: &[u32], event: u32) -> bool {
    let mut quotas = problem.counted.row(event as usize).iter().map(|quota| *quota as usize);
    quotas.all(|quota| counts.get(quota) < problem.quotas.get(quota))
}
