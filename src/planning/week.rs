//! The week's plan: every contact of the snapshot ends in exactly one state, planned or left with
//! one reason, and the prices prove that no better plan exists under the assumptions.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::assumptions::{AssumptionError, Assumptions, Fairness};
use super::certificate::load_cost;
use super::components::components;
use super::contacts::Contacts;
use super::continuity::Substitutes;
use super::drawn::{Drawn, draw_lots};
use super::due_cases::{DueCase, spoken};
use super::eligibility::Way;
use super::ground::{Ground, Laid};
use super::keeping::{self, Keeping};
use super::layout::{Gains, bounds, problem};
use super::learning::evidence::Learnt;
use super::learning::hold_out::Draw;
use super::levels::{LevelOverflow, LevelWeights, TotalWorth};
use super::loads::{LoadLimits, has_prices, limited, priced};
use super::neighbours::{Home, gather};
use super::phone_days::share_phones;
use super::phone_sharing::{PhoneSharing, Unshared};
use super::problem::{Assignment, Problem, Solution};
use super::rows::Rows;
use super::snapshot::{Person, Snapshot};
use super::solve::{SolveError, solve};
use super::spread::{Spread, spread};
use super::territory::Group;
use super::value::Duty;
use crate::domain::product::{ProductSet, Products};
use crate::domain::segment::Segments;
use crate::domain::touch::ReasonCode;

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
    /// By which draw households are held out; `None` holds out nobody.
    pub draw: Option<Draw<'a>>,
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
    /// Contact by contact its due cases.
    pub due: Rows<DueCase>,
    /// Contact by contact where it ends.
    pub fates: Vec<Fate>,
    /// Groups of contacts that the same agents serve.
    pub groups: Vec<Group>,
    /// Group by group the sets of products that its agents handle, by skill.
    pub skills: Rows<ProductSet>,
    /// The arrays that were solved.
    pub problem: Problem,
    /// What of the lists in force it may keep.
    pub keeping: Keeping,
    /// The best plan and its prices.
    pub solution: Solution,
    /// How the levels were put into one weight.
    pub weights: LevelWeights,
    /// What the touches of the plan bring, level by level.
    pub total: TotalWorth,
    /// Points that the loads of the agents cost, less the bonuses of the least loads.
    pub load_cost: i128,
    /// How the loads are spread.
    pub spread: Spread,
    /// How they would be if they had no prices; none where they have none.
    pub spread_unpriced: Option<Spread>,
    /// Bounds of the levels that the weights separate.
    pub bounds: TotalWorth,
    /// What sharing out the days of shared telephones can have cost.
    pub phone_sharing: PhoneSharing,
    /// First day of the next plan.
    pub next_plan: NaiveDate,
    /// What outcomes say of the chances.
    pub learnt: Learnt,
    /// Who was held out, and of whom.
    pub drawn: Drawn,
}

impl WeekPlan {
    /// The heaviest duty of a contact's cases in the week.
    pub fn duty(&self, contact: usize) -> Duty {
        self.due.row(contact).iter().map(|case| case.duty).min().unwrap_or(Duty::None)
    }

    /// Where the due cases of a contact end if it ends so: each is spoken about, or has a reason.
    pub fn due_fates<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        contact: usize,
        fate: &Fate,
    ) -> Vec<(&'a DueCase, Option<ReasonCode>)> {
        let due = self.due.row(contact).iter();
        match fate {
            Fate::Left(reason) => {
                due.map(|case| (case, Some(case.closed.unwrap_or(*reason)))).collect()
            }
            Fate::Planned(_) if due.len() == 0 => Vec::new(),
            Fate::Planned(place) => {
                let told = spoken(snapshot, &self.contacts, contact, place);
                let told: Vec<u32> = told.map(|(number, ..)| number).collect();
                let other = ReasonCode::OtherCase;
                let left = |case: &DueCase| {
                    (!told.contains(&case.case)).then(|| case.closed.unwrap_or(other))
                };
                due.map(|case| (case, left(case))).collect()
            }
        }
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
    lay_out(snapshot, basis, Ground::of(snapshot, basis, 1)?)
}

/// Lays out a week whose contacts were looked at.
pub(super) fn lay_out(
    snapshot: &Snapshot,
    basis: &Basis<'_>,
    ground: Ground,
) -> Result<Draft, PlanError> {
    let Laid { learnt, contacts, territory, mut examined, due } = ground.lay(snapshot);
    let drawn = draw_lots(snapshot, &contacts, &mut examined, basis, &learnt);
    let unshared = share_phones(snapshot, &contacts, &mut examined);
    let bounds = bounds(&examined, snapshot, basis.assumptions);
    let weights = LevelWeights::separating(&bounds)?;
    let (groups, serving, skills) = territory.into_groups(basis.assumptions.travel_points);
    let gains = Gains { weights: &weights, assumptions: basis.assumptions };
    let (mut problem, ways, keeping) = problem(snapshot, &contacts, &examined, serving, &gains);
    let limits: Vec<LoadLimits> = snapshot.agents.iter().map(|agent| agent.limits).collect();
    problem.loads = limited(&problem, &limits);
    let substitutes = Substitutes::of(snapshot);
    let unshared: Vec<Unshared> = unshared
        .iter()
        .map(|(contact, placed)| {
            let at = *contact as usize;
            let known = substitutes.known(&problem, at, contacts.last_agent(at, snapshot));
            let kept = (&contacts, at);
            let keep = keeping::offer(snapshot, kept, placed, &known, (&problem, &gains));
            Unshared::of(*contact, placed, (&known, keep), &problem, &gains)
        })
        .collect();
    let mut reasons: Vec<Option<ReasonCode>> = examined
        .iter()
        .map(|found| match found {
            Err(reason) => Some(*reason),
            Ok(placed) => placed.closed,
        })
        .collect();
    for one in &unshared {
        // It had a place before its number's days were shared out.
        let slot = reasons.get_mut(one.contact as usize);
        if let Some(slot) = slot.filter(|_| !problem.has_place(one.contact as usize)) {
            *slot = Some(ReasonCode::SharedPhone);
        }
    }
    let next_plan = basis.next_plan;
    let homes = homes(snapshot, &contacts);
    Ok(Draft {
        homes,
        limits,
        fairness: basis.assumptions.fairness,
        contacts,
        ways,
        due,
        reasons,
        groups,
        skills,
        problem,
        keeping,
        unshared,
        weights,
        bounds,
        next_plan,
        learnt,
        drawn,
    })
}

/// Contact by contact where it lives.
fn homes(snapshot: &Snapshot, contacts: &Contacts) -> Vec<Home> {
    let heads = contacts.contacts.iter().map(|contact| snapshot.persons.get(contact.head as usize));
    let home = |head: Option<&Person>| {
        head.map_or_else(Home::default, |one| Home { commune: one.commune, hamlet: one.hamlet })
    };
    heads.map(home).collect()
}

/// A week laid out for the solver: who may be touched how, and what each touch brings.
#[derive(Clone, Debug)]
pub struct Draft {
    homes: Vec<Home>,
    limits: Vec<LoadLimits>,
    fairness: Fairness,
    contacts: Contacts,
    ways: Rows<Way>,
    due: Rows<DueCase>,
    reasons: Vec<Option<ReasonCode>>,
    groups: Vec<Group>,
    skills: Rows<ProductSet>,
    problem: Problem,
    keeping: Keeping,
    unshared: Vec<Unshared>,
    weights: LevelWeights,
    bounds: TotalWorth,
    next_plan: NaiveDate,
    learnt: Learnt,
    drawn: Drawn,
}

impl Draft {
    fn spread(&self, solution: &Solution) -> Spread {
        spread(&self.problem, &components(&self.problem), &solution.assigned)
    }

    /// The arrays that will be solved, without the prices of loads.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Finds the best plan, on at most `threads` threads: first without prices of loads, then with them
    /// where there is anything to share out.
    ///
    /// # Errors
    /// A solution that cannot be proven.
    pub fn solve(self, threads: usize) -> Result<WeekPlan, PlanError> {
        self.solve_by(|problem| solve(problem, threads))
    }

    /// The same by a solver of one's own.
    pub(super) fn solve_by(
        mut self,
        mut solve: impl FnMut(&Problem) -> Result<Solution, SolveError>,
    ) -> Result<WeekPlan, PlanError> {
        let mut solution = solve(&self.problem)?;
        let mut spread_unpriced = None;
        let prices = priced(&self.problem, &self.limits, &solution.assigned, &self.fairness);
        if has_prices(&prices) {
            spread_unpriced = Some(self.spread(&solution));
            self.problem.loads = prices;
            solution = solve(&self.problem)?;
        }
        gather(&self.problem, &self.homes, &mut solution.assigned);
        let spread = self.spread(&solution);
        let load_cost = load_cost(&self.problem, &solution.assigned);
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
        let phone_sharing = PhoneSharing::of(&self.unshared, &self.problem, &solution.prices);
        Ok(WeekPlan {
            contacts: self.contacts,
            ways: self.ways,
            due: self.due,
            fates,
            groups: self.groups,
            skills: self.skills,
            problem: self.problem,
            keeping: self.keeping,
            total: self.weights.split(solution.objective + load_cost),
            load_cost,
            spread,
            spread_unpriced,
            solution,
            weights: self.weights,
            bounds: self.bounds,
            phone_sharing,
            next_plan: self.next_plan,
            learnt: self.learnt,
            drawn: self.drawn,
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
