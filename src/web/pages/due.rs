//! The coordinator's list, and the page on which somebody looks for a household and reads why it is
//! planned or not.

use actix_web::HttpResponse;
use serde_json::json;

use super::LINES;
use crate::app::plan::{PlanError, explain as why};
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

/// Why a household is planned or not.
pub(crate) async fn explain(meant: Meant) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let about = meant.asked.about.as_deref().unwrap_or_default().trim().to_owned();
    let searched = about.clone();
    let told = if about.is_empty() {
        Vec::new()
    } else {
        meant
            .ask(move |context, wanted| match why(context, wanted, &searched) {
                // The page itself says that nothing was found, beside the form.
                Err(PlanError::NothingNamed { .. }) => Ok(Vec::new()),
                told => told,
            })
            .await?
    };
    let missing = !about.is_empty() && told.is_empty();
    let data = json!({ "about": about, "missing": missing, "told": told });
    meant.page("explain", "explain", &data)
}
