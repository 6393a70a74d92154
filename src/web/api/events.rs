//! Events and quotas as documents.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::web::events::{AskedEvents, event as one};
use crate::web::problem::Problem;
use crate::web::reply::json;
use crate::web::site::Site;

/// The events of a week.
pub(crate) async fn events(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<AskedEvents>,
) -> Result<HttpResponse, Problem> {
    json(&request, &asked.into_inner().week(&site).await?)
}

/// One event.
pub(crate) async fn event(
    request: HttpRequest,
    site: web::Data<Site>,
    code: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    json(&request, &one(&site, code.into_inner()).await?)
}

/// The ledger of a month.
pub(crate) async fn event_quota(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<AskedEvents>,
) -> Result<HttpResponse, Problem> {
    json(&request, &asked.into_inner().quota(&site).await?)
}
