//! Where the layers come from: which file, which variables, which options. Nothing here knows a
//! single key but those of the options.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::{ConfigError, Origin};
use super::layers::{Layer, Layers};
use super::sections::Config;

/// The file that is read, if it is there, when no other is named.
const SYSTEM_FILE: &str = "/etc/vandong/config.toml";
/// The variable that names a file.
const FILE_VARIABLE: &str = "VANDONG_CONFIG";
/// What variables that set a key begin with: `VANDONG__DATABASE__URL`.
const PREFIX: &str = "VANDONG__";
const SEPARATOR: &str = "__";

/// What the command line says. Not `Debug`: the address may hold a password.
#[derive(Clone, Default)]
pub struct Overrides {
    /// The configuration file.
    pub file: Option<PathBuf>,
    /// `database.url`
    pub database_url: Option<String>,
    /// `office.province`
    pub province: Option<String>,
    /// `planning.threads`
    pub threads: Option<u16>,
    /// `log.level`
    pub log_level: Option<String>,
}

impl Config {
    /// The configuration of this process: built-in defaults, file, environment, command line, the
    /// later before the earlier.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, or a value that cannot be used; the message
    /// names the layer and the key.
    pub fn load(overrides: &Overrides) -> Result<Self, ConfigError> {
        load_from(overrides, std::env::vars_os(), Path::new(SYSTEM_FILE))
    }

    /// The built-in defaults alone, whatever the machine says: for tests and the demo.
    ///
    /// # Errors
    /// None, unless the program was built with defaults that do not hold together.
    pub fn built_in() -> Result<Self, ConfigError> {
        Ok(Layers::built_in()?.config())
    }
}

fn load_from(
    overrides: &Overrides,
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    system_file: &Path,
) -> Result<Config, ConfigError> {
    let mut variables: Vec<_> = variables.into_iter().collect();
    variables.sort();
    let mut layers = Layers::built_in()?;
    if let Some(file) = file_layer(overrides, &variables, system_file)? {
        layers = layers.lay(file)?;
    }
    for (name, value) in variables {
        let name = name.to_string_lossy();
        let Some(key) = name.strip_prefix(PREFIX) else {
            check_underscores(&name, &layers)?;
            continue;
        };
        let Ok(value) = value.into_string() else {
            return Err(ConfigError::NotText { variable: name.into_owned() });
        };
        let key = key.to_lowercase().replace(SEPARATOR, ".");
        layers = layers.lay(Layer::of_text(Origin::Variable(name.into_owned()), &key, value))?;
    }
    let options = [
        ("database.url", overrides.database_url.clone()),
        ("office.province", overrides.province.clone()),
        ("planning.threads", overrides.threads.map(|threads| threads.to_string())),
        ("log.level", overrides.log_level.clone()),
    ];
    for (key, value) in options {
        if let Some(value) = value {
            layers = layers.lay(Layer::of_text(Origin::CommandLine, key, value))?;
        }
    }
    Ok(layers.config())
}

/// Refuses `VANDONG_DATABASE_URL` and the like: it would be ignored without a word.
fn check_underscores(variable: &str, layers: &Layers) -> Result<(), ConfigError> {
    let Some(rest) = variable.strip_prefix("VANDONG_") else { return Ok(()) };
    let letters = |text: &str| text.to_lowercase().replace(['_', '.'], "");
    let mut keys = layers.keys();
    let Some(key) = keys.find(|key| letters(key) == letters(rest)) else { return Ok(()) };
    let meant = format!("{PREFIX}{}", key.to_uppercase().replace('.', SEPARATOR));
    Err(ConfigError::Underscores { variable: variable.to_owned(), meant })
}

/// The one file: that of the command line, else that of the environment, else the system's if it
/// is there.
fn file_layer(
    overrides: &Overrides,
    variables: &[(OsString, OsString)],
    system_file: &Path,
) -> Result<Option<Layer>, ConfigError> {
    let variable = variables.iter().find(|(name, _)| name == FILE_VARIABLE);
    let variable = variable.map(|(_, file)| PathBuf::from(file));
    let named = variable.filter(|file| !file.as_os_str().is_empty());
    let named = overrides.file.clone().or(named);
    let path = named.clone().unwrap_or_else(|| system_file.to_owned());
    match std::fs::read_to_string(&path) {
        Ok(text) => Layer::of_file(&path.display().to_string(), &text).map(Some),
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ConfigError::Read { path, source }),
    }
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
