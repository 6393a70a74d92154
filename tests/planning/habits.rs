//! Other ways of working the same week, each of which a plan has to match or beat: by due date,
//! by value, by the best option that is left, at random.

use std::cmp::Reverse;

use vandong::domain::touch::TouchChannel;
use vandong::planning::problem::{Assignment, Capacity, Problem};
use vandong::planning::snapshot::{CaseKind, Snapshot};
use vandong::planning::spread::places_of;
use vandong::planning::week::WeekPlan;

/// Every allowed place of a contact with its gain, in the order of days, calls first.
fn places(problem: &Problem, contact: usize) -> Vec<(Assignment, i64)> {
    let group = problem.group[contact] as usize;
    let mut found = Vec::new();
    for bucket in 0..problem.buckets as u8 {
        for channel in [TouchChannel::Call, TouchChannel::Visit] {
            for serving in problem.serving.row(group) {
                let agent = serving.agent;
                if let Some(gain) = problem.gain(contact, agent, channel, bucket) {
                    found.push((Assignment { agent, channel, bucket }, gain));
                }
            }
        }
    }
    found
}

/// The calendar of all agents, filled touch by touch.
struct Book<'a> {
    problem: &'a Problem,
    free: Vec<Capacity>,
    week: Vec<i32>,
    sum: i128,
}

impl<'a> Book<'a> {
    fn new(problem: &'a Problem) -> Self {
        let week = (0u32..).take(problem.agents()).map(|agent| places_of(problem, agent));
        Self { problem, free: problem.capacity.clone(), week: week.collect(), sum: 0 }
    }

    fn enter(&mut self, (place, gain): (Assignment, i64)) -> bool {
        let at = place.agent as usize * self.problem.buckets + usize::from(place.bucket);
        let (free, visit) = (&mut self.free[at], place.channel == TouchChannel::Visit);
        let week = &mut self.week[place.agent as usize];
        let fits = *week > 0 && free.slots > 0 && (!visit || free.visits > 0);
        if fits {
            free.slots -= 1;
            *week -= 1;
            free.visits -= i32::from(visit);
            self.sum += i128::from(gain);
        }
        fits
    }
}

/// Takes the contacts in an order and each on the first free place that brings anything.
fn first_free(problem: &Problem, order: impl IntoIterator<Item = usize>) -> i128 {
    let mut book = Book::new(problem);
    for contact in order {
        let mut useful = places(problem, contact).into_iter().filter(|(_, gain)| *gain > 0);
        useful.any(|one| book.enter(one));
    }
    book.sum
}

/// By due date, first in first out: whoever is due first takes the first free place.
pub(crate) fn by_due_date(snapshot: &Snapshot, plan: &WeekPlan) -> i128 {
    let mut order: Vec<usize> = (0..plan.problem.contacts()).collect();
    order.sort_by_key(|at| {
        let deadline = plan.contacts.cases_of(*at, snapshot).filter_map(|case| match case.kind {
            CaseKind::Enrolled(ladder) => Some(ladder.deadline),
            CaseKind::Potential => None,
        });
        deadline.min().map_or((true, None), |day| (false, Some(day)))
    });
    first_free(&plan.problem, order)
}

/// The most valuable contacts first, each on the first free place.
pub(crate) fn by_value(plan: &WeekPlan) -> i128 {
    let problem = &plan.problem;
    let mut order: Vec<usize> = (0..problem.contacts()).collect();
    let best = |at: usize| places(problem, at).iter().map(|(_, gain)| *gain).max();
    order.sort_by_key(|at| Reverse(best(*at)));
    first_free(problem, order)
}

/// Again and again the best touch that is still possible.
pub(crate) fn by_best_option(plan: &WeekPlan) -> i128 {
    let problem = &plan.problem;
    let all = (0..problem.contacts())
        .flat_map(|at| places(problem, at).into_iter().map(move |place| (at, place)));
    let mut all: Vec<_> = all.filter(|(_, (_, gain))| *gain > 0).collect();
    all.sort_by_key(|(_, (_, gain))| Reverse(*gain));
    let (mut book, mut touched) = (Book::new(problem), vec![false; problem.contacts()]);
    for (at, place) in all {
        touched[at] = touched[at] || book.enter(place);
    }
    book.sum
}

/// Each contact at a place that dice choose; most places in the week are tried.
pub(crate) fn at_random(plan: &WeekPlan, mut dice: u64) -> i128 {
    let mut book = Book::new(&plan.problem);
    for contact in 0..plan.problem.contacts() {
        let mut left = places(&plan.problem, contact);
        while !left.is_empty() {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let place = left.swap_remove((dice >> 33) as usize % left.len());
            if place.1 > 0 && book.enter(place) {
                break;
            }
        }
    }
    book.sum
}
