//! Reading Rust: the names in code, those of `use` among them, and where they lead in our crate.

use crate::tokens::{is_word, tokens};

/// A name written in code: `a::b::c`, or one item of `use a::{b::c, d}`.
#[derive(Debug)]
pub(crate) struct Name<'a> {
    pub(crate) line: usize,
    pub(crate) path: Vec<&'a str>,
    pub(crate) imported: bool,
    /// How many `mod x { }` of its own file it stands in.
    nested: usize,
}

/// Where a name leads in our crate.
#[derive(Debug, PartialEq)]
pub(crate) enum InCrate<'a> {
    Outside,
    Everything,
    At(&'a str),
}

impl<'a> Name<'a> {
    pub(crate) fn in_crate(&self, file: &str) -> InCrate<'a> {
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
pub(crate) fn names(code: &str) -> Vec<Name<'_>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::blank;

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
    fn knows_the_lines_past_comments_and_literals() {
        assert_eq!(paths("\"\n\n\" x::y /* \n */ z::a"), ["3 x::y", "4 z::a"]);
    }
}
