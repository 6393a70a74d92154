//! Call lists, the coordinator's list and explanations as documents.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::app::lists;
use crate::app::plan;
use crate::web::asked::{AgentPath, DayPath, part};
use crate::web::meant::Meant;
use crate::web::problem::Problem;

/// Whose lists there are, with how much stands on each day.
pub(crate) async fn lists(meant: Meant) -> Result<HttpResponse, Problem> {
    let (limit, from) = (meant.asked.limit(500, 5_000), meant.asked.after()?.unwrap_or(0));
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let all = meant.targets().await?;
    let own = all.agents.iter().filter(|agent| agent.touches > 0).collect();
    let (agents, next) = part(own, from, limit);
    let next = next.map(|at| meant.next_part("lists", at.to_string(), limit));
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
    meant.json_part(&document, next)
}

/// The week of one agent.
pub(crate) async fn list(
    meant: Meant,
    agent: web::Path<AgentPath>,
) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let code = agent.into_inner().agent;
    let week = meant.ask(move |context, wanted| lists::load_agent(context, wanted, &code)).await?;
    if week.agents.is_empty() {
        return Err(Problem::not_found());
    }
    meant.json(&week)
}

/// The list of one agent and day.
pub(crate) async fn day(meant: Meant, day: web::Path<DayPath>) -> Result<HttpResponse, Problem> {
    let (date, code) = (day.day()?, day.into_inner().agent);
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let load = meant.ask(move |context, wanted| lists::load_agent(context, wanted, &code));
    let mut week = load.await?;
    for agent in &mut week.agents {
        agent.days.retain(|day| day.day == date);
    }
    if week.agents.iter().all(|agent| agent.days.is_empty()) {
        return Err(Problem::not_found());
    }
    meant.json(&week)
}

/// Due cases that nobody speaks about.
pub(crate) async fn coordinator(meant: Meant) -> Result<HttpResponse, Problem> {
    let (limit, from) = (meant.asked.limit(500, 5_000), meant.asked.after()?.unwrap_or(0));
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let all = meant.due_left().await?;
    let (cases, next) = part(all.iter().collect(), from, limit);
    let next = next.map(|at| meant.next_part("coordinator", at.to_string(), limit));
    let document = json!({
        "week": meant.head.week,
        "version": meant.head.version,
        "total": all.len(),
        "cases": cases,
        "next": next,
    });
    meant.json_part(&document, next)
}

/// Why a household, an agent's week or an area is planned as it is.
pub(crate) async fn explain(meant: Meant) -> Result<HttpResponse, Problem> {
    let about = meant.asked.about.clone().ok_or_else(Problem::bad_query)?;
    let kind = meant.asked.kind()?;
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let told = meant
        .ask(move |context, wanted| plan::explain_kind(context, wanted, about.trim(), kind))
        .await?;
    let document = json!({
        "week": meant.head.week,
        "version": meant.head.version,
        "explanations": told,
    });
    meant.json(&document)
}
