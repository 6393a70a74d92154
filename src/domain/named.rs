//! What people call the rows of a catalogue in their files: by the code, by a name in either
//! language, or by one of the other names that the catalogue lists. How loosely a cell may be
//! written is for whoever reads files; that no name stands for two rows is checked here.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::catalogue::{CatalogueError, Problem};

/// One row of a catalogue by everything that it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// The code, which is stored.
    pub code: &'a str,
    /// The Vietnamese name.
    pub vi: &'a str,
    /// The English name.
    pub en: &'a str,
    /// Other names that files use.
    pub aliases: &'a [String],
}

/// The names of a code that the program itself knows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// The Vietnamese name.
    pub name_vi: String,
    /// The English name.
    pub name_en: String,
    /// Other names that files use.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Word {
    /// The names of this code.
    #[must_use]
    pub fn named<'a>(&'a self, code: &'a str) -> Named<'a> {
        Named { code, vi: &self.name_vi, en: &self.name_en, aliases: &self.aliases }
    }
}

/// What files may call the rows of a catalogue, and the words that say nothing beside a name, such
/// as “tiếng” beside that of a language.
macro_rules! named_rows {
    ($catalogue:ident, $rows:ident) => {
        impl $catalogue {
            /// What files may call each row.
            pub fn named(&self) -> impl Iterator<Item = $crate::domain::named::Named<'_>> {
                self.$rows.iter().map(|row| $crate::domain::named::Named {
                    code: &row.code,
                    vi: &row.name_vi,
                    en: &row.name_en,
                    aliases: &row.aliases,
                })
            }

            /// Words that say nothing beside a name.
            #[must_use]
            pub fn ignored_words(&self) -> &[String] {
                &self.ignored_words
            }
        }
    };
}
pub(super) use named_rows;

/// Refuses rows without a name, and a name that stands for two rows (case aside).
pub(super) fn check_names<'a>(
    table: &str,
    rows: impl IntoIterator<Item = Named<'a>>,
) -> Result<(), CatalogueError> {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for row in rows {
        let names = [row.code, row.vi, row.en].into_iter();
        for name in names.chain(row.aliases.iter().map(String::as_str)) {
            if name.trim().is_empty() {
                let problem = Problem::new(
                    "có một tên bị bỏ trống; hãy điền vào hoặc xóa đi",
                    "a name is empty; fill it in or take it away",
                );
                return Err(CatalogueError::row(table, row.code, problem));
            }
            let owner = owners.entry(name.trim().to_lowercase()).or_insert(row.code);
            if *owner != row.code {
                let problem = Problem::new(
                    format!("tên `{name}` cũng là tên của `{owner}`; hãy chỉ giữ một"),
                    format!("the name `{name}` is also that of `{owner}`; keep one"),
                );
                return Err(CatalogueError::row(table, row.code, problem));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[(&str, &str, &[&str])]) -> Result<(), String> {
        let aliases: Vec<Vec<String>> =
            rows.iter().map(|row| row.2.iter().map(ToString::to_string).collect()).collect();
        let named = rows.iter().zip(&aliases);
        let named = named.map(|((code, vi, _), aliases)| Named { code, vi, en: vi, aliases });
        check_names("t", named).map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_stands_for_one_row() {
        assert_eq!(check(&[("a", "A", &["x"]), ("b", "B", &["y"])]), Ok(()));
        let twice = check(&[("a", "Á", &["x"]), ("b", "B", &["á"])]).unwrap_err();
        assert!(twice.contains("row `b`") && twice.contains("also that of `a`"), "{twice}");
        assert!(check(&[("a", "A", &[" "])]).unwrap_err().contains("empty"));
    }
}
