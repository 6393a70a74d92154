//! The templates of pages, held in the binary and compiled when the server starts. Strict: a name that
//! the data lacks is an error and not an empty place.

use handlebars::{Handlebars, RenderError, TemplateError};
use serde::Serialize;
use serde_json::json;

use super::assets::{ICON_AT, STYLE_AT};
use super::lang::Lang;
use super::words;

macro_rules! templates {
    ($($name:literal),+ $(,)?) => {
        /// Every template by its name.
        const ALL: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../templates/web/", $name, ".hbs")))),+
        ];
    };
}

templates!(
    "agent",
    "agents",
    "apart",
    "communes",
    "coordinator",
    "cover",
    "day",
    "event",
    "event_quota",
    "events",
    "explain",
    "head",
    "home",
    "layout",
    "notices",
    "paper",
    "paper_file",
    "paper_page",
    "plan",
    "plans",
    "problem",
    "rates",
    "runs",
    "scenarios",
    "targets",
    "turned",
    "week",
);

/// A template does not compile.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {source}")]
pub struct TemplatesError {
    name: &'static str,
    source: Box<TemplateError>,
}

/// All templates, compiled.
pub(crate) struct Templates {
    registry: Handlebars<'static>,
}

impl Templates {
    /// Compiles all of them.
    ///
    /// # Errors
    /// One is not well formed.
    pub(crate) fn compiled() -> Result<Self, TemplatesError> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        for (name, text) in ALL {
            registry
                .register_template_string(name, text)
                .map_err(|source| TemplatesError { name, source: Box::new(source) })?;
        }
        words::register(&mut registry);
        Ok(Self { registry })
    }

    /// A page: the template inside the frame that all pages share. `switch` is its address in the other
    /// language. The first line of a template is its title.
    ///
    /// # Errors
    /// The data lacks a name, or a helper cannot read a value.
    pub(crate) fn page<T: Serialize>(
        &self,
        name: &str,
        data: &T,
        (lang, switch): (Lang, &str),
    ) -> Result<String, Box<RenderError>> {
        let inner = self.registry.render(name, data).map_err(Box::new)?;
        let inner = unbroken(&inner);
        let (title, body) = inner.split_once('\n').unwrap_or(("", &inner));
        let frame = json!({
            "lang": lang.code(),
            "title": title.trim(),
            "body": body,
            "switch": switch,
            "other": lang.other().code(),
            "style": &**STYLE_AT,
            "icon": &**ICON_AT,
            "version": env!("CARGO_PKG_VERSION"),
        });
        self.registry.render("layout", &frame).map_err(Box::new)
    }

    /// A template that is a whole file of its own.
    ///
    /// # Errors
    /// The data lacks a name, or a helper cannot read a value.
    pub(crate) fn file<T: Serialize>(
        &self,
        name: &str,
        data: &T,
    ) -> Result<String, Box<RenderError>> {
        self.registry.render(name, data).map_err(Box::new)
    }
}

/// The same with numbers and their percent signs on one line.
fn unbroken(page: &str) -> String {
    page.replace(" %", "\u{a0}%")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_percent_sign_stays_with_its_number() {
        assert_eq!(unbroken("152,7 × 18,2 %) : 3"), "152,7 × 18,2\u{a0}%) : 3");
    }

    #[test]
    fn every_template_of_the_folder_compiles_and_is_known() {
        Templates::compiled().unwrap();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/web");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().replace(".hbs", ""))
            .collect();
        let known: BTreeSet<String> = ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(files, known);
    }

    #[test]
    fn a_page_escapes_what_it_is_given_and_refuses_to_leave_a_place_empty() {
        let templates = Templates::compiled().unwrap();
        let title = "<script>alert(1)</script>";
        let told =
            json!({ "lang": "vi", "title": title, "detail": "b", "status": 404, "code": "c" });
        let page = templates.page("problem", &told, (Lang::Vi, "/")).unwrap();
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
        let lacking = json!({ "lang": "vi", "title": "a" });
        templates.page("problem", &lacking, (Lang::Vi, "/")).unwrap_err();
    }

    #[test]
    fn a_document_is_a_file_of_its_own() {
        let data = json!({
            "lang": "en", "style": "p{}", "office": "A", "above": null, "place": "B",
            "day": "05/06/2023", "heading": "Plan", "time": "Week", "status": "Version 1",
            "is_draft": true, "grounds": ["Law"],
            "sections": [{
                "title": "What", "lead": ["One."],
                "table": {
                    "columns": [{ "name": "Calls", "numbers": true }],
                    "rows": [[{ "text": "1,234", "number": true }]],
                    "total": [{ "text": "<1>", "number": false }],
                },
            }],
            "signatures": [{ "role": "Planned by", "name": null }],
        });
        let file = Templates::compiled().unwrap().file("paper_file", &data).unwrap();
        for part in ["<h2>I. What</h2>", "<td class=\"num\">1,234</td>", "&lt;1&gt;", "DRAFT"] {
            assert!(file.contains(part), "{part} in {file}");
        }
    }
}
