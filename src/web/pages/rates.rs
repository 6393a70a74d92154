//! What outcomes say of the chances, and what outreach adds.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::app::learning::{rates_shown, uplift_shown};
use crate::web::problem::Problem;
use crate::web::site::{Site, ask};

/// Rates, predicted against happened, and open against held out.
pub(crate) async fn rates(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let data = ask(&site, |context| {
        let province = context.config.office.province.clone().unwrap_or_default();
        let mut rates = rates_shown(context, &province)?;
        // Thousands of communes are for programs: the page ends where people compare.
        rates.cells.retain(|cell| !cell.of_place);
        Ok(json!({ "rates": rates, "uplift": uplift_shown(context, &province)? }))
    })
    .await?;
    site.page(&request, "rates", &data)
}
