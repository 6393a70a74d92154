//! What every handler works with: the databases, the templates and the counts of what was asked.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::kept::Kept;
use super::lang::Lang;
use super::problem::Problem;
use super::reply::{HTML, reply};
use super::templates::Templates;
use crate::app::context::Context;
use crate::app::lists::DueLeft;
use crate::app::plan::{PlanError, Targets};
use crate::app::pool::Pool;
use crate::app::targets::Shown;

/// Requests by route and status.
type Counts = BTreeMap<(String, u16), u64>;

/// Of a province: a megabyte each.
const KEPT_TARGETS: usize = 4;
/// Of a province: some megabytes each.
const KEPT_LISTS: usize = 2;

/// Of a province: some hundred lines each.
const KEPT_SHOWN: usize = 16;

/// The parts of the running server.
pub(crate) struct Site {
    pub(crate) pool: Arc<Pool>,
    pub(crate) templates: Templates,
    /// What the versions that were asked about last ask of everybody.
    pub(crate) targets: Kept<Targets>,
    /// Coordinators' lists that were asked for last.
    pub(crate) due_left: Kept<Vec<DueLeft>>,
    /// Targets against results that were asked for last.
    pub(crate) shown: Kept<Shown>,
    /// Another one in each process: its templates, tables and settings are part of every page.
    pub(crate) started: u64,
    counts: Mutex<Counts>,
}

/// What a template is given beside the data of its page.
#[derive(Serialize)]
struct Page<'a, T> {
    lang: &'static str,
    #[serde(flatten)]
    data: &'a T,
}

impl Site {
    pub(crate) fn new(pool: Arc<Pool>, templates: Templates) -> Self {
        Self {
            pool,
            templates,
            targets: Kept::at_most(KEPT_TARGETS),
            due_left: Kept::at_most(KEPT_LISTS),
            shown: Kept::at_most(KEPT_SHOWN),
            started: RandomState::new().build_hasher().finish(),
            counts: Mutex::default(),
        }
    }

    /// Counts a request.
    pub(crate) fn count(&self, route: String, status: u16) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((route, status)).or_default() += 1;
    }

    /// Requests so far.
    pub(crate) fn counts(&self) -> Counts {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A page as text.
    pub(crate) fn draw<T: Serialize>(
        &self,
        request: &HttpRequest,
        (lang, template): (Lang, &str),
        data: &T,
    ) -> Result<String, Problem> {
        let page = Page { lang: lang.code(), data };
        let switch = switched(request, lang.other());
        self.templates.page(template, &page, (lang, &switch)).map_err(|error| {
            tracing::error!("template {template} cannot be drawn: {error}");
            Problem::internal()
        })
    }

    /// A page.
    pub(crate) fn page<T: Serialize>(
        &self,
        request: &HttpRequest,
        template: &str,
        data: &T,
    ) -> Result<HttpResponse, Problem> {
        let text = self.draw(request, (page_lang(request), template), data)?;
        Ok(reply(request, HTML, text))
    }
}

/// Pages are Vietnamese unless their address asks for English: all who look at one address see one
/// page.
pub(crate) fn page_lang(request: &HttpRequest) -> Lang {
    Lang::of_query(request.query_string()).unwrap_or(Lang::Vi)
}

/// The address of this page in another language.
fn switched(request: &HttpRequest, lang: Lang) -> String {
    let kept = request.query_string().split('&');
    let mut pairs: Vec<&str> =
        kept.filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    if lang == Lang::En {
        pairs.push("lang=en");
    }
    let query = pairs.join("&");
    // A path of two slashes would name another server; browsers take a backslash for a slash.
    let path = request.path().trim_start_matches(['/', '\\']);
    if query.is_empty() { format!("/{path}") } else { format!("/{path}?{query}") }
}

/// Asks a use case, on a thread that may wait for the database.
pub(crate) async fn ask<T, W>(site: &web::Data<Site>, work: W) -> Result<T, Problem>
where
    T: Send + 'static,
    W: FnOnce(&mut Context<'_>) -> Result<T, PlanError> + Send + 'static,
{
    let pool = Arc::clone(&site.pool);
    match web::block(move || pool.with(work)).await {
        Ok(answer) => Ok(answer?),
        Err(error) => {
            tracing::error!("a page was not made: {error}");
            Err(Problem::internal())
        }
    }
}
