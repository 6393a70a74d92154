//! Which file is read, and which layer wins.

use std::fs;

use super::*;

/// A folder with a system file, and the variables that are set.
struct Machine {
    folder: tempfile::TempDir,
    variables: Vec<(OsString, OsString)>,
}

impl Machine {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn set(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    fn load(&self, overrides: &Overrides) -> Result<Config, ConfigError> {
        load_from(overrides, self.variables.clone(), &self.folder.path().join("system.toml"))
    }

    fn error(&self, overrides: &Overrides) -> String {
        self.load(overrides).unwrap_err().to_string()
    }
}

#[test]
fn without_anything_the_built_in_defaults_hold() {
    let machine = Machine::new().set("PATH", "/bin").set("VANDONG_TEST_POSTGRES", "x");
    assert_eq!(machine.load(&Overrides::default()).unwrap(), Config::built_in().unwrap());
}

#[test]
fn the_later_layer_wins() {
    let machine = Machine::new()
        .set("VANDONG__OFFICE__PROVINCE", "79")
        .set("VANDONG__LOG__LEVEL", "warn")
        .set("VANDONG__LISTS__FORMATS", "csv;xlsx");
    machine
        .file("system.toml", "office.province = \"01\"\nlog.level = \"error\"\nplanning.seed = 7");
    let options = Overrides {
        province: Some("48".into()),
        threads: Some(2),
        database_url: Some("sqlite:other.db".into()),
        ..Overrides::default()
    };
    let config = machine.load(&options).unwrap();
    assert_eq!(config.office.province.as_deref(), Some("48"), "command line before environment");
    assert_eq!(config.log.level.as_str(), "warn", "environment before file");
    assert_eq!(config.planning.seed, 7, "file before default");
    assert_eq!((config.planning.threads, config.lists.formats.len()), (2, 2));
    assert_eq!(config.database.url.expose(), "sqlite:other.db");
}

#[test]
fn one_file_is_read_and_a_named_one_must_be_there() {
    let machine = Machine::new();
    machine.file("system.toml", "planning.seed = 1\nlog.level = \"error\"");
    let variable = machine.file("variable.toml", "planning.seed = 2");
    let option = machine.file("option.toml", "planning.seed = 3");
    let none = Overrides::default();
    let machine = machine.set(FILE_VARIABLE, variable);
    let config = machine.load(&none).unwrap();
    assert_eq!((config.planning.seed, config.log.level.as_str()), (2, "info"));
    let named = Overrides { file: Some(option), ..Overrides::default() };
    assert_eq!(machine.load(&named).unwrap().planning.seed, 3);

    let gone = Overrides { file: Some("gone.toml".into()), ..Overrides::default() };
    let error = machine.error(&gone);
    assert!(error.starts_with("cannot read the configuration gone.toml: "), "{error}");
    assert!(Machine::new().set(FILE_VARIABLE, "gone.toml").load(&none).is_err());
    assert!(Machine::new().set(FILE_VARIABLE, "").load(&none).is_ok());
}

#[test]
fn mistakes_are_named_with_their_layer() {
    let none = Overrides::default();
    let machine = Machine::new();
    let path = machine.file("system.toml", "[log]\nlevels = \"info\"");
    let expected =
        format!("{}: unknown key `log.levels`; did you mean `log.level`?", path.display());
    assert_eq!(machine.error(&none), expected);

    assert_eq!(
        Machine::new().set("VANDONG__DATABASE__URI", "postgres://a:secret@h/d").error(&none),
        "the environment's VANDONG__DATABASE__URI: unknown key `database.uri`; did you mean \
         `database.url`?"
    );
    let error = Machine::new().set("VANDONG__DATABASE", "x").error(&none);
    assert!(error.contains("`database` is a section"), "{error}");
    assert_eq!(
        Machine::new().set("VANDONG_DATABASE_URL", "postgres://a:secret@h/d").error(&none),
        "the environment's VANDONG_DATABASE_URL sets nothing; rename it to VANDONG__DATABASE__URL"
    );
    let loud = Overrides { log_level: Some("loud".into()), ..Overrides::default() };
    let error = Machine::new().error(&loud);
    assert!(error.starts_with("the command line: unknown variant `loud`"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_named() {
    use std::os::unix::ffi::OsStringExt;

    let machine = Machine::new().set("VANDONG__DATABASE__URL", OsString::from_vec(vec![0xff]));
    let error = machine.error(&Overrides::default());
    assert!(error.contains("VANDONG__DATABASE__URL is not UTF-8"), "{error}");
}
