//! Laying settings over each other. Every layer is a list of keys with their sections; a key is
//! known when `config/default.toml` has it, and a value must be of the type it has there. Each
//! layer must give a usable configuration, so that a mistake is told of the layer that made it.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::error::{ConfigError, Expected, Origin};
use super::nearest::nearest_key;
use super::ranges::beyond;
use super::sections::Config;

const DEFAULTS: &str = include_str!("../../config/default.toml");

/// Settings of one origin, by `section.key`.
pub(super) struct Layer {
    origin: Origin,
    values: Vec<(String, Value)>,
    /// Whether every value is text that takes the type of its default.
    text_only: bool,
}

impl Layer {
    /// The settings of a file.
    pub(super) fn of_file(path: &str, text: &str) -> Result<Self, ConfigError> {
        Self::of_toml(Origin::File(path.to_owned()), text)
    }

    fn of_toml(origin: Origin, text: &str) -> Result<Self, ConfigError> {
        let read = text.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            (line, error.message().replace('\n', ", "))
        });
        let table: Table = match read {
            Ok(table) => table,
            Err((line, reason)) => return Err(ConfigError::Syntax { origin, line, reason }),
        };
        let mut values = Vec::new();
        flatten("", table, &mut values);
        Ok(Self { origin, values, text_only: false })
    }

    /// One setting that was given as text.
    pub(super) fn of_text(origin: Origin, key: &str, text: String) -> Self {
        let values = vec![(key.into(), Value::String(text))];
        Self { origin, values, text_only: true }
    }
}

/// The layers so far.
pub(super) struct Layers {
    /// The built-in values: what keys there are and of which type.
    known: BTreeMap<String, Value>,
    values: BTreeMap<String, Value>,
    config: Config,
}

impl Layers {
    /// The built-in defaults.
    pub(super) fn built_in() -> Result<Self, ConfigError> {
        let layer = Layer::of_toml(Origin::BuiltIn, DEFAULTS)?;
        let known: BTreeMap<_, _> = layer.values.into_iter().collect();
        let config = typed(&Origin::BuiltIn, &known)?;
        Ok(Self { values: known.clone(), known, config })
    }

    /// Lays one more layer on top.
    pub(super) fn lay(mut self, layer: Layer) -> Result<Self, ConfigError> {
        for (key, value) in layer.values {
            let Some(default) = self.known.get(&key) else {
                self.check_section(&layer.origin, key, &value)?;
                continue;
            };
            let value = match value {
                Value::String(text) if layer.text_only => read_as(default, text),
                value => Some(value),
            };
            let fits = value.filter(|value| value.same_type(default));
            let Some(value) = fits else {
                let (origin, expected) = (layer.origin, expected(default));
                let example = example(default);
                return Err(ConfigError::WrongType { origin, key, expected, example });
            };
            if let Some(range) = beyond(&key, &value) {
                return Err(ConfigError::OutOfRange { origin: layer.origin, key, range });
            }
            self.values.insert(key, value);
        }
        self.config = typed(&layer.origin, &self.values)?;
        Ok(self)
    }

    /// The configuration that they give together.
    pub(super) fn config(self) -> Config {
        self.config
    }

    /// Every key that there is.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    /// A key that is not known is an error, unless it is a section that is there but empty.
    fn check_section(
        &self,
        origin: &Origin,
        key: String,
        value: &Value,
    ) -> Result<(), ConfigError> {
        let origin = origin.clone();
        let prefix = format!("{key}.");
        let inside: Vec<_> = self.keys().filter(|known| known.starts_with(&prefix)).collect();
        if !inside.is_empty() {
            let keys = inside.join(", ");
            let empty = value.as_table().is_some_and(Table::is_empty);
            return if empty { Ok(()) } else { Err(ConfigError::Section { origin, key, keys }) };
        }
        let near = nearest_key(&key, self.keys()).map(str::to_owned);
        let known = self.keys().collect::<Vec<_>>().join(", ");
        Err(ConfigError::UnknownKey { origin, key, near, known })
    }
}

/// Takes tables apart into `section.key`; an empty section stays as it is, so that it is seen.
fn flatten(prefix: &str, table: Table, values: &mut Vec<(String, Value)>) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        match value {
            Value::Table(inner) if !inner.is_empty() => flatten(&key, inner, values),
            value => values.push((key, value)),
        }
    }
}

/// Puts the sections together again; a key has exactly one.
fn typed(origin: &Origin, values: &BTreeMap<String, Value>) -> Result<Config, ConfigError> {
    let mut sections = Table::new();
    for (key, value) in values {
        let (section, name) = key.split_once('.').unwrap_or((key, ""));
        let section = sections.entry(section).or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(section) = section {
            section.insert(name.to_owned(), value.clone());
        }
    }
    sections.try_into().map_err(|error: toml::de::Error| ConfigError::Invalid {
        origin: origin.clone(),
        reason: error.to_string().trim().replace('\n', " "),
    })
}

/// The text as a value of the type of `default`; lists are written `a;b`.
fn read_as(default: &Value, text: String) -> Option<Value> {
    match default {
        Value::Integer(_) => text.trim().parse().ok().map(Value::Integer),
        Value::Float(_) => text.trim().parse().ok().map(Value::Float),
        Value::Boolean(_) => text.trim().parse().ok().map(Value::Boolean),
        Value::Array(_) => {
            let words = text.split(';').map(str::trim).filter(|word| !word.is_empty());
            Some(Value::Array(words.map(|word| Value::String(word.to_owned())).collect()))
        }
        Value::String(_) => Some(Value::String(text)),
        Value::Datetime(_) | Value::Table(_) => None,
    }
}

/// How a text or a list is written, where the built-in value says something.
fn example(default: &Value) -> Option<String> {
    let says = match default {
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    };
    says.then(|| default.to_string())
}

fn expected(default: &Value) -> Expected {
    match default {
        Value::Integer(_) => Expected::WholeNumber,
        Value::Float(_) => Expected::Number,
        Value::Boolean(_) => Expected::Boolean,
        Value::Array(_) => Expected::List,
        Value::String(_) => Expected::Text,
        Value::Datetime(_) => Expected::Date,
        Value::Table(_) => Expected::Section,
    }
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
