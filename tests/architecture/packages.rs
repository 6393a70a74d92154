//! What may come into the binary: packages, their licences and sources, against deny.toml.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::repository::ROOT;

/// The packages that this machine's build resolves to, our own included. Those of other systems are
/// left out: they may never have been downloaded, and nothing is fetched here.
pub(crate) fn packages() -> Vec<Value> {
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
pub(crate) fn quoted_list(toml: &str, key: &str) -> BTreeSet<String> {
    let begin = format!("{key} = [");
    toml.lines()
        .skip_while(|line| *line != begin)
        .take_while(|line| *line != "]")
        .filter_map(|line| line.trim().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// Whether a licence expression can be met with the allowed licences alone.
pub(crate) fn is_allowed(expression: &str, allow: &BTreeSet<String>) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

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
