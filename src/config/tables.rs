//! The tables of law and practice, all of them or none. An office replaces single files by its own;
//! what is loaded is checked as a whole and named by a digest, so that a plan can say which rates
//! and rules it was made with.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::nearest::distance;
use super::tables_agree::{check_cycles, check_support, syntax};
use super::tables_error::TablesError;
use crate::domain::catalogue::CatalogueError;
use crate::domain::consent::ConsentRules;
use crate::domain::due::DueRules;
use crate::domain::event_rules::EventRules;
use crate::domain::frequency::FrequencyRules;
use crate::domain::grounds::Grounds;
use crate::domain::indicator::Indicators;
use crate::domain::language::Languages;
use crate::domain::measure::Measures;
use crate::domain::outcome::OutcomeRules;
use crate::domain::product::Products;
use crate::domain::rates::Rates;
use crate::domain::segment::Segments;
use crate::domain::sending::SendingRules;

macro_rules! built_in {
    ($($file:literal),+) => {
        [$(($file, include_str!(concat!("../../config/", $file)))),+]
    };
}

/// The tables with their built-in texts. The digest runs over them in this order.
const TABLES: [(&str, &str); 14] = built_in!(
    "products.toml",
    "rates.toml",
    "due.toml",
    "segments.toml",
    "outcomes.toml",
    "consent.toml",
    "planning.toml",
    "languages.toml",
    "sending.toml",
    "grounds.toml",
    "indicators.toml",
    "targets.toml",
    "frequency.toml",
    "events.toml"
);

/// All tables of law and practice.
#[derive(Clone, Debug)]
pub struct Tables {
    /// The products that agents offer.
    pub products: Products,
    /// Dated amounts and rates.
    pub rates: Rates,
    /// The due ladder.
    pub due: DueRules,
    /// The groups of people whom campaigns address.
    pub segments: Segments,
    /// What follows from each outcome.
    pub outcomes: OutcomeRules,
    /// On what ground people are contacted.
    pub consent: ConsentRules,
    /// The languages in which people are spoken to.
    pub languages: Languages,
    /// When and how often participants are written to.
    pub sending: SendingRules,
    /// The laws on which plans stand.
    pub grounds: Grounds,
    /// What campaigns are measured by.
    pub indicators: Indicators,
    /// How targets are divided, counted and paced.
    pub measures: Measures,
    /// How often somebody may be contacted.
    pub frequency: FrequencyRules,
    /// How large events are and who comes.
    pub events: EventRules,
    /// The text of the planning assumptions, for planning to read.
    pub planning: String,
    /// SHA-256 over all texts, in hexadecimal: the same digest, the same tables.
    pub digest: String,
    /// The files that replaced built-in ones.
    pub replaced: Vec<PathBuf>,
}

/// The text of one table and where it is from.
pub(super) struct Source {
    /// A path, or which built-in file.
    pub(super) file: String,
    text: String,
}

impl Tables {
    /// Loads the built-in tables, replaced file by file by those in `folder`.
    ///
    /// # Errors
    /// A folder or file that cannot be read, a misspelt file name, a table that is wrong in itself
    /// or does not agree with another; the message names the file and the place.
    pub fn load(folder: Option<&Path>) -> Result<Self, TablesError> {
        if let Some(folder) = folder {
            check_names(folder)?;
        }
        let mut reader = Reader { folder, replaced: Vec::new(), hash: Sha256::new() };
        #[rustfmt::skip]
        let [
            products, rates, due, segments, outcomes, consent, planning, languages, sending, grounds,
            indicators, measures, frequency, events,
        ] = TABLES.map(|(name, built_in)| reader.source(name, built_in));
        let (products, rates, due, segments) = (products?, rates?, due?, segments?);
        let measures = measures?;
        let tables = Self {
            products: products.read(Products::from_toml)?,
            rates: rates.read(Rates::from_toml)?,
            due: due.read(DueRules::from_toml)?,
            segments: segments.read(Segments::from_toml)?,
            outcomes: outcomes?.read(OutcomeRules::from_toml)?,
            consent: consent?.read(ConsentRules::from_toml)?,
            planning: planning?.read_text()?,
            languages: languages?.read(Languages::from_toml)?,
            sending: sending?.read(SendingRules::from_toml)?,
            grounds: grounds?.read(Grounds::from_toml)?,
            indicators: indicators?.read(Indicators::from_toml)?,
            measures: measures.read(Measures::from_toml)?,
            frequency: frequency?.read(FrequencyRules::from_toml)?,
            events: events?.read(EventRules::from_toml)?,
            digest: reader.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
            replaced: reader.replaced,
        };
        check_support(&tables, &products, &segments, &rates)?;
        check_cycles(&tables, &products, &due)?;
        measures.read(|_| tables.measures.agree(&tables.indicators, &tables.products))?;
        Ok(tables)
    }
}

impl Source {
    /// Reads the text; what is wrong is told of this file.
    pub(super) fn read<T>(
        &self,
        from_toml: impl FnOnce(&str) -> Result<T, CatalogueError>,
    ) -> Result<T, TablesError> {
        from_toml(&self.text)
            .map_err(|source| TablesError::Table { file: self.file.clone(), source })
    }

    /// The text itself, once it is TOML at least.
    fn read_text(self) -> Result<String, TablesError> {
        self.read(|text| syntax::<toml::Table>("planning", text))?;
        Ok(self.text)
    }
}

/// Reads one text after the other.
struct Reader<'a> {
    folder: Option<&'a Path>,
    replaced: Vec<PathBuf>,
    hash: Sha256,
}

impl Reader<'_> {
    fn source(&mut self, name: &str, built_in: &str) -> Result<Source, TablesError> {
        let own = self.folder.map(|folder| folder.join(name));
        let source = match own.map(read_if_there).transpose()?.flatten() {
            Some((path, text)) => {
                let file = path.display().to_string();
                self.replaced.push(path);
                Source { file, text }
            }
            None => Source { file: format!("built-in {name}"), text: built_in.into() },
        };
        // With its name and length, so that no text can pass for a part of another.
        self.hash.update(format!("{name} {}\n{}", source.text.len(), source.text));
        Ok(source)
    }
}

fn read_if_there(path: PathBuf) -> Result<Option<(PathBuf, String)>, TablesError> {
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(TablesError::Read { path, source }),
    }
}

/// Refuses `product.toml` and the like: it would be ignored without a word.
fn check_names(folder: &Path) -> Result<(), TablesError> {
    let fail = |source| TablesError::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        // Backups and locks of editors are nobody's table.
        if name.starts_with('.') || !name.ends_with(".toml") {
            continue;
        }
        let exact = TABLES.iter().any(|(table, _)| path.ends_with(table));
        let near = TABLES.iter().find(|(table, _)| distance(&name, table) <= 2);
        if let Some((meant, _)) = near.filter(|_| !exact) {
            return Err(TablesError::Misnamed { path, meant });
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "tables_tests.rs"]
mod tests;
