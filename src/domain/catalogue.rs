//! What every table of law and practice has in common: it is text that an office may correct, so
//! a mistake in it is answered with the table, the row and what to do, never with a silent guess.

use serde::de::DeserializeOwned;

/// What is wrong with a table, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The text is not TOML, or a row has an unknown, missing or ill-typed field.
    #[error("{table}: {reason}; correct the file at the place shown and load it again")]
    Syntax {
        /// The table that was read.
        table: String,
        /// The parser's words, with line and column.
        reason: String,
    },
    /// A code stands for two rows.
    #[error("{table}: `{code}` stands twice; keep one row for each code")]
    Duplicate {
        /// The table that was read.
        table: String,
        /// The repeated code or priority.
        code: String,
    },
    /// More rows than the bit sets can hold.
    #[error("{table}: {count} rows, but at most {most} fit; remove the ones that are not used")]
    TooMany {
        /// The table that was read.
        table: String,
        /// Rows in the file.
        count: usize,
        /// Rows that fit.
        most: usize,
    },
    /// A row that contradicts itself or its neighbours.
    #[error("{table}, row `{row}`: {}", problem.en)]
    Row {
        /// The table that was read.
        table: String,
        /// The code or date of the row.
        row: String,
        /// What is wrong and what would be right.
        problem: Problem,
    },
}

/// What is wrong with a row and what would be right: whoever corrects a table reads either language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Problem {
    /// The same in both languages.
    #[must_use]
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}

impl CatalogueError {
    pub(super) fn row(table: &str, row: impl ToString, problem: Problem) -> Self {
        Self::Row { table: table.into(), row: row.to_string(), problem }
    }
}

/// Reads `text` as TOML into `T`; `table` names the file in errors.
pub(super) fn parse<T: DeserializeOwned>(table: &str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|error| CatalogueError::Syntax {
        table: table.into(),
        reason: error.to_string().trim().to_owned(),
    })
}

/// Refuses more than `most` rows, empty or ill-formed codes (`a-z`, `0-9`, `_`) and repeated ones.
pub(super) fn check_codes<'a>(
    table: &str,
    codes: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Result<(), CatalogueError> {
    let mut seen = std::collections::BTreeSet::new();
    for code in codes {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if code.is_empty() || !code.chars().all(plain) {
            let problem = Problem::new(
                "mã chỉ được gồm a-z, 0-9 và _; hãy đặt lại mã",
                "a code is written with a-z, 0-9 and _ only; rename it",
            );
            return Err(CatalogueError::row(table, code, problem));
        }
        if !seen.insert(code) {
            return Err(CatalogueError::Duplicate { table: table.into(), code: code.into() });
        }
    }
    if seen.len() > most {
        return Err(CatalogueError::TooMany { table: table.into(), count: seen.len(), most });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_names_the_table_and_the_line() {
        let error = parse::<toml::Table>("rates", "a = 1\nb = ").unwrap_err().to_string();
        assert!(error.starts_with("rates: ") && error.contains("line 2"), "{error}");
    }

    #[test]
    fn codes_are_plain_unique_and_few() {
        assert!(check_codes("t", ["a", "b_1"], 2).is_ok());
        assert!(matches!(check_codes("t", ["a", "a"], 2), Err(CatalogueError::Duplicate { .. })));
        assert!(matches!(check_codes("t", ["a", "b"], 1), Err(CatalogueError::TooMany { .. })));
        assert!(matches!(check_codes("t", ["A b"], 2), Err(CatalogueError::Row { .. })));
        assert!(matches!(check_codes("t", [""], 2), Err(CatalogueError::Row { .. })));
    }
}
