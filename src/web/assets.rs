//! Files that pages need beside themselves, held in the binary. Their names carry a digest, so that a
//! browser keeps them for good and never shows an old one.

use std::sync::LazyLock;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};

use super::problem::Problem;
use super::reply::short_digest;

pub(crate) const STYLE: &str = include_str!("../../assets/web/app.css");
const ICON: &str = include_str!("../../assets/web/icon.svg");

/// Address of the style sheet.
pub(crate) static STYLE_AT: LazyLock<String> = LazyLock::new(|| at("app", "css", STYLE));
/// Address of the icon.
pub(crate) static ICON_AT: LazyLock<String> = LazyLock::new(|| at("icon", "svg", ICON));

fn at(name: &str, end: &str, text: &str) -> String {
    format!("/assets/{name}-{}.{end}", short_digest(text.as_bytes()))
}

/// A file by its name.
pub(crate) async fn asset(name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let asked = format!("/assets/{name}");
    let (kind, text) = if asked == *STYLE_AT {
        ("text/css; charset=utf-8", STYLE)
    } else if asked == *ICON_AT {
        ("image/svg+xml", ICON)
    } else {
        return Err(Problem::not_found());
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
    Ok(answer.content_type(kind).body(text))
}
