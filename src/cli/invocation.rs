//! The program as whoever reads a hint must write it: with the database and the configuration that
//! this command was given. A command that is copied without them would work on another database.

use std::path::Path;

use super::Global;
use crate::config::database_url::DatabaseUrl;

/// What begins every command that is printed for copying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation(String);

impl Invocation {
    /// As this command line names them. A password is never printed: `***` stands in its place.
    pub fn of(global: &Global) -> Self {
        let mut words = vec!["vandong".to_owned()];
        if let Some(file) = &global.config {
            words.extend(["--config".to_owned(), file_word(file)]);
        }
        let database = global.database.as_ref();
        // One that is no address fails before any hint is given.
        if let Some(url) = database.and_then(|url| DatabaseUrl::try_from(url.clone()).ok()) {
            words.extend(["--database".to_owned(), word(&url.to_string())]);
        }
        if let Some(code) = &global.province {
            words.extend(["--province".to_owned(), word(code)]);
        }
        Self(words.join(" "))
    }

    /// A command for copying; `rest` are its words after the name of the program.
    pub fn command(&self, rest: &str) -> String {
        format!("{} {rest}", self.0)
    }

    /// A text whose commands, in backticks, begin with the name of the program alone.
    pub fn put_into(&self, text: &str) -> String {
        text.replace("`vandong ", &format!("`{} ", self.0))
    }
}

/// A path as one word of a command line.
pub fn file_word(file: &Path) -> String {
    word(&file.display().to_string())
}

/// A word as a shell takes it for one. Double quotes serve every shell; what means something inside
/// them needs single ones, which shells of Windows do not know.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@%+=,".contains(c);
    let special = |c: char| matches!(c, '$' | '`' | '"' | '!' | '\\');
    if !text.is_empty() && text.chars().all(|c| plain(c) || (cfg!(windows) && c == '\\')) {
        text.to_owned()
    } else if !cfg!(windows) && text.contains(special) {
        format!("'{}'", text.replace('\'', "'\\''"))
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use rstest::rstest;

    use super::*;
    use crate::cli::Cli;

    fn of(options: &[&str]) -> Invocation {
        let words = ["vandong", "config", "show"].iter().chain(options).map(OsString::from);
        let Ok(cli) = Cli::read(words) else { panic!("it was not read") };
        Invocation::of(&cli.global)
    }

    #[rstest]
    #[case(&[], "vandong plan show")]
    #[case(&["--database", "a b.db"], "vandong --database \"a b.db\" plan show")]
    #[case(&["--database", "it.db", "--config", "c.toml"], "vandong --config c.toml --database it.db plan show")]
    #[case(&["--database", "văn-phòng.db"], "vandong --database văn-phòng.db plan show")]
    #[case(&["--province", "15", "--json"], "vandong --province 15 plan show")]
    #[case(
        &["--database", "postgres://u:secret@h/d"],
        "vandong --database \"postgres://u:***@h/d\" plan show"
    )]
    fn what_was_named_is_named_again(#[case] options: &[&str], #[case] expected: &str) {
        let invocation = of(options);
        assert_eq!(invocation.command("plan show"), expected);
        let told = invocation.put_into("no plan: `vandong plan show`, vandong");
        assert_eq!(told, format!("no plan: `{expected}`, vandong"));
    }

    #[test]
    fn a_word_stays_one() {
        for (text, expected) in
            [("a&b", "\"a&b\""), ("", "\"\""), ("it's", "\"it's\""), ("$a's", "'$a'\\''s'")]
        {
            assert_eq!(word(text), expected);
        }
    }
}
