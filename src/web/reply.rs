//! Replies that a browser or program need not fetch twice: each carries a tag of its content, and who
//! shows the tag of what it has gets 304.

use std::fmt::Write as _;

use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, LINK};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::problem::Problem;

/// HTML.
pub(crate) const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";

/// The first signs of a digest: enough to tell contents of one address apart.
pub(crate) fn short_digest(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(24);
    for byte in Sha256::digest(bytes).iter().take(12) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// A page or document; asked for again, it is looked at again before an old copy is shown.
pub(crate) fn reply(request: &HttpRequest, kind: &'static str, body: String) -> HttpResponse {
    // Weak: the same content travels compressed or not.
    let tag = format!("W/\"{}\"", short_digest(body.as_bytes()));
    let shown = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    let known = shown.flat_map(|value| value.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one == tag
    });
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, "private, no-cache"));
    if known { answer.finish() } else { answer.content_type(kind).body(body) }
}

/// One JSON document.
pub(crate) fn json<T: Serialize>(
    request: &HttpRequest,
    document: &T,
) -> Result<HttpResponse, Problem> {
    let text = serde_json::to_string(document).map_err(|error| {
        tracing::error!("a document cannot be written: {error}");
        Problem::internal()
    })?;
    Ok(reply(request, JSON, text))
}

/// One JSON document of a long list, with the address of the next part.
pub(crate) fn json_part<T: Serialize>(
    request: &HttpRequest,
    document: &T,
    next: Option<String>,
) -> Result<HttpResponse, Problem> {
    let mut answer = json(request, document)?;
    if let Some(next) = next
        && let Ok(link) = format!("<{next}>; rel=\"next\"").parse()
    {
        answer.headers_mut().insert(LINK, link);
    }
    Ok(answer)
}
