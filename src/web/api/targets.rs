//! Targets against results as documents.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::targets::campaigns_of;
use crate::web::asked_targets::{AskedTargets, told};
use crate::web::problem::Problem;
use crate::web::reply::json;
use crate::web::site::{Site, ask};

/// The campaigns of the province.
pub(crate) async fn campaigns(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let all = ask(&site, |context| {
        let province = context.config.office.province.clone().unwrap_or_default();
        Ok(campaigns_of(context, &province).map_err(Box::new)?)
    })
    .await?;
    json(&request, &json!({ "campaigns": all }))
}

/// A campaign's targets.
pub(crate) async fn campaign_targets(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<AskedTargets>,
) -> Result<HttpResponse, Problem> {
    let mut wanted = asked.wanted()?;
    let known = site.clone();
    let shown = ask(&site, move |context| {
        wanted.province = context.config.office.province.clone().unwrap_or_default();
        Ok(told(&known, context, &wanted).map_err(Box::new)?)
    })
    .await?;
    json(&request, &*shown)
}
