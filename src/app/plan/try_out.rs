//! What a week would come to if something were otherwise: the week as it is and as it is supposed are both
//! solved from one snapshot, each with its proof, and nothing is stored. The week as it is is the one that a
//! plan made now would have: both sides keep what stands on lists in force for as much as any plan does, and
//! count the points for that no more than its summary does. Whoever asks what the week would be without
//! lists supposes `keep_points = 0`.

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::NaiveDate;
use serde::Serialize;

use super::PlanError;
use super::had_turn::HadTurn;
use super::learnt_rows::Lot;
use super::load::load;
use super::office::office;
use super::proof::Levels;
use super::situation::SupposedScenarios;
use super::summary::{commune, without_keeping};
use super::supposed::Supposed;
use super::supposed_told::Known;
use crate::app::context::{Context, province};
use crate::app::targets::raised;
use crate::domain::calendar::Week;
use crate::domain::sentence::Sentence;
use crate::domain::touch::TouchChannel;
use crate::planning::assumptions::Assumptions;
use crate::planning::grid;
use crate::planning::one_more::one_more_slot;
use crate::planning::problem::EVERY_BUCKET;
use crate::planning::snapshot::Snapshot;
use crate::planning::twice::plan_twice;
use crate::planning::value::Duty;
use crate::planning::week::{Basis, Fate, WeekPlan};
use crate::store::catalogues::agents;

/// A week beside itself as it is supposed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TriedOut {
    /// Office.
    pub office: String,
    /// Week.
    pub week: String,
    /// Days that can still be planned.
    pub days: Vec<NaiveDate>,
    /// What was supposed.
    pub supposed: Vec<Sentence>,
    /// The week as it is.
    pub as_it_is: Outlook,
    /// The week as it is supposed.
    pub as_supposed: Outlook,
    /// How the points of both compare.
    pub points: Points,
    /// Commune by commune what one more slot of one agent and day brings at most, by code.
    pub prices: Vec<AreaPrice>,
    /// Seconds that it took.
    pub seconds: f64,
}

/// Whether points of the two weeks may be compared: other assumptions are another yardstick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Points {
    /// Both are counted by the same assumptions.
    Alike,
    /// Each is counted by its own; by those of today the supposed week would bring this.
    ByTodays(Levels),
    /// Each is counted by its own, and those of today do not know a touch of the supposed week.
    Apart,
}

/// What a week would come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// What it brings, level by level, without points for keeping touches as they are; with them it is proven to
    /// be the most.
    pub levels: Levels,
    /// Calls and visits.
    pub touches: u64,
    /// Visits among them.
    pub visits: u64,
    /// Places of all agents.
    pub slots: u64,
    /// Due cases whose last useful day comes before the next plan.
    pub last_chance: Reached,
    /// All due cases.
    pub due: Reached,
    /// Due cases without a touch that had no turn in the week either, by reason code.
    pub due_left: BTreeMap<String, u64>,
}

/// How many of some cases a touch speaks about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reached {
    /// All of them.
    pub all: u64,
    /// Those with a touch.
    pub reached: u64,
    /// Those without one that had their turn on lists in hands before the days that are planned.
    pub had_turn: u64,
    /// Those without either: the coordinator's.
    pub shortfall: u64,
}

/// Where a due case ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Reached,
    HadTurn,
    Left,
}

impl Reached {
    fn count(&mut self, ended: Ended) {
        self.all += 1;
        *match ended {
            Ended::Reached => &mut self.reached,
            Ended::HadTurn => &mut self.had_turn,
            Ended::Left => &mut self.shortfall,
        } += 1;
    }
}

/// What one more slot on one day brings at most in a commune, of the agent and day where that is most: a bound by
/// the prices of the proof, on the objective, which counts keeping and loads too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AreaPrice {
    /// Commune code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// As the week is.
    pub as_it_is: Levels,
    /// As it is supposed.
    pub as_supposed: Levels,
}

/// Solves a week as it is and as it is supposed.
///
/// # Errors
/// An unknown office or province, a week that cannot be planned, or a supposition about nothing that is
/// there.
pub fn try_out(
    context: &mut Context<'_>,
    (province_code, office_code): (&str, &str),
    week: Week,
    supposed: &[Supposed],
) -> Result<TriedOut, PlanError> {
    let clock = Instant::now();
    let (local, config, tables) = (context.local_now(), context.config, context.tables);
    let mut assumptions =
        Assumptions::from_toml(&tables.planning).map_err(crate::planning::week::PlanError::from)?;
    let (province, office, loaded, raised, names) = context.store.read(|conn| {
        let province = province(conn, province_code, week.monday())?;
        let office = office(conn, office_code, &province, week.monday())?;
        let nothing = SupposedScenarios::default();
        let loaded = load(conn, &province, &office, (week, local), (config, tables), &nothing)?;
        let when = (week, local.date());
        let raised = raised(conn, (&province, &office), when, tables).map_err(Box::new)?;
        let listed = agents(conn, province.id.0)?.into_iter();
        let names: BTreeMap<_, _> = listed.map(|agent| (agent.code, agent.name)).collect();
        Ok::<_, PlanError>((province, office, loaded, raised, names))
    })?;
    assumptions.raised = raised;
    let (snapshot, next_plan) = (loaded.snapshot, loaded.next_plan);
    let turns = &loaded.had_turn;
    if snapshot.cases.is_empty() {
        return Err(PlanError::NothingToPlan { week, office: office.name });
    }
    let (mut other, mut otherwise) = (snapshot.clone(), assumptions.clone());
    for one in supposed {
        one.apply(&mut other, &mut otherwise, &province.tree)?;
    }
    let lots = (Lot::of(week, &assumptions, config), Lot::of(week, &otherwise, config));
    let (products, segments) = (&tables.products, &tables.segments);
    let draw = lots.0.as_ref().map(Lot::draw);
    let basis = Basis { assumptions: &assumptions, products, segments, next_plan, draw };
    let draw = lots.1.as_ref().map(Lot::draw);
    let supposition = Basis { assumptions: &otherwise, draw, ..basis };
    let threads = config.planning.solver_threads();
    let (as_is, then) = plan_twice((&snapshot, &basis), (&other, &supposition), threads)?;
    let points = if assumptions == otherwise {
        Points::Alike
    } else {
        by_todays(&as_is, &then).map_or(Points::Apart, Points::ByTodays)
    };
    let name = |code: &str| province.tree.get(code).map_or(code, |area| &area.name).to_owned();
    let prices = dearest(&snapshot, &as_is).into_iter().zip(dearest(&other, &then));
    let prices = snapshot.communes.iter().zip(prices).map(|(commune, (as_it_is, as_supposed))| {
        let (code, name) = (commune.code.clone(), name(&commune.code));
        AreaPrice { code, name, as_it_is, as_supposed }
    });
    let (tree, assumptions) = (&province.tree, &assumptions);
    let known = Known { tree, agents: &names, products, assumptions };
    Ok(TriedOut {
        office: office.name,
        week: week.to_string(),
        days: grid::days(&snapshot.buckets),
        supposed: supposed.iter().map(|one| one.told(&known)).collect(),
        prices: prices.collect(),
        // A supposition adds no case and takes none: both weeks number them alike.
        as_it_is: outlook(&snapshot, &as_is, turns),
        as_supposed: outlook(&other, &then, turns),
        points,
        seconds: clock.elapsed().as_secs_f64(),
    })
}

/// What the touches of a supposed week would bring by the assumptions of the other.
fn by_todays(as_is: &WeekPlan, then: &WeekPlan) -> Option<Levels> {
    let mut all = 0i128;
    for (at, fate) in then.fates.iter().enumerate() {
        let Fate::Planned(place) = fate else { continue };
        let gain = as_is.problem.gain(at, place.agent, place.channel, place.bucket)?;
        all += i128::from(gain);
    }
    Some(without_keeping(Levels::of(&as_is.weights.split(all)), as_is, &then.fates))
}

fn outlook(snapshot: &Snapshot, plan: &WeekPlan, turns: &HadTurn) -> Outlook {
    let mut all = Outlook {
        levels: without_keeping(Levels::of(&plan.total), plan, &plan.fates),
        slots: plan.problem.capacity.iter().map(|free| free.slots.max(0) as u64).sum(),
        ..Outlook::default()
    };
    for (at, fate) in plan.fates.iter().enumerate() {
        if let Fate::Planned(place) = fate {
            all.touches += 1;
            all.visits += u64::from(place.channel == TouchChannel::Visit);
        }
        let home = commune(snapshot, plan, at);
        let had_turn = |case: u32, reason| {
            home.is_some_and(|home| turns.counts(snapshot, (case, &home.code), reason))
        };
        for (case, left) in plan.due_fates(snapshot, at, fate) {
            let ended = match left {
                None => Ended::Reached,
                Some(reason) if had_turn(case.case, reason) => Ended::HadTurn,
                Some(_) => Ended::Left,
            };
            all.due.count(ended);
            if case.duty == Duty::LastChance {
                all.last_chance.count(ended);
            }
            if let Some(reason) = left.filter(|_| ended == Ended::Left) {
                *all.due_left.entry(reason.code().to_owned()).or_default() += 1;
            }
        }
    }
    all
}

/// Commune by commune what one more slot can bring at most, of those who work in it, for absent colleagues too.
fn dearest(snapshot: &Snapshot, plan: &WeekPlan) -> Vec<Levels> {
    let mut most = vec![0i64; snapshot.communes.len()];
    for (at, agent) in (0u32..).zip(&snapshot.agents) {
        let own = agent.communes.iter().map(|commune| (*commune, EVERY_BUCKET));
        let absent = agent.stands_in.iter();
        let others = absent.flat_map(|one| one.communes.iter().map(|to| (*to, one.buckets)));
        let worth = (0..plan.problem.buckets)
            .map(|bucket| one_more_slot(&plan.problem, &plan.solution, (at, bucket)));
        let worth: Vec<Option<i64>> = worth.collect();
        for (commune, there) in own.chain(others) {
            let Some(most) = most.get_mut(commune as usize) else { continue };
            let worked = (0u32..).zip(&worth);
            let worked =
                worked.filter(|(bucket, _)| there.checked_shr(*bucket).unwrap_or(0) & 1 == 1);
            *most = worked.filter_map(|(_, worth)| *worth).fold(*most, i64::max);
        }
    }
    most.into_iter().map(|price| Levels::of_price(&plan.weights, price)).collect()
}
