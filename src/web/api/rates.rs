//! Rates and uplift as documents.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::learning::{rates_shown, uplift_shown};
use crate::web::problem::Problem;
use crate::web::reply::json;
use crate::web::site::{Site, ask};

/// Every cell with its own numbers and its rate; predicted against happened.
pub(crate) async fn rates(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let told = ask(&site, |context| {
        let province = context.config.office.province.clone().unwrap_or_default();
        rates_shown(context, &province)
    });
    json(&request, &told.await?)
}

/// Open against held out.
pub(crate) async fn uplift(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let told = ask(&site, |context| {
        let province = context.config.office.province.clone().unwrap_or_default();
        uplift_shown(context, &province)
    });
    json(&request, &told.await?)
}
