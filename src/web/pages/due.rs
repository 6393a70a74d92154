//! The coordinator's list, and the page on which somebody looks for a household and reads why it is
//! planned or not.

use actix_web::HttpResponse;
use serde_json::json;

use super::LINES;
use crate::app::plan::{Explanation, Kind, PlanError, explain_kind};
use crate::web::asked::part;
use crate::web::meant::Meant;
use crate::web::problem::Problem;

/// Due cases that nobody speaks about.
pub(crate) async fn coordinator(meant: Meant) -> Result<HttpResponse, Problem> {
    let (limit, from) = (meant.asked.limit(LINES, 2_000), meant.asked.after()?.unwrap_or(0));
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let all = meant.due_left().await?;
    let (cases, next) = part(all.iter().collect(), from, limit);
    let data = json!({
        "total": all.len(),
        "last_chance": all.iter().filter(|case| case.last_chance).count(),
        "first": from == 0,
        "from": from + 1,
        "to": from + cases.len(),
        "next": next,
        "limit": meant.asked.limit,
        "cases": cases,
    });
    meant.page("coordinator", "coordinator", &data)
}

/// What is said to whoever asks why.
enum Answer {
    Told(Vec<Explanation>),
    /// The name means things of several kinds: which is meant?
    Which(Vec<Kind>),
}

/// Why a household, an agent's week or an area is planned as it is.
pub(crate) async fn explain(meant: Meant) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let about = meant.asked.about.as_deref().unwrap_or_default().trim().to_owned();
    let (searched, kind) = (about.clone(), meant.asked.kind()?);
    let answer = if about.is_empty() {
        Answer::Told(Vec::new())
    } else {
        meant
            .ask(move |context, wanted| match explain_kind(context, wanted, &searched, kind) {
                // The page itself says that nothing was found, or asks what is meant.
                Err(PlanError::NothingNamed { .. }) => Ok(Answer::Told(Vec::new())),
                Err(PlanError::SeveralNamed { kinds, .. }) => Ok(Answer::Which(kinds)),
                told => told.map(Answer::Told),
            })
            .await?
    };
    let (told, kinds) = match answer {
        Answer::Told(told) => (told, Vec::new()),
        Answer::Which(kinds) => (Vec::new(), kinds),
    };
    let missing = !about.is_empty() && told.is_empty() && kinds.is_empty();
    let kinds: Vec<_> =
        kinds.into_iter().map(|kind| json!({ "code": kind.code(), "name": kind.name() })).collect();
    let data = json!({ "about": about, "missing": missing, "kinds": kinds, "told": told });
    meant.page("explain", "explain", &data)
}
