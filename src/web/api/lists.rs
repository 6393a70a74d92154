//! Call lists, the coordinator's list and explanations as documents.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::lists;
use crate::app::plan;
use crate::web::asked::{AgentPath, Asked, DayPath, PlanPath, part};
use crate::web::links::address;
use crate::web::problem::Problem;
use crate::web::reply::{json, json_part};
use crate::web::site::{Site, ask};

/// Whose lists there are, with how much stands on each day.
pub(crate) async fn lists(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let (limit, from) = (asked.limit(500, 5_000), asked.after()?.unwrap_or(0));
    let all = ask(&site, move |context| plan::targets(context, &wanted)).await?;
    let own = all.agents.into_iter().filter(|agent| agent.touches > 0).collect();
    let (agents, next) = part(own, from, limit);
    let next = next.map(|at| next_part(&path, "lists", &asked, (at, limit)));
    let agents: Vec<_> = agents
        .iter()
        .map(|agent| {
            let worked = agent.days.iter().filter(|day| day.touches > 0);
            let days = worked.map(|day| json!({ "day": day.day, "touches": day.touches }));
            json!({
                "agent": agent.code,
                "name": agent.name,
                "touches": agent.touches,
                "days": days.collect::<Vec<_>>(),
            })
        })
        .collect();
    let document =
        json!({ "week": all.week, "version": all.version, "agents": agents, "next": next });
    json_part(&request, &document, next)
}

/// The week of one agent.
pub(crate) async fn list(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    agent: web::Path<AgentPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let code = agent.into_inner().agent;
    let week = ask(&site, move |context| lists::load_agent(context, &wanted, &code)).await?;
    if week.agents.is_empty() {
        return Err(Problem::not_found());
    }
    json(&request, &week)
}

/// The list of one agent and day.
pub(crate) async fn day(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    day: web::Path<DayPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let (date, code) = (day.day()?, day.into_inner().agent);
    let mut week = ask(&site, move |context| lists::load_agent(context, &wanted, &code)).await?;
    for agent in &mut week.agents {
        agent.days.retain(|day| day.day == date);
    }
    if week.agents.iter().all(|agent| agent.days.is_empty()) {
        return Err(Problem::not_found());
    }
    json(&request, &week)
}

/// Due cases that nobody speaks about.
pub(crate) async fn coordinator(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let (limit, from) = (asked.limit(500, 5_000), asked.after()?.unwrap_or(0));
    let all = ask(&site, move |context| lists::due_left(context, &wanted)).await?;
    let total = all.len();
    let (cases, next) = part(all, from, limit);
    let next = next.map(|at| next_part(&path, "coordinator", &asked, (at, limit)));
    json_part(&request, &json!({ "total": total, "cases": cases, "next": next }), next)
}

/// Why a household is planned or not, or what an agent's places are worth.
pub(crate) async fn explain(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let about = asked.about.clone().ok_or_else(Problem::bad_query)?;
    let told = ask(&site, move |context| plan::explain(context, &wanted, about.trim())).await?;
    json(&request, &json!({ "explanations": told }))
}

fn next_part(path: &PlanPath, end: &str, asked: &Asked, (at, limit): (usize, usize)) -> String {
    let version = asked.version.map(|number| number.to_string()).unwrap_or_default();
    let query = [
        ("version".to_owned(), version),
        ("after".to_owned(), at.to_string()),
        ("limit".to_owned(), limit.to_string()),
    ];
    address("/api/v1/plans", &[path.week.clone(), path.office.clone(), end.to_owned()], &query)
}
