//! What a file of src/ looks like: it says what it is for, is short and has a name that says
//! something.

use crate::tokens::{blank, tokens};

const LONGEST_FILE: usize = 400;

const VAGUE: [&str; 6] = ["utils", "util", "helpers", "manager", "misc", "common"];

/// What is wrong with the shape of a file.
pub(crate) fn shape(file: &str, code: &str) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_word_about_itself_a_long_one_and_a_vague_one_are_found() {
        assert_eq!(shape("app/utils.rs", "//! Things.\nmod helpers;\n").len(), 2);
        assert_eq!(shape("app/plans.rs", "use std::io;").len(), 1);
        assert_eq!(shape("app/plans.rs", &"//! Long.\n".repeat(LONGEST_FILE + 1)).len(), 1);
    }
}
