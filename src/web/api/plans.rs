//! Offices, weeks, plans, proofs and targets as documents.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::board;
use crate::app::plan;
use crate::domain::calendar::Week;
use crate::web::asked::{Asked, PlanPath};
use crate::web::links::address;
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
    let after: Option<String> = asked.after()?;
    let found = ask(&site, move |context| {
        let after = after.as_deref().and_then(|text| text.split_once('/'));
        board::plans(context, after, limit)
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

/// A version, with the history of its plan.
pub(crate) async fn plan(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    json(&request, &ask(&site, move |context| board::plan_board(context, &wanted)).await?)
}

/// Why no better plan exists.
pub(crate) async fn proof(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let shown = ask(&site, move |context| plan::show(context, &wanted)).await?;
    let proof = json!({
        "week": shown.week,
        "office": shown.office,
        "version": shown.version,
        "snapshot_digest": shown.snapshot_digest,
        "configuration": shown.configuration,
        "proof": shown.proof,
    });
    json(&request, &proof)
}

/// What each commune and each agent should reach.
pub(crate) async fn targets(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let (limit, after) = (asked.limit(500, 5_000), asked.after::<String>()?);
    let mut all = ask(&site, move |context| plan::targets(context, &wanted)).await?;
    all.agents.retain(|agent| after.as_ref().is_none_or(|code| agent.code > *code));
    let more = all.agents.len() > limit;
    all.agents.truncate(limit);
    let next = all.agents.last().filter(|_| more).map(|agent| {
        let version = asked.version.map(|number| number.to_string()).unwrap_or_default();
        let query = [
            ("version".to_owned(), version),
            ("after".to_owned(), agent.code.clone()),
            ("limit".to_owned(), limit.to_string()),
        ];
        let parts = [path.week.clone(), path.office.clone(), "targets".to_owned()];
        address("/api/v1/plans", &parts, &query)
    });
    json_part(&request, &all, next)
}
