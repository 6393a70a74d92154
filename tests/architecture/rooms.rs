//! Who may use whom: the rooms of src/ and the names in their code that lead to other rooms.

use crate::names::{InCrate, names};
use crate::repository::room;
use crate::tokens::blank;

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

/// What a file uses of rooms that its own may not use.
pub(crate) fn forbidden_rooms(file: &str, code: &str) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forbidden_is_found_wherever_it_is_named() {
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
    }
}
