//! A week whose touches are chosen and proven, before it has rows. Whoever only looks at what a decision would
//! change needs no more than where touches are: the rows of a version are laid out for what is to be stored.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Instant;

use super::PlanError;
use super::digest::digest;
use super::events::{Chosen, Desk};
use super::facts::{Facts, Terms};
use super::learnt_rows::{held_out_rows, rates_row};
use super::make::{Prepared, Seconds};
use super::proof::Configuration;
use super::replan::{hindrances, replanned};
use super::rows::parts;
use super::rows_digest::rows_digest;
use super::situation::{Situation, SupposedScenarios};
use super::summary::{proof, summary};
use crate::app::context::Context;
use crate::domain::calendar::Week;
use crate::domain::day_part::PartOfDay;
use crate::domain::touch_change::ChangeCause;
use crate::planning::grid;
use crate::planning::snapshot::Snapshot;
use crate::planning::twice::plan_twice;
use crate::planning::week::WeekPlan;
use crate::store::plans::VersionRow;

/// A plan that is solved and has no rows.
pub struct Solved<'a> {
    facts: Facts,
    plan: WeekPlan,
    /// Nothing of an office without events, and of a plan that is there to be compared with.
    events: Option<Chosen>,
    terms: Terms<'a>,
    seconds: Seconds,
}

/// Plans a week as it is and as it is with what is supposed of scenarios, from one reading of the lists.
/// The touches of both are those that a plan made of each alone has. The first is there to be compared with:
/// no events are chosen for it, so that nobody who has no touch is said to be invited.
///
/// # Errors
/// As [`prepare`](super::prepare).
pub fn solve_twice<'a>(
    context: &mut Context<'a>,
    province_code: &str,
    office_code: &str,
    week: Week,
    supposed: &SupposedScenarios,
) -> Result<(Solved<'a>, Solved<'a>), PlanError> {
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
    let as_it_is = Solved { facts: as_it_is, plan: plans.0, events: None, terms, seconds };
    Ok((as_it_is, Solved::with_events(other, plans.1, (terms, seconds))?))
}

impl<'a> Solved<'a> {
    /// Chooses the events of a plan whose touches are chosen.
    pub(super) fn with_events(
        facts: Facts,
        mut plan: WeekPlan,
        (terms, mut seconds): (Terms<'a>, Seconds),
    ) -> Result<Self, PlanError> {
        let clock = Instant::now();
        let seed = terms.config.planning.seed.into();
        let choose = |desk: &Desk| desk.choose(&facts.loaded.snapshot, &mut plan, seed);
        let events = facts.desk.as_ref().map(choose).transpose()?;
        seconds.solve += clock.elapsed().as_secs_f64();
        Ok(Self { facts, plan, events, terms, seconds })
    }

    /// What the plan was made from.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.facts.loaded.snapshot
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &WeekPlan {
        &self.plan
    }

    /// What the communes allow.
    pub(crate) fn situation(&self) -> &Situation {
        &self.facts.loaded.situation
    }

    /// The part of its first day with which it begins, where what lies before it is in hands.
    pub(crate) fn begins(&self) -> Option<PartOfDay> {
        self.facts.loaded.begins
    }

    /// What keeps touches of the lists in force from staying as they are, by commune and contact: the causes
    /// that a comparison of versions tells.
    pub(crate) fn hindrances(&self) -> HashMap<(&str, Cow<'_, str>), ChangeCause> {
        hindrances(&self.facts.loaded, &self.plan)
    }

    /// Gives its memory back beside whatever comes next: of hundreds of thousands of households that takes
    /// longer than many a step that somebody waits for.
    pub(crate) fn put_away(self) {
        let Self { facts, plan, events, .. } = self;
        let away = std::thread::Builder::new().spawn(move || drop((facts, plan, events)));
        // Where no thread is to be had it is gone already.
        drop(away);
    }

    /// Lays out the rows of its version.
    ///
    /// # Errors
    /// A document that cannot be written.
    pub fn lay_out(self) -> Result<Prepared, PlanError> {
        let Self { facts, plan, events, terms, mut seconds } = self;
        let Terms { tables, config, now, today } = terms;
        let Facts { province, office, week, loaded, assumptions, lot, desk: _, last_import } =
            facts;
        let clock = Instant::now();
        // What a plan amounts to is counted, and how good its events are is proven, while its rows are laid out.
        let (mut parts, (proof, mut summary, snapshot_digest), events) =
            std::thread::scope(|scope| {
                let proven = scope.spawn(|| events.map(Chosen::proven).transpose());
                let beside = scope.spawn(|| parts(&province, &loaded.snapshot, &plan, tables));
                let summary = summary(&loaded, &plan, &tables.segments);
                let counted = (proof(&plan), summary, digest(&loaded.snapshot));
                let parts = beside.join().unwrap_or_else(|why| std::panic::resume_unwind(why));
                let events = proven.join().unwrap_or_else(|why| std::panic::resume_unwind(why));
                (parts, counted, events)
            });
        let replanned = replanned(&loaded, &plan);
        let configuration = Configuration {
            buckets: loaded.snapshot.buckets.iter().map(|bucket| bucket.date).collect(),
            parts: grid::parts(&loaded.snapshot.buckets),
            begins: loaded.begins,
            next_plan: loaded.next_plan,
            situation: loaded.situation,
            assumptions,
            tables_digest: tables.digest.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            hold_out: lot.as_ref().map(|lot| lot.record(&plan)),
            learnt_until: loaded.snapshot.evidence.as_of,
        };
        let to = (province.id.0, tables);
        parts.rates = rates_row(province.id.0, &plan);
        parts.held_out = held_out_rows(to, &loaded.snapshot, &plan, lot.as_ref());
        if let Some((chosen, amounts)) = events? {
            (summary.events, parts.events) = (Some(amounts), chosen);
        }
        let mut version = VersionRow {
            province_id: province.id.0,
            id: 0,
            plan_id: 0,
            number: 0,
            made_at: now,
            seed: i64::from(config.planning.seed),
            snapshot_digest,
            configuration: serde_json::to_string(&configuration)?,
            proof: serde_json::to_string(&proof)?,
            summary: serde_json::to_string(&summary)?,
            rows_digest: String::new(),
        };
        version.rows_digest = rows_digest(&version, &parts);
        seconds.rows = clock.elapsed().as_secs_f64();
        Ok(Prepared {
            province: province.id.0,
            office,
            week,
            snapshot: loaded.snapshot,
            plan,
            version,
            parts,
            proof,
            summary,
            hold_out: configuration.hold_out,
            replanned,
            image: loaded.image,
            last_import,
            weeks_ahead: (week.monday() - Week::containing(today).monday()).num_weeks(),
            seconds,
        })
    }
}
