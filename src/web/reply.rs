//! Replies that a browser or program need not fetch twice: each carries a tag of its content, and who
//! shows the tag of what it has gets 304.

use std::fmt::Write as _;

use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, LINK};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::problem::Problem;

/// HTML.
pub(crate) const HTML: &str = "text/html; charset=utf-8";
/// JSON.
pub(crate) const JSON: &str = "application/json";

/// The first signs of a digest: enough to tell contents of one address apart.
pub(crate) fn short_digest(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(24);
    for byte in Sha256::digest(bytes).iter().take(12) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// What tells contents of one address apart: the content itself, or all that it is made from.
pub(crate) struct Tag(String);

impl Tag {
    /// Weak: the same content travels compressed or not.
    pub(crate) fn of(content: impl AsRef<[u8]>) -> Self {
        Self(format!("W/\"{}\"", short_digest(content.as_ref())))
    }

    /// The reply to whoever shows this tag.
    pub(crate) fn seen_by(&self, request: &HttpRequest) -> Option<HttpResponse> {
        shows(request, &self.0).then(|| self.unchanged())
    }

    fn unchanged(&self) -> HttpResponse {
        self.on(HttpResponse::NotModified()).finish()
    }

    /// Asked for again, it is looked at again before an old copy is shown.
    fn on(&self, mut answer: HttpResponseBuilder) -> HttpResponseBuilder {
        answer.insert_header((ETAG, self.0.as_str()));
        answer.insert_header((CACHE_CONTROL, "private, no-cache"));
        answer
    }
}

/// A page or document.
pub(crate) fn reply(request: &HttpRequest, kind: &'static str, body: String) -> HttpResponse {
    let tag = Tag::of(&body);
    reply_as(request, kind, body, &tag)
}

/// A page or document of which the tag is known.
pub(crate) fn reply_as(
    request: &HttpRequest,
    kind: &'static str,
    body: String,
    tag: &Tag,
) -> HttpResponse {
    if shows(request, &tag.0) || shows(request, "*") {
        return tag.unchanged();
    }
    tag.on(HttpResponse::Ok()).content_type(kind).body(body)
}

fn shows(request: &HttpRequest, tag: &str) -> bool {
    let shown = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    shown.flat_map(|value| value.split(',')).any(|one| one.trim() == tag)
}

/// A document as text.
pub(crate) fn to_json<T: Serialize>(document: &T) -> Result<String, Problem> {
    serde_json::to_string(document).map_err(|error| {
        tracing::error!("a document cannot be written: {error}");
        Problem::internal()
    })
}

/// One JSON document.
pub(crate) fn json<T: Serialize>(
    request: &HttpRequest,
    document: &T,
) -> Result<HttpResponse, Problem> {
    Ok(reply(request, JSON, to_json(document)?))
}

/// One JSON document of a long list, with the address of the next part.
pub(crate) fn json_part<T: Serialize>(
    request: &HttpRequest,
    document: &T,
    next: Option<String>,
) -> Result<HttpResponse, Problem> {
    Ok(with_next(json(request, document)?, next))
}

/// A reply that says where the next part is.
pub(crate) fn with_next(mut answer: HttpResponse, next: Option<String>) -> HttpResponse {
    if let Some(next) = next
        && let Ok(link) = format!("<{next}>; rel=\"next\"").parse()
    {
        answer.headers_mut().insert(LINK, link);
    }
    answer
}
