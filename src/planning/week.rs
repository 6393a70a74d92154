//! The week's plan: every contact of the snapshot ends in exactly one state, planned or left with
//! one reason, and the prices prove that no better plan exists under the assumptions.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::assumptions::{AssumptionError, Assumptions};
use super::contacts::Contacts;
use super::eligibility::{Examination, Options, Rules, Way};
use super::levels::{LevelOverflow, LevelWeights, TotalWorth, Worth};
use super::phone_days::{Caller, phone_days};
use super::problem::{ANY_BUCKET, Assignment, DirectOffer, Offer, Problem, Serving, Solution};
use super::rows::Rows;
use super::snapshot::Snapshot;
use super::solve::{SolveError, solve};
use super::territory::{Group, Territory};
use super::value::{Duty, heaviest};
use crate::domain::product::Products;
use crate::domain::segment::Segments;
use crate::domain::touch::{ReasonCode, TouchChannel};

/// What a plan is made with, beside the snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// Weights and chances.
    pub assumptions: &'a Assumptions,
    /// The products that they speak of.
    pub products: &'a Products,
    /// The segments that they speak of.
    pub segments: &'a Segments,
    /// First day of the next plan.
    pub next_plan: NaiveDate,
}

/// Where a contact ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Touched by this agent, in this bucket, by this channel.
    Planned(Assignment),
    /// Not touched, for this reason.
    Left(ReasonCode),
}

/// A planned week with its proof.
#[derive(Clone, Debug)]
pub struct WeekPlan {
    /// The contacts, neighbours together.
    pub contacts: Contacts,
    /// Contact by contact what it allows; empty where nothing.
    pub ways: Rows<Way>,
    /// Contact by contact where it ends.
    pub fates: Vec<Fate>,
    /// Groups of contacts that the same agents serve.
    pub groups: Vec<Group>,
    /// The arrays that were solved.
    pub problem: Problem,
    /// The best plan and its prices.
    pub solution: Solution,
    /// How the levels were put into one weight.
    pub weights: LevelWeights,
    /// What the plan brings, level by level.
    pub total: TotalWorth,
    /// Bounds of the levels that the weights separate.
    pub bounds: TotalWorth,
    /// First day of the next plan.
    pub next_plan: NaiveDate,
}

impl WeekPlan {
    /// The heaviest duty of a contact in the week.
    pub fn duty(&self, contact: usize, snapshot: &Snapshot) -> Duty {
        let days = snapshot.buckets.iter().map(|bucket| bucket.date);
        heaviest(self.contacts.cases_of(contact, snapshot), days, self.next_plan)
    }
}

/// Why no plan was made.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The assumptions contradict the catalogues.
    #[error(transparent)]
    Assumptions(#[from] AssumptionError),
    /// The levels do not fit.
    #[error(transparent)]
    Levels(#[from] LevelOverflow),
    /// The solver refused.
    #[error(transparent)]
    Solve(#[from] SolveError),
}

/// Looks at every contact of a snapshot and lays out the week for the solver.
///
/// # Errors
/// Assumptions that name unknown codes, or levels beyond 64 bits.
pub fn draft(snapshot: &Snapshot, basis: &Basis<'_>) -> Result<Draft, PlanError> {
    let resolved = basis.assumptions.resolve(basis.products, basis.segments)?;
    let rules =
        Rules { assumptions: basis.assumptions, resolved: &resolved, next_plan: basis.next_plan };
    let contacts = Contacts::of(snapshot);
    let mut territory = Territory::of(snapshot);
    let mut examined: Vec<Result<(Options, u32), ReasonCode>> = (0..contacts.contacts.len())
        .map(|at| match Examination::of(snapshot, &contacts, at, &rules) {
            Some(examination) => territory.place(&examination, snapshot),
            None => Err(ReasonCode::NotEligible),
        })
        .collect();
    share_phones(snapshot, &contacts, &mut examined);
    let bounds = bounds(&examined, snapshot, basis.assumptions);
    let weights = LevelWeights::separating(&bounds)?;
    let (groups, serving) = territory.into_groups(basis.assumptions.travel_points);
    let (problem, ways) =
        problem(snapshot, &contacts, &examined, serving, &weights, basis.assumptions);
    let reasons = examined.iter().map(|found| found.as_ref().err().copied()).collect();
    let next_plan = basis.next_plan;
    Ok(Draft { contacts, ways, reasons, groups, problem, weights, bounds, next_plan })
}

/// A week laid out for the solver: who may be touched how, and what each touch brings.
#[derive(Clone, Debug)]
pub struct Draft {
    contacts: Contacts,
    ways: Rows<Way>,
    reasons: Vec<Option<ReasonCode>>,
    groups: Vec<Group>,
    problem: Problem,
    weights: LevelWeights,
    bounds: TotalWorth,
    next_plan: NaiveDate,
}

impl Draft {
    /// The arrays that will be solved.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Finds the best plan, on at most `threads` threads.
    ///
    /// # Errors
    /// A solution that cannot be proven.
    pub fn solve(self, threads: usize) -> Result<WeekPlan, PlanError> {
        let solution = solve(&self.problem, threads)?;
        let fates = self
            .reasons
            .iter()
            .zip(&solution.assigned)
            .map(|(reason, assigned)| match (reason, assigned) {
                (Some(reason), _) => Fate::Left(*reason),
                (None, Some(place)) => Fate::Planned(*place),
                (None, None) => Fate::Left(ReasonCode::Outpriced),
            })
            .collect();
        let total = self.weights.split(solution.objective);
        let Self { contacts, ways, groups, problem, weights, bounds, next_plan, .. } = self;
        Ok(WeekPlan {
            contacts,
            ways,
            fates,
            groups,
            problem,
            solution,
            weights,
            total,
            bounds,
            next_plan,
        })
    }
}

/// Plans the week of a snapshot on at most `threads` threads; their number changes nothing but the
/// time.
///
/// # Errors
/// Assumptions that name unknown codes, levels beyond 64 bits, or an unproven solution.
pub fn plan_week(
    snapshot: &Snapshot,
    basis: &Basis<'_>,
    threads: usize,
) -> Result<WeekPlan, PlanError> {
    draft(snapshot, basis)?.solve(threads)
}

/// Gives households with one number different days, and a reason to those without any.
fn share_phones(
    snapshot: &Snapshot,
    contacts: &Contacts,
    examined: &mut [Result<(Options, u32), ReasonCode>],
) {
    let mut callers = Vec::new();
    for ((at, contact), found) in (0u32..).zip(&contacts.contacts).zip(examined.iter()) {
        let Ok((options, _)) = found else { continue };
        let calls = || options.options.iter().filter(|way| way.channel == TouchChannel::Call);
        let person = contact.phone_of.and_then(|at| snapshot.persons.get(at as usize));
        let (Some(person), Some(first)) = (person, calls().next()) else { continue };
        let promised = snapshot
            .recalls
            .get(contact.household as usize)
            .is_some_and(|recall| recall.call_back.is_some() && calls().count() == 1);
        let rank = (first.worth.last_chance, first.worth.due);
        let promised = promised.then_some(first.bucket);
        callers.push(Caller { contact: at, phone: person.phone, promised, rank });
    }
    let buckets = u8::try_from(snapshot.buckets.len()).unwrap_or(u8::MAX);
    let turn =
        u32::try_from(snapshot.week.monday().signed_duration_since(NaiveDate::MIN).num_weeks());
    for (contact, days) in phone_days(&callers, buckets, turn.unwrap_or(0)) {
        let Some(found) = examined.get_mut(contact as usize) else { continue };
        let Ok((options, _)) = found else { continue };
        options
            .options
            .retain(|way| way.channel == TouchChannel::Visit || days & (1 << way.bucket) != 0);
        if options.options.is_empty() {
            *found = Err(ReasonCode::SharedPhone);
        }
    }
}

/// What no plan can exceed, level by level: the best of every contact, and all possible travel.
fn bounds(
    examined: &[Result<(Options, u32), ReasonCode>],
    snapshot: &Snapshot,
    assumptions: &Assumptions,
) -> TotalWorth {
    let mut bounds = TotalWorth::default();
    for (options, _) in examined.iter().flatten() {
        let best = options.options.iter().fold(Worth::default(), |best, way| Worth {
            last_chance: best.last_chance.max(way.worth.last_chance),
            due: best.due.max(way.worth.due),
            value: best.value.max(with_continuity(way.worth.value, assumptions)),
        });
        bounds.add(best);
    }
    let visits: i128 = snapshot
        .agents
        .iter()
        .flat_map(|agent| &agent.capacity)
        .map(|capacity| i128::from(capacity.visits.max(0)))
        .sum();
    bounds.value += visits * i128::from(assumptions.travel_points);
    bounds
}

fn with_continuity(value: i64, assumptions: &Assumptions) -> i64 {
    value + (assumptions.continuity * value as f64).round_ties_even() as i64
}

fn problem(
    snapshot: &Snapshot,
    contacts: &Contacts,
    examined: &[Result<(Options, u32), ReasonCode>],
    serving: Rows<Serving>,
    weights: &LevelWeights,
    assumptions: &Assumptions,
) -> (Problem, Rows<Way>) {
    let count = examined.len();
    let mut ways = Rows::with_capacity(count, count * 4);
    let mut problem = Problem {
        buckets: snapshot.buckets.len(),
        capacity: snapshot.agents.iter().flat_map(|agent| agent.capacity.clone()).collect(),
        serving,
        group: Vec::with_capacity(count),
        offers: Rows::with_capacity(count, count * 2),
        direct: Rows::default(),
    };
    for (at, found) in examined.iter().enumerate() {
        match found {
            Ok((options, group)) => {
                problem.group.push(*group);
                let last = last_agent(snapshot, contacts, at);
                let serving = problem.serving.row(*group as usize);
                let last = serving.iter().find(|one| Some(one.agent) == last).copied();
                for offer in offers(&options.options, problem.buckets, weights) {
                    problem.offers.push(offer.0);
                    if let Some(one) = last {
                        let (bare, worth) = offer;
                        let bonus = with_continuity(worth.value, assumptions) - worth.value;
                        let gain = bare.gain + bonus - one.cost(bare.channel);
                        let Offer { channel, bucket, .. } = bare;
                        problem.direct.push(DirectOffer {
                            agent: one.agent,
                            channel,
                            bucket,
                            gain,
                        });
                    }
                }
                ways.push_row(options.options.iter().copied());
            }
            Err(_) => {
                problem.group.push(u32::MAX);
                ways.end_row();
            }
        }
        problem.offers.end_row();
        problem.direct.end_row();
    }
    (problem, ways)
}

/// One offer for each way; a channel that is worth the same in every bucket gets one for all.
fn offers(ways: &[Way], buckets: usize, weights: &LevelWeights) -> Vec<(Offer, Worth)> {
    let mut offers = Vec::with_capacity(ways.len());
    for same in ways.chunk_by(|a, b| a.channel == b.channel) {
        let flat = same.len() == buckets
            && same.windows(2).all(|pair| match pair {
                [a, b] => a.worth == b.worth,
                _ => true,
            });
        for way in same.iter().take(if flat { 1 } else { same.len() }) {
            let bucket = if flat { ANY_BUCKET } else { way.bucket };
            let offer = Offer { channel: way.channel, bucket, gain: weights.gain(way.worth) };
            offers.push((offer, way.worth));
        }
    }
    offers
}

/// The agent of the household's first case that has one.
fn last_agent(snapshot: &Snapshot, contacts: &Contacts, at: usize) -> Option<u32> {
    contacts.cases_of(at, snapshot).find_map(|case| case.last_agent)
}

/// How many contacts ended for each reason, and how many are planned: they add up to all.
pub fn counts(fates: &[Fate]) -> (usize, HashMap<ReasonCode, usize>) {
    let mut left = HashMap::new();
    let mut planned = 0;
    for fate in fates {
        match fate {
            Fate::Planned(_) => planned += 1,
            Fate::Left(reason) => *left.entry(*reason).or_insert(0) += 1,
        }
    }
    (planned, left)
}
