//! A question about one version of a plan. Which version an address means is found out once: the one
//! that it names, else the one in force, else the newest. All that is then asked is asked of that version,
//! so that no page and no document speaks of two.

use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::asked::{Asked, PlanPath};
use super::links::address;
use super::problem::Problem;
use super::reply::{HTML, JSON, Tag, reply_as, to_json, with_next};
use super::site::{Site, ask, page_lang};
use crate::app::board::{PlanHead, plan_head};
use crate::app::context::Context;
use crate::app::lists::{DueLeft, due_left};
use crate::app::plan::{PlanError, Targets, Wanted, targets};

/// A version of a plan that somebody asks about.
pub(crate) struct Meant {
    pub(crate) request: HttpRequest,
    pub(crate) asked: Asked,
    /// What stands above every look at it.
    pub(crate) head: PlanHead,
    site: web::Data<Site>,
    path: PlanPath,
    wanted: Wanted,
    tag: Tag,
}

/// A page about a version.
#[derive(Serialize)]
struct Page<'a, T> {
    head: &'a PlanHead,
    here: &'a str,
    /// The version that the address names: links of the page keep it.
    asked: Option<i32>,
    #[serde(flatten)]
    data: &'a T,
}

impl FromRequest for Meant {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        type Parts = (web::Data<Site>, web::Path<PlanPath>, web::Query<Asked>);
        let request = request.clone();
        Box::pin(async move {
            let (site, path, asked) = Parts::extract(&request).await?;
            Ok(Self::find(request, site, path.into_inner(), asked.into_inner()).await?)
        })
    }
}

impl Meant {
    async fn find(
        request: HttpRequest,
        site: web::Data<Site>,
        path: PlanPath,
        asked: Asked,
    ) -> Result<Self, Problem> {
        let mut wanted = asked.wanted(site.pool.config(), &path)?;
        let named = wanted.clone();
        let head = ask(&site, move |context| plan_head(context, &named)).await?;
        wanted.version = Some(head.version);
        let shown = (page_lang(&request).code(), request.uri().to_string());
        let tag = Tag::of(format!("{} {} {} {}", site.started, head.stamp, shown.0, shown.1));
        Ok(Self { request, asked, head, site, path, wanted, tag })
    }

    /// The reply to somebody who has seen all that there is to say.
    pub(crate) fn seen(&self) -> Option<HttpResponse> {
        self.tag.seen_by(&self.request)
    }

    /// Asks a use case about the version.
    pub(crate) async fn ask<T, W>(&self, work: W) -> Result<T, Problem>
    where
        T: Send + 'static,
        W: FnOnce(&mut Context<'_>, &Wanted) -> Result<T, PlanError> + Send + 'static,
    {
        let wanted = self.wanted.clone();
        ask(&self.site, move |context| work(context, &wanted)).await
    }

    /// What the version asks of everybody.
    pub(crate) async fn targets(&self) -> Result<Arc<Targets>, Problem> {
        match self.site.targets.get(&self.head.stamp) {
            Some(kept) => Ok(kept),
            None => Ok(self.site.targets.keep(&self.head.stamp, self.ask(targets).await?)),
        }
    }

    /// The due cases that no agent speaks about.
    pub(crate) async fn due_left(&self) -> Result<Arc<Vec<DueLeft>>, Problem> {
        match self.site.due_left.get(&self.head.stamp) {
            Some(kept) => Ok(kept),
            None => Ok(self.site.due_left.keep(&self.head.stamp, self.ask(due_left).await?)),
        }
    }

    /// A page under the tab `here`.
    pub(crate) fn page<T: Serialize>(
        &self,
        template: &str,
        here: &str,
        data: &T,
    ) -> Result<HttpResponse, Problem> {
        let page = Page { head: &self.head, here, asked: self.asked.version, data };
        let text = self.site.draw(&self.request, (page_lang(&self.request), template), &page)?;
        Ok(reply_as(&self.request, HTML, text, &self.tag))
    }

    /// One JSON document.
    pub(crate) fn json<T: Serialize>(&self, document: &T) -> Result<HttpResponse, Problem> {
        Ok(reply_as(&self.request, JSON, to_json(document)?, &self.tag))
    }

    /// One JSON document of a long list, with the address of the next part.
    pub(crate) fn json_part<T: Serialize>(
        &self,
        document: &T,
        next: Option<String>,
    ) -> Result<HttpResponse, Problem> {
        Ok(with_next(self.json(document)?, next))
    }

    /// The address of the part of a document that begins after (or at) a place: of the same version,
    /// whichever is in force by then.
    pub(crate) fn next_part(&self, end: &str, after: String, limit: usize) -> String {
        let query = [
            ("version".to_owned(), self.head.version.to_string()),
            ("after".to_owned(), after),
            ("limit".to_owned(), limit.to_string()),
        ];
        let parts = [self.path.week.clone(), self.path.office.clone(), end.to_owned()];
        address("/api/v1/plans", &parts, &query)
    }
}
