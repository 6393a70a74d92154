//! The built-in tables, and an office's own in their place.

use rstest::rstest;
use tempfile::TempDir;

use super::*;

fn built_in(name: &str) -> &'static str {
    TABLES.iter().find(|(table, _)| *table == name).unwrap().1
}

/// A folder with one built-in table in which one text is replaced by another.
fn folder(name: &str, old: &str, new: &str) -> TempDir {
    assert!(built_in(name).contains(old), "{name} has no {old}");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), built_in(name).replace(old, new)).unwrap();
    folder
}

#[test]
fn the_built_in_tables_hold_together() {
    let tables = Tables::load(None).unwrap();
    assert_eq!(tables.planning, built_in("planning.toml"));
    assert!(tables.products.find("voluntary_si").is_some() && tables.replaced.is_empty());
    assert_eq!(tables.digest.len(), 64);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(Tables::load(Some(empty.path())).unwrap().digest, tables.digest);
}

#[test]
fn a_folder_replaces_file_by_file() {
    let own = folder("products.toml", "BHXH tự nguyện", "BHXH TN");
    fs::write(own.path().join("README.txt"), "not a table").unwrap();
    fs::write(own.path().join("rates.toml~"), "a backup").unwrap();
    fs::write(own.path().join("config.toml"), "another kind of file").unwrap();
    let (tables, before) = (Tables::load(Some(own.path())).unwrap(), Tables::load(None).unwrap());
    let name = |tables: &Tables| tables.products.iter().next().unwrap().1.name_vi.clone();
    assert_eq!((name(&tables), name(&before)), ("BHXH TN".into(), "BHXH tự nguyện".into()));
    assert_eq!((&tables.rates, &tables.segments), (&before.rates, &before.segments));
    assert_eq!(tables.replaced, [own.path().join("products.toml")]);
}

#[test]
fn the_digest_changes_with_any_table() {
    let mut digests = vec![Tables::load(None).unwrap().digest];
    for (name, _) in TABLES {
        let own = folder(name, "\n\n", "\n\n\n");
        digests.push(Tables::load(Some(own.path())).unwrap().digest);
    }
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), TABLES.len() + 1);
}

#[rstest]
#[case("rates.toml", "value = 1_150_000", "value = 0", "rates.base_salary, row `2013-07-01`")]
#[case("segments.toml", "priority = 1\n", "priority = one\n", "line 27")]
#[case("planning.toml", "later = 1.0", "later = ", "line 53")]
#[case("due.toml", "[[card]]", "[[cards]]", "unknown field `cards`")]
#[case("products.toml", "ladder = \"card\"", "ladder = \"cart\"", "unknown variant `cart`")]
#[case("consent.toml", "[due]", "[dues]", "unknown field `dues`")]
#[case("outcomes.toml", "max_attempts = 3", "max_attempts = 0", "row `no_answer`")]
fn a_broken_table_is_named_with_its_place(
    #[case] name: &str,
    #[case] old: &str,
    #[case] new: &str,
    #[case] expected: &str,
) {
    let own = folder(name, old, new);
    let error = Tables::load(Some(own.path())).unwrap_err().to_string();
    let file = own.path().join(name).display().to_string();
    assert!(error.starts_with(&file) && error.contains(expected), "{error}");
}

#[rstest]
#[case(
    "products.toml",
    "support_scheme = \"student_hi\"",
    "support_scheme = \"pupil_hi\"",
    "built-in rates.toml do not agree: product `student_hi` needs [[support.pupil_hi]]"
)]
#[case(
    "rates.toml",
    "near_poor = 2_500, other = 1_000",
    "near_poor = 2_500",
    "default group `other`, which [[support.voluntary_si]] from 2018-01-01 lacks"
)]
#[case(
    "segments.toml",
    "support_group = \"poor\"",
    "support_group = \"very_poor\"",
    "built-in rates.toml do not agree: segment `poor` implies the support group `very_poor`"
)]
#[case(
    "products.toml",
    "cycles = [1, 3, 6, 12]",
    "cycles = [1, 3, 6, 24]",
    "built-in due.toml do not agree: product `voluntary_si` is paid every 24 months, for which \
     [[period]] from 2016-01-01"
)]
fn tables_that_do_not_agree_are_both_named(
    #[case] name: &str,
    #[case] old: &str,
    #[case] new: &str,
    #[case] expected: &str,
) {
    let own = folder(name, old, new);
    let error = Tables::load(Some(own.path())).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
    assert!(error.contains(&own.path().join(name).display().to_string()), "{error}");
}

#[rstest]
#[case("product.toml", "products.toml")]
#[case("Rates.toml", "rates.toml")]
fn a_misspelt_file_is_not_passed_over(#[case] name: &str, #[case] meant: &str) {
    let own = tempfile::tempdir().unwrap();
    fs::write(own.path().join(name), "").unwrap();
    let error = Tables::load(Some(own.path())).unwrap_err().to_string();
    assert!(error.contains(name) && error.contains(&format!("rename it to {meant}")), "{error}");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let own = tempfile::tempdir().unwrap();
    let gone = own.path().join("gone");
    let error = Tables::load(Some(&gone)).unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot read {}", gone.display())), "{error}");
}
