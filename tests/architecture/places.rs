//! What has one place only: crates that speak to the outside, and the clock; and what has none in
//! the rooms that compute.

use std::collections::BTreeSet;

use crate::names::names;
use crate::repository::{room, within};
use crate::tokens::blank;

/// A crate, together with those whose names begin with it and an underscore, and its only places.
const ONLY_HERE: [(&str, &[&str]); 8] = [
    ("diesel", &["store"]),
    ("lettre", &["dispatch/channels"]),
    ("reqwest", &["dispatch/channels"]),
    ("actix", &["web"]),
    ("tracing_actix_web", &["web"]),
    ("clap", &["cli", "main.rs"]),
    ("cron", &["schedule"]),
    ("mimalloc", &["main.rs"]),
];

/// These rooms compute: what they return depends on nothing but what they are given.
const PURE: [&str; 3] = ["domain", "planning", "exchange"];
const IMPURE: [&str; 7] = [
    "tokio",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::time::Instant",
    "std::time::SystemTime",
];

const NOW: [[&str; 2]; 3] = [["Utc", "now"], ["Local", "now"], ["SystemTime", "now"]];

/// Names of crates, clocks and the outside where they do not belong.
pub(crate) fn misplaced_names(file: &str, code: &str) -> Vec<String> {
    let code = blank(code);
    let names = names(&code);
    // A module of ours with a crate's name, once imported, is ours: `use super::cron;`.
    let ours: BTreeSet<&str> = names
        .iter()
        .filter(|name| matches!(name.path.first(), Some(&("crate" | "super" | "self"))))
        .filter(|name| name.imported)
        .filter_map(|name| name.path.last().copied())
        .collect();
    let mut broken = Vec::new();
    for name in &names {
        let place = format!("src/{file}:{}: `{}`", name.line, name.path.join("::"));
        let Some(first) = name.path.first() else { continue };
        let outside = name.imported || name.path.len() > 1;
        for (krate, places) in ONLY_HERE {
            let family =
                first.strip_prefix(krate).is_some_and(|r| r.is_empty() || r.starts_with('_'));
            if outside && family && !ours.contains(first) && !places.iter().any(|p| within(file, p))
            {
                broken.push(format!(
                    "{place}: {krate} is used only in src/{}",
                    places.join(", src/")
                ));
            }
        }
        if PURE.contains(&room(file)) && outside {
            for forbidden in IMPURE {
                if format!("{}::", name.path.join("::")).starts_with(&format!("{forbidden}::")) {
                    broken.push(format!(
                        "{place}: {} is pure, without {forbidden}: let app or cli do it and hand \
                         in the result",
                        room(file)
                    ));
                }
            }
        }
        if file != "clock.rs" && name.path.windows(2).any(|pair| NOW.iter().any(|now| pair == now))
        {
            broken.push(format!("{place}: only src/clock.rs reads the clock: take a `&dyn Clock`"));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_misplaced_is_found_and_its_namesakes_are_not() {
        let misplaced = |file, code| misplaced_names(file, code).len();
        assert_eq!(misplaced("app/a.rs", "use diesel::prelude::*;"), 1);
        assert_eq!(misplaced("app/a.rs", "use diesel_migrations as m;"), 1);
        assert_eq!(misplaced("store/a.rs", "use diesel::prelude::*;"), 0);
        assert_eq!(misplaced("dispatch/worker.rs", "reqwest::get(1)"), 1);
        assert_eq!(misplaced("dispatch/channels/zalo.rs", "reqwest::get(1)"), 0);
        assert_eq!(misplaced("app/a.rs", "let cron = 1; cron + 1"), 0);
        assert_eq!(misplaced("cli/a.rs", "use crate::schedule::cron; fn f() { cron::next() }"), 0);
        assert_eq!(misplaced("app/a.rs", "chrono::Utc::now()"), 1);
        assert_eq!(misplaced("clock.rs", "chrono::Utc::now()"), 0);
        assert_eq!(misplaced("planning/a.rs", "use std::{collections, fs, io::Read};"), 1);
        assert_eq!(misplaced("app/a.rs", "use std::fs;"), 0);
    }
}
