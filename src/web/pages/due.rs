//! The coordinator's list, and the page on which somebody looks for a household and reads why it is
//! planned or not.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::LINES;
use crate::app::board::plan_head;
use crate::app::lists::{DueLeft, due_left};
use crate::app::plan::{PlanError, explain as why};
use crate::domain::touch::ReasonCode;
use crate::web::asked::{Asked, PlanPath, part};
use crate::web::lang::Lang;
use crate::web::problem::Problem;
use crate::web::site::{Site, ask, page_lang};

/// Due cases that nobody speaks about.
pub(crate) async fn coordinator(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let (limit, from) = (asked.limit(LINES, 2_000), asked.after()?.unwrap_or(0));
    let (head, all) =
        ask(&site, move |context| Ok((plan_head(context, &wanted)?, due_left(context, &wanted)?)))
            .await?;
    let total = all.len();
    let last_chance = all.iter().filter(|case| case.last_chance).count();
    let (cases, next) = part(all, from, limit);
    let english = page_lang(&request) == Lang::En;
    let line = |case: &DueLeft| {
        let known = ReasonCode::from_code(case.reason).filter(|_| english);
        json!({ "case": case, "reason_en": known.map(ReasonCode::name_en) })
    };
    let data = json!({
        "head": head,
        "here": "coordinator",
        "asked": asked.version,
        "total": total,
        "last_chance": last_chance,
        "first": from == 0,
        "from": from + 1,
        "to": from + cases.len(),
        "next": next,
        "limit": asked.limit,
        "cases": cases.iter().map(line).collect::<Vec<_>>(),
    });
    site.page(&request, "coordinator", &data)
}

/// Why a household is planned or not.
pub(crate) async fn explain(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<PlanPath>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let wanted = asked.wanted(site.pool.config(), &path)?;
    let about = asked.about.as_deref().unwrap_or_default().trim().to_owned();
    let searched = about.clone();
    let (head, told) = ask(&site, move |context| {
        let head = plan_head(context, &wanted)?;
        if searched.is_empty() {
            return Ok((head, Vec::new()));
        }
        match why(context, &wanted, &searched) {
            // The page itself says that nothing was found, beside the form.
            Err(PlanError::NothingNamed { .. }) => Ok((head, Vec::new())),
            told => Ok((head, told?)),
        }
    })
    .await?;
    let missing = !about.is_empty() && told.is_empty();
    let data = json!({
        "head": head,
        "here": "explain",
        "asked": asked.version,
        "about": about,
        "missing": missing,
        "told": told,
    });
    site.page(&request, "explain", &data)
}
