//! Scenarios: what is in force or to come, and what is over or was taken back.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::board::scenario_lines;
use crate::app::scenario::State;
use crate::web::problem::Problem;
use crate::web::site::{Site, ask};

/// All of them, those that hold first.
pub(crate) async fn scenarios(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let lines = ask(&site, scenario_lines).await?;
    let holds = |state| matches!(state, State::InForce | State::Coming);
    let (now, past): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| holds(line.state));
    let parts = [("now", now), ("past", past)];
    let parts = parts.map(|(code, lines)| json!({ "code": code, "lines": lines }));
    site.page(&request, "scenarios", &json!({ "parts": parts }))
}
