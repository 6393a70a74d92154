//! Making a plan: the snapshot in one transaction that only reads, planning and proof in none, and
//! one immutable version with all its parts in a short one that writes.

use std::time::Instant;

use super::PlanError;
use super::events::{Chosen, Desk};
use super::facts::{Facts, Terms};
use super::image::Image;
use super::learnt_rows::{held_out_rows, rates_row};
use super::loaded::Loaded;
use super::office::Office;
use super::overlap::{Overlap, overlaps};
use super::proof::{Configuration, HoldOutRecord, Proof, Summary};
use super::replan::{Replanned, replanned};
use super::rows::parts;
use super::rows_digest::rows_digest;
use super::show::in_force;
use super::situation::{Situation, SupposedScenarios};
use super::summary::{proof, summary};
use crate::app::context::Context;
use crate::config::Config;
use crate::domain::calendar::Week;
use crate::domain::day_part::PartOfDay;
use crate::planning::grid;
use crate::planning::snapshot::Snapshot;
use crate::planning::twice::plan_twice;
use crate::planning::week::{Fate, WeekPlan, draft};
use crate::store::Conn;
use crate::store::imports::{ImportRow, imports_after};
use crate::store::plan_parts::{VersionParts, insert_version};
use crate::store::plans::{VersionRow, plan_of};
use crate::store::statistics::Filled;

/// Seconds of each step.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Seconds {
    /// Reading the snapshot.
    pub load: f64,
    /// Eligibility and value of every contact.
    pub draft: f64,
    /// Networks, simplex and certificate.
    pub solve: f64,
    /// Coverage and rows.
    pub rows: f64,
    /// Writing the version.
    pub store: f64,
}

/// A version that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The office.
    pub office: Office,
    /// The week.
    pub week: Week,
    /// The stored row.
    pub version: VersionRow,
    /// Why no better plan exists.
    pub proof: Proof,
    /// What it amounts to.
    pub summary: Summary,
    /// Whom chance left in peace.
    pub hold_out: Option<HoldOutRecord>,
    /// Lists that came in after the snapshot was read: the plan knows nothing of them.
    pub newer: Vec<ImportRow>,
    /// Other offices that planned for some of the same communes in this week.
    pub overlaps: Vec<Overlap>,
    /// Number of the version of this plan that is in force, and stays so until this one is published.
    pub in_force: Option<i32>,
    /// What it changes of the lists in force, where there are any.
    pub replanned: Option<Replanned>,
    /// Weeks from today's to the planned one.
    pub weeks_ahead: i64,
    /// How long each step took.
    pub seconds: Seconds,
}

/// A plan that is solved and proven, and not stored yet.
pub struct Prepared {
    province: i64,
    office: Office,
    week: Week,
    snapshot: Snapshot,
    plan: WeekPlan,
    situation: Situation,
    begins: Option<PartOfDay>,
    /// Without its keys and its number.
    version: VersionRow,
    parts: VersionParts,
    proof: Proof,
    summary: Summary,
    hold_out: Option<HoldOutRecord>,
    replanned: Option<Replanned>,
    image: Option<Image>,
    /// The last import that the snapshot holds.
    last_import: i64,
    weeks_ahead: i64,
    seconds: Seconds,
}

/// A plan that is solved and gets no version: one to compare with.
pub struct Solved {
    snapshot: Snapshot,
    plan: WeekPlan,
    situation: Situation,
    begins: Option<PartOfDay>,
}

/// Plans a week for an office and stores the version.
///
/// # Errors
/// An unknown office or province, a week without working days, a plan without proof, or a database
/// that somebody else writes to for too long.
pub fn make(
    context: &mut Context<'_>,
    province_code: &str,
    office_code: &str,
    week: Week,
) -> Result<Made, PlanError> {
    let supposed = SupposedScenarios::default();
    prepare(context, province_code, office_code, week, &supposed)?.store(context)
}

/// Plans a week for an office, with what is supposed of scenarios beside those on record. The lists are
/// read as they stand at one moment; solving holds nothing, so that lists can come in meanwhile.
///
/// # Errors
/// An unknown office or province, a week without working days, or a plan without proof.
pub fn prepare(
    context: &mut Context<'_>,
    province_code: &str,
    office_code: &str,
    week: Week,
    supposed: &SupposedScenarios,
) -> Result<Prepared, PlanError> {
    let (facts, plan, terms) =
        read_and_solved(context, (province_code, office_code), week, supposed)?;
    prepared(facts, plan, terms)
}

/// Plans a week whose touches somebody else chooses, among the same ways and places: a study lives with
/// another way of choosing while all else is done as for a plan. Events are chosen on whom that leaves.
/// The proof stays that of the plan, so that `plan verify` refuses the version: for rehearsals alone.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_chosen(
    context: &mut Context<'_>,
    province_code: &str,
    office_code: &str,
    week: Week,
    choose: impl FnOnce(&Snapshot, &WeekPlan) -> Vec<Fate>,
) -> Result<Prepared, PlanError> {
    let supposed = SupposedScenarios::default();
    let (facts, mut plan, terms) =
        read_and_solved(context, (province_code, office_code), week, &supposed)?;
    plan.fates = choose(&facts.loaded.snapshot, &plan);
    prepared(facts, plan, terms)
}

/// Reads and solves a week.
fn read_and_solved<'a>(
    context: &mut Context<'a>,
    codes: (&str, &str),
    week: Week,
    supposed: &SupposedScenarios,
) -> Result<(Facts, WeekPlan, (Terms<'a>, Seconds)), PlanError> {
    let (terms, mut seconds) = (Terms::of(context), Seconds::default());
    let clock = Instant::now();
    let facts = Facts::read(context, terms, codes, week, supposed)?;
    seconds.load = clock.elapsed().as_secs_f64();
    let clock = Instant::now();
    let draft = draft(&facts.loaded.snapshot, &facts.basis(terms.tables))?;
    seconds.draft = clock.elapsed().as_secs_f64();
    let clock = Instant::now();
    let plan = draft.solve(terms.config.planning.solver_threads())?;
    seconds.solve = clock.elapsed().as_secs_f64();
    Ok((facts, plan, (terms, seconds)))
}

/// Plans a week as it is and as it is with what is supposed of scenarios, from one reading of the lists.
/// Both are what [`prepare`] makes of each alone; the first is there to be compared with and gets no rows.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_twice(
    context: &mut Context<'_>,
    province_code: &str,
    office_code: &str,
    week: Week,
    supposed: &SupposedScenarios,
) -> Result<(Solved, Prepared), PlanError> {
    let (terms, mut seconds) = (Terms::of(context), Seconds::default());
    let clock = Instant::now();
    let codes = (province_code, office_code);
    let (as_it_is, other) = Facts::read_twice(context, terms, codes, week, supposed)?;
    seconds.load = clock.elapsed().as_secs_f64();
    let clock = Instant::now();
    let plans = plan_twice(
        (&as_it_is.loaded.snapshot, &as_it_is.basis(terms.tables)),
        (&other.loaded.snapshot, &other.basis(terms.tables)),
        terms.config.planning.solver_threads(),
    )?;
    seconds.solve = clock.elapsed().as_secs_f64();
    let (as_it_is, other) = std::thread::scope(|scope| {
        let beside = scope.spawn(|| solved(as_it_is, plans.0, terms));
        let other = prepared(other, plans.1, (terms, seconds));
        (beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    });
    Ok((as_it_is?, other?))
}

/// Chooses the events of a plan.
fn choose_events(
    desk: Option<&Desk>,
    snapshot: &Snapshot,
    plan: &mut WeekPlan,
    config: &Config,
) -> Result<Option<Chosen>, PlanError> {
    desk.map(|desk| desk.choose(snapshot, plan, config.planning.seed.into())).transpose()
}

/// A plan with its events, and without rows.
fn solved(facts: Facts, mut plan: WeekPlan, terms: Terms<'_>) -> Result<Solved, PlanError> {
    let Loaded { snapshot, situation, begins, .. } = facts.loaded;
    choose_events(facts.desk.as_ref(), &snapshot, &mut plan, terms.config)?;
    Ok(Solved { snapshot, plan, situation, begins })
}

/// Chooses the events of a plan that is solved, and lays out the rows of its version.
fn prepared(
    facts: Facts,
    mut plan: WeekPlan,
    (terms, mut seconds): (Terms<'_>, Seconds),
) -> Result<Prepared, PlanError> {
    let Terms { tables, config, now, today } = terms;
    let Facts { province, office, week, loaded, assumptions, lot, desk, last_import } = facts;
    let clock = Instant::now();
    let events = choose_events(desk.as_ref(), &loaded.snapshot, &mut plan, config)?;
    seconds.solve += clock.elapsed().as_secs_f64();
    let clock = Instant::now();
    // What a plan amounts to is counted while its rows are laid out.
    let (mut parts, (proof, mut summary)) = std::thread::scope(|scope| {
        let beside = scope.spawn(|| parts(&province, &loaded.snapshot, &plan, tables));
        let counted = (proof(&plan), summary(&loaded, &plan, &tables.segments));
        (beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), counted)
    });
    let replanned = replanned(&loaded, &plan);
    let configuration = Configuration {
        buckets: loaded.snapshot.buckets.iter().map(|bucket| bucket.date).collect(),
        parts: grid::parts(&loaded.snapshot.buckets),
        begins: loaded.begins,
        next_plan: loaded.next_plan,
        situation: loaded.situation.clone(),
        assumptions,
        tables_digest: tables.digest.clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        hold_out: lot.as_ref().map(|lot| lot.record(&plan)),
        learnt_until: loaded.snapshot.evidence.as_of,
    };
    parts.rates = rates_row(province.id.0, &plan);
    parts.held_out = held_out_rows((province.id.0, tables), &loaded.snapshot, &plan, lot.as_ref());
    if let Some(chosen) = events {
        (summary.events, parts.events) = (Some(chosen.summary), chosen.parts);
    }
    let mut version = VersionRow {
        province_id: province.id.0,
        id: 0,
        plan_id: 0,
        number: 0,
        made_at: now,
        seed: i64::from(config.planning.seed),
        snapshot_digest: loaded.digest.clone(),
        configuration: serde_json::to_string(&configuration)?,
        proof: serde_json::to_string(&proof)?,
        summary: serde_json::to_string(&summary)?,
        rows_digest: String::new(),
    };
    version.rows_digest = rows_digest(&version, &parts);
    seconds.rows = clock.elapsed().as_secs_f64();
    let province = province.id.0;
    let weeks_ahead = (week.monday() - Week::containing(today).monday()).num_weeks();
    Ok(Prepared {
        province,
        office,
        week,
        snapshot: loaded.snapshot,
        plan,
        situation: loaded.situation,
        begins: loaded.begins,
        version,
        parts,
        proof,
        summary,
        hold_out: configuration.hold_out,
        replanned,
        image: loaded.image,
        last_import,
        weeks_ahead,
        seconds,
    })
}

impl Solved {
    /// What the plan was made from.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The plan.
    pub fn plan(&self) -> &WeekPlan {
        &self.plan
    }

    /// What the communes allow.
    pub(crate) fn situation(&self) -> &Situation {
        &self.situation
    }

    /// The part of its first day with which it begins, where what lies before it is in hands.
    pub(crate) fn begins(&self) -> Option<PartOfDay> {
        self.begins
    }
}

impl Prepared {
    /// What the plan was made from.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The plan: a study holds other ways to choose against it, for the same week.
    pub fn plan(&self) -> &WeekPlan {
        &self.plan
    }

    /// What the communes allow.
    pub(crate) fn situation(&self) -> &Situation {
        &self.situation
    }

    /// The part of its first day with which it begins, where what lies before it is in hands.
    pub(crate) fn begins(&self) -> Option<PartOfDay> {
        self.begins
    }

    /// Stores the plan as the next version. It is stored although lists may have come in since the
    /// snapshot: it says what it was made from, and the caller is told what is newer.
    ///
    /// # Errors
    /// The database refused, or somebody else writes to it for too long.
    pub fn store(self, context: &mut Context<'_>) -> Result<Made, PlanError> {
        let clock = Instant::now();
        let mut made = context.store.write(|conn| self.store_in(conn))?;
        context.store.count(Filled::Plans, made.touches());
        made.seconds.store = clock.elapsed().as_secs_f64();
        Ok(made)
    }

    /// The same inside a transaction, whose caller counts the touches that were stored.
    pub(crate) fn store_in(self, conn: &mut Conn) -> Result<Made, PlanError> {
        let Self { province, office, week, mut version, parts, proof, summary, .. } = self;
        let (hold_out, replanned) = (self.hold_out, self.replanned);
        version.plan_id = plan_of(conn, province, &office.code, &week.to_string())?.id;
        let version = insert_version(conn, version, parts)?;
        if let Some(image) = &self.image {
            image.keep(conn)?;
        }
        let newer = imports_after(conn, province, self.last_import)?;
        let overlaps = overlaps(conn, (province, &office.code), week, version.id)?;
        let in_force = in_force(conn, (province, &office.code), &week.to_string())?;
        let (weeks_ahead, seconds) = (self.weeks_ahead, self.seconds);
        Ok(Made {
            office,
            week,
            version,
            proof,
            summary,
            hold_out,
            newer,
            overlaps,
            in_force,
            replanned,
            weeks_ahead,
            seconds,
        })
    }
}

impl Made {
    /// How many touches it has.
    pub(crate) fn touches(&self) -> u64 {
        self.summary.planned
    }
}
