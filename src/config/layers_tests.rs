//! What each layer may say, and how a mistake in it is told.

use rstest::rstest;

use super::*;

const PRODUCTION: &str = include_str!("../../config/production.toml");

fn laid(text: &str) -> Result<Config, ConfigError> {
    let layer = Layer::of_file("office.toml", text)?;
    Ok(Layers::built_in()?.lay(layer)?.config())
}

fn set(key: &str, value: &str) -> Result<Config, ConfigError> {
    let layer = Layer::of_text(Origin::CommandLine, key, value.into());
    Ok(Layers::built_in()?.lay(layer)?.config())
}

#[test]
fn default_toml_is_the_built_in_default() {
    let built_in = Config::built_in().unwrap();
    assert_eq!(laid("").unwrap(), built_in);
    assert_eq!(laid(DEFAULTS).unwrap(), built_in);
    assert_eq!(built_in.database.url.expose(), "sqlite:vandong-data/vandong.db");
    assert_eq!((built_in.office.province, built_in.tables.folder), (None, None));
    assert_eq!(built_in.office.time_zone, chrono_tz::Asia::Ho_Chi_Minh);
    assert_eq!(built_in.planning.working_days, crate::domain::calendar::WORKING_WEEK);
}

#[test]
fn every_key_of_default_toml_has_a_comment_above_it() {
    let mut above = "";
    for line in DEFAULTS.lines() {
        let needs_one = line.starts_with('[') || line.contains(" = ") && !line.starts_with('#');
        assert!(!needs_one || above.starts_with("# "), "{line}");
        above = line;
    }
}

#[test]
fn the_file_for_production_fits_and_holds_no_password() {
    let config = laid(PRODUCTION).unwrap();
    assert_eq!(config.database.url.to_string(), config.database.url.expose());
    assert!(config.database.url.expose().starts_with("postgres://"));
}

#[test]
fn what_is_printed_reads_back_and_hides_the_password() {
    let printed = laid(PRODUCTION).unwrap().effective();
    assert_eq!(laid(&printed).unwrap().effective(), printed);
    assert_eq!(laid(&Config::built_in().unwrap().effective()).unwrap(), laid("").unwrap());

    let config = set("database.url", "postgres://a:hunter2@h/d").unwrap();
    assert!(config.effective().contains("url = \"postgres://a:***@h/d\""));
    assert!(!format!("{config:?} {}", config.effective()).contains("hunter2"));
}

#[test]
fn a_layer_replaces_single_keys() {
    let config = laid("[planning]\nthreads = 3\n\n[lists]\nformats = [\"csv\"]\n[log]").unwrap();
    let expected = Config::built_in().unwrap();
    assert_eq!((config.planning.threads, config.planning.solver_threads()), (3, 3));
    assert_eq!(config.planning.seed, expected.planning.seed);
    assert_eq!(config.lists.formats, [crate::config::sections::ListFormat::Csv]);
    assert!((1..=8).contains(&expected.planning.solver_threads()));
}

#[rstest]
#[case("[ofice]\nprovince = \"01\"", "`ofice.province`; did you mean `office.province`?")]
#[case("[office]\nprovinc = \"01\"", "`office.provinc`; did you mean `office.province`?")]
#[case("[office]\nthreads = 1", "`office.threads`; did you mean `planning.threads`?")]
#[case("url = \"x\"", "`url`; did you mean `database.url`?")]
#[case("[office.province]\nx = 1", "unknown key `office.province.x`; did you mean")]
#[case("[cats]", "unknown key `cats`; known keys are approval.committee, approval.coordinators")]
#[case(
    "planning = 1",
    "`planning` is a section; set one of its keys: planning.day_parts, planning.hold_out, planning.most_slots_per_day"
)]
#[case("[planning]\nthreads = \"2\"", "`planning.threads` must be a whole number")]
#[case("[planning]\nvisits = 1", "`planning.visits` must be true or false")]
#[case("[lists]\nformats = \"xlsx\"", "`lists.formats` must be a list")]
#[case(
    "[planning]\nworking_days = [\"Mon\"]",
    "must be text in quotes, as \"Mon;Tue;Wed;Thu;Fri\""
)]
#[case("[office]\nprovince = 1", "`office.province` must be text in quotes")]
#[case("[office.province]", "`office.province` must be text in quotes")]
#[case(
    "[planning]\nthreads = -1",
    "invalid value: integer `-1`, expected u16 in `planning.threads`"
)]
#[case("[office]\ntime_zone = \"Hue\"", "`Hue` is no time zone")]
#[case("[planning]\nworking_days = \"Mon;Thuu\"", "`Thuu` is no weekday")]
#[case("[planning]\nworking_days = \"\"", "`` is no weekday")]
#[case("[lists]\nformats = []", "at least one word, and none twice in `lists.formats`")]
#[case("[lists]\nlanguages = [\"vi\", \"vi\"]", "none twice in `lists.languages`")]
#[case("[lists]\nlanguages = [\"fr\"]", "unknown variant `fr`, expected `vi` or `en`")]
#[case("[schedule]\nmake_plans = \"0 15 * * Fri\"", "write six fields")]
#[case("[schedule]\nmake_plans = \"0 0 15 * * 5\"", "as names, Mon Tue")]
#[case("[schedule]\nmake_plans = \"0 0 15 * * 5\"", "in `schedule.make_plans`")]
#[case("[log]\nlevel = \"loud\"", "expected one of `off`, `error`, `warn`")]
#[case("[database]\nurl = \"mysql://a:hunter2@h/d\"", "`mysql://a:***@h/d` is no address")]
fn mistakes_are_named_with_their_file(#[case] text: &str, #[case] expected: &str) {
    let error = laid(text).unwrap_err().to_string();
    assert!(error.starts_with("office.toml: ") && error.contains(expected), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn a_syntax_error_names_the_line_and_does_not_repeat_it() {
    for url in ["\"postgres://a:secret@h/d", "postgres://a:secret@h/d", "\"a:secret\" b"] {
        let text = format!("[office]\nprovince = \"01\"\n[database]\nurl = {url}\n");
        let error = laid(&text).unwrap_err().to_string();
        assert!(error.starts_with("office.toml, line 4: ") && !error.contains("secret"), "{error}");
    }
}

#[test]
fn text_takes_the_type_of_the_default() {
    assert_eq!(set("planning.threads", " 2 ").unwrap().planning.threads, 2);
    assert!(!set("planning.visits", "false").unwrap().planning.visits);
    assert_eq!(set("lists.formats", "csv; xlsx").unwrap().lists.formats.len(), 2);
    assert_eq!(set("office.province", "01").unwrap().office.province.as_deref(), Some("01"));
    assert_eq!(set("office.province", " ").unwrap().office.province, None);
    let error = set("planning.threads", "many").unwrap_err().to_string();
    assert_eq!(
        error,
        "the command line: `planning.threads` must be a whole number; correct the value"
    );
}
