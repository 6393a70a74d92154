//! What addresses of events ask for: a week, a month, a code.

use actix_web::web;
use serde::Deserialize;

use super::problem::Problem;
use super::site::{Site, ask};
use crate::app::events::{EventShown, EventWeek, QuotaBoard, quota, show, week};
use crate::domain::calendar::Week;
use crate::domain::month::Month;

/// The query.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AskedEvents {
    week: Option<String>,
    month: Option<String>,
    office: Option<String>,
}

impl AskedEvents {
    /// The events of the week that is asked for, or of this one.
    pub(crate) async fn week(self, site: &web::Data<Site>) -> Result<EventWeek, Problem> {
        let asked = self.week.filter(|text| !text.is_empty());
        let asked: Option<Week> =
            asked.map(|text| text.parse().map_err(|_| Problem::no_week(&text))).transpose()?;
        let office = self.office.filter(|code| !code.is_empty());
        ask(site, move |context| {
            let asked = asked.unwrap_or_else(|| Week::containing(context.today()));
            let province = context.config.office.province.clone().unwrap_or_default();
            week(context, &province, office.as_deref(), asked)
        })
        .await
    }

    /// The ledger of the month that is asked for, or of this one.
    pub(crate) async fn quota(self, site: &web::Data<Site>) -> Result<QuotaBoard, Problem> {
        let asked = self.month.filter(|text| !text.is_empty());
        let asked: Option<Month> =
            asked.map(|text| text.parse().map_err(|_| Problem::bad_query())).transpose()?;
        ask(site, move |context| {
            let asked = asked.unwrap_or_else(|| Month::containing(context.today()));
            let province = context.config.office.province.clone().unwrap_or_default();
            quota(context, &province, asked)
        })
        .await
    }
}

/// One event.
pub(crate) async fn event(site: &web::Data<Site>, code: String) -> Result<EventShown, Problem> {
    ask(site, move |context| {
        let province = context.config.office.province.clone().unwrap_or_default();
        show(context, &province, &code)
    })
    .await
}
