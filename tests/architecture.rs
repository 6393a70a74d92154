//! The guard of the house: who may use whom, what a file may be called and how long it may be,
//! and what may come into the binary.
//!
//! The rules are those of docs/architecture.md. A rule is changed there, by a decision record, and
//! then here; there is no list of exceptions for single lines.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{fs, str};

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The rooms of src/ and the other rooms that each may use. lib.rs and main.rs may use everything.
const ROOMS: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("planning", &["domain"]),
    ("exchange", &["domain"]),
    ("store", &["domain", "config", "clock"]),
    ("dispatch", &["domain", "store", "exchange", "config", "clock"]),
    ("app", &["domain", "planning", "exchange", "store", "clock", "config"]),
    ("schedule", &["app", "dispatch", "store", "domain", "config", "clock"]),
    ("web", &["app", "domain", "config", "exchange", "telemetry"]),
    ("demo", &["app", "domain", "config", "exchange"]),
    (
        "cli",
        &[
            "app",
            "clock",
            "config",
            "demo",
            "dispatch",
            "domain",
            "exchange",
            "planning",
            "schedule",
            "store",
            "telemetry",
            "web",
        ],
    ),
    ("clock", &[]),
    ("config", &["domain"]),
    ("telemetry", &["config"]),
];

/// A crate, together with those whose names begin with it and an underscore, and its only places.
const ONLY_HERE: [(&str, &[&str]); 7] = [
    ("diesel", &["store"]),
    ("lettre", &["dispatch/channels"]),
    ("reqwest", &["dispatch/channels"]),
    ("actix", &["web"]),
    ("tracing_actix_web", &["web"]),
    ("clap", &["cli", "main.rs"]),
    ("cron", &["schedule"]),
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

const LONGEST_FILE: usize = 400;

const VAGUE: [&str; 6] = ["utils", "util", "helpers", "manager", "misc", "common"];

// ---- the checks -----------------------------------------------------------------------------

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

fn forbidden_rooms(file: &str, code: &str) -> Vec<String> {
    let room = room(file);
    if room == "main" || room == "lib" {
        return Vec::new();
    }
    let Some((_, may_use)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return vec![format!(
            "src/{file}:1: {room} is a room without rules: give it a row in ROOMS"
        )];
    };
    let mut broken = Vec::new();
    for name in names(&blank(code)) {
        let place = format!("src/{file}:{}", name.line);
        match name.in_crate(file) {
            InCrate::Everything => broken.push(format!(
                "{place}: `{}` takes in the whole crate: name the room",
                name.path.join("::")
            )),
            InCrate::At(other)
                if other != room
                    && ROOMS.iter().any(|(name, _)| *name == other)
                    && !may_use.contains(&other) =>
            {
                broken.push(format!(
                    "{place}: `{}`: {room} may not use {other} (it may use: {}): move the code, or \
                     hand in what it needs from the caller",
                    name.path.join("::"),
                    if may_use.is_empty() { "nothing".to_owned() } else { may_use.join(", ") }
                ));
            }
            _ => {}
        }
    }
    broken
}

fn misplaced_names(file: &str, code: &str) -> Vec<String> {
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

fn shape(file: &str, code: &str) -> Vec<String> {
    let mut broken = Vec::new();
    if !code.starts_with("//!") {
        broken.push(format!("src/{file}:1: begin with `//!` and say what the file is for"));
    }
    let lines = code.lines().count();
    let most = if file == "main.rs" { 40 } else { LONGEST_FILE };
    if lines > most {
        broken
            .push(format!("src/{file}:{most}: {lines} lines, {most} at most: split it by subject"));
    }
    let blanked = blank(code);
    let tokens = tokens(&blanked);
    let inline = tokens.windows(2).filter_map(|pair| match pair {
        [(line, "mod"), (_, name)] => Some((*line, *name)),
        _ => None,
    });
    let own = file.trim_end_matches(".rs").split('/').map(|part| (1, part));
    for (line, name) in inline.chain(own).filter(|(_, name)| VAGUE.contains(name)) {
        broken.push(format!("src/{file}:{line}: `{name}` says nothing: name it after its subject"));
    }
    broken
}

// ---- reading the repository -----------------------------------------------------------------

fn report(broken: impl IntoIterator<Item = String>) {
    let broken: BTreeSet<String> = broken.into_iter().collect();
    let list = broken.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(broken.is_empty(), "{} broken rules:\n{list}\n", broken.len());
}

/// Every .rs file of src/: its path below src/ and its text.
fn sources() -> Vec<(String, String)> {
    let src = Path::new(ROOT).join("src");
    let read = |file: String| Some((fs::read_to_string(src.join(&file)).ok()?, file));
    files(&src)
        .into_iter()
        .filter(|file| file.ends_with(".rs"))
        .filter_map(read)
        .map(|(code, file)| (file, code))
        .collect()
}

/// Every file below `top`, relative to it, without what git, cargo and npm keep for themselves.
fn files(top: &Path) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![top.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                let kept = name == ".git" || name == "target" || name == "node_modules";
                if !kept && !path.join("CACHEDIR.TAG").exists() {
                    folders.push(path);
                }
            } else if kind.is_file()
                && let Ok(relative) = path.strip_prefix(top)
            {
                found.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// The names of the folders in a folder; none if it does not exist.
fn entries(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// The room that a file belongs to: `store/conn.rs` and `store.rs` to store.
fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or(file)
}

fn within(file: &str, place: &str) -> bool {
    let rest = file.strip_prefix(place);
    rest.is_some_and(|rest| rest.is_empty() || rest == ".rs" || rest.starts_with('/'))
}

/// The packages that this machine's build resolves to, our own included. Those of other systems are
/// left out: they may never have been downloaded, and nothing is fetched here.
fn packages() -> Vec<Value> {
    let cargo = |arguments: &[&str]| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo).args(arguments).current_dir(ROOT).output();
        let output = output.unwrap_or_else(|error| panic!("cargo does not start: {error}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo {}: {said}", arguments.join(" "));
        output.stdout
    };
    let version = cargo(&["--version", "--verbose"]);
    let version = String::from_utf8_lossy(&version);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let metadata = cargo(&[
        "metadata",
        "--format-version=1",
        "--locked",
        "--offline",
        "--filter-platform",
        host,
    ]);
    let mut metadata: Value = serde_json::from_slice(&metadata)
        .unwrap_or_else(|error| panic!("cargo metadata is not JSON: {error}"));
    match metadata.get_mut("packages").map(Value::take) {
        Some(Value::Array(packages)) if !packages.is_empty() => packages,
        _ => panic!("cargo metadata lists no packages"),
    }
}

/// The strings of the list `key = [ ... ]`, one quoted string per line at most.
fn quoted_list(toml: &str, key: &str) -> BTreeSet<String> {
    let begin = format!("{key} = [");
    toml.lines()
        .skip_while(|line| *line != begin)
        .take_while(|line| *line != "]")
        .filter_map(|line| line.trim().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// Whether a licence expression can be met with the allowed licences alone.
fn is_allowed(expression: &str, allow: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    one_of(&words, &mut at, allow) && at == words.len()
}

fn one_of(words: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> bool {
    let mut met = all_of(words, at, allow);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all_of(words, at, allow);
    }
    met
}

fn all_of(words: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> bool {
    let mut met = licence(words, at, allow);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= licence(words, at, allow);
    }
    met
}

fn licence(words: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> bool {
    if words.get(*at) == Some(&"(") {
        *at += 1;
        let met = one_of(words, at, allow);
        *at += 1;
        return met;
    }
    let rest = words.iter().skip(*at);
    let name: Vec<&str> =
        rest.copied().take_while(|word| !["OR", "AND", ")"].contains(word)).collect();
    *at += name.len();
    allow.contains(&name.join(" "))
}

// ---- reading Rust ---------------------------------------------------------------------------

/// A name written in code: `a::b::c`, or one item of `use a::{b::c, d}`.
#[derive(Debug)]
struct Name<'a> {
    line: usize,
    path: Vec<&'a str>,
    imported: bool,
    /// How many `mod x { }` of its own file it stands in.
    nested: usize,
}

/// Where a name leads in our crate.
#[derive(Debug, PartialEq)]
enum InCrate<'a> {
    Outside,
    Everything,
    At(&'a str),
}

impl<'a> Name<'a> {
    fn in_crate(&self, file: &str) -> InCrate<'a> {
        // How many `super` lead from here to the crate's root.
        let depth = file.trim_end_matches("/mod.rs").split('/').count() + self.nested;
        let ups = self.path.iter().take_while(|part| **part == "super").count();
        let below = match self.path.first() {
            Some(&("crate" | "vandong")) => self.path.get(1),
            Some(&"super") if ups >= depth => self.path.get(ups),
            _ => return InCrate::Outside,
        };
        match below {
            Some(&("*" | "self")) => InCrate::Everything,
            None if self.imported => InCrate::Everything,
            None => InCrate::Outside,
            Some(room) => InCrate::At(room),
        }
    }
}

/// All names in code without comments and literals.
fn names(code: &str) -> Vec<Name<'_>> {
    let tokens = tokens(code);
    let token = |at: usize| tokens.get(at).map(|(_, token)| *token);
    let (mut found, mut at, mut imported) = (Vec::new(), 0, false);
    // How many braces are open, here and before each `mod x {` that is open.
    let (mut braces, mut modules) = (0_usize, Vec::new());
    while let Some(here) = token(at) {
        match here {
            // `use<'a>` in a type is not an import.
            "use" => imported = token(at + 1) != Some("<"),
            ";" => imported = false,
            "as" if imported => at += 1,
            "mod" if token(at + 2) == Some("{") => {
                modules.push(braces);
                at += 1;
            }
            "{" => braces += 1,
            "}" => {
                braces = braces.saturating_sub(1);
                modules.pop_if(|before| *before == braces);
            }
            word if is_word(word) => {
                let first = found.len();
                tree(&tokens, &mut at, &[], &mut found);
                for name in found.iter_mut().skip(first) {
                    (name.imported, name.nested) = (imported, modules.len());
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads one name, or one tree of a `use`, that begins at `at`, and goes past it.
fn tree<'a>(
    tokens: &[(usize, &'a str)],
    at: &mut usize,
    prefix: &[&'a str],
    found: &mut Vec<Name<'a>>,
) {
    let mut path = prefix.to_vec();
    let mut line = 0;
    while let Some((here, token)) = tokens.get(*at).copied() {
        if token == "{" {
            *at += 1;
            while let Some((_, token)) = tokens.get(*at).copied() {
                match token {
                    "}" => break,
                    "as" => *at += 2,
                    _ if token == "*" || is_word(token) => {
                        tree(tokens, at, &path, found);
                    }
                    _ => *at += 1,
                }
            }
            *at += 1;
            return;
        }
        if token != "*" && !is_word(token) {
            break;
        }
        path.push(token);
        line = here;
        *at += 1;
        if tokens.get(*at).is_none_or(|(_, next)| *next != "::") {
            break;
        }
        *at += 1;
    }
    found.push(Name { line, path, imported: false, nested: 0 });
}

/// Words, `::` and single signs, each with its line.
fn tokens(code: &str) -> Vec<(usize, &str)> {
    let mut tokens = Vec::new();
    for (line, text) in code.lines().enumerate() {
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if is_word_sign(first) {
                rest.find(|sign| !is_word_sign(sign)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (token, after) = rest.split_at(length);
            tokens.push((line + 1, token));
            rest = after.trim_start();
        }
    }
    tokens
}

fn is_word_sign(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn is_word(token: &str) -> bool {
    token.starts_with(is_word_sign)
}

/// The same text with spaces for comments and literals, so that only code is left.
fn blank(code: &str) -> String {
    let (mut blanked, mut rest) = (String::with_capacity(code.len()), code);
    while let Some(first) = rest.chars().next() {
        let hidden = comment_or_literal(rest);
        let (part, after) = rest.split_at(hidden.max(first.len_utf8()));
        if hidden == 0 {
            blanked.push_str(part);
        } else {
            blanked.extend(part.chars().map(|sign| if sign == '\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    blanked
}

/// The length of the comment or literal that `code` begins with; 0 if there is none.
fn comment_or_literal(code: &str) -> usize {
    let until = |from: usize, end: &str| {
        let rest = code.get(from..).unwrap_or_default();
        rest.find(end).map_or(code.len(), |found| from + found + end.len())
    };
    if code.starts_with("//") {
        return code.find('\n').unwrap_or(code.len());
    }
    if code.starts_with("/*") {
        return block_comment(code);
    }
    if let Some(raw) = code.strip_prefix('r') {
        let hashes = raw.chars().take_while(|sign| *sign == '#').count();
        if raw.chars().nth(hashes) == Some('"') {
            return until(hashes + 2, &format!("\"{}", "#".repeat(hashes)));
        }
    }
    let mut signs = code.char_indices();
    match (signs.next(), signs.next(), signs.next()) {
        (Some((_, '"')), ..) => {
            let mut escaped = false;
            let end = code.char_indices().skip(1).find(|(_, sign)| {
                let ends = *sign == '"' && !escaped;
                escaped = *sign == '\\' && !escaped;
                ends
            });
            end.map_or(code.len(), |(at, _)| at + 1)
        }
        (Some((_, '\'')), Some((_, '\\')), Some((at, sign))) => until(at + sign.len_utf8(), "'"),
        (Some((_, '\'')), Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

fn block_comment(code: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
        let step = if rest.starts_with("/*") {
            depth += 1;
            2
        } else if rest.starts_with("*/") {
            depth -= 1;
            2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

// ---- the guard guards itself ----------------------------------------------------------------

#[cfg(test)]
mod the_reader {
    use super::*;

    fn paths(code: &str) -> Vec<String> {
        let blanked = blank(code);
        names(&blanked).iter().map(|n| format!("{} {}", n.line, n.path.join("::"))).collect()
    }

    #[test]
    fn opens_nested_trees() {
        let code =
            "use crate::{\n  app::{self, plans as p},\n  store::*,\n  clock,\n};\nlet x = 1;";
        let expected = ["2 crate::app::self", "2 crate::app::plans", "3 crate::store::*"];
        let found = paths(code);
        assert_eq!(found[..3], expected);
        assert_eq!(found[3], "4 crate::clock");
        assert!(!found.iter().any(|name| name.ends_with(" p")));
    }

    #[test]
    fn finds_names_outside_imports() {
        let found =
            paths("fn f(a: &crate::store::Conn) -> Vec::<std::fs::File> { ::diesel::go() }");
        for name in ["1 crate::store::Conn", "1 std::fs::File", "1 diesel::go"] {
            assert!(found.iter().any(|found| found == name), "{name} in {found:?}");
        }
    }

    #[test]
    fn leaves_out_comments_and_literals() {
        let hidden = [
            "// crate::store",
            "/* a /* crate::store */ crate::store */",
            "\"\\\\\\\" crate::store\"",
            "\"a\n crate::store\"",
            "r#\"\" crate::store\"#",
            "br\"\\\" ; \"crate::store\"",
            "'\\'' ; \"crate::store\"",
            "'\"' ; /*\"*/ \"crate::store\"",
        ];
        for code in hidden {
            assert!(!blank(code).contains("store"), "{code}");
            assert!(blank(&format!("{code}\ncrate::app")).ends_with("crate::app"), "{code}");
        }
        assert_eq!(blank("fn f<'a>(x: &'a str, y: char) {}"), "fn f<'a>(x: &'a str, y: char) {}");
        assert_eq!(paths("\"\n\n\" x::y /* \n */ z::a"), ["3 x::y", "4 z::a"]);
    }

    #[test]
    fn tells_what_is_broken() {
        let rooms = |file, code| forbidden_rooms(file, code).len();
        assert_eq!(rooms("domain/ids.rs", "use crate::store::Conn;"), 1);
        assert_eq!(rooms("domain/ids.rs", "use super::{money, super::store::Conn};"), 1);
        assert_eq!(rooms("domain/ids.rs", "use super::super::store::Conn;"), 1);
        assert_eq!(rooms("domain/mod.rs", "use super::store;"), 1);
        assert_eq!(rooms("clock.rs", "fn f() { {} } mod tests { use super::*; }"), 0);
        assert_eq!(rooms("clock.rs", "mod tests { fn f() {} } use super::*;"), 1);
        assert_eq!(rooms("clock.rs", "mod tests { use super::super::store; }"), 1);
        assert_eq!(rooms("domain/ids.rs", "use crate::domain::money; pub(crate) fn f() {}"), 0);
        assert_eq!(rooms("web/a.rs", "#[cfg(test)]\nmod t { use vandong::{app, store}; }"), 1);
        assert_eq!(rooms("web/a.rs", "use crate::*;"), 1);
        assert_eq!(rooms("web/a.rs", "use crate as c;"), 1);
        assert_eq!(rooms("cli/a.rs", "use crate::{app, store, web};"), 0);
        assert_eq!(rooms("cellar/a.rs", ""), 1);

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

        assert_eq!(shape("app/utils.rs", "//! Things.\nmod helpers;\n").len(), 2);
        assert_eq!(shape("app/plans.rs", "use std::io;").len(), 1);
        assert_eq!(shape("app/plans.rs", &"//! Long.\n".repeat(LONGEST_FILE + 1)).len(), 1);
    }

    #[test]
    fn weighs_licence_expressions() {
        let allow = quoted_list("allow = [\n  \"MIT\",\n  \"ISC\", # why\n]\n\"GPL\"", "allow");
        for good in ["MIT", "GPL OR MIT", "GPL/MIT", "(GPL OR MIT) AND ISC", "MIT OR A WITH B"] {
            assert!(is_allowed(good, &allow), "{good}");
        }
        for bad in ["", "GPL", "MIT AND GPL", "(MIT OR GPL) AND A", "MIT WITH B", "MIT GPL"] {
            assert!(!is_allowed(bad, &allow), "{bad}");
        }
    }
}
