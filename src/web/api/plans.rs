//! Offices, weeks, plans, proofs and targets as documents.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::board;
use crate::app::documents::week_paper;
use crate::app::plan;
use crate::domain::calendar::Week;
use crate::web::asked::{Asked, MonthPath};
use crate::web::links::address;
use crate::web::meant::Meant;
use crate::web::pages::month_of;
use crate::web::problem::Problem;
use crate::web::reply::{json, json_part};
use crate::web::site::{Site, ask};

/// The offices of the province.
pub(crate) async fn offices(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let offices = ask(&site, board::offices).await?;
    json(&request, &json!({ "offices": offices }))
}

/// A week of all offices.
pub(crate) async fn week(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let week: Week = path.parse().map_err(|_| Problem::no_week(&path))?;
    let board = ask(&site, move |context| board::week_board(context, week)).await?;
    json(&request, &board)
}

/// The plans, the newest week first.
pub(crate) async fn plans(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let limit = asked.limit(50, 500);
    let after = asked.after_plan()?;
    let found = ask(&site, move |context| {
        board::plans(context, after.as_ref().map(|(week, office)| (&**week, &**office)), limit)
    })
    .await?;
    let last = found.last().filter(|_| found.len() == limit);
    let next = last.map(|one| {
        let after = format!("{}/{}", one.week, one.office);
        let query = [("after".to_owned(), after), ("limit".to_owned(), limit.to_string())];
        address("/api/v1/plans", &[], &query)
    });
    json_part(&request, &json!({ "plans": found, "next": next }), next.clone())
}

/// The plan of a week as a document.
pub(crate) async fn document(meant: Meant) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    meant.json(&meant.ask(week_paper).await?)
}

/// The plan of a month as a document.
pub(crate) async fn month(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<MonthPath>,
) -> Result<HttpResponse, Problem> {
    json(&request, &month_of(&site, &path).await?.0)
}

/// A version, with the history of its plan.
pub(crate) async fn plan(meant: Meant) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    meant.json(&meant.ask(board::plan_board).await?)
}

/// Why no better plan exists.
pub(crate) async fn proof(meant: Meant) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let shown = meant.ask(plan::show).await?;
    let proof = json!({
        "week": shown.week,
        "office": shown.office,
        "version": shown.version,
        "snapshot_digest": shown.snapshot_digest,
        "configuration": shown.configuration,
        "proof": shown.proof,
    });
    meant.json(&proof)
}

/// What each commune and each agent should reach.
pub(crate) async fn targets(meant: Meant) -> Result<HttpResponse, Problem> {
    let (limit, after) = (meant.asked.limit(500, 5_000), meant.asked.after::<String>()?);
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let mut part = plan::Targets::clone(&*meant.targets().await?);
    part.agents.retain(|agent| after.as_ref().is_none_or(|code| agent.code > *code));
    let more = part.agents.len() > limit;
    part.agents.truncate(limit);
    let last = part.agents.last().filter(|_| more);
    let next = last.map(|agent| meant.next_part("targets", agent.code.clone(), limit));
    meant.json_part(&part, next)
}
