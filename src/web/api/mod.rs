//! JSON under `/api/v1`: the answers of use cases as they are. Codes, not words; days as ISO 8601; a
//! `version` in the query names a version; without it, all that is said of a plan is said of the version in
//! force (published, or closed with its week), or else of the newest.

mod events;
mod lists;
mod plans;
mod rates;
mod scenarios;
mod sent;
mod targets;

pub(crate) use events::{event, event_quota, events};
pub(crate) use lists::{coordinator, day, explain, list, lists};
pub(crate) use plans::{document, month, offices, plan, plans, proof, targets, week};
pub(crate) use rates::{rates, uplift};
pub(crate) use scenarios::scenarios;
pub(crate) use sent::{notice_counts, notices, runs};
pub(crate) use targets::{campaign_targets, campaigns};

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::problem::Problem;
use super::reply;

/// What there is.
pub(crate) async fn index(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let plan = "/api/v1/plans/{week}/{office}";
    let of_plan = |end: &str| format!("{plan}{end}");
    let index = json!({
        "offices": "/api/v1/offices",
        "week": "/api/v1/weeks/{week}",
        "plans": "/api/v1/plans{?after,limit}",
        "plan": of_plan("{?version}"),
        "proof": of_plan("/proof{?version}"),
        "targets": of_plan("/targets{?version,after,limit}"),
        "lists": of_plan("/lists{?version,after,limit}"),
        "list": of_plan("/lists/{agent}{?version}"),
        "day": of_plan("/lists/{agent}/{day}{?version}"),
        "coordinator": of_plan("/coordinator{?version,after,limit}"),
        "document": of_plan("/document{?version}"),
        "month": "/api/v1/months/{month}/{office}",
        "explain": of_plan("/explain{?version,about}"),
        "scenarios": "/api/v1/scenarios",
        "rates": "/api/v1/rates",
        "uplift": "/api/v1/rates/uplift",
        "campaigns": "/api/v1/campaigns",
        "campaign_targets": "/api/v1/targets{?campaign,revision,by,area,unit,indicator,week}",
        "events": "/api/v1/events{?week,office}",
        "event": "/api/v1/events/{code}",
        "event_quota": "/api/v1/events/quota{?month}",
        "notice_counts": "/api/v1/notices/counts",
        "notices": "/api/v1/notices{?state,after,limit}",
        "runs": "/api/v1/runs{?limit}",
    });
    reply::json(&request, &index)
}
