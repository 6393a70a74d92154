//! The rates of a province as they stand today, with everything from which they follow.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::calibration::{WeekTold, weeks};
use super::evidence::{observed, places_of};
use super::forms::CellTold;
use super::trials::Trials;
use crate::app::context::{Context, province};
use crate::app::plan::PlanError;
use crate::domain::touch::TouchChannel;
use crate::planning::assumptions::Assumptions;
use crate::planning::learning::assumed::assumed;
use crate::planning::learning::path::{Aim, Path};
use crate::planning::learning::rates::{Rates, learn};
use crate::planning::learning::terms::Terms;

/// The rates of a province.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RatesTold {
    /// Province.
    pub province: String,
    /// The day from which one looks back.
    pub as_of: NaiveDate,
    /// The terms; without them nothing is learnt.
    pub terms: Option<Terms>,
    /// Every cell of the assumptions, and every one in which something was observed; coarser ones before
    /// those inside them.
    pub cells: Vec<CellTold>,
    /// Predicted against happened, the newest week first.
    pub weeks: Vec<WeekTold>,
}

/// Computes the rates of a province as a plan made now would.
///
/// # Errors
/// No such province, or assumptions that cannot be read.
pub fn rates_shown(context: &mut Context<'_>, province_code: &str) -> Result<RatesTold, PlanError> {
    let (today, tables) = (context.today(), context.tables);
    let assumptions =
        Assumptions::from_toml(&tables.planning).map_err(crate::planning::week::PlanError::from)?;
    let (province, trials) = context.store.read(|conn| {
        let province = province(conn, province_code, today)?;
        let trials = match &assumptions.learning {
            Some(terms) => Trials::load(conn, province.id.0, today, (terms, &tables.outcomes))?,
            None => Trials::default(),
        };
        Ok::<_, PlanError>((province, trials))
    })?;
    let prior = |path: &Path| assumed(path, &assumptions);
    let (mut rates, mut told) = (Rates::default(), Vec::new());
    if let Some(terms) = &assumptions.learning {
        let seen = observed(&trials, |commune| places_of(&province.tree, commune));
        rates = learn(&seen, today, terms, prior);
        told = weeks(&trials, today, terms.maturity_days);
    }
    let mut paths: BTreeSet<Path> = rates.iter().map(|(path, _)| path.clone()).collect();
    for one in &assumptions.product {
        for aim in [Aim::Renewal, Aim::Joining] {
            for channel in [TouchChannel::Call, TouchChannel::Visit] {
                paths.insert(Path::base(&one.code, aim, Some(channel)));
            }
        }
    }
    let cells = paths.iter().map(|path| {
        let assumed = rates.get(path).map_or_else(|| prior(path), |rate| rate.assumed);
        CellTold::of(path, assumed, &rates, (&province.tree, tables))
    });
    Ok(RatesTold {
        cells: cells.collect(),
        province: province.name,
        as_of: today,
        terms: assumptions.learning,
        weeks: told,
    })
}
