//! Notices and runs as documents.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::board;
use crate::web::asked::Asked;
use crate::web::links::address;
use crate::web::problem::Problem;
use crate::web::reply::{json, json_part};
use crate::web::site::{Site, ask};

/// How many notices are in which state.
pub(crate) async fn notice_counts(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    json(&request, &json!({ "counts": ask(&site, board::outbox_counts).await? }))
}

/// Notices, the newest first.
pub(crate) async fn notices(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let (limit, before) = (asked.limit(100, 1_000), asked.after()?);
    let state = asked.state()?.map(|state| state.code());
    let found = ask(&site, move |context| board::outbox(context, state, before, limit)).await?;
    let next = found.last().filter(|_| found.len() == limit).map(|last| {
        let query = [
            ("state".to_owned(), asked.state.clone().unwrap_or_default()),
            ("after".to_owned(), last.id.to_string()),
            ("limit".to_owned(), limit.to_string()),
        ];
        address("/api/v1/notices", &[], &query)
    });
    json_part(&request, &json!({ "notices": found, "next": next }), next.clone())
}

/// What ran, and who runs.
pub(crate) async fn runs(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let limit = asked.limit(100, 1_000);
    json(&request, &ask(&site, move |context| board::rhythm(context, limit)).await?)
}
