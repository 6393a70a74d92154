//! Agents: who has how much to do, one agent's week, and the list of a day as cards for a telephone.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::LINES;
use super::rank::worst_first;
use crate::app::board::plan_head;
use crate::app::lists::{DayList, ListRow, load_agent};
use crate::app::plan::{explain, targets};
use crate::web::asked::{AgentPath, Asked, DayPath, PlanPath, part};
use crate::web::problem::Problem;
use crate::web::site::{Site, ask};

/// All agents of a version, those with the emptiest week first.
pub(crate) async fn agents(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let (limit, from) = (asked.limit(LINES, 2_000), asked.after()?.unwrap_or(0));
    let (head, mut all) =
        ask(&site, move |context| Ok((plan_head(context, &wanted)?, targets(context, &wanted)?)))
            .await?;
    all.agents.sort_by(|a, b| {
        worst_first((a.touches, a.slots), (b.touches, b.slots)).then_with(|| a.code.cmp(&b.code))
    });
    let total = all.agents.len();
    let (agents, next) = part(all.agents, from, limit);
    let data = json!({
        "head": head,
        "here": "agents",
        "asked": asked.version,
        "agents": agents,
        "total": total,
        "first": from == 0,
        "next": next,
        "limit": asked.limit,
    });
    site.page(&request, "agents", &data)
}

/// One agent's week.
pub(crate) async fn agent(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    agent: web::Path<AgentPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let code = agent.into_inner().agent;
    let (head, own, told) = ask(&site, move |context| {
        let head = plan_head(context, &wanted)?;
        let all = targets(context, &wanted)?;
        let own = all.agents.into_iter().find(|agent| agent.code == code);
        let told = if own.is_some() { explain(context, &wanted, &code)? } else { Vec::new() };
        Ok((head, own, told))
    })
    .await?;
    let own = own.ok_or_else(Problem::not_found)?;
    let told: Vec<_> = told.iter().filter(|one| one.about == own.code).collect();
    let data = json!({
        "head": head,
        "here": "agents",
        "asked": asked.version,
        "agent": own,
        "told": told,
    });
    site.page(&request, "agent", &data)
}

/// A household on the list of a day.
#[derive(Serialize)]
struct Card<'a> {
    position: i32,
    visit: bool,
    /// Whether none of its cases is to be worked any more.
    struck: bool,
    hour: Option<String>,
    phone: &'a str,
    answers: &'a str,
    household: &'a str,
    commune: &'a str,
    address: &'a str,
    cases: Vec<&'a ListRow>,
}

/// The list of an agent and day.
pub(crate) async fn day(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    day: web::Path<DayPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let (date, code) = (day.day()?, day.into_inner().agent);
    let (head, week) = ask(&site, move |context| {
        Ok((plan_head(context, &wanted)?, load_agent(context, &wanted, &code)?))
    })
    .await?;
    let agent = week.agents.first().ok_or_else(Problem::not_found)?;
    let list = agent.days.iter().find(|list| list.day == date).ok_or_else(Problem::not_found)?;
    let at = agent.days.iter().position(|list| list.day == date).unwrap_or_default();
    let other = |at: Option<usize>| at.and_then(|at| agent.days.get(at)).map(|list| list.day);
    let cards = cards(list, date);
    let data = json!({
        "head": head,
        "here": "agents",
        "asked": asked.version,
        "agent": { "code": agent.code, "name": agent.name, "point": agent.point_name },
        "day": date,
        "previous": other(at.checked_sub(1)),
        "following": other(Some(at + 1)),
        "calls": cards.iter().filter(|card| !card.visit && !card.struck).count(),
        "visits": cards.iter().filter(|card| card.visit && !card.struck).count(),
        "struck": cards.iter().filter(|card| card.struck).count(),
        "cards": cards,
    });
    site.page(&request, "day", &data)
}

/// The cases of one household stand on one card.
fn cards(list: &DayList, day: NaiveDate) -> Vec<Card<'_>> {
    let households = list.rows.chunk_by(|a, b| a.position == b.position);
    households
        .filter_map(|rows| {
            let first = rows.first()?;
            let said = |pick: fn(&ListRow) -> &str| {
                rows.iter().map(pick).find(|text| !text.is_empty()).unwrap_or_default()
            };
            let hour = first.hour.filter(|hour| hour.date() == day);
            Some(Card {
                position: first.position,
                visit: first.channel == "visit",
                struck: rows.iter().all(|row| row.struck),
                hour: hour.map(|hour| hour.format("%H:%M").to_string()),
                phone: said(|row| &row.phone),
                answers: said(|row| &row.answers),
                household: said(|row| &row.household),
                commune: &first.commune,
                address: said(|row| &row.address),
                cases: rows.iter().collect(),
            })
        })
        .collect()
}
