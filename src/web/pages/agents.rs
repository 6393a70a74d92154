//! Agents: who has how much to do, one agent's week, and the list of a day as cards for a telephone.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::LINES;
use super::rank::worst_first;
use crate::app::lists::{DayList, ListRow, load_agent_in};
use crate::config::sections::Language;
use crate::web::asked::{AgentPath, DayPath, part};
use crate::web::lang::Lang;
use crate::web::meant::Meant;
use crate::web::problem::Problem;
use crate::web::site::page_lang;

/// All agents of a version, those with the emptiest week first.
pub(crate) async fn agents(meant: Meant) -> Result<HttpResponse, Problem> {
    let (limit, from) = (meant.asked.limit(LINES, 2_000), meant.asked.after()?.unwrap_or(0));
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let all = meant.targets().await?;
    let mut agents: Vec<_> = all.agents.iter().collect();
    agents.sort_by(|a, b| {
        worst_first((a.touches, a.slots), (b.touches, b.slots)).then_with(|| a.code.cmp(&b.code))
    });
    let total = agents.len();
    let (agents, next) = part(agents, from, limit);
    let data = json!({
        "agents": agents,
        "total": total,
        "first": from == 0,
        "next": next,
        "limit": meant.asked.limit,
    });
    meant.page("agents", "agents", &data)
}

/// One agent's week.
pub(crate) async fn agent(
    meant: Meant,
    agent: web::Path<AgentPath>,
) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let all = meant.targets().await?;
    let own = all.agents.iter().find(|one| one.code == agent.agent);
    let own = own.ok_or_else(Problem::not_found)?;
    meant.page("agent", "agents", &json!({ "agent": own }))
}

/// A household on the list of a day.
#[derive(Serialize)]
struct Card<'a> {
    position: i32,
    visit: bool,
    /// Whether none of its cases is to be worked any more.
    struck: bool,
    part: Option<&'static str>,
    hour: Option<String>,
    phone: &'a str,
    answers: &'a str,
    household: &'a str,
    commune: &'a str,
    address: &'a str,
    cases: Vec<&'a ListRow>,
}

/// The list of an agent and day.
pub(crate) async fn day(meant: Meant, day: web::Path<DayPath>) -> Result<HttpResponse, Problem> {
    let (date, code) = (day.day()?, day.into_inner().agent);
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let language = match page_lang(&meant.request) {
        Lang::Vi => Language::Vi,
        Lang::En => Language::En,
    };
    let week =
        meant.ask(move |context, wanted| load_agent_in(context, wanted, &code, language)).await?;
    let agent = week.agents.first().ok_or_else(Problem::not_found)?;
    let list = agent.days.iter().find(|list| list.day == date).ok_or_else(Problem::not_found)?;
    let at = agent.days.iter().position(|list| list.day == date).unwrap_or_default();
    let other = |at: Option<usize>| at.and_then(|at| agent.days.get(at)).map(|list| list.day);
    let cards = cards(list, date);
    let data = json!({
        "agent": { "code": agent.code, "name": agent.name, "point": agent.point_name },
        "day": date,
        "previous": other(at.checked_sub(1)),
        "following": other(Some(at + 1)),
        "calls": cards.iter().filter(|card| !card.visit && !card.struck).count(),
        "visits": cards.iter().filter(|card| card.visit && !card.struck).count(),
        "struck": cards.iter().filter(|card| card.struck).count(),
        "cards": cards,
    });
    meant.page("day", "agents", &data)
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
                part: first.part,
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
