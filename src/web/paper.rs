//! Documents laid out as HTML: inside the frame of the pages, or as a file of their own that prints
//! without any server.

use serde_json::{Value, json};

use super::assets::STYLE;
use super::lang::Lang;
use super::templates::{Templates, TemplatesError};
use super::words::number;
use crate::app::documents::{Cell, Paper, Section};
use crate::domain::calendar::date_vi;
use crate::domain::sentence::{Sentence, tenths};

/// Why a document was not laid out.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A template does not compile.
    #[error(transparent)]
    Templates(#[from] TemplatesError),
    /// A template asks for what is not there.
    #[error("the document cannot be laid out: {0}")]
    Render(#[from] Box<handlebars::RenderError>),
}

/// A document as a whole HTML file, in Vietnamese or else in English.
///
/// # Errors
/// A damaged template.
pub fn paper_file(paper: &Paper, vietnamese: bool) -> Result<String, PaperError> {
    let lang = if vietnamese { Lang::Vi } else { Lang::En };
    let mut data = laid_out(paper, lang);
    if let Some(data) = data.as_object_mut() {
        data.insert("style".to_owned(), json!(STYLE));
        data.insert("lang".to_owned(), json!(lang.code()));
    }
    Ok(Templates::compiled()?.file("paper_file", &data)?)
}

/// What templates are given of a document.
pub(crate) fn laid_out(paper: &Paper, lang: Lang) -> Value {
    let pick = |said: &Sentence| lang.pick(&said.vi, &said.en).to_owned();
    let sections: Vec<Value> =
        paper.sections.iter().map(|section| section_of(section, lang)).collect();
    let signatures: Vec<Value> = paper
        .signatures
        .iter()
        .map(|one| json!({ "role": pick(&one.role), "name": one.name }))
        .collect();
    json!({
        "office": paper.office,
        "above": paper.above,
        "place": paper.place,
        "day": date_vi(paper.day),
        "heading": pick(&paper.title),
        "time": pick(&paper.period),
        "status": pick(&paper.status),
        "is_draft": paper.is_draft,
        "grounds": paper.grounds.iter().map(pick).collect::<Vec<_>>(),
        "sections": sections,
        "signatures": signatures,
    })
}

fn section_of(section: &Section, lang: Lang) -> Value {
    let pick = |said: &Sentence| lang.pick(&said.vi, &said.en).to_owned();
    let row = |cells: &Vec<Cell>| cells.iter().map(|cell| cell_of(cell, lang)).collect::<Vec<_>>();
    let table = section.table.as_ref().map(|table| {
        let columns = table.columns.iter();
        let columns: Vec<Value> = columns
            .map(|column| json!({ "name": pick(&column.name), "numbers": column.numbers }))
            .collect();
        json!({
            "columns": columns,
            "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
            "total": table.total.as_ref().map(row),
        })
    });
    json!({
        "title": pick(&section.title),
        "lead": section.lead.iter().map(pick).collect::<Vec<_>>(),
        "table": table,
    })
}

fn cell_of(cell: &Cell, lang: Lang) -> Value {
    let (text, is_number) = match cell {
        Cell::Empty => (String::new(), false),
        Cell::Name(name) => (name.clone(), false),
        Cell::Said(said) => (lang.pick(&said.vi, &said.en).to_owned(), false),
        Cell::Count(count) | Cell::Money(count) => (number(*count, lang), true),
        Cell::Tenths(count) => {
            let said = tenths(*count as f64 / 10.0);
            (lang.pick(&said.vi, &said.en).to_owned(), true)
        }
    };
    json!({ "text": text, "number": is_number })
}
