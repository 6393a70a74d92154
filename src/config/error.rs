//! What is wrong with a configuration: which layer, which key, and what to do next. Values are not
//! repeated where they could be secrets.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::domain::approval::Deputy;

/// The layer that brought a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The defaults of the program itself.
    BuiltIn,
    /// A configuration file, by its path.
    File(String),
    /// A variable of the environment, by its name.
    Variable(String),
    /// An option of the command.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("the built-in default.toml"),
            Self::File(path) => f.write_str(path),
            Self::Variable(name) => write!(f, "the environment's {name}"),
            Self::CommandLine => f.write_str("the command line"),
        }
    }
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// An integer.
    WholeNumber,
    /// With decimals or without.
    Number,
    /// A choice of two.
    Boolean,
    /// Several values.
    List,
    /// A string.
    Text,
    /// A day or an hour.
    Date,
    /// A table of keys.
    Section,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WholeNumber => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::List => "a list",
            Self::Text => "text in quotes",
            Self::Date => "a date",
            Self::Section => "a section",
        })
    }
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error(
        "cannot read the configuration {}: {source}; correct the path or the file's permissions",
        path.display()
    )]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{origin}, line {line}: {reason}; correct the line")]
    Syntax {
        /// Where it stands.
        origin: Origin,
        /// The line, from 1.
        line: usize,
        /// The parser's words, without the line itself: it may hold a password.
        reason: String,
    },
    /// A key that does not exist.
    #[error("{origin}: unknown key `{key}`; {}", hint(near.as_deref(), known))]
    UnknownKey {
        /// Where it stands.
        origin: Origin,
        /// The key with its section.
        key: String,
        /// The nearest known key, if one is near.
        near: Option<String>,
        /// All known keys.
        known: String,
    },
    /// A section that was given a value.
    #[error("{origin}: `{key}` is a section; set one of its keys: {keys}")]
    Section {
        /// Where it stands.
        origin: Origin,
        /// The section.
        key: String,
        /// Its keys.
        keys: String,
    },
    /// A value of another type.
    #[error("{origin}: `{key}` must be {expected}{}; correct the value", as_in(example))]
    WrongType {
        /// Where it stands.
        origin: Origin,
        /// The key with its section.
        key: String,
        /// The type that is needed.
        expected: Expected,
        /// The built-in value, where it shows how such a text or list is written.
        example: Option<String>,
    },
    /// A number that makes no sense for its key.
    #[error("{origin}: `{key}` must be from {} to {}; write a number in between", range.start(), range.end())]
    OutOfRange {
        /// Where it stands.
        origin: Origin,
        /// The key.
        key: String,
        /// The numbers that it takes.
        range: RangeInclusive<i64>,
    },
    /// A value of the right type that cannot be used.
    #[error("{origin}: {reason}; correct the value")]
    Invalid {
        /// Where it stands.
        origin: Origin,
        /// What is wrong, with the key.
        reason: String,
    },
    /// A variable of the environment that would set a key if it were spelt right.
    #[error("the environment's {variable} sets nothing; rename it to {meant}")]
    Underscores {
        /// The variable.
        variable: String,
        /// The name that sets the key.
        meant: String,
    },
    /// A deputy for somebody who decides about nothing.
    #[error(
        "approval.deputies: `{} for {}`: {} is neither in approval.committee nor in \
         approval.coordinators; correct the name, add it to one of the two, or drop the entry",
        deputy.name, deputy.of, deputy.of
    )]
    DeputyOfNobody {
        /// The entry.
        deputy: Deputy,
    },
    /// A variable of the environment that is not text.
    #[error("the environment's {variable} is not UTF-8 text; set it again")]
    NotText {
        /// The variable.
        variable: String,
    },
}

fn as_in(example: &Option<String>) -> String {
    example.as_ref().map(|example| format!(", as {example}")).unwrap_or_default()
}

fn hint(near: Option<&str>, known: &str) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known keys are {known}"),
    }
}
