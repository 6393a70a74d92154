//! What a plan learnt, and whom it holds out, as rows of its version; and the lot that it draws.

use chrono::NaiveDate;

use super::proof::{HoldOutCell, HoldOutRecord};
use crate::app::learning::body;
use crate::config::{Config, Tables};
use crate::domain::calendar::Week;
use crate::domain::touch::ReasonCode;
use crate::planning::assumptions::Assumptions;
use crate::planning::learning::hold_out::Draw;
use crate::planning::learning::period::Period;
use crate::planning::snapshot::Snapshot;
use crate::planning::week::{Fate, WeekPlan};
use crate::store::learning::{HeldOutRow, PlanRatesRow};

/// By which lot a week's households are held out.
pub(super) struct Lot {
    seed: u32,
    /// Name of the period.
    period: String,
    /// Its last day.
    until: NaiveDate,
    monday: NaiveDate,
}

impl Lot {
    /// That of a week; `None` where nobody is to be held out.
    pub(super) fn of(week: Week, assumptions: &Assumptions, config: &Config) -> Option<Self> {
        let terms = assumptions.learning.as_ref().filter(|_| config.planning.hold_out)?;
        let Period { first, until } = Period::of(week, terms.hold_out.weeks);
        let (seed, period, monday) = (config.planning.seed, first.to_string(), week.monday());
        Some(Self { seed, period, until, monday })
    }

    /// As planning draws.
    pub(super) fn draw(&self) -> Draw<'_> {
        Draw { seed: self.seed.into(), period: &self.period }
    }

    /// As the version records it.
    pub(super) fn record(&self, plan: &WeekPlan) -> HoldOutRecord {
        let cells = plan.drawn.cells.iter().map(|(path, cell)| HoldOutCell {
            cell: path.to_string(),
            households: cell.households as u64,
            held: cell.held as u64,
            share: cell.share,
        });
        let (period, until) = (self.period.clone(), self.until);
        HoldOutRecord { period, until, cells: cells.collect() }
    }
}

/// The rates that the plan went by, if there were any.
pub(super) fn rates_row(province_id: i64, plan: &WeekPlan) -> Option<PlanRatesRow> {
    let rates = &plan.learnt.rates;
    let body = (!rates.is_empty()).then(|| body::write(rates))?;
    Some(PlanRatesRow { province_id, version_id: 0, body })
}

/// One row for each case of the households that are held out.
pub(super) fn held_out_rows(
    (province_id, tables): (i64, &Tables),
    snapshot: &Snapshot,
    plan: &WeekPlan,
    lot: Option<&Lot>,
) -> Vec<HeldOutRow> {
    let Some(lot) = lot else { return Vec::new() };
    let held = Fate::Left(ReasonCode::HeldOut);
    let contacts = plan.fates.iter().enumerate().filter(|(_, fate)| **fate == held);
    let cases = contacts.flat_map(|(at, _)| plan.contacts.cases_of(at, snapshot));
    cases
        .filter_map(|case| {
            let person = snapshot.persons.get(case.person as usize)?;
            let segment = plan.learnt.resolved.chance_segment(person.segments);
            Some(HeldOutRow {
                province_id,
                version_id: 0,
                person_id: person.id.0,
                product: tables.products.get(case.product)?.code.clone(),
                segment: segment
                    .and_then(|id| tables.segments.get(id))
                    .map(|segment| segment.code.clone()),
                commune: snapshot.communes.get(person.commune as usize)?.code.clone(),
                period: lot.period.clone(),
                day: lot.monday,
            })
        })
        .collect()
}
