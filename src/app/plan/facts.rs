//! What a plan is made from, read in one transaction: the snapshot, what the targets ask for, and what events
//! may be chosen from. Of a week that is looked at under two scenarios it is read once.

use chrono::{NaiveDate, NaiveDateTime};

use super::PlanError;
use super::events::Desk;
use super::learnt_rows::Lot;
use super::load::load;
use super::loaded::Loaded;
use super::office::{Office, office};
use super::plan_communes::communes;
use super::situation::SupposedScenarios;
use crate::app::context::{Context, Province, all_areas, province};
use crate::app::targets::raised;
use crate::config::{Config, Tables};
use crate::domain::calendar::Week;
use crate::planning::assumptions::Assumptions;
use crate::planning::targets::raise::Raise;
use crate::planning::week::Basis;
use crate::store::Conn;
use crate::store::imports::last_import;

/// When and by which rules a plan is made.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub tables: &'a Tables,
    pub config: &'a Config,
    /// UTC.
    pub now: NaiveDateTime,
    pub today: NaiveDate,
}

impl<'a> Terms<'a> {
    pub(super) fn of(context: &Context<'a>) -> Self {
        let (tables, config) = (context.tables, context.config);
        Self { tables, config, now: context.clock.now(), today: context.today() }
    }
}

/// Everything that a plan is made from.
pub(super) struct Facts {
    pub province: Province,
    pub office: Office,
    pub week: Week,
    pub loaded: Loaded,
    pub assumptions: Assumptions,
    pub lot: Option<Lot>,
    pub desk: Option<Desk>,
    /// The last import among them.
    pub last_import: i64,
}

impl Facts {
    /// Reads the facts of a week with what is supposed of scenarios.
    pub(super) fn read(
        context: &mut Context<'_>,
        terms: Terms<'_>,
        codes: (&str, &str),
        week: Week,
        supposed: &SupposedScenarios,
    ) -> Result<Self, PlanError> {
        let local = context.local_now();
        context.store.read(|conn| {
            let province = province(conn, codes.0, week.monday())?;
            let office = office(conn, codes.1, &province, week.monday())?;
            let rules = (terms.config, terms.tables);
            let loaded = load(conn, &province, &office, (week, local), rules, supposed)?;
            let (at, when) = ((&province, &office), (week, local));
            let raised = raises(conn, at, week, terms)?;
            let weighed = (&terms.tables.events, raised.as_slice());
            let desk = Desk::of_plan(conn, at, when, weighed, supposed)?;
            Self::around(conn, (province, office), week, (loaded, desk), (terms, raised))
        })
    }

    /// Reads the facts of a week as it is, and what is otherwise with what is supposed of scenarios: those
    /// say what communes allow, and nothing else of a snapshot follows from them. Of the week as it is there
    /// are no events to be chosen: it is there to compare touches with.
    pub(super) fn read_twice(
        context: &mut Context<'_>,
        terms: Terms<'_>,
        codes: (&str, &str),
        week: Week,
        supposed: &SupposedScenarios,
    ) -> Result<(Self, Self), PlanError> {
        let local = context.local_now();
        context.store.read(|conn| {
            let province = province(conn, codes.0, week.monday())?;
            let office = office(conn, codes.1, &province, week.monday())?;
            let rules = (terms.config, terms.tables);
            // Whatever else may be supposed one day must not be forgotten here.
            let SupposedScenarios { added: _, left_out: _, events: _, restores } = supposed;
            let kept = SupposedScenarios { restores: *restores, ..SupposedScenarios::default() };
            let mut loaded = load(conn, &province, &office, (week, local), rules, &kept)?;
            let days: Vec<NaiveDate> =
                loaded.snapshot.buckets.iter().map(|bucket| bucket.date).collect();
            let (at, areas) = ((&province, &office), all_areas(conn)?);
            let (when, supposed_now) = ((&*areas, week, &*days), (supposed, local.date()));
            let other = loaded.under(communes(conn, at, when, supposed_now, terms.config)?);
            loaded.restores_nothing();
            let raised = raises(conn, at, week, terms)?;
            let weighed = (&terms.tables.events, raised.as_slice());
            let desk = Desk::of_plan(conn, at, (week, local), weighed, supposed)?;
            let at = (province.clone(), office.clone());
            let as_it_is = (loaded, None);
            let as_it_is = Self::around(conn, at, week, as_it_is, (terms, raised.clone()))?;
            let other = (other, desk);
            let other = Self::around(conn, (province, office), week, other, (terms, raised))?;
            Ok((as_it_is, other))
        })
    }

    /// What belongs to a snapshot beside it.
    fn around(
        conn: &mut Conn,
        (province, office): (Province, Office),
        week: Week,
        (loaded, desk): (Loaded, Option<Desk>),
        (terms, raised): (Terms<'_>, Vec<Raise>),
    ) -> Result<Self, PlanError> {
        let Terms { tables, config, .. } = terms;
        let mut assumptions = Assumptions::from_toml(&tables.planning)
            .map_err(crate::planning::week::PlanError::from)?;
        assumptions.raised = raised;
        let (lot, last_import) = (Lot::of(week, &assumptions, config), last_import(conn)?);
        let all = Self { province, office, week, loaded, assumptions, lot, desk, last_import };
        match all.loaded.snapshot.cases.is_empty() {
            true => Err(PlanError::NothingToPlan { week, office: all.office.name }),
            false => Ok(all),
        }
    }

    /// What planning goes by beside the snapshot.
    pub(super) fn basis<'a>(&'a self, tables: &'a Tables) -> Basis<'a> {
        Basis {
            assumptions: &self.assumptions,
            products: &tables.products,
            segments: &tables.segments,
            next_plan: self.loaded.next_plan,
            draw: self.lot.as_ref().map(Lot::draw),
        }
    }
}

/// What the targets ask for in a week.
fn raises(
    conn: &mut Conn,
    at: (&Province, &Office),
    week: Week,
    terms: Terms<'_>,
) -> Result<Vec<Raise>, PlanError> {
    Ok(raised(conn, at, (week, terms.today), terms.tables).map_err(Box::new)?)
}
