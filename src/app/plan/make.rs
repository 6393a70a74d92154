//! Making a plan: the snapshot in one transaction that only reads, planning and proof in none, and
//! one immutable version with all its parts in a short one that writes.

use std::time::Instant;

use super::PlanError;
use super::facts::{Facts, Terms};
use super::image::Image;
use super::office::Office;
use super::overlap::{Overlap, overlaps};
use super::proof::{HoldOutRecord, Proof, Summary};
use super::replan::Replanned;
use super::show::in_force;
use super::situation::SupposedScenarios;
use super::solved::Solved;
use crate::app::context::Context;
use crate::domain::calendar::Week;
use crate::planning::snapshot::Snapshot;
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
    /// Coverage, rows, and how good the events are.
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

/// A plan that is solved and proven, with its rows, and not stored yet.
pub struct Prepared {
    pub(super) province: i64,
    pub(super) office: Office,
    pub(super) week: Week,
    pub(super) snapshot: Snapshot,
    pub(super) plan: WeekPlan,
    /// Without its keys and its number.
    pub(super) version: VersionRow,
    pub(super) parts: VersionParts,
    pub(super) proof: Proof,
    pub(super) summary: Summary,
    pub(super) hold_out: Option<HoldOutRecord>,
    pub(super) replanned: Option<Replanned>,
    pub(super) image: Option<Image>,
    /// The last import that the snapshot holds.
    pub(super) last_import: i64,
    pub(super) weeks_ahead: i64,
    pub(super) seconds: Seconds,
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
    Solved::with_events(facts, plan, terms)?.lay_out()
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
    Solved::with_events(facts, plan, terms)?.lay_out()
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

impl Prepared {
    /// What the plan was made from.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The plan: a study holds other ways to choose against it, for the same week.
    pub fn plan(&self) -> &WeekPlan {
        &self.plan
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
