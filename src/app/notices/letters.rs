//! What every letter is written with, whatever it is about: settings, law and the language.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use serde_json::Value;

use crate::clock::local_date;
use crate::config::sections::Language;
use crate::config::{Config, Tables};
use crate::domain::message::{Composed, Message};
use crate::store::people::PersonRow;
use crate::store::{StoreError, StoreResult};

/// What letters are written with.
#[derive(Clone, Copy)]
pub struct Letters<'a> {
    /// Configuration.
    pub config: &'a Config,
    /// Law and practice.
    pub tables: &'a Tables,
}

impl Letters<'_> {
    /// Today at the office.
    pub(super) fn today(&self, now: NaiveDateTime) -> NaiveDate {
        local_date(now, self.config.office.time_zone)
    }

    /// The language in which lists are written.
    pub(super) fn language(&self) -> Language {
        self.config.lists.language()
    }

    /// Facts as a document, with the language of the letter.
    pub(super) fn facts(&self, said: &impl Serialize) -> StoreResult<Value> {
        let mut facts = serde_json::to_value(said)
            .map_err(|error| StoreError::Corrupt { table: "notices", what: error.to_string() })?;
        if let Some(facts) = facts.as_object_mut() {
            facts.insert("language".to_owned(), self.language_code().into());
        }
        Ok(facts)
    }

    /// Vietnamese or English words, as the letter is written.
    pub(super) fn in_words<'w>(&self, (vi, en): (&'w str, &'w str)) -> &'w str {
        match self.language() {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// The language as templates are named by it.
    pub(super) fn language_code(&self) -> &'static str {
        match self.language() {
            Language::Vi => "vi",
            Language::En => "en",
        }
    }

    /// A letter to somebody of the register, who has an address.
    pub(super) fn letter_to(
        &self,
        person: &PersonRow,
        said: &impl Serialize,
    ) -> StoreResult<Composed> {
        Ok(composed(Message {
            address: person.email.clone().unwrap_or_default(),
            name: person.name.clone(),
            facts: self.facts(said)?,
            attachments: Vec::new(),
        }))
    }
}

/// A message that is to be sent.
pub(super) fn composed(message: Message) -> Composed {
    Composed::Message(Box::new(message))
}
