//! The guard of the house: who may use whom, what a file may be called and how long it may be,
//! and what may come into the binary.
//!
//! The rules are those of docs/architecture.md. A rule is changed there, by a decision record, and
//! then here; there is no list of exceptions for single lines.

mod names;
mod packages;
mod places;
mod repository;
mod rooms;
mod shape;
mod tokens;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use self::packages::{is_allowed, packages, quoted_list};
use self::places::misplaced_names;
use self::repository::{ROOT, entries, files, sources};
use self::rooms::forbidden_rooms;
use self::shape::shape;

#[test]
fn rooms_use_only_the_rooms_that_they_may() {
    report(sources().iter().flat_map(|(file, code)| forbidden_rooms(file, code)));
}

#[test]
fn crates_and_clocks_stay_in_their_places() {
    report(sources().iter().flat_map(|(file, code)| misplaced_names(file, code)));
}

#[test]
fn every_file_of_src_says_what_it_is_and_is_short() {
    report(sources().iter().flat_map(|(file, code)| shape(file, code)));
}

#[test]
fn both_databases_have_the_same_migrations() {
    let (mut broken, mut folders) = (Vec::new(), Vec::new());
    for database in ["sqlite", "postgres"] {
        let names = entries(&format!("migrations/{database}"));
        for name in &names {
            for file in ["up.sql", "down.sql"] {
                let path = format!("migrations/{database}/{name}/{file}");
                if !Path::new(ROOT).join(&path).is_file() {
                    broken.push(format!("{path} is missing: every migration goes up and down"));
                }
            }
        }
        folders.push((database, names));
    }
    if let [(one, left), (two, right)] = folders.as_slice() {
        for name in left.symmetric_difference(right) {
            let absent = if left.contains(name) { two } else { one };
            broken.push(format!(
                "migrations/{absent}/{name} is missing: add it in the same commit as its twin"
            ));
        }
    }
    report(broken);
}

#[test]
fn no_file_names_the_machine_it_was_written_on() {
    // In two halves, so that this file does not find itself.
    let needles = [concat!("/work", "/main"), concat!("/work", "/shared"), concat!("/root", "/.")];
    let mut broken = Vec::new();
    for file in files(Path::new(ROOT)) {
        let Ok(bytes) = fs::read(Path::new(ROOT).join(&file)) else { continue };
        for (line, text) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let text = String::from_utf8_lossy(text);
            if let Some(needle) = needles.iter().find(|needle| text.contains(*needle)) {
                broken.push(format!(
                    "{file}:{}: contains {needle}, a path of one machine: name a path of the \
                     repository or take it from the environment",
                    line + 1
                ));
            }
        }
    }
    report(broken);
}

#[test]
fn packages_are_those_that_deny_toml_lets_in() {
    let rules = fs::read_to_string(Path::new(ROOT).join("deny.toml")).unwrap();
    let (allow, deny) = (quoted_list(&rules, "allow"), quoted_list(&rules, "deny"));
    assert!(!allow.is_empty() && !deny.is_empty(), "deny.toml has no list `allow` or `deny`");
    let mut broken = Vec::new();
    for package in packages() {
        let field = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = format!("{} {}", field("name"), field("version"));
        if !is_allowed(field("license"), &allow) {
            broken.push(format!(
                "package {name}: licence {:?} is not let in by deny.toml: use another crate, or \
                 add the licence with a decision record",
                field("license")
            ));
        }
        if deny.contains(field("name")) {
            broken.push(format!(
                "package {name} is banned by deny.toml: find who brings it with `cargo tree -i {}` \
                 and turn that feature off",
                field("name")
            ));
        }
        let source = field("source");
        if !source.is_empty() && !source.starts_with("registry+") {
            broken
                .push(format!("package {name} comes from {source}: only the registry may be used"));
        }
    }
    report(broken);
}

fn report(broken: impl IntoIterator<Item = String>) {
    let broken: BTreeSet<String> = broken.into_iter().collect();
    let list = broken.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(broken.is_empty(), "{} broken rules:\n{list}\n", broken.len());
}
