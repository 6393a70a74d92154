//! The first page: this week and the next of all offices; and the list of all plans.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::board;
use crate::domain::calendar::Week;
use crate::web::asked::Asked;
use crate::web::problem::Problem;
use crate::web::site::{Site, ask};

/// Plans that the first page names beside its two weeks.
const RECENT: usize = 8;

/// This week and the next.
pub(crate) async fn home(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let data = ask(&site, |context| {
        let today = context.today();
        let week = Week::containing(today);
        Ok(json!({
            "today": today,
            "now": board::week_board(context, week)?,
            "next": board::week_board(context, week.next())?,
            "recent": board::plans(context, None, RECENT)?,
            "notices": waiting(&board::outbox_counts(context)?),
        }))
    })
    .await?;
    site.page(&request, "home", &data)
}

/// Notices in a word: how many went out, wait, or need somebody.
fn waiting(counts: &[board::Outbox]) -> serde_json::Value {
    let sum = |states: &[&str]| -> i64 {
        counts.iter().filter(|one| states.contains(&&*one.state)).map(|one| one.count).sum()
    };
    json!({
        "sent": sum(&["sent", "delivered"]),
        "waiting": sum(&["scheduled", "leased", "retry"]),
        "unsure": sum(&["unknown", "failed", "bounced"]),
        "all": counts.iter().map(|one| one.count).sum::<i64>(),
    })
}

/// All plans, the newest week first.
pub(crate) async fn plans(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let limit = asked.limit(50, 500);
    let after = asked.after_plan()?;
    let first = after.is_none();
    let found = ask(&site, move |context| {
        board::plans(context, after.as_ref().map(|(week, office)| (&**week, &**office)), limit)
    })
    .await?;
    let last = found.last().filter(|_| found.len() == limit);
    let next = last.map(|one| format!("{}/{}", one.week, one.office));
    let data = json!({ "plans": found, "next": next, "limit": asked.limit, "first": first });
    site.page(&request, "plans", &data)
}
