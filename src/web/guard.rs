//! What holds for every request: it names a host that is ours, its answer carries the headers that
//! keep a browser from being tricked, problems become JSON or a page, and it is counted.

use std::net::IpAddr;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue,
    REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};

use super::lang::Lang;
use super::problem::Problem;
use super::reply::HTML;
use super::site::{Site, page_lang};

/// No script at all, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 4] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
];

/// Stands around every handler.
pub(crate) async fn guard<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(site) = request.app_data::<web::Data<Site>>().cloned() else {
        return Err(Problem::internal().into());
    };
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let mut response = if is_ours(host, &site.pool.config().server.hosts) {
        next.call(request).await?.map_into_boxed_body()
    } else {
        // As an answer of its own it would be without its problem, which is told below.
        request.error_response(Problem::other_host())
    };
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let told = response.response().error().and_then(|error| error.as_error::<Problem>());
        let problem = told.cloned().unwrap_or_else(|| Problem::of_status(status));
        let answer = answer(&site, response.request(), &problem);
        response = response.into_response(answer);
    }
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    // Of what nobody knows, not the address: whoever tries addresses must not fill the memory.
    let route = response.request().match_pattern().unwrap_or_else(|| "other".to_owned());
    site.count(route, response.status().as_u16());
    Ok(response)
}

/// A page for browsers, a document for programs.
fn answer(site: &Site, request: &HttpRequest, problem: &Problem) -> HttpResponse {
    let header =
        |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let html = header(ACCEPT).is_some_and(|accept| accept.contains("text/html"));
    let mut answer = HttpResponse::build(problem.status);
    answer.insert_header((CACHE_CONTROL, "no-store"));
    if problem.status == StatusCode::SERVICE_UNAVAILABLE {
        answer.insert_header((RETRY_AFTER, "5"));
    }
    if html && !request.path().starts_with("/api/") {
        let lang = page_lang(request);
        let document = problem.document(lang, request.path());
        if let Ok(text) = site.draw(request, (lang, "problem"), &document) {
            return answer.content_type(HTML).body(text);
        }
    }
    let accepted = Lang::accepted(header(ACCEPT_LANGUAGE).unwrap_or_default());
    let lang = Lang::of_query(request.query_string()).unwrap_or(accepted);
    let document = problem.document(lang, request.path());
    let text = serde_json::to_string(&document).unwrap_or_default();
    answer.content_type("application/problem+json").body(text)
}

/// Whether a request means us. A foreign page can make a browser ask this machine under the page's own
/// name and then read the answer; it cannot do so under `localhost`, an address or a name of ours.
fn is_ours(host: &str, known: &[String]) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || known.iter().any(|one| one.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("localhost", true)]
    #[case("localhost:8023", true)]
    #[case("127.0.0.1:8023", true)]
    #[case("[::1]:8023", true)]
    #[case("vandong.bhxh.test", true)]
    #[case("VANDONG.bhxh.test:80", true)]
    #[case("evil.test:8023", false)]
    #[case("127.0.0.1.evil.test", false)]
    #[case("", false)]
    fn a_request_names_a_host_that_is_ours(#[case] host: &str, #[case] ours: bool) {
        assert_eq!(is_ours(host, &["vandong.bhxh.test".to_owned()]), ours);
    }
}
