//! Letters from templates, one folder for each purpose and language: `templates/email/PURPOSE/LANGUAGE/`.
//! A fact that a template names and the message lacks is an error, never a gap in a letter. Facts are
//! escaped in HTML and stand as they are in text.

use handlebars::{Context, Handlebars, no_escape};
use serde_json::Value;

use crate::domain::message::Message;
use crate::domain::notice::Purpose;

/// The templates of purposes that have letters, built into the program.
macro_rules! letters {
    ($($purpose:literal),+ $(,)?) => {
        &[$(
            ($purpose, "vi", "subject", include_str!(concat!("../../templates/email/", $purpose, "/vi/subject.txt.hbs"))),
            ($purpose, "vi", "text", include_str!(concat!("../../templates/email/", $purpose, "/vi/body.txt.hbs"))),
            ($purpose, "vi", "html", include_str!(concat!("../../templates/email/", $purpose, "/vi/body.html.hbs"))),
            ($purpose, "en", "subject", include_str!(concat!("../../templates/email/", $purpose, "/en/subject.txt.hbs"))),
            ($purpose, "en", "text", include_str!(concat!("../../templates/email/", $purpose, "/en/body.txt.hbs"))),
            ($purpose, "en", "html", include_str!(concat!("../../templates/email/", $purpose, "/en/body.html.hbs"))),
        )+]
    };
}

/// Purpose, language, part, text.
const LETTERS: &[(&str, &str, &str, &str)] = letters![
    "alarm",
    "call_list",
    "due_reminder",
    "event_changed",
    "event_invitation",
    "event_list",
    "not_approved",
    "plan_published",
    "plan_returned",
    "plan_submitted",
    "week_closed",
];

/// What a letter says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: String,
}

/// A template that is wrong, or that lacks a fact.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The program was built with a template that cannot be read.
    #[error("the template {name} cannot be read: {reason}")]
    Template {
        /// Purpose, language and part.
        name: String,
        /// The parser's words.
        reason: String,
    },
    /// There are no letters of this purpose and language.
    #[error("there is no template of letters for {purpose} in {language}")]
    None {
        /// Code of the purpose.
        purpose: &'static str,
        /// The language that was asked for.
        language: String,
    },
    /// A fact is missing, or no text.
    #[error("the template {name} cannot be filled: {reason}")]
    Fill {
        /// Purpose, language and part.
        name: String,
        /// Which fact, without its value.
        reason: String,
    },
}

/// All templates of letters.
pub struct Templates {
    text: Handlebars<'static>,
    html: Handlebars<'static>,
}

impl Templates {
    /// The templates of the program.
    ///
    /// # Errors
    /// None, unless the program was built with a template that cannot be read.
    pub fn built_in() -> Result<Self, RenderError> {
        Self::of(LETTERS)
    }

    /// Templates from their texts: purpose, language, part (`subject`, `text`, `html`), text.
    ///
    /// # Errors
    /// A template that cannot be read.
    pub fn of(sources: &[(&str, &str, &str, &str)]) -> Result<Self, RenderError> {
        let (mut text, mut html) = (Handlebars::new(), Handlebars::new());
        text.register_escape_fn(no_escape);
        for registry in [&mut text, &mut html] {
            registry.set_strict_mode(true);
        }
        for (purpose, language, part, source) in sources {
            let name = name(purpose, language, part);
            let registry = if *part == "html" { &mut html } else { &mut text };
            registry.register_template_string(&name, source).map_err(|error| {
                RenderError::Template { name, reason: error.reason().to_string() }
            })?;
        }
        Ok(Self { text, html })
    }

    /// The letter of a purpose: in the language that the facts name as `language`, else in Vietnamese.
    /// Templates see the facts, and the recipient's name as `name`.
    ///
    /// # Errors
    /// No template, or a fact that it names and the message lacks.
    pub fn letter(&self, purpose: Purpose, message: &Message) -> Result<Rendered, RenderError> {
        let language = message.facts.get("language").and_then(Value::as_str).unwrap_or("vi");
        let mut facts = message.facts.clone();
        if let Some(facts) = facts.as_object_mut() {
            facts.entry("name").or_insert_with(|| message.name.clone().into());
        }
        // Copied once, for all parts.
        let facts = Context::wraps(facts).map_err(|error| RenderError::Fill {
            name: name(purpose.code(), language, "subject"),
            reason: error.reason().to_string(),
        })?;
        let fill = |registry: &Handlebars<'_>, part| {
            let name = name(purpose.code(), language, part);
            if !registry.has_template(&name) {
                let (purpose, language) = (purpose.code(), language.to_owned());
                return Err(RenderError::None { purpose, language });
            }
            registry
                .render_with_context(&name, &facts)
                .map_err(|error| RenderError::Fill { name, reason: error.reason().to_string() })
        };
        let subject = fill(&self.text, "subject")?;
        Ok(Rendered {
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            text: fill(&self.text, "text")?,
            html: fill(&self.html, "html")?,
        })
    }
}

fn name(purpose: &str, language: &str, part: &str) -> String {
    format!("{purpose}/{language}/{part}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(facts: Value) -> Message {
        Message {
            address: "a@b.vn".into(),
            name: "Giàng A Páo".into(),
            facts,
            attachments: Vec::new(),
        }
    }

    fn facts(language: &str) -> Value {
        json!({
            "language": language, "office": "BHXH Yên Bái", "at": "05/06/2023 08:00",
            "title": "thư không gửi\nđược", "what": "<b>5 thư</b> & 1 webhook", "what_to_do": "gọi CNTT",
        })
    }

    #[test]
    fn facts_are_escaped_in_html_and_stand_as_they_are_in_text() {
        let templates = Templates::built_in().unwrap();
        let letter = templates.letter(Purpose::Alarm, &message(facts("vi"))).unwrap();
        assert_eq!(letter.subject, "[Vận Động] Cảnh báo: thư không gửi được");
        assert!(letter.text.contains("Kính gửi Giàng A Páo,"), "{}", letter.text);
        assert!(letter.text.contains("<b>5 thư</b> & 1 webhook"), "{}", letter.text);
        assert!(
            letter.html.contains("&lt;b&gt;5 thư&lt;/b&gt; &amp; 1 webhook"),
            "{}",
            letter.html
        );
        let letter = templates.letter(Purpose::Alarm, &message(facts("en"))).unwrap();
        assert!(letter.text.starts_with("Dear Giàng A Páo,"), "{}", letter.text);
    }

    #[test]
    fn every_purpose_has_letters_in_both_languages() {
        for purpose in Purpose::ALL {
            for language in ["vi", "en"] {
                let parts = LETTERS.iter().filter(|(of, in_language, ..)| {
                    (*of, *in_language) == (purpose.code(), language)
                });
                assert_eq!(parts.count(), 3, "{purpose:?} {language}");
            }
        }
    }

    #[test]
    fn a_letter_with_a_gap_is_not_written() {
        let templates = Templates::built_in().unwrap();
        let error = templates.letter(Purpose::Alarm, &message(json!({}))).unwrap_err();
        assert!(error.to_string().contains("alarm/vi/subject"), "{error}");
        let error = templates.letter(Purpose::Alarm, &message(facts("hmn"))).unwrap_err();
        assert!(matches!(error, RenderError::None { .. }), "{error}");
    }
}
