//! A plan: its sums, its coverage with the worst first, its proof in words, its versions and steps.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::rank::worst_first;
use crate::app::board::{PlanBoard, plan_board};
use crate::app::plan::{TurnoutLine, commune_targets};
use crate::app::voices::ContestCounts;
use crate::domain::touch::ReasonCode;
use crate::web::lang::Lang;
use crate::web::meant::Meant;
use crate::web::problem::Problem;
use crate::web::site::page_lang;

/// Communes on the page of the plan; another page has all.
const WORST: usize = 10;

/// A version, with the history of its plan.
pub(crate) async fn plan(meant: Meant) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let board = meant.ask(plan_board).await?;
    let lang = page_lang(&meant.request);
    let summary = &board.shown.summary;
    let coverage = &summary.coverage;
    let proof = &board.shown.proof;
    let named = |cells| ranked(cells, &board, lang);
    let mut communes = named(&coverage.communes);
    let more = communes.len().saturating_sub(WORST);
    communes.truncate(WORST);
    let data = json!({
        "made_at": board
            .states
            .iter()
            .find(|one| one.number == meant.head.version)
            .map(|one| one.made_at),
        "scenarios": board.scenarios,
        "turned": board.turned,
        "summary": summary,
        "results": board.shown.results,
        "left": by_reason(&summary.left),
        "due_left": by_reason(&summary.due_left),
        "due_open": summary.left_to_coordinator(),
        "due_had_turn": summary.had_turn(),
        "incomplete": summary.incomplete.iter().map(|(why, count)| {
            let (vi, en) = why.split_once(" / ").unwrap_or((why, why));
            json!({ "why": lang.pick(vi, en), "count": count })
        }).collect::<Vec<_>>(),
        "segments": named(&coverage.segments),
        "languages": named(&coverage.languages),
        "communes": communes,
        "more_communes": more,
        "raised": board.shown.configuration.assumptions.raised.iter().map(|one| {
            json!({ "vi": one.vi(), "en": one.en() })
        }).collect::<Vec<_>>(),
        "events": summary.events.as_ref().map(|events| json!({
            "count": events.events,
            "expected": events.people_expected(),
            "people": events.value / 1_000_000,
            "bound": (events.bound + 999_999) / 1_000_000,
            "invited": events.invited,
            "gap": gap(events.gap_per_mille()),
            "turnout": events.turnout.iter().map(TurnoutLine::told).collect::<Vec<_>>(),
        })),
        "proof": proof,
        "kept": proof.kept,
        "proven": proof.gap() == 0,
        "snapshot": short(&board.shown.snapshot_digest),
        "tables": short(&board.shown.configuration.tables_digest),
        "program": board.shown.configuration.program,
        "states": board.states.iter().rev().collect::<Vec<_>>(),
        "steps": board.steps,
        "hold_out": board.shown.configuration.hold_out.as_ref().map(|record| {
            let (households, held) = record.sums();
            json!({ "households": households, "held": held, "period": record.period,
                "until": record.until, "seed": board.shown.seed })
        }),
        "contests": board.contests,
        "contested": board.contests != ContestCounts::default(),
    });
    meant.page("plan", "plan", &data)
}

/// All communes of a version.
pub(crate) async fn communes(meant: Meant) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let mut communes = meant.ask(commune_targets).await?;
    communes.sort_by(|a, b| {
        worst_first((a.counts.due_planned, a.counts.due), (b.counts.due_planned, b.counts.due))
            .then_with(|| a.code.cmp(&b.code))
    });
    meant.page("communes", "communes", &json!({ "communes": communes }))
}

/// Counts in the order in which reasons are looked for.
fn by_reason(counts: &BTreeMap<String, u64>) -> Vec<Value> {
    let count = |reason: &ReasonCode| Some((reason.code(), counts.get(reason.code())?));
    let known = ReasonCode::ALL.iter().filter_map(count);
    known.map(|(code, count)| json!({ "code": code, "count": count })).collect()
}

type Cells = BTreeMap<String, crate::app::plan::CoverageCell>;

/// Parts of the population by name, the least covered first.
fn ranked(cells: &Cells, board: &PlanBoard, lang: Lang) -> Vec<Value> {
    let mut rows: Vec<_> = cells.iter().filter(|(_, cell)| cell.contacts > 0).collect();
    rows.sort_by(|(_, a), (_, b)| {
        worst_first((a.due_planned, a.due), (b.due_planned, b.due))
            .then_with(|| worst_first((a.planned, a.reachable), (b.planned, b.reachable)))
    });
    let name = |code: &String| {
        let english = board.names_en.get(code).filter(|_| lang == Lang::En);
        english.or_else(|| board.shown.names.get(code)).unwrap_or(code).clone()
    };
    rows.iter().map(|(code, cell)| json!({ "name": name(code), "cell": cell })).collect()
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

/// Thousandths as percent, as each language writes them.
fn gap(per_mille: i64) -> serde_json::Value {
    let (whole, tenth) = (per_mille / 10, per_mille % 10);
    json!({ "vi": format!("{whole},{tenth}"), "en": format!("{whole}.{tenth}") })
}
