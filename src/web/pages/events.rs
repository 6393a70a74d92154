//! Events: those of a week, one with its life, and the ledger of quotas of a month.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::domain::calendar::Week;
use crate::web::events::{AskedEvents, event as one};
use crate::web::problem::Problem;
use crate::web::site::Site;

/// The events of a week.
pub(crate) async fn events(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<AskedEvents>,
) -> Result<HttpResponse, Problem> {
    let found = asked.into_inner().week(&site).await?;
    let week: Week = found.week;
    let data = json!({
        "week": week,
        "monday": week.monday(),
        "sunday": week.sunday(),
        "before": found.before,
        "after": found.after,
        "month": week.monday().format("%Y-%m").to_string(),
        "events": found.events,
    });
    site.page(&request, "events", &data)
}

/// One event.
pub(crate) async fn event(
    request: HttpRequest,
    site: web::Data<Site>,
    code: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let shown = one(&site, code.into_inner()).await?;
    site.page(&request, "event", &json!({ "event": shown }))
}

/// The ledger of a month.
pub(crate) async fn event_quota(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<AskedEvents>,
) -> Result<HttpResponse, Problem> {
    let board = asked.into_inner().quota(&site).await?;
    site.page(&request, "event_quota", &json!({ "board": board }))
}
