//! What addresses of targets ask for, and the answers to the last of them.

use std::sync::Arc;

use serde::Deserialize;

use super::problem::Problem;
use super::site::Site;
use crate::app::context::Context;
use crate::app::targets::{Asked, By, Shown, TargetError, show, stamp};

/// The query; what is empty is not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AskedTargets {
    campaign: String,
    revision: Option<i32>,
    by: String,
    area: String,
    unit: String,
    indicator: String,
    week: String,
}

impl AskedTargets {
    /// As the use case is asked; the province is not in it.
    pub(crate) fn wanted(&self) -> Result<Asked, Problem> {
        let by = match self.by.as_str() {
            "" => By::Area,
            code => By::from_code(code).ok_or_else(Problem::bad_query)?,
        };
        let week = match self.week.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| Problem::no_week(text))?),
        };
        Ok(Asked {
            province: String::new(),
            campaign: self.campaign.clone(),
            revision: self.revision,
            by,
            area: self.area.clone(),
            unit: self.unit.clone(),
            indicator: self.indicator.clone(),
            week,
        })
    }
}

/// Targets as they were told last, while nothing has changed of what they are made from.
pub(crate) fn told(
    site: &Site,
    context: &mut Context<'_>,
    wanted: &Asked,
) -> Result<Arc<Shown>, TargetError> {
    let from = format!("{} {wanted:?}", stamp(context)?);
    match site.shown.get(&from) {
        Some(kept) => Ok(kept),
        None => Ok(site.shown.keep(&from, show(context, wanted)?)),
    }
}
