//! Every address that is answered.

use actix_web::dev::HttpServiceFactory;
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, guard, web};

use super::problem::Problem;
use super::{api, assets, health, pages};

/// All of them, and what is said of any other.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    let query = web::QueryConfig::default().error_handler(|_, _| Problem::bad_query().into());
    let path = web::PathConfig::default().error_handler(|_, _| Problem::not_found().into());
    config.app_data(query).app_data(path);
    config
        .service(get("/healthz", health::healthz))
        .service(get("/readyz", health::readyz))
        .service(get("/metrics", health::metrics))
        .service(get("/assets/{name}", assets::asset))
        .service(get("/", pages::home))
        .service(get("/plans", pages::plans))
        .service(get("/scenarios", pages::scenarios))
        .service(get("/targets", pages::targets))
        .service(get("/notices", pages::notices))
        .service(get("/runs", pages::runs))
        .service(get("/rates", pages::rates))
        .service(get("/events", pages::events))
        .service(get("/events/quota", pages::event_quota))
        .service(get("/events/{code}", pages::event))
        .service(plan_pages())
        .service(get("/months/{month}/{office}", pages::month_document))
        .service(get("/months/{month}/{office}/document.xlsx", pages::month_workbook))
        .service(get("/api/v1", api::index))
        .service(get("/api/v1/offices", api::offices))
        .service(get("/api/v1/weeks/{week}", api::week))
        .service(get("/api/v1/plans", api::plans))
        .service(get("/api/v1/scenarios", api::scenarios))
        .service(get("/api/v1/campaigns", api::campaigns))
        .service(get("/api/v1/targets", api::campaign_targets))
        .service(get("/api/v1/notices", api::notices))
        .service(get("/api/v1/notices/counts", api::notice_counts))
        .service(get("/api/v1/runs", api::runs))
        .service(get("/api/v1/rates", api::rates))
        .service(get("/api/v1/rates/uplift", api::uplift))
        .service(get("/api/v1/events", api::events))
        .service(get("/api/v1/events/quota", api::event_quota))
        .service(get("/api/v1/events/{code}", api::event))
        .service(plan_documents())
        .service(get("/api/v1/months/{month}/{office}", api::month))
        .default_service(web::to(|| async { Err::<HttpResponse, _>(Problem::not_found()) }));
}

fn plan_pages() -> impl HttpServiceFactory {
    web::scope("/plans/{week}/{office}")
        .service(get("", pages::plan))
        .service(get("/communes", pages::communes))
        .service(get("/agents", pages::agents))
        .service(get("/agents/{agent}", pages::agent))
        .service(get("/lists/{agent}/{day}", pages::day))
        .service(get("/coordinator", pages::coordinator))
        .service(get("/explain", pages::explain))
        .service(get("/document", pages::week_document))
        .service(get("/document.xlsx", pages::week_workbook))
        .default_service(web::to(|| async { Err::<HttpResponse, _>(Problem::not_found()) }))
}

fn plan_documents() -> impl HttpServiceFactory {
    web::scope("/api/v1/plans/{week}/{office}")
        .service(get("", api::plan))
        .service(get("/proof", api::proof))
        .service(get("/targets", api::targets))
        .service(get("/lists", api::lists))
        .service(get("/lists/{agent}", api::list))
        .service(get("/lists/{agent}/{day}", api::day))
        .service(get("/coordinator", api::coordinator))
        .service(get("/explain", api::explain))
        .service(get("/document", api::document))
        .default_service(web::to(|| async { Err::<HttpResponse, _>(Problem::not_found()) }))
}

/// An address that can be read, and nothing else.
fn get<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let reads = guard::Any(guard::Get()).or(guard::Head());
    web::resource(path)
        .route(web::route().guard(reads).to(handler))
        .default_service(web::to(|| async { Err::<HttpResponse, _>(Problem::wrong_method()) }))
}
