//! What is wrong with a configuration: which layer, which key, and what to do next. Values are not
//! repeated where they could be secrets.

use std::path::PathBuf;

/// A configuration that cannot be used. `origin` is a file, a variable or the command line.
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
        /// The file.
        origin: String,
        /// The line, from 1.
        line: usize,
        /// The parser's words, without the line itself: it may hold a password.
        reason: String,
    },
    /// A key that does not exist.
    #[error("{origin}: unknown key `{key}`; {hint}")]
    UnknownKey {
        /// Where it stands.
        origin: String,
        /// The key with its section.
        key: String,
        /// The nearest known key, or all of them.
        hint: String,
    },
    /// A section that was given a value.
    #[error("{origin}: `{key}` is a section; set one of its keys: {keys}")]
    Section {
        /// Where it stands.
        origin: String,
        /// The section.
        key: String,
        /// Its keys.
        keys: String,
    },
    /// A value of another type.
    #[error("{origin}: `{key}` must be {expected}; correct the value")]
    WrongType {
        /// Where it stands.
        origin: String,
        /// The key with its section.
        key: String,
        /// The type that is needed.
        expected: &'static str,
    },
    /// A value of the right type that cannot be used.
    #[error("{origin}: {reason}; correct the value")]
    Invalid {
        /// Where it stands.
        origin: String,
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
    /// A variable of the environment that is not text.
    #[error("the environment's {variable} is not UTF-8 text; set it again")]
    NotText {
        /// The variable.
        variable: String,
    },
}
