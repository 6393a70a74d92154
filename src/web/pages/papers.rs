//! Plans as documents: to be printed and signed, or taken as a workbook.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use crate::app::documents::{Paper, month_paper, week_paper, workbook};
use crate::domain::month::Month;
use crate::domain::sentence::Sentence;
use crate::exchange::write::XlsxBook;
use crate::web::asked::MonthPath;
use crate::web::lang::Lang;
use crate::web::links::address;
use crate::web::meant::Meant;
use crate::web::paper::laid_out;
use crate::web::problem::Problem;
use crate::web::site::{Site, ask, page_lang};

/// The plan of a week.
pub(crate) async fn week_document(meant: Meant) -> Result<HttpResponse, Problem> {
    if let Some(seen) = meant.seen() {
        return Ok(seen);
    }
    let paper = meant.ask(week_paper).await?;
    let (lang, head) = (page_lang(&meant.request), &meant.head);
    let parts = [head.week.clone(), head.office_code.clone(), "document.xlsx".to_owned()];
    let month = Month::containing(head.monday + chrono::Days::new(3));
    let mut data =
        framed(&paper, lang, &address("/plans", &parts, &query(lang, meant.asked.version)));
    add(&mut data, "week", json!(head.week));
    add(&mut data, "month", json!(month.to_string()));
    add(&mut data, "office_code", json!(head.office_code));
    meant.page("paper_page", "document", &data)
}

/// The same as a workbook.
pub(crate) async fn week_workbook(meant: Meant) -> Result<HttpResponse, Problem> {
    let paper = meant.ask(week_paper).await?;
    file(&paper, page_lang(&meant.request), &meant.head.office_code)
}

/// The plan of a month.
pub(crate) async fn month_document(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<MonthPath>,
) -> Result<HttpResponse, Problem> {
    let (paper, month) = month_of(&site, &path).await?;
    let lang = page_lang(&request);
    let parts = [month.to_string(), path.office.clone(), "document.xlsx".to_owned()];
    let mut data = framed(&paper, lang, &address("/months", &parts, &query(lang, None)));
    add(&mut data, "week", Value::Null);
    add(&mut data, "month", Value::Null);
    add(&mut data, "office_code", json!(path.office));
    add(&mut data, "asked", Value::Null);
    site.page(&request, "paper_page", &data)
}

/// The same as a workbook.
pub(crate) async fn month_workbook(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<MonthPath>,
) -> Result<HttpResponse, Problem> {
    let (paper, _) = month_of(&site, &path).await?;
    file(&paper, page_lang(&request), &path.office)
}

/// The document of a month and office.
pub(crate) async fn month_of(
    site: &web::Data<Site>,
    path: &MonthPath,
) -> Result<(Paper, Month), Problem> {
    let month: Month = path.month.parse().map_err(|_| Problem::no_month(&path.month))?;
    let office = path.office.clone();
    let province = site.pool.config().office.province.clone().unwrap_or_default();
    let paper = ask(site, move |context| month_paper(context, (&province, &office), month)).await?;
    Ok((paper, month))
}

fn query(lang: Lang, version: Option<i32>) -> [(String, String); 2] {
    let lang = if lang == Lang::En { "en" } else { "" };
    let version = version.map(|number| number.to_string()).unwrap_or_default();
    [("version".to_owned(), version), ("lang".to_owned(), lang.to_owned())]
}

fn framed(paper: &Paper, lang: Lang, workbook: &str) -> Value {
    let mut data = laid_out(paper, lang);
    add(&mut data, "workbook", json!(workbook));
    data
}

fn add(data: &mut Value, name: &str, value: Value) {
    if let Some(data) = data.as_object_mut() {
        data.insert(name.to_owned(), value);
    }
}

fn file(paper: &Paper, lang: Lang, office: &str) -> Result<HttpResponse, Problem> {
    let pick: fn(&Sentence) -> &str = match lang {
        Lang::Vi => |said| &said.vi,
        Lang::En => |said| &said.en,
    };
    let mut bytes = Vec::new();
    workbook(paper, pick, paper.day.and_time(chrono::NaiveTime::MIN), &mut bytes).map_err(
        |error| {
            tracing::error!("a workbook cannot be written: {error}");
            Problem::internal()
        },
    )?;
    let name = paper.file_name(office, lang == Lang::En);
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.xlsx\"")));
    Ok(answer.content_type(XlsxBook::MEDIA_TYPE).body(bytes))
}
