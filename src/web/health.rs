//! Signs of life for those who watch an installation: whether the process is up, whether it can work,
//! and counts in the text format of Prometheus.

use std::fmt::Write as _;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDateTime;

use super::problem::Problem;
use super::site::{Site, ask};
use crate::app::board::{Watched, watched};

/// The process is up; the database is not asked.
pub(crate) async fn healthz() -> HttpResponse {
    text("ok\n".to_owned())
}

/// The database answers, its schema is the newest, and what works beside the pages gives signs of life.
pub(crate) async fn readyz(site: web::Data<Site>) -> Result<HttpResponse, Problem> {
    let asked = site.clone();
    // First: without it nothing else works either, and it is what has to be mended.
    match web::block(move || asked.pool.is_ready()).await {
        Ok(Ok(true)) => {}
        Ok(Ok(false)) | Err(_) => return Err(Problem::no_database()),
        Ok(Err(error)) => {
            tracing::warn!("not ready: {error}");
            return Err(Problem::no_database());
        }
    }
    let silent = site.pool.silent();
    if silent.is_empty() {
        return Ok(text("ready\n".to_owned()));
    }
    for work in &silent {
        tracing::warn!("not ready: {work} stands still");
    }
    Err(Problem::silent(&silent))
}

/// Counts, for this machine alone.
pub(crate) async fn metrics(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    if !request.peer_addr().is_some_and(|peer| peer.ip().is_loopback()) {
        return Err(Problem::this_machine_only());
    }
    let watched = ask(&site, watched).await?;
    let requests = site.counts();
    let requests = requests.iter().map(|((route, status), count)| {
        (labels(&[("route", route), ("status", &status.to_string())]), *count)
    });
    Ok(text(exposition(requests, &watched)))
}

fn text(body: String) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "no-store"));
    answer.content_type("text/plain; charset=utf-8").body(body)
}

fn exposition(requests: impl Iterator<Item = (String, u64)>, watched: &Watched) -> String {
    let mut out = String::new();
    let build = labels(&[("version", env!("CARGO_PKG_VERSION"))]);
    family(&mut out, "build_info", "gauge", "The program.", [(build, 1)]);
    family(&mut out, "http_requests_total", "counter", "Requests answered.", requests);
    let versions = watched.versions.iter().map(|(state, n)| (labels(&[("state", state)]), *n));
    family(&mut out, "plan_versions", "gauge", "Plan versions by state.", versions);
    let notices = watched.notices.iter();
    let notices =
        notices.map(|(way, state, n)| (labels(&[("channel", way), ("state", state)]), *n));
    family(&mut out, "notices", "gauge", "Notices by channel and state.", notices);
    let imports = watched.imports.iter().map(|(thing, n, _)| (labels(&[("thing", thing)]), *n));
    family(&mut out, "imports_total", "counter", "Imports by kind of list.", imports);
    let last = watched.imports.iter();
    let last =
        last.filter_map(|(thing, _, at)| Some((labels(&[("thing", thing)]), seconds((*at)?))));
    let help = "When a list of the kind was last imported, in seconds since 1970.";
    family(&mut out, "import_last_timestamp_seconds", "gauge", help, last);
    let tasks = watched.tasks.iter();
    let tasks =
        tasks.map(|(task, state, at)| (labels(&[("task", task), ("state", state)]), seconds(*at)));
    let help = "When a task last ended in a state, in seconds since 1970.";
    family(&mut out, "task_last_end_timestamp_seconds", "gauge", help, tasks);
    out
}

fn seconds(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp()
}

/// A family of numbers with its labels.
fn family<N: std::fmt::Display>(
    out: &mut String,
    name: &str,
    kind: &str,
    help: &str,
    numbers: impl IntoIterator<Item = (String, N)>,
) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# HELP vandong_{name} {help}\n# TYPE vandong_{name} {kind}");
    for (labels, number) in numbers {
        let _ = writeln!(out, "vandong_{name}{labels} {number}");
    }
}

fn labels(pairs: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let all: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    format!("{{{}}}", all.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_prometheus_reads_them() {
        let watched = Watched {
            versions: vec![("draft".into(), 2)],
            tasks: vec![("a\"b".into(), "done".into(), "1970-01-01T00:01:00".parse().unwrap())],
            ..Watched::default()
        };
        let requests = [(labels(&[("route", "/"), ("status", "200")]), 3)];
        let text = exposition(requests.into_iter(), &watched);
        for line in [
            "vandong_http_requests_total{route=\"/\",status=\"200\"} 3",
            "vandong_plan_versions{state=\"draft\"} 2",
            "vandong_task_last_end_timestamp_seconds{task=\"a\\\"b\",state=\"done\"} 60",
        ] {
            assert!(text.lines().any(|one| one == line), "{line} in {text}");
        }
    }
}
