//! What was sent, and what ran.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::board::{Outbox, outbox, outbox_counts, rhythm};
use crate::domain::notice::NoticeState;
use crate::web::asked::Asked;
use crate::web::problem::Problem;
use crate::web::site::{Site, ask};

/// Lines of the outbox on one page.
const LINES: usize = 100;
/// Runs on the page.
const RUNS: usize = 200;

/// Notices by state, and the newest of them.
pub(crate) async fn notices(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let (limit, before) = (asked.limit(LINES, 1_000), asked.after()?);
    let state = asked.state()?.map(|state| state.code());
    let (counts, lines) = ask(&site, move |context| {
        Ok((outbox_counts(context)?, outbox(context, state, before, limit)?))
    })
    .await?;
    let next = lines.last().filter(|_| lines.len() == limit).map(|last| last.id);
    let data = json!({
        "states": by_state(&counts),
        "counts": counts,
        "total": counts.iter().map(|one| one.count).sum::<i64>(),
        "lines": lines,
        "state": state,
        "first": before.is_none(),
        "next": next,
        "limit": asked.limit,
    });
    site.page(&request, "notices", &data)
}

/// Sums over channels and purposes, in the order of a notice's life.
fn by_state(counts: &[Outbox]) -> Vec<serde_json::Value> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for one in counts {
        *sums.entry(&one.state).or_default() += one.count;
    }
    let known =
        NoticeState::ALL.iter().filter_map(|state| Some((state.code(), sums.get(state.code())?)));
    known.map(|(state, count)| json!({ "state": state, "count": count })).collect()
}

/// What ran when.
pub(crate) async fn runs(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let limit = asked.limit(RUNS, 1_000);
    let seen = ask(&site, move |context| rhythm(context, limit)).await?;
    site.page(&request, "runs", &seen)
}
