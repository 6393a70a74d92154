//! Scenarios as one document.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::board::scenario_lines;
use crate::web::problem::Problem;
use crate::web::reply;
use crate::web::site::{Site, ask};

/// All of them, the newest first.
pub(crate) async fn scenarios(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    reply::json(&request, &json!({ "scenarios": ask(&site, scenario_lines).await? }))
}
